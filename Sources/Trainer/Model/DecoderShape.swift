/// The sizes and switches of a decoder-only transformer (Llama, Qwen2, Qwen3 and their kin): pre-norm blocks of grouped
/// attention with rotary positions and SwiGLU.
public struct DecoderShape: Sendable, Hashable {
  public var vocabularySize: Int
  public var hiddenSize: Int
  public var intermediateSize: Int
  public var layerCount: Int
  public var headCount: Int
  public var keyValueHeadCount: Int
  public var headDimension: Int
  public var rmsNormEpsilon: Double
  public var rotary: RotaryEmbedding
  /// Whether the output weights are the embedding's.
  public var tiesEmbeddings: Bool
  /// Qwen2: a bias on queries, keys and values.
  public var hasQueryKeyValueBias: Bool
  /// Llama's `attention_bias` has one on the attention's output too.
  public var hasAttentionOutputBias: Bool
  public var hasFeedForwardBias: Bool
  /// Qwen3: queries and keys are normalised by head before they are turned.
  public var normalisesQueriesAndKeys: Bool

  public init(
    vocabularySize: Int, hiddenSize: Int, intermediateSize: Int, layerCount: Int, headCount: Int,
    keyValueHeadCount: Int, headDimension: Int, rmsNormEpsilon: Double = 1e-6,
    rotary: RotaryEmbedding = RotaryEmbedding(theta: 10_000), tiesEmbeddings: Bool = false,
    hasQueryKeyValueBias: Bool = false, hasAttentionOutputBias: Bool = false, hasFeedForwardBias: Bool = false,
    normalisesQueriesAndKeys: Bool = false
  ) {
    self.vocabularySize = vocabularySize
    self.hiddenSize = hiddenSize
    self.intermediateSize = intermediateSize
    self.layerCount = layerCount
    self.headCount = headCount
    self.keyValueHeadCount = keyValueHeadCount
    self.headDimension = headDimension
    self.rmsNormEpsilon = rmsNormEpsilon
    self.rotary = rotary
    self.tiesEmbeddings = tiesEmbeddings
    self.hasQueryKeyValueBias = hasQueryKeyValueBias
    self.hasAttentionOutputBias = hasAttentionOutputBias
    self.hasFeedForwardBias = hasFeedForwardBias
    self.normalisesQueriesAndKeys = normalisesQueriesAndKeys
  }

  /// Columns of the queries of all heads.
  var queryColumns: Int { headCount * headDimension }
  /// Columns of the keys of all heads; as many of the values.
  var keyColumns: Int { keyValueHeadCount * headDimension }
  /// A row of queries, keys and values.
  var attentionColumns: Int { queryColumns + 2 * keyColumns }
  /// Queries that share a key and a value.
  var groupSize: Int { headCount / keyValueHeadCount }
}
