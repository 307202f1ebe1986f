/// The grammar of RFC 8259, one function a rule.
struct JSONReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var depth = 0

  init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func whole() throws(JSON.Failure) -> JSON {
    let value = try value()
    skipSpace()
    guard position == bytes.count else { throw failure("more text after the value") }
    return value
  }

  private func failure(_ message: String) -> JSON.Failure {
    JSON.Failure(offset: position, message: position == bytes.count ? "the text ends in the middle" : message)
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
  }

  /// The next byte that is not white space; 0 at the end.
  private mutating func peek() -> UInt8 {
    skipSpace()
    return position < bytes.count ? bytes[position] : 0
  }

  private mutating func value() throws(JSON.Failure) -> JSON {
    switch peek() {
    case UInt8(ascii: "{"): return try nested { reader throws(JSON.Failure) in try reader.object() }
    case UInt8(ascii: "["): return try nested { reader throws(JSON.Failure) in try reader.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw failure("expected a value")
    }
  }

  private mutating func nested(
    _ body: (inout JSONReader) throws(JSON.Failure) -> JSON
  ) throws(JSON.Failure) -> JSON {
    guard depth < JSON.maximumDepth else { throw failure("nested deeper than \(JSON.maximumDepth) levels") }
    depth += 1
    position += 1
    let result = try body(&self)
    depth -= 1
    return result
  }

  private mutating func object() throws(JSON.Failure) -> JSON {
    var members: [JSON.Member] = []
    var keys: Set<String> = []
    if peek() == UInt8(ascii: "}") {
      position += 1
      return .object([])
    }
    while true {
      guard peek() == UInt8(ascii: "\"") else { throw failure("expected a key in quotes") }
      let start = position
      let key = try string()
      guard keys.insert(key).inserted else {
        position = start
        throw failure("the key \"\(ConfigurationValue.shown(key))\" stands twice in an object")
      }
      guard peek() == UInt8(ascii: ":") else { throw failure("expected `:`") }
      position += 1
      members.append(.init(key: key, value: try value()))
      switch peek() {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "}"):
        position += 1
        return .object(members)
      default: throw failure("expected `,` or `}`")
      }
    }
  }

  private mutating func array() throws(JSON.Failure) -> JSON {
    var items: [JSON] = []
    if peek() == UInt8(ascii: "]") {
      position += 1
      return .array([])
    }
    while true {
      items.append(try value())
      switch peek() {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "]"):
        position += 1
        return .array(items)
      default: throw failure("expected `,` or `]`")
      }
    }
  }

  private mutating func word(_ text: StaticString, _ value: JSON) throws(JSON.Failure) -> JSON {
    for index in 0..<text.utf8CodeUnitCount {
      guard position < bytes.count, bytes[position] == text.utf8Start[index] else { throw failure("expected a value") }
      position += 1
    }
    return value
  }

  private mutating func number() throws(JSON.Failure) -> JSON {
    let start = position
    if bytes[position] == UInt8(ascii: "-") { position += 1 }
    if position < bytes.count, bytes[position] == UInt8(ascii: "0") {
      position += 1
    } else {
      try digits()
    }
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
        position += 1
      }
      try digits()
    }
    return .number(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func digits() throws(JSON.Failure) {
    let start = position
    while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
    guard position > start else { throw failure("expected a digit") }
  }

  /// At a quote; text without escapes is taken in one piece.
  private mutating func string() throws(JSON.Failure) -> String {
    position += 1
    var start = position
    var text: [UInt8] = []
    while true {
      guard position < bytes.count else { throw failure("") }
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        let end = position
        position += 1
        if text.isEmpty { return String(decoding: bytes[start..<end], as: UTF8.self) }
        text += bytes[start..<end]
        return String(decoding: text, as: UTF8.self)
      }
      guard byte >= 0x20 else { throw failure("a control character in a text must be written as an escape") }
      if byte == UInt8(ascii: "\\") {
        text += bytes[start..<position]
        text += try escape()
        start = position
      } else {
        position += 1
      }
    }
  }

  /// At a backslash.
  private mutating func escape() throws(JSON.Failure) -> [UInt8] {
    position += 1
    guard position < bytes.count else { throw failure("") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): return Array(String(Character(try scalar())).utf8)
    default:
      position -= 1
      throw failure("unknown escape")
    }
  }

  private mutating func scalar() throws(JSON.Failure) -> Unicode.Scalar {
    let start = position
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return scalar }
    if first < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    {
      position += 2
      let second = try hexadecimal()
      if (0xDC00...0xDFFF).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
      {
        return scalar
      }
    }
    position = start
    throw failure("half of a surrogate pair")
  }

  private mutating func hexadecimal() throws(JSON.Failure) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard position < bytes.count, let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
        throw failure("expected four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
