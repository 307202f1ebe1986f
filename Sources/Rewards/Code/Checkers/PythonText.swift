/// Python's idea of white space and digits, on UTF-8 bytes.
enum PythonText {
  /// How many bytes the white space at `position` takes; 0 if there is none. What `str.isspace` says, so also
  /// U+001C to U+001F, no-break spaces and the ideographic space.
  static func whiteSpaceLength(_ bytes: [UInt8], at position: Int, end: Int) -> Int {
    let first = bytes[position]
    if first < 0x80 { return isASCIIWhiteSpace(first) ? 1 : 0 }
    if first == 0xC2 {
      guard position + 1 < end else { return 0 }
      return bytes[position + 1] == 0x85 || bytes[position + 1] == 0xA0 ? 2 : 0
    }
    guard first >= 0xE1, first <= 0xE3, position + 2 < end else { return 0 }
    return isLongWhiteSpace(first, bytes[position + 1], bytes[position + 2]) ? 3 : 0
  }

  /// The same for the white space that ends before `position`.
  static func whiteSpaceLength(_ bytes: [UInt8], before position: Int, start: Int) -> Int {
    let last = bytes[position - 1]
    if last < 0x80 { return isASCIIWhiteSpace(last) ? 1 : 0 }
    if position - 2 >= start, bytes[position - 2] == 0xC2 { return last == 0x85 || last == 0xA0 ? 2 : 0 }
    guard position - 3 >= start else { return 0 }
    return isLongWhiteSpace(bytes[position - 3], bytes[position - 2], last) ? 3 : 0
  }

  /// `str.strip()`.
  static func strip(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end {
      let length = whiteSpaceLength(bytes, at: start, end: end)
      if length == 0 { break }
      start += length
    }
    while start < end {
      let length = whiteSpaceLength(bytes, before: end, start: start)
      if length == 0 { break }
      end -= length
    }
    return start..<end
  }

  /// One step of `str.split()`: the next word from `position` on, which moves behind it; `nil` at the end.
  static func nextWord(_ bytes: [UInt8], from position: inout Int, end: Int) -> Range<Int>? {
    while position < end {
      let length = whiteSpaceLength(bytes, at: position, end: end)
      if length == 0 { break }
      position += length
    }
    guard position < end else { return nil }
    let start = position
    while position < end, whiteSpaceLength(bytes, at: position, end: end) == 0 { position += 1 }
    return start..<position
  }

  private static func isASCIIWhiteSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) || (byte >= 0x1C && byte <= 0x1F)
  }

  private static func isLongWhiteSpace(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
    switch (first, second) {
    case (0xE1, 0x9A): third == 0x80  // U+1680
    case (0xE2, 0x80): (third >= 0x80 && third <= 0x8A) || third == 0xA8 || third == 0xA9 || third == 0xAF
    case (0xE2, 0x81): third == 0x9F  // U+205F
    case (0xE3, 0x80): third == 0x80  // U+3000
    default: false
    }
  }
}
