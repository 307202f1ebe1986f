/// Numbers: their digits, points that are none, exponents as programs write them.
extension Lexer {
  /// The ASCII digit that a scalar is, fullwidth or not.
  static func digit(_ scalar: Unicode.Scalar?) -> UInt8? {
    guard let value = scalar?.value else { return nil }
    if value &- 0x30 < 10 { return UInt8(value) }
    return value &- 0xFF10 < 10 ? UInt8(value - 0xFF10 + 0x30) : nil
  }

  mutating func number() throws(SyntaxError) {
    let start = index
    var digits: [UInt8] = []
    var hasPoint = false
    while index < scalars.count {
      if let digit = Lexer.digit(scalars[index]) {
        digits.append(digit)
      } else if scalars[index] == ".", !hasPoint, peek(1) != "." {
        // "5." ends a sentence as often as it is a number.
        let isPeriod =
          !digits.isEmpty && (peek(1) == "\\" && isOverline(index + 1) || peek(1) == "(" && isDigits(index + 2))
        guard Lexer.digit(peek(1)) != nil || isPeriod else { break }
        hasPoint = true
        digits.append(0x2E)
      } else {
        break
      }
      index += 1
    }
    guard !digits.isEmpty else {
      // Points that belong to no number: an ellipsis, or the end of a sentence.
      var count = 0
      while peek() == "." {
        index += 1
        count += 1
      }
      if count >= 3 || (count == 2 && !tokens.isEmpty) { add(.ellipsis, at: start) }
      if count == 1 { spacing = .blank }
      return
    }
    if digits == [0x30], let value = prefixedNumber() {
      add(.number(String(value)), at: start)
      return
    }
    add(.number(String(decoding: digits, as: UTF8.self)), at: start)
    try scientific(start)
  }

  /// `0x1F`, `0b101`, `0o17`, behind the zero.
  private mutating func prefixedNumber() -> Int? {
    let radixes: [Unicode.Scalar: Int] = ["x": 16, "X": 16, "b": 2, "B": 2, "o": 8, "O": 8]
    guard let mark = peek(), let radix = radixes[mark] else { return nil }
    var end = index + 1
    while end < scalars.count, Lexer.isLetter(scalars[end]) || Lexer.digit(scalars[end]) != nil { end += 1 }
    guard end > index + 1, let value = Int(text(index + 1..<end), radix: radix) else { return nil }
    index = end
    return value
  }

  /// Whether digits and a closing bracket stand there, as in `2.(6)`.
  func isDigits(_ position: Int) -> Bool {
    var end = position
    while end < scalars.count, Lexer.digit(scalars[end]) != nil { end += 1 }
    return end > position && end < scalars.count && scalars[end] == ")"
  }

  func isOverline(_ position: Int) -> Bool {
    let name = Array("\\overline".unicodeScalars)
    let bar = Array("\\bar".unicodeScalars)
    let dot = Array("\\dot".unicodeScalars)
    return [name, bar, dot].contains { scalars[position...].starts(with: $0) }
  }

  /// `3.2e-5`, as programs write it.
  mutating func scientific(_ start: Int) throws(SyntaxError) {
    guard let mark = peek(), mark == "e" || mark == "E" else { return }
    var end = index + 1
    if end < scalars.count, scalars[end] == "-" || scalars[end] == "+" { end += 1 }
    let firstDigit = end
    while end < scalars.count, Lexer.digit(scalars[end]) != nil { end += 1 }
    guard end > firstDigit else { return }
    if end < scalars.count, Lexer.isLetter(scalars[end]) { return }
    let position = index
    add(.times, at: position)
    add(.number("10"), at: position)
    add(.caret, at: position)
    add(.open(.group), at: position)
    if scalars[index + 1] == "-" { add(.minus, at: position) }
    add(.number(text(firstDigit..<end)), at: position)
    add(.close(.group), at: position)
    index = end
  }
}
