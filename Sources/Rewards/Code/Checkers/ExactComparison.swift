/// Byte for byte.
enum ExactComparison {
  static func compare(output: [UInt8], expected: [UInt8], commonPrefix: Int) -> Comparison {
    guard commonPrefix < output.count || commonPrefix < expected.count else { return .accepted }
    let start = ByteText.lineStart(of: output, before: commonPrefix)
    let place =
      "line \(ByteText.lineNumber(of: output, at: commonPrefix)), column \(commonPrefix - start + 1) (byte \(commonPrefix + 1))"
    return .different(
      "\(place): expected \(describe(expected, at: commonPrefix)), got \(describe(output, at: commonPrefix))")
  }

  /// The line around `position`, with its newline: in an exact comparison that is often the difference.
  private static func describe(_ bytes: [UInt8], at position: Int) -> String {
    guard position < bytes.count else { return "the end of the output" }
    let start = ByteText.lineStart(of: bytes, before: position)
    let end = ByteText.lineEnd(of: bytes, from: position, limit: bytes.count)
    return ShortText.quote(bytes, start..<min(end + 1, bytes.count), focus: position)
  }
}
