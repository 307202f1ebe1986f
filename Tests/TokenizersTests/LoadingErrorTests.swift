import Foundation
import Testing

@testable import Tokenizers

/// Files that are wrong, each with the field that the error must name.
@Suite struct LoadingErrorTests {
  static let model =
    #"{"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"], "ignore_merges": false}"#

  private func file(
    model: String = Self.model, added: String = "[]", normalizer: String = "null",
    pre: String = #"{"type": "ByteLevel", "add_prefix_space": false}"#, post: String = "null",
    decoder: String = #"{"type": "ByteLevel"}"#
  ) -> String {
    """
    {"added_tokens": \(added), "normalizer": \(normalizer), "pre_tokenizer": \(pre), "post_processor": \(post),
     "decoder": \(decoder), "model": \(model)}
    """
  }

  private func error(_ text: String, _ others: KeyValuePairs<String, String> = [:]) throws -> TokenizerError? {
    let scratch = try Scratch.tokenizer(text)
    for (name, text) in others { try scratch.write(name, text) }
    let error = tokenizerError { _ = try Tokenizer(folder: scratch.path) }
    #expect(error?.file?.hasPrefix(scratch.path) == true)
    return error
  }

  @Test func theSmallestFileIsRead() throws {
    let scratch = try Scratch.tokenizer(file())
    let tokenizer = try Tokenizer(folder: scratch.path)
    #expect(tokenizer.encode("ab") == [2])
    #expect(tokenizer.count == 3)
  }

  @Test func theFolderMustHoldATokenizer() throws {
    let scratch = try Scratch()
    let error = tokenizerError { _ = try Tokenizer(folder: scratch.path) }
    #expect(error?.code == .file)
    #expect(error?.advice != nil)
  }

  @Test(arguments: [0, 1, 2, 3, 5, 8]) func cutShort(_ eighths: Int) throws {
    let text = file()
    let part = String(
      decoding: Array(text.utf8).prefix(text.utf8.count * eighths / 8 - (eighths == 8 ? 1 : 0)), as: UTF8.self)
    #expect(try error(part)?.code == .invalidJSON)
  }

