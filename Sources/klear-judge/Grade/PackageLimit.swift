import Datasets
import Rewards

/// The time limit of a package: its own, or found by the format's rule from the accepted submissions.
struct PackageLimit {
  let judge: CodeJudge
  let session: GradeSession

  private static let repetitions = 3
  /// Above this many seconds chance is small beside the time itself.
  private static let longestRepeated = 3.0
  /// Tests that took this share of the longest may decide.
  private static let decidingShare = 0.7

  /// Runs each of the accepted ones, the deciding tests alone and best of three, and prints what came of it. False
  /// after an interrupt.
  func settle(_ package: inout Package) async -> Bool {
    guard case .inferred(let rule) = package.timeLimit else { return true }
    let timing = package.submissions.filter { package.timingSubmissionIDs.contains($0.id) }
    let alone = CodeJudge(runner: judge.runner, tools: judge.tools, options: judge.options.alone)
    var seconds: [String: [Double]] = [:]
    for submission in timing {
      if session.isInterrupted { return false }
      seconds[submission.id] = await PackageLimit.seconds(submission, package.problem, judge)
    }
    // A run can only be too slow by chance, never too fast: those that may decide the limit are run again, alone.
    let largest = seconds.values.lazy.flatMap(\.self).max() ?? 0
    for submission in timing where rule.limitSeconds(slowestAcceptedSeconds: largest) > rule.smallestSeconds {
      guard var best = seconds[submission.id] else { continue }
      let deciding = best.indices.filter { best[$0] >= PackageLimit.decidingShare * largest }
      guard !deciding.isEmpty else { continue }
      let problem = package.problem.keeping(tests: deciding)
      for _ in 0..<(largest < PackageLimit.longestRepeated ? PackageLimit.repetitions : 1) {
        if session.isInterrupted { return false }
        guard let again = await PackageLimit.seconds(submission, problem, alone) else { continue }
        for (test, time) in zip(deciding, again) { best[test] = min(best[test], time) }
      }
      seconds[submission.id] = best
    }
    let times = seconds.compactMapValues { $0.max() }
    let slowest = times.max { $0.value < $1.value }.map { (seconds: $0.value, id: $0.key) }
    guard let slowest else {
      StandardError.say(
        "\(package.problem.id): no accepted submission to infer the time limit from; "
          + "\(Int(package.problem.timeLimitSeconds)) s are used")
      return true
    }
    let limit = rule.limitSeconds(slowestAcceptedSeconds: slowest.seconds)
    package.problem.timeLimitSeconds = limit
    let shown = String((slowest.seconds * 1000).rounded() / 1000)
    StandardError.say("\(package.problem.id): time limit \(limit) s, inferred from \(shown) s of \(slowest.id)")
    return true
  }
}

extension PackageLimit {
  /// The CPU time of each test; `nil` if the submission is not accepted.
  private static func seconds(_ submission: Submission, _ problem: Problem, _ judge: CodeJudge) async -> [Double]? {
    let result = await PackagePython.judge(submission, of: problem, by: judge)
    return result.verdict == .accepted ? result.tests.map(\.cpuTimeSeconds) : nil
  }
}

extension JudgeOptions {
  /// One run at a time, nothing taken from earlier runs: for measuring.
  fileprivate var alone: JudgeOptions {
    var options = self
    options.jobs = 1
    options.sharesVerdicts = false
    return options
  }
}
