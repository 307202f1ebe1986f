/// A decimal numeral as it was written: sign, digits, scale, pointing into the text that it came from.
///
/// It is never expanded, so `1e999999999` costs what its eleven characters cost, and the comparison of two numerals is
/// exact.
struct DecimalNumeral {
  let bytes: [UInt8]
  let isNegative: Bool
  /// From the first to the last digit that is not zero; one `.` may stand inside. Empty for zero.
  let significant: Range<Int>
  /// The value is 0.d₁d₂… × 10^scale, where d₁ is the first significant digit. Saturates far outside of any use.
  let scale: Int
  /// The power of ten of the last digit written, trailing zeros included.
  let lastExponent: Int

  var isZero: Bool { significant.isEmpty }

  /// Reads `[+-] digits [. digits] [e [+-] digits]`, where the digits before or after the point may be missing but not
  /// both. `nil` if the range is anything else.
  init?(_ bytes: [UInt8], _ range: Range<Int>) {
    var position = range.lowerBound
    let end = range.upperBound
    var negative = false
    if position < end, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
      negative = bytes[position] == UInt8(ascii: "-")
      position += 1
    }
    var point: Int?
    var digitCount = 0
    var first: Int?
    var last = position
    while position < end {
      let byte = bytes[position]
      if byte == UInt8(ascii: "."), point == nil {
        point = position
      } else if Self.isDigit(byte) {
        digitCount += 1
        if byte != UInt8(ascii: "0") {
          if first == nil { first = position }
          last = position
        }
      } else {
        break
      }
      position += 1
    }
    guard digitCount > 0 else { return nil }
    let mantissaEnd = position
    var exponent = 0
    if position < end {
      guard bytes[position] | 0x20 == UInt8(ascii: "e"), let value = Self.exponent(bytes, position + 1..<end) else {
        return nil
      }
      exponent = value
    }
    let pointPosition = point ?? mantissaEnd
    let fractionDigits = point.map { mantissaEnd - $0 - 1 } ?? 0
    self.bytes = bytes
    isNegative = negative
    lastExponent = exponent - fractionDigits
    if let first {
      significant = first..<last + 1
      scale = exponent + (first < pointPosition ? pointPosition - first : pointPosition + 1 - first)
    } else {
      significant = position..<position
      scale = 0
    }
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  /// Beyond this, exponents are all the same to everyone; far enough from Int's ends for sums with any length of text.
  private static let exponentBound = 4_000_000_000_000_000_000

  private static func exponent(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    var position = range.lowerBound
    var negative = false
    if position < range.upperBound, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
      negative = bytes[position] == UInt8(ascii: "-")
      position += 1
    }
    guard position < range.upperBound else { return nil }
    var value = 0
    while position < range.upperBound {
      guard isDigit(bytes[position]) else { return nil }
      if value < exponentBound / 10 {
        value = value * 10 + Int(bytes[position] - UInt8(ascii: "0"))
      } else {
        value = exponentBound
      }
      position += 1
    }
    return negative ? -value : value
  }
}

extension DecimalNumeral {
  /// The same number, exactly; the two zeros are one.
  func isEqual(to other: DecimalNumeral) -> Bool {
    if isZero || other.isZero { return isZero && other.isZero }
    guard isNegative == other.isNegative, scale == other.scale else { return false }
    var left = digits
    var right = other.digits
    while true {
      let a = left.next()
      if a != right.next() { return false }
      if a == nil { return true }
    }
  }

  /// The significant digits, 0 to 9.
  var digits: Digits { Digits(bytes: bytes, position: significant.lowerBound, end: significant.upperBound) }

  struct Digits: IteratorProtocol {
    let bytes: [UInt8]
    var position: Int
    let end: Int

    mutating func next() -> UInt8? {
      if position < end, bytes[position] == UInt8(ascii: ".") { position += 1 }
      guard position < end else { return nil }
      defer { position += 1 }
      return bytes[position] - UInt8(ascii: "0")
    }
  }

  /// The nearest `Double`, as C's `strtod` and Python's `float` give it: infinite if the number is too large.
  var doubleValue: Double {
    if isZero { return isNegative ? -0.0 : 0.0 }
    if scale > 400 { return isNegative ? -.infinity : .infinity }
    if scale < -400 { return isNegative ? -0.0 : 0.0 }
    if let exact = exactProduct { return isNegative ? -exact : exact }
    var digits = digits
    var text = isNegative ? "-" : ""
    var kept = 0
    // No double's halfway point has more than 767 digits: what follows counts only as "a little more".
    while kept < 780, let digit = digits.next() {
      text.unicodeScalars.append(Unicode.Scalar(digit + UInt8(ascii: "0")))
      kept += 1
    }
    if digits.next() != nil {
      text += "1"
      kept += 1
    }
    return Double("\(text)e\(scale - kept)") ?? .nan
  }

  /// One correctly rounded operation on two exact doubles is correctly rounded (Clinger's fast path).
  private var exactProduct: Double? {
    guard significant.count <= 16 else { return nil }
    var digits = digits
    var value: UInt64 = 0
    var count = 0
    while let digit = digits.next() {
      value = value * 10 + UInt64(digit)
      count += 1
    }
    let exponent = scale - count
    guard count <= 15, exponent >= -22, exponent <= 22 else { return nil }
    let power = Self.powersOfTen[abs(exponent)]
    return exponent < 0 ? Double(value) / power : Double(value) * power
  }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]
}
