/// Training steps on random tokens, for measuring: forward, loss, backward, clipping to 1.0, AdamW.
///
/// The sizes are those at which other trainers were measured: 0.9 and 30 million parameters, sequences of 128 and 256.
public final class TrainingBenchmark {
  public enum Size: String, Sendable, CaseIterable {
    case small = "0.9M"
    case large = "30M"

    public var shape: DecoderShape {
      switch self {
      case .small:
        DecoderShape(
          vocabularySize: 512, hiddenSize: 128, intermediateSize: 344, layerCount: 4, headCount: 4,
          keyValueHeadCount: 4, headDimension: 32, tiesEmbeddings: true)
      case .large:
        DecoderShape(
          vocabularySize: 8192, hiddenSize: 512, intermediateSize: 1376, layerCount: 8, headCount: 8,
          keyValueHeadCount: 8, headDimension: 64, tiesEmbeddings: true)
      }
    }

    /// Sequences a step, and their length.
    public var batch: (sequences: Int, length: Int) {
      switch self {
      case .small: (16, 128)
      case .large: (8, 256)
      }
    }
  }

  private let stepper: SFTStepper<Float>
  private let rows: [TokenizedRow]
  private let threads: Int

  public var parameters: Int { stepper.model.layout.count }
  public var tokens: Int { rows.reduce(0) { $0 + $1.tokens.count } }

  public convenience init(_ size: Size, threads: Int) {
    self.init(
      size.shape, sequences: size.batch.sequences, length: size.batch.length, threads: threads, checkpointing: false)
  }

  /// - Parameter length: tokens of a sequence.
  public init(_ shape: DecoderShape, sequences: Int, length: Int, threads: Int, checkpointing: Bool) {
    self.threads = threads
    let model = DecoderModel<Float>(shape)
    model.initialise(seed: 1, standardDeviation: 0.02)
    let tokens = sequences * length
    stepper = SFTStepper(
      model, settings: AdamW(weightDecay: 0.1),
      plan: BatchPlan(batchTokens: tokens, microBatchTokens: tokens, packing: true), capacity: tokens,
      threads: threads, checkpointing: checkpointing)
    rows = (0..<sequences).map { row in
      let ids = (0..<length).map { Int32(truncatingIfNeeded: (row * 7919 + $0 * 104_729) % shape.vocabularySize) }
      return TokenizedRow(ids, isLearned: ids.map { _ in true }, maximumLength: length)
    }
  }

  /// One step.
  ///
  /// - Returns: the share of the threads' time that went into products.
  public func step() -> Double {
    let clock = ContinuousClock()
    var elapsed = Duration.zero
    let products = ProductClock.seconds {
      elapsed = clock.measure { _ = stepper.step(rows, learningRate: 1e-4) }
    }
    return products / (elapsed.seconds * Double(threads))
  }
}
