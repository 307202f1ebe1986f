/// Words that say that a value is not the answer. Each works on a few tokens around the value.
struct Denial {
  let text: ResponseText
  let tokens: [ProseToken]

  // MARK: Before a value

  /// The tokens that end at `end` deny what follows: "is not", "rather than", "isn't equal to", "anything but".
  func precedes(_ end: Int) -> Bool {
    var index = skipName(before: end)
    var steps = 0
    while index > 0, steps < 6 {
      if isNegation(index - 1) || Self.refusals.contains(key(index - 1)) { return true }
      if key(index - 1) == "than", key(index - 2) == "rather" { return true }
      if key(index - 1) == "of", key(index - 2) == "instead" { return true }
      if Self.exceptions.contains(key(index - 1)), Self.totals.contains(key(index - 2)) { return true }
      guard Self.fillers.contains(key(index - 1)) || isSkipped(tokens[index - 1]) else { return false }
      index -= 1
      steps += 1
    }
    return false
  }

  /// The tokens that end at `end` name someone else's answer: "the reference answer is", "ground truth:".
  func attributes(_ end: Int) -> Bool {
    var index = skipName(before: end)
    var steps = 0
    while index > 0, steps < 8 {
      if AnswerWords.isForeign(key(index - 1)) { return true }
      guard Self.links.contains(key(index - 1)) || isSkipped(tokens[index - 1]) || tokens[index - 1].kind == .colon
      else {
        return contains(AnswerWords.foreignNouns, index - 1)
      }
      index -= 1
      steps += 1
    }
    return false
  }

  /// "x =" before the value.
  private func skipName(before end: Int) -> Int {
    var index = end
    while index > 0, isSkipped(tokens[index - 1]) { index -= 1 }
    guard index > 1, tokens[index - 1].kind == .relation, tokens[index - 2].kind == .variable else { return index }
    return index - 2
  }

  private func isSkipped(_ token: ProseToken) -> Bool {
    switch token.kind {
    case .currency, .markup, .opening: true
    case .other: text[token.start] == Glyph.backslash
    default: false
    }
  }

  // MARK: Behind a value

  /// What starts at that token says that the value before it is wrong: "is wrong", ", which is not correct", "(wrong)",
  /// "but it fails".
  func follows(_ start: Int) -> Bool {
    var index = start
    while index < tokens.count, isPassed(tokens[index]) { index += 1 }
    while index < tokens.count, Self.subjects.contains(key(index)) { index += 1 }
    if Self.failures.contains(key(index)) { return index > start || isClauseEnd(index + 1) }
    if isRemark(index) { return true }
    return judgement(from: index)?.isDenial ?? false
  }

  /// "(wrong)", ", wrong." as all that is said.
  private func isRemark(_ index: Int) -> Bool {
    guard index > 0, tokens.indices.contains(index), isClauseEnd(index + 1) else { return false }
    return Self.wrong.contains(key(index)) && (tokens[index - 1].kind == .opening || tokens[index - 1].kind == .comma)
  }

  private func isClauseEnd(_ index: Int) -> Bool {
    guard tokens.indices.contains(index) else { return true }
    switch tokens[index].kind {
    case .stop, .line, .closing, .comma: return true
    default: return false
    }
  }

  private func isPassed(_ token: ProseToken) -> Bool {
    isSkipped(token) || token.kind == .closing || token.kind == .comma
  }

  /// A copula, then words that come to "wrong" or "right", and the token behind them.
  func judgement(from start: Int) -> (isDenial: Bool, end: Int)? {
    guard start < tokens.count, tokens[start].kind == .word || tokens[start].kind == .variable else { return nil }
    if startsWith(Self.foreignDenials, start) { return (true, start + 1) }
    var isNegated = isNegation(start)
    guard isNegated || Self.copulas.contains(key(start)) else { return nil }
    for index in start + 1..<min(start + 7, max(start + 1, tokens.count)) {
      let word = key(index)
      if isNegation(index) {
        isNegated.toggle()
      } else if Self.wrong.contains(word) {
        return (!isNegated, index + 1)
      } else if Self.right.contains(word) {
        return (isNegated, index + 1)
      } else if !Self.between.contains(word) {
        return nil
      }
    }
    return nil
  }

  // MARK: Words

