/// Compact JSON for a `<script type="application/json">` element: nothing in it can end the element or start markup.
///
/// `<`, `>`, `&`, control characters and the line separators U+2028 and U+2029 are written as `\u` escapes.
struct ScriptJSON {
  private(set) var bytes: [UInt8] = []
  private var needsComma = false

  init() {}

  /// The values added so far as one array.
  var bytesAsArray: [UInt8] { [UInt8(ascii: "[")] + bytes + [UInt8(ascii: "]")] }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    needsComma = false
  }

  mutating func array(_ body: (inout ScriptJSON) -> Void) { group("[", "]", body) }
  mutating func object(_ body: (inout ScriptJSON) -> Void) { group("{", "}", body) }

  mutating func key(_ name: String) {
    string(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  mutating func null() { raw("null") }
  mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }
  mutating func int(_ value: Int) { raw(String(value)) }
  mutating func int(_ value: Int?) { if let value { int(value) } else { null() } }

  /// Numbers that JSON lacks become null.
  mutating func double(_ value: Double?) {
    guard let value, value.isFinite else { return null() }
    raw(value.description)
  }

  mutating func string(_ value: String?) {
    guard var text = value else { return null() }
    separate()
    bytes.append(UInt8(ascii: "\""))
    text.withUTF8 { escape($0) }
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// A value that was made apart.
  mutating func value(_ other: [UInt8]) {
    separate()
    bytes += other
    needsComma = true
  }

  private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
    for (position, byte) in text.enumerated() {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "\n"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
      case 0x00..<0x20, 0x7F, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
        bytes += Array("\\u00".utf8) + [Self.digit(byte >> 4), Self.digit(byte & 15)]
      case 0xA8, 0xA9:
        // U+2028 and U+2029 are E2 80 A8 and E2 80 A9.
        if position >= 2, text[position - 1] == 0x80, text[position - 2] == 0xE2 {
          bytes.removeLast(2)
          bytes += Array((byte == 0xA8 ? "\\u2028" : "\\u2029").utf8)
        } else {
          bytes.append(byte)
        }
      default: bytes.append(byte)
      }
    }
  }

  private mutating func group(_ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout ScriptJSON) -> Void) {
    separate()
    bytes.append(UInt8(ascii: open))
    needsComma = false
    body(&self)
    bytes.append(UInt8(ascii: close))
    needsComma = true
  }

  private mutating func raw(_ text: String) {
    separate()
    bytes += text.utf8
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
