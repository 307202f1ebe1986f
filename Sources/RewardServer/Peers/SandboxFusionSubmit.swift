import Datasets
import Hummingbird
import Rewards
import Sandbox

/// SandboxFusion's `POST /submit` for tests on standard input and output that the request brings along
/// (`config.provided_data`). Its `custom_extract_logic`, a program for the server to execute, is refused.
struct SandboxFusionSubmit: Sendable {
  let service: RewardService
  let reader: BodyReader

  private struct Test: Sendable {
    var input: [UInt8]
    var output: [UInt8]
    var raw: String
  }

  func answer(_ request: Request, _ context: ServerContext) async throws -> Response {
    let (root, _) = try await reader.object(of: request)
    let completion = try root.required("completion").string()
    let config = try root.required("config")
    if let logic = try config.member("custom_extract_logic") {
      throw logic.error(.invalidValue, "programs for the server to execute are not taken: leave it out")
    }
    guard let provided = try config.member("provided_data") else {
      let dataset = try root.required("dataset").string()
      throw APIError(.badRequest, "no eval class found for dataset \(dataset.prefix(80)): bring config.provided_data")
    }
    let tests = try self.tests(provided)
    let language = try config.member("language").map {
      try SandboxFusionRun.language($0, tools: service.judges.code.tools)
    }
    let seconds =
      try config.member("run_timeout")?.number(in: 0.001...3600) ?? (language?.language.compile == nil ? 20 : 10)
    let program = service.judges.code.program(in: completion, language: language?.language.id)
    let outcomes = try await outcomes(program, tests, context, seconds: seconds)
    return .json(try text(root, program, tests, outcomes))
  }

  private func tests(_ provided: JSONValue) throws -> [Test] {
    let field = try provided.required("test")
    let tests = try field.elements().map { test in
      Test(
        input: try test.member("input")?.member("stdin")?.utf8() ?? [],
        output: try test.required("output").required("stdout").utf8(),
        raw: String(decoding: test.rawText, as: UTF8.self))
    }
    guard !tests.isEmpty else { throw field.error(.noTests, "has no tests, so nothing can be judged") }
    guard tests.count <= service.settings.testsOfProblem else {
      throw APIError(.tooLarge, "at most \(service.settings.testsOfProblem) tests are judged", field: field.path)
    }
    return tests
  }

  private func outcomes(
    _ program: (source: String, language: ResolvedLanguage)?, _ tests: [Test], _ context: ServerContext,
    seconds: Double
  ) async throws -> [SingleRun.Outcome] {
    guard let program else { return [] }
    let execution = await ProgramExecution(service: service, context: context)
    return try await withThrowingTaskGroup(of: (Int, SingleRun.Outcome).self) { group in
      var outcomes = [SingleRun.Outcome?](repeating: nil, count: tests.count)
      var next = 0
      func startNext() {
        guard next < tests.count else { return }
        let index = next
        next += 1
        let run = ProgramRun(
          source: program.source, language: program.language, input: tests[index].input,
          limits: .peer(seconds: seconds, memoryBytes: 1 << 30, language: program.language.language))
        group.addTask { (index, try await execution.run(run, within: service.settings.deadlineSeconds)) }
      }
      for _ in 0..<service.judges.options.jobs { startNext() }
      while let (index, outcome) = try await group.next() {
        outcomes[index] = outcome
        startNext()
      }
      return outcomes.compactMap { $0 }
    }
  }

  /// As it compares: case and blanks do not count, and numbers within a hundred thousandth.
  static func accepts(_ output: [UInt8], _ expected: [UInt8]) -> Bool {
    let tolerance = FloatTolerance(absolute: nil, relative: 1e-5, caseSensitive: false)
    return OutputComparison.compare(output: output, expected: expected, checker: .float(tolerance)).accepted
  }

  private func text(
    _ root: JSONValue, _ program: (source: String, language: ResolvedLanguage)?, _ tests: [Test],
    _ outcomes: [SingleRun.Outcome]
  ) throws -> String {
    if outcomes.contains(where: { $0.verdict == .internalError }) {
      throw APIError(.unavailable, "a fault of the judge: ask again", retryAfter: 1)
    }
    var allPassed = !outcomes.isEmpty
    let rows = zip(tests, outcomes).map { test, outcome in
      let passed = outcome.verdict == .accepted && Self.accepts(outcome.report?.output ?? [], test.output)
      allPassed = allPassed && passed
      var row = JSONObjectText()
      row.add("passed", passed)
      row.add("exec_info", raw: SandboxFusionRun.text(outcome, limit: service.settings.streamBytes))
      row.add("test_info", raw: test.raw)
      return row.line
    }
    var body = JSONObjectText()
    body.add(
      "id",
      raw: try root.member("id").map { id in
        id.isString ? JSONObjectText.quoted(try id.string()) : String(decoding: id.rawText, as: UTF8.self)
      } ?? "null")
    body.add("accepted", allPassed)
    body.add("extracted_code", program?.source ?? "")
    body.add("full_code", nil as String?)
    body.add("test_code", nil as String?)
    body.add("tests", raw: "[" + rows.joined(separator: ",") + "]")
    body.add("extracted_type", program == nil ? "empty" : "fenced")
    body.add("extra", nil as String?)
    return body.line
  }
}
