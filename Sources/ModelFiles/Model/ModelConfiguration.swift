/// The families of decoder-only transformers that are supported. The raw value is `model_type` in `config.json` and
/// `general.architecture` in GGUF.
public enum ModelArchitecture: String, CaseIterable, Hashable, Sendable {
  case llama, qwen2, qwen3
}

/// How rotary position embeddings are stretched beyond the length of training.
public enum RopeScaling: Hashable, Sendable {
  case none
  /// Positions are divided by the factor.
  case linear(factor: Double)
  /// Llama 3.1: low frequencies are divided by the factor, high ones are kept, those between are blended.
  case llama3(factor: Double, lowFrequencyFactor: Double, highFrequencyFactor: Double, originalMaxPositions: Int)
  /// Each frequency is divided by a factor of its own (GGUF's `rope_freqs.weight`); half as many as a head has
  /// dimensions.
  case factors([Double])
}

/// The dimensions and constants of a model.
///
/// Read from `config.json` in the form of transformers 4 or 5, or from the metadata of a GGUF file, with the defaults
/// that transformers has for the family. What would change the mathematics in a way that is not supported is an error:
/// nothing is passed over in silence.
public struct ModelConfiguration: Hashable, Sendable {
  public var architecture: ModelArchitecture
  public var vocabularySize: Int
  /// The width of the residual stream.
  public var hiddenSize: Int
  /// The width within the feed-forward layers.
  public var intermediateSize: Int
  public var layerCount: Int
  /// Heads of queries.
  public var headCount: Int
  /// Heads of keys and values; it divides `headCount`.
  public var keyValueHeadCount: Int
  /// Dimensions of a head; even. Not always `hiddenSize / headCount`.
  public var headDimension: Int
  public var rmsNormEpsilon: Double
  /// The base of the rotary frequencies.
  public var ropeTheta: Double
  public var ropeScaling: RopeScaling
  /// Whether the output projection is the embedding.
  public var tieWordEmbeddings: Bool
  /// `attention_bias` of Llama and Qwen3: biases on the projections of queries, keys, values and of the output. Qwen2
  /// has its biases in any case, without that of the output: see `hasQueryKeyValueBias` and `hasAttentionOutputBias`.
  public var attentionBias: Bool
  /// Llama's biases in the feed-forward layers.
  public var mlpBias: Bool
  /// The longest sequence in tokens that the model was made for.
  public var maxPositions: Int
  /// May lie outside of the vocabulary, as in cut-down test models; `eosTokenIDs` too.
  public var bosTokenID: Int?
  /// Any of these ends a text.
  public var eosTokenIDs: [Int]
  public var padTokenID: Int?
  /// The standard deviation of weights that are drawn afresh.
  public var initializerRange: Double
  /// `config.json` as it was read: what is not understood is written back. Empty where there was none.
  public var original: JSONObject

  public init(
    architecture: ModelArchitecture, vocabularySize: Int, hiddenSize: Int, intermediateSize: Int, layerCount: Int,
    headCount: Int, keyValueHeadCount: Int, headDimension: Int, rmsNormEpsilon: Double, ropeTheta: Double,
    ropeScaling: RopeScaling = .none, tieWordEmbeddings: Bool, attentionBias: Bool = false, mlpBias: Bool = false,
    maxPositions: Int, bosTokenID: Int? = nil, eosTokenIDs: [Int] = [], padTokenID: Int? = nil,
    initializerRange: Double = 0.02, original: JSONObject = JSONObject()
  ) {
    self.architecture = architecture
    self.vocabularySize = vocabularySize
    self.hiddenSize = hiddenSize
    self.intermediateSize = intermediateSize
    self.layerCount = layerCount
    self.headCount = headCount
    self.keyValueHeadCount = keyValueHeadCount
    self.headDimension = headDimension
    self.rmsNormEpsilon = rmsNormEpsilon
    self.ropeTheta = ropeTheta
    self.ropeScaling = ropeScaling
    self.tieWordEmbeddings = tieWordEmbeddings
    self.attentionBias = attentionBias
    self.mlpBias = mlpBias
    self.maxPositions = maxPositions
    self.bosTokenID = bosTokenID
    self.eosTokenIDs = eosTokenIDs
    self.padTokenID = padTokenID
    self.initializerRange = initializerRange
    self.original = original
  }

