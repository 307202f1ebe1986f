import Datasets
import Rewards

/// A line of the input, before anything was done with it.
struct RawLine: Sendable {
  var file: String
  var number: Int
  var bytes: [UInt8]
  /// The line could not be read as text.
  var failure: DatasetError?
}

/// What is known of a row after the checks that look at it alone.
struct ScannedRow: Sendable {
  var line: Int
  var id: String
  /// `nil` where the row cannot be read.
  var digest: RowDigest?
  var remarks: [Remark]
  var isJudged: Bool
}

/// Reads rows and applies the checks that look at one row: what runs on all cores.
struct RowScanner: Sendable {
  let decoder: RowDecoder
  let checks: [(about: CheckDescription, check: any RowCheck)]
  let supplements: Supplements
  let benchmark: BenchmarkIndex?
  let tokenCount: (@Sendable (String) -> Int)?
  let settings: AuditSettings

  init(
    format: DatasetFormat?, settings: AuditSettings, supplements: Supplements, benchmark: BenchmarkIndex?,
    tokenCount: (@Sendable (String) -> Int)?
  ) {
    decoder = RowDecoder(format: format)
    self.settings = settings
    checks = Checks.row.filter { settings.isOn($0.about.id) || $0 == MathRolloutCheck.self }
      .map { ($0.about, $0.init(settings)) }
    self.supplements = supplements
    self.benchmark = benchmark
    self.tokenCount = tokenCount
  }

  func scan(_ lines: [RawLine]) -> [ScannedRow] {
    var words = WordScan()
    return lines.map { line in scan(line, &words) }
  }

  /// The row with what belongs to it, for checks that look again.
  func row(_ line: RawLine) throws -> AuditRow {
    var row = try decoder.decode(line.bytes, file: line.file, line: line.number)
    supplements.complete(&row)
    return row
  }

  private func scan(_ line: RawLine, _ words: inout WordScan) -> ScannedRow {
    let row: AuditRow
    do {
      if let failure = line.failure { throw failure }
      row = try self.row(line)
    } catch {
      return refused(line, error)
    }
    var question = row.question ?? ""
    question.withUTF8 { words.scan($0) }
    var digest = RowDigest(
      row, words: words, benchmark: benchmark, tokenCount: tokenCount, keepsWords: benchmark != nil)
    var remarks: [Remark] = []
    for (about, check) in checks {
      for var remark in check.remarks(on: row) {
        remark.check = remark.check ?? about.id
        remarks.append(remark)
      }
    }
    // Placeholders are alike, and say nothing of their rows.
    if remarks.contains(where: { $0.check == EmptyPromptCheck.about.id && $0.severity == nil }) {
      digest.forgetText()
    }
    let isJudged = row.problem != nil
    return ScannedRow(line: line.number, id: row.id, digest: digest, remarks: remarks, isJudged: isJudged)
  }

  private func refused(_ line: RawLine, _ error: any Error) -> ScannedRow {
    let id = "row-\(line.number)"
    guard let error = error as? DatasetError else {
      return ScannedRow(
        line: line.number, id: id, digest: nil,
        remarks: [Remark("\(error)", check: SchemaCheck.about.id, confidence: 1)], isJudged: false)
    }
    let words = (error.field.map { "\($0): " } ?? "") + error.message
    return ScannedRow(
      line: line.number, id: id, digest: nil,
      remarks: [Remark(words, check: SchemaCheck.check(for: error), severity: .error, confidence: 1)], isJudged: false)
  }
}
