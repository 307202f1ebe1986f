import Testing

@testable import Trainer
@testable import TrainingRuns

/// From answers to an update.
@Suite struct RLStepperTests {
  static func stepper<S: Scalar>(
    _ method: RLMethod, micro: Int = 1000, learningRate: Double = 0.01, of _: S.Type = S.self
  ) -> RLStepper<S> {
    let model = DecoderModel<S>(Samples.shape)
    model.initialise(seed: 3, standardDeviation: 0.3)
    let reference = DecoderModel<S>(Samples.shape)
    reference.initialise(seed: 4, standardDeviation: 0.3)
    return RLStepper(
      model, reference: method.needsReference ? reference : nil, loss: method.loss, settings: AdamW(), temperature: 0.9,
      microBatchTokens: micro, capacity: 1000, threads: 1, checkpointing: false)
  }

  static func method(_ overrides: [String] = []) throws -> RLMethod {
    try RLMethod(SmallRL().configuration(overrides))
  }

  static func step<S: Scalar>(
    _ stepper: RLStepper<S>, _ method: RLMethod, epochs: Int = 1, promptsPerUpdate: Int = 4
  ) throws -> RLStepSummary {
    let batch = try LearningBatch(
      Answers.mixed, prompts: Answers.prompts, method: method, promptsPerUpdate: promptsPerUpdate)
    return try stepper.step(
      batch, epochs: epochs, recomputes: method.recomputesOldLogProbabilities, rate: { _ in 0.01 },
      randomKey: { UInt64($0) }, onUpdate: { _ in })
  }

  /// Also where other updates follow, whose ratios are not 1, and in micro-batches of a few rows.
  @Test(arguments: [20, 60, 1000]) func theFirstUpdatesRatioIsExactlyOne(_ micro: Int) throws {
    let method = try Self.method()
    let stepper = Self.stepper(method, micro: micro, of: Float.self)
    var ratios: [[Bool]] = []
    stepper.onPart = { batch, _ in
      ratios.append(zip(batch.logProbabilities, batch.oldLogProbabilities).map { $0 == $1 })
    }
    _ = try Self.step(stepper, method, epochs: 1)
    #expect(ratios.flatMap { $0 }.allSatisfy { $0 } && ratios.flatMap { $0 }.count == 73)
    ratios = []
    _ = try Self.step(stepper, method, epochs: 2, promptsPerUpdate: 2)
    #expect(ratios[0].allSatisfy { $0 })
    #expect(ratios.last.map { !$0.allSatisfy { $0 } } == true)
  }

  /// All terms, and objectives of every scope: how a batch is cut changes nothing.
  @Test(arguments: ["klear", "gspo", "clip-cov", "gmpo"]) func oneMicroBatchIsAsEight(_ name: String) throws {
    let method = try Self.method([
      "rl.method=\(name)", "rl.nll_alpha=0.1", "rl.kl.kind=k3", "rl.kl.coef=0.05", "rl.entropy_coef=0.01",
    ])
    var found: [(gradient: [Double], loss: Double)] = []
    for micro in [1000, 12] {
      let stepper = Self.stepper(method, micro: micro, of: Double.self)
      var parts = 0
      var gradient: [Double] = []
      stepper.onPart = { _, _ in parts += 1 }
      stepper.onGradients = { gradient = Array($0.all.elements) }
      let summary = try Self.step(stepper, method, epochs: 2)
      if method.loss.scope != .miniBatch { #expect(parts == (micro == 1000 ? 2 : 22)) }
      found.append((gradient, summary.lossSum))
    }
    let norm = found[0].gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let distance = zip(found[0].gradient, found[1].gradient).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    #expect(norm > 0 && distance.squareRoot() < 1e-10 * norm)
    #expect((found[0].loss - found[1].loss).magnitude < 1e-12)
  }

  @Test func aGradientThatIsNotFiniteChangesNothing() throws {
    let method = try Self.method()
    let stepper = Self.stepper(method, of: Float.self)
    stepper.onGradients = { $0.all.elements[5] = .nan }
    let before = stepper.model.weights.bits
    let summary = try Self.step(stepper, method, epochs: 3)
    #expect(summary.skipped == 3 && summary.updates == 3)
    #expect(stepper.model.weights.bits == before && stepper.optimiser.updates == 0 && stepper.isFinite)
  }

  /// The mean gradient pushes right answers up.
  @Test func rightAnswersBecomeLikelier() throws {
    let method = try Self.method()
    let stepper = Self.stepper(method, of: Float.self)
    let batch = try LearningBatch(
      Answers.mixed, prompts: Answers.prompts, method: method, promptsPerUpdate: 4)
    func gain() -> Double {
      zip(stepper.score(batch, with: stepper.pass).logProbabilities, batch.advantages).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let before = gain()
    for _ in 0..<3 { _ = try Self.step(stepper, method) }
    #expect(gain() > before + 1)
  }

  @Test func withRolloutsLogProbabilitiesTheMismatchIsOfTheFirstUpdate() throws {
    let method = try Self.method(["rl.old_logprobs=rollout"])
    let stepper = Self.stepper(method, of: Float.self)
    var first: PolicyBatch?
    stepper.onPart = { batch, _ in if first == nil { first = batch } }
    let summary = try Self.step(stepper, method)
    #expect(first?.oldLogProbabilities.allSatisfy { $0 == -5.5 } == true)
    #expect(summary.scoreTokens == 0)
    #expect((summary.mismatch ?? 0) > 0 && (summary.entropy ?? 0) > 0)
  }

  /// At a ratio of 1 the objectives are one.
  @Test(arguments: ["clip", "cispo", "gspo", "sapo"]) func theFirstGradientIsThatOfGPPO(_ name: String) throws {
    var gradients: [[Double]] = []
    for name in ["gppo", name] {
      let method = try Self.method(["rl.objective.name=\(name)", "rl.nll_alpha=0", "rl.objective.eps_low=0.1"])
      let stepper = Self.stepper(method, of: Double.self)
      stepper.onGradients = { gradients.append(Array($0.all.elements)) }
      _ = try Self.step(stepper, method)
    }
    let norm = gradients[0].reduce(0) { $0 + $1 * $1 }.squareRoot()
    let distance = zip(gradients[0], gradients[1]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    #expect(norm > 0 && distance < 1e-6 * norm)
  }
}
