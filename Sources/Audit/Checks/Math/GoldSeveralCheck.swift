import Rewards

/// Golds that hold more than one answer where one was asked for.
struct GoldSeveralCheck: RowCheck {
  static let about = CheckDescription(
    id: "gold_several", severity: .warning, cost: .math,
    summary: """
      The gold holds several values where one was asked for ("3 or 4", two boxes, a bare list), or an option's letter \
      and its value.
      """,
    advice: "Keep the one value that is asked for; for a list, say in the prompt that all are wanted.")

  init(_ settings: AuditSettings) {}

  func remarks(on row: AuditRow) -> [Remark] {
    guard let gold = row.gold, row.goldKind == .answer, gold.utf8.count <= 300, !Numbers.isPlain(gold) else {
      return []
    }
    if let remark = boxes(gold) { return [remark] }
    if let remark = letterAndValue(gold) { return [remark] }
    if let remark = alternatives(gold, row) { return [remark] }
    if let remark = bareList(gold, row) { return [remark] }
    return []
  }

  private func boxes(_ gold: String) -> Remark? {
    let lower = LowerText(gold)
    guard let first = lower.first("\\boxed{"), lower.first("\\boxed{", from: first.upperBound) != nil else {
      return nil
    }
    return Remark("the gold has more than one box: \(Quoted.text(gold))", confidence: 0.95)
  }

  /// `(B) 12`, `B. 12`, `B) $12$`, `12 (B)`.
  private func letterAndValue(_ gold: String) -> Remark? {
    guard gold.utf8.contains(where: { ").:".utf8.contains($0) }) else { return nil }
    let text = gold.filter { !"$*{}".contains($0) }.replacing("\\textbf", with: "").replacing("\\text", with: "")
      .drop { $0 == " " }
    guard let option = text.prefixMatch(of: /\(?([A-Fa-f])\s?[\)\.:]\s*(\S.*)/) else { return nil }
    let rest = option.2
    // "(A) and (C)" are two letters, "a.m." is none.
    guard rest.contains(where: \.isNumber) || rest.count > 3, !rest.contains("("), option.1.first?.isUppercase == true
    else { return nil }
    return Remark(
      "the gold gives an option's letter and its value: \(Quoted.text(gold)); a model may give either",
      confidence: 0.9)
  }

  /// `3 or 4`.
  private func alternatives(_ gold: String, _ row: AuditRow) -> Remark? {
    guard LowerText(gold).contains("or") else { return nil }
    let text = gold.replacing("\\text", with: " ").filter { !"{}$".contains($0) }
    guard let range = text.firstRange(of: " or ") else { return nil }
    let left = text[..<range.lowerBound]
    let right = text[range.upperBound...]
    func isValue(_ part: Substring) -> Bool {
      part.contains(where: \.isNumber) && part.split(separator: " ").count <= 6
    }
    guard isValue(left), isValue(right) else { return nil }
    // "x < 1 or x > 3" is one set.
    if text.contains(where: { "<>≤≥".contains($0) }) || text.contains("\\le") || text.contains("\\ge") { return nil }
    guard !asksForSeveral(row.prompt) else { return nil }
    return Remark("the gold offers a choice: \(Quoted.text(gold))", confidence: 0.85)
  }

  /// `3, 4` where the prompt asks for one thing.
  private func bareList(_ gold: String, _ row: AuditRow) -> Remark? {
    guard gold.utf8.contains(where: { $0 == 0x2C || $0 == 0x3B }), row.prompt != nil else { return nil }
    let text = gold.filter { !"$ ".contains($0) }
    let parts = text.split(omittingEmptySubsequences: false) { $0 == "," || $0 == ";" }
    guard parts.count >= 2, parts.allSatisfy({ Self.isNumber($0) }) else { return nil }
    // 1,000 is one number.
    if !text.contains(";"), parts.dropFirst().allSatisfy({ $0.count == 3 && $0.allSatisfy(\.isNumber) }),
      parts[0].allSatisfy({ $0.isNumber || $0 == "-" }), parts[0].count <= 3
    {
      return nil
    }
    guard !asksForSeveral(row.prompt) else { return nil }
    return Remark(
      "the gold is a list, but the prompt seems to ask for one value: \(Quoted.text(gold))", confidence: 0.7)
  }

  private static func isNumber(_ part: Substring) -> Bool {
    var part = part
    if part.first == "-" || part.first == "+" { part.removeFirst() }
    guard !part.isEmpty, part.first?.isNumber == true else { return false }
    return part.allSatisfy { ("0"..."9").contains($0) || $0 == "." || $0 == "/" }
  }

  /// Words by which a prompt asks for more than one thing.
  private static let plural = [
    "all", "values", "solutions", "roots", "pairs", "pair", "triples", "triple", "set", "each", "respectively", "and",
    "numbers", "points", "coordinates", "list", "sequence", "terms", "integers", "answers", "zeros", "zeroes",
    "intercepts", "factors", "divisors", "primes", "digits", "possible", "vertices", "eigenvalues", "system", "ordered",
    "solve", "separated", "commas", "order", "both", "two", "three", "which", "following", "elements", "multiple",
    "foci", "angles", "sides", "lengths", "dimensions", "for what", "what are", "find x", "statements", "range",
    "domain",
  ]

  private func asksForSeveral(_ prompt: String?) -> Bool {
    guard let prompt else { return true }
    let lower = LowerText(prompt)
    return Self.plural.contains { lower.containsWord($0) } || !lower.bytes.contains { $0 &- 0x61 < 26 }
      || lower.bytes.contains { $0 >= 0xE3 }
  }
}
