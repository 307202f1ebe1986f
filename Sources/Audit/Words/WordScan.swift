/// The words of a text as hashes with their places: letters without case, numbers without separators, each ideograph
/// by itself. What checks compare texts by.
///
/// One pass over the bytes; the arrays are reused from text to text.
struct WordScan {
  private(set) var hashes: [UInt64] = []
  /// Byte ranges in the text.
  private(set) var starts: [Int32] = []
  private(set) var ends: [Int32] = []
  /// Sum of the hashes of all numbers: the same for the same numbers in any order.
  private(set) var numberSum: UInt64 = 0
  private(set) var numbers: [UInt64] = []

  var count: Int { hashes.count }

  init() {}

  init(_ text: String) {
    var text = text
    text.withUTF8 { scan($0) }
  }

  mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>) {
    hashes.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    numbers.removeAll(keepingCapacity: true)
    numberSum = 0
    var index = 0
    let count = bytes.count
    while index < count {
      switch CharacterClass.of(bytes[index]) {
      case .other: index += 1
      case .wide:
        let (length, kind) = CharacterClass.sequence(bytes, at: index)
        switch kind {
        case .letter: index = word(bytes, from: index)
        case .ideograph:
          var hash = Hash.seed
          for offset in 0..<length { hash = Hash.step(hash, bytes[index + offset]) }
          add(Hash.finish(hash), index, index + length, isNumber: false)
          index += length
        case .other: index += length
        }
      case .letter, .digit: index = word(bytes, from: index)
      }
    }
  }

  private mutating func word(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var index = start
    var hash = Hash.seed
    var isNumber = true
    let count = bytes.count
    scanning: while index < count {
      let byte = bytes[index]
      switch CharacterClass.of(byte) {
      case .letter:
        isNumber = false
        hash = Hash.step(hash, byte | 0x20)
        index += 1
      case .digit:
        hash = Hash.step(hash, byte)
        index += 1
      case .wide:
        let (length, kind) = CharacterClass.sequence(bytes, at: index)
        guard kind == .letter else { break scanning }
        isNumber = false
        for offset in 0..<length { hash = Hash.step(hash, bytes[index + offset]) }
        index += length
      case .other:
        // `3.14` is one number, and `1,000` is 1000.
        guard isNumber, index > start, index + 1 < count, CharacterClass.of(bytes[index + 1]) == .digit else {
          break scanning
        }
        if byte == UInt8(ascii: ".") {
          hash = Hash.step(hash, byte)
        } else if byte != UInt8(ascii: ",") || !CharacterClass.isGroup(bytes, after: index) {
          break scanning
        }
        index += 1
      }
    }
    add(Hash.finish(hash), start, index, isNumber: isNumber)
    return index
  }

  private mutating func add(_ hash: UInt64, _ start: Int, _ end: Int, isNumber: Bool) {
    hashes.append(hash)
    starts.append(Int32(truncatingIfNeeded: start))
    ends.append(Int32(truncatingIfNeeded: end))
    if isNumber {
      numberSum &+= hash
      numbers.append(hash)
    }
  }
}

/// FNV-1a with a finish that spreads all bits.
enum Hash {
  static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

  @inline(__always)
  static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

  @inline(__always)
  static func finish(_ hash: UInt64) -> UInt64 {
    var value = hash
    value ^= value >> 33
    value &*= 0xFF51_AFD7_ED55_8CCD
    value ^= value >> 29
    return value
  }

  static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
    finish(bytes.reduce(seed) { step($0, $1) })
  }

  static func of(_ text: String) -> UInt64 { of(text.utf8) }

  @inline(__always)
  static func pair(_ first: UInt64, _ second: UInt64) -> UInt64 {
    finish(first &* 0x9E37_79B9_7F4A_7C15 &+ second)
  }
}

/// What a byte, or a longer sequence, is in words.
enum CharacterClass: UInt8 {
  case other
  case letter
  case digit
  /// The start of a sequence beyond ASCII.
  case wide

  @inline(__always)
  static func of(_ byte: UInt8) -> CharacterClass {
    if byte >= 0x80 { return .wide }
    if byte &- 0x30 < 10 { return .digit }
    return (byte | 0x20) &- 0x61 < 26 ? .letter : .other
  }

  enum Wide {
    case letter
    case ideograph
    case other
  }

  static func sequence(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (length: Int, kind: Wide) {
    let first = bytes[index]
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard first >= 0xC0, index + length <= bytes.count else { return (1, .other) }
    var value = UInt32(first) & (0x7F >> UInt32(length))
    for offset in 1..<length { value = value << 6 | UInt32(bytes[index + offset] & 0x3F) }
    return (length, kind(value))
  }

  private static func kind(_ value: UInt32) -> Wide {
    switch value {
    case 0x3040...0x30FF, 0x3400...0x9FFF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0x20000...0x3FFFF: .ideograph
    case 0x80...0xBF, 0xD7, 0xF7, 0x2000...0x2BFF, 0x3000...0x303F, 0xFE00...0xFE6F, 0xFF00...0xFF0F, 0xFF1A...0xFF20,
      0xFFF0...0xFFFF, 0x1F000...0x1FAFF, 0xE0000...0xE0FFF:
      .other
    default: .letter
    }
  }

  /// Whether exactly three digits stand behind the comma.
  static func isGroup(_ bytes: UnsafeBufferPointer<UInt8>, after comma: Int) -> Bool {
    guard comma + 3 < bytes.count else { return false }
    for offset in 1...3 where of(bytes[comma + offset]) != .digit { return false }
    return comma + 4 >= bytes.count || of(bytes[comma + 4]) != .digit
  }
}
