import Testing

@testable import Tokenizers

/// Added tokens and their flags.
@Suite struct AddedTokenTests {
  /// What is found: a token as its number, text as itself.
  private func split(
    _ text: String, _ tokens: [AddedToken], stage: AddedTokens.Stage = .beforeNormalization, parseSpecial: Bool = true
  ) -> [String] {
    var text = text
    let added = AddedTokens(tokens, composes: true)
    return text.withUTF8 { bytes in
      added.split(bytes, stage: stage, parseSpecial: parseSpecial).map { stretch in
        let part = String(decoding: bytes[stretch.range], as: UTF8.self)
        return stretch.token.map { "\($0):\(part)" } ?? part
      }
    }
  }

  @Test func theLeftmostThenTheLongestIsFound() {
    let tokens = ["<a", "<ab>", "b>", "a"].enumerated().map { AddedToken(id: Int32($0), content: $1, isSpecial: false) }
    #expect(split("x<ab>b>", tokens) == ["x", "1:<ab>", "2:b>"])
    #expect(split("<ab<a", tokens) == ["0:<a", "b", "0:<a"])
    #expect(split("", tokens) == [])
    #expect(split("none", [AddedToken]()) == ["none"])
  }

  @Test func stripsSpace() {
    let left = AddedToken(id: 0, content: "[L]", isSpecial: true, stripsLeft: true)
    let right = AddedToken(id: 1, content: "[R]", isSpecial: true, stripsRight: true)
    #expect(split("a \u{3000}[L] b", [left, right]) == ["a", "0: \u{3000}[L]", " b"])
    #expect(split("a [R] \n b", [left, right]) == ["a ", "1:[R] \n ", "b"])
    // What the token before has taken is not taken twice.
    #expect(split("[R]  [L]", [left, right]) == ["1:[R]  ", "0:[L]"])
  }

  @Test func standsAlone() {
    let word = AddedToken(id: 0, content: "wrd", isSpecial: false, isSingleWord: true)
    #expect(split("wrd", [word]) == ["0:wrd"])
    #expect(split("a wrd.", [word]) == ["a ", "0:wrd", "."])
    for text in ["xwrd", "wrdx", "wrd_", "wrd\u{301}", "9wrd", "\u{200D}wrd", "éwrd"] {
      #expect(split(text, [word]) == [text], "\(text)")
    }
  }

  @Test func specialTokensNeedNotBeParsed() {
    let special = AddedToken(id: 0, content: "<s>", isSpecial: true)
    let plain = AddedToken(id: 1, content: "<t>", isSpecial: false)
    #expect(split("<s><t>", [special, plain], parseSpecial: false) == ["<s>", "1:<t>"])
  }

  @Test func normalizedTokensAreFoundAfterwards() {
    let token = AddedToken(id: 0, content: "e\u{301}x", isSpecial: false, isNormalized: true)
    #expect(split("\u{E9}x", [token], stage: .afterNormalization) == ["0:\u{E9}x"])
    #expect(split("\u{E9}x", [token]) == ["\u{E9}x"])
  }

  @Test func textFromOutsideNamesNoSpecialToken() throws {
    let tokenizer = try Fixtures.tokenizer("qwen2")
    let end = try #require(tokenizer.id(of: "<|im_end|>"))
    #expect(tokenizer.encode("a<|im_end|>").last == end)
    let ids = tokenizer.encode("a<|im_end|>", parseSpecial: false)
    #expect(!ids.contains(end))
    #expect(tokenizer.decode(ids) == "a<|im_end|>")
    #expect(tokenizer.isSpecial(end))
    #expect(tokenizer.decode([end], skipSpecial: true) == "")
    #expect(!tokenizer.isSpecial(try #require(tokenizer.id(of: "<think>"))))
  }
}