  @Test func otherModels() throws {
    for kind in ["WordPiece", "Unigram", "WordLevel"] {
      let error = try error(file(model: Self.model.replacing("BPE", with: kind)))
      #expect(error?.code == .unsupported)
      #expect(error?.field == "model.type")
      #expect(error?.message.contains(kind) == true)
    }
    #expect(try error(file(model: #"{"vocab": [["a", -1.5]]}"#))?.code == .unsupported)
    for (name, value) in [
      ("byte_fallback", "true"), ("continuing_subword_prefix", #""@@""#), ("end_of_word_suffix", #""</w>""#),
      ("dropout", "0.1"),
    ] {
      let model = Self.model.replacing(#""type""#, with: "\"\(name)\": \(value), \"type\"")
      #expect(try error(file(model: model))?.field == "model.\(name)")
    }
  }

  @Test func brokenVocabularies() throws {
    let cases = [
      (#"{"a": 0, "b": 1, "ab": 3}"#, "go from 0 to 2"), (#"{"a": 0, "b": 1, "ab": 1}"#, "same id 1"),
      (#"{"a": 0, "b": -1, "ab": 2}"#, "go from"), (#"{"a": 0, "b": 1.5, "ab": 2}"#, "go from"),
      (#"{"a": 0, "b": "1", "ab": 2}"#, "go from"), (#"{"a": 0, "b": 99999999999999999999, "ab": 2}"#, "go from"),
      (#"{"a": 0, "a": 1, "ab": 2}"#, "same token"), ("{}", "empty"), ("[]", "no object"),
    ]
    for (vocabulary, message) in cases {
      let model = Self.model.replacing(#"{"a": 0, "b": 1, "ab": 2}"#, with: vocabulary)
      let error = try error(file(model: model))
      #expect(error?.field == "model.vocab", "\(vocabulary)")
      #expect(error?.message.contains(message) == true, "\(error?.description ?? "")")
    }
    #expect(try error(file(model: #"{"type": "BPE", "merges": []}"#))?.field == "model.vocab")
    #expect(try error(file(model: #"{"type": "BPE", "vocab": {"a": 0}}"#))?.field == "model.merges")
    #expect(try error("{}")?.code == .missingField)
    #expect(try error("[]")?.code == .missingField)
  }

  @Test func brokenMerges() throws {
    for merges in [
      #"["a"]"#, #"["a b c"]"#, #"[["a"]]"#, #"[["a", 1]]"#, "[3]", #"["a x"]"#, #"["b a"]"#, #"[["a", "b", "c"]]"#,
    ] {
      let error = try error(file(model: Self.model.replacing(#"["a b"]"#, with: merges)))
      #expect(error?.field == "model.merges[0]", "\(merges)")
    }
    let pairs = try Scratch.tokenizer(file(model: Self.model.replacing(#"["a b"]"#, with: #"[["a", "b"]]"#)))
    #expect(try Tokenizer(folder: pairs.path).encode("ab") == [2])
  }

  @Test func brokenAddedTokens() throws {
    #expect(try error(file(added: #"[{"content": "<s>"}]"#))?.field == "added_tokens[0].id")
    #expect(try error(file(added: #"[{"id": 3}]"#))?.field == "added_tokens[0].content")
    #expect(try error(file(added: #"[{"id": -3, "content": "<s>"}]"#))?.field == "added_tokens[0].id")
    #expect(try error(file(added: #"[{"id": 4294967296, "content": "<s>"}]"#))?.field == "added_tokens[0].id")
    #expect(
      try error(file(added: #"[{"id": 4, "content": "<s>"}]"#))?.message.contains("no token with the id 3") == true)
    #expect(try error(file(added: #"[{"id": 1, "content": "<s>"}]"#))?.field == "added_tokens")
    let twice = #"[{"id": 3, "content": "<s>"}, {"id": 3, "content": "<t>"}]"#
    #expect(try error(file(added: twice))?.message.contains("twice") == true)
    let twoIDs = #"[{"id": 3, "content": "<s>"}, {"id": 4, "content": "<s>"}]"#
    #expect(try error(file(added: twoIDs))?.message.contains("ids 3 and 4") == true)
  }

  @Test func otherParts() throws {
    let lower = try error(
      file(normalizer: #"{"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Lowercase"}]}"#))
    #expect(lower?.field == "normalizer.normalizers[1]")
    for pre in [
      "null", #"{"type": "Whitespace"}"#, #"{"type": "ByteLevel", "add_prefix_space": true}"#,
      #"{"type": "ByteLevel", "use_regex": false}"#, #"{"type": "Sequence", "pretokenizers": []}"#,
      #"{"type": "Sequence", "pretokenizers": [{"type": "Digits", "individual_digits": false}, {"type": "ByteLevel"}]}"#,
      #"{"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"String": " "}, "behavior": "Isolated"}]}"#,
    ] {
      let error = try error(file(pre: pre))
      #expect(error?.code == .unsupported, "\(pre)")
      #expect(error?.field?.hasPrefix("pre_tokenizer") == true)
      #expect(error?.advice?.contains("Qwen2") == true)
    }
    #expect(try error(file(decoder: #"{"type": "Metaspace"}"#))?.field == "decoder")
    #expect(try error(file(decoder: "null"))?.field == "decoder")
    #expect(try error(file(post: #"{"type": "BertProcessing"}"#))?.field == "post_processor")
    let missing =
      #"{"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>"}}, {"Sequence": {"id": "A"}}]}"#
    #expect(try error(file(post: missing))?.field == "post_processor.special_tokens")
  }

  @Test func anUnknownPatternIsShown() throws {
    let split = #"{"type": "Split", "pattern": {"Regex": "\\d+|\\D+"}, "behavior": "Isolated", "invert": false}"#
    let error = try error(
      file(pre: #"{"type": "Sequence", "pretokenizers": ["# + split + #", {"type": "ByteLevel", "use_regex": false}]}"#)
    )
    #expect(error?.code == .unsupported)
    #expect(error?.field == "pre_tokenizer.pretokenizers[0].pattern")
    #expect(error?.message.contains(#"\d+|\D+"#) == true)
  }

  @Test func filesBesideIt() throws {
    #expect(try error(file(), ["tokenizer_config.json": #"{"eos_token": "#])?.code == .invalidJSON)
    #expect(try error(file(), ["tokenizer_config.json": #"{"chat_template": 3}"#])?.field == "chat_template")
    let unnamed = #"{"chat_template": [{"template": "x"}]}"#
    #expect(try error(file(), ["tokenizer_config.json": unnamed])?.field == "chat_template[0]")
    #expect(try error(file(), ["generation_config.json": #"{"eos_token_id": [0, 9]}"#])?.field == "eos_token_id[1]")
  }

  @Test func readsFilesBesideIt() throws {
    let scratch = try Scratch.tokenizer(file())
    try scratch.write(
      "tokenizer_config.json",
      #"{"bos_token": null, "eos_token": {"content": "b"}, "chat_template": [{"name": "default", "template": "x"}, {"name": "tools", "template": "y"}]}"#
    )
    try scratch.write("special_tokens_map.json", #"{"bos_token": "a", "pad_token": "nothing"}"#)
    try scratch.write("generation_config.json", #"{"eos_token_id": [1, 2]}"#)
    var tokenizer = try Tokenizer(folder: scratch.path)
    #expect(tokenizer.bosID == 0)
    #expect(tokenizer.eosID == 1)
    #expect(tokenizer.padID == nil)
    #expect(tokenizer.stopIDs == [1, 2])
    #expect(tokenizer.chatTemplateText == "x")
    #expect(tokenizer.chatTemplates.map(\.name) == ["default", "tools"])
    try scratch.write("chat_template.jinja", "z")
    tokenizer = try Tokenizer(folder: scratch.path)
    #expect(tokenizer.chatTemplateText == "z")
  }

  @Test func aHugeFileIsRefusedUnread() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/tokenizer.json"
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.truncate(atOffset: UInt64(Limits.fileBytes) + 1)
    try handle.close()
    #expect(tokenizerError { _ = try Tokenizer(folder: scratch.path) }?.code == .tooLarge)
  }

  /// Whatever byte of a good file is changed, it is read or refused with an error, never worse.
  @Test func damageIsAnError() throws {
    let original = Array(file(added: #"[{"id": 3, "content": "<s>", "special": true}]"#).utf8)
    var generator = SeededGenerator(state: 13)
    for _ in 0..<400 {
      var damaged = original
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        damaged[Int.random(in: 0..<damaged.count, using: &generator)] = UInt8.random(in: 0x20...0x7E, using: &generator)
      }
      do {
        let tokenizer = try Tokenizer(files: [SourceFile(name: "tokenizer.json", bytes: damaged)], folder: "f")
        _ = tokenizer.encode("ab<s>é")
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }
}
