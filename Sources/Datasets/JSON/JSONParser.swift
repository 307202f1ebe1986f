/// Why a text is not JSON.
struct JSONFailure: Error {
  var offset: Int
  var message: String
  /// The text ended where more had to come.
  var atEnd = false

  func error(origin: JSONDocument.Origin, bytes: [UInt8]) -> DatasetError {
    if atEnd {
      let advice =
        bytes.count <= 2
        ? "a row must be one line; rows spread over lines become one with `jq -c .`"
        : "is the file cut off, or the row spread over several lines? (`jq -c .` puts each on one)"
      return DatasetError(
        .truncated, file: origin.file, line: origin.line, field: origin.field,
        message: "the JSON text ends in the middle (\(message)): \(advice)")
    }
    return DatasetError(
      .invalidJSON, file: origin.file, line: origin.line, field: origin.field,
      message: "not JSON at byte \(offset + 1): \(message)")
  }
}

/// A strict JSON parser with its stack on the heap.
package struct JSONParser {
  /// Deeper data is not read by anything that judges it either (Python stops near 1,000).
  package static let maximumDepth = 10_000

  private enum State {
    case value, firstValue, firstKey, key, colon, separator, done
  }

  private let bytes: [UInt8]
  private let allowNonFinite: Bool
  private let maximumDepth: Int
  private var nodes: [JSONDocument.Node] = []
  private var open: [Int] = []
  private var position = 0

  init(_ bytes: [UInt8], allowNonFinite: Bool, maximumDepth: Int = Self.maximumDepth) {
    self.bytes = bytes
    self.allowNonFinite = allowNonFinite
    self.maximumDepth = maximumDepth
  }

  mutating func parse() throws(JSONFailure) -> [JSONDocument.Node] {
    guard bytes.count < UInt32.max else { throw JSONFailure(offset: 0, message: "longer than 4 GiB") }
    var state = State.value
    while true {
      skipWhiteSpace()
      guard position < bytes.count else {
        if state == .done { return nodes }
        throw JSONFailure(offset: position, message: open.isEmpty ? "no value" : "a bracket is open", atEnd: true)
      }
      state = try step(state, byte: bytes[position])
    }
  }

  private mutating func step(_ state: State, byte: UInt8) throws(JSONFailure) -> State {
    switch state {
    case .done: throw JSONFailure(offset: position, message: "more text after the value")
    case .colon:
      guard byte == UInt8(ascii: ":") else { throw JSONFailure(offset: position, message: "expected `:`") }
      position += 1
      return .value
    case .separator:
      if byte == UInt8(ascii: ",") {
        position += 1
        return inObject ? .key : .value
      }
      return try close(byte, orElse: "expected `,` or the end of the \(inObject ? "object" : "list")")
    case .firstKey, .key:
      if byte == UInt8(ascii: "\"") {
        try string()
        return .colon
      }
      guard state == .firstKey else { throw JSONFailure(offset: position, message: "expected a key in quotes") }
      return try close(byte, orElse: "expected a key in quotes or `}`")
    case .firstValue where byte == UInt8(ascii: "]"): return try close(byte, orElse: "")
    case .firstValue, .value: return try value(byte)
    }
  }

  private var inObject: Bool { open.last.map { nodes[$0].kind == .object } ?? false }

  private mutating func close(_ byte: UInt8, orElse message: String) throws(JSONFailure) -> State {
    let expected = inObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
    guard byte == expected, let container = open.popLast() else {
      throw JSONFailure(offset: position, message: message)
    }
    position += 1
    nodes[container].end = UInt32(position)
    nodes[container].next = UInt32(nodes.count)
    return open.isEmpty ? .done : .separator
  }

  private mutating func value(_ byte: UInt8) throws(JSONFailure) -> State {
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard open.count < maximumDepth else {
        throw JSONFailure(offset: position, message: "nested deeper than \(maximumDepth) levels")
      }
      let isObject = byte == UInt8(ascii: "{")
      open.append(nodes.count)
      add(isObject ? .object : .array, position, position)
      position += 1
      return isObject ? .firstKey : .firstValue
    case UInt8(ascii: "\""): try string()
    case UInt8(ascii: "t"): try literal("true", .true)
    case UInt8(ascii: "f"): try literal("false", .false)
    case UInt8(ascii: "n"): try literal("null", .null)
    case UInt8(ascii: "N"): try nonFinite("NaN")
    case UInt8(ascii: "I"): try nonFinite("Infinity")
    case UInt8(ascii: "-") where position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "I"):
      try nonFinite("-Infinity")
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
    default: throw JSONFailure(offset: position, message: "expected a value")
    }
    return open.isEmpty ? .done : .separator
  }

  private mutating func add(_ kind: JSONDocument.Kind, _ start: Int, _ end: Int) {
    nodes.append(.init(kind: kind, start: UInt32(start), end: UInt32(end), next: UInt32(nodes.count + 1)))
  }

  private mutating func skipWhiteSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  private mutating func literal(_ text: StaticString, _ kind: JSONDocument.Kind) throws(JSONFailure) {
    let start = position
    let matches = text.withUTF8Buffer { expected in bytes[start...].starts(with: expected) }
    guard matches else { throw JSONFailure(offset: start, message: "expected `\(text)`") }
    position += text.utf8CodeUnitCount
    add(kind, start, position)
  }

  private mutating func nonFinite(_ text: StaticString) throws(JSONFailure) {
    guard allowNonFinite else {
      throw JSONFailure(offset: position, message: "`NaN` and `Infinity` are not JSON: write null or a string")
    }
    try literal(text, .number)
  }

  private mutating func number() throws(JSONFailure) {
    let start = position
    if bytes[position] == UInt8(ascii: "-") { position += 1 }
    let leading = position
    guard digits() > 0 else { throw JSONFailure(offset: position, message: "expected a digit") }
    if bytes[leading] == UInt8(ascii: "0"), position - leading > 1 {
      throw JSONFailure(offset: leading, message: "a number cannot begin with 0")
    }
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      position += 1
      guard digits() > 0 else { throw JSONFailure(offset: position, message: "expected a digit after `.`") }
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
        position += 1
      }
      guard digits() > 0 else { throw JSONFailure(offset: position, message: "expected a digit in the exponent") }
    }
    add(.number, start, position)
  }

  private mutating func digits() -> Int {
    let start = position
    while position < bytes.count, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
    return position - start
  }

  private mutating func string() throws(JSONFailure) {
    let start = position + 1
    var end = start
    var escaped = false
    while true {
      end = plainTextEnd(from: end)
      guard end < bytes.count else {
        throw JSONFailure(offset: end, message: "a string is open", atEnd: true)
      }
      if bytes[end] == UInt8(ascii: "\"") { break }
      guard bytes[end] == UInt8(ascii: "\\") else {
        throw JSONFailure(offset: end, message: "a control character must be escaped")
      }
      escaped = true
      end += try escapeLength(at: end)
    }
    add(escaped ? .escapedString : .string, start, end)
    position = end + 1
  }

  /// The first quote, backslash or control character from here on, eight bytes at a time.
  private func plainTextEnd(from start: Int) -> Int {
    bytes.withUnsafeBytes { buffer in
      var index = start
      let ones: UInt64 = 0x0101_0101_0101_0101
      let highs: UInt64 = 0x8080_8080_8080_8080
      while index + 8 <= buffer.count {
        let word = buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        let quotes = word ^ (ones &* 0x22)
        let slashes = word ^ (ones &* 0x5C)
        // The high bit of a byte is set where it is 0 (quote, backslash) or below 0x20; false alarms only cost a look.
        let hits = ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes) | ((word &- ones &* 0x20) & ~word)
        if hits & highs != 0 { break }
        index += 8
      }
      while index < buffer.count, buffer[index] >= 0x20, buffer[index] != 0x22, buffer[index] != 0x5C { index += 1 }
      return index
    }
  }

  private func escapeLength(at index: Int) throws(JSONFailure) -> Int {
    guard index + 1 < bytes.count else { throw JSONFailure(offset: index, message: "a string is open", atEnd: true) }
    switch bytes[index + 1] {
    case UInt8(ascii: "u"):
      guard index + 6 <= bytes.count else { throw JSONFailure(offset: index, message: "a string is open", atEnd: true) }
      for digit in bytes[index + 2..<index + 6] where hexValue(digit) == nil {
        throw JSONFailure(offset: index, message: "`\\u` needs four hexadecimal digits")
      }
      return 6
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return 2
    default: throw JSONFailure(offset: index, message: "an unknown escape")
    }
  }
}

/// The value of one hexadecimal digit.
func hexValue(_ digit: UInt8) -> UInt32? {
  switch digit {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0"))
  case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(digit - UInt8(ascii: "a")) + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(digit - UInt8(ascii: "A")) + 10
  default: nil
  }
}
