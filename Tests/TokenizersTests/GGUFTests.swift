import Testing

@testable import Tokenizers

@Suite struct GGUFTests {
  /// The golden Llama 3 tokenizer as a GGUF file would hold it.
  private func fields() throws -> GGUFTokenizerFields {
    let tokenizer = try Fixtures.tokenizer("llama3")
    let tokens = (0..<Int32(tokenizer.count)).map { tokenizer.token($0) ?? "" }
    let merges = tokenizer.encoder.model.merges.map { tokens[Int($0.left)] + " " + tokens[Int($0.right)] }
    return GGUFTokenizerFields(
      model: "gpt2", pre: "llama-bpe", tokens: tokens,
      tokenTypes: (0..<tokens.count).map { $0 < tokenizer.vocabularySize ? 1 : 3 }, merges: merges, bosID: 795,
      eosID: 796,
      eotID: 799, chatTemplate: "{{ x }}")
  }

  @Test func encodesAsTheFolderDoes() throws {
    let golden = try Fixtures.json("llama3/golden.json")
    let tokenizer = try Tokenizer(gguf: fields())
    for row in try golden.required("cases").elements {
      let text = try #require(row["text"]?.string)
      #expect(tokenizer.encode(text) == row["ids_with_special"]?.ids)
    }
    #expect(tokenizer.stopIDs == [796, 799])
    #expect(tokenizer.isSpecial(799))
    #expect(tokenizer.chatTemplateText == "{{ x }}")
  }

  @Test func isWrittenAsAFolder() throws {
    let tokenizer = try Tokenizer(gguf: fields())
    let scratch = try Scratch()
    try tokenizer.save(to: scratch.path)
    let again = try Tokenizer(folder: scratch.path)
    #expect(again.special == tokenizer.special)
    #expect(again.encode("It's 12345 <|eot_id|>") == tokenizer.encode("It's 12345 <|eot_id|>"))
  }

  @Test func theRuleGivesWhatTheFileDoesNotSay() throws {
    var fields = try fields()
    for (pre, rule, composes) in [
      ("smollm", PreTokenizer.smollm, false), ("qwen2", .qwen2, true), ("gpt-2", .gpt2, false),
      ("default", .gpt2, false),
    ] {
      fields.pre = pre
      let tokenizer = try Tokenizer(gguf: fields)
      #expect(tokenizer.preTokenizer == rule)
      #expect(tokenizer.normalizesToNFC == composes)
      #expect(tokenizer.encode("a").count == 1, "no begin token unless the file asks for one")
    }
    fields.addBOS = true
    #expect(try Tokenizer(gguf: fields).encode("a").first == 795)
    fields.tokenTypes = []
    #expect(try Tokenizer(gguf: fields).addedTokens.isEmpty)
  }

  @Test func refusesWhatIsNotSupported() throws {
    let good = try fields()
    func error(_ change: (inout GGUFTokenizerFields) -> Void) -> TokenizerError? {
      var fields = good
      change(&fields)
      return tokenizerError { _ = try Tokenizer(gguf: fields, file: "m.gguf") }
    }
    #expect(error { $0.model = "llama" }?.field == "tokenizer.ggml.model")
    #expect(error { $0.pre = "deepseek-llm" }?.field == "tokenizer.ggml.pre")
    #expect(error { $0.tokens = [] }?.code == .missingField)
    #expect(error { $0.tokenTypes = [1] }?.field == "tokenizer.ggml.token_type")
    #expect(error { $0.merges[3] = "one" }?.field == "tokenizer.ggml.merges[3]")
    #expect(error { $0.merges[4] = "no such" }?.field == "tokenizer.ggml.merges[4]")
    #expect(error { $0.tokens[5] = $0.tokens[6] }?.message.contains("same token") == true)
    #expect(error { $0.bosID = 800 }?.field == "tokenizer.ggml.bos_token_id")
    #expect(error { $0.eotID = -1 }?.file == "m.gguf")
  }
}
