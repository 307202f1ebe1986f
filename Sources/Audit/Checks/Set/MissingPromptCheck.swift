/// Rows without the prompt that the others of their file have. A file in which no row has one judges programs or
/// answers only.
final class MissingPromptCheck: SetCheck {
  static var about: CheckDescription { EmptyPromptCheck.about }

  private var rows: [RowIndex] = []
  private var total = 0

  func take(_ digest: RowDigest, at index: RowIndex) {
    total += 1
    if !digest.hasPrompt { rows.append(index) }
  }

  func finish(_ table: RowTable) -> [SetRemark] {
    guard rows.count * 2 < total else { return [] }
    return rows.map {
      SetRemark(
        row: $0, check: Self.about.id,
        remark: Remark("the row has no prompt, \(total - rows.count) of \(total) rows have one", confidence: 0.97))
    }
  }
}
