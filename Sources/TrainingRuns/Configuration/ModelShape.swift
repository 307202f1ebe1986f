/// The families that the trainer knows.
public enum Architecture: String, Sendable, Hashable, CaseIterable {
  case llama
  /// With biases on q, k and v.
  case qwen2
  /// With a norm on each head's q and k.
  case qwen3
}

/// The shape of a model with random weights.
public struct ModelShape: Sendable, Hashable {
  public var architecture = Architecture.llama
  public var hiddenSize = 256
  public var intermediateSize = 688
  public var layers = 4
  public var heads = 4
  /// Key and value heads; `nil` only before ``resolve()``, then as many as ``heads``.
  public var keyValueHeads: Int?
  /// Numbers a head; `nil` only before ``resolve()``, then ``hiddenSize`` / ``heads``.
  public var headSize: Int?
  public var vocabularySize = 4_096
  public var ropeTheta = 10_000.0
  /// The output layer shares the embedding's weights.
  public var tiesEmbeddings = true
  /// Tokens a sequence.
  public var maximumPositions = 2_048
  public var rmsNormEpsilon = 1e-5
  /// Standard deviation of the random weights.
  public var initializerRange = 0.02

  public init() {}
}

extension ModelShape: SettingsTable {
  static var settings: [Setting<ModelShape>] {
    [
      Setting("architecture", \.architecture, .choice, "The family, which fixes biases and norms."),
      Setting("hidden_size", \.hiddenSize, .integer(1...65_536), "Numbers a token carries from layer to layer."),
      Setting("intermediate_size", \.intermediateSize, .integer(1...1_048_576), "Width of the feed-forward part."),
      Setting("layers", \.layers, .integer(1...1_024), "Transformer blocks."),
      Setting("heads", \.heads, .integer(1...1_024), "Query heads a layer."),
      Setting(
        "kv_heads", optional: \.keyValueHeads, .integer(1...1_024), default: "as `heads`",
        "Key and value heads a layer; must divide `heads`."),
      Setting(
        "head_dim", optional: \.headSize, .integer(2...1_024), default: "`hidden_size` / `heads`",
        "Numbers a head; even, since rotary positions turn pairs."),
      Setting("vocab_size", \.vocabularySize, .integer(2...1_048_576), "Rows of the embedding."),
      Setting("rope_theta", \.ropeTheta, .number(above: 0), "Base of the rotary positions."),
      Setting("tie_embeddings", \.tiesEmbeddings, .flag, "The output layer shares the embedding's weights."),
      Setting("max_positions", \.maximumPositions, .integer(1...16_777_216), "Longest sequence, in tokens."),
      Setting("rms_norm_eps", \.rmsNormEpsilon, .number(above: 0), "Added under the root of each norm."),
      Setting(
        "initializer_range", \.initializerRange, .number(above: 0), "Standard deviation of the random weights."),
    ]
  }

  mutating func resolve() {
    if keyValueHeads == nil { keyValueHeads = heads }
    if headSize == nil, hiddenSize.isMultiple(of: heads) { headSize = hiddenSize / heads }
  }

  func check(_ place: ConfigurationValue) throws {
    guard let headSize else {
      throw place.place("heads").error(
        .conflict, "\(heads) does not divide hidden_size, \(hiddenSize): change one, or give head_dim")
    }
    guard headSize.isMultiple(of: 2), headSize > 0 else {
      throw place.place("head_dim").error(.conflict, "\(headSize) is odd: rotary positions turn pairs of numbers")
    }
    guard let keyValueHeads, heads.isMultiple(of: keyValueHeads) else {
      throw place.place("kv_heads").error(
        .conflict, "\(keyValueHeads ?? 0) does not divide heads, \(heads): each serves the same number of query heads")
    }
  }
}
