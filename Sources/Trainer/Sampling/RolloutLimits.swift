/// What a ``RolloutEngine`` may use.
public struct RolloutLimits: Sendable, Hashable {
  /// Sequences that go on side by side. More are faster up to some dozens; results are the same for any number.
  public var maximumLiveRows = 32
  /// Of keys and values, of all live sequences with room for all their tokens, and of their prompts.
  public var keyValueBytes = 1 << 30
  /// Tokens that the model can look back on: its positions.
  public var positions: Int
  public var threads: Int

  public init(positions: Int, threads: Int) {
    self.positions = positions
    self.threads = threads
  }
}

/// What rollouts take beside the weights, in bytes, at most.
public struct RolloutMemory: Sendable, Hashable {
  public var keysAndValues: Int
  /// Of a step's rows, with their logits.
  public var rows: Int
  /// Of a prompt on its way through the layers.
  public var prompt: Int
  public var total: Int { keysAndValues + rows + prompt }

  /// Keys and values of so many tokens.
  public static func keyValueBytes(_ shape: DecoderShape, tokens: Int) -> Int {
    tokens * KeyValueCache<Float>.bytesPerToken(shape)
  }

  /// - Parameters:
  ///   - longestPrompt: in tokens.
  ///   - mostNewTokens: of a rollout.
  public init(_ shape: DecoderShape, limits: RolloutLimits, longestPrompt: Int, mostNewTokens: Int) {
    let size = MemoryLayout<Float>.stride
    let most = longestPrompt + min(mostNewTokens, max(0, limits.positions - longestPrompt))
    let perToken = KeyValueCache<Float>.bytesPerToken(shape)
    // Each row with a prompt of its own.
    let (all, overflow) = limits.maximumLiveRows.multipliedReportingOverflow(by: most * perToken)
    keysAndValues = overflow ? limits.keyValueBytes : min(limits.keyValueBytes, all)
    let elements = BatchDecoder<Float>.elements(shape)
    self.rows =
      (limits.maximumLiveRows * elements.row + limits.threads
        * (shape.vocabularySize + Attention<Float>.scratchElements(shape))) * size
    let angles = (longestPrompt + mostNewTokens) * shape.headDimension
    prompt = (longestPrompt * elements.promptToken + limits.maximumLiveRows * shape.vocabularySize + angles) * size
  }
}
