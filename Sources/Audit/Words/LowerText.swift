import Glibc

/// A text's bytes with ASCII letters in lower case, searched for words by the C library.
struct LowerText {
  let bytes: [UInt8]

  init(_ text: String) {
    bytes = text.utf8.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
  }

  /// Where `word`, itself in lower case, stands first at or behind a place.
  func first(_ word: String, from start: Int = 0) -> Range<Int>? {
    guard start < bytes.count else { return nil }
    var word = word
    return word.withUTF8 { needle in
      guard let head = needle.first, let wanted = needle.baseAddress else { return nil }
      return bytes.withUnsafeBytes { haystack -> Range<Int>? in
        guard let base = haystack.baseAddress, haystack.count >= needle.count else { return nil }
        let last = haystack.count - needle.count
        var index = start
        while index <= last, let found = memchr(base + index, Int32(head), last - index + 1) {
          index = base.distance(to: UnsafeRawPointer(found))
          if memcmp(base + index, wanted, needle.count) == 0 { return index..<index + needle.count }
          index += 1
        }
        return nil
      }
    }
  }

  func contains(_ word: String) -> Bool { first(word) != nil }

  func containsAny(_ words: [String]) -> Bool { words.contains { contains($0) } }

  /// Whether the word stands by itself, not within another.
  func containsWord(_ word: String) -> Bool {
    var start = 0
    while let range = first(word, from: start) {
      let isOpen = range.lowerBound == 0 || CharacterClass.of(bytes[range.lowerBound - 1]) == .other
      let isClosed = range.upperBound == bytes.count || CharacterClass.of(bytes[range.upperBound]) == .other
      if isOpen, isClosed { return true }
      start = range.lowerBound + 1
    }
    return false
  }
}
