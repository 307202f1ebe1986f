/// How two tokens are compared.
struct TokenRule {
  var caseSensitive: Bool
  /// The white space between tokens has to be the same bytes too.
  var spaceSensitive: Bool
  /// `nil`: numbers are text.
  var tolerance: NumberTolerance?
}

/// Token by token, as the Kattis default validator does: tokens are what stands between C's white space.
struct TokenComparison {
  let output: [UInt8]
  let expected: [UInt8]
  let rule: TokenRule

  func compare(commonPrefix: Int) -> Comparison {
    // Both sides are the same up to here, so the last blank in it separates the same tokens on both.
    var start = commonPrefix
    while start > 0, !TokenScanner.isSpace(output[start - 1]) { start -= 1 }
    // A run of white space is compared from its first byte.
    while start > 0, TokenScanner.isSpace(output[start - 1]) { start -= 1 }
    var got = TokenScanner(bytes: output, position: start)
    var wanted = TokenScanner(bytes: expected, position: start)
    while true {
      let gotSpace = got.skipSpace()
      let wantedSpace = wanted.skipSpace()
      if rule.spaceSensitive, !ByteText.equal(output, gotSpace, expected, wantedSpace) {
        return .different(spaceMessage(gotSpace, wantedSpace))
      }
      let gotToken = got.token()
      let wantedToken = wanted.token()
      if gotToken.isEmpty, wantedToken.isEmpty { return .accepted }
      if gotToken.isEmpty || wantedToken.isEmpty || !matches(gotToken, wantedToken) {
        return .different(tokenMessage(gotToken, wantedToken))
      }
    }
  }

  private func matches(_ gotToken: Range<Int>, _ wantedToken: Range<Int>) -> Bool {
    if ByteText.equal(output, gotToken, expected, wantedToken) { return true }
    if let tolerance = rule.tolerance, let wanted = NumberToken(expected, wantedToken) {
      guard let got = NumberToken(output, gotToken) else { return false }
      return tolerance.accepts(got, expected: wanted)
    }
    return !rule.caseSensitive && CaseFolding.equal(output, gotToken, expected, wantedToken)
  }

  private func tokenMessage(_ gotToken: Range<Int>, _ wantedToken: Range<Int>) -> String {
    if wantedToken.isEmpty {
      let got = describe(output, gotToken, focus: gotToken.lowerBound)
      return "\(place(output, gotToken)): expected the end of the output, got \(got)"
    }
    if gotToken.isEmpty {
      let wanted = describe(expected, wantedToken, focus: wantedToken.lowerBound)
      return "\(place(expected, wantedToken)): expected \(wanted), got the end of the output"
    }
    let common = ByteText.commonPrefixCount(output, gotToken, expected, wantedToken)
    let wanted = describe(expected, wantedToken, focus: wantedToken.lowerBound + common)
    let got = describe(output, gotToken, focus: gotToken.lowerBound + common)
    return "\(place(output, gotToken)): expected \(wanted), got \(got)"
  }

  private func spaceMessage(_ gotSpace: Range<Int>, _ wantedSpace: Range<Int>) -> String {
    let common = ByteText.commonPrefixCount(output, gotSpace, expected, wantedSpace)
    let wanted = describe(expected, wantedSpace, focus: wantedSpace.lowerBound + common)
    let got = describe(output, gotSpace, focus: gotSpace.lowerBound + common)
    let line = ByteText.lineNumber(of: output, at: gotSpace.lowerBound)
    return "line \(line): expected the white space \(wanted), got \(got)"
  }

  private func describe(_ bytes: [UInt8], _ range: Range<Int>, focus: Int) -> String {
    ShortText.quote(bytes, range, focus: focus)
  }

  /// Line and token within the line, from 1. Counted again from the start, since only a difference needs it.
  private func place(_ bytes: [UInt8], _ token: Range<Int>) -> String {
    let line = ByteText.lineNumber(of: bytes, at: token.lowerBound)
    var scanner = TokenScanner(bytes: bytes, position: ByteText.lineStart(of: bytes, before: token.lowerBound))
    var number = 1
    while true {
      _ = scanner.skipSpace()
      let next = scanner.token()
      if next.isEmpty || next.upperBound >= token.upperBound { break }
      number += 1
    }
    return "line \(line), token \(number)"
  }
}

/// Walks through white space and tokens of a text.
struct TokenScanner {
  let bytes: [UInt8]
  var position: Int

  /// C's `isspace`: space and 9 to 13.
  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 9 && byte <= 13) }

  mutating func skipSpace() -> Range<Int> {
    let start = position
    while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
    return start..<position
  }

  /// The token here; empty only at the end of the text.
  mutating func token() -> Range<Int> {
    let start = position
    while position < bytes.count, !Self.isSpace(bytes[position]) { position += 1 }
    return start..<position
  }
}
