import Rewards

/// Whether a verdict hangs on the speed of this machine: the time that decides it lies within half and twice the limit.
/// A package's limit was chosen on another machine, or follows from runs on this one; such labels are listed, and are
/// no mistake of the program, the package or the judge.
struct NearLimit {
  let judge: CodeJudge

  /// The longest a judged program may be from the limit, as a factor.
  static let factor = 2.0

  /// What the deciding time is in words; `nil` where the verdict does not hang on it.
  func words(_ result: SubmissionResult, _ submission: Submission, of problem: Problem) async -> String? {
    guard let limit = result.limits?.cpuSeconds, limit > 0 else { return nil }
    if let longest = NearLimit.longest(result), longest >= limit / NearLimit.factor, longest < limit {
      return "\(NearLimit.shown(longest)) of \(NearLimit.shown(limit)) s"
    }
    guard let stopped = NearLimit.decidingTimeLimit(result) else { return nil }
    // How long it would have gone on is known only from a run that may.
    var wider = problem.keeping(tests: [stopped.index])
    wider.timeLimitSeconds *= NearLimit.factor
    guard let again = await PackagePython.judge(submission, of: wider, by: judge).tests.first,
      again.verdict != .timeLimit,
      again.verdict != .internalError
    else { return nil }
    return "\(NearLimit.shown(again.cpuTimeSeconds)) of \(NearLimit.shown(limit)) s"
  }

  /// The CPU time of the slowest test that ended by itself, up to the one that decides.
  static func longest(_ result: SubmissionResult) -> Double? {
    let deciding = result.tests.firstIndex { $0.verdict != .accepted } ?? result.tests.count - 1
    return result.tests.prefix(deciding + 1).filter { $0.verdict != .timeLimit }.map(\.cpuTimeSeconds).max()
  }

  /// The test that ran out of CPU time and so decides the verdict.
  static func decidingTimeLimit(_ result: SubmissionResult) -> TestResult? {
    guard let first = result.tests.first(where: { $0.verdict != .accepted }) else { return nil }
    return first.verdict == .timeLimit && first.limitKind == .cpu ? first : nil
  }

  private static func shown(_ seconds: Double) -> String { String((seconds * 100).rounded() / 100) }
}
