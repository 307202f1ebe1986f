/// What a run will take, in bytes, before it takes it.
public struct MemoryEstimate: Sendable, Hashable {
  /// Weights, gradients and the optimiser's two moments.
  public var parameters: Int
  /// What forward passes keep for the way back, and what layers share.
  public var activations: Int
  /// Logits of a block of tokens, and blocks of attention.
  public var blocks: Int
  /// Code, buffers of BLAS, the tokenizer.
  public var other: Int
  public var total: Int { parameters + activations + blocks + other }

  /// Of training with `capacity` tokens a pass.
  ///
  /// - Parameter vocabularyTokens: tokens of the tokenizer, whose tables take memory too.
  public static func training<S: Scalar>(
    _ shape: DecoderShape, capacity: Int, threads: Int, checkpointing: Bool, vocabularyTokens: Int, of _: S.Type
  ) -> MemoryEstimate {
    let size = MemoryLayout<S>.stride
    let layout = ParameterLayout(shape)
    let kept = LayerActivations<S>.elements(shape) * (checkpointing ? 1 : shape.layerCount)
    let shared = LayerScratch<S>.elements(shape, hasGradient: true)
    // The residual stream before each block and behind the last, its final norm, and its gradient.
    let streams = (shape.layerCount + 3) * shape.hiddenSize + 4
    let block = LanguageModelHead<S>.block(vocabulary: shape.vocabularySize, capacity: capacity, width: threads)
    return MemoryEstimate(
      parameters: 4 * layout.count * size,
      activations: capacity * (kept + shared + streams) * size,
      blocks: block * shape.vocabularySize * size + threads * Attention<S>.scratchElements(shape) * size,
      // Measured: the program itself, and BLAS's buffers, which each thread touches in part.
      other: (22 << 20) + threads * (3 << 20) + vocabularyTokens * 400)
  }
}
