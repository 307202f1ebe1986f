import Testing

@testable import Trainer
@testable import TrainingRuns

/// What is learned from: faults, filters, updates.
@Suite struct LearningBatchTests {
  static func batch(_ records: [RolloutRecord], _ overrides: [String] = [], perUpdate: Int = 2) throws -> LearningBatch
  {
    try LearningBatch(
      records, prompts: Answers.prompts, method: RLStepperTests.method(overrides), promptsPerUpdate: perUpdate)
  }

  @Test func aFaultLeavesItsGroupAndASingletonGoes() throws {
    let records = Answers.records([
      [(1, true, 2), (0, false, 2), (nil, false, 2)], [(1, true, 2), (nil, false, 2), (nil, false, 2)],
    ])
    let batch = try Self.batch(records)
    #expect(batch.rows.groups == [0, 0] && batch.advantages == [1, 1, -1, -1])
    #expect(batch.groups == StepMetrics.Groups(total: 2, zeroAdvantage: 0, kept: 1))
  }

  @Test func groupsWithoutADifferenceAreCountedAndLeftOut() throws {
    let records = Answers.records([
      [(0.5, false, 2), (0.5, false, 3)], [(0.5, false, 2), (0, false, 2)], [(1, true, 2), (0, false, 2)],
    ])
    let byScore = try Self.batch(records)
    #expect(byScore.rows.groups == [1, 1, 2, 2])
    #expect(byScore.groups == StepMetrics.Groups(total: 3, zeroAdvantage: 1, kept: 2))
    let byAccuracy = try Self.batch(records, ["rl.preset=klear-released"])
    #expect(byAccuracy.rows.groups == [2, 2])
    #expect(byAccuracy.groups == StepMetrics.Groups(total: 3, zeroAdvantage: 2, kept: 1))
  }

  /// The released code removes cut answers first, and keeps what is left alone.
  @Test func overlongRowsLeaveBeforeTheFilter() throws {
    let records = Answers.records([[(1, true, 8), (0, false, 8), (1, true, 2)]])
    let released = try Self.batch(records, ["rl.preset=klear-released"])
    #expect(released.rows.groups == [0] && released.advantages.allSatisfy { ($0 - 1 / (1 + 1e-6)).magnitude < 1e-12 })
    let paper = try Self.batch(records, ["rl.overlong=filter"])
    #expect(paper.rows.count == 0 && paper.updates.isEmpty)
    let penalty = try Self.batch(records, ["rl.overlong=penalty"])
    #expect(penalty.rows.rewards == [0, -1, 1])
  }

  @Test(arguments: [
    ([0, 0, 1, 1, 2, 2], 2, [0..<2, 2..<6]), ([0, 1, 2, 3], 4, [0..<4]), ([0, 0, 3, 3, 5], 1, [0..<2, 2..<4, 4..<5]),
    ([], 3, []), ([7, 8, 8, 9, 9], 2, [0..<1, 1..<5]),
  ]) func updatesTakeWholeGroups(_ groups: [Int], _ perUpdate: Int, _ expected: [Range<Int>]) {
    #expect(LearningBatch.updates(groups, groupsPerUpdate: perUpdate) == expected)
  }

  @Test func theAnswersTokensAreToldByThoseBefore() {
    let sequence = AnswerSequence(prompt: [7, 8, 9], answer: [1, 2])
    #expect(sequence.tokens == [7, 8, 9, 1] && sequence.targets == [-1, -1, 1, 2] && sequence.answer == 2..<4)
  }

  /// 4 % of the answers without a verdict: the others' advantages keep their sign.
  @Test func aFewFaultsChangeNoSign() throws {
    var groups = (0..<4).map { group in (0..<25).map { ($0 % 3 == group % 3 ? 1.0 : -1.0, true, 2) } }
      .map { $0.map { (reward: Optional($0.0), isCorrect: $0.1, length: $0.2) } }
    let all = try Self.batch(Answers.records(groups), perUpdate: 4)
    for group in 0..<4 { groups[group][group * 5].reward = nil }
    let fewer = try Self.batch(Answers.records(groups), perUpdate: 4)
    #expect(all.rows.count == 100 && fewer.rows.count == 96)
    func signs(_ batch: LearningBatch) -> [Bool] { (0..<batch.rows.count).map { batch.advantages[2 * $0] > 0 } }
    let left = (0..<100).filter { !($0 % 25 == $0 / 25 * 5) }
    #expect(signs(fewer) == left.map { signs(all)[$0] })
  }
}
