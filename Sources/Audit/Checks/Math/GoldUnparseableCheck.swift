import Rewards

/// Golds that the math checker cannot read: no answer would ever be rewarded.
struct GoldUnparseableCheck: RowCheck {
  static let about = CheckDescription(
    id: "gold_unparseable", severity: .error, cost: .math,
    summary: "The gold is empty or cannot be parsed, so no answer can be compared with it.",
    advice: "Repair the gold (unbalanced brackets, cut LaTeX), or drop the row: it gives no reward.")

  init(_ settings: AuditSettings) {}

  func remarks(on row: AuditRow) -> [Remark] {
    guard let gold = row.gold else { return [] }
    // Compared with a text that no gold is: a gold that is read says "different", or accepts nothing.
    let judgement = MathChecker(settings: row.settings)
      .compare(gold: GoldAnswer(gold), prediction: PredictedAnswer("0"), kind: row.goldKind)
    guard judgement.correct == nil else { return [] }
    let isEmpty = NormalText.trimmed(Array(gold.utf8)[...]).isEmpty
    let why = judgement.detail.isEmpty ? "" : " (\(judgement.detail))"
    return [
      Remark(
        isEmpty ? "the gold is empty" : "the gold \(Quoted.text(gold)) does not parse\(why)",
        confidence: isEmpty ? 1 : 0.95)
    ]
  }
}
