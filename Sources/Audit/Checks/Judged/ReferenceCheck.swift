import Rewards

/// What the given right programs say about the tests.
struct ReferenceCheck: JudgedCheck {
  static let about = CheckDescription(
    id: "reference_fails", severity: .error, cost: .sandbox,
    summary: "A reference does not produce what a test expects.",
    advice: "Look at the test: where all references agree against it, its expected output is wrong.")

  static let disagree = CheckDescription(
    id: "references_disagree", severity: .warning, cost: .sandbox,
    summary: "Some references pass a test that others fail.",
    advice: "Find out which of them is wrong: the test may ask for something that the statement leaves open.")

  static let needsChecker = CheckDescription(
    id: "needs_checker", severity: .warning, cost: .sandbox,
    summary: "A reference's output differs from the expected one only in order, digits of floats, case or blanks.",
    advice: "Give the problem a checker (tokens, float or custom): several outputs are right.")

  static let more = [disagree, needsChecker]

  /// Outputs of so many failed tests are looked at.
  private static let looks = 6

  init(_ settings: AuditSettings) {}

  func remarks(on trial: Trial) async throws -> [Remark] {
    let failed = trial.references.filter { $0.result.verdict != .accepted }
    guard !failed.isEmpty else { return [] }
    if let broken = failed.first(where: { $0.result.isDatasetError }) {
      let words = broken.result.message ?? broken.result.tests.first { $0.message != nil }?.message ?? "no reason given"
      return [
        Remark(
          "the tests cannot be run: \(Quoted.text(words))", check: TestsUnreachableCheck.about.id, confidence: 0.95)
      ]
    }
    if let remark = missingFunction(failed, trial) { return [remark] }
    // Limits have a check of their own.
    let wrong = failed.filter { $0.result.verdict != .timeLimit && $0.result.verdict != .memoryLimit }
    guard let first = wrong.first else { return [] }
    if let remark = try await otherwiseRight(wrong, trial) { return [remark] }
    let others = trial.accepted.count
    let place = firstFailure(first.result)
    var remarks = [
      Remark(
        "\(first.submission.id): \(first.result.verdict.rawValue)\(place)" + alike(wrong, trial),
        check: Self.about.id, severity: others > 0 ? .warning : .error,
        confidence: others > 0 ? 0.8 : wrong.count > 1 ? 0.99 : 0.95,
        related: wrong.map(\.submission.id).filter { $0 != first.submission.id })
    ]
    if others > 0 || disagreeAmongThemselves(wrong) {
      let passing = trial.accepted.first?.submission.id
      let words =
        passing.map { "\($0) passes all tests, \(first.submission.id) fails\(place)" }
        ?? "the references fail different tests: \(wrong.map { "\($0.submission.id)\(firstFailure($0.result))" }.prefix(3).joined(separator: "; "))"
      remarks.append(Remark(words, check: Self.disagree.id, confidence: 0.9))
    }
    return remarks
  }

  private typealias Judged = (submission: Submission, result: SubmissionResult)

  private func missingFunction(_ failed: [Judged], _ trial: Trial) -> Remark? {
    guard trial.accepted.isEmpty else { return nil }
    let found = failed.first { judged in
      judged.result.reason == .noSuchFunction || judged.result.tests.contains { $0.reason == .noSuchFunction }
    }
    guard let found else { return nil }
    let words = found.result.tests.first { $0.reason == .noSuchFunction }?.message ?? found.result.message ?? ""
    return Remark(
      "\(found.submission.id) has no such function: \(Quoted.text(words))", check: FunctionNameCheck.about.id,
      confidence: 0.98)
  }

  private func firstFailure(_ result: SubmissionResult) -> String {
    guard let test = result.tests.first(where: { $0.verdict != .accepted && $0.verdict != .skipped }) else {
      return result.message.map { ": " + Quoted.text($0) } ?? ""
    }
    return " on test \(test.index)" + (test.message.map { ": " + Quoted.text($0, bytes: 240) } ?? "")
  }

  private func alike(_ wrong: [Judged], _ trial: Trial) -> String {
    let total = trial.references.count
    guard total > 1 else { return "" }
    return wrong.count == total && !disagreeAmongThemselves(wrong)
      ? "; all \(total) references fail it" : "; \(wrong.count) of \(total) references fail"
  }

  private func disagreeAmongThemselves(_ wrong: [Judged]) -> Bool {
    let failures = wrong.map { judged in judged.result.tests.filter { $0.verdict != .accepted }.map(\.index) }
    return Set(failures).count > 1
  }

  /// Whether every failure is one of form: then the tests want a checker.
  private func otherwiseRight(_ wrong: [Judged], _ trial: Trial) async throws -> Remark? {
    guard trial.problem.kind == .stdio || trial.problem.kind == .call else { return nil }
    var kinds: Set<String> = []
    for judged in wrong {
      let tests = judged.result.tests.filter { $0.verdict != .accepted && $0.verdict != .skipped }
      guard !tests.isEmpty, tests.allSatisfy({ $0.verdict == .wrongAnswer }) else { return nil }
      for test in tests.prefix(Self.looks) {
        guard trial.problem.checker(forTest: test.index).builtIn != nil,
          let output = await trial.output(of: judged.submission, forTest: test.index, judged.result.limits),
          let expected = TestBytes.of(trial.problem.tests[test.index].output),
          let kind = LooseComparison.difference(output, expected)
        else { return nil }
        kinds.insert(kind)
      }
    }
    let count = wrong.flatMap { $0.result.tests }.count { $0.verdict == .wrongAnswer }
    return Remark(
      "\(wrong[0].submission.id) differs from the expected output only in \(kinds.sorted().joined(separator: " and ")), "
        + "in \(count) tests", check: Self.needsChecker.id, confidence: 0.9)
  }
}

/// In what form only two outputs differ.
enum LooseComparison {
  static func difference(_ output: [UInt8], _ expected: [UInt8]) -> String? {
    func same(_ checker: BuiltInChecker) -> Bool {
      OutputComparison.compare(output: output, expected: expected, checker: checker).accepted
    }
    if same(.tokens()) { return "blanks" }
    if same(.tokens(caseSensitive: false)) { return "case" }
    if same(.float(FloatTolerance(absolute: 1e-6, relative: 1e-6))) { return "digits of floats" }
    let (left, right) = (words(output), words(expected))
    guard left.count == right.count, left.count > 1 else { return nil }
    if left == right { return "blanks" }
    if left.sorted(by: { $0.lexicographicallyPrecedes($1) }) == right.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      return "order"
    }
    return nil
  }

  /// Words, also of JSON lists.
  private static func words(_ text: [UInt8]) -> [[UInt8]] {
    text.split { $0 <= 0x20 || "[](),".utf8.contains($0) }.map(Array.init)
  }
}
