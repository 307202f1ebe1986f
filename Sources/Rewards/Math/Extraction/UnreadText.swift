/// Takes out of a response what is no statement of it: comments, drawings, programs, struck-out text, and the marks of
/// a calculator. All else stays as it is.
struct UnreadText {
  private let text: ResponseText
  private var bytes: [UInt8] = []
  private var index = 0
  /// Closing marks that do not occur any more, so that none is sought twice.
  private var absent: Set<[UInt8]> = []

  static func removed(from text: ResponseText) -> ResponseText {
    var reading = UnreadText(text: text)
    return reading.read()
  }

  private init(text: ResponseText) { self.text = text }

  private mutating func read() -> ResponseText {
    var copied = 0
    while index < text.count {
      let byte = text[index]
      guard Self.starts.contains(byte), let end = unreadEnd(from: byte) else {
        index += 1
        continue
      }
      bytes += text.bytes[copied..<index]
      // A quote keeps apart what stands on both sides, and ends no sentence.
      let isCalculation = byte == UInt8(ascii: "<") && text.byte(index + 1) == byte
      bytes.append(isCalculation ? UInt8(ascii: "\"") : 0x20)
      index = end
      copied = end
    }
    return copied == 0 ? text : ResponseText(bytes: bytes + text.bytes[copied...])
  }

  private static let starts = ByteSet("<[~`/%")

  /// Where what starts here and is not read ends.
  private mutating func unreadEnd(from byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "<"):
      if text.has(Self.comment, at: index) { return close(Self.commentEnd, from: index + 4) ?? text.count }
      return calculationEnd()
    case UInt8(ascii: "["):
      return text.has(Self.drawing, at: index) ? close(Self.drawingEnd, from: index + 5) ?? text.count : nil
    case UInt8(ascii: "/"):
      return text.has(Self.remark, at: index) ? close(Self.remarkEnd, from: index + 3) : nil
    case UInt8(ascii: "~"): return struckEnd()
    case UInt8(ascii: "`"): return programEnd()
    default: return texCommentEnd()
    }
  }

  private mutating func close(_ mark: [UInt8], from start: Int) -> Int? {
    guard !absent.contains(mark) else { return nil }
    if let place = text.first(mark, in: min(start, text.count)..<text.count) { return place + mark.count }
    absent.insert(mark)
    return nil
  }

  private static let comment = Array("<!--".utf8)
  private static let commentEnd = Array("-->".utf8)
  private static let drawing = Array("[asy]".utf8)
  private static let drawingEnd = Array("[/asy]".utf8)
  private static let remark = Array("/* ".utf8)
  private static let remarkEnd = Array("*/".utf8)

  // MARK: Marks within a line

  /// `<<9*2=18>>`, as the solutions of GSM8K have them before each result.
  private func calculationEnd() -> Int? {
    guard text.byte(index + 1) == UInt8(ascii: "<") else { return nil }
    var isEquation = false
    var hasDigit = false
    for place in index + 2..<max(index + 2, min(text.count, index + 160)) {
      let byte = text[place]
      if byte == UInt8(ascii: ">") { return isEquation && hasDigit && text.byte(place + 1) == byte ? place + 2 : nil }
      guard Glyph.isDigit(byte) || Self.calculation.contains(byte) else { return nil }
      if byte == UInt8(ascii: "=") { isEquation = true }
      if Glyph.isDigit(byte) { hasDigit = true }
    }
    return nil
  }

  private static let calculation = ByteSet("=+-*/^%$.,:() xX")

  /// `~~41~~` between blanks: `5~~\text{and}~~6` holds the blanks of TeX.
  private func struckEnd() -> Int? {
    guard text.byte(index + 1) == UInt8(ascii: "~"), isOpen(text.byte(index - 1)) else { return nil }
    guard !Glyph.isBlank(text.byte(index + 2)), text.byte(index + 2) != UInt8(ascii: "~") else { return nil }
    for place in index + 2..<max(index + 2, min(text.count, index + 200)) {
      if text[place] == Glyph.newline { return nil }
      guard text[place] == UInt8(ascii: "~"), text.byte(place + 1) == UInt8(ascii: "~") else { continue }
      let next = text.byte(place + 2)
      return Glyph.isLetter(next) || Glyph.isDigit(next) || next == Glyph.backslash ? nil : place + 2
    }
    return nil
  }

  private func isOpen(_ byte: UInt8) -> Bool { byte == 0 || Glyph.isBlank(byte) || Self.openers.contains(byte) }

  private static let openers = ByteSet("(*\"_")

  // MARK: Programs

  /// A fenced block in a programming language; what a program prints, and text in a fence, is read.
  private mutating func programEnd() -> Int? {
    guard text.has(Self.fence, at: index), isAtLineStart else { return nil }
    let start = index + Self.fence.count
    let nameEnd = text.lettersEnd(from: start, to: text.count)
    guard nameEnd > start, Self.languages.contains(WordKey(text, start..<nameEnd)) else { return nil }
    return close(Self.fenceOnLine, from: nameEnd)
  }

  private var isAtLineStart: Bool {
    var place = index
    while place > 0, text[place - 1] == 0x20 || text[place - 1] == 0x09 { place -= 1 }
    return place == 0 || text[place - 1] == Glyph.newline
  }

  private static let fence = Array("```".utf8)
  private static let fenceOnLine = Array("\n```".utf8)
  private static let languages: WordSet = [
    "python", "py", "c", "cpp", "csharp", "java", "javascript", "js", "typescript", "ts", "bash", "sh", "shell", "r",
    "julia", "swift", "rust", "go", "ruby", "php", "sql", "matlab", "haskell", "lean", "kotlin", "scala", "perl", "lua",
    "sage", "mathematica", "octave", "gap", "maple", "asy", "tikz", "html", "css",
  ]

  /// `% …` behind the end of a sentence or at the start of a line: "100 %" has an operand before it.
  private func texCommentEnd() -> Int? {
    guard Glyph.isBlank(text.byte(index + 1)) else { return nil }
    var place = index
    while place > 0, text[place - 1] == 0x20 || text[place - 1] == 0x09 { place -= 1 }
    guard place == 0 || Self.sentenceEnds.contains(text[place - 1]) else { return nil }
    return text.first([Glyph.newline], in: index..<text.count) ?? text.count
  }

  private static let sentenceEnds = ByteSet(".!?;:\n")
}
