/// Words that say that a value is not the answer. Each works on a few tokens around the value.
struct Denial {
  let text: ResponseText
  let tokens: [ProseToken]

  // MARK: Before a value

  /// The tokens that end at `end` deny what follows: "is not", "rather than", "isn't equal to".
  func precedes(_ end: Int) -> Bool {
    var index = skipName(before: end)
    var steps = 0
    while index > 0, steps < 6 {
      let word = lowered(index - 1)
      if Self.isNegation(word) { return true }
      if word == "than", index > 1, lowered(index - 2) == "rather" { return true }
      if word == "of", index > 1, lowered(index - 2) == "instead" { return true }
      guard Self.fillers.contains(word) || isSkipped(tokens[index - 1]) else { return false }
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
      let word = lowered(index - 1)
      if AnswerWords.isForeign(word) { return true }
      if Self.groundTruth.contains(word), index > 1, Self.groundTruth.contains(lowered(index - 2)) { return true }
      guard Self.links.contains(word) || isSkipped(tokens[index - 1]) || tokens[index - 1].kind == .colon else {
        return AnswerWords.foreignNouns.contains { word.hasSuffix($0) }
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

  /// What starts at that token says that the value before it is wrong: "is wrong", ", which is not correct".
  func follows(_ start: Int) -> Bool {
    var index = start
    while index < tokens.count, isSkipped(tokens[index]) || tokens[index].kind == .closing || tokens[index].kind == .comma {
      index += 1
    }
    while index < tokens.count, Self.subjects.contains(lowered(index)) { index += 1 }
    return judges(from: index)
  }

  /// A copula, then words that come to "wrong".
  func judges(from start: Int) -> Bool {
    guard start < tokens.count, tokens[start].kind == .word || tokens[start].kind == .variable else { return false }
    let first = lowered(start)
    if Self.isForeignDenial(first) { return true }
    guard Self.copulas.contains(first) || Self.isNegation(first) else { return false }
    var isNegated = Self.isNegation(first)
    for index in start + 1..<min(start + 7, max(start + 1, tokens.count)) {
      let word = lowered(index)
      if Self.isNegation(word) {
        isNegated.toggle()
      } else if Self.wrong.contains(word) {
        return !isNegated
      } else if Self.right.contains(word) {
        return isNegated
      } else if !Self.between.contains(word) {
        return false
      }
    }
    return false
  }

  private static func isForeignDenial(_ word: String) -> Bool {
    foreignDenials.contains { word.hasPrefix($0) }
  }

  static func isNegation(_ word: String) -> Bool {
    negations.contains(word) || word.hasSuffix("n't") || word.hasSuffix("n’t") || word.hasSuffix("不是")
      || word.hasSuffix("并非")
  }

  static func isWrong(_ word: String) -> Bool { wrong.contains(word) }
  static func isRight(_ word: String) -> Bool { right.contains(word) }

  private func lowered(_ index: Int) -> String {
    let token = tokens[index]
    guard token.kind == .word || token.kind == .variable, token.end - token.start <= 60 else { return "" }
    return String(decoding: text.bytes[token.range].map(Glyph.lowered), as: UTF8.self)
  }

  private static let negations: Set<String> = [
    "not", "never", "cannot", "nicht", "pas", "non", "não", "не", "nie", "niet", "không", "ليس", "ليست", "नहीं", "değil",
  ]
  private static let fillers: Set<String> = [
    "a", "an", "the", "equal", "to", "be", "simply", "just", "exactly", "actually", "is", "answer", "correct", "in", "fact",
  ]
  private static let links: Set<String> = [
    "is", "was", "be", "are", "equals", "of", "as", "given", "says", "reads", "which", "answer", "solution", "value",
    "result", "label", "key", "the", "a", "namely", "i", "e",
  ]
  private static let groundTruth: Set<String> = ["ground", "truth"]
  private static let subjects: Set<String> = ["but", "which", "that", "this", "it", "and", "would", "thus", "so", "clearly"]
  private static let copulas: Set<String> = [
    "is", "was", "are", "be", "seems", "looks", "appears", "can", "would", "must", "has", "turned", "turns", "est", "ist",
    "es", "é", "è", "war", "était", "jest", "là", "does", "did", "это", "also", "of",
  ]
  private static let between: Set<String> = [
    "be", "a", "an", "the", "clearly", "obviously", "simply", "just", "also", "therefore", "thus", "quite", "actually",
    "definitely", "out", "to", "course", "work", "works", "and", "my", "our",
  ]
  private static let wrong: Set<String> = [
    "wrong", "incorrect", "false", "mistaken", "mistake", "error", "invalid", "impossible", "erroneous", "bogus", "slip",
    "falsch", "faux", "fausse", "incorrecto", "incorrecta", "incorrect", "errado", "errada", "sbagliato", "sbagliata",
    "неверно", "неправильно", "fout", "błędne", "yanlış", "sai", "خطأ", "गलत",
  ]
  private static let right: Set<String> = [
    "right", "correct", "answer", "solution", "true", "valid", "it", "possible", "work", "richtig", "correcta",
    "correcto", "correto", "corretta", "juste", "верно", "правильно",
  ]
  private static let foreignDenials = ["是错", "是錯", "错", "錯", "不对", "不對", "不正确", "不正確", "不是答案", "は間違", "は正しくな"]
}
