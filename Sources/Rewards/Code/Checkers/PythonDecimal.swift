/// What Python's `decimal.Decimal(text)` makes of a word.
enum PythonDecimal {
  case finite(DecimalNumeral)
  case infinity(negative: Bool)
  /// `nan` and `snan`, with or without digits behind: equal to nothing, itself included.
  case notANumber

  /// `nil` where Python raises `InvalidOperation`.
  init?(_ bytes: [UInt8], _ range: Range<Int>) {
    if let plain = DecimalNumeral(bytes, range) {
      guard Self.isRepresentable(plain) else { return nil }
      self = .finite(plain)
      return
    }
    guard let ascii = Self.asciiForm(bytes, range) else { return nil }
    if let numeral = DecimalNumeral(ascii, ascii.indices) {
      guard Self.isRepresentable(numeral) else { return nil }
      self = .finite(numeral)
      return
    }
    var rest = ascii[...]
    let negative = rest.first == UInt8(ascii: "-")
    if negative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    let word = rest.prefix(8).map { $0 | 0x20 }
    if rest.count == 3 && word.elementsEqual("inf".utf8) || rest.count == 8 && word.elementsEqual("infinity".utf8) {
      self = .infinity(negative: negative)
      return
    }
    let prefix = word.starts(with: "snan".utf8) ? 4 : word.starts(with: "nan".utf8) ? 3 : 0
    guard prefix > 0, rest.dropFirst(prefix).allSatisfy(DecimalNumeral.isDigit) else { return nil }
    self = .notANumber
  }

  func isEqual(to other: PythonDecimal) -> Bool {
    switch (self, other) {
    case (.finite(let left), .finite(let right)): left.isEqual(to: right)
    case (.infinity(let left), .infinity(let right)): left == right
    default: false
    }
  }

  /// Python drops every underscore, wherever it stands, and reads any script's decimal digits. `nil` if a character is
  /// left that is neither ASCII nor such a digit.
  private static func asciiForm(_ bytes: [UInt8], _ range: Range<Int>) -> [UInt8]? {
    var ascii: [UInt8] = []
    var pieces = UTF8Pieces(bytes: bytes, range: range)
    while let piece = pieces.next() {
      guard case .scalar(let scalar) = piece else { return nil }
      if scalar == "_" { continue }
      if scalar.isASCII {
        ascii.append(UInt8(scalar.value))
      } else if scalar.properties.generalCategory == .decimalNumber, let digit = scalar.properties.numericValue {
        ascii.append(UInt8(ascii: "0") + UInt8(digit))
      } else {
        return nil
      }
    }
    return ascii
  }

  /// `Decimal` refuses what its widest context would have to round: these are its bounds on 64-bit machines.
  private static func isRepresentable(_ numeral: DecimalNumeral) -> Bool {
    let largestExponent = 999_999_999_999_999_999
    let smallestExponent = -1_999_999_999_999_999_997
    guard numeral.lastExponent >= smallestExponent else { return false }
    return numeral.isZero ? numeral.lastExponent <= largestExponent : numeral.scale - 1 <= largestExponent
  }
}
