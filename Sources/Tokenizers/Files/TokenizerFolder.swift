extension Tokenizer {
  /// Reads a tokenizer from a model's folder: `tokenizer.json` and, where present, `tokenizer_config.json`,
  /// `special_tokens_map.json`, `generation_config.json` and `chat_template.jinja`.
  ///
  /// - Throws: ``TokenizerError`` with the file, the field and advice.
  public init(folder: String) throws(TokenizerError) {
    guard let bytes = try FileAccess.readIfPresent("tokenizer.json", in: folder) else {
      throw TokenizerError(
        .file, file: folder + "/tokenizer.json", "does not exist",
        advice: "a model's folder must hold tokenizer.json; older ones with vocab.json and merges.txt are converted by "
          + "loading and saving them with transformers")
    }
    var files = [SourceFile(name: "tokenizer.json", bytes: bytes)]
    for name in ["tokenizer_config.json", "special_tokens_map.json", "generation_config.json", "chat_template.jinja"] {
      if let bytes = try FileAccess.readIfPresent(name, in: folder) {
        files.append(SourceFile(name: name, bytes: bytes))
      }
    }
    try self.init(files: files, folder: folder)
  }

  /// Reads a tokenizer from the files of a folder; the first is tokenizer.json.
  init(files: [SourceFile], folder: String) throws(TokenizerError) {
    var parsed: [String: JSONText] = [:]
    var jinja: String?
    for file in files {
      if file.name.hasSuffix(".json") {
        parsed[file.name] = try JSONText(file.bytes, file: folder + "/" + file.name)
      } else {
        jinja = String(decoding: file.bytes, as: UTF8.self)
      }
    }
    guard let text = parsed["tokenizer.json"] else {
      throw TokenizerError(.file, file: folder + "/tokenizer.json", "does not exist")
    }
    let reader = TokenizerFileReader(text: text)
    let model = try reader.readModel()
    let added = try reader.readAddedTokens()
    let composes = try reader.readNormalizer()
    let preTokenizer = try PreTokenizer.read(text.root["pre_tokenizer"], file: text.file)
    try reader.checkDecoder()
    var special = SpecialTokens()
    (special.prefix, special.suffix) = try reader.readPostProcessor()
    let lookup = TokenLookup(model: model, added: added)
    try special.read(
      configuration: parsed["tokenizer_config.json"]?.root, map: parsed["special_tokens_map.json"]?.root,
      generation: parsed["generation_config.json"]?.root, jinja: jinja, lookup: lookup)
    try self.init(
      model: model, added: added, preTokenizer: preTokenizer, composes: composes, special: special,
      originals: files, file: text.file)
  }
}

/// Finds ids while a tokenizer is being read.
struct TokenLookup {
  let model: BytePairModel
  let added: [AddedToken]

  func id(of token: String) -> Int32? {
    let bytes = Array(token.utf8)
    if let id = model.surfaceIndex.find(bytes, in: model.surfaces) { return Int32(id) }
    return added.first { $0.content.utf8.elementsEqual(bytes) }?.id
  }

  var count: Int { max(model.count, (added.map { Int($0.id) }.max() ?? -1) + 1) }
}

extension SpecialTokens {
  /// Reads what stands beside tokenizer.json. A name that is no token is left out, as other readers do.
  mutating func read(
    configuration: JSONValue?, map: JSONValue?, generation: JSONValue?, jinja: String?, lookup: TokenLookup
  ) throws(TokenizerError) {
    func token(_ name: String) -> Int32? {
      for file in [configuration, map] {
        guard let value = file?[name] else { continue }
        if let text = value.string ?? value["content"]?.string { return lookup.id(of: text) }
      }
      return nil
    }
    bosID = token("bos_token")
    eosID = token("eos_token")
    padID = token("pad_token")
    if let eosID { stopIDs = [eosID] }
    if let ids = generation?["eos_token_id"] {
      for value in ids.isArray ? ids.elements : [ids] {
        guard let id = value.int, id >= 0, id < lookup.count else {
          throw value.error(.invalidField, "is no id of this tokenizer, which has \(lookup.count) tokens")
        }
        if !stopIDs.contains(Int32(id)) { stopIDs.append(Int32(id)) }
      }
    }
    // The file wins over the field, as in transformers.
    if let jinja {
      chatTemplates = [NamedTemplate(name: "default", text: jinja)]
    } else if let template = configuration?["chat_template"] {
      chatTemplates = try Self.readTemplates(template)
    }
  }

  private static func readTemplates(_ value: JSONValue) throws(TokenizerError) -> [NamedTemplate] {
    if let text = value.string { return [NamedTemplate(name: "default", text: text)] }
    guard value.isArray else { throw value.error(.invalidField, "is neither a text nor a list of named templates") }
    var templates: [NamedTemplate] = []
    for element in value.elements {
      guard let name = element["name"]?.string, let text = element["template"]?.string else {
        throw element.error(.invalidField, "needs a name and a template")
      }
      templates.append(NamedTemplate(name: name, text: text))
    }
    return templates
  }
}
