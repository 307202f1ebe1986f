import Datasets
import Rewards

/// The time limit of a package: its own, or found by the format's rule from the accepted submissions.
struct PackageLimit {
  let judge: CodeJudge
  let session: GradeSession

  private static let repetitions = 3

  /// Runs each of the accepted ones alone, best of three, and prints what came of it. False after an interrupt.
  func settle(_ package: inout Package) async -> Bool {
    guard case .inferred(let rule) = package.timeLimit else { return true }
    let timing = package.submissions.filter { package.timingSubmissionIDs.contains($0.id) }
    var slowest: (seconds: Double, id: String)?
    let alone = CodeJudge(runner: judge.runner, tools: judge.tools, options: judge.options.alone)
    for submission in timing {
      var best: Double?
      for _ in 0..<Self.repetitions {
        if session.isInterrupted { return false }
        let result = await alone.judge(submission, of: package.problem)
        guard result.verdict == .accepted else { continue }
        let seconds = result.tests.map(\.cpuTimeSeconds).max() ?? 0
        best = min(best ?? seconds, seconds)
        // Three times a second is worth it to be exact, three times ten is not.
        if seconds > 5 { break }
      }
      if let best, best > slowest?.seconds ?? -1 { slowest = (best, submission.id) }
    }
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

extension JudgeOptions {
  /// One run at a time, nothing taken from earlier runs: for measuring.
  fileprivate var alone: JudgeOptions {
    var options = self
    options.jobs = 1
    options.sharesVerdicts = false
    return options
  }
}
