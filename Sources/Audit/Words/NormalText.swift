/// Texts with what does not change their meaning taken off, by degrees.
enum NormalText {
  /// Without blanks at both ends, with plain line ends: what counts as the same text.
  static func exactKey(_ text: String) -> UInt64 {
    var hash = Hash.seed
    let bytes = trimmed(Array(text.utf8)[...])
    for byte in bytes where byte != 0x0D { hash = Hash.step(hash, byte) }
    return Hash.finish(hash)
  }

  /// Also without case, white space and the marks of prose: what counts as the same question in other clothes. Signs
  /// that carry meaning in mathematics stay.
  static func looseKey(_ text: String) -> UInt64 {
    var hash = Hash.seed
    for byte in text.utf8 {
      switch byte {
      case 0x00...0x20, UInt8(ascii: "."), UInt8(ascii: "?"), UInt8(ascii: "!"), UInt8(ascii: ":"), UInt8(ascii: ";"),
        UInt8(ascii: "\""), UInt8(ascii: "$"), UInt8(ascii: "`"):
        continue
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): hash = Hash.step(hash, byte | 0x20)
      default: hash = Hash.step(hash, byte)
      }
    }
    return Hash.finish(hash)
  }

  /// A gold without the clothes of LaTeX and blanks.
  static func goldKey(_ text: String) -> UInt64 {
    var hash = Hash.seed
    for byte in text.utf8 where byte > 0x20 && byte != UInt8(ascii: "$") {
      hash = Hash.step(hash, (0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
    }
    return Hash.finish(hash)
  }

  static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
    return bytes
  }
}
