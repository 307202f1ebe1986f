import Testing

@testable import Tokenizers

@Suite struct NormalizationTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var text: String
    var composed: String
    var why: String

    init(_ text: String, _ composed: String, _ why: String) {
      self.text = text
      self.composed = composed
      self.why = why
    }

    var testDescription: String { why }
  }

  static let rows = [
    Row("plain", "plain", "nothing to do"),
    Row("cafe\u{301}", "caf\u{E9}", "a mark composes"),
    Row("a\u{301}\u{323}", "\u{1EA1}\u{301}", "marks are put in order first"),
    Row("\u{212B}\u{2126}\u{37E}", "\u{C5}\u{3A9};", "characters with another form"),
    Row("\u{958}", "\u{915}\u{93C}", "a composition that is excluded"),
    Row("\u{1100}\u{1161}\u{11A8}", "\u{AC01}", "Hangul letters"),
    Row("\u{AC00}\u{11A8}", "\u{AC01}", "a syllable and a final consonant"),
    Row("\u{AC01}\u{11A8}", "\u{AC01}\u{11A8}", "a syllable that has its final consonant"),
    Row("\u{1100}\u{1176}", "\u{1100}\u{1176}", "a vowel outside the modern ones"),
    Row("\u{363}\u{F73}", "\u{F71}\u{F72}\u{363}", "a mark that is two marks"),
    Row("\u{308}\u{344}x", "\u{308}\u{308}\u{301}x", "another one"),
    Row("\u{304B}\u{3099}", "\u{304C}", "a voiced kana"),
    Row(
      "x\u{301}\u{8CF}\u{316}", "x\u{301}\u{8CF}\u{316}", "a mark of Unicode 14 keeps its place, as for Hugging Face"),
    Row("\u{1F600}\u{FE0F}\u{200D}", "\u{1F600}\u{FE0F}\u{200D}", "emoji"),
    Row("\u{FB01}\u{2460}", "\u{FB01}\u{2460}", "compatibility forms stay"),
  ]

  @Test(arguments: rows) func composes(_ row: Row) {
    #expect(Normalization.composed(Array(row.text.utf8)) == Array(row.composed.utf8))
  }

  /// What is outside the changes is the same before and after.
  @Test func changesSayWhere() throws {
    var text = "ab e\u{301} cd \u{1100}\u{1161} x\u{301}"
    try text.withUTF8 { bytes in
      let result = try #require(Normalization.compose(bytes))
      #expect(result.changes.map(\.original) == [3..<6, 10..<16])
      #expect(result.changes.map(\.normalized) == [3..<5, 9..<12])
    }
  }

  @Test func composingTwiceChangesNothing() {
    var generator = SeededGenerator(state: 5)
    for _ in 0..<500 {
      let once = Normalization.composed(Array(RandomText.make(&generator).utf8))
      #expect(Normalization.composed(once) == once)
    }
  }
}
