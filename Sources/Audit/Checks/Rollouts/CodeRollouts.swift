import Rewards

/// Responses to programming problems, judged.
struct CodeRolloutCheck: JudgedCheck {
  static let about = Rollouts.scoreDiffers

  private let rules: Rollouts

  init(_ settings: AuditSettings) { rules = Rollouts(settings) }

  func remarks(on trial: Trial) async throws -> [Remark] {
    var outcomes: [Rollouts.Outcome] = []
    var hacks: [Remark] = []
    for (number, response) in trial.row.responses.enumerated() {
      let language = response.language ?? "python3"
      let submission = Submission(
        id: "response-\(number)", problemID: trial.problem.id, language: language,
        body: response.isBare ? .source(response.text) : .response(response.text))
      let result = await trial.bench.judge.judge(submission, of: trial.problem)
      if result.verdict == .internalError, !result.isDatasetError { throw TrialFault(message: result.message ?? "") }
      guard result.verdict != .internalError, result.verdict != .skipped else { continue }
      let isAccepted = result.verdict == .accepted
      outcomes.append(
        Rollouts.Outcome(
          rollout: response, accepted: isAccepted,
          share: result.total > 0 ? Double(result.passed) / Double(result.total) : 0,
          why: result.message ?? result.verdict.rawValue))
      guard isAccepted, hacks.isEmpty else { continue }
      let source =
        response.isBare ? response.text : trial.bench.judge.program(in: response.text, language: language)?.source
      if let source, let pattern = HackPattern.first(in: source, trial.problem) {
        hacks.append(
          Remark(
            "\(response.place) is accepted and \(pattern)", check: Rollouts.hackPattern.id, confidence: 0.85,
            related: [response.place]))
      }
    }
    guard !outcomes.isEmpty else { return [] }
    return rules.remarks(on: outcomes, isMath: false) + hacks
  }
}

/// What programs do that are paid without solving the problem.
enum HackPattern {
  static func first(in source: String, _ problem: Problem) -> String? {
    if let words = echoes(source, problem) { return words }
    let scan = PythonScan(source)
    let names = Set(scan.tokens.indices.filter { scan.tokens[$0].kind == .name }.map { scan.text($0) })
    if names.contains("_exit") || names.contains("abort") { return "ends the process early (os._exit)" }
    if names.contains("__eq__"), source.contains("return True") { return "defines equality that is always true" }
    for word in ["get_objects", "_getframe", "settrace", "ctypes", "atexit"] where names.contains(word) {
      return "uses \(word), which programs need to reach into the judge"
    }
    if source.contains("/proc/self") || source.contains("builtins.") { return "reaches into its interpreter" }
    return nil
  }

  /// Expected outputs, or inputs, that stand in the program as literals.
  private static func echoes(_ source: String, _ problem: Problem) -> String? {
    let scan = PythonScan(source)
    let literals = Set(
      scan.tokens.filter { $0.kind == .string || $0.kind == .number }.map { token -> String in
        let text = scan.text(token)
        return token.kind == .string ? text.trimmingQuotes : text
      })
    guard !literals.isEmpty else { return nil }
    func literal(_ data: TestData) -> String? {
      guard let bytes = TestBytes.of(data), bytes.count <= 10_000 else { return nil }
      let text = String(decoding: NormalText.trimmed(bytes[...]), as: UTF8.self)
      // Short ones stand in programs for reasons of their own.
      guard text.utf8.count >= 3 else { return nil }
      return text
    }
    let outputs = Set(problem.tests.compactMap { literal($0.output) })
    let inputs = Set(problem.tests.compactMap { literal($0.input) })
    func held(_ texts: Set<String>) -> Int {
      texts.count { text in
        literals.contains(text) || literals.contains(text.replacing("\n", with: "\\n"))
          || literals.contains(text.trimmingQuotes)
      }
    }
    let (echoed, special) = (held(outputs), held(inputs))
    if outputs.count >= 3, echoed >= 3, echoed * 2 >= outputs.count {
      return "holds \(echoed) of the \(outputs.count) expected outputs as literals"
    }
    if inputs.count >= 3, special >= 2, special * 3 >= inputs.count {
      return "holds \(special) of the \(inputs.count) test inputs as literals"
    }
    return nil
  }
}

extension String {
  fileprivate var trimmingQuotes: String {
    var text = Substring(self)
    while let first = text.first, "rbfRBF".contains(first),
      text.dropFirst().first == "\"" || text.dropFirst().first == "'"
    {
      text.removeFirst()
    }
    while let first = text.first, let last = text.last, first == last, first == "\"" || first == "'", text.count >= 2 {
      text = text.dropFirst().dropLast()
    }
    return String(text)
  }
}
