import Synchronization

/// Compares an output while it is being written, as far as that can be done: it only ever says that nothing which could
/// still come would be accepted. Whether an output that has ended is right is for `OutputComparison` to say.
///
/// Each part is looked at once: what has matched is not compared again, so the work is linear in the output.
final class StreamingComparison: Sendable {
  /// Up to where both texts match, always between two lines or two tokens.
  private struct Matched {
    var output = 0
    var expected = 0
    /// What of the output has been looked through for ends of lines or tokens, and the last one.
    var scanned = 0
    var boundary = 0
    var differs = false
    var began = false
  }

  private let expected: [UInt8]
  private let checker: BuiltInChecker
  private let matched = Mutex(Matched())

  init(expected: [UInt8], checker: BuiltInChecker) {
    self.expected = expected
    self.checker = checker
  }

  /// - Parameter output: all that the program has written so far.
  /// - Returns: true once it can no longer become an accepted output.
  func refuses(_ output: [UInt8]) -> Bool {
    matched.withLock { matched in
      guard !matched.differs else { return true }
      if !matched.began { skipOpening(of: output, &matched) }
      guard matched.began, matched.output < output.count else { return false }
      matched.differs = !advance(&matched, output)
      return matched.differs
    }
  }

  /// False at a difference that stays one.
  private func advance(_ matched: inout Matched, _ output: [UInt8]) -> Bool {
    if checker == .exact {
      let rest = matched.output..<output.count
      let common = ByteText.commonPrefixCount(output, rest, expected, matched.expected..<expected.count)
      matched.output += common
      matched.expected += common
      return common == rest.count
    }
    // What a program writes next may go on with the last line or token, so that one has to wait.
    scan(output, &matched)
    let outputEnd = matched.boundary
    guard outputEnd > matched.output else { return true }
    let count = units(in: output, matched.output..<outputEnd)
    let expectedEnd = boundary(after: count, from: matched.expected)
    let got = Array(output[matched.output..<outputEnd])
    let wanted = Array(expected[matched.expected..<expectedEnd])
    guard OutputComparison.compare(output: got, expected: wanted, checker: checker).accepted else { return false }
    matched.output = outputEnd
    matched.expected = expectedEnd
    return true
  }

  /// LiveCodeBench strips both texts as a whole before it counts lines.
  private func skipOpening(of output: [UInt8], _ matched: inout Matched) {
    guard checker == .lcb else {
      matched.began = true
      return
    }
    // A flood of blanks is not looked through again and again: it ends by itself, or at the output limit. Only whole
    // lines are looked at, since a character may be cut in two.
    guard output.count <= Self.longestOpening, let lastLine = output.lastIndex(of: ByteText.newline) else { return }
    let text = PythonText.strip(output, 0..<lastLine)
    guard !text.isEmpty else { return }
    matched.began = true
    matched.output = text.lowerBound
    matched.scanned = text.lowerBound
    matched.boundary = text.lowerBound
    matched.expected = PythonText.strip(expected, expected.indices).lowerBound
  }

  private static let longestOpening = 64 << 10

  private var comparesLines: Bool {
    switch checker {
    case .exact, .lines, .lcb: true
    case .tokens, .float: false
    }
  }

  /// Finds the end of the last complete line, or of the last token that is known to have ended.
  private func scan(_ output: [UInt8], _ matched: inout Matched) {
    for position in matched.scanned..<output.count {
      if comparesLines {
        if output[position] == ByteText.newline { matched.boundary = position + 1 }
      } else if TokenScanner.isSpace(output[position]), position > 0, !TokenScanner.isSpace(output[position - 1]) {
        matched.boundary = position
      }
    }
    matched.scanned = output.count
  }

  private func units(in output: [UInt8], _ range: Range<Int>) -> Int {
    if comparesLines { return output[range].reduce(0) { $0 + ($1 == ByteText.newline ? 1 : 0) } }
    var scanner = TokenScanner(bytes: output, position: range.lowerBound)
    var count = 0
    while true {
      _ = scanner.skipSpace()
      guard scanner.position < range.upperBound, !scanner.token().isEmpty else { return count }
      count += 1
    }
  }

  /// Where so many lines or tokens of the expected text end.
  private func boundary(after count: Int, from start: Int) -> Int {
    if comparesLines {
      var position = start
      for _ in 0..<count {
        position = ByteText.lineEnd(of: expected, from: position, limit: expected.count)
        guard position < expected.count else { return position }
        position += 1
      }
      return position
    }
    var scanner = TokenScanner(bytes: expected, position: start)
    var end = start
    for _ in 0..<count {
      _ = scanner.skipSpace()
      let token = scanner.token()
      guard !token.isEmpty else { return expected.count }
      end = token.upperBound
    }
    return end
  }
}
