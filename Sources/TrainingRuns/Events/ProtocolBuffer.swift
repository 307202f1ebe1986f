/// The little of Protocol Buffers that event files need: fields one after another, and a reader that skips the rest.
struct ProtocolBuffer {
  private(set) var bytes: [UInt8] = []

  mutating func double(_ field: UInt64, _ value: Double) {
    varint(field << 3 | 1)
    for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> UInt64(shift * 8))) }
  }

  mutating func float(_ field: UInt64, _ value: Float) {
    varint(field << 3 | 5)
    for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> UInt32(shift * 8))) }
  }

  mutating func integer(_ field: UInt64, _ value: Int) {
    varint(field << 3)
    varint(UInt64(bitPattern: Int64(value)))
  }

  mutating func text(_ field: UInt64, _ value: String) { delimited(field, Array(value.utf8)) }

  mutating func message(_ field: UInt64, _ body: (inout ProtocolBuffer) -> Void) {
    var inner = ProtocolBuffer()
    body(&inner)
    delimited(field, inner.bytes)
  }

  private mutating func delimited(_ field: UInt64, _ content: [UInt8]) {
    varint(field << 3 | 2)
    varint(UInt64(content.count))
    bytes += content
  }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// The first number of a field (wire type 0) of a message; 0, the default, where it is not there; `nil` for bytes
  /// that are no message.
  static func integer(_ wanted: UInt64, in bytes: [UInt8]) -> Int? {
    var position = 0
    func varint() -> UInt64? {
      var value: UInt64 = 0
      for shift in stride(from: UInt64(0), to: 64, by: 7) {
        guard position < bytes.count else { return nil }
        let byte = bytes[position]
        position += 1
        value |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return value }
      }
      return nil
    }
    while position < bytes.count {
      guard let tag = varint() else { return nil }
      switch tag & 7 {
      case 0:
        guard let value = varint() else { return nil }
        if tag >> 3 == wanted { return Int(Int64(bitPattern: value)) }
      case 1: position += 8
      case 2:
        guard let count = varint(), count <= UInt64(bytes.count - position) else { return nil }
        position += Int(count)
      case 5: position += 4
      default: return nil
      }
      guard position <= bytes.count else { return nil }
    }
    return 0
  }
}
