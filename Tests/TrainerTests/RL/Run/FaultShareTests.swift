import Testing

@testable import Trainer
@testable import TrainingRuns

/// A judge that fails now and then: counted, without a trace in what is learned, and stopped when it is too often.
@Suite struct FaultShareTests {
  /// 25 prompts of 8 answers, right or wrong; each answer has a token of its own.
  private static func records(seed: UInt64, faults: Set<Int>) -> [RolloutRecord] {
    var generator = SeededGenerator(seed: seed)
    return (0..<200).map { index in
      let isRight = Bool.random(using: &generator)
      let rollout = Rollout(
        promptIndex: index / 8, rolloutIndex: index % 8, ids: [Int32(index)], logProbabilities: [-1], text: "",
        finish: .endToken)
      let prompt = PromptRecord(file: 0, row: index / 8, problemID: "p", place: "x:1", text: "")
      let reward = faults.contains(index) ? .fault("planted") : Reward(isRight ? 1 : -1, isCorrect: isRight)
      return RolloutRecord(rollout, row: index / 8, prompt: prompt, reward: reward)
    }
  }

  /// By answer.
  private static func advantages(_ records: [RolloutRecord], _ method: RLMethod) throws -> [Int32: Double] {
    let batch = try LearningBatch(
      records, prompts: Array(repeating: [1], count: 25), method: method, promptsPerUpdate: 5)
    let answers = batch.sequences.compactMap(\.targets.last)
    return Dictionary(uniqueKeysWithValues: zip(answers, batch.advantages))
  }

  /// Eight faults of 200: every answer that is learned from has the sign that it has with a judge that never fails, and
  /// the faults have none. Where a fault was the only one of its group that differed, the group teaches nothing.
  @Test(arguments: ["klear", "gppo", "grpo", "dr-grpo", "rloo"], ["klear-paper", "klear-released"])
  func faultsOfFourPercentChangeNoSign(_ name: String, _ preset: String) throws {
    let method = try RLMethod(SmallRL().configuration(["rl.method=\(name)", "rl.preset=\(preset)"]))
    for seed in UInt64(1)...20 {
      var generator = SeededGenerator(seed: 1000 + seed)
      let faults = Set((0..<200).shuffled(using: &generator).prefix(8))
      let sound = try Self.advantages(Self.records(seed: seed, faults: []), method)
      let found = try Self.advantages(Self.records(seed: seed, faults: faults), method)
      #expect(found.count >= 184, "only groups without a difference go with them")
      for (answer, advantage) in found {
        let expected = try #require(sound[answer])
        #expect(!faults.contains(Int(answer)), "a fault is learned from")
        #expect(
          advantage == 0 || (advantage > 0) == (expected > 0) && (advantage < 0) == (expected < 0),
          "seed \(seed), \(answer): \(advantage), not \(expected)")
      }
    }
  }

  private static func run(faults: Int, resuming: Bool = false) throws -> (small: SmallRL, run: RLRun) {
    let small = try SmallRL(prompts: (0..<10).map { "prompt \($0)" })
    let planted = Dictionary(uniqueKeysWithValues: (0..<faults).map { ([$0, $0], 2) })
    let run = try small.start(
      [
        "rl.steps=2", "rl.prompts_per_step=10", "rl.rollouts=10", "rl.mini_batch_prompts=5", "rl.epochs=1",
        "rl.filter=none", "sampling.max_new_tokens=3",
      ], rewards: LetterReward(faults: planted))
    return (small, run)
  }

  @Test func fourOfAHundredAreCountedAndTheRunGoesOn() async throws {
    let (small, run) = try Self.run(faults: 4)
    #expect(try await run.run() == .finished)
    let rows = try small.metrics()
    // Each answer fails two times: it is a fault of the first step, and sound in the second.
    #expect(rows.map(\.faults) == [4, 0])
    #expect(rows.allSatisfy { $0.rewardMean != nil && $0.skipped == 0 })
  }

  @Test func sixOfAHundredStopTheRunWithACheckpoint() async throws {
    let (small, run) = try Self.run(faults: 6)
    guard case .judgeFailed(step: 0, let cause) = try await run.run() else {
      Issue.record("the run went on")
      return
    }
    #expect(
      cause.hasPrefix(
        "the judge failed on 6 of 100 answers of step 1, more than reward.max_fault_share (0.05) allows; the first: "))
    #expect(small.scratch.bytes("rl/checkpoints/step-000000/model.safetensors") != nil)
    #expect(small.scratch.bytes("rl/checkpoints/step-000000/trainer_state/state.json") != nil)
    #expect(small.journal(1) == nil, "nothing of the step is kept")
  }
}
