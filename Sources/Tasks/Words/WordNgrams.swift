/// Runs of words, by which tasks of different parts are kept apart.
public enum WordNgrams {
  public static let length = 9

  /// The runs of ``length`` words of a text, each as a hash of 64 bits: words are letters, digits and minus signs, in
  /// lower case.
  public static func of(_ text: String) -> Set<UInt64> {
    var words: [UInt64] = []
    var word: UInt64?
    for byte in text.lowercased().utf8 {
      if (97...122).contains(byte) || (48...57).contains(byte) || byte == 45 || byte > 127 {
        word = FNV.mixed(word ?? FNV.start, byte)
      } else if let ended = word {
        words.append(ended)
        word = nil
      }
    }
    if let word { words.append(word) }
    guard words.count >= length else { return [] }
    return Set((0...words.count - length).map { start in words[start..<start + length].reduce(FNV.start, FNV.mixed) })
  }
}

/// The hash of Fowler, Noll and Vo (FNV-1a) of 64 bits: the same in every run.
enum FNV {
  static let start: UInt64 = 0xCBF2_9CE4_8422_2325

  static func mixed(_ hash: UInt64, _ value: some BinaryInteger) -> UInt64 {
    (hash ^ UInt64(truncatingIfNeeded: value)) &* 0x100_0000_01B3
  }
}
