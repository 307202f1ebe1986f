public import TrainingRuns

extension ClippingPlan {
  /// Where a run finds what it shares with all others.
  public struct Files: Sendable, Hashable {
    public var model: String
    public var prompts: String
    public var heldOut: String
    public var problems: String

    public init(model: String, prompts: String, heldOut: String, problems: String) {
      self.model = model
      self.prompts = prompts
      self.heldOut = heldOut
      self.problems = problems
    }
  }

  /// A cell's run as a RUN.yaml would have it. What is not of the cell is the same for all of them.
  public func configuration(
    of cell: Cell, rate: Double, seed: UInt64, files: Files, folder: String
  ) throws(ExperimentError) -> RunConfiguration {
    guard let name = ObjectiveSettings.Name(rawValue: cell.objective),
      let advantage = RLSettings.Advantage(rawValue: settings.advantage),
      let aggregation = RLSettings.Aggregation(rawValue: settings.aggregation),
      let filter = RLSettings.GroupFilter(rawValue: cell.filter), let mode = RewardSettings.Mode(rawValue: cell.reward)
    else {
      throw ExperimentError(
        "cells: \(cell.name): objective, advantage, aggregation, filter or reward is not known here")
    }
    var run = RunConfiguration()
    run.model.path = files.model
    run.data.train = [files.prompts]
    run.data.eval = [files.heldOut]
    run.data.problems = [files.problems]
    run.seed = seed
    run.threads = 1
    run.outputFolder = folder
    run.saveEvery = 0
    run.optimizer.learningRate = rate
    run.optimizer.schedule = .constant
    // A step's updates: Adam's first ones are as large as the rate, whatever the gradient.
    run.optimizer.warmupSteps = settings.warmupUpdates
    run.optimizer.weightDecay = 0
    run.rl = RLSettings(preset: .klearPaper, method: .gppo)
    run.rl.steps = settings.steps
    run.rl.promptsPerStep = settings.promptsPerStep
    run.rl.rollouts = settings.rollouts
    run.rl.miniBatchPrompts = cell.miniBatchPrompts
    run.rl.epochs = cell.epochs
    run.rl.advantage = advantage
    run.rl.aggregation = aggregation
    run.rl.filter = filter
    run.rl.nllAlpha = cell.alpha
    run.rl.objective.name = name
    run.rl.objective.epsilonLow = cell.epsilonLow
    run.rl.objective.epsilonHigh = cell.epsilonHigh
    run.rl.objective.dualClip = cell.dualClip
    run.sampling.maximumNewTokens = settings.maximumNewTokens
    run.sampling.temperature = settings.temperature
    run.reward.kind = .judge
    run.reward.mode = mode
    return run
  }

  /// How the model that all runs begin with learns to write programs at all.
  public static func firstModel(
    _ settings: Settings, tasks: String, folder: String
  ) throws(ConfigurationError) -> RunConfiguration {
    let text = """
      model:
        init:
          architecture: llama
          hidden_size: 96
          intermediate_size: 256
          layers: 2
          heads: 4
          vocab_size: 384
          max_positions: 192
        tokenizer: {train: {vocab_size: 384}}
      seed: \(settings.baseSeed)
      threads: 2
      save_every: 0
      optimizer: {lr: 4e-3, warmup_steps: 50}
      sft: {epochs: 100, max_steps: \(settings.sftSteps), max_length: 160, batch_tokens: 2048, micro_batch_tokens: 2048}
      """
    var run = try RunConfiguration.parse(text + "\noutput_dir: unset", name: "first model")
    run.data.train = ["\(tasks)/sft-train.jsonl"]
    run.outputFolder = folder
    return run
  }
}
