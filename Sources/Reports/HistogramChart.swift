import Text

/// A histogram as SVG whose text never scales: positions across are percentages, heights are pixels.
///
/// Each bar is split in accepted submissions (below) and others.
struct HistogramChart {
  struct Bar: Hashable {
    /// Share of the width, 0 to 1.
    var start: Double
    var width: Double
    var accepted: Int
    var others: Int
    /// What the bar covers, for its tooltip.
    var label: String
  }

  struct Tick: Hashable {
    /// Share of the width, 0 to 1.
    var position: Double
    var label: String
  }

  var id: String
  var title: String
  var bars: [Bar]
  var ticks: [Tick]
  /// What is said below: quantiles, what was left out.
  var caption: String

  static let plotHeight = 150

  var html: String {
    """
    <figure class="chart" aria-labelledby="\(id)">
    <figcaption><h3 id="\(id)">\(title)</h3> <span class="detail">\(caption)</span></figcaption>
    \(bars.isEmpty ? "<p class=\"empty\">Nothing to draw.</p>" : plot)
    </figure>
    """
  }

  private var plot: String {
    let largest = bars.map { $0.accepted + $0.others }.max() ?? 0
    let (step, top) = Self.countScale(largest: largest)
    let height = Self.plotHeight
    func y(_ count: Int) -> Double { Double(height) * (1 - Double(count) / Double(top)) }
    var svg = ""
    for count in stride(from: 0, through: top, by: step) {
      let line = NumberText.trimmed(y(count), 1)
      svg += "<line class=\"\(count == 0 ? "axis" : "grid")\" x1=\"0\" x2=\"100%\" y1=\"\(line)\" y2=\"\(line)\"/>"
      svg += "<text x=\"-8\" y=\"\(line)\" dy=\"0.35em\" text-anchor=\"end\">\(NumberText.count(count))</text>"
    }
    for bar in bars { svg += rectangles(bar, y: y) }
    for tick in ticks {
      let x = Self.percent(tick.position)
      svg += "<line class=\"axis\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(height)\" y2=\"\(height + 4)\"/>"
      svg += "<text x=\"\(x)\" y=\"\(height + 18)\" text-anchor=\"middle\">\(tick.label)</text>"
    }
    return """
      <div class="plot"><svg width="100%" height="\(height + 24)" role="img" aria-labelledby="\(id)">\(svg)</svg></div>
      """
  }

  private func rectangles(_ bar: Bar, y: (Int) -> Double) -> String {
    let total = bar.accepted + bar.others
    guard total > 0 else { return "" }
    let base = Double(Self.plotHeight)
    // Few among many must still be seen.
    let top = min(y(total), base - 2)
    let split = bar.accepted == 0 ? base : bar.others == 0 ? top : min(max(y(bar.accepted), top + 1), base - 1)
    let frame = "x=\"\(Self.percent(bar.start))\" width=\"\(Self.percent(bar.width))\""
    var svg = "<g><title>\(bar.label): \(NumberText.counted(total, "submission", "submissions")), "
    svg += "\(NumberText.count(bar.accepted)) accepted</title>"
    if bar.others > 0 {
      svg += "<rect class=\"others\" \(frame) y=\"\(NumberText.trimmed(top, 1))\""
      svg += " height=\"\(NumberText.trimmed(split - top, 1))\"/>"
    }
    if bar.accepted > 0 {
      svg += "<rect class=\"accepted\" \(frame) y=\"\(NumberText.trimmed(split, 1))\""
      svg += " height=\"\(NumberText.trimmed(base - split, 1))\"/>"
    }
    return svg + "</g>"
  }

  /// A step of 1, 2 or 5 times a power of ten, and the multiple of it that ends the axis: at most four steps.
  static func countScale(largest: Int) -> (step: Int, top: Int) {
    guard largest > 0 else { return (1, 1) }
    var power = 1
    while true {
      for factor in [1, 2, 5] {
        let step = factor * power
        let steps = (largest - 1) / step + 1
        if steps <= 4 { return (step, steps * step) }
      }
      guard power < 1_000_000_000_000_000 else { return (largest, largest) }
      power *= 10
    }
  }

  private static func percent(_ share: Double) -> String { NumberText.trimmed(share * 100, 3) + "%" }
}
