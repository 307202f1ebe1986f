/// What the splitting rules ask of a character: letter, number, white space, line end, or none of these.
enum ScalarClass {
  static let other: UInt8 = 0
  /// `\p{L}`: Lu, Ll, Lt, Lm, Lo. Marks are no letters.
  static let letter: UInt8 = 1
  /// `\p{N}`: Nd, Nl, No.
  static let number: UInt8 = 2
  /// `\s` without CR and LF.
  static let space: UInt8 = 3
  /// CR and LF.
  static let newline: UInt8 = 4

  /// The class of each scalar of the planes 0 to 3; in the planes above there are only others.
  static let table: [UInt8] = {
    var table = [UInt8](repeating: other, count: 0x40000)
    for value in UInt32(0)..<0x40000 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      table[Int(value)] = classify(scalar)
    }
    return table
  }()

  private static func classify(_ scalar: Unicode.Scalar) -> UInt8 {
    if scalar == "\r" || scalar == "\n" { return newline }
    let properties = scalar.properties
    // The tables of Hugging Face's tokenizers are Unicode 16's; this library's must not change with Swift's.
    guard let age = properties.age, age.major <= 16 else { return other }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return letter
    case .decimalNumber, .letterNumber, .otherNumber: return number
    default: return properties.isWhitespace ? space : other
    }
  }

  /// `\w` of Rust's regular expressions, by which a token that must stand alone is told from one inside a word.
  static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    switch properties.generalCategory {
    case .decimalNumber, .connectorPunctuation, .nonspacingMark, .spacingMark, .enclosingMark: return true
    default: return properties.isAlphabetic || properties.isJoinControl
    }
  }
}

/// Valid UTF-8 in memory, read by scalar.
struct UTF8Reader {
  let bytes: UnsafeBufferPointer<UInt8>

  /// The scalar that begins at a byte, and its length in bytes.
  @inline(__always)
  func scalar(at position: Int) -> (value: UInt32, length: Int) {
    let first = UInt32(bytes[position])
    if first < 0x80 { return (first, 1) }
    let second = UInt32(bytes[position + 1] & 0x3F)
    if first < 0xE0 { return ((first & 0x1F) << 6 | second, 2) }
    let third = UInt32(bytes[position + 2] & 0x3F)
    if first < 0xF0 { return ((first & 0x0F) << 12 | second << 6 | third, 3) }
    return ((first & 0x07) << 18 | second << 12 | third << 6 | UInt32(bytes[position + 3] & 0x3F), 4)
  }

  /// Where the scalar begins that ends before a byte.
  func start(before position: Int) -> Int {
    var start = position - 1
    while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    return start
  }
}
