/// Judges answers to math problems as ``CodeJudge`` judges programs: by the same rules on rewards, formats and faults,
/// but without any sandbox.
public struct MathJudge: Sendable {
  public let options: JudgeOptions
  public let budget: WorkBudget

  public init(options: JudgeOptions, budget: WorkBudget = WorkBudget()) {
    self.options = options
    self.budget = budget
  }

  /// The result has one test, that of the answer; `reason` is the judgement's code, `message` all of its words.
  public func judge(_ submission: Submission, of problem: Problem) -> SubmissionResult {
    let started = ContinuousClock.now
    let decided = test(submission, of: problem)
    let (seconds, attoseconds) = (ContinuousClock.now - started).components
    let elapsed = Double(seconds) + Double(attoseconds) * 1e-18
    var test = decided
    // One thread that waits for nothing.
    test.cpuTimeSeconds = elapsed
    test.wallTimeSeconds = elapsed
    var score = Scoring.combine(tests: [test], total: 1, rule: options.rule)
    score.reason = test.reason
    score.message = test.message
    if case .response(let text) = submission.body, let penalty = options.formatPenalty {
      score = penalty.applied(to: score, response: text, range: options.rule.range)
    }
    return SubmissionResult(
      submissionID: submission.id, problemID: problem.id, language: nil, verdict: score.verdict, reason: score.reason,
      reward: score.reward, rewardKind: options.rule.kind, passed: score.passed, total: score.total,
      message: score.message, tests: score.tests)
  }

  private func test(_ submission: Submission, of problem: Problem) -> TestResult {
    guard let expected = problem.answer else {
      return TestResult(
        index: 0, verdict: .internalError, reason: .datasetError, message: "the problem has no right answer")
    }
    let text: String
    let kind: AnswerKind
    switch submission.body {
    case .response(let response): (text, kind) = (response, .extraction)
    case .answer(let answer): (text, kind) = (answer, .answer)
    case .source, .files:
      return TestResult(index: 0, verdict: .wrongAnswer, reason: .noAnswer, message: "a program is no answer")
    }
    let judgement = MathChecker(settings: expected.settings, budget: budget)
      .compare(gold: expected.gold, prediction: PredictedAnswer(text), kind: kind)
    let verdict: Verdict =
      switch judgement.correct {
      case true?: .accepted
      case false?: .wrongAnswer
      case nil: .internalError
      }
    let message =
      judgement.correct == nil
      ? "gold: does not parse: \(ShortText.quote(expected.gold.text))" : MathJudge.message(of: judgement)
    return TestResult(index: 0, verdict: verdict, reason: Reason(judgement.code), message: message)
  }

  /// Its reason, and what was compared where that does not say it; nothing where `reason` says it all.
  private static func message(of judgement: Judgement) -> String? {
    if judgement.correct == true, judgement.reason == judgement.code.name { return nil }
    guard judgement.correct == false, judgement.detail.isEmpty, let gold = judgement.goldForm,
      let prediction = judgement.predictionForm
    else { return judgement.reason }
    return "\(judgement.reason): expected \(ShortText.quote(gold)), got \(ShortText.quote(prediction))"
  }
}

extension Problem {
  /// Why a submission cannot be judged on this problem, if so: programs are no answers, and answers no programs.
  public func unjudgeable(_ body: Submission.Body) -> String? {
    switch body {
    case .response: nil
    case .answer: kind == .math ? nil : "an answer, but \(id) wants a program: give `source_code` or `response`"
    case .source, .files:
      kind == .math ? "a program, but \(id) is a math problem: give `response` or `answer`" : nil
    }
  }
}

extension Reason {
  init(_ code: ReasonCode) {
    self =
      switch code {
      case .structure: .structure
      case .algebra: .algebra
      case .numeric: .numeric
      case .policy: .policy
      case .different: .different
      case .noAnswer: .noAnswer
      case .severalAnswers: .severalAnswers
      case .predictionUnparseable: .predictionUnparseable
      case .budget: .budget
      case .goldUnparseable: .goldUnparseable
      }
  }
}
