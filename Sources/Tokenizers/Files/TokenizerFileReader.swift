/// Reads the parts of a tokenizer.json.
struct TokenizerFileReader {
  let text: JSONText

  // MARK: Model

  func readModel() throws(TokenizerError) -> BytePairModel {
    let model = try text.root.required("model")
    try checkKind(model)
    let surfaces = try readVocabulary(try model.required("vocab"))
    let merges = try readMerges(try model.required("merges"))
    return try BytePairModel(
      surfaces: surfaces, merges: merges, ignoresMerges: model["ignore_merges"]?.bool ?? false,
      unknown: model["unk_token"]?.bytes, fusesUnknown: model["fuse_unk"]?.bool ?? false,
      origin: .init(file: text.file, tokens: "model.vocab", merges: "model.merges"))
  }

  private func checkKind(_ model: JSONValue) throws(TokenizerError) {
    let advice = "only byte-level BPE is supported, as in GPT-2, Llama 3, Qwen and SmolLM"
    // Files from before the field was introduced have none and are BPE if they have merges.
    let kind = model["type"]?.string ?? (model["merges"] == nil ? "unknown" : "BPE")
    guard kind == "BPE" else {
      let place = model["type"] ?? model
      throw place.error(.unsupported, "the model type \(kind) is not supported", advice: advice)
    }
    if let fallback = model["byte_fallback"], fallback.bool == true {
      throw fallback.error(.unsupported, "BPE with byte fallback is not supported", advice: advice)
    }
    for name in ["continuing_subword_prefix", "end_of_word_suffix"] {
      if let affix = model[name], affix.bytes?.isEmpty != true {
        throw affix.error(.unsupported, "is not supported", advice: advice)
      }
    }
    if let dropout = model["dropout"], dropout.int != 0, dropout.node.kind == .number {
      throw dropout.error(.unsupported, "BPE dropout is not supported", advice: "set it to null")
    }
  }

  /// The tokens by id. Ids must be 0 to n-1, each once.
  private func readVocabulary(_ vocabulary: JSONValue) throws(TokenizerError) -> ByteStrings {
    guard vocabulary.isObject else { throw vocabulary.error(.invalidField, "is no object of tokens and ids") }
    var keys: [Int] = []
    var idNodes: [Int] = []
    vocabulary.forEachMember { key, value in
      keys.append(key)
      idNodes.append(value)
    }
    guard !keys.isEmpty else { throw vocabulary.error(.invalidField, "is empty") }
    guard keys.count <= Limits.vocabularySize else {
      throw vocabulary.error(.tooLarge, "has \(keys.count) tokens; the limit is \(Limits.vocabularySize)")
    }
    var keyOfID = [Int](repeating: -1, count: keys.count)
    for (key, node) in zip(keys, idNodes) {
      guard let id = text.int(at: node), id >= 0, id < keys.count else {
        throw vocabulary.error(
          .invalidField, "the token \(quote(key)) has the id \(raw(node)), but ids go from 0 to \(keys.count - 1)",
          advice: "ids must be whole numbers, each used once, without gaps")
      }
      guard keyOfID[id] < 0 else {
        throw vocabulary.error(
          .invalidField, "the tokens \(quote(keyOfID[id])) and \(quote(key)) have the same id \(id)")
      }
      keyOfID[id] = key
    }
    var surfaces = ByteStrings()
    for key in keyOfID {
      let token = text.string(at: key)
      guard token.count <= Limits.tokenBytes else {
        throw vocabulary.error(.tooLarge, "a token has \(token.count) bytes; the limit is \(Limits.tokenBytes)")
      }
      surfaces.append(token)
    }
    return surfaces
  }

  /// The merges, written as `"a b"` or as `["a", "b"]`.
  private func readMerges(_ list: JSONValue) throws(TokenizerError) -> [(left: [UInt8], right: [UInt8])] {
    guard list.isArray else { throw list.error(.invalidField, "is no list") }
    var merges: [(left: [UInt8], right: [UInt8])] = []
    var index = list.index + 1
    while index < Int(list.node.next) {
      guard merges.count < Limits.vocabularySize else {
        throw list.error(.tooLarge, "has more merges than the limit, \(Limits.vocabularySize)")
      }
      if let merge = merge(at: index) {
        merges.append(merge)
      } else {
        throw TokenizerError(
          .invalidField, file: text.file, field: "\(list.path)[\(merges.count)]",
          "is neither two tokens with a space between nor a pair of tokens")
      }
      index = Int(text.nodes[index].next)
    }
    return merges
  }

  private func merge(at index: Int) -> (left: [UInt8], right: [UInt8])? {
    if text.isString(at: index) {
      let parts = text.string(at: index).split(separator: 0x20, omittingEmptySubsequences: false)
      return parts.count == 2 ? (Array(parts[0]), Array(parts[1])) : nil
    }
    let node = text.nodes[index]
    guard node.kind == .array, index + 3 == Int(node.next), text.isString(at: index + 1), text.isString(at: index + 2)
    else { return nil }
    return (text.string(at: index + 1), text.string(at: index + 2))
  }

