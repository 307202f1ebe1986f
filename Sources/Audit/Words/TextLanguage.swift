/// The language of a text, as far as its script and its most common words tell.
enum TextLanguage: UInt8, Sendable, Hashable, CaseIterable {
  case english, french, german, spanish, portuguese, italian, chinese, japanese, korean, russian, arabic, hindi, greek,
    hebrew, thai

  /// `nil` for texts that are short, or formulas.
  init?(_ text: String) {
    var scripts = [Int](repeating: 0, count: 8)
    var letters = 0
    var ascii = 0
    for scalar in text.unicodeScalars.prefix(4_000) {
      if scalar.value < 0x80 {
        if (scalar.value | 0x20) &- 0x61 < 26 { ascii += 1 }
        continue
      }
      let slot: Int? =
        switch scalar.value {
        case 0x4E00...0x9FFF: 0
        case 0x3040...0x30FF: 1
        case 0xAC00...0xD7A3: 2
        case 0x0400...0x04FF: 3
        case 0x0600...0x06FF: 4
        case 0x0900...0x097F: 5
        case 0x0590...0x05FF: 6
        case 0x0E00...0x0E7F: 7
        default: nil
        }
      if let slot {
        scripts[slot] += 1
        letters += 1
      }
    }
    // An ideograph says as much as a few letters do.
    if scripts[0] + scripts[1] >= 6, (scripts[0] + scripts[1]) * 3 > ascii {
      self = scripts[1] * 8 > scripts[0] ? .japanese : .chinese
      return
    }
    let others: [(Int, TextLanguage)] = [
      (2, .korean), (3, .russian), (4, .arabic), (5, .hindi), (6, .hebrew), (7, .thai),
    ]
    for (slot, language) in others where scripts[slot] >= 10 && scripts[slot] > ascii {
      self = language
      return
    }
    guard let latin = Self.latin(text) else { return nil }
    self = latin
  }

  private static let commonWords: [(TextLanguage, Set<String>)] = [
    (
      .english,
      ["the", "is", "of", "and", "what", "how", "are", "in", "to", "many", "find", "that", "for", "with", "if"]
    ),
    (
      .french,
      ["le", "la", "les", "des", "est", "une", "dans", "quel", "quelle", "combien", "que", "pour", "soit", "du"]
    ),
    (
      .german,
      ["der", "die", "das", "und", "ist", "ein", "eine", "wie", "viele", "von", "den", "mit", "nicht", "wenn", "zu"]
    ),
    (
      .spanish,
      ["el", "los", "las", "una", "cuál", "como", "tiene", "cuántos", "que", "para", "si", "del", "por", "con"]
    ),
    (.portuguese, ["os", "uma", "em", "qual", "quantos", "que", "para", "se", "do", "da", "não", "com", "são"]),
    (.italian, ["il", "lo", "gli", "una", "di", "quanti", "che", "per", "se", "della", "del", "con", "sono"]),
  ]

  private static func latin(_ text: String) -> TextLanguage? {
    let words = text.prefix(2_000).lowercased().split { !$0.isLetter }
    guard words.count >= 12 else { return nil }
    var different = [Set<String>](repeating: [], count: commonWords.count)
    var counts = [Int](repeating: 0, count: commonWords.count)
    for word in words where word.utf8.count <= 8 {
      let word = String(word)
      for index in counts.indices where commonWords[index].1.contains(word) {
        counts[index] += 1
        different[index].insert(word)
      }
    }
    guard let best = counts.indices.max(by: { counts[$0] < counts[$1] }) else { return nil }
    let second = counts.indices.filter { $0 != best }.map { counts[$0] }.max() ?? 0
    // A tenth of a text's words are among these, and far more than in any other language. Words of one letter are left
    // out: formulas are full of them.
    guard counts[best] * 10 >= words.count, different[best].count >= 3, counts[best] >= 2 * second else { return nil }
    return commonWords[best].0
  }

  var name: String { "\(self)" }
}
