/// A byte-level BPE tokenizer: text to token ids and back, exactly as Hugging Face's `tokenizers` does it.
///
/// ```swift
/// let tokenizer = try Tokenizer(folder: "models/Qwen2.5-0.5B")
/// let ids = tokenizer.encode("2 + 2 = 4")
/// let text = tokenizer.decode(ids)
/// ```
///
/// It does not change once made, and may be used from many threads at once. All ids are whole numbers from 0 to
/// ``count`` - 1, all offsets and lengths are in bytes of UTF-8.
public struct Tokenizer: Sendable {
  let encoder: TextEncoder
  let special: SpecialTokens
  /// What to copy when the tokenizer is saved, if it was read from a folder: file names and contents.
  let originals: [SourceFile]
  /// The bytes of each id, added tokens included.
  private let texts: ByteStrings
  /// The tokens as files write them, and whether decoding may leave them out.
  private let surfaces: ByteStrings
  private let surfaceIndex: ByteIndex
  private let skipped: [Bool]

  init(
    model: BytePairModel, added: [AddedToken], preTokenizer: PreTokenizer, composes: Bool, special: SpecialTokens,
    originals: [SourceFile] = [], file: String
  ) throws(TokenizerError) {
    let added = AddedTokens(added, composes: composes)
    encoder = TextEncoder(model: model, added: added, preTokenizer: preTokenizer, composes: composes)
    self.special = special
    self.originals = originals
    var texts = ByteStrings()
    var surfaces = ByteStrings()
    var skipped = [Bool](repeating: false, count: model.count)
    for id in 0..<model.count { surfaces.append(model.surfaces[id]) }
    var index = ByteIndex(capacity: model.count + added.tokens.count)
    for id in 0..<model.count { _ = index.insert(id, of: surfaces) }
    for token in added.tokens {
      let id = Int(token.id)
      if id < model.count {
        guard Array(model.surfaces[id]) == Array(token.content.utf8) else {
          throw TokenizerError(
            .invalidField, file: file, field: "added_tokens",
            "the id \(id) is \"\(token.content)\" here and \(BytePairModel.quote(model.surfaces[id])) in the vocabulary"
          )
        }
      } else {
        guard id == surfaces.count else {
          throw TokenizerError(
            .invalidField, file: file, field: "added_tokens",
            id < surfaces.count
              ? "the id \(id) comes twice" : "there is no token with the id \(surfaces.count), but one with \(id)",
            advice: "ids must be used once each, without gaps")
        }
        surfaces.append(token.content.utf8)
        if let other = index.insert(id, of: surfaces) {
          throw TokenizerError(
            .invalidField, file: file, field: "added_tokens",
            "\"\(token.content)\" has the ids \(other) and \(id)")
        }
        skipped.append(false)
      }
      skipped[id] = token.isSpecial
    }
    // A token that is not of the byte alphabet stands for its own UTF-8, as it does for Hugging Face; one that is
    // looked for after normalisation for what it is then.
    let normalized = Dictionary(
      added.tokens.lazy.filter { composes && $0.isNormalized }.map { (Int($0.id), Array($0.content.utf8)) },
      uniquingKeysWith: { first, _ in first })
    for id in 0..<surfaces.count {
      let surface = normalized[id].map(Normalization.composed) ?? Array(surfaces[id])
      texts.append(ByteAlphabet.decode(surface) ?? surface)
    }
    self.texts = texts
    self.surfaces = surfaces
    self.skipped = skipped
    surfaceIndex = index
  }

  /// How many tokens there are, added tokens included: the rows that a model's embedding needs at least.
  public var count: Int { surfaces.count }

  /// How many tokens the BPE model has, without added tokens that stand after it.
  public var vocabularySize: Int { encoder.model.count }

  /// How texts are cut before merging.
  public var preTokenizer: PreTokenizer { encoder.preTokenizer }

  /// Whether texts are brought into Unicode's composed form (NFC) first.
  public var normalizesToNFC: Bool { encoder.composes }

  /// The tokens that are found in the text itself, by id.
  public var addedTokens: [AddedToken] { encoder.added.tokens }

  /// The token at the begin of a text; `nil` if the model has none.
  public var bosID: Int32? { special.bosID }

  /// The token at the end of a text; `nil` if the model has none.
  public var eosID: Int32? { special.eosID }

  /// The token that fills up a batch; `nil` if the model has none.
  public var padID: Int32? { special.padID }

