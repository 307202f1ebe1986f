import Rewards
import Trainer
import TrainingRuns

/// Rewards from the judge: programs run in the sandbox, answers are compared as mathematics.
struct JudgeReward: RewardFunction {
  /// Judges of programs: one takes few cores, while the model writes, the other all of them.
  struct CodeJudges: Sendable {
    let whileWriting: CodeJudge
    let afterwards: CodeJudge
  }

  let problems: RewardProblems
  /// `nil` where no problem wants a program.
  let code: CodeJudges?
  let math: MathJudge
  let format: RewardSettings.Format
  /// Where every verdict is kept, if asked for.
  var ledger: TrainLedger?

  var jobs: Int { code?.afterwards.options.jobs ?? math.options.jobs }
  var jobsWhileWriting: Int { code?.whileWriting.options.jobs ?? math.options.jobs }

  func check(_ prompt: PromptRecord) throws { _ = try problems.problem(prompt) }

  func reward(_ answer: Answer) async throws -> Reward {
    let problem: Problem
    do {
      problem = try problems.problem(answer.prompt)
    } catch {
      return .fault("\(error)")
    }
    let text = Self.whole(answer)
    let submission = Submission(
      id: "\(answer.promptIndex)#\(answer.rolloutIndex)", problemID: problem.id, language: nil, body: .response(text))
    let result: SubmissionResult
    var judge: CodeJudge?
    if problem.kind == .math {
      result = math.judge(submission, of: problem)
    } else if let code {
      let chosen = answer.isWhileWriting ? code.whileWriting : code.afterwards
      result = await chosen.judge(submission, of: problem)
      judge = chosen
    } else {
      return .fault("no sandbox was opened for a problem of kind \(problem.kind.rawValue)")
    }
    try await ledger?.record(result, submission, problem, judge, options: judge?.options ?? math.options)
    var reward = Self.reward(
      result, flaw: format == .think ? ThinkFormat.flaw(of: text) : nil, asksForm: format == .think)
    reward.answer = Self.answer(result, kind: problem.kind)
    return reward
  }

  /// What an answer comes to: all right ones are equal, wrong answers to a question are what was read in them, and wrong
  /// programs are the outcomes of the tests.
  static func answer(_ result: SubmissionResult, kind: ProblemKind) -> String {
    if result.verdict == .accepted { return result.verdict.rawValue }
    let whole = "\(result.verdict.rawValue) \(result.reason.rawValue)"
    if kind == .math { return "\(whole) \(result.message ?? "")" }
    return result.tests.isEmpty ? whole : result.tests.map(\.verdict.rawValue).joined(separator: " ")
  }

  /// Templates that think begin the answer themselves.
  private static func whole(_ answer: Answer) -> String {
    let end = answer.prompt.text.reversed().drop(while: \.isWhitespace).prefix("<think>".count)
    return String(end.reversed()) == "<think>" ? "<think>" + answer.text : answer.text
  }

  /// - Parameters:
  ///   - flaw: what the form lacks.
  ///   - asksForm: whether a form was asked for.
  static func reward(_ result: SubmissionResult, flaw: ThinkFormat.Flaw?, asksForm: Bool) -> Reward {
    let words = words(result)
    guard let value = result.reward else { return .fault(words) }
    guard let flaw else {
      return Reward(
        value, isCorrect: result.verdict == .accepted, isWellFormed: asksForm ? true : nil, verdict: words)
    }
    return Reward(penalty(flaw), isCorrect: false, isWellFormed: false, verdict: "\(flaw.rawValue); \(words)")
  }

  /// Klear-Reasoner's numbers.
  static func penalty(_ flaw: ThinkFormat.Flaw) -> Double {
    switch flaw {
    case .missingOpening: -2
    case .missingClosing: -0.5
    case .repeatedOpening, .repeatedClosing, .wrongOrder, .textBefore, .nothingAfter: -1
    }
  }

  private static func words(_ result: SubmissionResult) -> String {
    var words = result.verdict.rawValue
    if result.verdict != .accepted { words += " (\(result.reason.rawValue))" }
    if result.total > 1 { words += ", \(result.passed) of \(result.total) tests" }
    if let message = result.message { words += ": \(message)" }
    return words
  }
}
