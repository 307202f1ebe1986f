/// What a byte of UTF-8 text is, where ASCII is enough to say so.
enum Glyph {
  static let backslash = UInt8(ascii: "\\")
  static let dollar = UInt8(ascii: "$")
  static let openBrace = UInt8(ascii: "{")
  static let closeBrace = UInt8(ascii: "}")
  static let newline = UInt8(ascii: "\n")
  static let star = UInt8(ascii: "*")

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
  static func isUppercase(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }
  /// ASCII letters in lower case, all else as it is.
  static func lowered(_ byte: UInt8) -> UInt8 { isUppercase(byte) ? byte | 0x20 : byte }
}

/// A response as bytes: every rule walks over these, by index, once.
struct ResponseText: Sendable {
  var bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }
  init(bytes: [UInt8]) { self.bytes = bytes }

  var count: Int { bytes.count }

  subscript(index: Int) -> UInt8 { bytes[index] }

  /// The byte there, or zero outside of the text.
  func byte(_ index: Int) -> UInt8 { index >= 0 && index < bytes.count ? bytes[index] : 0 }

  func string(_ range: Range<Int>) -> String {
    String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
  }

  func has(_ word: [UInt8], at start: Int) -> Bool {
    guard start >= 0, start + word.count <= bytes.count else { return false }
    for index in word.indices where bytes[start + index] != word[index] { return false }
    return true
  }

  /// - Parameter word: in lower case.
  func hasIgnoringCase(_ word: [UInt8], at start: Int) -> Bool {
    guard start >= 0, start + word.count <= bytes.count else { return false }
    for index in word.indices where Glyph.lowered(bytes[start + index]) != word[index] { return false }
    return true
  }

  func contains(_ word: [UInt8], in range: Range<Int>) -> Bool { first(word, in: range) != nil }

  /// Where `word` (not empty) first starts within the range.
  func first(_ word: [UInt8], in range: Range<Int>) -> Int? {
    guard let head = word.first else { return nil }
    var start = range.lowerBound
    while start + word.count <= range.upperBound {
      if bytes[start] == head, has(word, at: start) { return start }
      start += 1
    }
    return nil
  }

  func skipBlanks(from start: Int, to end: Int) -> Int {
    var index = start
    while index < end, Glyph.isBlank(bytes[index]) { index += 1 }
    return index
  }

  /// Without blanks at either end.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    let start = skipBlanks(from: range.lowerBound, to: range.upperBound)
    var end = range.upperBound
    while end > start, Glyph.isBlank(bytes[end - 1]) { end -= 1 }
    return start..<end
  }

  /// Where the run of ASCII letters from there ends.
  func lettersEnd(from start: Int, to end: Int) -> Int {
    var index = start
    while index < end, Glyph.isLetter(bytes[index]) { index += 1 }
    return index
  }
}
