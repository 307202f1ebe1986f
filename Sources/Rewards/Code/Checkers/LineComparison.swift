/// Line by line: blanks (space, tab, carriage return) at line ends and empty lines at the end do not count.
enum LineComparison {
  static func compare(output: [UInt8], expected: [UInt8], commonPrefix: Int) -> Comparison {
    let outputEnd = contentEnd(output)
    let expectedEnd = contentEnd(expected)
    // Whole lines that are the same bytes need no second look.
    var outputStart = min(ByteText.lineStart(of: output, before: commonPrefix), outputEnd, expectedEnd)
    outputStart = ByteText.lineStart(of: output, before: outputStart)
    var expectedStart = outputStart
    while true {
      let outputLineEnd = ByteText.lineEnd(of: output, from: outputStart, limit: outputEnd)
      let expectedLineEnd = ByteText.lineEnd(of: expected, from: expectedStart, limit: expectedEnd)
      let outputLine = outputStart..<trimmed(output, outputStart..<outputLineEnd)
      let expectedLine = expectedStart..<trimmed(expected, expectedStart..<expectedLineEnd)
      if !ByteText.equal(output, outputLine, expected, expectedLine) {
        return .different(message(output, outputLine, expected, expectedLine))
      }
      let outputHasMore = outputLineEnd < outputEnd
      let expectedHasMore = expectedLineEnd < expectedEnd
      if !outputHasMore || !expectedHasMore {
        if outputHasMore { return .different(extraLine(output, from: outputLineEnd + 1, end: outputEnd)) }
        if expectedHasMore { return .different(missingLine(expected, from: expectedLineEnd + 1, end: expectedEnd)) }
        return .accepted
      }
      outputStart = outputLineEnd + 1
      expectedStart = expectedLineEnd + 1
    }
  }

  /// Where the last line that is not blank ends.
  private static func contentEnd(_ bytes: [UInt8]) -> Int {
    var end = bytes.count
    while end > 0, isBlank(bytes[end - 1]) || bytes[end - 1] == ByteText.newline { end -= 1 }
    return end
  }

  private static func trimmed(_ bytes: [UInt8], _ line: Range<Int>) -> Int {
    var end = line.upperBound
    while end > line.lowerBound, isBlank(bytes[end - 1]) { end -= 1 }
    return end
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  private static func message(
    _ output: [UInt8], _ outputLine: Range<Int>, _ expected: [UInt8], _ expectedLine: Range<Int>
  ) -> String {
    let number = ByteText.lineNumber(of: output, at: outputLine.lowerBound)
    let common = ByteText.commonPrefixCount(output, outputLine, expected, expectedLine)
    let wanted = ShortText.quote(expected, expectedLine, focus: expectedLine.lowerBound + common)
    let got = ShortText.quote(output, outputLine, focus: outputLine.lowerBound + common)
    return "line \(number), column \(common + 1): expected \(wanted), got \(got)"
  }

  private static func missingLine(_ expected: [UInt8], from start: Int, end: Int) -> String {
    let line = start..<trimmed(expected, start..<ByteText.lineEnd(of: expected, from: start, limit: end))
    let number = ByteText.lineNumber(of: expected, at: start)
    return "line \(number): expected \(ShortText.quote(expected, line)), got the end of the output"
  }

  private static func extraLine(_ output: [UInt8], from start: Int, end: Int) -> String {
    let line = start..<trimmed(output, start..<ByteText.lineEnd(of: output, from: start, limit: end))
    let number = ByteText.lineNumber(of: output, at: start)
    return "line \(number): expected the end of the output, got \(ShortText.quote(output, line))"
  }
}
