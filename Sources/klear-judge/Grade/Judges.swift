import Rewards

/// What judges the submissions of a run: programs in the sandbox, answers by themselves.
struct Judges: Sendable {
  let options: JudgeOptions
  /// `nil` where no problem asks for a program, and so no sandbox was opened.
  let code: CodeJudge?
  private let math: MathJudge

  init(options: JudgeOptions, code: CodeJudge?) {
    self.options = options
    self.code = code
    math = MathJudge(options: options)
  }

  func judge(_ submission: Submission, of problem: Problem) async -> SubmissionResult {
    if problem.kind == .math { return math.judge(submission, of: problem) }
    guard let code else {
      return SubmissionResult(
        submissionID: submission.id, problemID: problem.id, language: submission.language, verdict: .internalError,
        reason: .judgeFault, reward: nil, rewardKind: options.rule.kind, passed: 0, total: problem.total,
        message: "no sandbox was opened for a problem of kind \(problem.kind.rawValue)")
    }
    return await PackagePython.judge(submission, of: problem, by: code)
  }

  /// Whether the label of a package's submission hangs on this machine's speed.
  func nearLimit(_ result: SubmissionResult, _ submission: Submission, of problem: Problem) async -> String? {
    guard let code else { return nil }
    return await NearLimit(judge: code).words(result, submission, of: problem)
  }
}
