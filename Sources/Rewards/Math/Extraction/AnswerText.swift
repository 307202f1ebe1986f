/// Writes values that were read from prose as the texts of an answer.
struct AnswerText {
  let text: ResponseText
  let tokens: [ProseToken]

  func parts(of list: ReadList) -> [String] {
    list.values.flatMap { parts(of: $0) }.filter { !$0.isEmpty }
  }

  private func parts(of value: ReadValue) -> [String] {
    if value.tokens.count == 1, let inner = tokens[value.tokens.lowerBound].inner {
      return FormulaRows(text: text).parts(of: inner)
    }
    let isPlain = !tokens[value.tokens].contains { $0.kind == .formula }
    let range = isPlain ? withoutParentheses(value) : value.bytes
    let cleaned = (isNegated(value) ? "-" : "") + AnswerCleaning.cleaned(text, range, dollarsAreMoney: isPlain)
    return [isPlain ? Self.escapedDollars(cleaned) : cleaned]
  }

  /// "Minus 7", where "12 minus 7" subtracts.
  private func isNegated(_ value: ReadValue) -> Bool {
    let first = value.tokens.lowerBound
    guard first > 0, tokens[first].kind == .number, Self.signs.contains(tokens[first - 1].key) else { return false }
    guard first > 1 else { return true }
    switch tokens[first - 2].kind {
    case .number, .variable, .closing, .formula, .percent, .suffix: return false
    default: return true
    }
  }

  private static let signs: WordSet = ["minus", "negative", "menos", "moins", "минус"]

  /// "(35 + 70 = 105)": the parentheses set the chain off from the sentence.
  private func withoutParentheses(_ value: ReadValue) -> Range<Int> {
    let first = value.tokens.lowerBound
    guard let close = tokens[first].group, close == value.tokens.upperBound - 1, first + 1 < close else {
      return value.bytes
    }
    let inside = tokens[first + 1..<close]
    guard text[tokens[first].start] != Glyph.openBrace, text[tokens[first].start] != Glyph.backslash,
      inside.contains(where: { $0.kind == .relation }), !inside.contains(where: { $0.kind == .comma })
    else {
      return value.bytes
    }
    return tokens[first + 1].start..<tokens[close - 1].end
  }

  /// In plain text a dollar is money, for the parser a delimiter: "$5" becomes `\$5`.
  private static func escapedDollars(_ plain: String) -> String {
    guard plain.utf8.contains(Glyph.dollar) else { return plain }
    var bytes: [UInt8] = []
    for byte in plain.utf8 {
      if byte == Glyph.dollar, bytes.last != Glyph.backslash { bytes.append(Glyph.backslash) }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
