import Testing

@testable import Tokenizers

/// The pieces of each rule. Expected values are those of the expressions, read by hand.
@Suite struct PreTokenizerTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var rule: PreTokenizer
    var text: String
    var pieces: [String]

    init(_ rule: PreTokenizer, _ text: String, _ pieces: [String]) {
      self.rule = rule
      self.text = text
      self.pieces = pieces
    }

    var testDescription: String { "\(rule) \(text.debugDescription)" }
  }

  static let rows: [Row] = [
    // Spaces stay with the word after them, but for the ones before the last.
    Row(.gpt2, "a  b", ["a", " ", " b"]),
    Row(.gpt2, "a \nb", ["a", " ", "\n", "b"]),
    Row(.gpt2, "a   ", ["a", "   "]),
    Row(.gpt2, " \u{A0}x", [" ", "\u{A0}", "x"]),
    Row(.gpt2, "x 12,3", ["x", " 12", ",", "3"]),
    // Contractions, only in lower case for GPT-2.
    Row(.gpt2, "I'm it'S", ["I", "'m", " it", "'", "S"]),
    Row(.gpt2, "we'll've'd", ["we", "'ll", "'ve", "'d"]),
    Row(.gpt2, "'l'", ["'", "l", "'"]),
    Row(.llama3, "I'M it'S", ["I", "'M", " it", "'S"]),
    Row(.llama3, "'\u{17F}t", ["'\u{17F}", "t"]),
    Row(.gpt2, "'\u{17F}t", ["'", "\u{17F}t"]),
    Row(.llama3, "'LLl", ["'LL", "l"]),
    Row(.llama3, "'lx", ["'lx"]),
    // Numbers.
    Row(.qwen2, "1234", ["1", "2", "3", "4"]),
    Row(.llama3, "1234567", ["123", "456", "7"]),
    Row(.smollm, "x 12", ["x", " ", "1", "2"]),
    Row(.smollm, "12ab 3", ["1", "2", "ab", " ", "3"]),
    Row(.llama3, "½Ⅷ٣²", ["½Ⅷ٣", "²"]),
    Row(.gpt2, " ½x", [" ½", "x"]),
    // Letters take one sign before them; marks are no letters.
    Row(.qwen2, "(a)b", ["(a", ")b"]),
    Row(.qwen2, "\ta", ["\ta"]),
    Row(.qwen2, "\na", ["\n", "a"]),
    Row(.qwen2, "e\u{301}x", ["e", "\u{301}x"]),
    Row(.gpt2, "e\u{301}x", ["e", "\u{301}", "x"]),
    Row(.qwen2, "--a", ["--", "a"]),
    // Line ends stay with punctuation, and end white space.
    Row(.qwen2, "};\n\n  x", ["};\n\n", " ", " x"]),
    Row(.qwen2, "a \n \n  b", ["a", " \n \n", " ", " b"]),
    Row(.qwen2, " \r\n", [" \r\n"]),
    Row(.qwen2, "a\u{2028}b", ["a", "\u{2028}b"]),
    Row(.qwen2, "  !", [" ", " !"]),
    Row(.qwen2, " 1", [" ", "1"]),
    // Unicode 17's letters are none to Hugging Face's tables.
    Row(.gpt2, "a\u{323B0}", ["a", "\u{323B0}"]),
    Row(.gpt2, "", []),
  ]

  @Test(arguments: rows) func cuts(_ row: Row) {
    #expect(row.rule.pieces(of: row.text).map { Array($0.utf8) } == row.pieces.map { Array($0.utf8) })
  }

  /// Whatever the text, the pieces are the text, and none is empty.
  @Test(arguments: PreTokenizer.allCases) func piecesAreTheText(_ rule: PreTokenizer) {
    var generator = SeededGenerator(state: 11)
    for _ in 0..<300 {
      let text = RandomText.make(&generator)
      let pieces = rule.pieces(of: text)
      #expect(Array(pieces.joined().utf8) == Array(text.utf8))
      #expect(!pieces.contains(""))
    }
  }

  @Test func knowsPatternsOfFiles() throws {
    for (pattern, rule) in PreTokenizer.patterns {
      var writer = JSONWriter()
      writer.raw(#"{"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex": "#)
      writer.string(pattern)
      writer.raw(#"}, "behavior": "Isolated", "invert": false}, {"type": "ByteLevel", "use_regex": false}]}"#)
      #expect(try PreTokenizer.read(JSONText(writer.bytes, file: "f").root, file: "f") == rule)
    }
  }
}

/// Texts that mix what tokenizers find hard.
enum RandomText {
  private static let parts = [
    "the", " World", "I'm", "DON'T", "'ſ", "12345", "3.14", "  ", " \n", "\r\n\r\n", "\t", "\u{A0}", "\u{3000}",
    "e\u{301}",
    "\u{1100}\u{1161}\u{11A8}", "한국어", "日本語", "हिन्दी", "😀", "👨‍👩‍👧", "½", "_", "{}", "---", "\u{0}", "\u{FEFF}", "\u{301}",
    "Å", "ﬁ",
    "\u{F73}", "<|im_end|>", "<think>", "<|", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  ]

  static func make(_ generator: inout SeededGenerator) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0...12, using: &generator) {
      if Bool.random(using: &generator) {
        text += parts.randomElement(using: &generator) ?? ""
      } else if let scalar = Unicode.Scalar(UInt32.random(in: 0...0x2FFFF, using: &generator)) {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
