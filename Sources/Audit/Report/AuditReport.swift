import Reports
import Rewards
import Text

/// The audit as a page: overview, distributions, examples of each check, and a table to filter.
struct AuditReport {
  let request: AuditRequest
  let outcome: AuditOutcome
  let data: ReportData
  let lengths: [UInt32]

  func write(to path: String) throws {
    let file = try ReportFile(path: path)
    let nonce = PageFrame.nonce()
    try file.append(PageFrame.head(title: "klear-judge audit", nonce: nonce))
    try file.append(PageFrame.dataBlock(id: "findings", json: table))
    try file.append(body)
    try file.append(PageFrame.foot(script: String(decoding: PackageResources.audit_js, as: UTF8.self), nonce: nonce))
    try file.finish()
  }

  // MARK: Data

  private var table: [UInt8] {
    var json = ScriptJSON()
    json.array { json in
      for finding in data.table {
        json.array { json in
          json.string(finding.file)
          json.int(finding.line)
          json.string(PrintableText.middleShortened(finding.rowID, to: 120))
          json.string(finding.check)
          json.string(finding.severity.rawValue)
          json.double((finding.confidence * 100).rounded() / 100)
          json.string(PrintableText.prefix(finding.evidence, bytes: 1_000).text)
          json.array { json in for place in finding.related.prefix(10) { json.string(place) } }
        }
      }
    }
    return json.bytes
  }

  // MARK: Page

  private var body: String {
    """
    <a class="skip" href="#all">Skip to the findings</a>
    <div class="page">
    <header>
    <h1>Audit of \(escaped(names(request.data)))</h1>
    <dl class="facts">
    \(facts.map { "<div><dt>\($0)</dt><dd>\(escaped($1))</dd></div>" }.joined(separator: "\n"))
    </dl>
    \(outcome.notes.prefix(20).map { "<p class=\"alert warning\">\(escaped($0))</p>" }.joined(separator: "\n"))
    </header>
    <main>
    \(tiles)
    \(charts)
    \(checks)
    \(findings)
    </main>
    <footer><p>Written by klear-judge \(escaped(JudgeVersion.current)). This file loads nothing from elsewhere.</p></footer>
    </div>

    """
  }

  private func escaped(_ text: String) -> String { HTMLText.escape(PrintableText.make(text)) }

  private func names(_ files: [String]) -> String {
    let short = files.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    return short.prefix(3).joined(separator: ", ") + (short.count > 3 ? " and \(short.count - 3) more" : "")
  }

  private var facts: [(String, String)] {
    var facts = [("Files", request.data.joined(separator: ", "))]
    if !request.against.isEmpty { facts.append(("Against", request.against.joined(separator: ", "))) }
    if !request.references.isEmpty { facts.append(("References", request.references.joined(separator: ", "))) }
    if !request.rollouts.isEmpty { facts.append(("Rollouts", request.rollouts.joined(separator: ", "))) }
    if !request.commandLine.isEmpty { facts.append(("Command", request.commandLine)) }
    return facts
  }

  private var tiles: String {
    let dropped = outcome.rows - outcome.kept
    let tiles: [(String, String, Bool)] = [
      ("Rows", NumberText.count(outcome.rows), false),
      ("Kept, \(NumberText.percent(outcome.kept, of: outcome.rows))", NumberText.count(outcome.kept), false),
      ("Dropped", NumberText.count(dropped), dropped > 0),
      ("Without a finding", NumberText.count(data.clean), false),
      ("Findings", NumberText.count(data.total), false),
    ]
    return "<section class=\"tiles\" aria-label=\"Overview\">"
      + tiles.map {
        "<div class=\"tile\($2 ? " bad" : "")\"><span class=\"name\">\($0)</span><span class=\"value\">\($1)</span></div>"
      }.joined() + "</section>"
  }

  private var charts: String {
    """
    <section aria-labelledby="charts-heading"><h2 id="charts-heading">Distributions</h2>
    <div class="charts">
    \(AuditCharts.checks(outcome.counts))
    \(AuditCharts.worst(clean: data.clean, data.byWorst))
    \(AuditCharts.lengths(lengths, unit: request.tokenCount == nil ? "words" : "tokens"))
    </div></section>
    """
  }

  private var checks: String {
    guard !outcome.counts.isEmpty else { return "<section><p class=\"empty\">No check found anything.</p></section>" }
    let parts = outcome.counts.map { counts -> String in
      let about = Checks.description(counts.id)
      let examples = (data.examples[counts.id] ?? []).map { finding in
        """
        <li><span class="id">\(escaped("\(finding.file):\(finding.line)"))</span> \(escaped(finding.rowID)): \
        \(escaped(finding.evidence))</li>
        """
      }
      return """
        <section class="check"><h3><button type="button" class="link" data-check="\(escaped(counts.id))">\
        \(escaped(counts.id))</button> <span class="detail">\(counted(counts))</span></h3>
        <p>\(escaped(about.summary)) <span class="detail">\(escaped(about.advice))</span></p>
        <ul>\(examples.joined())</ul></section>
        """
    }
    return "<section aria-labelledby=\"checks-heading\"><h2 id=\"checks-heading\">Checks and examples</h2>"
      + parts.joined(separator: "\n") + "</section>"
  }

  private func counted(_ counts: CheckCounts) -> String {
    var parts: [String] = []
    if counts.errors > 0 { parts.append(NumberText.counted(counts.errors, "error", "errors")) }
    if counts.warnings > 0 { parts.append(NumberText.counted(counts.warnings, "warning", "warnings")) }
    if counts.infos > 0 { parts.append(NumberText.counted(counts.infos, "info", "infos")) }
    return parts.joined(separator: ", ") + "; \(NumberText.counted(counts.dropped, "row", "rows")) dropped"
  }

  private var findings: String {
    let shown =
      data.table.count < data.total
      ? "<p class=\"alert note\">The table holds \(NumberText.count(data.table.count)) of "
        + "\(NumberText.count(data.total)) findings; all of them are in findings.jsonl.</p>" : ""
    let options = outcome.counts.map { "<option>\(escaped($0.id))</option>" }.joined()
    return """
      <section id="all" aria-labelledby="all-heading">
      <div class="heading"><h2 id="all-heading">Findings</h2><p class="detail" id="shown" role="status"></p></div>
      \(shown)<noscript><p class="alert note">The table needs JavaScript; the figures above do not.</p></noscript>
      <form class="filters" id="filters" role="search" aria-label="Filter the findings">
      <label class="wide">Search <input type="search" id="filter-text" autocomplete="off" spellcheck="false" \
      placeholder="id, evidence …"></label>
      <label>Check <select id="filter-check"><option value="">any</option>\(options)</select></label>
      <label>Severity <select id="filter-severity"><option value="">any</option><option>error</option>\
      <option>warning</option><option>info</option></select></label>
      <button type="button" id="filter-clear">Clear</button>
      </form>
      <div class="scroll"><table><caption class="hidden">Findings</caption>
      <thead><tr><th>Row</th><th>Id</th><th>Check</th><th>Severity</th><th class="number">Sure</th><th>Evidence</th></tr></thead>
      <tbody id="rows"></tbody></table></div>
      <nav class="pager" aria-label="Pages"><button type="button" id="previous">‹ Previous</button>
      <span id="page"></span><button type="button" id="next">Next ›</button></nav>
      </section>
      """
  }
}
