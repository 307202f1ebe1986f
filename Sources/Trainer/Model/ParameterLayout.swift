/// One weight matrix or vector, by its Hugging Face name.
public struct Parameter: Sendable, Hashable {
  public let name: String
  /// Outermost first, as PyTorch prints it.
  public let shape: [Int]
  /// Where it begins in the flat buffer of all parameters.
  public let offset: Int
  public var count: Int { shape.reduce(1, *) }
  var rows: Int { shape.count == 2 ? shape[0] : 1 }
  var columns: Int { shape[shape.count - 1] }
}

/// Where each parameter of a model lies in one flat buffer; gradients and the optimiser's moments lie alike.
///
/// Queries, keys and values follow each other, as do gate and up: each group is one matrix for one product.
public struct ParameterLayout: Sendable, Hashable {
  /// The parameters of a block; a group's `weight` spans all its parts.
  struct Layer: Sendable, Hashable {
    var inputNorm: Span
    var queryKeyValue: Span
    var queryKeyValueBias: Span?
    var queryNorm: Span?
    var keyNorm: Span?
    var attentionOutput: Span
    var attentionOutputBias: Span?
    var postAttentionNorm: Span
    var gateAndUp: Span
    var gateAndUpBias: Span?
    var down: Span
    var downBias: Span?
  }

  /// A matrix within the flat buffer.
  struct Span: Sendable, Hashable {
    var offset: Int
    var rows: Int
    var columns: Int
  }

  /// In the order of the buffer.
  public let parameters: [Parameter]
  public let count: Int
  let embedding: Span
  let layers: [Layer]
  let finalNorm: Span
  /// The embedding's where they are tied.
  let head: Span

  public init(_ shape: DecoderShape) {
    var builder = Builder()
    let hidden = shape.hiddenSize
    embedding = builder.add("model.embed_tokens.weight", [shape.vocabularySize, hidden])
    layers = (0..<shape.layerCount).map { builder.layer("model.layers.\($0).", shape) }
    finalNorm = builder.add("model.norm.weight", [hidden])
    head = shape.tiesEmbeddings ? embedding : builder.add("lm_head.weight", [shape.vocabularySize, hidden])
    parameters = builder.parameters
    count = builder.count
  }

  private struct Builder {
    var parameters: [Parameter] = []
    var count = 0

    mutating func add(_ name: String, _ shape: [Int]) -> Span {
      let parameter = Parameter(name: name, shape: shape, offset: count)
      parameters.append(parameter)
      count += parameter.count
      return Span(offset: parameter.offset, rows: parameter.rows, columns: parameter.columns)
    }

    /// Matrices that follow each other, as one.
    mutating func add(_ names: [(String, Int)], columns: Int, prefix: String) -> Span {
      let parts = names.map { add(prefix + $0.0 + ".weight", [$0.1, columns]) }
      return Span(offset: parts[0].offset, rows: parts.reduce(0) { $0 + $1.rows }, columns: columns)
    }

    mutating func addBias(_ names: [(String, Int)], prefix: String) -> Span {
      let parts = names.map { add(prefix + $0.0 + ".bias", [$0.1]) }
      return Span(offset: parts[0].offset, rows: 1, columns: parts.reduce(0) { $0 + $1.columns })
    }

    mutating func layer(_ prefix: String, _ shape: DecoderShape) -> Layer {
      let hidden = shape.hiddenSize
      let attention = prefix + "self_attn."
      let feedForward = prefix + "mlp."
      let projections = [("q_proj", shape.queryColumns), ("k_proj", shape.keyColumns), ("v_proj", shape.keyColumns)]
      let gates = [("gate_proj", shape.intermediateSize), ("up_proj", shape.intermediateSize)]
      return Layer(
        inputNorm: add(prefix + "input_layernorm.weight", [hidden]),
        queryKeyValue: add(projections, columns: hidden, prefix: attention),
        queryKeyValueBias: shape.hasQueryKeyValueBias ? addBias(projections, prefix: attention) : nil,
        queryNorm: shape.normalisesQueriesAndKeys ? add(attention + "q_norm.weight", [shape.headDimension]) : nil,
        keyNorm: shape.normalisesQueriesAndKeys ? add(attention + "k_norm.weight", [shape.headDimension]) : nil,
        attentionOutput: add(attention + "o_proj.weight", [hidden, shape.queryColumns]),
        attentionOutputBias: shape.hasAttentionOutputBias ? add(attention + "o_proj.bias", [hidden]) : nil,
        postAttentionNorm: add(prefix + "post_attention_layernorm.weight", [hidden]),
        gateAndUp: add(gates, columns: hidden, prefix: feedForward),
        gateAndUpBias: shape.hasFeedForwardBias ? addBias(gates, prefix: feedForward) : nil,
        down: add(feedForward + "down_proj.weight", [hidden, shape.intermediateSize]),
        downBias: shape.hasFeedForwardBias ? add(feedForward + "down_proj.bias", [hidden]) : nil)
    }
  }
}

/// Numbers for all parameters of a model: weights, gradients or moments.
public final class ParameterBuffer<S: Scalar>: Sendable {
  public let layout: ParameterLayout
  let storage: Storage<S>

  /// Of zeros.
  public init(_ layout: ParameterLayout) {
    self.layout = layout
    storage = Storage(count: layout.count)
  }

  /// All, as one vector.
  var all: Matrix<S> { Matrix(storage, offset: 0, rows: 1, columns: layout.count) }

  func matrix(_ span: ParameterLayout.Span) -> Matrix<S> {
    Matrix(storage, offset: span.offset, rows: span.rows, columns: span.columns)
  }

  func matrix(_ parameter: Parameter) -> Matrix<S> {
    Matrix(storage, offset: parameter.offset, rows: parameter.rows, columns: parameter.columns)
  }

  /// Reads or writes a parameter's numbers, in row-major order.
  public func withElements<R, E: Error>(
    of parameter: Parameter, _ body: (UnsafeMutableBufferPointer<S>) throws(E) -> R
  ) throws(E) -> R {
    precondition(layout.parameters.contains(parameter), "a parameter of this model")
    return try body(matrix(parameter).elements)
  }
}
