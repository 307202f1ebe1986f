import Rewards

/// Golds out of so few that a guess pays.
struct GoldGuessableCheck: RowCheck {
  static let about = CheckDescription(
    id: "gold_guessable", severity: .warning, cost: .text,
    summary: "The gold is yes or no, true or false, or an option's letter: a guess is right that often.",
    advice: "Ask for the value instead of the letter, or expect the reward of chance for such rows.")

  init(_ settings: AuditSettings) {}

  private static let words: Set<String> = ["yes", "no", "true", "false", "是", "否", "对", "错", "正确", "错误"]

  func remarks(on row: AuditRow) -> [Remark] {
    guard let gold = row.gold, gold.utf8.count <= 24, row.goldKind == .answer,
      !gold.utf8.contains(where: { $0 &- 0x30 < 10 })
    else { return [] }
    let plain = gold.replacing("\\text", with: "").replacing("\\mathrm", with: "")
      .filter { !"{}()$.* []".contains($0) }.lowercased()
    if Self.words.contains(plain) {
      return [Remark("the gold is \(Quoted.text(gold)): a guess is right every second time", confidence: 0.97)]
    }
    guard plain.utf8.count == 1, let letter = plain.utf8.first, letter &- 0x61 < 10 else { return [] }
    let count = row.options.count > 1 ? row.options.count : Self.optionsNamed(in: row.question ?? "")
    guard count >= 2 else { return [] }
    return [
      Remark(
        "the gold is the letter \(Quoted.text(gold)) of \(count) options: a guess is right once in \(count)",
        confidence: 0.95)
    ]
  }

  /// How many of "A)", "(B)", "C." stand in the prompt, from A on.
  private static func optionsNamed(in text: String) -> Int {
    var count = 0
    let bytes = Array(text.utf8)
    for letter in UInt8(ascii: "A")...UInt8(ascii: "J") {
      let stands = bytes.indices.dropFirst().contains { index in
        bytes[index] == letter && CharacterClass.of(bytes[index - 1]) == .other
          && index + 1 < bytes.count && ").:".utf8.contains(bytes[index + 1])
      }
      guard stands else { break }
      count += 1
    }
    return count
  }
}
