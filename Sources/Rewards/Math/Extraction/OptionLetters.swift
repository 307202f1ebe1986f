/// Letters of multiple-choice options, as they are written.
enum OptionLetters {
  /// The option that a text starts with: "B", "(B)", "B) 12", `\textbf{(B) } 12`. A letter alone may be one.
  static func leading(_ answer: String) -> ChosenOption? {
    let text = ResponseText(answer)
    var index = skipWrappers(text, from: 0)
    let isBracketed = text.byte(index) == UInt8(ascii: "(")
    if isBracketed { index = text.skipBlanks(from: index + 1, to: text.count) }
    let letter = text.byte(index)
    guard Glyph.lowered(letter) >= UInt8(ascii: "a"), Glyph.lowered(letter) <= UInt8(ascii: "j") else { return nil }
    guard let rest = rest(of: text, after: index + 1, isBracketed: isBracketed) else { return nil }
    return ChosenOption(letter: text.string(index..<index + 1), text: AnswerCleaning.cleaned(text, rest))
  }

  private static let wrappers = [
    "\\textbf{", "\\text{", "\\mathrm{", "\\mathbf{", "\\textrm{", "\\mbox{", "\\bf ", "**",
  ]
  .map { Array($0.utf8) }

  private static func skipWrappers(_ text: ResponseText, from start: Int) -> Int {
    var index = text.skipBlanks(from: start, to: text.count)
    while let wrapper = wrappers.first(where: { text.has($0, at: index) }) {
      index = text.skipBlanks(from: index + wrapper.count, to: text.count)
    }
    return index
  }

  /// What stands behind the letter and its mark; `nil` if the letter is part of something else.
  private static func rest(of text: ResponseText, after start: Int, isBracketed: Bool) -> Range<Int>? {
    var index = start
    var isMarked = false
    while index < text.count, Self.closers.contains(text[index]) {
      if text[index] == UInt8(ascii: ":"), !Glyph.isBlank(text.byte(index + 1)) { return nil }
      isMarked = true
      index += 1
      // "\textbf{(B) } 12": a blank within the wrapper.
      let next = text.skipBlanks(from: index, to: text.count)
      if text.byte(next) == Glyph.closeBrace { index = next }
    }
    if isBracketed, text.first(Array(")".utf8), in: start..<max(start, index)) == nil { return nil }
    let next = skipSpacing(text, from: index)
    if next == text.count { return next..<next }
    guard isMarked, !operators.contains(text[next]) else { return nil }
    return next..<text.count
  }

  /// `\textbf{(B)}\ 12` goes on behind spacing.
  private static func skipSpacing(_ text: ResponseText, from start: Int) -> Int {
    var index = text.skipBlanks(from: start, to: text.count)
    while text.byte(index) == UInt8(ascii: "~")
      || (text.byte(index) == Glyph.backslash && spaces.contains(text.byte(index + 1)))
    {
      index = text.skipBlanks(from: index + (text[index] == Glyph.backslash ? 2 : 1), to: text.count)
    }
    return min(index, text.count)
  }

  private static let spaces = ByteSet(" ,;:!")
  private static let closers = ByteSet(").:}*")
  private static let operators = ByteSet("^_+=/(,&|<>-!'")
}
