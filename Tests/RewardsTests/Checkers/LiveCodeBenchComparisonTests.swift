import Testing

@testable import Rewards

/// LiveCodeBench's comparison of standard output, bug for bug.
@Suite struct LiveCodeBenchComparisonTests {
  @Test(arguments: cases.indices)
  func agreesWithPython(index: Int) {
    let (output, expected, accepted) = Self.cases[index]
    let outcome = OutputComparison.compare(
      output: Array(output.utf8), expected: Array(expected.utf8), checker: .lcb)
    #expect(outcome.accepted == accepted, "\(output.debugDescription) for \(expected.debugDescription)")
    #expect((outcome.message == nil) == accepted)
  }

  @Test(arguments: [
    ("1\n2\n4", "1\n2\n3", #"line 3, token 1: expected "3", got "4""#),
    ("\n\n1\n2 5", "1\n2 6.5", #"line 2, token 2: expected "6.5", got "5""#),
    ("1\n2\n3", "1\n2", "expected 2 lines, got 3"),
    ("1 2", "1 2 3", #"line 1, token 3: expected "3", got the end of the line"#),
    ("1 2 3", "1 2", #"line 1, token 3: expected the end of the line, got "3""#),
    ("hello world", "hello World", #"line 1, column 7: expected "hello World", got "hello world""#),
  ])
  func saysWhere(output: String, expected: String, message: String) {
    let outcome = OutputComparison.compare(
      output: Array(output.utf8), expected: Array(expected.utf8), checker: .lcb)
    #expect(outcome == .different(message))
  }

  @Test func invalidUTF8IsTextOfItsOwn() {
    #expect(compare([0xFF, 0x20], [0xFF]).accepted)
    #expect(!compare([0xFF], [0xFE]).accepted)
    // Half of a no-break space is no white space.
    #expect(!compare([0x31, 0xC2], [0x31]).accepted)
    #expect(!compare([0xA0, 0x31], [0x31]).accepted)
    #expect(compare([0xC2, 0xA0, 0x31], [0x31]).accepted)
  }

  @Test(.timeLimit(.minutes(1)))
  func hugeExponentsCostNothing() {
    let digits = [UInt8](repeating: UInt8(ascii: "9"), count: 100_000)
    let exponent = Array("1e".utf8) + digits
    #expect(!compare(exponent + [0x20, 0x31], exponent + Array(" 1.0".utf8)).accepted)
    #expect(compare(digits + Array(".0".utf8), digits).accepted)
    #expect(!compare(Array("1e900000000000000000 1".utf8), Array("1e900000000000000001 1".utf8)).accepted)
  }

  private func compare(_ output: [UInt8], _ expected: [UInt8]) -> Comparison {
    OutputComparison.compare(output: output, expected: expected, checker: .lcb)
  }

  /// What a program printed, what is expected, and whether Python 3.11 says that they are equal: the lines of
  /// LiveCodeBench's comparison, run on these pairs.
  static let cases: [(output: String, expected: String, accepted: Bool)] = [
    ("", "", true),
    ("\n\n", "", true),
    (" ", " \t\u{3000}", true),
    ("1\n", "1", true),
    ("1", "1.0", true),
    ("1", "1.00", true),
    ("01", "1", true),
    ("+1", "1", true),
    ("1", "-1", false),
    ("1e3", "1000", true),
    ("1E+3", "1000", true),
    ("10e-1", "1", true),
    (".5", "0.5", true),
    ("5.", "5", true),
    ("-0", "0", true),
    ("0e5", "0", true),
    ("0.1", "0.10", true),
    ("0.1", "0.1000000000000000000000001", false),
    ("0.30000000000000004", "0.3", false),
    ("99999999999999999999", "99999999999999999999.0", true),
    ("1", "1.0000001", false),
    ("1e999999999999999999", "1e999999999999999999", true),
    ("1e999999999999999999 1", "1e999999999999999999 1.0", true),
    ("10e999999999999999998 1", "1e999999999999999999 1", true),
    ("1e1000000000000000000 1", "1e1000000000000000000 1.0", false),
    ("0.1e1000000000000000000 1", "1e999999999999999999 1", true),
    ("1e99999999999999999999999 1", "1e99999999999999999999999 1.0", false),
    ("1e-1999999999999999997 1", "1e-1999999999999999997 1.0", true),
    ("1e-1999999999999999998 1", "1e-1999999999999999998 1.0", false),
    ("0e1000000000000000000 1", "0 1", false),
    ("0e999999999999999999 1", "0 1", true),
    ("0e-1999999999999999998 1", "0 1", false),
    ("1e999999999", "1e999999998", false),
    ("1_000", "1000", true),
    ("_1", "1", true),
    ("1__0_", "10", true),
    ("1e_5", "100000", true),
    ("_", "_", true),
    ("_ 1", "_ 1.0", false),
    ("na_n 1", "nan 1.0", false),
    ("i_nf 1", "inf 1.0", true),
    ("nan", "nan", true),
    ("nan", "NaN", false),
    ("nan 1", "nan 1.0", false),
    ("nan123 1", "nan123 1.0", false),
    ("snan", "sNaN", false),
    ("nan1x 1", "nan1x 1.0", false),
    ("inf", "Infinity", true),
    ("inf", "+INF", true),
    ("inf", "-inf", false),
    ("-inf 1", "-Infinity 1.0", true),
    ("infinit 1", "infinit 1.0", false),
    ("inf1 1", "inf1 1.0", false),
    ("-nan 1", "nan 1", false),
    ("1e 1", "1e 1.0", false),
    (". 1", ". 1.0", false),
    ("e5 1", "e5 1.0", false),
    ("1.2.3 1", "1.2.3 1.0", false),
    ("0x1 1", "0x1 1.0", false),
    ("0x10", "16", false),
    ("1,000", "1000", false),
    ("--1 1", "--1 1.0", false),
    ("1e1e1 1", "1e1e1 1.0", false),
    ("+ 1", "+ 1.0", false),
    ("1f", "1", false),
    ("\u{663}", "3", true),
    ("\u{ff11}\u{ff12}", "12", true),
    ("1\u{663}.5", "13.50", true),
    ("\u{1d7d9}", "1", true),
    ("\u{b2}", "2", false),
    ("\u{bd}", "0.5", false),
    ("\u{663}e\u{661}", "30", true),
    ("\u{ff0d}1", "-1", false),
    ("a  b", "a b", false),
    ("a b ", "a b", true),
    ("  a b", "a b", true),
    ("1  2", "1 2", true),
    ("1\t2", "1.0 2.0", true),
    ("1\u{a0}2", "1 2.0", true),
    ("1\u{3000}2", "1 2", true),
    ("1\u{200b}2", "1 2", false),
    ("1\u{1c}2", "1 2", true),
    ("1\u{85}2", "1 2", true),
    ("a\u{a0}", "a", true),
    ("\u{feff}1", "1", false),
    ("\u{180e}1", "1", false),
    ("1\u{2028}", "1", true),
    ("1\u{2028}2", "1 2", true),
    ("1\u{2028}\n2", "1\n2", true),
    ("1\r\n2\r\n", "1\n2", true),
    ("1\r2", "1\n2", false),
    ("1\u{b}2", "1\n2", false),
    ("1\n\n2", "1\n2", false),
    ("\n1", "1", true),
    ("1\n2", "1 2", false),
    ("1\n2\n3", "1\n2", false),
    ("1\n", "1\n2", false),
    ("a\n\n\nb", "a\n \n\t\nb", true),
    ("Yes", "YES", false),
    ("yes 1", "yes 1.0", false),
    ("1 2 3", "1 2", false),
    ("1 2", "1 2 3", false),
    ("1 x", "1.0 x", false),
    ("1\u{0}", "1", false),
    ("\u{0} 1", "\u{0} 1.0", false),
    ("True", "1", false),
    ("[1, 2]", "[1,2]", false),
    ("\u{e9}", "e\u{301}", false),
  ]
}
