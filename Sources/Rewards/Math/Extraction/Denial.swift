/// Words that say that a value is not the answer. Each works on a few tokens around the value.
struct Denial: TokenReading {
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
      if isException(index) { return true }
      guard Self.fillers.contains(key(index - 1)) || isSkipped(tokens[index - 1]) else { return false }
      index -= 1
      steps += 1
    }
    return false
  }

  /// "All but", "except": what is left is an answer in words.
  func isException(_ end: Int) -> Bool {
    if Self.exclusions.contains(key(end - 1)) { return true }
    return Self.exceptions.contains(key(end - 1)) && Self.totals.contains(key(end - 2))
  }

  /// The tokens that end at `end` name someone else's answer: "the reference answer is", "ground truth:".
  func attributes(_ end: Int) -> Bool {
    var index = skipName(before: end)
    var noun = Noun.none
    var steps = 0
    while index > 0, steps < 8 {
      let word = key(index - 1)
      if AnswerWords.isForeign(word) { return !isAnyone(index - 1) && (isForeign(word, noun) || isHeading(index - 1)) }
      if Self.answers.contains(word) { noun = .answer } else if Self.values.contains(word) { noun = .value }
      guard Self.links.contains(word) || isLink(tokens[index - 1]) else {
        return contains(AnswerWords.foreignNouns, index - 1)
      }
      index -= 1
      steps += 1
    }
    return false
  }

  /// What stands between "expected" and the value.
  private enum Noun { case none, answer, value }

  /// "The expected value" and "the initial value" are mathematics, "the wrong value" is not.
  private func isForeign(_ word: WordKey, _ noun: Noun) -> Bool {
    if Self.authorities.contains(word) { return noun != .value }
    return noun == .answer || (noun == .value && Self.wrong.contains(word))
  }

  /// "The probability of a wrong answer is".
  func isAnyone(_ index: Int) -> Bool {
    (key(index - 1) == "a" || key(index - 1) == "an") && key(index - 2) == "of"
  }

  /// "Wrong: 42", "Expected: 42".
  private func isHeading(_ index: Int) -> Bool {
    guard index + 1 < tokens.count, tokens[index + 1].kind == .colon else { return false }
    guard index == 0 || tokens[index - 1].kind == .line || tokens[index - 1].kind == .stop else { return false }
    return Self.wrong.contains(key(index)) || Self.headings.contains(key(index))
  }

  private func isLink(_ token: ProseToken) -> Bool {
    isSkipped(token) || token.kind == .colon || (token.kind == .relation && text[token.start] == UInt8(ascii: "="))
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
    if isDenyingText(index) { return true }
    if Self.failures.contains(key(index)) { return index > start || isClauseEnd(index + 1) }
    if isRemark(index) || isAnsweredNo(index) { return true }
    return judgement(from: index)?.isDenial ?? false
  }

  /// `\text{ is wrong}`.
  private func isDenyingText(_ index: Int) -> Bool {
    guard tokens.indices.contains(index), tokens[index].kind == .command, MathWords.isTextCommand(tokens[index].key),
      let open = text.first([Glyph.openBrace], in: tokens[index].range)
    else { return false }
    let inner = ProseTokenizer(text, in: open + 1..<max(open + 1, tokens[index].end - 1), formulas: []).tokens
    return Denial(text: text, tokens: inner).judgement(from: 0)?.isDenial ?? false
  }

  /// "(wrong)", ", wrong." as all that is said.
  private func isRemark(_ index: Int) -> Bool {
    guard index > 0, tokens.indices.contains(index), isClauseEnd(index + 1) else { return false }
    return Self.wrong.contains(key(index)) && (tokens[index - 1].kind == .opening || tokens[index - 1].kind == .comma)
  }

  /// "? No."
  private func isAnsweredNo(_ index: Int) -> Bool {
    guard tokens.indices.contains(index), tokens[index].kind == .question else { return false }
    return Self.noes.contains(key(index + 1)) && isClauseEnd(index + 2)
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
    if Self.negations.contains(token.key) || isRomanceNo(index) { return true }
    return Self.negationEnds.contains { token.end - token.start >= $0.count && text.has($0, at: token.end - $0.count) }
  }

  /// "No es 7": "no" by itself is an interjection.
  private func isRomanceNo(_ index: Int) -> Bool {
    tokens[index].key == "no" && (key(index + 1) == "es" || key(index + 1) == "son")
  }

  /// Of a statement as a whole: "that is impossible" speaks of the mathematics.
  static func isWrong(_ word: WordKey) -> Bool { wrong.contains(word) && !ofMathematics.contains(word) }
  static func isRight(_ word: WordKey) -> Bool { right.contains(word) && !ofMathematics.contains(word) }

  func startsWith(_ words: [[UInt8]], _ index: Int) -> Bool {
    guard text[tokens[index].start] >= 0xE3 else { return false }
    return words.contains { text.has($0, at: tokens[index].start) }
  }

  private func contains(_ words: [[UInt8]], _ index: Int) -> Bool {
    guard text[tokens[index].start] >= 0xE3 else { return false }
    return words.contains { text.contains($0, in: tokens[index].range) }
  }

  private static let negationEnds = ["n't", "n’t", "不是", "并非"].map { Array($0.utf8) }
  private static let negations: WordSet = [
    "not", "never", "cannot", "nicht", "pas", "non", "não", "не", "nie", "niet", "không", "ليس", "ليست", "नहीं",
    "değil",
  ]
  /// Before a value; before anything else they deny little: "not", but "except for that".
  private static let refusals: WordSet = [
    "neither", "nor", "hardly", "nowhere", "reject", "rejecting", "discard", "discarding", "exclude",
  ]
  private static let exclusions: WordSet = ["except", "excluding", "besides", "außer", "sauf", "excepto", "кроме"]
  private static let exceptions: WordSet = ["but", "for"]
  private static let totals: WordSet = ["anything", "everything", "all", "except"]
  private static let fillers: WordSet = [
    "a", "an", "the", "equal", "equals", "to", "be", "simply", "just", "exactly", "actually", "is", "answer", "correct",
    "in", "fact", "possibly", "ever", "near", "write", "say", "put", "value", "as", "es", "est", "ist", "é", "è", "это",
  ]
  private static let links: WordSet = [
    "is", "was", "be", "are", "equals", "of", "as", "given", "says", "reads", "which", "answer", "solution", "output",
    "response", "value", "result", "label", "the", "a", "namely", "i", "e",
  ]
  private static let headings: WordSet = ["expected", "gold", "golden"]
  private static let answers: WordSet = ["answer", "solution", "output", "response", "label"]
  private static let values: WordSet = ["value", "result"]
  private static let authorities: WordSet = ["truth", "ground-truth", "reference", "key"]
  private static let subjects: WordSet = [
    "but", "which", "that", "this", "it", "and", "would", "thus", "so", "clearly", "이", "가",
  ]
  private static let copulas: WordSet = [
    "is", "was", "are", "be", "seems", "looks", "appears", "can", "would", "must", "has", "turned", "turns", "est",
    "ist", "es", "é", "è", "war", "était", "jest", "là", "does", "did", "это", "also", "of",
  ]
  private static let between: WordSet = [
    "be", "a", "an", "the", "clearly", "obviously", "simply", "just", "also", "therefore", "thus", "quite", "actually",
    "definitely", "out", "to", "course", "work", "works", "and", "my", "our", "possibly", "final",
  ]
  private static let wrong: WordSet = [
    "wrong", "incorrect", "false", "mistaken", "mistake", "error", "invalid", "impossible", "erroneous", "bogus",
    "slip", "extraneous", "inadmissible", "rejected", "discarded", "excluded", "falsch", "faux", "fausse", "incorrecto",
    "incorrecta", "incorrect", "errado", "errada", "sbagliato", "sbagliata", "неверно", "неправильно", "fout", "błędne",
    "yanlış", "sai", "خطأ", "गलत",
  ]
  private static let ofMathematics: WordSet = [
    "impossible", "false", "invalid", "possible", "true", "valid", "work", "satisfy", "solution", "extraneous",
    "inadmissible", "rejected", "discarded", "excluded",
  ]
  private static let right: WordSet = [
    "right", "correct", "answer", "solution", "true", "valid", "it", "possible", "work", "satisfy", "richtig",
    "correcta", "correcto", "correto", "corretta", "juste", "верно", "правильно",
  ]
  private static let noes: WordSet = ["no", "nope", "nein", "non", "нет"]
  private static let failures: WordSet = ["fails", "fail", "failed"]
  private static let foreignDenials = [
    "是错", "是錯", "错", "錯", "不对", "不對", "不正确", "不正確", "不是答案", "は間違", "は正しくな", "ではない", "ではありません", "じゃない", "아닙니다", "아니",
  ].map { Array($0.utf8) }
}
