import Rewards

/// Golds that are no answer: a proof, a pointer to a solution, a placeholder.
struct GoldNotAnswerCheck: RowCheck {
  static let about = CheckDescription(
    id: "gold_not_answer", severity: .error, cost: .text,
    summary: "The gold is a placeholder, points elsewhere, or is an explanation or a proof instead of an answer.",
    advice: "Put the final answer there, or drop the row: proofs cannot be compared.")

  init(_ settings: AuditSettings) {}

  private static let placeholders: Set<String> = [
    "n/a", "na", "null", "nan", "nil", "todo", "tbd", "unknown", "undefined answer", "?", "??", "???", "-", "--", "...",
    "…", "answer", "no answer", "none given", "not available", "not given", "not provided", "missing", "pending",
    "see above", "see below", "see solution", "see the solution", "see figure", "see explanation", "see image",
    "proof", "the proof", "q.e.d.", "qed", "q.e.d", "omitted", "proof omitted", "as above", "trivial", "answers vary",
    "answers will vary", "answer varies", "check solution", "[answer]", "<answer>", "\\boxed{}", "error", "#n/a",
    "证明略", "略", "见解析", "证明见解析",
  ]

  private static let starts = [
    "see solution", "see the solution", "see above", "see attached", "see proof", "see explanation", "refer to",
    "proof:", "proof.", "we prove", "we will prove", "we shall prove", "the proof", "to prove", "answers may vary",
    "answers will vary", "as shown above", "left as an exercise", "left to the reader",
  ]

  func remarks(on row: AuditRow) -> [Remark] {
    guard let gold = row.gold, row.goldKind == .answer, !Numbers.isPlain(gold) else { return [] }
    let text = String(decoding: NormalText.trimmed(Array(gold.utf8)[...]), as: UTF8.self)
    guard !text.isEmpty else { return [] }
    var plain = text.lowercased()
    while let last = plain.last, ".!:$*".contains(last) { plain.removeLast() }
    while let first = plain.first, "$*(".contains(first), plain.count > 1 { plain.removeFirst() }
    if Self.placeholders.contains(plain) || Self.placeholders.contains(text.lowercased()) {
      return [Remark("the gold is only \(Quoted.text(text))", confidence: 0.98)]
    }
    if let start = Self.starts.first(where: { plain.hasPrefix($0) }) {
      return [Remark("the gold begins with \"\(start)\": \(Quoted.text(text))", confidence: 0.96)]
    }
    guard text.utf8.count > 80 else { return [] }
    let words = text.split { !$0.isLetter && $0 != "\\" && $0 != "'" }
    let prose = words.count { $0.first != "\\" && $0.utf8.count > 1 && $0.allSatisfy(\.isLowercase) }
    let argues = [
      "therefore", "hence", "thus", "because", "since", "suppose", "contradiction", "we have", "it follows",
    ]
    .count { plain.contains($0) }
    if prose >= 40 || (argues >= 2 && prose >= 20) {
      return [
        Remark(
          "the gold is a text of \(words.count) words: \(Quoted.text(text))",
          severity: argues >= 2 ? .error : .warning, confidence: argues >= 2 ? 0.95 : 0.8)
      ]
    }
    return []
  }
}
