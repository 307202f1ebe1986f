import Foundation
import Rewards
import Testing

@testable import Trainer
@testable import TrainingRuns
@testable import klear_judge

/// What a verdict is worth in training.
@Suite struct JudgeRewardTests {
  private static let seven = (id: "seven", row: #"{"id":"seven","kind":"math","gold":"7"}"#)

  private static func result(
    _ verdict: Verdict, reward: Double?, passed: Int = 0, total: Int = 4, message: String? = nil
  ) -> SubmissionResult {
    SubmissionResult(
      submissionID: "0#0", problemID: "p", language: "python3", verdict: verdict,
      reason: verdict == .accepted ? .ok : .outputDiffers, reward: reward, rewardKind: .soft, passed: passed,
      total: total, message: message, tests: [])
  }

  @Test func verdictsBecomeRewardsWithTheirWords() {
    #expect(
      JudgeReward.reward(Self.result(.accepted, reward: 1, passed: 4), flaw: nil, asksForm: false)
        == Reward(1, isCorrect: true, verdict: "accepted, 4 of 4 tests"))
    #expect(
      JudgeReward.reward(
        Self.result(.wrongAnswer, reward: 0.25, passed: 1, message: "line 1"), flaw: nil, asksForm: true)
        == Reward(
          0.25, isCorrect: false, isWellFormed: true,
          verdict: "wrong_answer (\(Reason.outputDiffers.rawValue)), 1 of 4 tests: line 1"))
  }

  /// Not even a share of the tests is worth anything where the judge failed.
  @Test func aFaultOfTheJudgeIsNoReward() {
    let reward = JudgeReward.reward(Self.result(.internalError, reward: nil), flaw: .missingOpening, asksForm: true)
    #expect(reward.isFault && reward.value == nil && !reward.isCorrect && reward.isWellFormed == nil)
  }

  @Test(arguments: ThinkFormat.Flaw.allCases) func aFlawOutweighsTheVerdict(_ flaw: ThinkFormat.Flaw) {
    let reward = JudgeReward.reward(Self.result(.accepted, reward: 1, passed: 4), flaw: flaw, asksForm: true)
    let expected: Double =
      switch flaw {
      case .missingOpening: -2
      case .missingClosing: -0.5
      default: -1
      }
    #expect(reward.value == expected && !reward.isCorrect && reward.isWellFormed == false)
    #expect(reward.verdict == "\(flaw.rawValue); accepted, 4 of 4 tests")
  }

  @Test(
    arguments: [
      ("\\boxed{7}", -2, false), ("<think>It is 7.", -0.5, false), ("</think> <think> \\boxed{7}", -1, false),
      ("<think>a</think>\\boxed{7}", 1, true), ("<think>a</think>\\boxed{8}", -1, true),
      ("<think>a</think>", -1, false),
    ] as [(String, Double, Bool)]) func theFormIsPartOfTheReward(_ text: String, _ value: Double, _ isWellFormed: Bool)
    async throws
  {
    let reward = try await RewardedProblems([Self.seven], ["reward.format=think"]).rewards("seven", [text])[0]
    #expect(reward.value == value && reward.isWellFormed == isWellFormed && reward.isCorrect == (value == 1))
  }

  /// Templates that think open the tag in the prompt.
  @Test func thePromptMayBeginTheThinking() async throws {
    let problems = try RewardedProblems([Self.seven], ["reward.format=think"])
    let rewards = try await problems.rewards(
      "seven", ["a</think>\\boxed{7}", "a \\boxed{7}"], prompt: "seven? <think>\n")
    #expect(rewards.map(\.value) == [1, -0.5])
  }

  @Test func whatCannotBeJudgedIsSaidBeforeTheRun() async throws {
    let problems = try RewardedProblems([Self.seven])
    let rewards = try RunRewards(
      problems.configuration, prompts: [problems.scratch.file("prompts.jsonl")], isolation: .available)
    _ = try await rewards.use { judge in
      let unknown = PromptRecord(file: 0, row: 0, problemID: "eight", place: "prompts.jsonl:1", text: "")
      #expect(
        throws: PromptError("prompts.jsonl:1", "problem_id: there is no problem \"eight\" in data.problems")
      ) { try judge.check(unknown) }
      let answer = Answer(
        prompt: unknown, promptIndex: 0, rolloutIndex: 0, text: "", isTruncated: false, isWhileWriting: false)
      let reward = try await judge.reward(answer)
      #expect(reward.isFault)
      return .done
    }
    let programs = try RewardedProblems(
      [(id: "echo", row: Sample.echo)], ["reward.kind=math"])
    let trouble = try #require(throws: RewardSetupError.self) {
      try RunRewards(programs.configuration, prompts: [], isolation: .available)
    }
    #expect(trouble.description.hasPrefix("reward.kind: math compares answers, and there are problems that want"))
  }

  @Test func presetsAndModes() {
    typealias Preset = RLSettings.Preset
    let paper = RunRewards.codeRule(.soft, preset: .klearPaper)
    #expect(paper.kind == .soft && paper.range == .zeroToOne)
    #expect(RunRewards.codeRule(.soft, preset: .klearReleased).range == .minusOneToOne)
    for preset: Preset in [.klearPaper, .klearReleased] {
      let rule = RunRewards.codeRule(.hard, preset: preset)
      #expect(rule.kind == .hard && rule.range == .minusOneToOne && rule.stopsAtFirstFailure)
    }
  }
}
