import Testing

@testable import Tokenizers

/// What Hugging Face's `tokenizers` gives for 97 hard strings, with the rules of Qwen2, GPT-2 and Llama 3.
@Suite struct GoldenTests {
  static let names = ["qwen2", "gpt2", "llama3"]

  @Test(arguments: names) func encodesAndDecodes(_ name: String) throws {
    let golden = try Fixtures.json("\(name)/golden.json")
    let tokenizer = try Fixtures.tokenizer(name)
    #expect(tokenizer.count == golden["vocab_size"]?.int)
    let cases = try golden.required("cases").elements
    #expect(cases.count == 97)
    for row in cases {
      let text = try #require(row["text"]?.string)
      let ids = try #require(row["ids"]?.ids)
      #expect(tokenizer.encode(text, addSpecial: false) == ids, "\(row.path): \(text.debugDescription)")
      #expect(tokenizer.encode(text, addSpecial: true) == row["ids_with_special"]?.ids, "\(row.path)")
      #expect(bytes(tokenizer.decode(ids)) == row["decoded"]?.bytes, "\(row.path)")
      #expect(bytes(tokenizer.decode(ids, skipSpecial: true)) == row["decoded_skip_special"]?.bytes, "\(row.path)")
      #expect(tokenizer.encodeWithRanges(text).map(\.id) == ids, "\(row.path)")
    }
  }

  @Test(arguments: names) func cutsPieces(_ name: String) throws {
    let golden = try Fixtures.json("\(name)/golden.json")
    let tokenizer = try Fixtures.tokenizer(name)
    for row in try golden.required("cases").elements {
      guard let pieces = row["pre_tokens"]?.elements.compactMap(\.bytes) else { continue }
      var text = try #require(row["text"]?.string)
      if tokenizer.normalizesToNFC { text = compose(text) }
      let found = tokenizer.preTokenizer.pieces(of: text).map { ByteAlphabet.encode($0.utf8) }
      #expect(found == pieces, "\(row.path): \(text.debugDescription)")
    }
  }

  @Test(arguments: names) func decodesPartsOfCharacters(_ name: String) throws {
    let tokenizer = try Fixtures.tokenizer(name)
    let golden = try Fixtures.json("\(name)/golden.json")
    for row in try golden.required("partial_utf8").elements {
      for part in (row["prefixes"]?.elements ?? []) + (row["suffixes"]?.elements ?? []) {
        let ids = part["ids"]?.ids ?? []
        #expect(bytes(tokenizer.decode(ids)) == part["decoded"]?.bytes, "\(part.path)")
      }
    }
  }

  private func compose(_ text: String) -> String {
    var text = text
    return text.withUTF8 { bytes in
      Normalization.compose(bytes).map { String(decoding: $0.bytes, as: UTF8.self) }
        ?? String(decoding: bytes, as: UTF8.self)
    }
  }
}
