import Datasets
import Rewards

/// The time limit of a package: its own, or found by the format's rule from the accepted submissions.
struct PackageLimit {
  let judge: CodeJudge
  let session: GradeSession

  private static let repetitions = 3
  /// Above this many seconds chance is small beside the time itself.
  private static let longestRepeated = 3.0

  /// Runs each of the accepted ones alone, best of three, and prints what came of it. False after an interrupt.
  func settle(_ package: inout Package) async -> Bool {
    guard case .inferred(let rule) = package.timeLimit else { return true }
    let timing = package.submissions.filter { package.timingSubmissionIDs.contains($0.id) }
    let alone = CodeJudge(runner: judge.runner, tools: judge.tools, options: judge.options.alone)
    var times: [String: Double] = [:]
    for submission in timing {
      if session.isInterrupted { return false }
      times[submission.id] = await seconds(submission, package.problem, alone)
    }
    // A run can only be too slow by chance, never too fast: those that decide the limit are run again.
    for submission in timing {
      let largest = times.values.max() ?? 0
      guard let first = times[submission.id], first >= 0.7 * largest, first < Self.longestRepeated else { continue }
      for _ in 1..<Self.repetitions {
        if session.isInterrupted { return false }
        if let again = await seconds(submission, package.problem, alone) {
          times[submission.id] = min(times[submission.id] ?? again, again)
        }
      }
    }
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
  /// The CPU time of its slowest test; `nil` if it is not accepted.
  private func seconds(_ submission: Submission, _ problem: Problem, _ judge: CodeJudge) async -> Double? {
    let result = await judge.judge(submission, of: problem)
    return result.verdict == .accepted ? result.tests.map(\.cpuTimeSeconds).max() : nil
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
