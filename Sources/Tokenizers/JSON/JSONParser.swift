/// Why a text is not JSON.
struct JSONFailure: Error {
  var offset: Int
  var message: String
}

/// Reads strict JSON into nodes: no trailing commas, no comments, no NaN, no lone surrogates.
struct JSONParser {
  let bytes: [UInt8]
  private var position = 0
  private var nodes: [JSONText.Node] = []
  /// The containers that are open, by node.
  private var open: [Int] = []

  init(bytes: [UInt8]) {
    self.bytes = bytes
    nodes.reserveCapacity(bytes.count / 12)
  }

  mutating func parse() throws(JSONFailure) -> [JSONText.Node] {
    // A byte-order mark is not JSON, but editors write it.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    skipSpace()
    try value()
    while let container = open.last {
      try step(inside: container)
    }
    skipSpace()
    guard position == bytes.count else { throw failure("more than one value") }
    return nodes
  }

  /// One element or member of the innermost container, or its end.
  private mutating func step(inside container: Int) throws(JSONFailure) {
    let isObject = nodes[container].kind == .object
    let isFirst = nodes.count == container + 1
    skipSpace()
    if current == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
      position += 1
      nodes[container].end = UInt32(position)
      nodes[container].next = UInt32(nodes.count)
      open.removeLast()
      return
    }
    if !isFirst {
      try expect(UInt8(ascii: ","))
      skipSpace()
    }
    if isObject {
      guard current == UInt8(ascii: "\"") else { throw failure("expected a name in quotes") }
      try string()
      skipSpace()
      try expect(UInt8(ascii: ":"))
      skipSpace()
    }
    try value()
  }

  private mutating func value() throws(JSONFailure) {
    switch current {
    case UInt8(ascii: "{"): try begin(.object)
    case UInt8(ascii: "["): try begin(.array)
    case UInt8(ascii: "\""): try string()
    case UInt8(ascii: "t"): try word("true", .true)
    case UInt8(ascii: "f"): try word("false", .false)
    case UInt8(ascii: "n"): try word("null", .null)
    default: try number()
    }
  }

  private mutating func begin(_ kind: JSONText.Kind) throws(JSONFailure) {
    guard open.count < Limits.jsonDepth else { throw failure("nesting deeper than \(Limits.jsonDepth)") }
    open.append(nodes.count)
    append(kind, from: position)
    position += 1
  }

  private mutating func append(_ kind: JSONText.Kind, from start: Int) {
    nodes.append(.init(kind: kind, start: UInt32(start), end: UInt32(position), next: UInt32(nodes.count + 1)))
  }

  private mutating func word(_ text: StaticString, _ kind: JSONText.Kind) throws(JSONFailure) {
    let start = position
    for offset in 0..<text.utf8CodeUnitCount {
      guard current == text.utf8Start[offset] else { throw failure("unexpected word") }
      position += 1
    }
    append(kind, from: start)
  }

  private mutating func number() throws(JSONFailure) {
    let start = position
    if current == UInt8(ascii: "-") { position += 1 }
    let first = position
    try digits()
    if bytes[first] == UInt8(ascii: "0"), position > first + 1 { throw failure("number with a leading zero") }
    if current == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    append(.number, from: start)
  }

  private mutating func digits() throws(JSONFailure) {
    let start = position
    while let byte = current, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
    guard position > start else { throw failure("unexpected character") }
  }

  private mutating func string() throws(JSONFailure) {
    position += 1
    let start = position
    var kind = JSONText.Kind.string
    while true {
      guard let byte = current else { throw failure("unfinished string") }
      if byte == UInt8(ascii: "\"") { break }
      guard byte >= 0x20 else { throw failure("control character in a string") }
      position += 1
      if byte == UInt8(ascii: "\\") {
        kind = .escapedString
        try escape()
      }
    }
    append(kind, from: start)
    position += 1
  }

  private mutating func escape() throws(JSONFailure) {
    guard let byte = current else { throw failure("unfinished string") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "n"), UInt8(ascii: "t"),
      UInt8(ascii: "r"), UInt8(ascii: "b"), UInt8(ascii: "f"):
      return
    case UInt8(ascii: "u"):
      let unit = try codeUnit()
      guard (0xD800..<0xE000).contains(unit) else { return }
      guard unit < 0xDC00, current == UInt8(ascii: "\\") else { throw failure("lone surrogate") }
      position += 1
      guard current == UInt8(ascii: "u") else { throw failure("lone surrogate") }
      position += 1
      guard (0xDC00..<0xE000).contains(try codeUnit()) else { throw failure("lone surrogate") }
    default:
      throw failure("unknown escape")
    }
  }

  private mutating func codeUnit() throws(JSONFailure) -> UInt32 {
    guard position + 4 <= bytes.count else {
      position = bytes.count
      throw failure("unfinished string")
    }
    let digits = bytes[position..<position + 4]
    guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { throw failure("unknown escape") }
    position += 4
    return Self.hex(digits)
  }

  /// Four hexadecimal digits that have been checked.
  static func hex(_ digits: ArraySlice<UInt8>) -> UInt32 {
    digits.reduce(0) { $0 << 4 | UInt32(Character(Unicode.Scalar($1)).hexDigitValue ?? 0) }
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func expect(_ byte: UInt8) throws(JSONFailure) {
    guard current == byte else { throw failure("expected \"\(Character(Unicode.Scalar(byte)))\"") }
    position += 1
  }

  private func failure(_ message: String) -> JSONFailure { JSONFailure(offset: position, message: message) }
}
