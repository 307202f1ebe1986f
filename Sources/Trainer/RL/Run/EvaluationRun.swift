internal import Foundation
internal import ModelFiles
internal import Tokenizers
public import TrainingRuns

/// Measures a model on `data.eval`: several answers to each prompt, judged as in training, nothing learned.
public final class EvaluationRun: @unchecked Sendable {
  public struct Surroundings: Sendable {
    /// Takes a sentence for standard error.
    public var say: @Sendable (String) -> Void
    public var isStopping: @Sendable () -> Bool
    /// Answers that are judged, and all of them.
    public var onProgress: @Sendable (Int, Int) -> Void = { _, _ in }
    /// Takes answers with their verdicts, prompt by prompt, in the order of the data.
    public var onAnswers: @Sendable ([EvaluatedAnswer]) -> Void = { _ in }

    public init(say: @escaping @Sendable (String) -> Void, isStopping: @escaping @Sendable () -> Bool = { false }) {
      self.say = say
      self.isStopping = isStopping
    }
  }

  private let configuration: RunConfiguration
  private let modelPath: String
  private let setup: RunSetup
  private let prompts: PromptData
  private let collector: RolloutCollector
  private let surroundings: Surroundings

  /// Prompts that are answered at a time: a bound on what is in memory.
  private static let promptsPerPart = 32

  /// - Parameter model: a Hugging Face folder or a GGUF file.
  /// - Throws: a typed error that names file, line or key.
  public init(
    _ configuration: RunConfiguration, model: String, rewards: any RewardFunction, surroundings: Surroundings
  ) throws {
    var run = configuration
    run.model.path = model
    run.model.initial = nil
    run.model.tokenizer = nil
    self.configuration = run
    self.surroundings = surroundings
    modelPath = model
    setup = try RunSetup(run, checkpoint: nil, say: surroundings.say)
    prompts = try PromptData(run.data.eval, setup: setup)
    for record in prompts.records { try rewards.check(record) }
    let positions = min(setup.configuration.maxPositions, prompts.longest + run.sampling.maximumNewTokens)
    let limits = setup.rolloutLimits(positions: positions, judgeCores: rewards.cores)
    let engine = RolloutEngine(try setup.makeModel(), limits: limits)
    collector = RolloutCollector(engine: engine, rewards: rewards, timeoutSeconds: run.reward.timeoutSeconds)
  }

  /// - Parameters:
  ///   - samples: answers to each prompt.
  ///   - ks: of pass@k.
  /// - Returns: `nil` where it was stopped.
  /// - Throws: ``RewardSourceGone``, ``GenerationError``.
  public func run(samples: Int, ks: [Int], seed: UInt64) async throws -> EvaluationResult? {
    var records: [RolloutRecord] = []
    for start in stride(from: 0, to: prompts.count, by: Self.promptsPerPart) {
      let part = start..<min(prompts.count, start + Self.promptsPerPart)
      let requests = part.flatMap { prompt in
        (0..<samples).map {
          // The prompt's number in the data, so that results do not depend on the parts.
          RolloutRequest(
            prompt: prompts.tokens[prompt], promptIndex: prompt - start, rolloutIndex: $0,
            maximumNewTokens: configuration.sampling.maximumNewTokens,
            randomStream: [0x6576_616C, UInt64(prompt), UInt64($0)])
        }
      }
      let asked = Dictionary(
        uniqueKeysWithValues: part.map { ($0 - start, RolloutCollector.Prompt(record: prompts.records[$0])) })
      guard
        let found = try await collector.collect(
          requests, prompts: asked, sampling: configuration.sampling, seed: seed,
          stop: setup.stopRules(texts: configuration.sampling.stop), isStopping: surroundings.isStopping)
      else { return nil }
      for (rollout, reward) in zip(found.rollouts, found.rewards) {
        let row = start + rollout.promptIndex
        var record = RolloutRecord(rollout, row: row, prompt: prompts.records[row], reward: reward)
        record.promptIndex = row
        records.append(record)
      }
      surroundings.onAnswers(records.suffix(found.rollouts.count).map(EvaluatedAnswer.init))
      surroundings.onProgress(records.count, prompts.count * samples)
    }
    return EvaluationResult(
      records, model: modelPath, run: configuration, seed: seed, samples: samples, ks: ks)
  }
}
