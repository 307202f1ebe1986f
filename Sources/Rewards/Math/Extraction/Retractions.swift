/// Finds where a response takes back what it said, and what it says instead.
struct Retractions {
  let text: ResponseText
  let tokens: [ProseToken]
  let reader: ValueReader

  /// Doubts, withdrawals and the assertions that only count behind them: "no, it is 5".
  func events() -> [EventOrder.Event] {
    var events: [EventOrder.Event] = []
    var index = 0
    while index < tokens.count {
      defer { index += 1 }
      guard tokens[index].kind == .word else { continue }
      let word = reader.key(index)
      if isWithdrawal(word, at: index) {
        events.append(EventOrder.event(.withdrawal, index..<index + 1))
      } else if isDoubt(word, at: index) {
        events.append(EventOrder.event(.doubt, index..<index + 1))
      } else {
        continue
      }
      if let correction = correction(behind: index) {
        events.append(EventOrder.event(.assertion(correction), correction.tokens))
      }
    }
    return events
  }

  // MARK: Doubts

  private func isDoubt(_ word: WordKey, at index: Int) -> Bool {
    if Self.doubts.contains(word) { return true }
    if Self.interjections.contains(word) { return isInterjection(index) }
    if word == Self.hold, reader.key(index + 1) == "on" { return true }
    return reader.denial.startsWith(Self.foreignDoubts, index)
  }

  /// "No," and "no." at the start of a clause, not "no solution".
  private func isInterjection(_ index: Int) -> Bool {
    guard index + 1 >= tokens.count || Self.pauses.contains(tokens[index + 1].kind) else {
      return false
    }
    return index == 0 || tokens[index - 1].kind != .word
  }

  // MARK: Withdrawals

  /// "That is wrong", "the answer above is incorrect", "I was wrong".
  private func isWithdrawal(_ word: WordKey, at index: Int) -> Bool {
    guard Self.subjects.contains(word) else { return reader.denial.startsWith(Self.foreignWithdrawals, index) }
    guard word == Self.answer ? isDefinite(index) : startsClause(index), !isSupposed(index) else { return false }
    var verb = index + 1
    while verb < tokens.count, verb - index < 4, Self.attributes.contains(reader.key(verb)) { verb += 1 }
    // "…, it would be wrong" supposes something.
    if reader.key(verb) != Self.supposition, let judgement = reader.denial.judgement(from: verb) {
      return judgement.isDenial && isOfStatement(judgement.end)
    }
    return Self.contractedSubjects.contains(word) && isWrongSoon(index + 1)
  }

  /// "The answer", "my final answer": not "any other answer".
  private func isDefinite(_ index: Int) -> Bool { index == 0 || !Self.indefinites.contains(reader.key(index - 1)) }

  /// "If you got 8, that is wrong."
  private func isSupposed(_ index: Int) -> Bool {
    var start = reader.sentenceStart(before: index)
    while start < index, tokens[start].kind == .line || tokens[start].kind == .markup { start += 1 }
    return start < index && AnswerWords.conditions.contains(reader.key(start))
  }

  private static let indefinites: WordSet = ["other", "any", "another", "an", "different", "every", "each", "no"]

  /// "That is wrong", not "it is wrong to assume", nor "is that wrong?".
  private func isOfStatement(_ end: Int) -> Bool {
    guard Denial.isWrong(reader.key(end - 1)) || Denial.isRight(reader.key(end - 1)) else { return false }
    guard end < tokens.count else { return true }
    return tokens[end].kind != .question && !Self.goesOn.contains(reader.key(end))
  }

  private static let goesOn: WordSet = ["to", "that", "if", "for"]

  private func startsClause(_ index: Int) -> Bool {
    guard index > 0 else { return true }
    switch tokens[index - 1].kind {
    case .stop, .question, .line, .comma, .colon, .markup: return true
    default: return Self.openers.contains(reader.key(index - 1))
    }
  }

  private func isWrongSoon(_ start: Int) -> Bool {
    for index in start..<min(start + 4, max(start, tokens.count)) {
      let word = reader.key(index)
      if Denial.isWrong(word) { return true }
      if reader.denial.isNegation(index) { return index + 1 < tokens.count && Denial.isRight(reader.key(index + 1)) }
    }
    return false
  }

  // MARK: Corrections

