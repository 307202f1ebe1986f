/// Finds the second candidate that a response names right behind its answer: "…, but it could be 8", "Or maybe 8."
///
/// Farther off such words speak of something else.
struct Rivals {
  let reader: ValueReader

  private var tokens: [ProseToken] { reader.tokens }
  private var hedges: Hedges { Hedges(tokens: tokens) }

  /// What follows an assertion that ends at that token.
  func rival(behind end: Int) -> Assertion? {
    // "\boxed{7} if n is odd and 8 otherwise"
    let branches = BranchedAnswer(reader: reader)
    if let clause = branches.end(behind: end, ofAnswer: true), let list = reader.lastList(in: end..<clause) {
      return reader.assertion(of: list, from: end)
    }
    var scan = Scan(index: end)
    skipNoun(&scan)
    while step(&scan) {}
    guard scan.isHedged, let list = reader.list(at: scan.index), isWhole(list, scan) else { return nil }
    var rival = reader.assertion(of: list, from: end)
    rival?.isApproximate = isDecimal(list)
    return rival
  }

  private struct Scan {
    var index: Int
    var isHedged = false
    /// "or": what follows need not end there ("or 8 apples").
    var hasOr = false
    var hasTurn = false
    var isNewSentence = false
  }

  /// "7 apples or 8 apples".
  private func skipNoun(_ scan: inout Scan) {
    for index in scan.index..<max(scan.index, min(scan.index + 4, tokens.count)) {
      if tokens[index].kind == .word || tokens[index].kind == .variable {
        if !isAlternative(index) { continue }
        scan.index = index
        return
      }
      if !isDelimiter(index) && tokens[index].kind != .comma { return }
    }
  }

  private func step(_ scan: inout Scan) -> Bool {
    guard scan.index < tokens.count else { return false }
    let index = scan.index
    if let end = hedges.end(from: index) {
      scan.isHedged = true
      scan.index = end
      return true
    }
    if isAlternative(index) {
      scan.hasOr = true
      scan.isHedged = true
    } else if Self.turns.contains(reader.key(index)) {
      scan.hasTurn = true
    } else if scan.hasTurn || scan.isHedged, let end = hedges.copulaEnd(from: index) {
      // "but it is 8", "maybe it is 8"
      scan.isHedged = true
      scan.index = end
      return true
    } else if tokens[index].kind == .stop || tokens[index].kind == .line {
      if scan.isHedged || scan.hasTurn || (scan.isNewSentence && tokens[index].kind == .stop) { return false }
      scan.isNewSentence = true
    } else if !isDelimiter(index), tokens[index].kind != .comma, !isParenthesis(index) {
      return false
    }
    scan.index += 1
    return true
  }

  /// The Dutch word for "or" is an English one too: "\boxed{5} values of k".
  private func isAlternative(_ index: Int) -> Bool { reader.isAlternative(index) && reader.key(index) != "of" }

  /// Closes the formula of the value, or emphasis.
  private func isDelimiter(_ index: Int) -> Bool {
    switch tokens[index].kind {
    case .markup, .closing: true
    case .currency: !tokens.indices.contains(index + 1) || tokens[index + 1].kind != .number
    case .other: reader.text[tokens[index].start] == Glyph.backslash
    default: false
    }
  }

  private func isParenthesis(_ index: Int) -> Bool {
    let token = tokens[index]
    return token.kind == .opening && reader.text[token.start] == UInt8(ascii: "(") && token.group == nil
  }

  /// A sentence of its own names a candidate only if it ends with it: "Alternatively, 2x = 14, so …" does not.
  private func isWhole(_ list: ReadList, _ scan: Scan) -> Bool {
    guard scan.isNewSentence else { return scan.hasOr || reader.isTerminal(list.end) }
    let holdsRelation = list.values.contains { value in tokens[value.tokens].contains { $0.kind == .relation } }
    guard !holdsRelation, list.end < tokens.count else { return !holdsRelation }
    return tokens[list.end].kind == .stop || tokens[list.end].kind == .line || tokens[list.end].kind == .question
  }

  /// "or 25.13" beside an exact value is that value rounded.
  private func isDecimal(_ list: ReadList) -> Bool {
    list.values.allSatisfy { value in reader.text.bytes[value.bytes].contains(UInt8(ascii: ".")) }
  }

  private static let turns: WordSet = ["but", "now", "though", "although", "however"]
}
