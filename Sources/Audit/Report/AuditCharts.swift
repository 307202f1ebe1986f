import Text

/// Distributions as SVG: positions across are percentages, so that text never scales.
enum AuditCharts {
  private static let rowHeight = 26

  /// One bar a check.
  static func checks(_ counts: [CheckCounts]) -> String {
    let most = max(1, counts.map(\.total).max() ?? 1)
    let bars = counts.map { count -> (String, Int, String) in
      (count.id, count.total, count.errors > 0 ? "v-wrong_answer" : count.warnings > 0 ? "v-time_limit" : "v-skipped")
    }
    return figure("checks-chart", "Findings by check", bars, most)
  }

  /// Rows by the worst that was found.
  static func worst(clean: Int, _ byWorst: [Severity: Int]) -> String {
    let bars = [
      ("nothing found", clean, "v-accepted"), ("info", byWorst[.info] ?? 0, "v-skipped"),
      ("warning", byWorst[.warning] ?? 0, "v-time_limit"), ("error", byWorst[.error] ?? 0, "v-wrong_answer"),
    ]
    return figure("worst-chart", "Rows by their worst finding", bars, max(1, bars.map(\.1).max() ?? 1))
  }

  /// Lengths of prompts, in classes that double.
  static func lengths(_ lengths: [UInt32], unit: String) -> String {
    var classes = [Int](repeating: 0, count: 33)
    for length in lengths where length > 0 { classes[32 - (length.leadingZeroBitCount)] += 1 }
    guard let first = classes.firstIndex(where: { $0 > 0 }), let last = classes.lastIndex(where: { $0 > 0 }) else {
      return ""
    }
    let bars = (first...last).map { index -> (String, Int, String) in
      let low = index == 0 ? 0 : 1 << (index - 1)
      return ("\(low) to \((1 << index) - 1) \(unit)", classes[index], "v-compile_error")
    }
    return figure("lengths-chart", "Length of prompts", bars, max(1, classes.max() ?? 1))
  }

  private static func figure(_ id: String, _ title: String, _ bars: [(String, Int, String)], _ most: Int) -> String {
    let height = max(1, bars.count) * rowHeight
    var svg = ""
    for (index, (name, count, style)) in bars.enumerated() {
      let y = index * rowHeight
      // Few among many must still be seen.
      let width = count == 0 ? 0 : max(0.4, Double(count) / Double(most) * 60)
      svg += "<g><title>\(HTMLText.escape(name)): \(NumberText.count(count))</title>"
      svg += "<text x=\"26%\" y=\"\(y + 17)\" text-anchor=\"end\">\(HTMLText.escape(name))</text>"
      svg +=
        "<rect class=\"\(style)\" x=\"28%\" width=\"\(NumberText.trimmed(width, 2))%\" y=\"\(y + 4)\" height=\"18\"/>"
      svg += "<text x=\"\(NumberText.trimmed(29 + width, 2))%\" y=\"\(y + 17)\">\(NumberText.count(count))</text></g>"
    }
    return """
      <figure class="chart" aria-labelledby="\(id)"><figcaption><h3 id="\(id)">\(title)</h3></figcaption>
      <div class="plot"><svg width="100%" height="\(height)" role="img" aria-labelledby="\(id)">\(svg)</svg></div></figure>
      """
  }
}
