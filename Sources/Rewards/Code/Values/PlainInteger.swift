/// An integer of any size: kept in a machine word if it fits, else as decimal digits. Two equal integers are the same
/// representation, so equality and hashing are those of the parts.
public struct PlainInteger: Sendable, Hashable {
  private enum Storage: Hashable {
    case word(Int)
    /// ASCII digits without leading zeros.
    case digits([UInt8], negative: Bool)
  }

  private let storage: Storage

  public init(_ value: Int) { storage = .word(value) }

  /// Reads `0` or an optional `-` and digits that do not begin with 0, as Python prints integers; `nil` for anything
  /// else, `-0` included.
  public init?(decimal bytes: some Collection<UInt8>) {
    let negative = bytes.first == UInt8(ascii: "-")
    let digits = negative ? bytes.dropFirst() : bytes[...]
    guard let first = digits.first, digits.allSatisfy(DecimalNumeral.isDigit) else { return nil }
    if first == UInt8(ascii: "0"), negative || digits.count > 1 { return nil }
    self.init(negative: negative, digits: digits)
  }

  /// The integer that a finite double without a fraction is, exactly; `nil` for every other double.
  public init?(exactly value: Double) {
    guard value.isFinite, value == value.rounded(.towardZero) else { return nil }
    if let word = Int(exactly: value) {
      self.init(word)
      return
    }
    self.init(negative: value < 0, digits: Self.decimalDigits(of: value.magnitude)[...])
  }

  private init(negative: Bool, digits: some Collection<UInt8>) {
    if digits.count < 20, let word = Self.word(negative: negative, digits: digits) {
      storage = .word(word)
    } else {
      storage = .digits(Array(digits), negative: negative)
    }
  }

  /// The value, if it fits.
  public var word: Int? {
    if case .word(let value) = storage { value } else { nil }
  }

  /// As Python prints it.
  public var decimal: [UInt8] {
    switch storage {
    case .word(let value): Array(String(value).utf8)
    case .digits(let digits, let negative): negative ? [UInt8(ascii: "-")] + digits : digits
    }
  }

  /// Python's `int == float`: exact, without rounding the integer.
  func isEqual(to value: Double) -> Bool {
    guard value.isFinite else { return false }
    switch storage {
    case .word(let word):
      return Int(exactly: value) == word
    case .digits(let digits, let negative):
      // Doubles end at 309 digits. Below that, conversion is a few microseconds at most.
      guard digits.count <= 309, negative == (value < 0) else { return false }
      return PlainInteger(exactly: value) == self
    }
  }

  private static func word(negative: Bool, digits: some Collection<UInt8>) -> Int? {
    var value = 0
    for digit in digits {
      let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
      let number = Int(digit - UInt8(ascii: "0"))
      let (sum, overflowToo) = scaled.addingReportingOverflow(negative ? -number : number)
      if overflow || overflowToo { return nil }
      value = sum
    }
    return value
  }

  /// Exact decimal digits of a whole double of at least 2^63: its significand times a power of two, in limbs of nine
  /// digits.
  private static func decimalDigits(of value: Double) -> [UInt8] {
    let limbBase: UInt64 = 1_000_000_000
    var shift = Int(value.exponent) - Double.significandBitCount
    var rest = value.significandBitPattern | 1 << UInt64(Double.significandBitCount)
    var limbs: [UInt64] = []
    while rest > 0 {
      limbs.append(rest % limbBase)
      rest /= limbBase
    }
    while shift > 0 {
      let step = min(shift, 29)
      var carry: UInt64 = 0
      for index in limbs.indices {
        let product = limbs[index] << UInt64(step) + carry
        limbs[index] = product % limbBase
        carry = product / limbBase
      }
      if carry > 0 { limbs.append(carry) }
      shift -= step
    }
    var text = ""
    for limb in limbs.reversed() {
      let digits = String(limb)
      if !text.isEmpty { text += String(repeating: "0", count: 9 - digits.count) }
      text += digits
    }
    return Array(text.utf8)
  }
}
