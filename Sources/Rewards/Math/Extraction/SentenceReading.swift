/// Sentences, and the values in them.
extension ValueReader {
  /// Behind the last token of the sentence: at its stop, or at the end of the line. Nobody reads longer ones.
  func sentenceEnd(from start: Int, limit: Int = 160) -> Int {
    var index = start
    let limit = min(tokens.count, start + limit)
    while index < limit {
      switch tokens[index].kind {
      case .stop, .question, .line: return index
      case .opening: index = max(index, tokens[index].group ?? index)
      default: break
      }
      index += 1
    }
    return min(index, tokens.count)
  }

  /// The first token of the sentence, or one not too far before.
  func sentenceStart(before end: Int) -> Int {
    var index = end
    while index > 0, end - index < 60 {
      switch tokens[index - 1].kind {
      case .stop, .question: return index
      case .line where index > 1 && tokens[index - 2].kind == .line: return index
      default: index -= 1
      }
    }
    return index
  }

  func isLineEnd(_ index: Int) -> Bool { index < tokens.count && tokens[index].kind == .line }

  /// The last value in the tokens with those that are joined to it; one that says something before a mere name.
  ///
  /// - Parameter onlyFormulas: values without a formula in them do not count.
  /// - Parameter isRefused: such a value is passed over.
  func lastList(
    in range: Range<Int>, onlyFormulas: Bool = false, isRefused: (ReadList) -> Bool = { _ in false }
  ) -> ReadList? {
    var substantial: [Int] = []
    var names: [Int] = []
    var index = range.lowerBound
    while index < range.upperBound {
      guard let list = list(at: index), list.end <= range.upperBound else {
        index += 1
        continue
      }
      let isFormula = list.values.contains(where: \.isFormula)
      let isSubstantial = list.values.contains(where: \.isSubstantial)
      if isFormula || (isSubstantial && !onlyFormulas), !isLabel(index, to: list.end) {
        if isSubstantial { substantial.append(index) } else { names.append(index) }
      }
      index = max(list.end, index + 1)
    }
    // Few are asked about: what a sentence says of a value takes longer than reading it.
    for start in substantial.reversed() + names.reversed() {
      guard let list = list(at: start), !isRefused(list) else { continue }
      return isSubordinate(start) ? withoutFirst(list) : list
    }
    return nil
  }

  /// "For $x = 2$, $y$ is": the first formula states a condition.
  private func withoutFirst(_ list: ReadList) -> ReadList {
    guard list.values.count > 1 else { return list }
    return ReadList(values: Array(list.values.suffix(1)), end: list.end)
  }

  private func isSubordinate(_ index: Int) -> Bool {
    index > 0 && tokens[index].kind == .formula && Self.subordinators.contains(key(index - 1))
  }

  /// "Step 7", "1." at the start of a line, "2 decimal places", "the nearest 10".
  private func isLabel(_ index: Int, to end: Int) -> Bool {
    if index > 0, AnswerWords.labels.contains(key(index - 1)) { return true }
    if AnswerWords.precisions.contains(key(end)) { return true }
    guard tokens[index].kind == .number, index + 1 < tokens.count else { return false }
    let isFirst = index == 0 || tokens[index - 1].kind == .line
    let next = tokens[index + 1]
    guard isFirst, next.start == tokens[index].end, index + 2 < tokens.count else { return false }
    let isMark = next.kind == .stop || next.kind == .closing || next.kind == .other
    return isMark && tokens[index + 2].kind != .line
  }

  /// What a list says, as an assertion.
  func assertion(of list: ReadList, from start: Int, isFinal: Bool = false) -> Assertion? {
    let parts = AnswerText(text: text, tokens: tokens).parts(of: list)
    guard !parts.isEmpty else { return nil }
    return Assertion(
      parts: parts, isFormula: list.values.contains(where: \.isFormula), tokens: start..<list.end, isFinal: isFinal,
      isChoice: list.isChoice)
  }

  private static let subordinators: WordSet = [
    "for", "if", "when", "at", "with", "where", "since", "as", "given", "because", "let", "using", "from", "by",
    "assuming", "suppose",
  ]
}