  /// All tokens that end a generation: ``eosID`` and those that `generation_config.json` or a GGUF file names.
  public var stopIDs: [Int32] { special.stopIDs }

  /// The model's chat template in Jinja, the one named `default` if there are several; `nil` if it has none.
  public var chatTemplateText: String? { special.chatTemplates.first { $0.name == "default" }?.text }

  /// The chat templates by name; a single one is named `default`.
  public var chatTemplates: [(name: String, text: String)] { special.chatTemplates.map { ($0.name, $0.text) } }

  // MARK: Encoding

  /// The ids of a text.
  ///
  /// - Parameters:
  ///   - addSpecial: add what the model puts around every text, such as Llama's begin token.
  ///   - parseSpecial: take `<|im_end|>` in the text as that token. Give `false` for text from outside, in which such
  ///     a name is only text.
  public func encode(_ text: String, addSpecial: Bool = true, parseSpecial: Bool = true) -> [Int32] {
    var output = TextEncoder.Output(wantsRanges: false)
    if addSpecial { output.ids = special.prefix }
    encoder.encode(text, parseSpecial: parseSpecial, output: &output)
    if addSpecial { output.ids.append(contentsOf: special.suffix) }
    return output.ids
  }

  /// A token's id with the bytes of the text that it stands for.
  public struct Span: Hashable, Sendable {
    public var id: Int32
    /// In bytes of the text's UTF-8. A token may begin or end inside a character. Where the text was brought into NFC,
    /// a token that touches a changed place covers all of that place.
    public var range: Range<Int>

    public init(id: Int32, range: Range<Int>) {
      self.id = id
      self.range = range
    }
  }

  /// The ids of a text, each with its place, without what the model puts around every text.
  public func encodeWithRanges(_ text: String, parseSpecial: Bool = true) -> [Span] {
    var output = TextEncoder.Output(wantsRanges: true)
    encoder.encode(text, parseSpecial: parseSpecial, output: &output)
    return zip(output.ids, output.ranges).map { Span(id: $0, range: $1) }
  }

  // MARK: Decoding

  /// The text of ids. Bytes that are no UTF-8 become U+FFFD, one for each broken sequence; ids that do not exist are
  /// left out.
  ///
  /// - Parameter skipSpecial: leave special tokens out.
  public func decode(_ ids: some Sequence<Int32>, skipSpecial: Bool = false) -> String {
    String(decoding: bytes(of: ids, skipSpecial: skipSpecial), as: UTF8.self)
  }

  /// The bytes of ids, which need not be UTF-8.
  public func bytes(of ids: some Sequence<Int32>, skipSpecial: Bool = false) -> [UInt8] {
    var bytes: [UInt8] = []
    for id in ids where isToken(id) && !(skipSpecial && skipped[Int(id)]) {
      bytes.append(contentsOf: texts[Int(id)])
    }
    return bytes
  }

  /// Decodes ids one at a time, for showing text while it is generated.
  public func streamingDecoder(skipSpecial: Bool = false) -> StreamingDecoder {
    StreamingDecoder(tokenizer: self, skipSpecial: skipSpecial)
  }

  // MARK: Tokens

  /// The token as files write it, in the byte alphabet (`Ġthe`); `nil` if there is no such id.
  public func token(_ id: Int32) -> String? {
    isToken(id) ? String(decoding: surfaces[Int(id)], as: UTF8.self) : nil
  }

  /// The id of a token written as in ``token(_:)``; `nil` if there is no such token.
  public func id(of token: String) -> Int32? {
    surfaceIndex.find(Array(token.utf8), in: surfaces).map(Int32.init)
  }

  /// Whether a token is left out by `skipSpecial`.
  public func isSpecial(_ id: Int32) -> Bool { isToken(id) && skipped[Int(id)] }

  private func isToken(_ id: Int32) -> Bool { id >= 0 && Int(id) < surfaces.count }
}

/// The tokens with a duty, and the chat templates.
struct SpecialTokens: Hashable, Sendable {
  struct NamedTemplate: Hashable, Sendable {
    var name: String
    var text: String
  }

  var bosID: Int32?
  var eosID: Int32?
  var padID: Int32?
  var stopIDs: [Int32] = []
  /// What stands before and after every text that is encoded with special tokens.
  var prefix: [Int32] = []
  var suffix: [Int32] = []
  var chatTemplates: [NamedTemplate] = []
}
