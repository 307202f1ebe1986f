/// A JSON writer that does not recurse. See ``JSONText/canonical(_:)``.
struct JSONWriter {
  private var text: [UInt8] = []
  private var open: [Container] = []

  private struct Container {
    enum Items {
      case array([PlainValue])
      case object([PlainPair])
    }
    let items: Items
    var next = 0
  }

  mutating func write(_ value: PlainValue) throws(UnrepresentableValue) -> [UInt8] {
    try begin(value)
    while let container = open.last {
      let separator = container.next > 0 ? ", " : ""
      switch container.items {
      case .array(let items):
        guard container.next < items.count else {
          close("]")
          continue
        }
        open[open.count - 1].next += 1
        append(separator)
        try begin(items[container.next])
      case .object(let pairs):
        guard container.next < pairs.count else {
          close("}")
          continue
        }
        open[open.count - 1].next += 1
        append(separator)
        try writeKey(pairs[container.next].key)
        append(": ")
        try begin(pairs[container.next].value)
      }
    }
    return text
  }

  /// Writes a scalar, or opens a container.
  private mutating func begin(_ value: PlainValue) throws(UnrepresentableValue) {
    switch value {
    case .list(let items), .tuple(let items):
      append("[")
      open.append(Container(items: .array(items)))
    case .dict(let pairs):
      append("{")
      open.append(Container(items: .object(pairs)))
    case .string(let string):
      appendString(string)
    case .bytes:
      throw UnrepresentableValue(type: "bytes", isKey: false)
    case .none, .bool, .int, .float:
      appendSimple(value)
    }
  }

  private mutating func writeKey(_ key: PlainValue) throws(UnrepresentableValue) {
    switch key {
    case .string(let string): return appendString(string)
    case .none, .bool, .int, .float:
      append("\"")
      appendSimple(key)
      append("\"")
    case .bytes: throw UnrepresentableValue(type: "bytes", isKey: true)
    case .tuple: throw UnrepresentableValue(type: "tuple", isKey: true)
    case .list: throw UnrepresentableValue(type: "list", isKey: true)
    case .dict: throw UnrepresentableValue(type: "dict", isKey: true)
    }
  }

  private mutating func appendSimple(_ value: PlainValue) {
    switch value {
    case .bool(let flag): append(flag ? "true" : "false")
    case .int(let integer): text.append(contentsOf: integer.decimal)
    case .float(let double): append(Self.float(double))
    default: append("null")
    }
  }

  private static func float(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    return PythonFloat.repr(value)
  }

  private mutating func appendString(_ string: PlainText) {
    append("\"")
    let bytes = string.utf8
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case 0x0A: append("\\n")
      case 0x0D: append("\\r")
      case 0x09: append("\\t")
      case 0x08: append("\\b")
      case 0x0C: append("\\f")
      case 0..<0x20: append("\\u" + ShortText.hex(UInt32(byte), width: 4))
      case 0xED where index + 2 < bytes.count && bytes[index + 1] >= 0xA0:
        let code = 0xD000 | UInt32(bytes[index + 1] & 0x3F) << 6 | UInt32(bytes[index + 2] & 0x3F)
        append("\\u" + ShortText.hex(code, width: 4))
        index += 2
      default: text.append(byte)
      }
      index += 1
    }
    append("\"")
  }

  private mutating func close(_ bracket: String) {
    append(bracket)
    open.removeLast()
  }

  private mutating func append(_ string: String) { text.append(contentsOf: string.utf8) }
}
