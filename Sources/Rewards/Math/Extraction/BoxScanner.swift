/// A `\boxed{…}` and its kin, closed and not empty.
struct AnswerBox: Sendable, Hashable {
  /// Where its backslash stands.
  var start: Int
  var inner: Range<Int>
  /// Behind its closing brace.
  var end: Int
}

/// Finds the boxes of a text in one pass, with a stack of open braces.
struct BoxScanner {
  /// The outermost boxes that hold something, in order.
  private(set) var boxes: [AnswerBox] = []
  /// Boxes that hold nothing, or the placeholder of an instruction.
  private(set) var emptyBoxes: [Range<Int>] = []
  /// A box with something in it that is never closed: the response was cut there.
  private(set) var hasUnclosed = false
  /// Where the first unclosed box holds its content.
  private(set) var unclosedInner: Int?

  private let text: ResponseText
  private let bounds: Range<Int>
  /// Where each open brace stands, and where its box starts if it is one.
  private var open: [(brace: Int, box: Int?)] = []

  init(_ text: ResponseText, in bounds: Range<Int>) {
    self.text = text
    self.bounds = bounds
    scan()
    noteUnclosed()
  }

  private mutating func scan() {
    var index = bounds.lowerBound
    while index < bounds.upperBound {
      switch text[index] {
      case Glyph.backslash:
        index = command(at: index)
        continue
      case Glyph.openBrace:
        open.append((index, nil))
      case Glyph.closeBrace:
        if let last = open.popLast(), let start = last.box { close(start, last.brace + 1..<index) }
      default: break
      }
      index += 1
    }
  }

  /// Reads what follows a backslash, and returns where to go on. `\{`, `\}` and `\\` are characters.
  private mutating func command(at start: Int) -> Int {
    let nameEnd = text.lettersEnd(from: start + 1, to: min(bounds.upperBound, start + 12))
    guard nameEnd > start + 1 else { return start + 2 }
    guard let name = Self.names.first(where: { text.has($0, at: start + 1) }) else { return nameEnd }
    // "\boxed7" and "\boxedx" do not occur; "\boxedformat" is another command.
    guard nameEnd == start + 1 + name.count else { return nameEnd }
    let next = text.skipBlanks(from: nameEnd, to: bounds.upperBound)
    if text.byte(next) == Glyph.openBrace, next < bounds.upperBound {
      open.append((next, start))
      return next + 1
    }
    guard let end = bareArgument(from: next) else { return nameEnd }
    boxes.append(AnswerBox(start: start, inner: next..<end, end: end))
    return end
  }

  /// `\boxed 7`, `\boxed-3.5`: TeX would box one token, whoever writes so means the number.
  private func bareArgument(from start: Int) -> Int? {
    var index = start
    if text.byte(index) == UInt8(ascii: "-") { index += 1 }
    let digits = index
    while index < bounds.upperBound, Glyph.isDigit(text[index]) || isPoint(at: index) { index += 1 }
    return index > digits && !Glyph.isLetter(text.byte(index)) ? index : nil
  }

  private func isPoint(at index: Int) -> Bool {
    let byte = text[index]
    return (byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",")) && Glyph.isDigit(text.byte(index + 1))
  }

  private mutating func close(_ start: Int, _ inner: Range<Int>) {
    while let last = boxes.last, last.start > start { boxes.removeLast() }
    guard !AnswerCleaning.isPlaceholder(text, inner) else {
      emptyBoxes.append(start..<inner.upperBound + 1)
      return
    }
    boxes.append(AnswerBox(start: start, inner: inner, end: inner.upperBound + 1))
  }

  private mutating func noteUnclosed() {
    for entry in open where entry.box != nil && !text.trimmed(entry.brace + 1..<bounds.upperBound).isEmpty {
      hasUnclosed = true
      unclosedInner = entry.brace + 1
      return
    }
  }

  private static let names = ["boxed", "fbox", "framebox"].map { Array($0.utf8) }
}
