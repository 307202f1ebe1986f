/// A place in a ``JSONDocument``; its accessors throw errors that name file, line, field and the expected type.
package struct JSONValue: Sendable {
  let document: JSONDocument
  let index: Int

  private var node: JSONDocument.Node { document.nodes[index] }
  package var kind: JSONDocument.Kind { node.kind }
  package var isNull: Bool { node.kind == .null }
  package var isString: Bool { node.kind == .string || node.kind == .escapedString }
  var line: Int? { document.origin.line }

  /// `tests[3].input`, or `nil` for the row itself.
  package var path: String? { document.path(to: index) }

  /// What stands here, in words.
  var typeName: String {
    switch node.kind {
    case .null: "null"
    case .true, .false: "a boolean"
    case .number: "a number"
    case .string, .escapedString: "a string"
    case .array: "a list"
    case .object: "an object"
    }
  }

  /// The text of the value as it stands in the document, with its quotes.
  package var rawText: ArraySlice<UInt8> {
    let quote = isString ? 1 : 0
    return document.bytes[Int(node.start) - quote..<Int(node.end) + quote]
  }

  package func error(_ code: DatasetError.Code, _ message: String) -> DatasetError {
    DatasetError(code, file: document.origin.file, line: document.origin.line, field: path, message: message)
  }

  package func wrongType(_ expected: String) -> DatasetError {
    error(.wrongType, "expected \(expected), got \(typeName)")
  }

  // MARK: Objects

  /// The value of a key; `nil` where it is absent or null. A key given twice is an error: nobody can say which counts.
  package func member(_ key: String) throws -> JSONValue? {
    guard let found = try memberOrNull(key), !found.isNull else { return nil }
    return found
  }

  private func memberOrNull(_ key: String) throws -> JSONValue? {
    guard node.kind == .object else { throw wrongType("an object") }
    var found: JSONValue?
    var child = index + 1
    while child < Int(node.next) {
      if isKey(child, key) {
        let value = JSONValue(document: document, index: child + 1)
        guard found == nil else { throw value.error(.invalidJSON, "the key stands twice in the same object") }
        found = value
      }
      child = Int(document.nodes[child + 1].next)
    }
    return found
  }

  /// The value of a key that must be there.
  package func required(_ key: String) throws -> JSONValue {
    if let value = try memberOrNull(key) {
      guard value.isNull else { return value }
      throw value.error(.missingField, "is null, but this field is needed")
    }
    var missing = error(.missingField, "is missing")
    missing.field = (path.map { $0 + "." } ?? "") + key
    throw missing
  }

  /// All keys with their values, in the order of the text; those that are null too.
  package func members() throws -> [(key: String, value: JSONValue)] {
    guard node.kind == .object else { throw wrongType("an object") }
    var found: [(String, JSONValue)] = []
    var child = index + 1
    while child < Int(node.next) {
      found.append(
        (try JSONValue(document: document, index: child).string(), .init(document: document, index: child + 1)))
      child = Int(document.nodes[child + 1].next)
    }
    return found
  }

  package func has(_ key: String) -> Bool {
    guard node.kind == .object else { return false }
    return (try? member(key)) != nil
  }

  private func isKey(_ child: Int, _ key: String) -> Bool {
    let node = document.nodes[child]
    if node.kind == .string { return document.bytes[Int(node.start)..<Int(node.end)].elementsEqual(key.utf8) }
    return (try? JSONValue(document: document, index: child).utf8()).map { $0.elementsEqual(key.utf8) } ?? false
  }

  // MARK: Lists

  /// The values of a list.
  package func elements() throws -> [JSONValue] {
    guard node.kind == .array else { throw wrongType("a list") }
    var values: [JSONValue] = []
    var child = index + 1
    while child < Int(node.next) {
      values.append(JSONValue(document: document, index: child))
      child = Int(document.nodes[child].next)
    }
    return values
  }

  // MARK: Scalars

  package func string() throws -> String { String(decoding: try utf8(), as: UTF8.self) }

  /// The decoded bytes of a string.
  /// - Throws: `.wrongType`; `.invalidValue` for half of a surrogate pair, which is no character.
  package func utf8() throws -> [UInt8] {
    guard isString else { throw wrongType("a string") }
    let text = document.bytes[Int(node.start)..<Int(node.end)]
    if node.kind == .string { return Array(text) }
    guard let decoded = decodeEscapes(text) else {
      throw error(.invalidValue, "holds half of a surrogate pair (\\ud800 to \\udfff), which is not a character")
    }
    return decoded
  }

  package func bool() throws -> Bool {
    switch node.kind {
    case .true: return true
    case .false: return false
    default: throw wrongType("a boolean")
    }
  }

  /// A finite number within bounds.
  package func number(in range: ClosedRange<Double>) throws -> Double {
    guard node.kind == .number else { throw wrongType("a number") }
    let text = String(decoding: rawText, as: UTF8.self)
    guard let value = Double(text), value.isFinite, range.contains(value) else {
      throw error(.invalidValue, "\(text.prefix(40)) is not between \(range.lowerBound) and \(range.upperBound)")
    }
    return value
  }

  /// A whole number within bounds; `1e3` and `5.0` are whole.
  package func integer(in range: ClosedRange<Int>) throws -> Int {
    guard node.kind == .number else { throw wrongType("a whole number") }
    let text = String(decoding: rawText, as: UTF8.self)
    guard let value = Int(text) ?? Double(text).flatMap({ Int(exactly: $0) }), range.contains(value) else {
      throw error(
        .invalidValue, "\(text.prefix(40)) is not a whole number between \(range.lowerBound) and \(range.upperBound)")
    }
    return value
  }
}

/// Text with its JSON escapes replaced; `nil` for half of a surrogate pair. The escapes are known to be well formed.
private func decodeEscapes(_ text: ArraySlice<UInt8>) -> [UInt8]? {
  var output: [UInt8] = []
  output.reserveCapacity(text.count)
  var index = text.startIndex
  while index < text.endIndex {
    guard let slash = text[index...].firstIndex(of: UInt8(ascii: "\\")) else {
      output.append(contentsOf: text[index...])
      break
    }
    output.append(contentsOf: text[index..<slash])
    let escape = text[slash + 1]
    index = slash + 2
    switch escape {
    case UInt8(ascii: "b"): output.append(0x08)
    case UInt8(ascii: "f"): output.append(0x0C)
    case UInt8(ascii: "n"): output.append(0x0A)
    case UInt8(ascii: "r"): output.append(0x0D)
    case UInt8(ascii: "t"): output.append(0x09)
    case UInt8(ascii: "u"):
      var scalar = codeUnit(text[index..<index + 4])
      index += 4
      if (0xD800..<0xDC00).contains(scalar), index + 6 <= text.endIndex, text[index] == UInt8(ascii: "\\"),
        text[index + 1] == UInt8(ascii: "u")
      {
        let low = codeUnit(text[index + 2..<index + 6])
        guard (0xDC00..<0xE000).contains(low) else { return nil }
        scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
        index += 6
      }
      guard let character = Unicode.Scalar(scalar) else { return nil }
      output.append(contentsOf: UTF8.encode(character) ?? .init())
    default: output.append(escape)
    }
  }
  return output
}

private func codeUnit(_ digits: ArraySlice<UInt8>) -> UInt32 {
  digits.reduce(0) { $0 << 4 | (hexValue($1) ?? 0) }
}
