/// Plain numbers in texts, byte by byte: every row with a solution is searched for its gold.
enum Numbers {
  private static let words: [String: Double] = [
    "zero": 0, "no": 0, "none": 0, "one": 1, "once": 1, "a": 1, "two": 2, "twice": 2, "three": 3, "four": 4, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "dozen": 12, "twenty": 20,
    "half": 0.5,
  ]

  static func isPlain(_ text: String) -> Bool { value(text) != nil }

  /// `1,234.50`, `$18`, `18%`, `-3`; not the list `1,3,5`.
  static func value(_ text: String) -> Double? {
    var digits: [UInt8] = []
    for byte in text.utf8 where !" $%\\".utf8.contains(byte) {
      guard isDigit(byte) || byte == 0x2C || byte == 0x2E || (byte == 0x2D && digits.isEmpty), digits.count < 32 else {
        return nil
      }
      digits.append(byte)
    }
    return number(digits[...])
  }

  /// Whether a number of the same value stands in the text: in digits or as a word, also as so many hundredths (cents
  /// of dollars, per cent), and whatever its sign.
  static func named(_ gold: String, in text: String) -> Bool {
    guard let wanted = value(gold).map(abs) else { return false }
    func fits(_ found: Double?) -> Bool {
      guard let found = found.map(abs) else { return false }
      let slack = 1e-9 * max(1, found)
      return abs(wanted - found) <= slack || abs(wanted * 100 - found) <= slack || abs(wanted / 100 - found) <= slack
    }
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count {
      guard isDigit(bytes[index]) || (bytes[index] == 0x2E && index + 1 < bytes.count && isDigit(bytes[index + 1]))
      else {
        index += 1
        continue
      }
      let start = index
      var grouped: [UInt8] = []
      while index < bytes.count {
        let byte = bytes[index]
        let isInside = index + 1 < bytes.count && isDigit(bytes[index + 1])
        if isDigit(byte) || ((byte == 0x2E || byte == 0x2C) && isInside) {
          grouped.append(byte)
        } else if byte == 0x20, index > start, isGroup(bytes, index + 1) {
          // 118 000 is one number, and 118 is another that may be meant.
          if fits(number(bytes[start..<index])) { return true }
        } else {
          break
        }
        index += 1
      }
      if fits(number(grouped[...])) { return true }
      // A list without blanks: each of its numbers.
      if grouped.contains(0x2C), grouped.split(separator: 0x2C).contains(where: { fits(number($0)) }) { return true }
    }
    guard words.values.contains(wanted) else { return false }
    return WordRanges(text).lowered.contains { words[$0] == wanted }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// Whether exactly three digits stand at a place.
  private static func isGroup(_ bytes: [UInt8], _ start: Int) -> Bool {
    guard start + 3 <= bytes.count, bytes[start..<start + 3].allSatisfy(isDigit) else { return false }
    return start + 3 == bytes.count || !isDigit(bytes[start + 3])
  }

  private static func number(_ text: ArraySlice<UInt8>) -> Double? {
    var plain = text
    if text.contains(0x2C) {
      let parts = text.prefix { $0 != 0x2E }.split(separator: 0x2C, omittingEmptySubsequences: false)
      guard parts.dropFirst().allSatisfy({ $0.count == 3 }), let first = parts.first,
        (1...3).contains(first.count { $0 != 0x2D })
      else { return nil }
      plain = text.filter { $0 != 0x2C }[...]
    }
    guard let last = plain.last, isDigit(last), plain.count <= 24 else { return nil }
    return Double((plain.first == 0x2E ? "0" : "") + String(decoding: plain, as: UTF8.self))
  }
}
