/// A formula between math delimiters.
struct Formula: Sendable, Hashable {
  /// With its delimiters.
  var range: Range<Int>
  var inner: Range<Int>
}

/// Finds `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and displayed environments, in linear time: a closing delimiter that was once
/// not found behind a place is not sought again.
struct FormulaScanner {
  private(set) var formulas: [Formula] = []

  private let text: ResponseText
  private let end: Int
  /// Closing delimiters (or `\end{…}`) that do not occur any more.
  private var absent: Set<[UInt8]> = []

  init(_ text: ResponseText, in bounds: Range<Int>) {
    self.text = text
    end = bounds.upperBound
    var index = bounds.lowerBound
    while index < end {
      switch text[index] {
      case Glyph.dollar: index = dollar(at: index)
      case Glyph.backslash: index = command(at: index)
      default: index += 1
      }
    }
  }

  // MARK: Dollars

  private mutating func dollar(at start: Int) -> Int {
    if text.byte(start + 1) == Glyph.dollar { return doubleDollar(at: start) }
    guard let close = nextDollar(from: start + 1) else { return start + 1 }
    let inner = start + 1..<close
    guard isInlineFormula(inner) else { return close }
    formulas.append(Formula(range: start..<close + 1, inner: inner))
    return close + 1
  }

  private mutating func doubleDollar(at start: Int) -> Int {
    var open = start
    while open < end, text[open] == Glyph.dollar { open += 1 }
    guard open - start < 4 else { return open }
    guard let close = find(Self.doubled, from: open) else { return open }
    if !isBlank(open..<close) {
      formulas.append(Formula(range: start..<close + 2, inner: open..<close))
    }
    return close + 2
  }

  private mutating func nextDollar(from start: Int) -> Int? { find(Self.single, from: start) }

  /// Sums of money and other prose stand between dollars too.
  private func isInlineFormula(_ inner: Range<Int>) -> Bool {
    let trimmed = text.trimmed(inner)
    if trimmed.isEmpty || Self.strangeStarts.contains(text[trimmed.lowerBound]) { return false }
    // "$5 and $7": a dollar with a blank before it and a digit behind it closes nothing.
    if Glyph.isBlank(text[inner.upperBound - 1]), Glyph.isDigit(text.byte(inner.upperBound + 1)) { return false }
    return !FormulaProse.isProse(text, inner)
  }

  // MARK: Commands

  private mutating func command(at start: Int) -> Int {
    switch text.byte(start + 1) {
    case UInt8(ascii: "("): return delimited(by: Self.closeParenthesis, from: start)
    case UInt8(ascii: "["): return delimited(by: Self.closeBracket, from: start)
    case UInt8(ascii: "b") where text.has(Self.begin, at: start): return environment(at: start)
    default: return start + 2
    }
  }

  private mutating func delimited(by close: [UInt8], from start: Int) -> Int {
    guard let place = find(close, from: start + 2) else { return start + 2 }
    if !isBlank(start + 2..<place) {
      formulas.append(Formula(range: start..<place + 2, inner: start + 2..<place))
    }
    return place + 2
  }

  /// An environment outside of delimiters. Of a displayed one the content is the formula; a matrix is one as a whole.
  private mutating func environment(at start: Int) -> Int {
    let open = start + Self.begin.count
    guard let name = Self.environments.first(where: { text.has($0, at: open) }) else { return open }
    guard let place = find(Self.endCommand + name, from: open) else { return open }
    let closed = place + Self.endCommand.count + name.count
    let isMatrix = Self.matrices.contains(name)
    let inner = isMatrix ? start..<closed : open + name.count..<place
    formulas.append(Formula(range: start..<closed, inner: inner))
    return closed
  }

  // MARK: Searching

  private mutating func find(_ word: [UInt8], from start: Int) -> Int? {
    guard !absent.contains(word) else { return nil }
    var index = start
    while index < end {
      if text.has(word, at: index) { return index + word.count <= end ? index : nil }
      index += text[index] == Glyph.backslash ? 2 : 1
    }
    absent.insert(word)
    return nil
  }

  private static let strangeStarts = ByteSet("?!,;:")

  private func isBlank(_ range: Range<Int>) -> Bool { text.trimmed(range).isEmpty }

  private static let single = [Glyph.dollar]
  private static let doubled = Array("$$".utf8)
  private static let closeParenthesis = Array("\\)".utf8)
  private static let closeBracket = Array("\\]".utf8)
  private static let begin = Array("\\begin{".utf8)
  private static let endCommand = Array("\\end{".utf8)
  private static let displays = [
    "align}", "align*}", "aligned}", "alignat}", "equation}", "equation*}", "gather}", "gather*}", "gathered}",
    "eqnarray}", "eqnarray*}", "multline}", "multline*}", "math}", "displaymath}", "split}",
  ].map { Array($0.utf8) }
  private static let matrices = [
    "pmatrix}", "bmatrix}", "matrix}", "vmatrix}", "Bmatrix}", "Vmatrix}", "smallmatrix}", "cases}", "array}",
  ].map { Array($0.utf8) }
  private static let environments = displays + matrices
}

/// Tells prose from mathematics.
enum FormulaProse {
  /// Two words one behind the other, as in "$5 apples for $", or the end of a sentence or a paragraph, as in
  /// "$15. Hence $", outside of `\text{…}`.
  static func isProse(_ text: ResponseText, _ range: Range<Int>) -> Bool {
    var index = range.lowerBound
    var words = 0
    while index < range.upperBound {
      let byte = text[index]
      if byte == Glyph.backslash {
        index = commandEnd(text, from: index, to: range.upperBound)
        words = 0
      } else if Glyph.isLetter(byte) {
        let wordEnd = text.lettersEnd(from: index, to: range.upperBound)
        words = isWord(text, index..<wordEnd) ? words + 1 : 0
        if words >= 2 { return true }
        index = wordEnd
      } else {
        if endsSentence(text, at: index, to: range.upperBound) { return true }
        if !Glyph.isBlank(byte) { words = 0 }
        index += 1
      }
    }
    return false
  }

  private static func endsSentence(_ text: ResponseText, at index: Int, to end: Int) -> Bool {
    if text[index] == Glyph.newline { return index + 1 < end && text[index + 1] == Glyph.newline }
    guard text[index] == UInt8(ascii: "."), Glyph.isBlank(text.byte(index + 1)) else { return false }
    let next = text.skipBlanks(from: index + 1, to: end)
    return next + 1 < end && Glyph.isUppercase(text[next]) && Glyph.isLetter(text[next + 1])
  }

  private static func isWord(_ text: ResponseText, _ range: Range<Int>) -> Bool {
    guard range.count >= 2 else { return false }
    let key = WordKey(text, range)
    return !MathWords.isConnector(key) && !MathWords.isFunction(key)
  }

  /// Behind the command, and behind its argument where that is text.
  private static func commandEnd(_ text: ResponseText, from start: Int, to end: Int) -> Int {
    let nameEnd = text.lettersEnd(from: start + 1, to: end)
    guard nameEnd > start + 1 else { return start + 2 }
    guard nameEnd < end, text[nameEnd] == Glyph.openBrace,
      MathWords.isTextCommand(WordKey(text, start + 1..<nameEnd))
    else { return nameEnd }
    var index = nameEnd
    while index < end, text[index] != Glyph.closeBrace { index += 1 }
    return index
  }
}
