import Rewards

/// A verl or Klear row: `data_source`, `prompt`, `reward_model.ground_truth` (a JSON text or an object).
///
/// Code is told from math by the ground truth: an object with tests is code, whatever the source's name is; all else is
/// an answer, unless the row calls itself code.
struct VerlRow {
  static let defaultTimeLimitSeconds = 35.0

  private let row: JSONValue
  private let groundTruth: GroundTruth

  private enum GroundTruth {
    case tests(JSONValue)
    case answer(String)
  }

  init(_ row: JSONValue) throws {
    self.row = row
    let field = try row.required("reward_model").required("ground_truth")
    if field.kind == .object {
      groundTruth = .tests(field)
    } else if field.isString, let document = try? nested(field.utf8(), in: field), document.root.kind == .object {
      groundTruth = .tests(document.root)
    } else {
      groundTruth = .answer(try VerlRow.answer(field, row))
    }
  }

  /// Names of data sources that hold answers, not programs.
  private static let mathNames = [
    "math", "gsm8k", "aime", "amc", "olympiad", "numina", "minerva", "deepscaler", "skywork_math", "dapo",
  ]

  /// - Throws: ``DatasetError`` where the row is about code.
  private static func answer(_ field: JSONValue, _ row: JSONValue) throws -> String {
    let source = try row.member("data_source")?.string().lowercased() ?? ""
    let ability = try row.member("ability")?.string().lowercased() ?? ""
    let looksLikeCode = ability == "code" || ability == "coding" || source.contains("code")
    guard !looksLikeCode || mathNames.contains(where: source.contains) else {
      // For its words: where the JSON breaks.
      if field.isString { _ = try nested(field.utf8(), in: field) }
      throw field.wrongType("a JSON object with tests, or its text")
    }
    switch field.kind {
    case .number: return String(decoding: field.rawText, as: UTF8.self)
    case .array:
      let items = try field.elements()
      guard items.count == 1, let only = items.first else {
        throw field.error(.invalidValue, "holds \(items.count) answers: a row has one")
      }
      return try only.kind == .number ? String(decoding: only.rawText, as: UTF8.self) : only.identifier()
    default: return try field.identifier()
    }
  }

  func problem() throws -> Problem {
    var problem = try shapeless()
    let groundTruth: JSONValue
    switch self.groundTruth {
    case .answer(let text):
      problem.kind = .math
      problem.answer = ExpectedAnswer(gold: GoldAnswer(text))
      return problem
    case .tests(let tests): groundTruth = tests
    }
    if let limit = try groundTruth.member("timeout") { problem.timeLimitSeconds = try limit.seconds() }
    if let code = try groundTruth.member("functional") ?? groundTruth.member("assert_case") {
      problem.testCode = try testCode(code)
      problem.testsAreFromJSON = true
    } else if let tests = try groundTruth.member("pytest") {
      problem.testCode = [try PytestCode(tests).testCode()]
    } else if try groundTruth.member("inputs_file") != nil {
      throw groundTruth.error(
        .unsupported, "`inputs_file` names files of another machine: put the tests into `inputs` and `outputs`")
    } else if groundTruth.has("inputs") || groundTruth.has("outputs") {
      try addTests(groundTruth, to: &problem)
    } else {
      throw groundTruth.error(
        .missingField, "none of `inputs` and `outputs`, `functional`, `assert_case` or `pytest` is there")
    }
    return problem
  }

  /// An assert problem without tests yet.
  private func shapeless() throws -> Problem {
    Problem(
      id: try id(), kind: .assert, timeLimitSeconds: VerlRow.defaultTimeLimitSeconds,
      memoryLimitBytes: RowLimits.benchmarkMemoryBytes, statement: try statement(),
      source: try row.member("data_source")?.string())
  }

  private func id() throws -> String {
    if let field = try row.member("id") { return try VerlRow.identifier(field) }
    if let extra = try row.member("extra_info"), extra.kind == .object {
      if let field = try extra.member("id") { return try VerlRow.identifier(field) }
      if let field = try extra.member("index") { return try VerlRow.identifier(field) }
    }
    if let field = try row.member("hash") { return try VerlRow.identifier(field) }
    return "row-\(row.line ?? 1)"
  }

  private static func identifier(_ field: JSONValue) throws -> String {
    if field.kind == .number { return String(decoding: field.rawText, as: UTF8.self) }
    guard field.isString else { throw field.wrongType("a string or a number") }
    return try field.identifier()
  }

  /// The last message of the user, or the prompt where it is one text.
  private func statement() throws -> String? {
    guard let prompt = try row.member("prompt") else { return nil }
    if prompt.isString { return try prompt.string() }
    let messages = try prompt.elements()
    let user = try messages.last { try $0.member("role")?.string() == "user" } ?? messages.last
    return try user?.member("content")?.string()
  }

  private func addTests(_ groundTruth: JSONValue, to problem: inout Problem) throws {
    let inputs = try groundTruth.required("inputs").elements()
    let outputsField = try groundTruth.required("outputs")
    let outputs = try outputsField.elements()
    guard inputs.count == outputs.count else {
      throw outputsField.error(
        .invalidValue, "\(outputs.count) outputs for \(inputs.count) inputs: each input needs one")
    }
    let name = try groundTruth.member("fn_name")?.identifier()
    problem.kind = name == nil ? .stdio : .call
    problem.functionName = name
    problem.checker = name == nil ? .lines : .lcb
    let unwraps = name != nil && VerlRow.wrapsResults(inputs: inputs, outputs: outputs)
    problem.tests = try zip(inputs, outputs).map { input, output in
      guard name != nil else {
        return TestCase(input: .bytes(try VerlRow.lines(input)), output: .bytes(try VerlRow.lines(output)))
      }
      return TestCase(
        input: .bytes(try VerlRow.arguments(input)), output: .bytes(try VerlRow.result(output, unwraps: unwraps)))
    }
  }

  /// Standard input or output: a text, or a list whose items are lines.
  private static func lines(_ field: JSONValue) throws -> [UInt8] {
    if field.isString { return try field.utf8() }
    let items = field.kind == .array ? try field.elements() : [field]
    return Array(try items.map { $0.isString ? try $0.utf8() : Array($0.rawText) }.joined(separator: [0x0A]))
  }

  /// Arguments of a call, one JSON value a line: already so in a text, one item each in a list.
  private static func arguments(_ field: JSONValue) throws -> [UInt8] {
    if field.isString { return try field.utf8() }
    guard field.kind == .array else { return try oneLine(field) }
    return Array(try field.elements().map(oneLine).joined(separator: [0x0A]))
  }

  private static func result(_ field: JSONValue, unwraps: Bool) throws -> [UInt8] {
    if field.isString { return try field.utf8() }
    return try oneLine(unwraps ? field.elements().first ?? field : field)
  }

  /// APPS and the sets made from it wrap each result into a list of one. Taken off where every test has it and the
  /// arguments are lists too, which is how those sets are written.
  private static func wrapsResults(inputs: [JSONValue], outputs: [JSONValue]) -> Bool {
    let lists = inputs.allSatisfy { $0.kind == .array }
    return lists && !outputs.isEmpty && outputs.allSatisfy { (try? $0.elements().count) == 1 }
  }

  /// A value's text: line ends can only stand between its tokens, where a blank does as well.
  private static func oneLine(_ field: JSONValue) throws -> [UInt8] {
    field.rawText.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
  }
}
