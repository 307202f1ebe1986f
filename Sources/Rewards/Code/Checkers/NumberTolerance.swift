/// When two number tokens are close enough.
///
/// The bounds are those of the Kattis default validator, |expected − got| ≤ absolute or ≤ relative × |expected|; what
/// counts as nan and infinity is testlib's. Without a bound, only equal numbers are close enough.
struct NumberTolerance {
  var absolute: Double?
  var relative: Double?

  func accepts(_ got: NumberToken, expected: NumberToken) -> Bool {
    switch (expected, got) {
    case (.nan, .nan): true
    case (.infinity(let left), .infinity(let right)): left == right
    case (.finite(let expected), .finite(let got)): accepts(got, expected: expected)
    default: false
    }
  }

  private func accepts(_ got: Double, expected: Double) -> Bool {
    let difference = abs(expected - got)
    if difference == 0 { return true }
    // Also where the difference itself overflows: both bounds are finite, or the tolerance accepts everything.
    if let absolute, difference <= absolute { return true }
    if let relative, difference <= relative * abs(expected) { return true }
    return false
  }
}

/// A token read as a number. Only decimal notation is one: no hexadecimal, no separators, no suffixes.
enum NumberToken {
  case finite(Double)
  case infinity(negative: Bool)
  case nan

  /// `nil` if the token is not a number. A decimal too large for a `Double` is not one either, so it compares as text:
  /// as infinity it would equal every other such number.
  init?(_ bytes: [UInt8], _ range: Range<Int>) {
    if let numeral = DecimalNumeral(bytes, range) {
      let value = numeral.doubleValue
      guard value.isFinite else { return nil }
      self = .finite(value)
      return
    }
    var start = range.lowerBound
    guard start < range.upperBound, range.count <= 9 else { return nil }
    let negative = bytes[start] == UInt8(ascii: "-")
    if negative || bytes[start] == UInt8(ascii: "+") { start += 1 }
    let word = bytes[start..<range.upperBound].map { $0 | 0x20 }
    if word.elementsEqual("nan".utf8) {
      self = .nan
    } else if word.elementsEqual("inf".utf8) || word.elementsEqual("infinity".utf8) {
      self = .infinity(negative: negative)
    } else {
      return nil
    }
  }
}
