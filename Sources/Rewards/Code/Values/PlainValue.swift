/// A Python value of the plain types, as it crosses from a program to the judge, or as JSON text gives it.
///
/// `==` is Swift's: the same types with the same contents. What Python's `==` says is ``PythonEquality``'s business.
public enum PlainValue: Sendable, Equatable {
  case none
  case bool(Bool)
  case int(PlainInteger)
  case float(Double)
  case string(PlainText)
  case bytes([UInt8])
  case list([PlainValue])
  case tuple([PlainValue])
  /// In the order of insertion; keys of any type.
  case dict([PlainPair])

  /// How deep values may be nested; what is deeper is refused where it is read, so that nothing that walks through a
  /// value, or frees it, can run out of stack.
  public static let maximumDepth = 1000
}

/// One entry of a `dict`.
public struct PlainPair: Sendable, Equatable {
  public var key: PlainValue
  public var value: PlainValue

  public init(key: PlainValue, value: PlainValue) {
    self.key = key
    self.value = value
  }
}

/// A Python `str`: Unicode scalars and, since Python allows them, lone surrogates.
public struct PlainText: Sendable, Hashable {
  /// UTF-8 in which a lone surrogate is encoded like any other code point (Python's `surrogatepass`).
  public let utf8: [UInt8]

  /// `nil` if the bytes are not such UTF-8.
  public init?(utf8: [UInt8]) {
    guard Self.isValid(utf8, utf8.indices) else { return nil }
    self.utf8 = utf8
  }

  public init(_ text: String) { utf8 = Array(text.utf8) }

  /// For bytes that were checked when they were read.
  init(validated utf8: [UInt8]) { self.utf8 = utf8 }

  /// The text with `U+FFFD` for surrogates.
  public var string: String { String(decoding: utf8, as: UTF8.self) }

  static func isValid(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    var pieces = UTF8Pieces(bytes: bytes, range: range)
    while let piece = pieces.next() {
      guard case .byte(let first) = piece else { continue }
      // What plain UTF-8 refuses may still be a surrogate, ED A0 80 to ED BF BF.
      guard first == 0xED, case .byte(let second)? = pieces.next(), second >= 0xA0, second <= 0xBF,
        case .byte(let third)? = pieces.next(), third & 0xC0 == 0x80
      else { return false }
    }
    return true
  }
}
