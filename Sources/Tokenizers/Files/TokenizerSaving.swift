extension Tokenizer {
  /// Writes the tokenizer into a folder, made if needed, as files that Hugging Face's `tokenizers` and `transformers`
  /// open.
  ///
  /// A tokenizer that was read from a folder is written as it was read, byte for byte. Any other becomes
  /// `tokenizer.json` and `tokenizer_config.json`, and `generation_config.json` if more than one token ends a
  /// generation.
  /// Each file appears whole or not at all.
  ///
  /// - Throws: ``TokenizerError`` `.file`.
  public func save(to folder: String) throws(TokenizerError) {
    try FileAccess.write(originals.isEmpty ? writtenFiles() : originals, to: folder)
  }

  func writtenFiles() -> [SourceFile] {
    var files = [
      SourceFile(name: "tokenizer.json", bytes: tokenizerFile()),
      SourceFile(name: "tokenizer_config.json", bytes: configurationFile()),
    ]
    if stopIDs.count > 1 {
      var writer = JSONWriter()
      writer.raw("{\n  \"eos_token_id\": [\(stopIDs.map(String.init).joined(separator: ", "))]\n}\n")
      files.append(SourceFile(name: "generation_config.json", bytes: writer.bytes))
    }
    return files
  }

  private func tokenizerFile() -> [UInt8] {
    var writer = JSONWriter()
    writer.raw("{\n  \"version\": \"1.0\",\n  \"truncation\": null,\n  \"padding\": null,\n  \"added_tokens\": [")
    for (index, token) in addedTokens.enumerated() {
      writer.raw(index == 0 ? "\n    {\"id\": \(token.id), " : ",\n    {\"id\": \(token.id), ")
      write(token, &writer)
      writer.raw("}")
    }
    writer.raw("\n  ],\n  \"normalizer\": \(normalizesToNFC ? #"{"type": "NFC"}"# : "null"),\n  \"pre_tokenizer\": ")
    writePreTokenizer(&writer)
    writer.raw(",\n  \"post_processor\": ")
    writePostProcessor(&writer)
    writer.raw(",\n  \"decoder\": \(Self.byteLevel(usesPattern: true)),\n  \"model\": ")
    writeModel(&writer)
    writer.raw("\n}\n")
    return writer.bytes
  }

  private func write(_ token: AddedToken, _ writer: inout JSONWriter) {
    writer.raw("\"content\": ")
    writer.string(token.content)
    writer.raw(", \"single_word\": \(token.isSingleWord), \"lstrip\": \(token.stripsLeft)")
    writer.raw(
      ", \"rstrip\": \(token.stripsRight), \"normalized\": \(token.isNormalized), \"special\": \(token.isSpecial)")
  }

  private static func byteLevel(usesPattern: Bool, trimsOffsets: Bool = true) -> String {
    #"{"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": \#(trimsOffsets), "use_regex": \#(usesPattern)}"#
  }

  private func writePreTokenizer(_ writer: inout JSONWriter) {
    let sequence = #"{"type": "Sequence", "pretokenizers": ["#
    if let pattern = preTokenizer.savedPattern {
      writer.raw(sequence + #"{"type": "Split", "pattern": {"Regex": "#)
      writer.string(pattern)
      writer.raw(#"}, "behavior": "Isolated", "invert": false}, "# + Self.byteLevel(usesPattern: false) + "]}")
    } else if preTokenizer == .smollm {
      writer.raw(
        sequence + #"{"type": "Digits", "individual_digits": true}, "# + Self.byteLevel(usesPattern: true) + "]}")
    } else {
      writer.raw(Self.byteLevel(usesPattern: true))
    }
  }

  private func writePostProcessor(_ writer: inout JSONWriter) {
    guard !special.prefix.isEmpty || !special.suffix.isEmpty else {
      // As a post-processor it adds nothing; offsets shall cover the spaces that tokens cover.
      writer.raw(Self.byteLevel(usesPattern: true, trimsOffsets: false))
      return
    }
    let names = (special.prefix + special.suffix).compactMap { id in token(id).map { (id, $0) } }
    func single(_ ids: [Int32], _ writer: inout JSONWriter) {
      for id in ids {
        writer.raw(#"{"SpecialToken": {"id": "#)
        writer.string(token(id) ?? "")
        writer.raw(#", "type_id": 0}}, "#)
      }
    }
    func sequence(_ name: String, _ writer: inout JSONWriter) {
      single(special.prefix, &writer)
      writer.raw(#"{"Sequence": {"id": "\#(name)", "type_id": 0}}"#)
      for id in special.suffix {
        writer.raw(#", {"SpecialToken": {"id": "#)
        writer.string(token(id) ?? "")
        writer.raw(#", "type_id": 0}}"#)
      }
    }
    writer.raw(#"{"type": "TemplateProcessing", "single": ["#)
    sequence("A", &writer)
    writer.raw(#"], "pair": ["#)
    sequence("A", &writer)
    writer.raw(", ")
    sequence("B", &writer)
    writer.raw(#"], "special_tokens": {"#)
    var written: Set<Int32> = []
    for (id, name) in names where written.insert(id).inserted {
      writer.raw(written.count == 1 ? "" : ", ")
      writer.string(name)
      writer.raw(#": {"id": "#)
      writer.string(name)
      writer.raw(#", "ids": [\#(id)], "tokens": ["#)
      writer.string(name)
      writer.raw("]}")
    }
    writer.raw("}}")
  }

  private func writeModel(_ writer: inout JSONWriter) {
    let model = encoder.model
    writer.raw("{\n    \"type\": \"BPE\",\n    \"dropout\": null,\n    \"unk_token\": ")
    writer.optionalString(model.unknownID.flatMap { token($0) })
    writer.raw(",\n    \"continuing_subword_prefix\": null,\n    \"end_of_word_suffix\": null,\n    \"fuse_unk\": ")
    writer.raw("\(model.fusesUnknown),\n    \"byte_fallback\": false,\n    \"ignore_merges\": \(model.ignoresMerges),")
    writer.raw("\n    \"vocab\": {")
    for id in 0..<model.count {
      writer.raw(id == 0 ? "\n      " : ",\n      ")
      writer.string(Array(model.surfaces[id]))
      writer.raw(": \(id)")
    }
    writer.raw("\n    },\n    \"merges\": [")
    for (rank, merge) in model.merges.enumerated() {
      writer.raw(rank == 0 ? "\n      " : ",\n      ")
      writer.string(model.surfaces[Int(merge.left)] + [0x20] + model.surfaces[Int(merge.right)])
    }
    writer.raw("\n    ]\n  }")
  }

  private func configurationFile() -> [UInt8] {
    var writer = JSONWriter()
    writer.raw("{\n  \"tokenizer_class\": \"PreTrainedTokenizerFast\",\n  \"clean_up_tokenization_spaces\": false")
    for (name, id) in [("bos_token", bosID), ("eos_token", eosID), ("pad_token", padID)] {
      writer.raw(",\n  \"\(name)\": ")
      writer.optionalString(id.flatMap { token($0) })
    }
    if special.chatTemplates.count == 1, let template = chatTemplateText {
      writer.raw(",\n  \"chat_template\": ")
      writer.string(template)
    } else if !special.chatTemplates.isEmpty {
      writer.raw(",\n  \"chat_template\": [")
      for (index, template) in special.chatTemplates.enumerated() {
        writer.raw(index == 0 ? "{\"name\": " : ", {\"name\": ")
        writer.string(template.name)
        writer.raw(", \"template\": ")
        writer.string(template.text)
        writer.raw("}")
      }
      writer.raw("]")
    }
    writer.raw(",\n  \"added_tokens_decoder\": {")
    for (index, token) in addedTokens.enumerated() {
      writer.raw(index == 0 ? "\n    \"\(token.id)\": {" : ",\n    \"\(token.id)\": {")
      write(token, &writer)
      writer.raw("}")
    }
    writer.raw("\n  }\n}\n")
    return writer.bytes
  }
}