  private func quote(_ node: Int) -> String { BytePairModel.quote(text.string(at: node)) }

  private func raw(_ node: Int) -> String {
    let range = Int(text.nodes[node].start)..<Int(text.nodes[node].end)
    return String(decoding: text.bytes[range].prefix(40), as: UTF8.self)
  }

  // MARK: Added tokens

  func readAddedTokens() throws(TokenizerError) -> [AddedToken] {
    guard let list = text.root["added_tokens"] else { return [] }
    let elements = list.elements
    guard elements.count <= Limits.addedTokens else {
      throw list.error(.tooLarge, "has \(elements.count) tokens; the limit is \(Limits.addedTokens)")
    }
    var tokens: [AddedToken] = []
    for element in elements {
      let idField = try element.required("id")
      guard let id = idField.int, id >= 0, id < Limits.vocabularySize else {
        throw idField.error(.invalidField, "is no id from 0 to \(Limits.vocabularySize - 1)")
      }
      guard let content = try element.required("content").string, content.utf8.count <= Limits.tokenBytes else {
        throw element.error(.invalidField, "needs a text of at most \(Limits.tokenBytes) bytes as content")
      }
      let isSpecial = element["special"]?.bool ?? false
      tokens.append(
        AddedToken(
          id: Int32(id), content: content, isSpecial: isSpecial, stripsLeft: element["lstrip"]?.bool ?? false,
          stripsRight: element["rstrip"]?.bool ?? false, isSingleWord: element["single_word"]?.bool ?? false,
          isNormalized: element["normalized"]?.bool ?? !isSpecial))
    }
    return tokens
  }

  // MARK: Normalizer, decoder, post-processor

  /// Whether texts are brought into NFC.
  func readNormalizer() throws(TokenizerError) -> Bool {
    guard let normalizer = text.root["normalizer"] else { return false }
    return try composes(normalizer)
  }

  private func composes(_ normalizer: JSONValue) throws(TokenizerError) -> Bool {
    let kind = try normalizer.required("type").string ?? ""
    switch kind {
    case "NFC": return true
    case "Sequence":
      var result = false
      for part in try normalizer.required("normalizers").elements where try composes(part) { result = true }
      return result
    default:
      throw normalizer.error(
        .unsupported, "the normalizer \(kind) is not supported", advice: "supported are NFC and none")
    }
  }

  func checkDecoder() throws(TokenizerError) {
    let decoder = try text.root.required("decoder")
    var parts = [decoder]
    if decoder["type"]?.string == "Sequence" { parts = decoder["decoders"]?.elements ?? [] }
    guard parts.count == 1, parts[0]["type"]?.string == "ByteLevel" else {
      let names = parts.map { $0["type"]?.string ?? "?" }.joined(separator: ", ")
      throw decoder.error(.unsupported, "the decoder [\(names)] is not supported", advice: "supported is ByteLevel")
    }
  }

  /// The ids that stand before and after every single text.
  func readPostProcessor() throws(TokenizerError) -> (prefix: [Int32], suffix: [Int32]) {
    guard let processor = text.root["post_processor"] else { return ([], []) }
    return try read(processor: processor)
  }

  private func read(processor: JSONValue) throws(TokenizerError) -> (prefix: [Int32], suffix: [Int32]) {
    let kind = try processor.required("type").string ?? ""
    switch kind {
    case "ByteLevel":
      // Trims offsets; it adds no token.
      return ([], [])
    case "Sequence":
      var prefix: [Int32] = []
      var suffix: [Int32] = []
      for part in try processor.required("processors").elements {
        let added = try read(processor: part)
        prefix = added.prefix + prefix
        suffix += added.suffix
      }
      return (prefix, suffix)
    case "TemplateProcessing":
      return try read(template: processor)
    default:
      throw processor.error(
        .unsupported, "the post-processor \(kind) is not supported",
        advice: "supported are ByteLevel, TemplateProcessing and sequences of these")
    }
  }

  private func read(template: JSONValue) throws(TokenizerError) -> (prefix: [Int32], suffix: [Int32]) {
    var prefix: [Int32] = []
    var suffix: [Int32] = []
    var seenText = false
    for piece in try template.required("single").elements {
      if piece["Sequence"] != nil {
        guard !seenText else { throw piece.error(.unsupported, "a template with the text twice is not supported") }
        seenText = true
        continue
      }
      let name = try piece.required("SpecialToken").required("id")
      let ids = try template.required("special_tokens").required(name.string ?? "").required("ids")
      for value in ids.elements {
        guard let id = value.int, id >= 0, id < Limits.vocabularySize else {
          throw value.error(.invalidField, "is no id")
        }
        if seenText { suffix.append(Int32(id)) } else { prefix.append(Int32(id)) }
      }
    }
    guard seenText else { throw template.error(.invalidField, "the template has no place for the text") }
    return (prefix, suffix)
  }
}
