/// Reads little-endian values one after the other from a file, through a window of 64 KiB.
struct ByteCursor {
  let reader: FileReader
  /// The offset of the next byte.
  private(set) var position: UInt64 = 0
  private var window: [UInt8] = []
  /// Where the window begins in the file.
  private var windowStart: UInt64 = 0

  private static let windowSize: UInt64 = 65_536

  init(reader: FileReader) { self.reader = reader }

  /// How many bytes are left.
  var remaining: UInt64 { reader.size - position }

  /// The next integer, least significant byte first.
  mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) throws(ModelFileError) -> Value {
    let size = MemoryLayout<Value>.size
    let start = try load(size)
    var value: Value = 0
    for index in (0..<size).reversed() { value = value << 8 | Value(truncatingIfNeeded: window[start + index]) }
    position += UInt64(size)
    return value
  }

  mutating func float() throws(ModelFileError) -> Float { Float(bitPattern: try integer()) }

  mutating func double() throws(ModelFileError) -> Double { Double(bitPattern: try integer()) }

  /// The next bytes as text, or nil where they are not UTF-8.
  mutating func text(byteCount: Int) throws(ModelFileError) -> String? {
    let text: String
    if byteCount <= Int(Self.windowSize) {
      let start = try load(byteCount)
      let bytes = window[start..<start + byteCount]
      text = String(decoding: bytes, as: UTF8.self)
      guard text.utf8.elementsEqual(bytes) else { return nil }
    } else {
      let bytes = try reader.bytes(at: position, count: byteCount)
      text = String(decoding: bytes, as: UTF8.self)
      guard text.utf8.elementsEqual(bytes) else { return nil }
    }
    position += UInt64(byteCount)
    return text
  }

  /// Makes the window hold the next bytes; where in it they begin.
  private mutating func load(_ count: Int) throws(ModelFileError) -> Int {
    guard UInt64(count) <= remaining else {
      throw ModelFileError(
        .truncated, path: reader.path, at: .byte(position), "\(count) bytes should stand here, \(remaining) are left",
        advice: FileReader.fetchAgain)
    }
    let held = windowStart..<windowStart + UInt64(window.count)
    if position < held.lowerBound || position + UInt64(count) > held.upperBound {
      window = try reader.bytes(at: position, count: Int(min(Self.windowSize, remaining)))
      windowStart = position
    }
    return Int(position - windowStart)
  }
}
