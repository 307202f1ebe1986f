internal import Foundation
internal import ModelFiles
public import TrainingRuns

/// Prompts that a run is measured on while it learns, never learned from.
public struct HeldOutPrompts: Sendable {
  let prompts: PromptData
  /// Of these prompts, which may be longer than those to learn from.
  let collector: RolloutCollector
  let positions: Int

  /// - Parameters:
  ///   - paths: rows as those of `data.train`.
  ///   - most: of them, the first.
  /// - Throws: ``PromptError`` with file and line.
  public init(_ paths: [String], most: Int = .max, for run: RLRun) throws {
    var prompts = try PromptData(paths, setup: run.sources.setup)
    prompts.keep(most)
    let rewards = run.collector.rewards
    for record in prompts.records { try rewards.check(record) }
    self.prompts = prompts
    let (setup, configuration) = (run.sources.setup, run.configuration)
    positions = min(setup.configuration.maxPositions, prompts.longest + configuration.sampling.maximumNewTokens)
    collector = RolloutCollector(
      engine: RolloutEngine(
        run.stepper.model, limits: setup.rolloutLimits(positions: positions, judgeCores: rewards.cores)),
      rewards: rewards, timeoutSeconds: configuration.reward.timeoutSeconds)
  }

  public var count: Int { prompts.count }
}

extension RLRun {
  /// What the model as it is comes to on held-out prompts.
  public struct Measurement: Sendable, Hashable {
    /// Of each prompt, in order: judged answers, and how many of them are right.
    public var answers: [Int]
    public var right: [Int]

    /// The mean over prompts of the share of right answers.
    public var passAt1: Double? {
      let shares = zip(right, answers).filter { $1 > 0 }.map { Double($0) / Double($1) }
      return shares.isEmpty ? nil : shares.reduce(0, +) / Double(shares.count)
    }
  }

  /// Answers `prompts` several times each with the run's own sampling, between two steps: call it before ``run()`` or in
  /// ``onStep``. What is drawn follows from the run's seed, the step, the prompt and the answer's number: two runs of a
  /// seed are measured with the same random numbers.
  ///
  /// - Returns: `nil` where the run is being stopped.
  /// - Throws: ``RewardSourceGone``.
  public func measure(_ heldOut: HeldOutPrompts, samples: Int) throws -> Measurement? {
    let prompts = heldOut.prompts
    let step = UInt64(core.state.step)
    let most = configuration.sampling.maximumNewTokens
    let requests = prompts.tokens.enumerated().flatMap { index, tokens in
      (0..<samples).map {
        RolloutRequest(
          prompt: tokens, promptIndex: index, rolloutIndex: $0,
          maximumNewTokens: max(1, min(most, heldOut.positions - tokens.count)),
          randomStream: [0x6865_6C64, step, UInt64(index), UInt64($0)])
      }
    }
    let (collector, sampling, seed, stop) = (
      heldOut.collector, configuration.sampling, configuration.seed, sources.stop
    )
    let isStopping = core.surroundings.isStopping
    let asked = Dictionary(
      uniqueKeysWithValues: prompts.records.enumerated().map { ($0, RolloutCollector.Prompt(record: $1)) })
    let found = try Waiting.for {
      try await collector.collect(
        requests, prompts: asked, sampling: sampling, seed: seed, stop: stop, isStopping: isStopping)
    }
    guard let found else { return nil }
    var measurement = Measurement(
      answers: Array(repeating: 0, count: prompts.count), right: Array(repeating: 0, count: prompts.count))
    for (rollout, reward) in zip(found.rollouts, found.rewards) {
      guard let reward, !reward.isFault else { continue }
      measurement.answers[rollout.promptIndex] += 1
      if reward.isCorrect { measurement.right[rollout.promptIndex] += 1 }
    }
    return measurement
  }

  /// A checksum of the weights as they are: two runs with the same have learned the same, to the bit.
  public var weightsChecksum: String {
    var weights = Fingerprint()
    weights.add(stepper.model.weights)
    return weights.text
  }

  public var parameterCount: Int { stepper.model.layout.count }
}
