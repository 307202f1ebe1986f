/// Where the first byte that is not UTF-8 stands; `nil` for well-formed text.
///
/// Written out since the standard library only offers to copy and repair; ASCII goes eight bytes at a time.
package func firstInvalidUTF8(_ bytes: UnsafeRawBufferPointer) -> Int? {
  var index = 0
  let count = bytes.count
  while index < count {
    if index + 8 <= count,
      bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
    {
      index += 8
      continue
    }
    let first = bytes[index]
    if first < 0x80 {
      index += 1
      continue
    }
    guard let length = sequenceLength(bytes, at: index, first: first) else { return index }
    index += length
  }
  return nil
}

/// The length of the multi-byte sequence that begins here, by table 3-7 of the Unicode standard.
private func sequenceLength(_ bytes: UnsafeRawBufferPointer, at index: Int, first: UInt8) -> Int? {
  let length: Int
  var second: ClosedRange<UInt8> = 0x80...0xBF
  switch first {
  case 0xC2...0xDF: length = 2
  case 0xE0:
    length = 3
    second = 0xA0...0xBF
  case 0xED:
    length = 3
    second = 0x80...0x9F
  case 0xE1...0xEF: length = 3
  case 0xF0:
    length = 4
    second = 0x90...0xBF
  case 0xF1...0xF3: length = 4
  case 0xF4:
    length = 4
    second = 0x80...0x8F
  default: return nil
  }
  guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return nil }
  for offset in 2..<max(length, 2) where bytes[index + offset] & 0xC0 != 0x80 { return nil }
  return length
}
