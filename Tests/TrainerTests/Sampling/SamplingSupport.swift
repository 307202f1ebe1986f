import TrainingRuns

@testable import Trainer

/// Models, prompts and runs for tests of sampling.
enum Sampled {
  /// Sizes at which BLAS takes different ways for different numbers of rows.
  static func shape(_ change: (inout DecoderShape) -> Void = { _ in }) -> DecoderShape {
    var shape = DecoderShape(
      vocabularySize: 96, hiddenSize: 128, intermediateSize: 344, layerCount: 2, headCount: 4, keyValueHeadCount: 4,
      headDimension: 32)
    change(&shape)
    return shape
  }

  static let families: [(name: String, shape: DecoderShape)] = [
    ("llama", shape()),
    (
      "qwen2",
      shape {
        ($0.hasQueryKeyValueBias, $0.keyValueHeadCount, $0.tiesEmbeddings) = (true, 2, true)
      }
    ),
    (
      "qwen3",
      shape {
        ($0.normalisesQueriesAndKeys, $0.keyValueHeadCount, $0.headDimension) = (true, 2, 48)
      }
    ),
    ("tiny", ModelGradientTests.shape()),
  ]

  static func model<S: Scalar>(_ shape: DecoderShape, seed: UInt64 = 5) -> DecoderModel<S> {
    .random(shape, seed: seed, size: 1.5 / Double(shape.hiddenSize).squareRoot())
  }

  /// Prompts of 1 to 40 tokens.
  static func prompts(_ count: Int, vocabulary: Int, seed: UInt64 = 3) -> [[Int32]] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { index in
      (0..<[1, 7, 40, 13, 2, 25, 12, 33][index % 8]).map { _ in
        Int32.random(in: 0..<Int32(vocabulary), using: &generator)
      }
    }
  }

  static func settings(
    temperature: Double = 1, deterministic: Bool = true, change: (inout SamplingSettings) -> Void = { _ in }
  ) -> SamplingSettings {
    var settings = SamplingSettings()
    settings.temperature = temperature
    settings.deterministic = deterministic
    change(&settings)
    return settings
  }

  static func limits(rows: Int, threads: Int = 2, positions: Int = 256) -> RolloutLimits {
    var limits = RolloutLimits(positions: positions, threads: threads)
    limits.maximumLiveRows = rows
    return limits
  }

  /// Rollouts in the order of their requests.
  static func run(
    _ engine: RolloutEngine, _ requests: [RolloutRequest], _ settings: SamplingSettings = settings(),
    stop: StopRules = StopRules(), seed: UInt64 = 17
  ) throws -> [Rollout] {
    var found = [Rollout?](repeating: nil, count: requests.count)
    try engine.run(requests, sampling: settings, seed: seed, stop: stop) { found[$0] = $1 }
    return found.compactMap { $0 }
  }
}
