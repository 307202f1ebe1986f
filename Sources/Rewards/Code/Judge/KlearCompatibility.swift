/// What Klear's code reward does differently (`--compat klear`; facts and lines in docs/verdicts.md).
enum KlearCompatibility {
  static let maximumTests = 16

  /// At most 16 tests. Klear draws them anew at each call; here the draw depends on the problem's id alone, so that the
  /// same program gets the same reward.
  static func sampled(_ problem: Problem) -> Problem {
    guard problem.tests.count > maximumTests else { return problem }
    var generator = SplitMix(
      seed: problem.id.utf8.reduce(1_469_598_103_934_665_603) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 })
    let chosen = problem.tests.indices.shuffled(using: &generator).prefix(maximumTests).sorted()
    return problem.keeping(tests: chosen)
  }

  /// `output.strip() == expected.strip()`, on the bytes; white space is ASCII's.
  static func compare(output: [UInt8], expected: [UInt8]) -> Comparison {
    OutputComparison.compare(output: Array(stripped(output)), expected: Array(stripped(expected)), checker: .exact)
  }

  private static func stripped(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) || (28...31).contains(byte) }
    let start = bytes.firstIndex { !isSpace($0) } ?? bytes.endIndex
    let end = bytes.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? start
    return bytes[start..<max(start, end)]
  }

  private struct SplitMix: RandomNumberGenerator {
    var seed: UInt64

    mutating func next() -> UInt64 {
      seed &+= 0x9E37_79B9_7F4A_7C15
      var value = seed
      value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
      return value ^ (value >> 31)
    }
  }
}
