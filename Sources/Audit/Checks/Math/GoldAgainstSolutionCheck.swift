import Rewards

/// Golds that their own solution does not come to.
struct GoldAgainstSolutionCheck: RowCheck {
  static let about = CheckDescription(
    id: "gold_vs_solution", severity: .error, cost: .math,
    summary: "The row's own solution ends with another answer than the gold, or never names the gold.",
    advice: "Work the problem and repair whichever of the two is wrong; until then, drop the row.")

  init(_ settings: AuditSettings) {}

  func remarks(on row: AuditRow) -> [Remark] {
    guard let gold = row.gold, let solution = row.solution, row.goldKind == .answer, solution.utf8.count <= 200_000,
      !NormalText.trimmed(Array(gold.utf8)[...]).isEmpty
    else { return [] }
    if row.solutionStatesGold { return unnamed(gold, solution) }
    let lower = LowerText(solution)
    let isMarked = lower.contains("\\boxed{") || lower.contains("####") || lower.contains("<answer>")
    let checker = MathChecker(settings: row.settings)
    let judgement = checker.compare(
      gold: GoldAnswer(gold), prediction: PredictedAnswer(solution), kind: .extraction)
    switch judgement.code {
    case .goldUnparseable: return []
    case _ where judgement.correct != false: return []
    case .noAnswer, .severalAnswers, .predictionUnparseable, .budget: return unfound(gold, lower, checker, solution)
    default: break
    }
    guard isMarked else { return unfound(gold, lower, checker, solution) }
    if names(gold, solution) {
      // A box that says more than the gold ("x = 3, so 3") is no contradiction that one can be sure of.
      return [
        Remark(
          "the solution ends with \(Quoted.text(judgement.predictionForm ?? "?", bytes: 80)), the gold is "
            + "\(Quoted.text(gold, bytes: 80))", severity: .warning, confidence: 0.75)
      ]
    }
    return [
      Remark(
        "the solution ends with \(Quoted.text(judgement.predictionForm ?? "?", bytes: 80)), the gold is "
          + "\(Quoted.text(gold, bytes: 80)) and stands nowhere in it", confidence: 0.96)
    ]
  }

  /// GSM8K: the solution states the gold behind a mark; the last line of the working names it, and the last sum that
  /// is written out comes to it. A gold that neither knows was put there by mistake.
  private func unnamed(_ gold: String, _ solution: String) -> [Remark] {
    guard let mark = solution.lastRange(of: "####") else { return [] }
    let body = solution[..<mark.lowerBound]
    let bytes = NormalText.trimmed(Array(body.utf8)[...])
    let start = bytes.lastIndex(of: 0x0A).map { $0 + 1 } ?? bytes.startIndex
    let last = String(decoding: bytes[start...], as: UTF8.self)
    guard last.utf8.contains(where: { $0 &- 0x30 < 10 }), Numbers.isPlain(gold), !Numbers.named(gold, in: last)
    else { return [] }
    if let sum = String(body).lastRange(of: ">>"), Numbers.named(gold, in: Self.result(body[..<sum.lowerBound])) {
      return []
    }
    return [
      Remark(
        "the number \(Quoted.text(gold, bytes: 60)) behind #### is not what the working comes to: "
          + Quoted.tail(last), confidence: 0.95)
    ]
  }

  /// What stands behind the last `=` of a sum that is written out.
  private static func result(_ sum: Substring) -> String {
    sum.lastIndex(of: "=").map { String(sum[sum.index(after: $0)...]) } ?? ""
  }

  private func unfound(_ gold: String, _ lower: LowerText, _ checker: MathChecker, _ solution: String) -> [Remark] {
    guard Numbers.isPlain(gold), lower.bytes.contains(where: { $0 &- 0x30 < 10 }), !names(gold, solution) else {
      return []
    }
    return [
      Remark(
        "the gold \(Quoted.text(gold, bytes: 60)) stands nowhere in the solution, which ends with "
          + Quoted.tail(solution), severity: .warning, confidence: 0.7)
    ]
  }

  private func names(_ gold: String, _ solution: String) -> Bool {
    func bare(_ text: String) -> String { String(text.filter { !" $\n{}\\,".contains($0) }) }
    return bare(solution).contains(bare(gold)) || Numbers.named(gold, in: solution)
  }
}
