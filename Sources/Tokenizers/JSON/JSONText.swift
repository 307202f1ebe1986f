/// One JSON text, parsed into a flat list of nodes over its bytes.
///
/// Strings are compared and kept as bytes: Swift's `String` compares by canonical equivalence, under which two
/// different tokens could be one key. Nothing recurses, so deep nesting cannot end the process.
final class JSONText: Sendable {
  enum Kind: UInt8, Sendable {
    case null, `false`, `true`, number, string, escapedString, array, object
  }

  struct Node: Sendable {
    var kind: Kind
    /// The bytes of the value; without the quotes for a string.
    var start: UInt32
    var end: UInt32
    /// The node after this one and all inside it. Children follow directly; an object's are key, value, key, value.
    var next: UInt32
  }

  let bytes: [UInt8]
  let nodes: [Node]
  /// The file's name, for errors.
  let file: String

  /// - Throws: ``TokenizerError`` `.invalidJSON`, with the byte where it happened.
  init(_ bytes: [UInt8], file: String) throws(TokenizerError) {
    guard bytes.count <= Limits.fileBytes else {
      throw TokenizerError(.tooLarge, file: file, "has \(bytes.count) bytes; the limit is \(Limits.fileBytes)")
    }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw TokenizerError(.invalidJSON, file: file, "is not UTF-8", advice: "fetch the file again")
    }
    var parser = JSONParser(bytes: bytes)
    do {
      nodes = try parser.parse()
    } catch let failure {
      let end = failure.offset >= bytes.count
      throw TokenizerError(
        .invalidJSON, file: file,
        end ? "ends in the middle of its JSON" : "\(failure.message) at byte \(failure.offset)",
        advice: end ? "fetch the file again: it was cut short" : nil)
    }
    self.bytes = bytes
    self.file = file
  }

  var root: JSONValue { JSONValue(text: self, index: 0, path: "") }
}

/// A value inside a ``JSONText``, with the path that leads to it.
struct JSONValue: Sendable {
  let text: JSONText
  let index: Int
  let path: String

  var node: JSONText.Node { text.nodes[index] }
  var isNull: Bool { node.kind == .null }
  var isObject: Bool { node.kind == .object }
  var isArray: Bool { node.kind == .array }

  /// The member of this name that is not null; the last one where a name comes twice, as other readers do.
  subscript(_ name: String) -> JSONValue? {
    guard isObject else { return nil }
    let wanted = Array(name.utf8)
    var found: Int?
    forEachMember { key, value in
      if text.string(at: key) == wanted { found = value }
    }
    guard let found, text.nodes[found].kind != .null else { return nil }
    return JSONValue(text: text, index: found, path: path.isEmpty ? name : "\(path).\(name)")
  }

  /// Calls with the node of each key and of its value.
  func forEachMember<Failure: Error>(_ body: (_ key: Int, _ value: Int) throws(Failure) -> Void) throws(Failure) {
    guard isObject else { return }
    var child = index + 1
    while child < Int(node.next) {
      let value = child + 1
      try body(child, value)
      child = Int(text.nodes[value].next)
    }
  }

  var members: [(name: String, value: JSONValue)] {
    var result: [(name: String, value: JSONValue)] = []
    forEachMember { key, value in
      let name = String(decoding: text.string(at: key), as: UTF8.self)
      result.append((name, JSONValue(text: text, index: value, path: path.isEmpty ? name : "\(path).\(name)")))
    }
    return result
  }

  var elements: [JSONValue] {
    guard isArray else { return [] }
    var result: [JSONValue] = []
    var child = index + 1
    while child < Int(node.next) {
      result.append(JSONValue(text: text, index: child, path: "\(path)[\(result.count)]"))
      child = Int(text.nodes[child].next)
    }
    return result
  }

  var bytes: [UInt8]? { text.isString(at: index) ? text.string(at: index) : nil }
  var string: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }
  var bool: Bool? { node.kind == .true ? true : node.kind == .false ? false : nil }
  var int: Int? { text.int(at: index) }

  func error(_ code: TokenizerError.Code, _ message: String, advice: String? = nil) -> TokenizerError {
    TokenizerError(code, file: text.file, field: path.isEmpty ? nil : path, message, advice: advice)
  }

  /// The member, or an error that names it.
  func required(_ name: String) throws(TokenizerError) -> JSONValue {
    if let value = self[name] { return value }
    let field = path.isEmpty ? name : "\(path).\(name)"
    throw TokenizerError(.missingField, file: text.file, field: field, "is missing")
  }
}

extension JSONText {
  func isString(at index: Int) -> Bool {
    nodes[index].kind == .string || nodes[index].kind == .escapedString
  }

  /// The whole number at a node; `nil` for a fraction, for what does not fit and for what is no number.
  func int(at index: Int) -> Int? {
    let node = nodes[index]
    guard node.kind == .number else { return nil }
    return Int(String(decoding: bytes[Int(node.start)..<Int(node.end)], as: UTF8.self))
  }

  /// The string at a node as UTF-8, escapes resolved. The parser has checked the escapes.
  func string(at index: Int) -> [UInt8] {
    let node = nodes[index]
    let raw = bytes[Int(node.start)..<Int(node.end)]
    guard node.kind == .escapedString else { return Array(raw) }
    var result: [UInt8] = []
    result.reserveCapacity(raw.count)
    var position = raw.startIndex
    while position < raw.endIndex {
      let byte = raw[position]
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        position += 1
        continue
      }
      let escape = raw[position + 1]
      position += 2
      switch escape {
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "u"):
        var value = JSONParser.hex(raw[position..<position + 4])
        position += 4
        if (0xD800..<0xDC00).contains(value) {
          let low = JSONParser.hex(raw[position + 2..<position + 6])
          value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
          position += 6
        }
        if let scalar = Unicode.Scalar(value) { result.append(contentsOf: UTF8.encode(scalar) ?? .init()) }
      default: result.append(escape)
      }
    }
    return result
  }
}
