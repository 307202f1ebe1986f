/// An answer that depends on a condition: "7 if n is odd and 8 otherwise". Neither value is the answer; the whole clause
/// is, as it would be written in a reference.
struct BranchedAnswer {
  let reader: ValueReader

  private static let reach = 60
  private static let conditions: WordSet = [
    "if", "when", "unless", "whenever", "provided", "depending", "wenn", "falls", "si", "если", "als",
  ]
  /// "9 for cakes and 5 for pies" depends on nothing; "the answer is 7 for odd n and 8 for even n" does.
  private static let purposes: WordSet = ["for", "where", "in"]
  private static let alternatives: WordSet = [
    "otherwise", "else", "sonst", "sinon", "иначе", "altrimenti",
  ]
  private static let joiners: WordSet = ["and", "or", "but", "while", "und", "et", "y", "и", "e"]
  private static let pronouns: WordSet = ["it", "is", "it's", "it’s", "to", "be", "the", "answer", "then"]

  /// Where the clause ends whose first value ends at that token; `nil` where no second value with a condition follows.
  ///
  /// - Parameter ofAnswer: the first value is called the answer.
  func end(behind first: Int, ofAnswer: Bool) -> Int? {
    guard let condition = condition(soonBehind: first, ofAnswer) else { return nil }
    let end = clauseEnd(from: first)
    var isBranched = false
    var index = condition + 1
    while index < end {
      guard let value = reader.value(at: index) else {
        index += 1
        continue
      }
      isBranched = isBranched || isBranch(value, from: index, ofAnswer)
      index = max(value.tokens.upperBound, index + 1)
    }
    return isBranched ? end : nil
  }

  /// The clause of several values with their conditions that holds that token.
  func clause(around token: Int) -> Range<Int>? {
    var index = start(before: token)
    while index <= token {
      guard let value = reader.value(at: index) else {
        index += 1
        continue
      }
      if let end = end(behind: value.tokens.upperBound, ofAnswer: false), end > token { return index..<end }
      index = max(value.tokens.upperBound, index + 1)
    }
    return nil
  }

  /// The start of the sentence, across semicolons.
  private func start(before token: Int) -> Int {
    var start = reader.sentenceStart(before: token)
    while start > 0, token - start < Self.reach, isSemicolon(start - 1) {
      start = reader.sentenceStart(before: start - 1)
    }
    return start
  }

  func words(_ clause: Range<Int>) -> String {
    AnswerCleaning.cleaned(
      reader.text, reader.tokens[clause.lowerBound].start..<reader.tokens[clause.upperBound - 1].end)
  }

  /// "7 if", "7 apples if", "7, otherwise".
  private func condition(soonBehind start: Int, _ ofAnswer: Bool) -> Int? {
    for index in start..<max(start, min(start + 4, reader.tokens.count)) {
      switch reader.tokens[index].kind {
      case .word, .variable:
        if isCondition(index, ofAnswer) { return index }
        if Self.alternatives.contains(reader.key(index)) { return index - 1 }
        if Self.joiners.contains(reader.key(index)) { return nil }
      case .comma, .markup, .currency, .closing, .other: break
      default: return nil
      }
    }
    return nil
  }

  /// "…, 8 otherwise", "and 8 if", "otherwise it is 8", "then it is 8".
  private func isBranch(_ value: ReadValue, from start: Int, _ ofAnswer: Bool) -> Bool {
    var before = start - 1
    while before > 0, Self.pronouns.contains(reader.key(before)) || isSkipped(before) {
      if reader.key(before) == "then", reader.tokens[before - 1].kind == .comma { return true }
      before -= 1
    }
    if Self.alternatives.contains(reader.key(before)) { return true }
    guard Self.joiners.contains(reader.key(before)) || reader.tokens[before].kind == .comma || isSemicolon(before)
    else { return false }
    var behind = value.tokens.upperBound
    while behind < reader.tokens.count, isSkipped(behind) || reader.tokens[behind].kind == .comma { behind += 1 }
    return Self.alternatives.contains(reader.key(behind)) || isCondition(behind, ofAnswer)
  }

  private func isCondition(_ index: Int, _ ofAnswer: Bool) -> Bool {
    Self.conditions.contains(reader.key(index)) || (ofAnswer && Self.purposes.contains(reader.key(index)))
  }

  private func isSkipped(_ index: Int) -> Bool {
    reader.tokens[index].kind == .markup || reader.tokens[index].kind == .currency
  }

  private func isSemicolon(_ index: Int) -> Bool { reader.text[reader.tokens[index].start] == UInt8(ascii: ";") }

  /// The end of the sentence, across semicolons.
  private func clauseEnd(from start: Int) -> Int {
    var index = start
    while index < reader.tokens.count, index - start < Self.reach {
      switch reader.tokens[index].kind {
      case .stop where !isSemicolon(index): return index
      case .question, .line: return index
      case .word where Self.conclusions.contains(reader.key(index)): return index
      default: index += 1
      }
    }
    return index
  }

  private static let conclusions: WordSet = ["so", "therefore", "hence", "thus", "because", "since"]
}
