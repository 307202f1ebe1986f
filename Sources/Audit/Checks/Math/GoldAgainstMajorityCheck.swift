import Rewards

/// Golds that most of the given responses disagree with, all with the same answer.
struct GoldAgainstMajorityCheck: RowCheck {
  static let about = CheckDescription(
    id: "gold_vs_majority", severity: .warning, cost: .math,
    summary: "Most responses agree on one answer, and it is not the gold.",
    advice: "Work the problem: where many agree against the gold, the gold is often wrong. The paper drops such rows.")

  private let minimum: Int
  private let share: Double

  init(_ settings: AuditSettings) {
    minimum = settings.minimumResponses
    share = settings.majorityShare
  }

  func remarks(on row: AuditRow) -> [Remark] {
    guard row.kind == .math, let gold = row.gold, row.responses.count >= minimum else { return [] }
    let checker = MathChecker(settings: row.settings)
    var groups: [(answer: Rollout, count: Int, form: String)] = []
    for response in row.responses {
      let judgement = MathRollouts.judge(response, gold: gold, row)
      guard judgement.correct == false, judgement.code == .different || isPolicy(judgement.code) else { continue }
      let form = judgement.predictionForm ?? ""
      guard !form.isEmpty else { continue }
      let same = groups.firstIndex { group in
        group.form == form
          || checker.compare(gold: GoldAnswer(group.form), prediction: PredictedAnswer(form)).correct == true
      }
      if let same { groups[same].count += 1 } else { groups.append((response, 1, form)) }
    }
    let total = row.responses.count
    guard let best = groups.max(by: { $0.count < $1.count }), Double(best.count) > share * Double(total) else {
      return []
    }
    let agree = Double(best.count) / Double(total)
    return [
      Remark(
        "\(best.count) of \(total) responses say \(Quoted.text(best.form, bytes: 80)), the gold is "
          + Quoted.text(gold, bytes: 80), severity: agree >= 0.75 && total >= 8 ? .error : .warning,
        confidence: min(0.97, 0.5 + agree / 2))
    ]
  }

  private func isPolicy(_ code: ReasonCode) -> Bool { if case .policy = code { true } else { false } }
}