  /// Whether the projections of queries, keys and values have biases.
  public var hasQueryKeyValueBias: Bool { architecture == .qwen2 || attentionBias }

  /// Whether the projection behind attention has a bias.
  public var hasAttentionOutputBias: Bool { architecture != .qwen2 && attentionBias }

  /// Whether queries and keys are normalised, head by head, before the rotation.
  public var hasQueryKeyNorm: Bool { architecture == .qwen3 }
}

// MARK: Checks

extension ModelConfiguration {
  /// Far above real models, so that products of two of these cannot overflow.
  private static let dimensionLimit = 1 << 28
  private static let layerLimit = 1 << 14

  /// Checks what must hold between the fields: sizes are positive and not absurd, heads divide, constants are finite.
  ///
  /// A configuration that was read has passed; one that was made or changed has to before its tensors are listed.
  /// - Parameter path: what to name in an error.
  /// - Throws: `ModelFileError` with the key of `config.json`.
  public func validate(path: String) throws(ModelFileError) { try validate(path: path, keys: Keys()) }

  /// - Parameter keys: what the file calls the fields.
  func validate(path: String, keys: Keys) throws(ModelFileError) {
    func wrong(_ key: String, _ value: some CustomStringConvertible, _ wanted: String) -> ModelFileError {
      ModelFileError(.malformed, path: path, at: .key(key), "is \(value), should be \(wanted)")
    }
    let sizes = [
      (keys.vocabularySize, vocabularySize), (keys.hiddenSize, hiddenSize), (keys.intermediateSize, intermediateSize),
      (keys.headCount, headCount), (keys.keyValueHeadCount, keyValueHeadCount), (keys.headDimension, headDimension),
      (keys.maxPositions, maxPositions),
    ]
    for (key, value) in sizes where !(1...Self.dimensionLimit).contains(value) {
      throw wrong(key, value, "from 1 to \(Self.dimensionLimit)")
    }
    guard (1...Self.layerLimit).contains(layerCount) else {
      throw wrong(keys.layerCount, layerCount, "from 1 to \(Self.layerLimit)")
    }
    guard headCount.isMultiple(of: keyValueHeadCount) else {
      throw wrong(keys.keyValueHeadCount, keyValueHeadCount, "a divisor of the \(headCount) heads")
    }
    guard headDimension.isMultiple(of: 2) else { throw wrong(keys.headDimension, headDimension, "even") }
    guard rmsNormEpsilon > 0, rmsNormEpsilon < 1 else {
      throw wrong(keys.rmsNormEpsilon, rmsNormEpsilon, "between 0 and 1")
    }
    guard ropeTheta > 0, ropeTheta.isFinite else { throw wrong(keys.ropeTheta, ropeTheta, "positive") }
    guard initializerRange >= 0, initializerRange.isFinite else {
      throw wrong("initializer_range", initializerRange, "positive")
    }
    if let padTokenID, padTokenID >= vocabularySize {
      throw wrong(keys.padTokenID, padTokenID, "below the vocabulary's size, \(vocabularySize)")
    }
    if case .factors(let factors) = ropeScaling, factors.count != headDimension / 2 {
      throw wrong("rope_scaling", "\(factors.count) factors", "\(headDimension / 2) factors")
    }
  }

  /// What a kind of file calls the fields.
  struct Keys {
    var vocabularySize = "vocab_size"
    var hiddenSize = "hidden_size"
    var intermediateSize = "intermediate_size"
    var layerCount = "num_hidden_layers"
    var headCount = "num_attention_heads"
    var keyValueHeadCount = "num_key_value_heads"
    var headDimension = "head_dim"
    var maxPositions = "max_position_embeddings"
    var rmsNormEpsilon = "rms_norm_eps"
    var ropeTheta = "rope_theta"
    var padTokenID = "pad_token_id"
  }
}
