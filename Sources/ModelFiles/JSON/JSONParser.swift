/// Parses JSON (RFC 8259) with the checks that files of strangers need: no key twice, a bounded depth, a bounded number
/// of values, valid UTF-8 and surrogate pairs.
struct JSONParser {
  /// How deep arrays and objects may nest. Configurations need five.
  static let depthLimit = 64
  /// A value takes about 100 bytes of memory, its text as few as two.
  static let valueLimit = 4_000_000

  private let bytes: [UInt8]
  private let path: String
  /// Where the text begins in the file, for errors.
  private let base: UInt64
  private var position = 0
  private var valueCount = 0

  private init(_ bytes: [UInt8], path: String, base: UInt64) {
    self.bytes = bytes
    self.path = path
    self.base = base
  }

  /// The one value that the bytes hold, with white space around it.
  static func parse(_ bytes: [UInt8], path: String, base: UInt64 = 0) throws(ModelFileError) -> JSONValue {
    var parser = JSONParser(bytes, path: path, base: base)
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.position == bytes.count else { throw parser.malformed("text follows the JSON value") }
    return value
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func malformed(_ problem: String) -> ModelFileError {
    ModelFileError(.malformed, path: path, at: .byte(base + UInt64(position)), problem)
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(ModelFileError) -> JSONValue {
    valueCount += 1
    guard valueCount <= Self.valueLimit else {
      throw ModelFileError(.limit, path: path, "holds more than \(Self.valueLimit) JSON values")
    }
    guard depth <= Self.depthLimit else {
      throw ModelFileError(
        .limit, path: path, at: .byte(base + UInt64(position)), "JSON nests deeper than \(Self.depthLimit) levels")
    }
    skipSpace()
    guard let next else { throw malformed("the JSON text ends too early") }
    switch next {
    case UInt8(ascii: "{"): return .object(try object(depth: depth))
    case UInt8(ascii: "["): return .array(try array(depth: depth))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
    default: throw malformed("a JSON value should begin here")
    }
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(ModelFileError) -> JSONValue {
    guard bytes[position...].starts(with: word.utf8) else { throw malformed("a JSON value should begin here") }
    position += word.utf8.count
    return value
  }

  private mutating func object(depth: Int) throws(ModelFileError) -> JSONObject {
    position += 1
    var object = JSONObject()
    skipSpace()
    if skip(UInt8(ascii: "}")) { return object }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw malformed("a key in quotes should stand here") }
      let key = try string()
      guard object[key] == nil else {
        throw ModelFileError(.malformed, path: path, at: .key(key), "the key stands twice")
      }
      skipSpace()
      guard skip(UInt8(ascii: ":")) else { throw malformed("a colon should stand here") }
      object[key] = try value(depth: depth + 1)
      skipSpace()
      if skip(UInt8(ascii: "}")) { return object }
      guard skip(UInt8(ascii: ",")) else { throw malformed("a comma or a closing brace should stand here") }
    }
  }

  private mutating func array(depth: Int) throws(ModelFileError) -> [JSONValue] {
    position += 1
    var values: [JSONValue] = []
    skipSpace()
    if skip(UInt8(ascii: "]")) { return values }
    while true {
      values.append(try value(depth: depth + 1))
      skipSpace()
      if skip(UInt8(ascii: "]")) { return values }
      guard skip(UInt8(ascii: ",")) else { throw malformed("a comma or a closing bracket should stand here") }
    }
  }

  private mutating func digits() -> Bool {
    let start = position
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    return position > start
  }

  private mutating func number() throws(ModelFileError) -> String {
    let start = position
    _ = skip(UInt8(ascii: "-"))
    let leadingZero = next == UInt8(ascii: "0")
    let integerStart = position
    guard digits(), !leadingZero || position == integerStart + 1 else { throw malformed("this is no JSON number") }
    if skip(UInt8(ascii: ".")), !digits() { throw malformed("this is no JSON number") }
    if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
      _ = skip(UInt8(ascii: "+")) || skip(UInt8(ascii: "-"))
      if !digits() { throw malformed("this is no JSON number") }
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func string() throws(ModelFileError) -> String {
    position += 1
    var text: [UInt8] = []
    var runStart = position
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        text.append(contentsOf: bytes[runStart..<position])
        let string = String(decoding: text, as: UTF8.self)
        guard string.utf8.elementsEqual(text) else { throw malformed("the text before is not UTF-8") }
        position += 1
        return string
      case UInt8(ascii: "\\"):
        text.append(contentsOf: bytes[runStart..<position])
        position += 1
        text.append(contentsOf: try escape())
        runStart = position
      case 0..<0x20: throw malformed("a control character stands in a JSON string")
      default: position += 1
      }
    }
    throw malformed("the JSON text ends in a string")
  }

  private mutating func escape() throws(ModelFileError) -> [UInt8] {
    guard let byte = next else { throw malformed("the JSON text ends in a string") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      let first = try hexadecimal()
      if let scalar = Unicode.Scalar(first) { return Array(String(scalar).utf8) }
      guard first < 0xDC00, skip(UInt8(ascii: "\\")), skip(UInt8(ascii: "u")) else {
        throw malformed("half a surrogate pair")
      }
      let second = try hexadecimal()
      guard (0xDC00..<0xE000).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
      else { throw malformed("half a surrogate pair") }
      return Array(String(scalar).utf8)
    default: throw malformed("no JSON escape")
    }
  }

  private mutating func hexadecimal() throws(ModelFileError) -> UInt16 {
    var value: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw malformed("four hexadecimal digits should stand here")
      }
      value = value << 4 | UInt16(digit)
      position += 1
    }
    return value
  }
}
