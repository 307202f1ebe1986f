import Foundation
import Testing

@testable import Reports

@Suite struct HistogramTests {
  @Test func quantilesAreExactForEqualValuesAndCloseForOthers() throws {
    var equal = LogHistogram()
    for _ in 0..<5 { equal.add(0.041) }
    let median = try #require(equal.median)
    #expect(abs(median - 0.041) < 1e-12)

    var spread = LogHistogram()
    for value in 1...1_000 { spread.add(Double(value) / 1_000) }
    for (fraction, exact) in [(0.5, 0.5), (0.9, 0.9), (0.01, 0.01), (1.0, 1.0)] {
      let quantile = try #require(spread.quantile(fraction))
      #expect(abs(quantile / exact - 1) < 0.024)
    }
    #expect(spread.maximum == 1)
  }

  @Test func valuesWithoutAPlaceAreLeftOut() {
    var histogram = LogHistogram()
    for value in [0, -1, Double.nan, .infinity, -.infinity] { histogram.add(value) }
    #expect(histogram.leftOut == 5)
    #expect(histogram.count == 0)
    #expect(histogram.median == nil)
    #expect(histogram.range == nil)
  }

  @Test(arguments: [
    (1.0, 0), (0.001, -300), (10.0, 100), (0.999, -1), (1e300, 30_000), (.leastNonzeroMagnitude, -32_331),
  ])
  func stepsBeginAtRoundValues(_ value: Double, _ step: Int) {
    var histogram = LogHistogram()
    histogram.add(value)
    #expect(histogram.range == step...step)
  }

  @Test func binsHoldEveryValueOnce() {
    var histogram = LogHistogram()
    for value in 1...10_000 { histogram.add(Double(value) * 0.000_7) }
    let scale = LogScale(steps: histogram.range ?? 0...0)
    let counts = histogram.counts(from: scale.start, width: scale.width, bins: scale.bins)
    #expect(counts.reduce(0, +) == 10_000)
    #expect(scale.bins <= LogScale.mostBins + 1)
  }

  @Test(arguments: [-300...(-300), -300...100, -100...900, -200...(-150), 690...700, -32_331...30_900])
  func axesHaveAFewRoundTicksInside(_ steps: ClosedRange<Int>) {
    let scale = LogScale(steps: steps)
    #expect(scale.start <= steps.lowerBound)
    #expect(scale.start + scale.width * scale.bins > steps.upperBound)
    for base in [LogScale.Base.decimal, .binary] {
      let ticks = scale.ticks(base)
      #expect(ticks.count <= 7)
      for tick in ticks { #expect((-0.001...1.001).contains(scale.position(of: tick))) }
    }
    // The times and sizes that occur always have at least two ticks.
    if steps.lowerBound >= -400, steps.upperBound <= 600 { #expect(scale.ticks(.decimal).count >= 2) }
  }

  @Test func rewardsGatherAroundTheirBars() {
    var histogram = RewardHistogram()
    for reward in [0, 0.01, 0.024, 0.5, 1, 0.99, -1, 1e30, -1e30, .nan, .infinity] { histogram.add(reward) }
    #expect(histogram.bars == [0: 3, 10: 1, 20: 2, -20: 1, 1_000: 1, -1_000: 1])
    #expect(histogram.count == 9)
  }

  @Test(arguments: [
    (0, 1, 1), (1, 1, 1), (3, 1, 3), (4, 1, 4), (5, 2, 6), (18, 5, 20), (183, 50, 200), (11_172, 5_000, 15_000),
  ])
  func countAxesEndOnRoundNumbers(_ largest: Int, _ step: Int, _ top: Int) {
    let scale = HistogramChart.countScale(largest: largest)
    #expect(scale.step == step)
    #expect(scale.top == top)
  }

  @Test func extremeCountsDoNotTrap() {
    let scale = HistogramChart.countScale(largest: Int.max)
    #expect(scale.top >= 1)
  }

  @Test func fewAmongManyAreStillDrawn() {
    let bar = HistogramChart.Bar(start: 0, width: 0.5, accepted: 1_000_000, others: 1, label: "x")
    let small = HistogramChart.Bar(start: 0.5, width: 0.5, accepted: 1, others: 0, label: "y")
    let chart = HistogramChart(id: "c", title: "t", bars: [bar, small], ticks: [], caption: "")
    #expect(chart.html.components(separatedBy: "height=\"0\"").count == 1)
    #expect(chart.html.contains("y: 1 submission, 1 accepted"))
  }
}
