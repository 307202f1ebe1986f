#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import Rewards
import Text

/// The distributions: rewards on a linear scale, times and memory on logarithmic ones.
struct PageCharts {
  let summary: RunSummary
  let rewardKind: RewardKind

  var html: String {
    """
    <section aria-labelledby="charts-heading">
    <div class="heading"><h2 id="charts-heading">Distributions</h2>
    <p class="key"><span class="swatch accepted" aria-hidden="true"></span>accepted \
    <span class="swatch others" aria-hidden="true"></span>not accepted</p></div>
    <div class="charts">
    \([rewards, cpu, wall, memory].map(\.html).joined(separator: "\n"))
    </div>
    </section>
    """
  }

  private var rewards: HistogramChart {
    let accepted = summary.acceptedRewards.bars
    let others = summary.otherRewards.bars
    let used = Set(accepted.keys).union(others.keys)
    let perUnit = Int((1 / RewardHistogram.width).rounded())
    // The usual range is shown whole, a wider one as far as it goes.
    let low = min(0, used.min().map { Self.floorToUnit($0, perUnit) } ?? 0)
    let high = max(perUnit, used.max().map { -Self.floorToUnit(-$0, perUnit) } ?? perUnit)
    let span = Double(high - low + 1)
    let merged = max(1, (high - low) / 60)
    var bars: [HistogramChart.Bar] = []
    for start in stride(from: low, through: high, by: merged) {
      let keys = start..<min(start + merged, high + 1)
      let bar = HistogramChart.Bar(
        start: Double(start - low) / span, width: Double(keys.count) / span,
        accepted: keys.reduce(0) { $0 + (accepted[$1] ?? 0) }, others: keys.reduce(0) { $0 + (others[$1] ?? 0) },
        label: "about " + NumberText.trimmed(Double(start) * RewardHistogram.width, 2))
      if bar.accepted + bar.others > 0 { bars.append(bar) }
    }
    let tickStep = max(perUnit / 4, (high - low) / 6)
    let ticks = stride(from: low, through: high, by: tickStep).map {
      HistogramChart.Tick(
        position: (Double($0 - low) + 0.5) / span, label: NumberText.trimmed(Double($0) * RewardHistogram.width, 2))
    }
    let unrewarded = summary.submissions - summary.overall.rewarded
    let mean = "mean \(NumberText.reward(summary.overall.meanReward))"
    let caption = unrewarded == 0 ? mean : mean + ", \(NumberText.count(unrewarded)) without a reward"
    return HistogramChart(
      id: "chart-reward", title: "Reward (\(rewardKind.rawValue))", bars: bars, ticks: ticks, caption: caption)
  }

  private static func floorToUnit(_ value: Int, _ unit: Int) -> Int {
    let remainder = value % unit
    return value - (remainder < 0 ? remainder + unit : remainder)
  }

  private var cpu: HistogramChart {
    logarithmic("chart-cpu", "CPU time of a submission", summary.cpu, timeScale, .decimal, NumberText.seconds)
  }

  private var wall: HistogramChart {
    logarithmic("chart-wall", "Wall time of a submission", summary.wall, timeScale, .decimal, NumberText.seconds)
  }

  /// One scale for both times, so that the two charts can be compared by eye.
  private var timeScale: LogScale? {
    let ranges = [summary.cpu.all.range, summary.wall.all.range].compactMap { $0 }
    guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max() else { return nil }
    return LogScale(steps: low...high)
  }

  private var memory: HistogramChart {
    let scale = summary.memory.all.range.map { LogScale(steps: $0) }
    return logarithmic("chart-memory", "Peak memory", summary.memory, scale, .binary) {
      NumberText.bytes(Int(min(max(0, $0), 9e18).rounded()))
    }
  }

  private func logarithmic(
    _ id: String, _ title: String, _ values: SplitHistogram, _ scale: LogScale?, _ base: LogScale.Base,
    _ text: (Double) -> String
  ) -> HistogramChart {
    var chart = HistogramChart(id: id, title: title, bars: [], ticks: [], caption: "no submission ran")
    guard let scale, let median = values.all.median, let late = values.all.quantile(0.9) else { return chart }
    let accepted = values.accepted.counts(from: scale.start, width: scale.width, bins: scale.bins)
    let others = values.others.counts(from: scale.start, width: scale.width, bins: scale.bins)
    for bin in 0..<scale.bins where accepted[bin] + others[bin] > 0 {
      let from = LogHistogram.edge(of: scale.start + bin * scale.width)
      let to = LogHistogram.edge(of: scale.start + (bin + 1) * scale.width)
      chart.bars.append(
        HistogramChart.Bar(
          start: Double(bin) / Double(scale.bins), width: 1 / Double(scale.bins), accepted: accepted[bin],
          others: others[bin], label: "\(text(from)) to \(text(to))"))
    }
    chart.ticks = scale.ticks(base).map {
      HistogramChart.Tick(position: scale.position(of: $0), label: shortText($0, base))
    }
    chart.caption = "median \(text(median)), 90 % under \(text(late)), largest \(text(values.all.maximum))"
    if values.all.leftOut > 0 { chart.caption += "; \(NumberText.count(values.all.leftOut)) did not run" }
    return chart
  }

  /// Tick labels: round values without zeros.
  private func shortText(_ value: Double, _ base: LogScale.Base) -> String {
    let units: [(String, Double)]
    switch base {
    case .decimal:
      units = [("h", 3_600), ("min", 60), ("s", 1), ("ms", 0.001)]
    case .binary:
      units = [("TiB", 0x1p40), ("GiB", 0x1p30), ("MiB", 0x1p20), ("KiB", 0x1p10), ("B", 1)]
    }
    let unit = units.first { value >= $0.1 * 0.999 } ?? units[units.count - 1]
    return NumberText.trimmed(value / unit.1, 2) + " " + unit.0
  }
}