  /// "not", "isn't", "…不是".
  func isNegation(_ index: Int) -> Bool {
    guard tokens.indices.contains(index) else { return false }
    let token = tokens[index]
    guard token.kind == .word || token.kind == .variable else { return false }
    if Self.negations.contains(token.key) { return true }
    return Self.negationEnds.contains { token.end - token.start >= $0.count && text.has($0, at: token.end - $0.count) }
  }

  /// Of a statement as a whole: "that is impossible" speaks of the mathematics.
  static func isWrong(_ word: WordKey) -> Bool { wrong.contains(word) && !ofMathematics.contains(word) }
  static func isRight(_ word: WordKey) -> Bool { right.contains(word) }

  func startsWith(_ words: [[UInt8]], _ index: Int) -> Bool {
    guard text[tokens[index].start] >= 0xE3 else { return false }
    return words.contains { text.has($0, at: tokens[index].start) }
  }

  private func contains(_ words: [[UInt8]], _ index: Int) -> Bool {
    guard text[tokens[index].start] >= 0xE3 else { return false }
    return words.contains { text.contains($0, in: tokens[index].range) }
  }

  private func key(_ index: Int) -> WordKey { tokens.indices.contains(index) ? tokens[index].key : .none }

  private static let negationEnds = ["n't", "n’t", "不是", "并非"].map { Array($0.utf8) }
  private static let negations: WordSet = [
    "not", "never", "cannot", "nicht", "pas", "non", "não", "не", "nie", "niet", "không", "ليس", "ليست", "नहीं",
    "değil",
  ]
  /// Before a value; before anything else they deny little: "not", but "except for that".
  private static let refusals: WordSet = [
    "neither", "nor", "hardly", "nowhere", "except", "excluding", "reject", "rejecting", "discard", "discarding",
    "exclude",
  ]
  private static let exceptions: WordSet = ["but", "besides"]
  private static let totals: WordSet = ["anything", "everything", "all"]
  private static let fillers: WordSet = [
    "a", "an", "the", "equal", "equals", "to", "be", "simply", "just", "exactly", "actually", "is", "answer", "correct",
    "in", "fact", "possibly", "ever", "near", "for", "write", "say", "put", "value", "as",
  ]
  private static let links: WordSet = [
    "is", "was", "be", "are", "equals", "of", "as", "given", "says", "reads", "which", "answer", "solution", "value",
    "result", "label", "key", "the", "a", "namely", "i", "e", "ground",
  ]
  private static let subjects: WordSet = [
    "but", "which", "that", "this", "it", "and", "would", "thus", "so", "clearly",
  ]
  private static let copulas: WordSet = [
    "is", "was", "are", "be", "seems", "looks", "appears", "can", "would", "must", "has", "turned", "turns", "est",
    "ist",
    "es", "é", "è", "war", "était", "jest", "là", "does", "did", "это", "also", "of",
  ]
  private static let between: WordSet = [
    "be", "a", "an", "the", "clearly", "obviously", "simply", "just", "also", "therefore", "thus", "quite", "actually",
    "definitely", "out", "to", "course", "work", "works", "and", "my", "our", "possibly", "final",
  ]
  private static let wrong: WordSet = [
    "wrong", "incorrect", "false", "mistaken", "mistake", "error", "invalid", "impossible", "erroneous", "bogus",
    "slip", "extraneous", "inadmissible", "rejected", "discarded", "excluded",
    "falsch", "faux", "fausse", "incorrecto", "incorrecta", "incorrect", "errado", "errada", "sbagliato", "sbagliata",
    "неверно", "неправильно", "fout", "błędne", "yanlış", "sai", "خطأ", "गलत",
  ]
  private static let ofMathematics: WordSet = ["impossible", "false", "invalid"]
  private static let right: WordSet = [
    "right", "correct", "answer", "solution", "true", "valid", "it", "possible", "work", "satisfy", "richtig",
    "correcta", "correcto", "correto", "corretta", "juste", "верно", "правильно",
  ]
  private static let failures: WordSet = ["fails", "fail", "failed"]
  private static let foreignDenials = [
    "是错", "是錯", "错", "錯", "不对", "不對", "不正确", "不正確", "不是答案", "は間違", "は正しくな",
  ].map { Array($0.utf8) }
}
