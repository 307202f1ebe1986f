/// Brings the findings of all checks together, row by row, each check once a row.
final class FindingMerge {
  private let bySet: [RowIndex: [SetRemark]]
  private let spool: FindingSpool
  private let table: RowTable
  private let settings: AuditSettings
  private var pending: FindingSpool.Record?
  private var tally: [String: CheckCounts] = [:]
  private let order: [String: Int]
  private(set) var kept = 0

  init(remarks: [SetRemark], spool: FindingSpool, table: RowTable, settings: AuditSettings) {
    bySet = Dictionary(grouping: remarks, by: \.row)
    self.spool = spool
    self.table = table
    self.settings = settings
    order = Dictionary(Checks.all.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    spool.rewind()
    pending = spool.next()
  }

  /// The findings of a row; rows have to be asked for in order.
  func findings(of row: RowIndex) -> [Finding] {
    var findings: [Finding] = []
    func add(
      _ check: CheckDescription, _ severity: Severity, _ confidence: Double, _ evidence: String, _ advice: String?,
      _ related: [String]
    ) {
      let finding = Finding(
        file: table.file(row), line: table.line(row), rowID: table.id(row), check: check.id, severity: severity,
        confidence: confidence, evidence: evidence, advice: advice ?? check.advice, related: related)
      if let same = findings.firstIndex(where: { $0.check == check.id }) {
        let isWorse = (severity, confidence) > (findings[same].severity, findings[same].confidence)
        if isWorse { findings[same] = finding }
      } else {
        findings.append(finding)
      }
    }
    while let record = pending, record.row == row {
      add(
        Checks.all[Int(record.check)], record.severity, Double(record.confidence), record.evidence, record.advice,
        record.related)
      pending = spool.next()
    }
    for remark in bySet[row] ?? [] {
      let about = Checks.description(remark.check)
      add(
        about, settings.severity(of: about, said: remark.remark.severity), remark.remark.confidence,
        remark.remark.evidence, remark.remark.advice, remark.remark.related)
    }
    return findings.sorted { (order[$0.check] ?? 0) < (order[$1.check] ?? 0) }
  }

  /// Counts a row's findings, and says whether the row stays.
  @discardableResult
  func count(_ findings: [Finding]) -> Bool {
    var isKept = true
    for finding in findings {
      var counts = tally[finding.check] ?? CheckCounts(id: finding.check)
      switch finding.severity {
      case .error: counts.errors += 1
      case .warning: counts.warnings += 1
      case .info: counts.infos += 1
      }
      if settings.drops(finding) {
        counts.dropped += 1
        isKept = false
      }
      tally[finding.check] = counts
    }
    if isKept { kept += 1 }
    return isKept
  }

  var counts: [CheckCounts] {
    tally.values.sorted { (order[$0.id] ?? 0) < (order[$1.id] ?? 0) }
  }
}
