public import Tokenizers

/// Turns tokens into text, one at a time.
public protocol TokenDecoder: Sendable {
  /// The text that is certain now that this token has come.
  mutating func append(_ id: Int32) -> String
  /// The rest.
  mutating func finish() -> String
}

extension StreamingDecoder: TokenDecoder {}

/// What ends a rollout, beside its number of tokens.
public struct StopRules: Sendable {
  /// Tokens that end it; they belong to its ids, not to its text.
  public var endTokens: Set<Int32>
  /// Texts that end it; its text is cut before the first of them. They need a decoder.
  public var texts: [String]
  /// A new one for each rollout; without one rollouts have ids only.
  public var decoder: (@Sendable () -> any TokenDecoder)?

  public init(
    endTokens: Set<Int32> = [], texts: [String] = [], decoder: (@Sendable () -> any TokenDecoder)? = nil
  ) {
    precondition(texts.isEmpty || decoder != nil, "texts are found by a decoder only")
    self.endTokens = endTokens
    self.texts = texts
    self.decoder = decoder
  }

  /// The tokenizer's own end tokens and some more, and text without special tokens.
  public init(_ tokenizer: Tokenizer, endTokens: [Int32] = [], texts: [String] = []) {
    self.init(
      endTokens: Set(endTokens + tokenizer.stopIDs), texts: texts,
      decoder: { tokenizer.streamingDecoder(skipSpecial: true) })
  }
}
