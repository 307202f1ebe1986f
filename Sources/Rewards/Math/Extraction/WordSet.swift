/// A word without regard to the case of ASCII letters, as a number: words are compared a dozen times each, and a string
/// for each would cost more than all the rest.
struct WordKey: Sendable, Hashable, ExpressibleByStringLiteral {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Of tokens that are no words.
  static let none = WordKey()

  private init() {}

  init(_ text: ResponseText, _ range: Range<Int>) {
    for index in range { mix(text[index]) }
  }

  init(stringLiteral word: String) { self.init(word) }

  init(_ word: String) {
    for byte in word.utf8 { mix(byte) }
  }

  private mutating func mix(_ byte: UInt8) {
    value = (value ^ UInt64(Glyph.lowered(byte))) &* 0x0000_0100_0000_01B3
  }
}

/// A table of words that answers without allocating.
struct WordSet: Sendable, ExpressibleByArrayLiteral {
  private var slots: [UInt64]
  private let mask: Int

  init(arrayLiteral words: String...) { self.init(words) }

  init(_ words: [String]) {
    var size = 8
    while size < 4 * words.count { size *= 2 }
    slots = Array(repeating: 0, count: size)
    mask = size - 1
    for word in words { insert(WordKey(word).value) }
  }

  func contains(_ key: WordKey) -> Bool {
    var slot = Self.start(key.value) & mask
    while slots[slot] != 0 {
      if slots[slot] == key.value { return true }
      slot = (slot + 1) & mask
    }
    return false
  }

  private mutating func insert(_ value: UInt64) {
    var slot = Self.start(value) & mask
    while slots[slot] != 0, slots[slot] != value { slot = (slot + 1) & mask }
    slots[slot] = value
  }

  private static func start(_ value: UInt64) -> Int { Int(truncatingIfNeeded: value ^ (value >> 29)) & Int.max }
}
