import Testing

@testable import Rewards

/// An output is refused while it comes only if nothing that could still come would make it right.
@Suite struct StreamingComparisonTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var checker: BuiltInChecker
    var expected: String
    /// What the program has written so far, without having ended.
    var output: String
    var refused: Bool

    var testDescription: String { "\(checker): \(output.debugDescription) for \(expected.debugDescription)" }
  }

  static let cases: [Case] = [
    Case(checker: .exact, expected: "12\n", output: "1", refused: false),
    Case(checker: .exact, expected: "12\n", output: "13", refused: true),
    Case(checker: .exact, expected: "1\n", output: "1\n\n", refused: true),
    // The last line may go on.
    Case(checker: .lines, expected: "12\n3\n", output: "1", refused: false),
    Case(checker: .lines, expected: "12\n3\n", output: "13", refused: false),
    Case(checker: .lines, expected: "12\n3\n", output: "13\n", refused: true),
    Case(checker: .lines, expected: "12\n3\n", output: "12  \n", refused: false),
    Case(checker: .lines, expected: "12\n", output: "12\n\n \n", refused: false),
    Case(checker: .lines, expected: "12\n", output: "12\n0\n", refused: true),
    Case(checker: .lines, expected: "1\n\n2\n", output: "1\n2\n", refused: true),
    // So may the last token.
    Case(checker: .tokens(), expected: "1 2 3", output: "1 20", refused: false),
    Case(checker: .tokens(), expected: "1 2 3", output: "1 20 ", refused: true),
    Case(checker: .tokens(), expected: "1 2 3", output: "1\n\n2\t", refused: false),
    Case(checker: .tokens(), expected: "1 2", output: "1 2 3 ", refused: true),
    Case(checker: .tokens(caseSensitive: false), expected: "Yes no", output: "YES ", refused: false),
    Case(checker: .tokens(spaceSensitive: true), expected: "1 2", output: "1  2 ", refused: true),
    Case(checker: .float(FloatTolerance(absolute: 0.1)), expected: "1.0 2.0", output: "1.05 ", refused: false),
    Case(checker: .float(FloatTolerance(absolute: 0.1)), expected: "1.0 2.0", output: "1.2 ", refused: true),
    Case(checker: .lcb, expected: "1 2\n3\n", output: "\n\n 1.0 2\n", refused: false),
    Case(checker: .lcb, expected: "1 2\n3\n", output: "\n\n 1.0 4\n", refused: true),
    Case(checker: .lcb, expected: "1\n", output: "   \n", refused: false),
    Case(checker: .lcb, expected: "1\n", output: "1\n\n\n", refused: false),
    Case(checker: .lcb, expected: "1\n", output: "1\n2\n", refused: true),
  ]

  @Test(arguments: cases) func refusal(of item: Case) {
    let comparison = StreamingComparison(expected: Array(item.expected.utf8), checker: item.checker)
    #expect(comparison.refuses(Array(item.output.utf8)) == item.refused)
  }

  /// Short texts of few letters meet each other often.
  private static func text(_ generator: inout SeededGenerator) -> [UInt8] {
    let pieces = ["1", "1.0", "2", "a", "A", " ", "\n", "\n", "\t", "\r\n", "\u{A0}"].map { Array($0.utf8) }
    return (0..<Int.random(in: 0...8, using: &generator)).flatMap { _ in
      pieces[Int.random(in: pieces.indices, using: &generator)]
    }
  }

  /// However the output is cut into pieces: no beginning of an accepted output is refused, and what is refused stays
  /// wrong whatever follows.
  @Test(arguments: ComparisonPropertyTests.checkers)
  func onlyTheHopelessIsRefused(checker: BuiltInChecker) {
    var generator = SeededGenerator(seed: 5)
    var (accepted, refused) = (0, 0)
    for _ in 0..<20_000 {
      let expected = Self.text(&generator)
      let output = Bool.random(using: &generator) ? Self.text(&generator) : expected + Self.text(&generator)
      let comparison = StreamingComparison(expected: expected, checker: checker)
      var (seen, isRefused) = (0, false)
      while seen < output.count, !isRefused {
        seen = min(output.count, seen + Int.random(in: 1...4, using: &generator))
        isRefused = comparison.refuses(Array(output.prefix(seen)))
      }
      let isAccepted = OutputComparison.compare(output: output, expected: expected, checker: checker).accepted
      if isAccepted { accepted += 1 }
      #expect(!(isAccepted && isRefused), "\(output) \(expected)")
      guard isRefused else { continue }
      refused += 1
      for _ in 0..<4 {
        let longer = Array(output.prefix(seen)) + Self.text(&generator)
        let later = OutputComparison.compare(output: longer, expected: expected, checker: checker)
        #expect(!later.accepted, "\(longer) \(expected)")
        #expect(comparison.refuses(longer))
      }
    }
    #expect(accepted > 500 && refused > 500)
  }
}
