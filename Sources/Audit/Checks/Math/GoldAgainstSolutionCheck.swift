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

  /// GSM8K: the solution states the gold behind a mark; the working before it should come to it.
  private func unnamed(_ gold: String, _ solution: String) -> [Remark] {
    guard let mark = solution.lastRange(of: "####") else { return [] }
    let body = String(solution[..<mark.lowerBound])
    guard body.utf8.count > 20, body.utf8.contains(where: { $0 &- 0x30 < 10 }), Numbers.isPlain(gold) else { return [] }
    if Numbers.named(gold, in: body) { return [] }
    return [
      Remark(
        "the number \(Quoted.text(gold, bytes: 60)) behind #### stands nowhere in the working, which ends with "
          + Quoted.tail(body), severity: .error, confidence: 0.93)
    ]
  }

  private func unfound(_ gold: String, _ lower: LowerText, _ checker: MathChecker, _ solution: String) -> [Remark] {
    guard Numbers.isPlain(gold), lower.bytes.contains(where: { $0 &- 0x30 < 10 }), !names(gold, solution) else { return [] }
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

/// Plain numbers in texts.
enum Numbers {
  static func isPlain(_ text: String) -> Bool { value(text[...]) != nil }

  /// Whether a number of the same value stands in the text.
  static func named(_ gold: String, in text: String) -> Bool {
    guard let wanted = value(gold[...]) else { return false }
    var token = Substring()
    let bytes = text.utf8
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      guard byte &- 0x30 < 10 || byte == UInt8(ascii: ".") else {
        index = bytes.index(after: index)
        continue
      }
      let start = index
      while index < bytes.endIndex, bytes[index] &- 0x30 < 10 || bytes[index] == UInt8(ascii: ".")
        || bytes[index] == UInt8(ascii: ",")
      {
        index = bytes.index(after: index)
      }
      token = text[start..<index]
      while let last = token.last, last == "." || last == "," { token.removeLast() }
      if let found = value(token), found == wanted || found == -wanted { return true }
      // A list without blanks: each of its numbers.
      if token.contains(",") {
        for part in token.split(separator: ",") {
          if let found = value(part), found == wanted || found == -wanted { return true }
        }
      }
    }
    return false
  }

  /// `1,234.50`, `$18`, `18%`.
  private static func value(_ text: Substring) -> Double? {
    let plain = text.filter { !", $%\\".contains($0) }
    guard !plain.isEmpty, plain.utf8.count <= 24, plain.last != ".",
      plain.utf8.allSatisfy({ $0 &- 0x30 < 10 || $0 == 0x2E || $0 == 0x2D })
    else { return nil }
    return Double(plain.hasPrefix(".") ? "0" + plain : plain)
  }
}
