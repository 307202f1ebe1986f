public import Rewards

/// What decides: programs in the sandbox, answers by themselves.
public struct ServerJudges: Sendable {
  public var code: CodeJudge
  public var math: MathJudge

  /// - Parameter code: its options hold for answers as well.
  public init(code: CodeJudge) {
    self.code = code
    math = MathJudge(options: code.options)
  }

  var options: JudgeOptions { code.options }

  func judge(_ submission: Submission, of problem: Problem) async -> SubmissionResult {
    guard problem.kind == .math else { return await code.judge(submission, of: problem) }
    let math = math
    return await JudgingThreads.run { math.judge(submission, of: problem) }
  }
}
