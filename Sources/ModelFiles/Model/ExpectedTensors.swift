/// A tensor that a model must have.
public struct ExpectedTensor: Hashable, Sendable {
  /// Hugging Face's name.
  public let name: String
  /// Row-major, outermost dimension first: a projection is [outputs, inputs].
  public let shape: [Int]

  public init(name: String, shape: [Int]) {
    self.name = name
    self.shape = shape
  }
}

/// The names that Hugging Face's checkpoints of the three families use.
enum TensorNames {
  static let embedding = "model.embed_tokens.weight"
  static let output = "lm_head.weight"
  static let finalNorm = "model.norm.weight"

  static func layer(_ index: Int, _ rest: String) -> String { "model.layers.\(index).\(rest)" }
}

extension ModelConfiguration {
  /// All tensors of the model in the order of the computation; `lm_head.weight` only where it is not the embedding.
  public var expectedTensors: [ExpectedTensor] {
    var tensors = [ExpectedTensor(name: TensorNames.embedding, shape: [vocabularySize, hiddenSize])]
    for layer in 0..<layerCount { tensors += expectedTensors(ofLayer: layer) }
    tensors.append(ExpectedTensor(name: TensorNames.finalNorm, shape: [hiddenSize]))
    if !tieWordEmbeddings {
      tensors.append(ExpectedTensor(name: TensorNames.output, shape: [vocabularySize, hiddenSize]))
    }
    return tensors
  }

  /// The trainable numbers of the model; a tied output is counted once.
  public var parameterCount: Int { expectedTensors.reduce(0) { $0 + $1.shape.reduce(1, *) } }

  private func expectedTensors(ofLayer layer: Int) -> [ExpectedTensor] {
    let queries = headCount * headDimension
    let keys = keyValueHeadCount * headDimension
    func projection(_ name: String, _ outputs: Int, _ inputs: Int, bias: Bool) -> [ExpectedTensor] {
      let weight = ExpectedTensor(name: TensorNames.layer(layer, "\(name).weight"), shape: [outputs, inputs])
      return bias
        ? [weight, ExpectedTensor(name: TensorNames.layer(layer, "\(name).bias"), shape: [outputs])] : [weight]
    }
    func norm(_ name: String, _ size: Int) -> [ExpectedTensor] {
      [ExpectedTensor(name: TensorNames.layer(layer, "\(name).weight"), shape: [size])]
    }
    var tensors = norm("input_layernorm", hiddenSize)
    tensors += projection("self_attn.q_proj", queries, hiddenSize, bias: hasQueryKeyValueBias)
    tensors += projection("self_attn.k_proj", keys, hiddenSize, bias: hasQueryKeyValueBias)
    tensors += projection("self_attn.v_proj", keys, hiddenSize, bias: hasQueryKeyValueBias)
    if hasQueryKeyNorm { tensors += norm("self_attn.q_norm", headDimension) + norm("self_attn.k_norm", headDimension) }
    tensors += projection("self_attn.o_proj", hiddenSize, queries, bias: hasAttentionOutputBias)
    tensors += norm("post_attention_layernorm", hiddenSize)
    tensors += projection("mlp.gate_proj", intermediateSize, hiddenSize, bias: mlpBias)
    tensors += projection("mlp.up_proj", intermediateSize, hiddenSize, bias: mlpBias)
    tensors += projection("mlp.down_proj", hiddenSize, intermediateSize, bias: mlpBias)
    return tensors
  }
}
