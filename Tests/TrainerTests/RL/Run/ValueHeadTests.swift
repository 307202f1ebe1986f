import Foundation
import Synchronization
import Testing

@testable import Trainer
@testable import TrainingRuns

/// A value head: its gradients, that it learns, and runs with `rl.advantage: gae`.
@Suite struct ValueHeadTests {
  /// Of Σ a · V + Σ b · log π, by the head's parameters and, through the head, by the model's.
  @Test(arguments: [false, true]) func gradientsAreThoseOfFiniteDifferences(checkpointing: Bool) throws {
    let model = DecoderModel<Double>(Samples.shape)
    model.initialise(seed: 7, standardDeviation: 0.3)
    let head = ValueHead<Double>(hiddenSize: 16, settings: AdamW())
    var generator = SeededGenerator(seed: 8)
    for index in head.parameters.elements.indices {
      head.parameters.elements[index] = .random(in: -1...1, using: &generator)
    }
    let pass = TrainingPass(model, capacity: 20, threads: 2, checkpointing: checkpointing)
    pass.valueHead = head
    let batch = PackedBatch([[1, 5, 9, 2], [7, 7, 3]])
    let targets: [Int32] = [5, 9, 2, -1, 7, 3, -1]
    let byLog = (0..<7).map { _ in Double.random(in: -1...1, using: &generator) }
    let byValue = (0..<7).map { _ in Double.random(in: -1...1, using: &generator) }
    func loss() throws -> Double {
      let found = pass.statistics(batch, targets: targets)
      let values = try #require(found.values)
      return zip(byLog, found.logProbabilities).reduce(0) { $0 + ($1.1 == 0 ? 0 : $1.0 * $1.1) }
        + zip(byValue, values).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let gradients = ParameterBuffer<Double>(model.layout)
    _ = pass.accumulate(
      batch, targets: targets, into: gradients,
      derivatives: TokenGradients(
        byLogProbability: zip(byLog, targets).map { $1 < 0 ? 0 : $0 }, byValue: byValue))
    func check(_ parameters: Matrix<Double>, _ gradient: Matrix<Double>, _ index: Int) throws {
      let (before, step) = (parameters.elements[index], 1e-5)
      parameters.elements[index] = before + step
      let above = try loss()
      parameters.elements[index] = before - step
      let difference = (above - (try loss())) / (2 * step)
      parameters.elements[index] = before
      #expect(abs(difference - gradient.elements[index]) < 1e-6 + 1e-6 * abs(difference), "\(index)")
    }
    for index in head.parameters.elements.indices { try check(head.parameters, head.gradients, index) }
    for index in stride(from: 0, to: model.layout.count, by: 97) {
      try check(model.weights.all, gradients.all, index)
    }
  }

  /// The same answers again and again: what they are worth is known better and better.
  @Test(arguments: ["gppo", "clip-cov"]) func theHeadLearns(_ name: String) throws {
    let method = try RLMethod(SmallRL().configuration(["rl.method=\(name)", "rl.advantage=gae", "rl.filter=none"]))
    let model = DecoderModel<Float>(Samples.shape)
    model.initialise(seed: 3, standardDeviation: 0.3)
    let stepper = RLStepper(
      model, reference: nil, loss: method.loss, hasValues: true, settings: AdamW(), temperature: 1,
      microBatchTokens: 40, capacity: 1000, threads: 1, checkpointing: false)
    var losses: [Double] = []
    for _ in 0..<30 {
      let batch = try LearningBatch(
        Answers.mixed, prompts: Answers.prompts, method: method, promptsPerUpdate: 4)
      #expect(batch.awaitsValues && batch.advantages.allSatisfy { $0 == 0 })
      let summary = try stepper.step(
        batch, epochs: 1, recomputes: true, rate: { _ in 0.02 }, randomKey: { UInt64($0) }, onUpdate: { _ in })
      losses.append(try #require(summary.loss.terms[RLMethod.valueTerm]))
    }
    #expect(losses[0] > 0.05 && losses[29] < losses[0] / 2, "\(losses)")
    #expect(stepper.isFinite)
    stepper.valueHead?.parameters.elements[3] = .nan
    #expect(!stepper.isFinite && stepper.nonFinitePlace == "the value head")
  }

  private static func result(_ small: SmallRL) throws -> (RunResult, Data?) {
    (
      try small.result(step: 5),
      small.scratch.bytes("rl/checkpoints/step-000005/trainer_state/value_head.safetensors")
    )
  }

  private static let overrides = ["rl.advantage=gae", "rl.filter=none", "rl.epochs=1"]

  @Test(arguments: ["recompute", "rollout"]) func aRunGoesOnWithTheSameBits(_ old: String) async throws {
    let overrides = Self.overrides + ["rl.old_logprobs=\(old)"]
    let whole = try SmallRL()
    #expect(try await whole.start(overrides).run() == .finished)
    let expected = try Self.result(whole)
    let rows = try whole.metrics()
    #expect(expected.1 != nil && rows.allSatisfy { $0.skipped == 0 && $0.loss != nil })
    let small = try SmallRL()
    let at = Atomic<Int>(0)
    let first = try small.start(overrides, isStopping: { at.load(ordering: .relaxed) == 3 })
    first.onStep = { at.store($0.step, ordering: .relaxed) }
    #expect(try await first.run() == .interrupted(step: 3))
    #expect(try await small.start(overrides, resuming: true).run() == .finished)
    let found = try Self.result(small)
    #expect(found.0 == expected.0 && found.1 == expected.1)
  }

  struct ByPrompt: RewardFunction {
    func reward(_ answer: Answer) async -> Reward { Reward(Double(answer.promptIndex), isCorrect: false) }
  }

  /// One answer a prompt makes no group, and needs none.
  @Test func oneAnswerAPromptIsEnough() async throws {
    let small = try SmallRL()
    let run = try small.start(Self.overrides + ["rl.rollouts=1", "rl.steps=2"], rewards: ByPrompt())
    #expect(try await run.run() == .finished)
    let rows = try small.metrics()
    #expect(rows.allSatisfy { $0.groups.kept == 4 && ($0.gradientNorm ?? 0) > 0 })
  }

  /// A head whose gradient went wrong changes nothing, and the update is counted.
  @Test func gradientsThatAreNotFiniteAreSkipped() async throws {
    let small = try SmallRL()
    let run = try small.start(Self.overrides + ["rl.steps=1", "rl.mini_batch_prompts=4"])
    run.stepper.onGradients = { _ in run.stepper.valueHead?.gradients.elements[0] = .infinity }
    let before = run.stepper.model.weights.all.values
    #expect(try await run.run() == .finished)
    #expect(run.stepper.model.weights.all.values == before && run.stepper.isFinite)
    #expect(try small.metrics().map(\.skipped) == [1])
  }
}
