public import TrainingRuns

/// Rollouts of random models, for measuring: prompts of 32 random tokens, 128 new tokens each, at temperature 1.
public final class SamplingBenchmark: @unchecked Sendable {
  public static let (promptTokens, newTokens) = (32, 128)
  /// Rollouts that share a prompt, as those of a group do.
  public static let rolloutsPerPrompt = 8

  private let model: DecoderModel<Float>
  private let threads: Int
  /// By the number of rows that go on side by side.
  private var engines: [Int: RolloutEngine] = [:]

  public init(_ size: TrainingBenchmark.Size, threads: Int) {
    model = DecoderModel(size.shape)
    model.initialise(seed: 1, standardDeviation: 0.02)
    self.threads = threads
  }

  /// - Parameters:
  ///   - rollouts: how many in all.
  ///   - rows: how many of them go on side by side.
  /// - Returns: their tokens, and the seconds that they took.
  public func run(rollouts: Int, rows: Int) throws(GenerationError) -> (ids: [[Int32]], seconds: Double) {
    let engine = engines[rows] ?? engine(rows)
    engines[rows] = engine
    let vocabulary = model.shape.vocabularySize
    let requests = (0..<rollouts).map { rollout in
      let prompt = rollout / Self.rolloutsPerPrompt
      return RolloutRequest(
        prompt: (0..<Self.promptTokens).map { Int32((prompt * 7919 + $0 * 104_729) % vocabulary) },
        promptIndex: prompt, rolloutIndex: rollout % Self.rolloutsPerPrompt, maximumNewTokens: Self.newTokens)
    }
    var ids = [[Int32]](repeating: [], count: rollouts)
    try engine.run(
      requests, sampling: SamplingSettings(), seed: 1, stop: StopRules(endTokens: [])
    ) { ids[$0] = $1.ids }
    return (ids, engine.statistics.seconds)
  }

  private func engine(_ rows: Int) -> RolloutEngine {
    var limits = RolloutLimits(positions: Self.promptTokens + Self.newTokens, threads: threads)
    limits.maximumLiveRows = rows
    return RolloutEngine(model, limits: limits)
  }
}
