import Testing

@testable import Rewards

/// What holds for every text, tried on random ones.
@Suite struct ComparisonPropertyTests {
  static let checkers: [BuiltInChecker] = [
    .exact, .lines, .tokens(), .tokens(caseSensitive: false, spaceSensitive: true),
    .float(FloatTolerance(absolute: 1e-6, relative: 1e-6)), .float(FloatTolerance()), .lcb,
  ]

  /// Pieces that meet each other often: numbers, white space, broken UTF-8, escape codes.
  private static let pieces: [[UInt8]] =
    [
      "1", "1.0", "-0", "1e5", "nan", "inf", "a", "B", " ", "\n", "\t", "\r\n", "\u{A0}", "\u{3000}", "é", "_", "e",
      ".",
    ]
    .map { Array($0.utf8) } + [[0], [0xFF], [0xC2], [0xE3, 0x80], [0x1B, 0x5B], [0x1C], [0xED, 0xA0, 0x80]]

  private static func text(_ generator: inout SeededGenerator) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 0...12, using: &generator) {
      bytes += pieces[Int.random(in: pieces.indices, using: &generator)]
    }
    return bytes
  }

  @Test(arguments: checkers)
  func everyTextIsEqualToItself(checker: BuiltInChecker) {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<2000 {
      let text = Self.text(&generator)
      #expect(OutputComparison.compare(output: text, expected: text, checker: checker) == .accepted)
    }
  }

  /// The text behind a different first byte, so that the shortcut for identical texts cannot decide.
  @Test(arguments: [BuiltInChecker.lines, .tokens(), .float(FloatTolerance()), .lcb])
  func theShortcutDecidesAsTheLongWay(checker: BuiltInChecker) {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<2000 {
      let text = Self.text(&generator)
      let outcome = OutputComparison.compare(
        output: Array("1 \nx\n".utf8) + text, expected: Array("1\nx\n".utf8) + text, checker: checker)
      #expect(outcome.accepted, "\(text)")
    }
  }

  /// Every relation but the one with a relative tolerance is symmetric.
  @Test(arguments: [BuiltInChecker.exact, .lines, .tokens(), .float(FloatTolerance(absolute: 0.5)), .lcb])
  func orderDoesNotMatter(checker: BuiltInChecker) {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<5000 {
      let left = Self.text(&generator)
      let right = Self.text(&generator)
      let forward = OutputComparison.compare(output: left, expected: right, checker: checker)
      let backward = OutputComparison.compare(output: right, expected: left, checker: checker)
      #expect(forward.accepted == backward.accepted, "\(left) \(right)")
    }
  }

  @Test(arguments: checkers)
  func messagesAreShortAndPrintable(checker: BuiltInChecker) {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<3000 {
      let long = Bool.random(using: &generator)
      var left = Self.text(&generator)
      if long { left = Array(repeatElement(left, count: 50).joined()) + Self.text(&generator) }
      let outcome = OutputComparison.compare(output: left, expected: Self.text(&generator), checker: checker)
      #expect((outcome.message == nil) == outcome.accepted)
      guard let message = outcome.message else { continue }
      #expect(message.count <= 220)
      #expect(message.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0 != "\u{FFFD}" })
    }
  }

  @Test func quotesAreSafe() {
    let cases: [([UInt8], String)] = [
      ([0x1B, 0x5B, 0x33, 0x31, 0x6D], #""\x1b[31m""#),
      ([0x00, 0x7F, 0x09], #""\x00\x7f\t""#),
      ([0xFF, 0xC3, 0xA9, 0xC3], #""\xffé\xc3""#),
      (Array("\u{202E}abc\u{200B}\u{2028}".utf8), #""\u{202e}abc\u{200b}\u{2028}""#),
      (Array("e\u{301}".utf8), #""e\u{301}""#),
      (Array(#"say "hi" \n"#.utf8), #""say \"hi\" \\n""#),
      ([0xED, 0xA0, 0x80], #""\xed\xa0\x80""#),
      ([0xC0, 0x80, 0xF4, 0x90, 0x80, 0x80], #""\xc0\x80\xf4\x90\x80\x80""#),
      (Array("日本".utf8), #""日本""#),
    ]
    for (bytes, quoted) in cases { #expect(ShortText.quote(bytes) == quoted) }
  }

  @Test func longTextsAreShownAroundTheDifference() {
    var expected = [UInt8](repeating: UInt8(ascii: "a"), count: 1000)
    let output = expected
    expected[800] = UInt8(ascii: "b")
    let outcome = OutputComparison.compare(output: output, expected: expected, checker: .lines)
    let a20 = String(repeating: "a", count: 20)
    let a39 = String(repeating: "a", count: 39)
    #expect(
      outcome.message == "line 1, column 801: expected …\"\(a20)b\(a39)\"…, got …\"\(a20)a\(a39)\"…")
  }
}
