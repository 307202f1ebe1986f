import Rewards
import Text

/// The verdicts of a group of submissions: a stacked bar, with a legend that gives every count in words and figures.
struct VerdictMix {
  let group: GroupSummary

  var section: String {
    """
    <section aria-labelledby="mix-heading">
    <h2 id="mix-heading">Verdicts</h2>
    \(bar(height: 30))
    <ul class="legend">
    \(Verdict.allCases.filter { group.count($0) > 0 }.map(legendEntry).joined(separator: "\n"))
    </ul>
    </section>
    """
  }

  /// A bar as wide as its column; figures stand beside it, so that it is hidden from screen readers.
  func bar(height: Int) -> String {
    guard group.total > 0 else { return "<p class=\"empty\">No submission was judged.</p>" }
    var start = 0
    var segments = ""
    for verdict in Verdict.allCases where group.count(verdict) > 0 {
      let count = group.count(verdict)
      let label = "\(verdict.label): \(NumberText.count(count)) (\(NumberText.percent(count, of: group.total)))"
      segments += """
        <rect class="v-\(verdict.rawValue)" x="\(percent(start))%" width="\(percent(count))%" height="100%">\
        <title>\(label)</title></rect>
        """
      start += count
    }
    return "<svg class=\"mix\" width=\"100%\" height=\"\(height)\" aria-hidden=\"true\">\(segments)</svg>"
  }

  /// A small coloured square; the label beside it says the same in words.
  static func swatch(_ verdict: Verdict) -> String {
    "<span class=\"swatch v-\(verdict.rawValue)\" aria-hidden=\"true\"></span>"
  }

  private func legendEntry(_ verdict: Verdict) -> String {
    let count = group.count(verdict)
    return """
      <li><button type="button" data-filter="verdict=\(verdict.rawValue)" aria-pressed="false" \
      title="Show only these">\(Self.swatch(verdict))<span class="label">\(verdict.label)</span> \
      <span class="count">\(NumberText.count(count))</span> \
      <span class="share">\(NumberText.percent(count, of: group.total))</span></button></li>
      """
  }

  private func percent(_ count: Int) -> String {
    NumberText.trimmed(Double(count) / Double(max(1, group.total)) * 100, 4)
  }
}
