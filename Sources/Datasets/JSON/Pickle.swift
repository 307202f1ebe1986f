/// Reads the one thing that LiveCodeBench pickles: a single string. Nothing is ever executed: an opcode that builds
/// objects is refused by name.
enum Pickle {
  /// Why a pickle is not one plain string.
  struct Failure: Error {
    var message: String
  }

  /// The bytes of the pickled `str` (or `bytes`), protocols 0 to 5.
  static func string(_ bytes: [UInt8]) throws(Failure) -> ArraySlice<UInt8> {
    var index = 0
    var value: ArraySlice<UInt8>?
    while index < bytes.count {
      let opcode = bytes[index]
      index += 1
      switch opcode {
      case 0x80: try skip(1)  // PROTO
      case 0x95: try skip(8)  // FRAME: a length only, its content follows in line
      case 0x94: break  // MEMOIZE
      case 0x71: try skip(1)  // BINPUT
      case 0x72: try skip(4)  // LONG_BINPUT
      case 0x70: _ = try line()  // PUT
      case 0x8C, 0x43: try set(length(bytes: 1))  // SHORT_BINUNICODE, SHORT_BINBYTES
      case 0x58, 0x42: try set(length(bytes: 4))  // BINUNICODE, BINBYTES
      case 0x8D, 0x8E: try set(length(bytes: 8))  // BINUNICODE8, BINBYTES8
      case 0x56: try setRawUnicode(line())  // UNICODE
      case 0x2E:  // STOP
        guard let value, index == bytes.count else { throw Failure(message: "does not hold exactly one string") }
        return value
      default:
        throw Failure(message: "opcode 0x\(String(opcode, radix: 16)) at byte \(index) is not of a plain string")
      }
    }
    throw Failure(message: "ends in the middle")

    func skip(_ count: Int) throws(Failure) {
      guard count <= bytes.count - index else { throw Failure(message: "ends in the middle") }
      index += count
    }

    func length(bytes count: Int) throws(Failure) -> Int {
      let start = index
      try skip(count)
      let value = bytes[start..<index].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      guard value <= UInt64(bytes.count - index) else { throw Failure(message: "ends in the middle") }
      return Int(value)
    }

    func line() throws(Failure) -> ArraySlice<UInt8> {
      guard let end = bytes[index...].firstIndex(of: 0x0A) else { throw Failure(message: "ends in the middle") }
      defer { index = end + 1 }
      return bytes[index..<end]
    }

    func set(_ count: Int) throws(Failure) {
      guard value == nil else { throw Failure(message: "holds more than one value") }
      value = bytes[index..<index + count]
      index += count
    }

    func setRawUnicode(_ text: ArraySlice<UInt8>) throws(Failure) {
      guard value == nil else { throw Failure(message: "holds more than one value") }
      value = try rawUnicode(text)[...]
    }
  }

  /// Protocol 0 text: Latin-1 with `\uXXXX` and `\UXXXXXXXX`.
  private static func rawUnicode(_ text: ArraySlice<UInt8>) throws(Failure) -> [UInt8] {
    var output: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
      var scalar = UInt32(text[index])
      index += 1
      if scalar == UInt32(UInt8(ascii: "\\")), index < text.endIndex {
        let digits = text[index] == UInt8(ascii: "u") ? 4 : text[index] == UInt8(ascii: "U") ? 8 : 0
        if digits > 0 {
          guard index + digits < text.endIndex else { throw Failure(message: "an escape ends in the middle") }
          scalar = 0
          for digit in text[index + 1...index + digits] {
            guard let value = hexValue(digit) else { throw Failure(message: "a damaged escape") }
            scalar = scalar << 4 | value
          }
          index += digits + 1
        }
      }
      guard let character = Unicode.Scalar(scalar) else { throw Failure(message: "not a character") }
      output.append(contentsOf: UTF8.encode(character) ?? .init())
    }
    return output
  }
}
