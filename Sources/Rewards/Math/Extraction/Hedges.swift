/// Words that name a candidate without choosing it.
struct Hedges: TokenReading {
  let tokens: [ProseToken]

  /// Behind "maybe", "possibly", "it could also be"; `nil` where no hedge starts.
  func end(from start: Int) -> Int? {
    if Self.words.contains(key(start)) { return start + 1 }
    if let end = pairEnd(from: start) { return end }
    let modal = Self.pronouns.contains(key(start)) ? start + 1 : start
    guard Self.modals.contains(key(modal)) else { return nil }
    var index = modal + 1
    while index - modal < 4, Self.adverbs.contains(key(index)) { index += 1 }
    return Self.verbs.contains(key(index)) ? index + 1 : nil
  }

  /// "Tal vez", "peut-être".
  private func pairEnd(from start: Int) -> Int? {
    if key(start) == "tal", key(start + 1) == "vez" { return start + 2 }
    return key(start) == "peut" && key(start + 2) == "être" ? start + 3 : nil
  }

  /// Behind "it is".
  func copulaEnd(from start: Int) -> Int? {
    if Self.contractions.contains(key(start)) { return start + 1 }
    guard Self.pronouns.contains(key(start)), Self.copulas.contains(key(start + 1)) else { return nil }
    return start + 2
  }

  private static let contractions: WordSet = ["it's", "it’s"]
  private static let copulas: WordSet = ["is", "was", "equals"]
  private static let words: WordSet = [
    "maybe", "perhaps", "possibly", "probably", "alternatively", "equivalently", "even", "else", "vielleicht",
    "möglicherweise", "quizás", "quizá", "talvez", "forse", "возможно", "może", "可能是", "也可能是", "也许是", "或许是", "也是",
  ]
  private static let pronouns: WordSet = ["it", "this", "that", "answer"]
  private static let modals: WordSet = ["could", "might", "may", "can", "would"]
  private static let adverbs: WordSet = ["also", "well", "just", "as", "equally", "instead", "even", "possibly"]
  private static let verbs: WordSet = ["be", "equal"]
}
