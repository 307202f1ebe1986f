import Testing

@testable import TrainingRuns

@Suite struct PlotTests {
  static let axes: [(Double, Double, AxisScale.Unit, [String], Double, Double)] = [
    (0, 10, AxisScale.Unit.plain, ["0", "5", "10"], 0, 10),
    (0.2, 2.9, .plain, ["0", "1", "2", "3"], 0, 3),
    (-0.013, 0.021, .plain, ["-0.02", "-0.01", "0", "0.01", "0.02", "0.03"], -0.02, 0.03),
    (3, 3, .plain, ["2.6", "2.8", "3", "3.2", "3.4"], 2.6, 3.4),
    (0, 0, .plain, ["-1", "-0.5", "0", "0.5", "1"], -1, 1),
    (0, 23_000, .plain, ["0", "10k", "20k", "30k"], 0, 30_000),
    (0, 3e-4, .plain, ["0", "1e-4", "2e-4", "3e-4"], 0, 3e-4),
    (0, 0.42, .share, ["0 %", "20 %", "40 %", "60 %"], 0, 0.6),
    (0, 7_200, .seconds, ["0 h", "0.5 h", "1 h", "1.5 h", "2 h"], 0, 7_200),
    (0, 0.04, .seconds, ["0 ms", "10 ms", "20 ms", "30 ms", "40 ms"], 0, 0.04),
    (0, 0.95 * 0x1p30, .bytes, ["0 GiB", "0.5 GiB", "1 GiB"], 0, 0x1p30),
    (0, 3 * 0x1p30, .bytes, ["0 GiB", "1 GiB", "2 GiB", "3 GiB"], 0, 3 * 0x1p30),
  ]

  @Test(arguments: axes)
  func ticksAreRound(
    _ low: Double, _ high: Double, _ unit: AxisScale.Unit, _ labels: [String], _ start: Double, _ end: Double
  ) {
    let scale = AxisScale.linear(low, high, unit: unit, most: 5)
    #expect(scale.ticks.map(\.label) == labels)
    #expect(abs(scale.low - start) <= 1e-12 * max(1, start.magnitude))
    #expect(abs(scale.high - end) <= 1e-12 * max(1, end.magnitude))
  }

  @Test(arguments: [
    (1, 1_000, ["1", "10", "100", "1000"]), (0.03, 0.4, ["0.02", "0.05", "0.1", "0.2", "0.5"]),
    (2e-7, 3e-5, ["1e-6", "1e-5"]), (5, 5, ["2", "5", "10"]),
  ])
  func logarithmicTicks(_ low: Double, _ high: Double, _ labels: [String]) {
    #expect(AxisScale.logarithmic(low, high).ticks.map(\.label) == labels)
  }

  @Test func positionsStayInside() {
    let scale = AxisScale.linear(0, 10)
    #expect([-5, 0, 5, 10, 20, .nan, .infinity].map(scale.position) == [0, 0, 0.5, 1, 1, 0, 0])
    #expect(AxisScale.logarithmic(1, 100).position(of: 10) == 0.5)
  }

  @Test func smoothingKeepsMeansAndLines() {
    #expect(Smoothing.smoothed([1, 2, 3]) == [1, 2, 3], "too few")
    #expect(Smoothing.smoothed([Double](repeating: 4, count: 50)).allSatisfy { abs($0 - 4) < 1e-12 })
    let noisy = (0..<200).map { Double($0 % 2) }
    #expect(Smoothing.smoothed(noisy)[20..<180].allSatisfy { abs($0 - 0.5) < 0.1 })
    let line = Smoothing.smoothed((0..<200).map(Double.init))
    #expect(abs(line[100] - 100) < 0.5, "no lag")
    let spike = Smoothing.smoothed([Double](repeating: 0, count: 100) + [1])
    #expect(spike[100] < 0.5, "the last value alone does not bend the line")
  }

  @Test func peaksSurviveDecimation() {
    var points = (0..<10_000).map { LinePlot.Point(x: Double($0), y: 0) }
    points[4_321].y = 7
    points[8_765].y = -3
    let few = Decimation.extremes(points, most: 100)
    #expect(few.count <= 100)
    #expect(few.contains(points[4_321]))
    #expect(few.contains(points[8_765]))
    #expect(few.map(\.x) == few.map(\.x).sorted())
    #expect(Decimation.places((0..<1_000).map(Double.init), most: 10).last == 999)
  }

  private func plot(_ values: [Double], style: LinePlot.Style = .lines, scale: LinePlot.Scale = .linear) -> LinePlot {
    LinePlot(
      id: "p", title: "T",
      series: [
        LinePlot.Series(name: "a", points: values.enumerated().map { .init(x: Double($0 + 1), y: $1) })
      ], style: style, scale: scale)
  }

  @Test func nothingIsDrawnOfNothing() {
    #expect(plot([]).isEmpty)
    #expect(plot([.nan, .infinity]).isEmpty)
    #expect(plot([]).svg.isEmpty)
  }

  @Test(arguments: [
    [5], [0, 0], [1, .nan, 3], [-1, 1e300], [.leastNonzeroMagnitude, 1], Array(repeating: 1.5, count: 5_000),
  ])
  func theSVGHoldsFiniteNumbersOnly(_ values: [Double]) {
    for style in [LinePlot.Style.lines, .stacked] {
      for scale in [LinePlot.Scale.linear, .logarithmic, .automatic] {
        let svg = plot(values, style: style, scale: scale).svg
        #expect(svg.hasPrefix("<svg "))
        #expect(!svg.lowercased().contains("nan"))
        #expect(!svg.lowercased().contains("inf"))
      }
    }
  }

  @Test func aPlotOfAMillionStepsIsSmall() {
    let values = (0..<100_000).map { Double($0 % 97) }
    #expect(plot(values).svg.utf8.count < 60_000)
  }

  @Test func tooltipsTellStepAndValue() {
    let svg = plot([2.5, 1.25]).svg
    #expect(svg.contains("<title>step 1\na: 2.500</title>"))
    #expect(svg.contains("<title>step 2\na: 1.250</title>"))
  }
}
