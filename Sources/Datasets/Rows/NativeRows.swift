package import Rewards

/// A native problem row: every key of docs/formats.md, unknown ones ignored.
package func nativeProblem(_ row: JSONValue) throws -> Problem {
  let id = try row.required("id").identifier()
  let kindField = try row.required("kind")
  let kindName = try kindField.string()
  guard let kind = ProblemKind(rawValue: kindName) else {
    throw kindField.error(.invalidValue, "unknown kind \"\(kindName)\": use stdio, call, assert or math")
  }
  var problem = Problem(id: id, kind: kind)
  if let limit = try row.member("time_limit_s") { problem.timeLimitSeconds = try limit.seconds() }
  if let limit = try row.member("memory_limit_mb") { problem.memoryLimitBytes = try limit.megabytes() }
  if let limit = try row.member("output_limit_mb") { problem.outputLimitBytes = try limit.megabytes() }
  if let limit = try row.member("processes") { problem.processLimit = try limit.integer(in: RowLimits.processes) }
  if let prelude = try row.member("prelude") {
    let name = try prelude.string()
    guard let known = Prelude(rawValue: name) else {
      throw prelude.error(.invalidValue, "unknown prelude \"\(name)\": use auto, none or lcb")
    }
    problem.prelude = known
  }
  if let checker = try row.member("checker") { problem.checker = try nativeChecker(checker) }
  problem.functionName = try row.member("fn_name")?.identifier()
  switch kind {
  case .stdio: problem.tests = try nativeTests(row)
  case .call:
    _ = try row.required("fn_name")
    problem.tests = try nativeTests(row)
  case .assert: problem.testCode = try testCode(row.required("test_code"))
  case .math: problem.answer = try nativeAnswer(row)
  }
  problem.title = try row.member("title")?.string()
  problem.statement = try row.member("statement")?.string()
  problem.source = try row.member("source")?.string()
  problem.license = try row.member("license")?.string()
  return problem
}

/// `gold`, which people also call `answer`.
private func nativeAnswer(_ row: JSONValue) throws -> ExpectedAnswer {
  let synonym = try row.member("answer")
  if let synonym, row.has("gold") { throw synonym.error(.invalidValue, "stands beside `gold`: keep one of them") }
  let gold = try synonym ?? row.required("gold")
  return ExpectedAnswer(
    gold: GoldAnswer(try gold.identifier()),
    settings: try row.member("settings").map { try mathSettings($0) } ?? MathSettings())
}

private func nativeTests(_ row: JSONValue) throws -> [TestCase] {
  try row.required("tests").elements().map { test in
    TestCase(
      input: .bytes(try test.required("input").utf8()), output: .bytes(try test.required("output").utf8()))
  }
}

/// One string of test code, or a list that counts one test each.
func testCode(_ field: JSONValue) throws -> [String] {
  if field.isString { return [try field.string()] }
  guard field.kind == .array else { throw field.wrongType("a string or a list of strings") }
  return try field.elements().map { try $0.string() }
}

/// Where neither tolerance is given, `float` allows what contest checkers commonly do.
let defaultFloatTolerance = 1e-6

private func nativeChecker(_ field: JSONValue) throws -> Checker {
  let typeField = try field.required("type")
  let type = try typeField.string()
  switch type {
  case "exact": return .exact
  case "lines": return .lines
  case "tokens": return .tokens()
  case "lcb": return .lcb
  case "float":
    let range = 0.0...1e300
    let absolute = try field.member("abs_tol")?.number(in: range)
    let relative = try field.member("rel_tol")?.number(in: range)
    let both = absolute == nil && relative == nil ? defaultFloatTolerance : nil
    return .float(FloatTolerance(absolute: absolute ?? both, relative: relative ?? both))
  case "custom": return .custom(try checkerProgram(field))
  case "interactive": return .interactive(try checkerProgram(field))
  default:
    throw typeField.error(
      .invalidValue, "unknown checker \"\(type)\": use exact, tokens, lines, float, lcb, custom or interactive")
  }
}

/// Without `protocol`, a source that names testlib.h speaks testlib's, any other Kattis'.
private func checkerProgram(_ field: JSONValue) throws -> CheckerProgram {
  let language = try field.required("language").identifier()
  let source = try field.required("source_code").utf8()
  let convention: CheckerProgram.Convention
  if let named = try field.member("protocol") {
    let name = try named.string()
    guard let known = CheckerProgram.Convention(rawValue: name) else {
      throw named.error(.invalidValue, "unknown protocol \"\(name)\": use testlib or kattis")
    }
    convention = known
  } else {
    convention = String(decoding: source, as: UTF8.self).contains("testlib.h") ? .testlib : .kattis
  }
  let file = SourceFile(name: "checker" + SourceLanguage.fileExtension(of: language), contents: source)
  return CheckerProgram(convention: convention, language: language, files: [file])
}

/// A native submission row.
/// - Parameters:
///   - defaultID: for a row without `id`.
///   - defaultProblemID: for a row without `problem_id`.
package func nativeSubmission(
  _ row: JSONValue, defaultID: String? = nil, defaultProblemID: String? = nil
) throws -> Submission {
  let id = try row.member("id")?.identifier() ?? defaultID ?? row.required("id").identifier()
  let problemID =
    try row.member("problem_id")?.identifier() ?? defaultProblemID ?? row.required("problem_id").identifier()
  let language = try row.member("language")?.identifier()
  let source = try row.member("source_code")
  let response = try row.member("response")
  let answer = try row.member("answer")
  let body: Submission.Body
  switch (source, response, answer) {
  case (let source?, nil, nil):
    if language == nil { _ = try row.required("language") }
    body = .source(try source.string())
  case (nil, let response?, nil): body = .response(try response.string())
  case (nil, nil, let answer?): body = .answer(try answer.string())
  case (nil, nil, nil):
    throw row.error(
      .missingField,
      "`source_code` (a program) or `response` (a whole model response) is missing; for math, `response` or `answer`")
  case (_?, let other?, _), (_?, nil, let other?):
    throw other.error(.invalidValue, "stands beside `source_code`: keep the one that is to be judged")
  case (nil, _?, let answer?):
    throw answer.error(.invalidValue, "stands beside `response`: keep the one that is to be judged")
  }
  return Submission(
    id: id, problemID: problemID, language: language, body: body, expected: try expectedVerdicts(row))
}

/// `"expected": ["accepted", …]`, one string allowed.
func expectedVerdicts(_ row: JSONValue) throws -> Set<Verdict>? {
  guard let field = try row.member("expected") else { return nil }
  let names = field.isString ? [field] : try field.elements()
  var verdicts: Set<Verdict> = []
  for name in names {
    let text = try name.string()
    guard let verdict = Verdict(rawValue: text) else {
      let known = Verdict.allCases.map(\.rawValue).joined(separator: ", ")
      throw name.error(.invalidValue, "unknown verdict \"\(text)\": use \(known)")
    }
    verdicts.insert(verdict)
  }
  guard !verdicts.isEmpty else { throw field.error(.invalidValue, "is empty: leave it out, or name a verdict") }
  return verdicts
}
