/// Takes from a text what is not part of the answer: delimiters, quotes, emphasis, the full stop of the sentence.
enum AnswerCleaning {
  /// The text of an answer that stands in `range`, boxes in it unwrapped.
  static func cleaned(_ text: ResponseText, _ range: Range<Int>, dollarsAreMoney: Bool = false) -> String {
    var piece = ResponseText(bytes: withoutBoxes(text, range))
    let inner = core(of: piece, dollarsAreMoney: dollarsAreMoney)
    piece = ResponseText(bytes: Array(piece.bytes[inner]))
    if !dollarsAreMoney { piece = withoutDelimiters(piece) }
    return piece.string(core(of: piece, dollarsAreMoney: dollarsAreMoney))
  }

  /// Where the answer starts and ends once its wrappings are taken off; each round takes off at least a byte.
  private static func core(of text: ResponseText, dollarsAreMoney: Bool) -> Range<Int> {
    var range = text.trimmed(0..<text.count)
    while !range.isEmpty {
      let before = range
      range = text.trimmed(withoutPair(text, range))
      range = text.trimmed(withoutTail(text, range, dollarsAreMoney: dollarsAreMoney))
      if range == before { break }
    }
    return range
  }

  // MARK: Wrappings

  private static let pairs: [(open: [UInt8], close: [UInt8])] = [
    ("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]"), ("**", "**"), ("\\\"", "\\\""), ("\"", "\""),
    ("“", "”"), ("«", "»"), ("`", "`"),
  ].map { (Array($0.0.utf8), Array($0.1.utf8)) }

  private static func withoutPair(_ text: ResponseText, _ range: Range<Int>) -> Range<Int> {
    for (open, close) in pairs where range.count >= open.count + close.count {
      guard text.has(open, at: range.lowerBound), text.has(close, at: range.upperBound - close.count) else { continue }
      return range.lowerBound + open.count..<range.upperBound - close.count
    }
    return range
  }

  private static let tails: [[UInt8]] = ["\\\\", "\\,", "\\;", "\\!", "。", "，", "、", "；", "．"].map { Array($0.utf8) }

  private static func withoutTail(
    _ text: ResponseText, _ range: Range<Int>, dollarsAreMoney: Bool
  ) -> Range<Int> {
    guard let last = range.last else { return range }
    let shorter = range.lowerBound..<last
    switch text[last] {
    case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"):
      return isEscaped(text, last) ? range : shorter
    case UInt8(ascii: "."):
      return text.byte(last - 1) == UInt8(ascii: ".") || isEscaped(text, last) ? range : shorter
    case Glyph.dollar where dollarsAreMoney && range.count > 1 && !isEscaped(text, last): return shorter
    default: break
    }
    for tail in tails where range.count >= tail.count && text.has(tail, at: range.upperBound - tail.count) {
      return range.lowerBound..<range.upperBound - tail.count
    }
    return range
  }

  private static func isEscaped(_ text: ResponseText, _ index: Int) -> Bool {
    text.byte(index - 1) == Glyph.backslash && text.byte(index - 2) != Glyph.backslash
  }

  // MARK: Boxes and delimiters within

  /// The content of boxes in place of them.
  private static func withoutBoxes(_ text: ResponseText, _ range: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    var isBox: [Bool] = []
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = text[index]
      if byte == Glyph.backslash {
        let end = boxOpening(text, at: index, to: range.upperBound)
        if end != nil { isBox.append(true) } else { bytes += text.bytes[index..<min(index + 2, range.upperBound)] }
        index = end ?? index + 2
        continue
      }
      index += 1
      if byte == Glyph.openBrace { isBox.append(false) }
      if byte == Glyph.closeBrace, isBox.popLast() == true { continue }
      bytes.append(byte)
    }
    return bytes
  }

  private static func boxOpening(_ text: ResponseText, at start: Int, to end: Int) -> Int? {
    for name in boxNames where text.has(name, at: start) {
      let next = text.skipBlanks(from: start + name.count, to: end)
      return next < end && text[next] == Glyph.openBrace ? next + 1 : nil
    }
    return nil
  }

  private static let boxNames = ["\\boxed", "\\fbox", "\\framebox"].map { Array($0.utf8) }

  /// `12 $ and $13` within a box, or `$x$ = 5`: the delimiters are no part of the mathematics.
  private static func withoutDelimiters(_ text: ResponseText) -> ResponseText {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte == Glyph.backslash {
        let next = text.byte(index + 1)
        if !delimiterBytes.contains(next) { bytes += text.bytes[index..<min(index + 2, text.count)] }
        index += 2
        continue
      }
      if byte != Glyph.dollar { bytes.append(byte) }
      index += 1
    }
    return ResponseText(bytes: bytes)
  }

  private static let delimiterBytes = ByteSet("()[]\"")

  // MARK: Placeholders

  /// An empty box, or one of an instruction: `\boxed{...}`, `\boxed{\text{your answer}}`. Long ones are not looked at,
  /// so that boxes in boxes cost no more than their length.
  static func isPlaceholder(_ text: ResponseText, _ range: Range<Int>) -> Bool {
    guard range.count <= 64 else { return false }
    var letters: [UInt8] = []
    var index = range.lowerBound
    while index < range.upperBound, letters.count <= 24 {
      let byte = text[index]
      index += 1
      switch byte {
      case Glyph.backslash:
        let end = text.lettersEnd(from: index, to: range.upperBound)
        if end == index {
          guard spacing.contains(text.byte(index)) else { return false }
          index += 1
        } else {
          guard emptyCommands.contains(text.string(index..<end)) else { return false }
          index = end
        }
      case _ where emptyBytes.contains(byte) || Glyph.isBlank(byte): break
      case _ where Glyph.isLetter(byte): letters.append(Glyph.lowered(byte))
      default: return false
      }
    }
    return letters.isEmpty || placeholders.contains(String(decoding: letters, as: UTF8.self))
  }

  private static let emptyBytes = ByteSet("{}[]<>$~._?-")
  private static let spacing = ByteSet(",;:! ")
  private static let emptyCommands: Set<String> = [
    "text", "textbf", "mathrm", "mathbf", "quad", "qquad", "ldots", "dots", "cdots", "cdot", "boxed", "fbox", "phantom",
    "hspace", "displaystyle",
  ]
  private static let placeholders: Set<String> = [
    "answer", "youranswer", "finalanswer", "yourfinalanswer", "answerhere", "youranswerhere", "theanswer",
    "thefinalanswer", "finalanswerhere", "yourfinalanswerhere",
  ]
}
