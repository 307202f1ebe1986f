public import Rewards

/// Reads one row of a format as a problem. The same for a file's first pass and a later second look at one row.
public struct ProblemDecoder: Sendable {
  public var format: DatasetFormat
  /// MBPP's harder tests are judged too; its authors leave them out.
  public var includesChallengeTests: Bool

  public init(format: DatasetFormat, includesChallengeTests: Bool = false) {
    self.format = format
    self.includesChallengeTests = includesChallengeTests
  }

  /// Decodes the text of one row.
  /// - Parameters:
  ///   - row: one JSON object in UTF-8.
  ///   - file: named in errors.
  ///   - line: named in errors, and the id of a verl row that has none.
  /// - Throws: ``DatasetError``.
  public func decode(_ row: [UInt8], file: String, line: Int?) throws -> Problem {
    try decode(document(row, file: file, line: line).root)
  }

  package func decode(_ row: JSONValue) throws -> Problem {
    do {
      let problem =
        switch format {
        case .native: try nativeProblem(row)
        case .lcb: try liveCodeBenchProblem(row)
        case .verl: try VerlRow(row).problem()
        case .humaneval: try HumanEvalRow(row).problem()
        case .mbpp: try MBPPRow(row, includesChallengeTests: includesChallengeTests).problem()
        }
      guard problem.total > 0 else {
        throw row.error(.noTests, "problem \"\(problem.id)\" has no tests, so nothing can be judged")
      }
      return problem
    } catch let error as DatasetError where error.code == .missingField {
      guard let shape = RowShape(row), shape != .problem(format) else { throw error }
      var advice = error
      advice.code = .wrongFormat
      advice.field = nil
      let missing = error.field.map { "`\($0)` is missing" } ?? "a field is missing"
      advice.message = "not \(format.displayName) row (\(missing)): \(shape.adviceForProblems)"
      throw advice
    }
  }

  func document(_ row: [UInt8], file: String, line: Int?) throws -> JSONDocument {
    try rowDocument(row, file: file, line: line)
  }
}

/// One line as a JSON object.
package func rowDocument(_ row: [UInt8], file: String, line: Int?) throws -> JSONDocument {
  if row.first(where: { $0 != 0x20 && $0 != 0x09 }) == UInt8(ascii: "[") {
    throw DatasetError(
      .wrongFormat, file: file, line: line,
      message: "expected one object a line, got a list: convert the file with `jq -c '.[]'`")
  }
  let document = try JSONDocument(row, origin: .init(file: file, line: line, field: nil))
  guard document.root.kind == .object else { throw document.root.wrongType("an object") }
  return document
}

/// Bounds that a row's limits must keep: wide enough for anything real, narrow enough that no arithmetic overflows.
enum RowLimits {
  static let seconds = 0.001...86_400.0
  static let megabytes = 1.0...1_048_576.0
  static let processes = 1...4_194_304
  static let benchmarkTimeSeconds = 6.0
  static let benchmarkMemoryBytes = 1_024 << 20
}

extension JSONValue {
  package func seconds() throws -> Double { try number(in: RowLimits.seconds) }

  /// Bytes of a number of MiB.
  package func megabytes() throws -> Int { Int(try number(in: RowLimits.megabytes) * 1_048_576) }

  /// A text that identifies something: not empty.
  package func identifier() throws -> String {
    let text = try string()
    guard !text.isEmpty else { throw error(.invalidValue, "is empty") }
    return text
  }
}
