/// Compares what a program printed with what was expected.
///
///     let outcome = OutputComparison.compare(output: printed, expected: answer, checker: .lines)
///
/// Time is linear in the two texts and nothing is copied: neither lines nor tokens are ever collected. The bytes may be
/// anything, also invalid UTF-8.
public enum OutputComparison {
  public static func compare(output: [UInt8], expected: [UInt8], checker: BuiltInChecker) -> Comparison {
    // Most outputs are right to the byte, and every checker accepts those: each is reflexive.
    let common = ByteText.commonPrefixCount(output, output.indices, expected, expected.indices)
    if common == output.count, common == expected.count { return .accepted }
    switch checker {
    case .exact:
      return ExactComparison.compare(output: output, expected: expected, commonPrefix: common)
    case .lines:
      return LineComparison.compare(output: output, expected: expected, commonPrefix: common)
    case .tokens(let caseSensitive, let spaceSensitive):
      let rule = TokenRule(caseSensitive: caseSensitive, spaceSensitive: spaceSensitive, tolerance: nil)
      return TokenComparison(output: output, expected: expected, rule: rule).compare(commonPrefix: common)
    case .float(let tolerance):
      let rule = TokenRule(
        caseSensitive: tolerance.caseSensitive, spaceSensitive: tolerance.spaceSensitive,
        tolerance: NumberTolerance(absolute: tolerance.absolute, relative: tolerance.relative))
      return TokenComparison(output: output, expected: expected, rule: rule).compare(commonPrefix: common)
    case .lcb:
      return LiveCodeBenchComparison.compare(output: output, expected: expected)
    }
  }
}
