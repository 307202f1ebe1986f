/// What the page shows, gathered while findings are written: bounded, however many there are.
struct ReportData {
  /// Findings in the table.
  static let tableRows = 5_000
  /// Of each check, so many stand in the table at most, so that a loud one leaves room for the others.
  static let perCheck = 400
  /// Examples in the overview of each check.
  static let examples = 3

  private(set) var table: [Finding] = []
  private(set) var prompts: [String] = []
  private(set) var total = 0
  private(set) var examples: [String: [Finding]] = [:]
  private var counts: [String: Int] = [:]
  /// Rows by their worst finding.
  private(set) var clean = 0
  private(set) var byWorst: [Severity: Int] = [:]

  mutating func add(_ findings: [Finding], isKept: Bool, line: RawLine) {
    guard let worst = findings.map(\.severity).max() else {
      clean += 1
      return
    }
    byWorst[worst, default: 0] += 1
    total += findings.count
    for finding in findings {
      counts[finding.check, default: 0] += 1
      let count = counts[finding.check] ?? 0
      if count <= Self.examples { examples[finding.check, default: []].append(finding) }
      if count <= Self.perCheck, table.count < Self.tableRows { table.append(finding) }
    }
  }
}
