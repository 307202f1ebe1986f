/// As LiveCodeBench compares standard output: both texts are stripped as a whole and split at `\n`, the lines are stripped
/// and must be as many. Two lines are equal as text, or as lists of exact `Decimal`s if every word of both is one: `1.0`
/// equals `1`, and no difference is tolerated. Strip and split are Python's.
enum LiveCodeBenchComparison {
  static func compare(output: [UInt8], expected: [UInt8]) -> Comparison {
    let outputText = PythonText.strip(output, output.indices)
    let expectedText = PythonText.strip(expected, expected.indices)
    var outputStart = outputText.lowerBound
    var expectedStart = expectedText.lowerBound
    while true {
      let outputEnd = ByteText.lineEnd(of: output, from: outputStart, limit: outputText.upperBound)
      let expectedEnd = ByteText.lineEnd(of: expected, from: expectedStart, limit: expectedText.upperBound)
      let outputLine = PythonText.strip(output, outputStart..<outputEnd)
      let expectedLine = PythonText.strip(expected, expectedStart..<expectedEnd)
      if !ByteText.equal(output, outputLine, expected, expectedLine),
        let difference = numericDifference(output, outputLine, expected, expectedLine)
      {
        let line = ByteText.lineNumber(of: output, at: outputStart, from: outputText.lowerBound)
        return .different("line \(line), \(difference)")
      }
      let outputHasMore = outputEnd < outputText.upperBound
      let expectedHasMore = expectedEnd < expectedText.upperBound
      if !outputHasMore || !expectedHasMore {
        if outputHasMore == expectedHasMore { return .accepted }
        return .different(lineCounts(output, outputText, expected, expectedText))
      }
      outputStart = outputEnd + 1
      expectedStart = expectedEnd + 1
    }
  }

  /// Where two lines that are not the same text differ as lists of numbers; `nil` if they are the same list.
  private static func numericDifference(
    _ output: [UInt8], _ outputLine: Range<Int>, _ expected: [UInt8], _ expectedLine: Range<Int>
  ) -> String? {
    var outputPosition = outputLine.lowerBound
    var expectedPosition = expectedLine.lowerBound
    var number = 0
    while true {
      number += 1
      let got = PythonText.nextWord(output, from: &outputPosition, end: outputLine.upperBound)
      let wanted = PythonText.nextWord(expected, from: &expectedPosition, end: expectedLine.upperBound)
      guard let got else {
        guard let wanted else { return nil }
        return "token \(number): expected \(ShortText.quote(expected, wanted)), got the end of the line"
      }
      guard let wanted else {
        return "token \(number): expected the end of the line, got \(ShortText.quote(output, got))"
      }
      guard let gotNumber = PythonDecimal(output, got), let wantedNumber = PythonDecimal(expected, wanted) else {
        // A word that is no number: then the two lines had to be the same text, and the whole lines are shown.
        return textDifference(output, outputLine, expected, expectedLine)
      }
      guard gotNumber.isEqual(to: wantedNumber) else {
        let common = ByteText.commonPrefixCount(output, got, expected, wanted)
        let wantedText = ShortText.quote(expected, wanted, focus: wanted.lowerBound + common)
        let gotText = ShortText.quote(output, got, focus: got.lowerBound + common)
        return "token \(number): expected \(wantedText), got \(gotText)"
      }
    }
  }

  private static func textDifference(
    _ output: [UInt8], _ outputLine: Range<Int>, _ expected: [UInt8], _ expectedLine: Range<Int>
  ) -> String {
    let common = ByteText.commonPrefixCount(output, outputLine, expected, expectedLine)
    let wanted = ShortText.quote(expected, expectedLine, focus: expectedLine.lowerBound + common)
    let got = ShortText.quote(output, outputLine, focus: outputLine.lowerBound + common)
    return "column \(common + 1): expected \(wanted), got \(got)"
  }

  private static func lineCounts(
    _ output: [UInt8], _ outputText: Range<Int>, _ expected: [UInt8], _ expectedText: Range<Int>
  ) -> String {
    let got = ByteText.lineNumber(of: output, at: outputText.upperBound, from: outputText.lowerBound)
    let wanted = ByteText.lineNumber(of: expected, at: expectedText.upperBound, from: expectedText.lowerBound)
    return "expected \(wanted) \(wanted == 1 ? "line" : "lines"), got \(got)"
  }
}
