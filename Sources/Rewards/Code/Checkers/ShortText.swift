/// Turns arbitrary bytes into a short, quoted, printable text for messages.
///
/// Control characters, escape codes, invisible and text-direction characters and bytes that are not UTF-8 are written as
/// escapes, so that a message can go to a terminal, a log or a page whatever a program printed.
public enum ShortText {
  /// Characters between the quotes: two of these and the words around them stay under 200.
  static let limit = 60

  /// The whole range if it is short, else the part around `focus` with `…` where something is left out.
  static func quote(_ bytes: [UInt8], _ range: Range<Int>, focus: Int? = nil) -> String {
    let range = range.clamped(to: bytes.indices)
    var start = range.lowerBound
    if let focus, range.count > limit {
      start = max(start, min(focus, range.upperBound) - limit / 3)
      // Not into the middle of a character: at most three continuation bytes stand before a first byte.
      var steps = 0
      while steps < 3, start > range.lowerBound, bytes[start] & 0xC0 == 0x80 {
        start -= 1
        steps += 1
      }
    }
    let window = start..<min(range.upperBound, start + 4 * limit)
    var body = ""
    var count = 0
    var used = 0
    var decoder = UTF8Pieces(bytes: bytes, range: window)
    while let piece = decoder.next() {
      let shown = escaped(piece)
      if count + shown.count > limit { break }
      body += shown
      count += shown.count
      used += piece.byteCount
    }
    let opening = start > range.lowerBound ? "…" : ""
    let closing = start + used < range.upperBound ? "…" : ""
    return "\(opening)\"\(body)\"\(closing)"
  }

  static func quote(_ bytes: [UInt8]) -> String { quote(bytes, bytes.indices) }

  /// The beginning of a text, and all of it if it is short.
  public static func quote(_ text: String) -> String { quote(Array(text.utf8)) }

  private static func escaped(_ piece: UTF8Pieces.Piece) -> String {
    switch piece {
    case .byte(let byte): "\\x" + hex(UInt32(byte), width: 2)
    case .scalar(let scalar): escaped(scalar)
    }
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    case "\"": return "\\\""
    case "\\": return "\\\\"
    default: break
    }
    if scalar.isASCII {
      let isControl = scalar.value < 0x20 || scalar.value == 0x7F
      return isControl ? "\\x" + hex(scalar.value, width: 2) : String(scalar)
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator,
      .nonspacingMark, .enclosingMark:
      // Marks are escaped too: hundreds of them may stand on one letter.
      return "\\u{" + String(scalar.value, radix: 16) + "}"
    default:
      return String(scalar)
    }
  }

  static func hex(_ value: UInt32, width: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

/// Walks bytes as UTF-8, character by character, and gives what is not UTF-8 byte by byte.
struct UTF8Pieces {
  enum Piece {
    case scalar(Unicode.Scalar)
    case byte(UInt8)

    var byteCount: Int {
      switch self {
      case .scalar(let scalar): UTF8.width(scalar)
      case .byte: 1
      }
    }
  }

  let bytes: [UInt8]
  private(set) var position: Int
  let end: Int

  init(bytes: [UInt8], range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  mutating func next() -> Piece? {
    guard position < end else { return nil }
    let first = bytes[position]
    if let scalar = scalar(startingWith: first) {
      position += UTF8.width(scalar)
      return .scalar(scalar)
    }
    position += 1
    return .byte(first)
  }

  private func scalar(startingWith first: UInt8) -> Unicode.Scalar? {
    let length: Int
    var value: UInt32
    switch first {
    case 0..<0x80: return Unicode.Scalar(first)
    case 0xC2..<0xE0: (length, value) = (2, UInt32(first & 0x1F))
    case 0xE0..<0xF0: (length, value) = (3, UInt32(first & 0x0F))
    case 0xF0..<0xF5: (length, value) = (4, UInt32(first & 0x07))
    default: return nil
    }
    guard position + length <= end else { return nil }
    for index in position + 1..<position + length {
      guard bytes[index] & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(bytes[index] & 0x3F)
    }
    // Surrogates and values over U+10FFFF are refused here, forms longer than needed by their width.
    guard let scalar = Unicode.Scalar(value), UTF8.width(scalar) == length else { return nil }
    return scalar
  }
}
