/// Reads and writes JSON text as Python's `json` module does.
public enum JSONText {
  /// Reads one JSON value as `json.loads` does: `NaN`, `Infinity` and `-Infinity` are numbers, integers have any size, of
  /// equal keys the last counts, a surrogate may stand alone. Nesting is bounded by ``PlainValue/maximumDepth``.
  /// - Throws: ``JSONTextError`` with line and column.
  public static func parse(_ text: [UInt8]) throws(JSONTextError) -> PlainValue {
    var parser = JSONParser(bytes: text)
    return try parser.parse()
  }

  /// `json.dumps(value, ensure_ascii=False)` as UTF-8: separators `", "` and `": "`, tuples as lists, keys that are
  /// numbers, booleans or None as text. A lone surrogate, which UTF-8 does not have, is written as `\udXXX`.
  /// - Throws: ``UnrepresentableValue`` for bytes, and for keys that `json.dumps` refuses.
  public static func canonical(_ value: PlainValue) throws(UnrepresentableValue) -> [UInt8] {
    var writer = JSONWriter()
    return try writer.write(value)
  }
}

/// Where JSON text is malformed.
public struct JSONTextError: Error, Sendable, Hashable, CustomStringConvertible {
  public var problem: String
  /// In bytes, from 0.
  public var offset: Int
  /// From 1.
  public var line: Int
  /// In bytes, from 1.
  public var column: Int

  init(_ problem: String, at offset: Int, in bytes: [UInt8]) {
    self.problem = problem
    self.offset = offset
    line = ByteText.lineNumber(of: bytes, at: offset)
    column = offset - ByteText.lineStart(of: bytes, before: min(offset, bytes.count)) + 1
  }

  public var description: String { "not JSON: \(problem) at line \(line), column \(column)" }
}

/// A value that JSON cannot express.
public struct UnrepresentableValue: Error, Sendable, Hashable, CustomStringConvertible {
  /// The Python type: `bytes`, or a key's type.
  public var type: String
  public var isKey: Bool

  public var description: String {
    isKey ? "a dict key of type \(type) cannot be written as JSON" : "a value of type \(type) cannot be written as JSON"
  }
}
