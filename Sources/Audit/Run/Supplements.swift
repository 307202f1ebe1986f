import Datasets
import Rewards

/// What comes beside the rows: right programs, and responses with their scores, by the id of the row that they are for.
struct Supplements: Sendable {
  private(set) var references: [String: [Submission]] = [:]
  private(set) var rollouts: [String: [Rollout]] = [:]
  /// Rows of these files that cannot be read, as messages.
  private(set) var badRows: [String] = []

  init() {}

  /// - Throws: `DatasetError` where a file cannot be read at all.
  mutating func readReferences(_ path: String) throws {
    let reader = try SubmissionReader(path: path)
    while true {
      do {
        guard let row = try reader.next() else { return }
        // A row that says that it is wrong is no reference.
        if let expected = row.value.expected, !expected.contains(.accepted) { continue }
        references[row.value.problemID, default: []].append(row.value)
      } catch let error as DatasetError where !error.endsInput {
        badRows.append(error.description)
      }
    }
  }

  /// Submission rows with an optional `score`; whole responses, answers or programs.
  mutating func readRollouts(_ path: String) throws {
    let lines = try LineReader(path: path)
    while true {
      do {
        guard let line = try lines.next() else { return }
        let row = try rowDocument(line.bytes, file: path, line: line.number).root
        let id = "row-\(line.number)"
        let submission = try nativeSubmission(row, defaultID: id, defaultProblemID: try problemID(row))
        let (text, isBare): (String, Bool) =
          switch submission.body {
          case .response(let text): (text, false)
          case .answer(let text), .source(let text): (text, true)
          case .files: ("", true)
          }
        rollouts[submission.problemID, default: []].append(
          Rollout(
            text: text, isBare: isBare, language: submission.language, score: try GenericRow.score(row),
            place: "\(path):\(line.number)"))
      } catch let error as DatasetError where !error.endsInput {
        badRows.append(error.description)
      }
    }
  }

  private func problemID(_ row: JSONValue) throws -> String? {
    guard let field = try row.member("prompt_id") ?? row.member("row_id") ?? row.member("task_id") else { return nil }
    return field.kind == .number ? String(decoding: field.rawText, as: UTF8.self) : try field.string()
  }

  /// Gives a row what belongs to it.
  func complete(_ row: inout AuditRow) {
    if let more = references[row.id] { row.references += more }
    if let more = rollouts[row.id] { row.responses += more }
  }
}
