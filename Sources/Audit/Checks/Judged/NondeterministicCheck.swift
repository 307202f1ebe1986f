import Rewards

/// References whose output changes from run to run.
struct NondeterministicCheck: JudgedCheck {
  static let about = CheckDescription(
    id: "nondeterministic", severity: .warning, cost: .sandbox,
    summary: "A reference gives another output for the same input when it is run again.",
    advice: "Give the problem a checker that accepts every right output, or drop it.")

  private static let runs = 3
  private static let tests = 3
  /// A program without any of these gives the same output each time.
  private static let sources = [
    "rand", "time", "uuid", "secrets", "clock", "date", "thread", "id(", "hash(", "set(", "set{", "{}", "getpid",
    "shuffle",
    "async", "unordered_", "go func", "chan ",
  ]

  init(_ settings: AuditSettings) {}

  func remarks(on trial: Trial) async throws -> [Remark] {
    for (submission, result) in trial.references.prefix(2) {
      guard case .source(let source) = submission.body, LowerText(source).containsAny(Self.sources) else { continue }
      let words =
        trial.problem.kind == .assert
        ? await verdicts(submission, result, trial) : await outputs(submission, result, trial)
      if let words { return [Remark("\(submission.id): \(words)", confidence: 0.97)] }
    }
    return []
  }

  private func outputs(_ submission: Submission, _ result: SubmissionResult, _ trial: Trial) async -> String? {
    for index in trial.problem.tests.indices.prefix(Self.tests) {
      var first: [UInt8]?
      for _ in 0..<Self.runs {
        guard let output = await trial.output(of: submission, forTest: index, result.limits) else { break }
        if let first, first != output {
          return
            "test \(index) gives \(Quoted.text(String(decoding: first.prefix(200), as: UTF8.self), bytes: 60)), then "
            + Quoted.text(String(decoding: output.prefix(200), as: UTF8.self), bytes: 60)
        }
        first = output
      }
    }
    return nil
  }

  private func verdicts(_ submission: Submission, _ result: SubmissionResult, _ trial: Trial) async -> String? {
    guard case .source(let source) = submission.body,
      LowerText(source).containsAny(["random", "time", "uuid", "secrets", "urandom"])
    else { return nil }
    for run in 1..<Self.runs {
      var again = submission
      // Another text, so that the judge does not take the verdict from before.
      again.body = .source(source + String(repeating: "\n", count: run))
      let other = await trial.bench.quick.judge(again, of: trial.problem)
      if other.verdict != result.verdict, other.verdict != .internalError {
        return "\(result.verdict.rawValue), then \(other.verdict.rawValue)"
      }
    }
    return nil
  }
}
