import Testing

@testable import Rewards

/// One comparison and what must come of it.
struct OutputCase: Sendable {
  var checker: BuiltInChecker
  var output: String
  var expected: String
  /// `nil`: accepted.
  var message: String?

  init(_ checker: BuiltInChecker, _ output: String, _ expected: String, _ message: String? = nil) {
    self.checker = checker
    self.output = output
    self.expected = expected
    self.message = message
  }
}

private let folding = BuiltInChecker.tokens(caseSensitive: false)
private let spaced = BuiltInChecker.tokens(spaceSensitive: true)

private func float(_ absolute: Double?, _ relative: Double?) -> BuiltInChecker {
  .float(FloatTolerance(absolute: absolute, relative: relative))
}

/// The checkers that compare texts: what they forgive, what they do not, and what they say.
@Suite struct OutputComparisonTests {
  private func check(_ test: OutputCase) {
    let outcome = OutputComparison.compare(
      output: Array(test.output.utf8), expected: Array(test.expected.utf8), checker: test.checker)
    #expect(outcome == test.message.map(Comparison.different) ?? .accepted)
  }

  @Test(arguments: [
    OutputCase(.exact, "", ""),
    OutputCase(.exact, "a\nb\n", "a\nb\n"),
    OutputCase(.exact, "a", "a\n", #"line 1, column 2 (byte 2): expected "a\n", got the end of the output"#),
    OutputCase(.exact, "a\n", "a", #"line 1, column 2 (byte 2): expected the end of the output, got "a\n""#),
    OutputCase(.exact, "a\r\n", "a\n", #"line 1, column 2 (byte 2): expected "a\n", got "a\r\n""#),
    OutputCase(.exact, "a\nb c", "a\nb d", #"line 2, column 3 (byte 5): expected "b d", got "b c""#),
    OutputCase(.exact, "A", "a", #"line 1, column 1 (byte 1): expected "a", got "A""#),
  ])
  func exact(test: OutputCase) { check(test) }

  @Test(arguments: [
    OutputCase(.lines, "", ""),
    OutputCase(.lines, "", "\n\n"),
    OutputCase(.lines, " \n\t\r\n", ""),
    OutputCase(.lines, "a\nb", "a\nb\n"),
    OutputCase(.lines, "a \t\r\nb\r\n\n \n", "a\nb"),
    OutputCase(.lines, "a\n\nb", "a\n \nb"),
    // Blanks at the front, and empty lines before the last, are part of the answer.
    OutputCase(.lines, " a", "a", #"line 1, column 1: expected "a", got " a""#),
    OutputCase(.lines, "\na", "a", #"line 1, column 1: expected "a", got """#),
    OutputCase(.lines, "a\n\nb", "a\nb", #"line 2, column 1: expected "b", got """#),
    OutputCase(.lines, "a  b", "a b", #"line 1, column 3: expected "a b", got "a  b""#),
    OutputCase(.lines, "a\rb", "a\nb", #"line 1, column 2: expected "a", got "a\rb""#),
    OutputCase(.lines, "a\nb", "a\nb\nc", #"line 3: expected "c", got the end of the output"#),
    OutputCase(.lines, "a\nb\nc", "a\nb", #"line 3: expected the end of the output, got "c""#),
    OutputCase(.lines, "", "x", #"line 1, column 1: expected "x", got """#),
    OutputCase(.lines, "1.0", "1", #"line 1, column 2: expected "1", got "1.0""#),
    // Order and number of lines and words count: no comparison by sets.
    OutputCase(.lines, "2\n1", "1\n2", #"line 1, column 1: expected "1", got "2""#),
    OutputCase(.lines, "Yes", "YES", #"line 1, column 2: expected "YES", got "Yes""#),
  ])
  func lines(test: OutputCase) { check(test) }

  @Test(arguments: [
    OutputCase(.tokens(), "", " \n"),
    OutputCase(.tokens(), "1 2\n3", " 1\t2\r\n\n3\u{B}"),
    OutputCase(.tokens(), "1 2 4", "1 2\n3", #"line 1, token 3: expected "3", got "4""#),
    OutputCase(.tokens(), "1\n2 x y", "1\n2 x z", #"line 2, token 3: expected "z", got "y""#),
    OutputCase(.tokens(), "1 2", "1 2\n3", #"line 2, token 1: expected "3", got the end of the output"#),
    OutputCase(.tokens(), "1 2 3", "1 2", #"line 1, token 3: expected the end of the output, got "3""#),
    OutputCase(.tokens(), "2 1", "1 2", #"line 1, token 1: expected "1", got "2""#),
    OutputCase(.tokens(), "1 1", "1", #"line 1, token 2: expected the end of the output, got "1""#),
    OutputCase(.tokens(), "12", "1 2", #"line 1, token 1: expected "1", got "12""#),
    OutputCase(.tokens(), "1.0", "1", #"line 1, token 1: expected "1", got "1.0""#),
    OutputCase(.tokens(), "YES", "Yes", #"line 1, token 1: expected "Yes", got "YES""#),
    // Only C's white space separates tokens.
    OutputCase(.tokens(), "1\u{A0}2", "1 2", #"line 1, token 1: expected "1", got "1\u{a0}2""#),
    OutputCase(folding, "YES no", "yes NO"),
    OutputCase(folding, "ÄÖ ΟΔΟΣ straße", "äö οδος STRASSE"),
    OutputCase(folding, "[", "{", #"line 1, token 1: expected "{", got "[""#),
    OutputCase(folding, "ab", "abc", #"line 1, token 1: expected "abc", got "ab""#),
    OutputCase(spaced, "1 2\n", "1 2\n"),
    OutputCase(spaced, "1  2\n", "1 2\n", #"line 1: expected the white space " ", got "  ""#),
    OutputCase(spaced, "1 2", "1 2\n", #"line 1: expected the white space "\n", got """#),
    OutputCase(spaced, "1\n2", "1\r\n2", #"line 1: expected the white space "\r\n", got "\n""#),
    OutputCase(spaced, " 1", "1", #"line 1: expected the white space "", got " ""#),
    OutputCase(spaced, "1 3", "1 2", #"line 1, token 2: expected "2", got "3""#),
  ])
  func tokens(test: OutputCase) { check(test) }

  @Test(arguments: [
    OutputCase(float(1e-6, nil), "1.0000009", "1"),
    OutputCase(float(1e-6, nil), "1.000002", "1", #"line 1, token 1: expected "1", got "1.000002""#),
    OutputCase(float(nil, 1e-6), "1000000.5", "1000000"),
    OutputCase(float(1e-6, nil), "1000000.5", "1000000", #"line 1, token 1: expected "1000000", got "1000000.5""#),
    OutputCase(float(nil, 1e-6), "1e-9", "0", #"line 1, token 1: expected "0", got "1e-9""#),
    OutputCase(float(1e-6, 1e-6), "1e-9", "0"),
    OutputCase(float(1e-6, 1e-6), "-0", "0.0"),
    // Several numbers a line each have the tolerance.
    OutputCase(float(1e-3, nil), "1.0001 2.0001\n3.0001", "1 2 3"),
    // The tolerance is the expected number's, not the program's.
    OutputCase(float(nil, 0.5), "1.5 3", "1 2"),
    OutputCase(float(nil, 0.5), "2", "1", #"line 1, token 1: expected "1", got "2""#),
    // Without a bound only equal numbers are equal; notation does not matter.
    OutputCase(float(nil, nil), "1.50 1e2 .5 5. +7 007", "1.5 100 0.5 5 7 7"),
    OutputCase(float(nil, nil), "1.5000001", "1.5", #"line 1, token 1: expected "1.5", got "1.5000001""#),
    // What is not a number is text.
    OutputCase(float(1, 1), "Case #1: 2.5", "Case #1: 3"),
    OutputCase(float(1, 1), "one", "1", #"line 1, token 1: expected "1", got "one""#),
    OutputCase(float(1, 1), "1", "one", #"line 1, token 1: expected "one", got "1""#),
    OutputCase(float(1, 1), "0x10", "16", #"line 1, token 1: expected "16", got "0x10""#),
    OutputCase(float(1, 1), "0x11", "0x10", #"line 1, token 1: expected "0x10", got "0x11""#),
    OutputCase(float(1, 1), "1e", "1", #"line 1, token 1: expected "1", got "1e""#),
    OutputCase(float(1, 1), "1_0", "10", #"line 1, token 1: expected "10", got "1_0""#),
    OutputCase(float(1, 1), "1,5", "1.5", #"line 1, token 1: expected "1.5", got "1,5""#),
    OutputCase(float(1, 1), ".", "0", #"line 1, token 1: expected "0", got ".""#),
    // nan equals nan, an infinity its own kind, and no tolerance reaches them.
    OutputCase(float(1, 1), "NaN -nan", "nan nan"),
    OutputCase(float(1, 1), "nan", "1", #"line 1, token 1: expected "1", got "nan""#),
    OutputCase(float(1, 1), "1", "nan", #"line 1, token 1: expected "nan", got "1""#),
    OutputCase(float(1, 1), "inf -Infinity +INF", "Infinity -inf inf"),
    OutputCase(float(1, 1), "inf", "-inf", #"line 1, token 1: expected "-inf", got "inf""#),
    OutputCase(float(1, 1), "inf", "1e308", #"line 1, token 1: expected "1e308", got "inf""#),
    OutputCase(float(1, 1), "1e308", "inf", #"line 1, token 1: expected "inf", got "1e308""#),
    OutputCase(float(1, 0.9), "-1e308", "1.7e308", #"line 1, token 1: expected "1.7e308", got "-1e308""#),
    // Numbers beyond every double are text: they are not all the same infinity.
    OutputCase(float(1, 1), "1e999", "1e999"),
    OutputCase(float(1, 1), "1e999", "1e998", #"line 1, token 1: expected "1e998", got "1e999""#),
    OutputCase(float(1, 1), "inf", "1e999", #"line 1, token 1: expected "1e999", got "inf""#),
    OutputCase(float(1, 1), "1 2 3", "1 2", #"line 1, token 3: expected the end of the output, got "3""#),
    OutputCase(.float(FloatTolerance(absolute: 1, caseSensitive: false)), "YES 1", "yes 2"),
    OutputCase(
      .float(FloatTolerance(absolute: 1, spaceSensitive: true)), "1  2", "1 2",
      #"line 1: expected the white space " ", got "  ""#),
  ])
  func floats(test: OutputCase) { check(test) }

  @Test func whichCheckersNeedNoProgram() {
    let program = CheckerProgram(language: "python3", files: [])
    #expect(Checker.exact.builtIn == .exact)
    #expect(Checker.lines.builtIn == .lines)
    #expect(Checker.tokens(caseSensitive: false).builtIn == .tokens(caseSensitive: false, spaceSensitive: false))
    #expect(Checker.float(FloatTolerance(absolute: 1)).builtIn == .float(FloatTolerance(absolute: 1)))
    #expect(Checker.lcb.builtIn == .lcb)
    #expect(Checker.custom(program).builtIn == nil)
    #expect(Checker.interactive(program).builtIn == nil)
  }
}
