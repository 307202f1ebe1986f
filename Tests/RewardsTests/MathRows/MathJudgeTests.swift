import Testing

@testable import Rewards

@Suite struct MathJudgeTests {
  private let problem = Problem(id: "p", kind: .math, answer: ExpectedAnswer(gold: GoldAnswer("7")))

  private func judged(_ body: Submission.Body, _ options: JudgeOptions = JudgeOptions(jobs: 1)) -> SubmissionResult {
    MathJudge(options: options).judge(Submission(id: "s", problemID: "p", language: nil, body: body), of: problem)
  }

  @Test func oneTestARow() {
    let right = judged(.answer("7"))
    #expect(right.verdict == .accepted && right.reward == 1 && right.passed == 1 && right.total == 1)
    #expect(right.reason == right.tests.first?.reason && right.reason == .structure)
    #expect(right.tests.count == 1 && right.tests.first?.index == 0 && right.language == nil)
    let wrong = judged(.answer("8"))
    #expect(wrong.verdict == .wrongAnswer && wrong.reward == 0 && wrong.passed == 0 && wrong.total == 1)
    #expect(wrong.message != nil)
  }

  @Test func rewardsAreInTheirRange() {
    for kind in [RewardKind.soft, .hard] {
      let options = JudgeOptions(rule: ScoringRule(kind: kind, range: .minusOneToOne), jobs: 1)
      #expect(judged(.answer("7"), options).reward == 1)
      #expect(judged(.answer("8"), options).reward == -1)
    }
  }

  /// The penalty is the reward of a malformed response; an answer by itself has no form.
  @Test func theFormatIsAskedOfResponses() {
    let options = JudgeOptions(formatPenalty: FormatPenalty(reward: -2), jobs: 1)
    #expect(judged(.response("7"), options).reward == -2)
    #expect(judged(.response("7"), options).message?.hasPrefix("the response has no <think>") == true)
    #expect(judged(.response("<think>so</think>8"), options).reward == 0)
    #expect(judged(.answer("7"), options).reward == 1)
  }

  @Test func aProgramIsNoAnswer() {
    #expect(judged(.source("print(7)")).reason == .noAnswer)
    #expect(problem.unjudgeable(.source("print(7)")) != nil && problem.unjudgeable(.answer("7")) == nil)
    let code = Problem(id: "c", kind: .stdio)
    #expect(code.unjudgeable(.answer("7")) != nil && code.unjudgeable(.response("7")) == nil)
  }

  /// Nothing may be learned from a row whose gold cannot be read: no reward, and the problem's fault, not the answer's.
  @Test func aGoldThatDoesNotParse() {
    let blank = Problem(id: "p", kind: .math, answer: ExpectedAnswer(gold: GoldAnswer("  ")))
    let result = MathJudge(options: JudgeOptions(jobs: 1)).judge(
      Submission(id: "s", problemID: "p", language: nil, body: .answer("7")), of: blank)
    #expect(result.verdict == .internalError && result.reason == .goldUnparseable && result.reward == nil)
  }
}
