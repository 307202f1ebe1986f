import Text

/// Compact JSON for a `<script type="application/json">` element: nothing in it can end the element or start markup.
///
/// `<`, `>`, `&` and hidden characters (controls, bidirectional marks, line separators) are written as `\u` escapes, so
/// that the file is safe to look at in an editor or a terminal too.
package struct ScriptJSON {
  package private(set) var bytes: [UInt8] = []
  private var needsComma = false

  package init() {}

  /// The values added so far as one array.
  var bytesAsArray: [UInt8] { [UInt8(ascii: "[")] + bytes + [UInt8(ascii: "]")] }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    needsComma = false
  }

  package mutating func array(_ body: (inout ScriptJSON) -> Void) { group("[", "]", body) }
  package mutating func object(_ body: (inout ScriptJSON) -> Void) { group("{", "}", body) }

  package mutating func key(_ name: String) {
    string(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  package mutating func null() { raw("null") }
  package mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }
  package mutating func int(_ value: Int) { raw(String(value)) }
  package mutating func int(_ value: Int?) { if let value { int(value) } else { null() } }

  /// Numbers that JSON lacks become null.
  package mutating func double(_ value: Double?) {
    guard let value, value.isFinite else { return null() }
    raw(value.description)
  }

  package mutating func string(_ value: String?) {
    guard let text = value else { return null() }
    separate()
    bytes.append(UInt8(ascii: "\""))
    escape(text)
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// A value that was made apart.
  package mutating func value(_ other: [UInt8]) {
    separate()
    bytes += other
    needsComma = true
  }

  private mutating func escape(_ text: String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": bytes += [UInt8(ascii: "\\"), UInt8(ascii: scalar)]
      case "\n": bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
      case "<", ">", "&", "\t": escapeWhole(scalar)
      default:
        if PrintableText.isHidden(scalar) {
          escapeWhole(scalar)
        } else {
          bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
      }
    }
  }

  /// `\u003c`, or two such for a scalar beyond U+FFFF.
  private mutating func escapeWhole(_ scalar: Unicode.Scalar) {
    for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
      bytes += [UInt8(ascii: "\\"), UInt8(ascii: "u")]
      for shift in [12, 8, 4, 0] as [UInt16] { bytes.append(Self.digit(UInt8(unit >> shift & 15))) }
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
