/// Trains a byte-level BPE tokenizer on texts.
///
/// The merges are those of Hugging Face's `BpeTrainer` with all 256 bytes as alphabet: always the most frequent pair,
/// of equally frequent ones that with the lower ids. The result depends on the texts alone, not on their order.
///
/// ```swift
/// var trainer = TokenizerTrainer(vocabularySize: 4096, specialTokens: ["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
/// trainer.eosToken = "<|im_end|>"
/// for text in corpus { trainer.add(text) }
/// let tokenizer = try trainer.train()
/// ```
public struct TokenizerTrainer: Sendable {
  /// How many tokens to make, special tokens and the 256 bytes included. Fewer come out if no pair is left that is
  /// frequent enough.
  public var vocabularySize: Int
  /// The special tokens, which get the first ids in this order.
  public var specialTokens: [String]
  public var preTokenizer: PreTokenizer
  /// A pair that comes less often is not merged.
  public var minimumFrequency: Int
  /// Bring texts into NFC, in training and in use.
  public var normalizesToNFC: Bool
  /// The special tokens with a duty; each must be one of ``specialTokens``.
  public var bosToken: String?
  public var eosToken: String?
  public var padToken: String?
  /// The chat template that the tokenizer carries, in Jinja; ``ChatTemplate/chatMLText`` is one.
  public var chatTemplateText: String?

  private var counter = WordCounter()

  public init(
    vocabularySize: Int, specialTokens: [String] = [], preTokenizer: PreTokenizer = .qwen2, minimumFrequency: Int = 2,
    normalizesToNFC: Bool = false
  ) {
    self.vocabularySize = vocabularySize
    self.specialTokens = specialTokens
    self.preTokenizer = preTokenizer
    self.minimumFrequency = minimumFrequency
    self.normalizesToNFC = normalizesToNFC
  }

  /// Counts the words of a text. Names of special tokens in it are text like any other.
  public mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      if normalizesToNFC, let composed = Normalization.compose(bytes) {
        composed.bytes.withUnsafeBufferPointer { counter.count($0, rule: preTokenizer) }
      } else {
        counter.count(bytes, rule: preTokenizer)
      }
    }
  }

  /// Makes the tokenizer from what was added.
  ///
  /// - Throws: ``TokenizerError`` `.invalidTraining` for settings that cannot work.
  public func train() throws(TokenizerError) -> Tokenizer {
    try check()
    var surfaces = ByteStrings()
    for token in specialTokens { surfaces.append(token.utf8) }
    // The alphabet in the order of its characters, as Hugging Face has it.
    let bytes = (0..<256).sorted { ByteAlphabet.scalars[$0].value < ByteAlphabet.scalars[$1].value }.map(UInt8.init)
    var byteTokens = [Int32](repeating: -1, count: 256)
    for byte in bytes {
      byteTokens[Int(byte)] = Int32(surfaces.count)
      surfaces.append(ByteAlphabet.encode([byte]))
    }
    var learner = MergeLearner(words: counter, byteTokens: byteTokens, surfaces: surfaces)
    learner.learn(until: vocabularySize, minimumFrequency: minimumFrequency)
    let model = try BytePairModel(
      surfaces: learner.surfaces, merges: learner.distinctMerges(), ignoresMerges: false,
      origin: .init(file: "training", tokens: "vocab", merges: "merges"))
    let added = specialTokens.enumerated().map { AddedToken(id: Int32($0), content: $1, isSpecial: true) }
    var special = SpecialTokens()
    special.bosID = id(of: bosToken)
    special.eosID = id(of: eosToken)
    special.padID = id(of: padToken)
    special.stopIDs = special.eosID.map { [$0] } ?? []
    if let chatTemplateText { special.chatTemplates = [.init(name: "default", text: chatTemplateText)] }
    return try Tokenizer(
      model: model, added: added, preTokenizer: preTokenizer, composes: normalizesToNFC, special: special,
      file: "training")
  }

  private func id(of token: String?) -> Int32? {
    specialTokens.firstIndex { $0.utf8.elementsEqual((token ?? "").utf8) }.map(Int32.init)
  }

  private func check() throws(TokenizerError) {
    let least = 256 + specialTokens.count
    guard vocabularySize >= least, vocabularySize <= Limits.vocabularySize else {
      throw TokenizerError(
        .invalidTraining, field: "vocabularySize",
        "is \(vocabularySize); from \(least) (256 bytes and the special tokens) to \(Limits.vocabularySize) are possible"
      )
    }
    var seen: Set<[UInt8]> = []
    for token in specialTokens {
      let isByte = ByteAlphabet.decode(token.utf8)?.count == 1
      guard !token.isEmpty, !isByte, seen.insert(Array(token.utf8)).inserted else {
        throw TokenizerError(
          .invalidTraining, field: "specialTokens", "\"\(token)\" is empty, a single character or comes twice")
      }
    }
    for (name, token) in [("bosToken", bosToken), ("eosToken", eosToken), ("padToken", padToken)] {
      if let token, !seen.contains(Array(token.utf8)) {
        throw TokenizerError(.invalidTraining, field: name, "\"\(token)\" is none of the special tokens")
      }
    }
  }
}

extension ChatTemplate {
  /// Plain ChatML in Jinja, for a tokenizer that is trained anew.
  public static let chatMLText =
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}"
    + "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
}

/// The different words of a corpus with their counts, in the order in which they first came.
struct WordCounter: Sendable {
  private(set) var words = ByteStrings()
  private(set) var counts: [Int] = []
  private var index = ByteIndex(capacity: 1 << 12)

  mutating func count(_ bytes: UnsafeBufferPointer<UInt8>, rule: PreTokenizer) {
    PieceScanner.scan(bytes, rule: rule) { start, end in
      let word = UnsafeBufferPointer(rebasing: bytes[start..<end])
      if let known = index.find(word, in: words) {
        counts[known] += 1
      } else {
        words.append(word)
        counts.append(1)
        _ = index.insert(words.count - 1, of: words)
      }
    }
  }
}
