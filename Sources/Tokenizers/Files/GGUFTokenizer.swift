/// The tokenizer in the metadata of a GGUF file, as its `tokenizer.ggml.*` keys hold it.
public struct GGUFTokenizerFields: Hashable, Sendable {
  /// `tokenizer.ggml.model`; `gpt2` means byte-level BPE.
  public var model: String
  /// `tokenizer.ggml.pre`: the rule that cuts texts.
  public var pre: String?
  /// `tokenizer.ggml.tokens`, by id, in the byte alphabet.
  public var tokens: [String]
  /// `tokenizer.ggml.token_type`, by id: 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte; may be
  /// empty.
  public var tokenTypes: [Int32]
  /// `tokenizer.ggml.merges`, each two tokens with a space between.
  public var merges: [String]
  public var bosID: Int?
  public var eosID: Int?
  /// The end of a turn, where it is not ``eosID``.
  public var eotID: Int?
  public var padID: Int?
  /// `tokenizer.ggml.add_bos_token`.
  public var addBOS: Bool?
  /// `tokenizer.chat_template`.
  public var chatTemplate: String?

  public init(
    model: String, pre: String?, tokens: [String], tokenTypes: [Int32], merges: [String], bosID: Int? = nil,
    eosID: Int? = nil, eotID: Int? = nil, padID: Int? = nil, addBOS: Bool? = nil, chatTemplate: String? = nil
  ) {
    self.model = model
    self.pre = pre
    self.tokens = tokens
    self.tokenTypes = tokenTypes
    self.merges = merges
    self.bosID = bosID
    self.eosID = eosID
    self.eotID = eotID
    self.padID = padID
    self.addBOS = addBOS
    self.chatTemplate = chatTemplate
  }
}

extension Tokenizer {
  /// Makes a tokenizer of a GGUF file's metadata.
  ///
  /// Control tokens (type 3) become special added tokens, user-defined ones (type 4) added tokens. Qwen's texts are
  /// brought into NFC and Llama 3's whole words are looked up before merging, as their Hugging Face files say; GGUF
  /// has no field for either.
  ///
  /// - Parameter file: the file's name, for errors.
  /// - Throws: ``TokenizerError`` with the key that is wrong.
  public init(gguf fields: GGUFTokenizerFields, file: String = "GGUF metadata") throws(TokenizerError) {
    let rule = try fields.checkedRule(file: file)
    var surfaces = ByteStrings()
    for token in fields.tokens {
      guard token.utf8.count <= Limits.tokenBytes else {
        throw TokenizerError(
          .tooLarge, file: file, field: "tokenizer.ggml.tokens", "a token has \(token.utf8.count) bytes")
      }
      surfaces.append(token.utf8)
    }
    var merges: [(left: [UInt8], right: [UInt8])] = []
    for (rank, merge) in fields.merges.enumerated() {
      let parts = merge.utf8.split(separator: 0x20, omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw TokenizerError(
          .invalidField, file: file, field: "tokenizer.ggml.merges[\(rank)]", "is not two tokens with a space between")
      }
      merges.append((Array(parts[0]), Array(parts[1])))
    }
    let model = try BytePairModel(
      surfaces: surfaces, merges: merges, ignoresMerges: rule == .llama3,
      origin: .init(file: file, tokens: "tokenizer.ggml.tokens", merges: "tokenizer.ggml.merges"))
    var added: [AddedToken] = []
    for (id, type) in fields.tokenTypes.enumerated() where type == 3 || type == 4 {
      added.append(AddedToken(id: Int32(id), content: fields.tokens[id], isSpecial: type == 3))
    }
    var special = SpecialTokens()
    special.bosID = try fields.checked(fields.bosID, "tokenizer.ggml.bos_token_id", file: file)
    special.eosID = try fields.checked(fields.eosID, "tokenizer.ggml.eos_token_id", file: file)
    special.padID = try fields.checked(fields.padID, "tokenizer.ggml.padding_token_id", file: file)
    let endOfTurn = try fields.checked(fields.eotID, "tokenizer.ggml.eot_token_id", file: file)
    special.stopIDs = special.eosID.map { [$0] } ?? []
    if let endOfTurn, endOfTurn != special.eosID { special.stopIDs.append(endOfTurn) }
    if fields.addBOS ?? (rule == .llama3), let bos = special.bosID { special.prefix = [bos] }
    if let template = fields.chatTemplate {
      special.chatTemplates = [.init(name: "default", text: template)]
    }
    try self.init(
      model: model, added: added, preTokenizer: rule, composes: rule == .qwen2, special: special, file: file)
  }
}

extension GGUFTokenizerFields {
  /// Checks what does not depend on single tokens, and finds the rule.
  func checkedRule(file: String) throws(TokenizerError) -> PreTokenizer {
    guard model == "gpt2" else {
      throw TokenizerError(
        .unsupported, file: file, field: "tokenizer.ggml.model", "the tokenizer \(model) is not supported",
        advice: "supported is gpt2, which is byte-level BPE")
    }
    guard !tokens.isEmpty, tokens.count <= Limits.vocabularySize, merges.count <= Limits.vocabularySize else {
      throw TokenizerError(
        tokens.isEmpty ? .missingField : .tooLarge, file: file, field: "tokenizer.ggml.tokens",
        "has \(tokens.count) tokens and \(merges.count) merges; from 1 to \(Limits.vocabularySize) are supported")
    }
    guard tokenTypes.isEmpty || tokenTypes.count == tokens.count else {
      throw TokenizerError(
        .invalidField, file: file, field: "tokenizer.ggml.token_type",
        "has \(tokenTypes.count) entries for \(tokens.count) tokens")
    }
    let name = pre ?? "default"
    guard let rule = PreTokenizer.named(name) else {
      throw TokenizerError(
        .unsupported, file: file, field: "tokenizer.ggml.pre", "the pre-tokenizer \(name) is not supported",
        advice: "supported are gpt-2, smollm, qwen2 and llama-bpe")
    }
    return rule
  }

  func checked(_ id: Int?, _ field: String, file: String) throws(TokenizerError) -> Int32? {
    guard let id else { return nil }
    guard id >= 0, id < tokens.count else {
      throw TokenizerError(
        .invalidField, file: file, field: field, "is \(id), but ids go from 0 to \(tokens.count - 1)")
    }
    return Int32(id)
  }
}
