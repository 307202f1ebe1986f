/// The set checks of an audit, and the table of all rows.
final class SetChecks {
  private(set) var table = RowTable()
  private(set) var judgedRows = 0
  private let exact = ExactDuplicateCheck()
  private let near: NearDuplicateCheck
  private let ids: DuplicateIDCheck
  private let missing = MissingPromptCheck()
  private let languages = LanguageCheck()
  private let length: LengthCheck
  private let contamination: ContaminationCheck?
  private let settings: AuditSettings
  private let positions: [String: UInt16]
  private var file: String?
  /// Rows that were read, so that places of set checks, which know only those, are those of the table.
  private var readable: [RowIndex] = []

  init(_ request: AuditRequest, benchmark: BenchmarkIndex?) {
    settings = request.settings
    near = NearDuplicateCheck(settings)
    ids = DuplicateIDCheck(exact: exact)
    length = LengthCheck(settings, unit: request.tokenCount == nil ? "words" : "tokens")
    contamination = benchmark.map { ContaminationCheck($0) }
    positions = Dictionary(
      Checks.all.enumerated().map { ($1.id, UInt16($0)) }, uniquingKeysWith: { first, _ in first })
  }

  var lengths: [UInt32] { length.distribution }

  func take(_ row: ScannedRow, file: String, _ spool: FindingSpool) throws {
    if self.file != file {
      table.begin(file)
      self.file = file
    }
    let index = RowIndex(table.count)
    table.append(line: row.line, id: row.id)
    for remark in row.remarks {
      let id = remark.check ?? ""
      guard settings.isOn(id), let position = positions[id] else { continue }
      let about = Checks.all[Int(position)]
      try spool.append(
        FindingSpool.Record(
          row: index, check: position, severity: settings.severity(of: about, said: remark.severity),
          confidence: Float(remark.confidence), evidence: remark.evidence, advice: remark.advice,
          related: remark.related))
    }
    guard let digest = row.digest else { return }
    if row.isJudged { judgedRows += 1 }
    let place = RowIndex(readable.count)
    readable.append(index)
    exact.take(digest, at: place)
    ids.take(row.id, digest, at: place)
    missing.take(digest, at: place)
    languages.take(digest, at: place)
    length.take(digest, at: place)
    contamination?.take(digest, at: place)
    if settings.isOn(NearDuplicateCheck.about.id), !exact.isCopy.contains(place) { near.take(digest, at: place) }
  }

  /// What the set checks say, by rows of the table.
  func finish() -> [SetRemark] {
    let view = RowTable(table, rows: readable)
    var remarks = exact.finish(view) + ids.finish(view) + missing.finish(view) + languages.finish(view)
    remarks += length.finish(view)
    remarks += near.finish(view)
    if let contamination { remarks += contamination.finish(view) }
    return remarks.filter { settings.isOn($0.check) }.map { remark in
      var remark = remark
      remark.row = readable[Int(remark.row)]
      return remark
    }
  }
}
