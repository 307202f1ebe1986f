/// A closed fenced code block of a Markdown text, as positions in the text's bytes.
struct FencedBlock {
  /// The language word behind the opening fence, in the case it was written; empty if there is none.
  var tag: String
  /// The lines between the fences, each with its newline.
  var content: Range<Int>
  /// From the opening fence's line to the end of the closing one's.
  var extent: Range<Int>
  /// Blanks before the opening fence: as many are taken off each line of the content, if they are there.
  var indentation: Int
  /// The opening fence's line ended in `\r\n`, so the carriage returns are the response's and not the program's.
  var hasCarriageReturns: Bool
}

extension FencedBlock {
  /// The program, as it would be pasted into a file.
  func text(of bytes: [UInt8]) -> String {
    guard indentation > 0 || hasCarriageReturns else { return String(decoding: bytes[content], as: UTF8.self) }
    var text: [UInt8] = []
    text.reserveCapacity(content.count)
    var start = content.lowerBound
    while start < content.upperBound {
      let end = ByteText.lineEnd(of: bytes, from: start, limit: content.upperBound)
      var first = start
      while first < end, first - start < indentation, bytes[first] == UInt8(ascii: " ") { first += 1 }
      var last = end
      if hasCarriageReturns, last > first, bytes[last - 1] == UInt8(ascii: "\r") { last -= 1 }
      text.append(contentsOf: bytes[first..<last])
      if end < content.upperBound { text.append(ByteText.newline) }
      start = end + 1
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// Finds the fenced blocks of a text by the rules of CommonMark: a fence is three or more backticks or tildes, indented by
/// up to three spaces; the closing one is of the same character, at least as long, with nothing behind it. One pass over
/// the lines.
struct FenceScanner {
  let bytes: [UInt8]
  private var position: Int
  private let end: Int

  init(bytes: [UInt8], range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// Where an opening fence without a closing one stands, once ``next()`` has given `nil`.
  private(set) var unclosed: Int?

  /// The next closed block.
  mutating func next() -> FencedBlock? {
    while position < end {
      let line = nextLine()
      guard let opening = fence(line), let tag = tag(opening) else { continue }
      let contentStart = position
      while position < end {
        let line = nextLine()
        guard let closing = fence(line), closing.character == opening.character, closing.length >= opening.length,
          closing.info.isEmpty
        else { continue }
        return FencedBlock(
          tag: tag, content: contentStart..<line.lowerBound, extent: opening.start..<line.upperBound,
          indentation: opening.indentation, hasCarriageReturns: opening.hasCarriageReturn)
      }
      unclosed = opening.start
    }
    return nil
  }

  private struct Fence {
    var start: Int
    var indentation: Int
    var character: UInt8
    var length: Int
    /// What stands behind the characters, without blanks around it.
    var info: Range<Int>
    var hasCarriageReturn: Bool
  }

  /// The line at `position`, without its newline; moves behind it.
  private mutating func nextLine() -> Range<Int> {
    let start = position
    let lineEnd = ByteText.lineEnd(of: bytes, from: start, limit: end)
    position = min(lineEnd + 1, end)
    return start..<lineEnd
  }

  private func fence(_ line: Range<Int>) -> Fence? {
    var index = line.lowerBound
    while index < line.upperBound, index - line.lowerBound < 4, bytes[index] == UInt8(ascii: " ") { index += 1 }
    let indentation = index - line.lowerBound
    guard indentation < 4, index < line.upperBound else { return nil }
    let character = bytes[index]
    guard character == UInt8(ascii: "`") || character == UInt8(ascii: "~") else { return nil }
    let first = index
    while index < line.upperBound, bytes[index] == character { index += 1 }
    guard index - first >= 3 else { return nil }
    var infoEnd = line.upperBound
    while infoEnd > index, Self.isBlank(bytes[infoEnd - 1]) { infoEnd -= 1 }
    var infoStart = index
    while infoStart < infoEnd, Self.isBlank(bytes[infoStart]) { infoStart += 1 }
    let hasCarriageReturn = bytes[line.upperBound - 1] == UInt8(ascii: "\r")
    return Fence(
      start: line.lowerBound, indentation: indentation, character: character, length: index - first,
      info: infoStart..<infoEnd, hasCarriageReturn: hasCarriageReturn)
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  /// The language word of an opening fence; `nil` if the line is no fence after all: text between backticks is code within
  /// a line.
  private func tag(_ fence: Fence) -> String? {
    let info = bytes[fence.info]
    if fence.character == UInt8(ascii: "`"), info.contains(UInt8(ascii: "`")) { return nil }
    return Self.languageWord(info)
  }

  /// Longer words mean nothing; nothing longer has to be read.
  private static let longestTag = 64

  /// `python` of `python title="x"`, `{.python .numberLines}`, `{python}`, `python:main.py`, `rust,no_run`.
  private static func languageWord(_ info: ArraySlice<UInt8>) -> String {
    var rest = info.prefix(4 * longestTag)
    if rest.first == UInt8(ascii: "{") {
      rest = rest.dropFirst().drop(while: isBlank)
      // In attributes the class is the language, also behind an identifier.
      if rest.first == UInt8(ascii: "#") { rest = rest.drop { $0 != UInt8(ascii: ".") } }
    }
    if rest.first == UInt8(ascii: ".") { rest = rest.dropFirst() }
    let separators = Array(" \t{},:;=\"'()[]".utf8)
    let word = rest.prefix { !separators.contains($0) }
    return word.count > longestTag ? "" : String(decoding: word, as: UTF8.self)
  }
}
