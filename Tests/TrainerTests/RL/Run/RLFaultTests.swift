import Foundation
import Synchronization
import Testing

@testable import Trainer
@testable import TrainingRuns

/// A judge that fails, and numbers that are not finite.
@Suite struct RLFaultTests {
  @Test func aFaultIsTriedOnceMore() async throws {
    let small = try SmallRL()
    let rewards = LetterReward(faults: [[0, 0]: 1, [3, 2]: 1])
    #expect(try await small.start(["rl.steps=1"], rewards: rewards).run() == .finished)
    #expect(rewards.count == 18)
    #expect(try small.metrics().first?.faults == 0)
  }

  @Test func whatStaysAFaultLeavesAndIsCounted() async throws {
    let small = try SmallRL()
    let rewards = LetterReward(faults: [[1, 1]: 2])
    let run = try small.start(["rl.steps=1", "reward.max_fault_share=0.0625"], rewards: rewards)
    #expect(try await run.run() == .finished)
    let row = try #require(try small.metrics().first)
    #expect(row.faults == 1 && row.rewardMean != nil)
  }

  @Test func tooManyFaultsStopTheRunWithACheckpoint() async throws {
    let small = try SmallRL()
    _ = try await small.start(["rl.steps=1"]).run()
    let rewards = LetterReward(faults: [[1, 1]: 2, [2, 3]: 2])
    let run = try small.start(["rl.steps=3"], rewards: rewards, resuming: true)
    guard case .judgeFailed(let step, let cause) = try await run.run() else {
      Issue.record("the run went on")
      return
    }
    #expect(step == 1)
    #expect(
      cause
        == "the judge failed on 2 of 16 answers of step 2, more than reward.max_fault_share (0.05) allows; the first: "
        + "planted")
    #expect(small.journal(2) == nil)
    #expect(small.scratch.bytes("rl/checkpoints/step-000001/model.safetensors") != nil)
    // With a judge that is sound again it goes on.
    let again = try small.start(["rl.steps=3"], resuming: true)
    #expect(try await again.run() == .finished)
  }

  @Test func aJudgeThatIsGoneStopsTheRun() async throws {
    let small = try SmallRL()
    let run = try small.start(rewards: LetterReward(goneAt: 20))
    #expect(try await run.run() == .judgeFailed(step: 1, cause: "the server does not answer"))
    #expect(small.scratch.bytes("rl/checkpoints/step-000001/trainer_state/state.json") != nil)
  }

  struct Slow: RewardFunction {
    func reward(_ answer: Answer) async throws -> Reward {
      try await Task.sleep(for: .seconds(600))
      return Reward(1, isCorrect: true)
    }
    var jobs: Int { 16 }
  }

  @Test func anAnswerThatTakesTooLongIsAFault() async throws {
    let small = try SmallRL()
    let run = try small.start(["reward.timeout_s=0.01"], rewards: Slow())
    guard case .judgeFailed(step: 0, let cause) = try await run.run() else {
      Issue.record("the run went on")
      return
    }
    #expect(cause.hasSuffix("no verdict within 0.01 s (reward.timeout_s)"))
  }

  struct NotANumber: RewardFunction {
    func reward(_ answer: Answer) async -> Reward {
      Reward(answer.rolloutIndex == 0 ? .nan : Double(answer.rolloutIndex), isCorrect: true)
    }
  }

  @Test func aRewardThatIsNoNumberIsAFault() async throws {
    let small = try SmallRL()
    let run = try small.start(["rl.steps=1", "reward.max_fault_share=0.25"], rewards: NotANumber())
    #expect(try await run.run() == .finished)
    #expect(try small.metrics().first?.faults == 4)
  }

  @Test func updatesThatAreNotFiniteAreSkippedAndCounted() async throws {
    let small = try SmallRL()
    let run = try small.start(["rl.steps=2"])
    var updates = 0
    run.stepper.onGradients = { gradients in
      updates += 1
      if updates == 2 { gradients.all.elements[0] = .infinity }
    }
    #expect(try await run.run() == .finished)
    #expect(try small.metrics().map(\.skipped) == [1, 1])
  }

  @Test func tooManyInARowStopTheRun() async throws {
    let small = try SmallRL()
    let run = try small.start(["rl.epochs=3"])
    run.stepper.onGradients = { $0.all.elements[0] = .nan }
    let error = await thrownLater { _ = try await run.run() } as? TrainingError
    guard
      case .notFinite(step: 1, inARow: 3, place: "the gradient of model.embed_tokens.weight", lastGood: nil)? = error
    else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func stoppingWhileAnswersAreJudgedSavesWhatIsDone() async throws {
    let small = try SmallRL()
    let stops = Atomic<Bool>(false)
    let run = try small.start(isStopping: { stops.load(ordering: .relaxed) })
    run.onStep = { if $0.step == 3 { stops.store(true, ordering: .relaxed) } }
    #expect(try await run.run() == .interrupted(step: 3))
    #expect(small.scratch.bytes("rl/checkpoints/step-000003/model.safetensors") != nil)
  }
}
