import Testing
import Text

/// Text of strangers, made safe to look at.
@Suite struct PrintableTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("a\u{1B}[0m", "a[U+001B][0m"), ("\u{202E}x", "[U+202E]x"), ("two\nlines", "two[U+000A]lines"),
    ("\u{E0041}", "[U+E0041]"),
  ])
  func hiddenCharactersAreWrittenOut(_ text: String, _ printable: String) {
    #expect(PrintableText.make(text) == printable)
  }

  @Test(arguments: [
    ("abc", 3, "abc", false), ("abcd", 3, "abc", true), ("aé", 2, "a", true), ("世界", 5, "世", true), ("世", 2, "", true),
    ("abc", 0, "", true), ("", 0, "", false),
  ])
  func prefixesEndAtWholeCharacters(_ text: String, _ limit: Int, _ kept: String, _ isCut: Bool) {
    let prefix = PrintableText.prefix(text, bytes: limit)
    #expect(prefix.text == kept)
    #expect(prefix.isCut == isCut)
  }

  @Test func longNamesKeepBothEnds() {
    #expect(PrintableText.middleShortened("abcdefghij", to: 7) == "abc…hij")
    #expect(PrintableText.middleShortened("abcdefg", to: 7) == "abcdefg")
    let long = PrintableText.middleShortened(String(repeating: "x", count: 10_000_000), to: 200)
    #expect(long.count == 200)
  }
}
