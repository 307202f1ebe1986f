internal import Foundation
internal import ModelFiles
internal import Tokenizers
internal import TrainingRuns

/// What a run of reinforcement learning reads, checked before its first step.
struct RLSources {
  let setup: RunSetup
  let prompts: PromptData
  let method: RLMethod
  let stop: StopRules
  /// Tokens of a forward pass at most.
  let capacity: Int
  /// Whether activations are computed twice.
  let checkpointing: Bool
  let limits: RolloutLimits

  /// - Parameter checkpoint: the folder to take weights and tokenizer from, when a run goes on.
  init(
    _ run: RunConfiguration, rewards: any RewardFunction, recipe: (any Recipe.Type)?, checkpoint: String?,
    say: (String) -> Void
  ) throws {
    method = try RLMethod(run, recipe: recipe)
    setup = try RunSetup(run, checkpoint: checkpoint, say: say)
    prompts = try PromptData(run.data.train, setup: setup)
    for record in prompts.records { try rewards.check(record) }
    stop = setup.stopRules(texts: run.sampling.stop)
    let positions = min(setup.configuration.maxPositions, prompts.longest + run.sampling.maximumNewTokens)
    // No pass has more than an update.
    capacity = max(positions, min(run.rl.microBatchTokens, run.rl.miniBatchPrompts * run.rl.rollouts * positions))
    limits = setup.rolloutLimits(positions: positions, judgeCores: rewards.cores)
    checkpointing = try setup.decideCheckpointing(
      capacity: capacity, limits: limits, longestPrompt: prompts.longest,
      mostNewTokens: run.sampling.maximumNewTokens, hasReference: method.needsReference, say: say)
  }

  func makeStepper(_ run: RunConfiguration, say: (String) -> Void) throws -> RLStepper<Float> {
    let reference =
      method.needsReference ? try RunSetup(run, checkpoint: nil, say: { _ in }).makeModel() : nil
    return RLStepper(
      try setup.makeModel(), reference: reference, loss: method.loss, hasValues: method.advantage.needsValues,
      settings: AdamW(run.optimizer),
      temperature: run.sampling.temperature, microBatchTokens: run.rl.microBatchTokens, capacity: capacity,
      threads: setup.threads, checkpointing: checkpointing)
  }
}

extension RunSetup {
  /// The tokenizer's end tokens, those of the model, and some texts.
  func stopRules(texts: [String]) -> StopRules {
    StopRules(tokenizer, endTokens: configuration.eosTokenIDs.map { Int32(clamping: $0) }, texts: texts)
  }

  /// Threads that write leave the judge its cores, where there are any to leave; updates have all of them, since nothing
  /// is judged meanwhile.
  func rolloutLimits(positions: Int, judgeCores: Int) -> RolloutLimits {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    var limits = RolloutLimits(positions: positions, threads: max(1, min(threads, cores - judgeCores)))
    // One answer has to fit, however long.
    limits.keyValueBytes = max(
      limits.keyValueBytes, RolloutMemory.keyValueBytes(DecoderShape(configuration), tokens: positions))
    return limits
  }

  /// Says what the run will take, and refuses what does not fit; activations are kept if they fit.
  func decideCheckpointing(
    capacity: Int, limits: RolloutLimits, longestPrompt: Int, mostNewTokens: Int, hasReference: Bool,
    say: (String) -> Void
  ) throws -> Bool {
    let shape = DecoderShape(configuration)
    func training(_ checkpointing: Bool) -> MemoryEstimate {
      MemoryEstimate.training(
        shape, capacity: capacity, threads: threads, checkpointing: checkpointing, vocabularyTokens: tokenizer.count,
        of: Float.self)
    }
    let rollouts = RolloutMemory(
      shape, limits: limits, longestPrompt: longestPrompt, mostNewTokens: mostNewTokens
    ).total
    let reference =
      hasReference
      ? training(true).activations + training(true).blocks + ParameterLayout(shape).count * MemoryLayout<Float>.stride
      : 0
    let available = ProcessMemory.availableBytes() ?? .max
    // Some room for the page cache and the programs that are judged.
    let checkpointing = training(false).total + rollouts + reference > available / 10 * 8
    let chosen = training(checkpointing)
    let total = chosen.total + rollouts + reference
    say(
      "memory: about \(Bytes.text(total)): \(Bytes.text(chosen.parameters)) for weights, gradients and moments, "
        + "\(Bytes.text(chosen.activations)) for activations of \(capacity) tokens"
        + (checkpointing ? " with checkpointing, " : ", ") + "\(Bytes.text(rollouts)) for rollouts, "
        + (hasReference ? "\(Bytes.text(reference)) for the reference model, " : "")
        + "\(Bytes.text(chosen.blocks + chosen.other)) for the rest; \(Bytes.text(available)) free")
    guard total <= available else { throw TrainingError.rlMemory(needed: total, available: available) }
    return checkpointing
  }
}
