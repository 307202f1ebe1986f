/// Python's `repr` of a float.
enum PythonFloat {
  /// The shortest digits that give the number back, as Swift finds them, laid out as Python lays them out: with an
  /// exponent below 1e-4 and from 1e16 on.
  static func repr(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    let sign = value.sign == .minus ? "-" : ""
    if value == 0 { return sign + "0.0" }
    let (digits, point) = shortest(value.magnitude)
    if point > 16 || point < -3 {
      let exponent = point - 1
      let fraction = digits.count > 1 ? "." + String(decoding: digits.dropFirst(), as: UTF8.self) : ""
      let padding = abs(exponent) < 10 ? "0" : ""
      let first = String(decoding: digits.prefix(1), as: UTF8.self)
      return "\(sign)\(first)\(fraction)e\(exponent < 0 ? "-" : "+")\(padding)\(abs(exponent))"
    }
    let text = String(decoding: digits, as: UTF8.self)
    if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + text }
    if point >= digits.count { return sign + text + String(repeating: "0", count: point - digits.count) + ".0" }
    return sign + text.prefix(point) + "." + text.dropFirst(point)
  }

  /// Digits without leading and trailing zeros, and how many of them stand before the point.
  private static func shortest(_ value: Double) -> (digits: [UInt8], point: Int) {
    let text = Array(value.description.utf8)
    guard let numeral = DecimalNumeral(text, text.indices) else { return ([UInt8(ascii: "0")], 1) }
    var digits: [UInt8] = []
    var iterator = numeral.digits
    while let digit = iterator.next() { digits.append(UInt8(ascii: "0") + digit) }
    return (digits, numeral.scale)
  }
}
