/// A decoder-only transformer: a shape and its weights.
public final class DecoderModel<S: Scalar>: Sendable {
  public let shape: DecoderShape
  public let weights: ParameterBuffer<S>
  public var layout: ParameterLayout { weights.layout }

  /// Of zeros, to be filled.
  public init(_ shape: DecoderShape) {
    self.shape = shape
    weights = ParameterBuffer(ParameterLayout(shape))
  }
}
