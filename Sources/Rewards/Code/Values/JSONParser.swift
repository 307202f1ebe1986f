/// A JSON reader that does not recurse. See ``JSONText/parse(_:)``.
struct JSONParser {
  private let bytes: [UInt8]
  private var position = 0
  private var values: [PlainValue] = []
  private var keys: [PlainText] = []
  private var open: [Container] = []

  private struct Container {
    var isObject: Bool
    /// Where its values begin on the stack of values, and its keys on that of keys.
    var valueStart: Int
    var keyStart: Int
  }

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func parse() throws(JSONTextError) -> PlainValue {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw error("a byte order mark stands", at: 0) }
    try checkEncoding()
    skipSpace()
    repeat {
      // A value is expected here.
      if try openContainer() { continue }
      try closeAfterValue()
    } while !open.isEmpty
    skipSpace()
    guard position == bytes.count else { throw error("something follows the value", at: position) }
    guard let value = values.last else { throw error("a value is missing", at: position) }
    return value
  }

  /// Reads a scalar, or an empty container, or the beginning of a container up to its first value; true in the last case.
  private mutating func openContainer() throws(JSONTextError) -> Bool {
    switch peek {
    case UInt8(ascii: "["):
      try push(isObject: false)
      if peek == UInt8(ascii: "]") {
        close()
        return false
      }
      return true
    case UInt8(ascii: "{"):
      try push(isObject: true)
      if peek == UInt8(ascii: "}") {
        close()
        return false
      }
      try readKey()
      return true
    default:
      values.append(try scalar())
      return false
    }
  }

  /// Reads what stands behind a value: the ends of containers, up to the comma before the next value.
  private mutating func closeAfterValue() throws(JSONTextError) {
    while let container = open.last {
      skipSpace()
      let closing = container.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
      if peek == closing {
        close()
        continue
      }
      guard peek == UInt8(ascii: ",") else {
        throw error("\",\" or \"\(container.isObject ? "}" : "]")\" is missing", at: position)
      }
      position += 1
      skipSpace()
      if container.isObject { try readKey() }
      return
    }
  }

  private mutating func push(isObject: Bool) throws(JSONTextError) {
    guard open.count < PlainValue.maximumDepth else {
      throw error("nesting deeper than \(PlainValue.maximumDepth) stands", at: position)
    }
    open.append(Container(isObject: isObject, valueStart: values.count, keyStart: keys.count))
    position += 1
    skipSpace()
  }

  /// Takes the last container off the stack, at its closing bracket, and makes a value of it.
  private mutating func close() {
    position += 1
    guard let container = open.popLast() else { return }
    // A copy: a slice that is still alive would make the removal below copy all that is on the stack.
    let items = Array(values[container.valueStart...])
    values.removeSubrange(container.valueStart...)
    let value: PlainValue
    if container.isObject {
      value = .dict(Self.pairs(Array(keys[container.keyStart...]), items))
      keys.removeSubrange(container.keyStart...)
    } else {
      value = .list(items)
    }
    values.append(value)
  }

  /// Of equal keys the first gives the place and the last the value, as in a Python dict.
  private static func pairs(_ keys: [PlainText], _ items: [PlainValue]) -> [PlainPair] {
    var places: [PlainText: Int] = [:]
    var pairs: [PlainPair] = []
    pairs.reserveCapacity(keys.count)
    for (key, item) in zip(keys, items) {
      if let place = places[key] {
        pairs[place].value = item
      } else {
        places[key] = pairs.count
        pairs.append(PlainPair(key: .string(key), value: item))
      }
    }
    return pairs
  }

  private mutating func readKey() throws(JSONTextError) {
    guard peek == UInt8(ascii: "\"") else { throw error("a key in double quotes is missing", at: position) }
    keys.append(try string())
    skipSpace()
    guard peek == UInt8(ascii: ":") else { throw error("\":\" is missing", at: position) }
    position += 1
    skipSpace()
  }

  private mutating func scalar() throws(JSONTextError) -> PlainValue {
    guard let first = peek else { throw error("a value is missing", at: position) }
    switch first {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "n"): if take("null") { return .none }
    case UInt8(ascii: "t"): if take("true") { return .bool(true) }
    case UInt8(ascii: "f"): if take("false") { return .bool(false) }
    case UInt8(ascii: "N"): if take("NaN") { return .float(.nan) }
    case UInt8(ascii: "I"): if take("Infinity") { return .float(.infinity) }
    case UInt8(ascii: "-"): return take("-Infinity") ? .float(-.infinity) : try number()
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: break
    }
    throw error("a value is missing", at: position)
  }

  private mutating func number() throws(JSONTextError) -> PlainValue {
    let start = position
    if peek == UInt8(ascii: "-") { position += 1 }
    let firstDigit = position
    skipDigits()
    guard position > firstDigit else { throw error("a value is missing", at: start) }
    // A number ends behind a leading zero; what follows is then out of place.
    if bytes[firstDigit] == UInt8(ascii: "0") { position = firstDigit + 1 }
    let integerEnd = position
    if peek == UInt8(ascii: ".") {
      position += 1
      skipDigits()
      if position == integerEnd + 1 { position = integerEnd }
    }
    let mantissaEnd = position
    if let byte = peek, byte | 0x20 == UInt8(ascii: "e") {
      position += 1
      if peek == UInt8(ascii: "-") || peek == UInt8(ascii: "+") { position += 1 }
      let exponentStart = position
      skipDigits()
      if position == exponentStart { position = mantissaEnd }
    }
    if position == integerEnd {
      // Python reads -0 as 0.
      if position == firstDigit + 1, bytes[firstDigit] == UInt8(ascii: "0") { return .int(PlainInteger(0)) }
      if let integer = PlainInteger(decimal: bytes[start..<position]) { return .int(integer) }
    } else if let numeral = DecimalNumeral(bytes, start..<position) {
      return .float(numeral.doubleValue)
    }
    throw error("a number is malformed", at: start)
  }

  private mutating func string() throws(JSONTextError) -> PlainText {
    let start = position
    position += 1
    var text: [UInt8] = []
    var plainStart = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        text.append(contentsOf: bytes[plainStart..<position])
        position += 1
        return PlainText(validated: text)
      }
      if byte < 0x20 { throw error("a control character stands in a string", at: position) }
      if byte == UInt8(ascii: "\\") {
        text.append(contentsOf: bytes[plainStart..<position])
        try escape(into: &text)
        plainStart = position
      } else {
        position += 1
      }
    }
    throw error("a string is not closed, which begins", at: start)
  }

  /// Reads the escape at `position`, which moves behind it.
  private mutating func escape(into text: inout [UInt8]) throws(JSONTextError) {
    let start = position
    position += 1
    let kind = peek
    position += 1
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(bytes[start + 1])
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      guard var code = codeUnit(at: position) else { throw error("a \\u escape without four digits stands", at: start) }
      position += 4
      // Two halves of a pair are one character; a half alone stays what it is.
      if code & 0xFC00 == 0xD800, bytes[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]),
        let low = codeUnit(at: position + 2), low & 0xFC00 == 0xDC00
      {
        code = 0x1_0000 + (code - 0xD800) << 10 + (low - 0xDC00)
        position += 6
      }
      Self.append(code, to: &text)
    default:
      throw error("an unknown escape stands", at: start)
    }
  }

  private func codeUnit(at start: Int) -> UInt32? {
    guard start + 4 <= bytes.count else { return nil }
    var value: UInt32 = 0
    for byte in bytes[start..<start + 4] {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
      default: return nil
      }
    }
    return value
  }

  /// UTF-8 of any code point, a surrogate included, which Swift's own encoder would refuse.
  private static func append(_ code: UInt32, to text: inout [UInt8]) {
    switch code {
    case 0..<0x80:
      text.append(UInt8(code))
    case 0x80..<0x800:
      text.append(contentsOf: [UInt8(0xC0 | code >> 6), UInt8(0x80 | code & 0x3F)])
    case 0x800..<0x1_0000:
      text.append(contentsOf: [UInt8(0xE0 | code >> 12), UInt8(0x80 | code >> 6 & 0x3F), UInt8(0x80 | code & 0x3F)])
    default:
      text.append(contentsOf: [UInt8(0xF0 | code >> 18), UInt8(0x80 | code >> 12 & 0x3F)])
      text.append(contentsOf: [UInt8(0x80 | code >> 6 & 0x3F), UInt8(0x80 | code & 0x3F)])
    }
  }

  private func checkEncoding() throws(JSONTextError) {
    guard let first = bytes.firstIndex(where: { $0 >= 0x80 }) else { return }
    var pieces = UTF8Pieces(bytes: bytes, range: first..<bytes.count)
    while let piece = pieces.next() {
      if case .byte = piece { throw error("a byte that is not UTF-8 stands", at: pieces.position - 1) }
    }
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func skipDigits() {
    while let byte = peek, DecimalNumeral.isDigit(byte) { position += 1 }
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ word: StaticString) -> Bool {
    let matches = word.withUTF8Buffer { bytes[position...].starts(with: $0) }
    if matches { position += word.utf8CodeUnitCount }
    return matches
  }

  private func error(_ problem: String, at offset: Int) -> JSONTextError {
    JSONTextError(problem, at: offset, in: bytes)
  }
}
