import Rewards

/// A HumanEval row: `task_id`, `prompt`, `entry_point`, `canonical_solution`, `test`.
struct HumanEvalRow {
  let id: String
  let prompt: String
  private let row: JSONValue

  init(_ row: JSONValue) throws {
    self.row = row
    id = try row.required("task_id").identifier()
    prompt = try row.required("prompt").string()
  }

  /// One test: the row's `check` applied to the program's function. As in the benchmark's own harness, no imports
  /// are added to the program.
  func problem() throws -> Problem {
    let entryPoint = try row.required("entry_point").identifier()
    let test = try row.required("test").string()
    return Problem(
      id: id, kind: .assert, testCode: ["\(test)\ncheck(\(entryPoint))\n"],
      timeLimitSeconds: RowLimits.benchmarkTimeSeconds, memoryLimitBytes: RowLimits.benchmarkMemoryBytes,
      prelude: .none, title: entryPoint, statement: prompt, source: "HumanEval")
  }

  /// The row's own solution, expected to be accepted.
  func canonicalSubmission() throws -> Submission {
    let solution = try row.required("canonical_solution").string()
    return Submission(
      id: "\(id)#canonical", problemID: id, language: "python3",
      body: .source(HumanEvalRow.program(prompt: prompt, completion: solution)), expected: [.accepted])
  }

  /// The program of a completion: the prompt and the completion, as the benchmark's harness joins them.
  ///
  /// It also holds for a completion that is a whole program: its definition comes later and replaces the prompt's,
  /// whose body is only a docstring, while the prompt's imports and helpers stay (HumanEval/32, 38 and 50 test with
  /// helpers that only the prompt defines).
  static func program(prompt: String, completion: String) -> String {
    let joined = prompt.hasSuffix("\n") || completion.first.map { $0.isWhitespace } ?? true
    return prompt + (joined ? "" : "\n") + completion
  }
}

/// An MBPP row, full (`text`, `test_setup_code`, `challenge_test_list`) or sanitized (`prompt`, `test_imports`).
struct MBPPRow {
  let id: String
  private let row: JSONValue
  private let includesChallengeTests: Bool

  init(_ row: JSONValue, includesChallengeTests: Bool = false) throws {
    self.row = row
    self.includesChallengeTests = includesChallengeTests
    id = try MBPPRow.problemID(row.required("task_id"))
  }

  /// `MBPP/601` for the number 601.
  static func problemID(_ field: JSONValue) throws -> String {
    field.kind == .number ? "MBPP/\(try field.integer(in: 0...Int.max))" : try field.identifier()
  }

  /// Each assertion is one test, with the row's imports and set-up before it.
  func problem() throws -> Problem {
    var setup: [String] = []
    if let imports = try row.member("test_imports") { setup += try imports.elements().map { try $0.string() } }
    if let code = try row.member("test_setup_code")?.string(), !code.isEmpty { setup.append(code) }
    var assertions = try row.required("test_list").elements().map { try $0.string() }
    if includesChallengeTests, let more = try row.member("challenge_test_list") {
      assertions += try more.elements().map { try $0.string() }
    }
    let text = try row.member("text") ?? row.member("prompt")
    return Problem(
      id: id, kind: .assert, testCode: assertions.map { (setup + [$0]).joined(separator: "\n") + "\n" },
      timeLimitSeconds: RowLimits.benchmarkTimeSeconds, memoryLimitBytes: RowLimits.benchmarkMemoryBytes,
      prelude: .none, statement: try text?.string(), source: "MBPP")
  }

  func canonicalSubmission() throws -> Submission {
    Submission(
      id: "\(id)#canonical", problemID: id, language: "python3",
      body: .source(try row.required("code").string()), expected: [.accepted])
  }
}
