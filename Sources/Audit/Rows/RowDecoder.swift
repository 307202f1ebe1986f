import Datasets
import Rewards

/// Reads a row of any format as an ``AuditRow``: told apart row by row unless a format is given.
struct RowDecoder: Sendable {
  var format: DatasetFormat?

  /// - Throws: `DatasetError` that names the field.
  func decode(_ bytes: [UInt8], file: String, line: Int) throws -> AuditRow {
    let row = try rowDocument(bytes, file: file, line: line).root
    if let format { return try problemRow(row, format, file: file, line: line) }
    switch RowShape(row) {
    case .problem(let format): return try problemRow(row, format, file: file, line: line)
    case .mathPair: return try pairRow(row, file: file, line: line)
    case .submission where !GenericRow.hasPrompt(row):
      throw row.error(
        .wrongFormat,
        "this looks like a submission row: pass the file as --references (right programs) or --rollouts (responses)")
    case .submission, nil: return try GenericRow(row, file: file, line: line).auditRow()
    }
  }

  private func problemRow(
    _ row: JSONValue, _ format: DatasetFormat, file: String, line: Int
  ) throws -> AuditRow {
    let problem = try ProblemDecoder(format: format).decode(row)
    var result = AuditRow(file: file, line: line, id: problem.id, kind: problem.kind == .math ? .math : .code)
    result.idMustBeUnique = true
    result.hasOwnID = problem.id != "row-\(line)"
    result.prompt = try promptField(row, problem)
    if problem.kind == .math {
      result.gold = problem.answer?.gold.text
      result.settings = problem.answer?.settings ?? MathSettings()
      result.solution = try GenericRow.solution(row)
    } else {
      result.problem = problem
      result.unreachable = Unreachable.words(row, format)
      result.references = try references(row, format, problem)
      if format == .humaneval { result.entryPoint = try row.member("entry_point")?.string() }
    }
    result.hasImages = GenericRow.hasImages(row)
    result.responses = try GenericRow.rollouts(row)
    return result
  }

  /// An empty prompt is a prompt, one that was left out is none.
  private func promptField(_ row: JSONValue, _ problem: Problem) throws -> String? {
    if let statement = problem.statement { return statement }
    return GenericRow.promptKeys.contains { row.has($0) } ? try GenericRow.prompt(row) : nil
  }

  private func references(
    _ row: JSONValue, _ format: DatasetFormat, _ problem: Problem
  ) throws -> [Submission] {
    switch format {
    case .humaneval, .mbpp:
      guard let own = try canonicalSubmission(of: row, format: format) else { return [] }
      return [own]
    case .native, .lcb, .verl: return try GenericRow.references(row, problemID: problem.id)
    }
  }

  /// `{"gold", "prediction", "expected"}`: the prediction is a response whose score is the expectation.
  private func pairRow(_ row: JSONValue, file: String, line: Int) throws -> AuditRow {
    let pair = try MathPairDecoder().decode(row)
    var result = AuditRow(file: file, line: line, id: pair.id, kind: .math)
    result.hasOwnID = row.has("id")
    result.prompt = GenericRow.promptKeys.contains { row.has($0) } ? try GenericRow.prompt(row) : nil
    result.gold = pair.gold.text
    result.goldKind = pair.kind
    result.settings = pair.settings
    result.responses = [
      Rollout(
        text: pair.prediction.text, isBare: pair.kind == .answer, score: pair.expected.map { $0 ? 1 : 0 },
        place: "prediction")
    ]
    return result
  }
}
