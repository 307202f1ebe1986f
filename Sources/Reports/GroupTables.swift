import Rewards
import Text

/// One row a language and one row a problem. The script makes them sortable and their names filters.
struct GroupTables {
  /// Rows of the table of problems.
  static let problemRows = 200

  let summary: RunSummary
  let problems: NameTable
  let languages: NameTable

  var html: String {
    guard summary.submissions > 0 else { return "" }
    let hardest = summary.problems.byFailures
    let more = hardest.count - Self.problemRows
    let note = more > 0 ? "the \(Self.problemRows) with the most failures of \(NumberText.count(hardest.count))" : ""
    let listed = Array(hardest.prefix(Self.problemRows))
    return """
      <div class="groups">
      \(table(id: "languages", kind: "language", title: "By language", note: "", summary.languages.bySize, languages))
      \(table(id: "problems", kind: "problem", title: "By problem", note: note, listed, problems))
      </div>
      """
  }

  private func table(
    id: String, kind: String, title: String, note: String, _ groups: [GroupSummary], _ names: NameTable
  ) -> String {
    """
    <section aria-labelledby="\(id)-heading">
    <div class="heading"><h2 id="\(id)-heading">\(title)</h2> <p class="detail">\(note)</p></div>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="\(id)-heading">
    <table class="group sortable">
    <thead><tr><th scope="col">\(kind == "language" ? "Language" : "Problem")</th><th scope="col">Verdicts</th>\
    <th scope="col" class="number">Accepted</th><th scope="col" class="number">Share</th>\
    <th scope="col" class="number">Mean reward</th><th scope="col" class="number">Median CPU</th></tr></thead>
    <tbody>
    \(groups.map { row($0, kind: kind, position: names.find($0.id)) }.joined(separator: "\n"))
    </tbody>
    </table>
    </div>
    </section>
    """
  }

  private func row(_ group: GroupSummary, kind: String, position: Int?) -> String {
    let name = HTMLText.escape(PrintableText.make(group.id))
    let title = group.title.map { " <span class=\"detail\">\(HTMLText.escape(PrintableText.make($0)))</span>" } ?? ""
    var label = "<span class=\"id\">\(name)</span>"
    if let position {
      label = """
        <button type="button" class="link id" data-\(kind)="\(position)" title="Show only these">\(name)</button>
        """
    }
    let accepted = group.count(.accepted)
    let share = Double(accepted) / Double(max(1, group.total))
    return """
      <tr><th scope="row" title="\(name)"><bdi>\(label)\(title)</bdi></th>\
      <td class="bar" data-sort="\(group.total)">\(VerdictMix(group: group).bar(height: 10))</td>\
      <td class="number" data-sort="\(accepted)">\(NumberText.count(accepted)) / \(NumberText.count(group.total))</td>\
      <td class="number" data-sort="\(share)">\(NumberText.percent(accepted, of: group.total))</td>\
      <td class="number" data-sort="\(group.meanReward?.description ?? "")">\(NumberText.reward(group.meanReward))</td>\
      <td class="number" data-sort="\(group.medianCPUSeconds?.description ?? "")">\
      \(group.medianCPUSeconds.map(NumberText.seconds) ?? "-")</td></tr>
      """
  }
}
