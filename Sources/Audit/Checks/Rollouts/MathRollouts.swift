import Rewards

/// Judges responses to math rows.
enum MathRollouts {
  static func judge(_ response: Rollout, gold: String, _ row: AuditRow) -> Judgement {
    let kind: AnswerKind = response.isBare && row.goldKind == .answer ? .answer : .extraction
    return MathChecker(settings: row.settings)
      .compare(gold: GoldAnswer(gold), prediction: PredictedAnswer(response.text), kind: kind)
  }
}

/// Pass rates of math rows, and scores that are not ours.
struct MathRolloutCheck: RowCheck {
  static var about: CheckDescription { Rollouts.scoreDiffers }

  private let rules: Rollouts

  init(_ settings: AuditSettings) { rules = Rollouts(settings) }

  func remarks(on row: AuditRow) -> [Remark] {
    guard row.kind == .math, let gold = row.gold, !row.responses.isEmpty else { return [] }
    let outcomes = row.responses.compactMap { response -> Rollouts.Outcome? in
      let judgement = MathRollouts.judge(response, gold: gold, row)
      guard let correct = judgement.correct else { return nil }
      return Rollouts.Outcome(rollout: response, accepted: correct, share: correct ? 1 : 0, why: judgement.reason)
    }
    return rules.remarks(on: outcomes, isMath: true)
  }
}
