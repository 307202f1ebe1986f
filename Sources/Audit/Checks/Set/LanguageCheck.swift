/// Rows in another language than almost all others.
final class LanguageCheck: SetCheck {
  static let about = CheckDescription(
    id: "language", severity: .warning, cost: .set,
    summary: "The prompt is in another language than nine tenths of the set.",
    advice: "Drop the row if the set is meant to be of one language.")

  private var languages: [UInt8] = []
  private static let unknown: UInt8 = 255

  func take(_ digest: RowDigest, at index: RowIndex) { languages.append(digest.language?.rawValue ?? Self.unknown) }

  func finish(_ table: RowTable) -> [SetRemark] {
    var counts: [UInt8: Int] = [:]
    for language in languages where language != Self.unknown { counts[language, default: 0] += 1 }
    let total = counts.values.reduce(0, +)
    guard let (main, count) = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), count * 10 >= total * 9,
      total >= 20, let usual = TextLanguage(rawValue: main)
    else { return [] }
    return languages.indices.compactMap { index in
      guard languages[index] != main, let language = TextLanguage(rawValue: languages[index]) else { return nil }
      return SetRemark(
        row: RowIndex(index), check: Self.about.id,
        remark: Remark(
          "the prompt is in \(language.name), \(count) of \(total) rows are in \(usual.name)", confidence: 0.9))
    }
  }
}