  /// "…, it is 5", "should be 5", ": 5" within the clauses behind a doubt.
  func correction(behind start: Int) -> Assertion? {
    var found = value(behind: start)
    found?.isCorrection = true
    return found
  }

  private func value(behind start: Int) -> Assertion? {
    let tail = PhraseTail(text: text, tokens: tokens, reader: reader, turns: ["but"])
    var sentences = 0
    var index = start + 1
    let limit = min(tokens.count, start + 14)
    while index < limit, sentences < 2 {
      let token = tokens[index]
      switch token.kind {
      case .stop: sentences += 1
      case .question: return nil
      case .colon, .comma:
        let isFirst = index == start + 1 || Self.beforePause.contains(reader.key(index - 1))
        if isFirst, let list = reader.list(at: index + 1), reader.isTerminal(list.end) {
          return reader.assertion(of: list, from: index)
        }
      case .word, .variable:
        if let verb = verbEnd(index), let assertion = tail.assertion(from: verb), assertion.isDirect {
          return isValue(assertion) ? assertion : nil
        }
      default: break
      }
      index += 1
    }
    return nil
  }

  private static let beforePause: WordSet = ["no", "that"]

  private func isValue(_ assertion: Assertion) -> Bool {
    assertion.isFormula || assertion.parts.contains { $0.utf8.contains(where: Glyph.isDigit) || $0.utf8.count == 1 }
  }

  /// Behind "it is", "should be", "I mean".
  private func verbEnd(_ index: Int) -> Int? {
    let word = reader.key(index)
    if Self.contractions.contains(word) { return index + 1 }
    guard index + 1 < tokens.count else { return nil }
    let next = reader.key(index + 1)
    if word == "should" || word == "must", next == "be" { return index + 2 }
    if Self.pronouns.contains(word), Self.verbs.contains(next) { return index + 2 }
    return nil
  }

  private static let doubts: WordSet = [
    "wait", "actually", "correction", "oops", "sorry", "apologize", "apologise", "mistake", "mistaken", "slip", "hmm",
    "rather", "instead", "scratch", "recheck", "reconsider", "correcting", "kidding", "edit", "whoops", "attends",
    "attendez", "pardon", "erreur", "warte", "korrektur", "falsch", "espera", "perdón", "corrección", "perdão",
    "correção", "aspetta", "correzione", "errore", "подождите", "ошибка", "точнее", "Подождите", "Точнее", "انتظر",
    "عفوا", "تصحيح", "रुको", "bekle", "düzeltme", "czekaj", "poprawka", "wacht", "correctie",
  ]
  private static let pauses: Set<ProseToken.Kind> = [.comma, .stop, .colon]
  private static let interjections: WordSet = [
    "no", "nope", "non", "nein", "não", "нет", "Нет", "لا", "nee", "nie", "hayır",
  ]
  private static let foreignDoubts = [
    "不对", "不對", "等等", "更正", "错了", "錯了", "抱歉", "等一下", "待って", "訂正", "いや", "아니", "잠깐", "수정",
  ].map { Array($0.utf8) }
  private static let foreignWithdrawals = ["错了", "錯了", "这是错", "那是错", "这不对", "答案错"].map { Array($0.utf8) }
  private static let subjects: WordSet = [
    "that", "this", "it", "answer", "i", "above", "box", "that's", "it's", "that’s", "it’s",
  ]
  private static let contractedSubjects: WordSet = ["that's", "it's", "that’s", "it’s"]
  private static let supposition: WordKey = "would"
  private static let answer: WordKey = "answer"
  private static let hold: WordKey = "hold"
  private static let openers: WordSet = [
    "but", "wait", "no", "and", "oh", "hmm", "actually", "oops", "sorry", "so", "the",
  ]
  private static let attributes: WordSet = ["above", "answer", "value", "result", "number", "i", "gave", "box", "here"]
  private static let contractions: WordSet = ["it's", "it’s", "that's", "that’s", "c'est", "c’est", "应该是", "應該是", "是"]
  private static let pronouns: WordSet = [
    "it", "that", "this", "i", "make", "value", "result", "x", "there", "es", "das", "c'est", "eso", "isso",
  ]
  private static let verbs: WordSet = ["is", "was", "equals", "mean", "meant", "that", "are", "ist", "es", "é"]
}
