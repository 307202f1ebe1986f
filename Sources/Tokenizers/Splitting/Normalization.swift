import Foundation

/// Unicode's canonical composition (NFC), which Qwen's tokenizers apply first.
///
/// Only the places that can change are looked at: a character that may compose or decompose, with the one before it.
/// The rest of a text, in most texts all of it, is copied as it is.
enum Normalization {
  /// A place where composition changed the text: byte ranges before and after.
  struct Change: Hashable, Sendable {
    var original: Range<Int>
    var normalized: Range<Int>
  }

  /// The text in NFC with its changes; `nil` if it is in NFC already.
  static func compose(_ bytes: UnsafeBufferPointer<UInt8>) -> (bytes: [UInt8], changes: [Change])? {
    // Below U+0300, whose first byte is CC, nothing composes.
    guard bytes.contains(where: { $0 >= 0xCC }) else { return nil }
    let reader = UTF8Reader(bytes: bytes)
    var result: [UInt8] = []
    var changes: [Change] = []
    var copied = 0
    var previous = 0
    var position = 0
    while position < bytes.count {
      let (value, length) = reader.scalar(at: position)
      let kind = self.kind(of: value)
      guard kind == .open else {
        previous = kind == .stable ? position : position + length
        position += length
        continue
      }
      // From the stable character before the run, if there is one, to the end of the run.
      var end = position + length
      while end < bytes.count {
        let (value, length) = reader.scalar(at: end)
        guard self.kind(of: value) == .open else { break }
        end += length
      }
      let original = UnsafeBufferPointer(rebasing: bytes[previous..<end])
      let composed = composePart(original)
      if !original.elementsEqual(composed) {
        result.append(contentsOf: bytes[copied..<previous])
        let start = result.count
        result.append(contentsOf: composed)
        changes.append(Change(original: previous..<end, normalized: start..<result.count))
        copied = end
      }
      previous = end
      position = end
    }
    guard !changes.isEmpty else { return nil }
    result.append(contentsOf: bytes[copied...])
    return (result, changes)
  }

  /// The text in NFC.
  static func composed(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBufferPointer { compose($0)?.bytes } ?? bytes
  }

  /// NFC of a few characters.
  private static func composePart(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var scalars = String.UnicodeScalarView()
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      // Where Swift's composition is wrong, it is done here. Four marks decompose to marks, which it leaves out of
      // order.
      switch scalar {
      case "\u{344}": scalars.append(contentsOf: ["\u{308}", "\u{301}"])
      case "\u{F73}": scalars.append(contentsOf: ["\u{F71}", "\u{F72}"])
      case "\u{F75}": scalars.append(contentsOf: ["\u{F71}", "\u{F74}"])
      case "\u{F81}": scalars.append(contentsOf: ["\u{F71}", "\u{F80}"])
      default:
        // A final consonant after a syllable without one, it does not compose.
        if let syllable = scalars.last.flatMap({ hangul($0, scalar) }) {
          scalars.removeLast()
          scalars.append(syllable)
        } else {
          scalars.append(scalar)
        }
      }
    }
    return Array(String(scalars).precomposedStringWithCanonicalMapping.utf8)
  }

  /// The Hangul syllable of a leading consonant and a vowel, or of a syllable without a final consonant and one.
  private static func hangul(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
    switch (first.value, second.value) {
    case (0x1100...0x1112, 0x1161...0x1175):
      return Unicode.Scalar(0xAC00 + ((first.value - 0x1100) * 21 + second.value - 0x1161) * 28)
    case (0xAC00...0xD7A3, 0x11A8...0x11C2) where (first.value - 0xAC00) % 28 == 0:
      return Unicode.Scalar(first.value + second.value - 0x11A7)
    default:
      return nil
    }
  }

  private enum Kind {
    /// A starter that stays as it is, whatever stands before it; a mark after it may compose with it.
    case stable
    /// Unknown to Unicode 9, whose tables Hugging Face has: composes with nothing and does not move.
    case opaque
    /// May compose, decompose or move.
    case open
  }

  private static func kind(of value: UInt32) -> Kind {
    if value < 0x300 { return .stable }
    switch value {
    case 0x0400...0x0482, 0x048A...0x0558,  // Cyrillic, Armenian capitals
      0x0561...0x0590, 0x05BE, 0x05C0, 0x05D0...0x05EA,  // Armenian, Hebrew letters
      0x0620...0x064A, 0x0660...0x066F,  // Arabic letters and digits
      0x1100...0x1160, 0x1176...0x11A7, 0x11C3...0x11FF,  // Hangul letters that compose with nothing before them
      0x2008...0x200F, 0x2010...0x2027, 0x2030...0x20CF,  // punctuation, signs of currency
      0x2190...0x2328, 0x232B...0x2ADB, 0x2B00...0x2BFF,  // arrows, mathematics, shapes
      0x3001...0x3029, 0x3030...0x3098, 0x309D...0x9FFF,  // punctuation, kana, Han
      0xAC00...0xD7A3, 0xE000...0xF8FF, 0xFE00...0xFE0F,  // Hangul syllables, private use, variation selectors
      0xFF01...0xFFFF, 0x1F000...0x1FAFF:  // full-width forms, emoji
      return .stable
    default:
      guard let age = Unicode.Scalar(value)?.properties.age, age.major <= 9 else { return .opaque }
      return .open
    }
  }
}
