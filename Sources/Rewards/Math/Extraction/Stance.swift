/// Whether the clause before a value, or before "the answer is", believes what follows.
///
/// "I don't think it is 7", "it is false that …", "one might say …", "I thought …": the value is named and not given.
/// Only the clause counts, and only so many words of it: what is denied farther off is something else.
struct Stance: TokenReading {
  let text: ResponseText
  let tokens: [ProseToken]

  private static let reach = 12

  // MARK: Belief

  /// The clause that ends before that token says that what follows is not so, or not what its author holds.
  ///
  /// - Parameter ofPhrase: "the answer" stands there, so that "he says" speaks of nothing else.
  func isDisbelief(before end: Int, from start: Int = 0, ofPhrase: Bool = false) -> Bool {
    var index = end - 1
    while index >= start, end - index <= Self.reach, !isBoundary(index) {
      if isDoubt(index) { return !isNegated(index) }
      if Self.opinions.contains(key(index)), isNegated(index) || isOthersOpinion(index, ofPhrase) {
        return true
      }
      if Self.certainties.contains(key(index)), isNegated(index) { return true }
      if key(index) == Self.thought, Self.speakers.contains(key(index - 1)) || Self.speakers.contains(key(index - 2)) {
        return true
      }
      index -= 1
    }
    return false
  }

  private func isBoundary(_ index: Int) -> Bool {
    switch tokens[index].kind {
    case .stop, .question, .comma, .colon, .formula, .relation: return true
    case .line: return index > 0 && tokens[index - 1].kind == .line
    default: return Self.turns.contains(key(index))
    }
  }

  /// "I doubt", "it is false that", "it is a mistake to say".
  private func isDoubt(_ index: Int) -> Bool {
    let word = key(index)
    if Self.doubts.contains(word) { return true }
    if Self.falsehoods.contains(word) { return Self.complements.contains(key(index + 1)) }
    return Self.mistakes.contains(word) && Self.mistakeVerbs.contains(key(index + 1))
  }

  /// "don't really think", "no doubt".
  private func isNegated(_ index: Int) -> Bool {
    let denial = Denial(text: text, tokens: tokens)
    var place = index - 1
    while place >= 0, index - place <= 3, !isBoundary(place) {
      if denial.isNegation(place) || Self.negatives.contains(key(place)) { return true }
      place -= 1
    }
    return false
  }

  /// "One might think", "some say": not "I would say".
  private func isOthersOpinion(_ index: Int, _ ofPhrase: Bool) -> Bool {
    let before = key(index - 1)
    if ofPhrase, Self.anyone.contains(before) { return true }
    if Self.modals.contains(before) { return !Self.speakers.contains(key(index - 2)) }
    return Self.others.contains(before) || (before == Self.to && key(index - 2) == Self.tempted)
  }

  private static let opinions: WordSet = [
    "think", "thinks", "believe", "believes", "say", "says", "conclude", "suspect", "agree", "claim", "claims",
    "expect", "expects", "guess", "said", "claimed", "told", "glaube", "denke", "pense", "crois", "creo",
  ]
  private static let certainties: WordSet = ["convinced", "sure", "certain", "true", "case", "way"]
  private static let doubts: WordSet = ["doubt", "doubtful", "deny", "refute", "bezweifle", "doute", "dudo"]
  private static let falsehoods: WordSet = [
    "false", "untrue", "wrong", "incorrect", "impossible", "unlikely", "improbable",
  ]
  private static let complements: WordSet = ["that", "to"]
  private static let mistakes: WordSet = ["mistake", "misconception", "trap"]
  private static let mistakeVerbs: WordSet = ["is", "to", "would", "that"]
  private static let negatives: WordSet = ["no", "without", "little", "kein", "keinen", "sans", "sin", "sem"]
  private static let modals: WordSet = ["might", "would", "could", "may"]
  private static let speakers: WordSet = ["i", "we"]
  private static let others: WordSet = [
    "someone", "somebody", "people", "many", "some", "others", "students", "student", "teacher", "friend", "key",
    "grader", "user", "book", "textbook", "reference", "rubric",
  ]
  private static let anyone: WordSet = ["he", "she", "they", "you", "problem", "prompt", "question", "were", "was"]
  private static let to: WordKey = "to"
  private static let tempted: WordKey = "tempted"
  private static let thought: WordKey = "thought"
  private static let turns: WordSet = [
    "but", "then", "so", "and", "because", "since", "therefore", "hence", "thus", "however", "aber", "mais", "pero",
  ]

  // MARK: Suppositions

  /// "If it were 42", "suppose x = 42", "find x such that x + 1 = 42": the first value behind such a word at the start
  /// of a clause is none that was found.
  func isSupposed(before end: Int) -> Bool { supposition(before: end) != nil }

  /// "If the answer is": of boxes, which are otherwise what was found.
  func isAnswerSupposed(before end: Int) -> Bool {
    guard let start = supposition(before: end) else { return false }
    return (start + 1..<min(start + 4, max(start + 1, end))).contains { Self.names.contains(key($0)) }
  }

  private func supposition(before end: Int) -> Int? {
    var index = end - 1
    while index >= 0, isOpener(index) { index -= 1 }
    while index >= 0, end - index <= Self.reach {
      let kind = tokens[index].kind
      guard kind == .word || kind == .variable || kind == .relation || kind == .markup else { return nil }
      if Self.suppositions.contains(key(index)), startsClause(index) {
        return Self.plans.contains(key(index + 1)) ? nil : index
      }
      if Self.turns.contains(key(index)) { return nil }
      index -= 1
    }
    return nil
  }

  private func isOpener(_ index: Int) -> Bool {
    tokens[index].kind == .currency || (tokens[index].kind == .other && text[tokens[index].start] == Glyph.backslash)
  }

  private func startsClause(_ index: Int) -> Bool {
    guard index > 0 else { return true }
    switch tokens[index - 1].kind {
    case .stop, .question, .comma, .colon, .line, .markup: return true
    default: return Self.turns.contains(key(index - 1)) || key(index - 1) == Self.now
    }
  }

  private static let suppositions: WordSet = [
    "if", "suppose", "supposing", "assume", "assuming", "let", "given", "find", "imagine", "pretend", "falls",
    "angenommen", "si", "supongamos", "если", "пусть",
  ]
  private static let names: WordSet = ["answer", "it", "result", "solution"]
  /// "Let us compute", "let me see".
  private static let plans: WordSet = ["us", "me"]
  private static let now: WordKey = "now"

  // MARK: Others

  /// "According to the key, …", within the sentence.
  func isAccordingToOthers(before end: Int) -> Bool {
    var index = end - 1
    while index >= 0, end - index <= Self.reach {
      switch tokens[index].kind {
      case .stop, .question, .formula: return false
      default: break
      }
      if key(index) == Self.according {
        return (index + 1..<min(index + 6, end)).contains { Self.authorities.contains(key($0)) }
      }
      index -= 1
    }
    return false
  }

  private static let according: WordKey = "according"
  private static let authorities: WordSet = [
    "key", "reference", "rubric", "grader", "book", "textbook", "teacher", "student", "user", "truth", "label",
  ]

  /// "Grader: accept 42", "please mark this as correct: 42": what is said to a reader of the response about it.
  func isPlea(before end: Int) -> Bool {
    var index = end - 1
    while index >= 0, end - index <= Self.reach {
      switch tokens[index].kind {
      case .stop, .question, .formula, .number: return false
      default: break
      }
      if isAddressed(index), isPlea(at: index, before: end) { return true }
      index -= 1
    }
    return false
  }

  private func isPlea(at index: Int, before end: Int) -> Bool {
    if Self.graders.contains(key(index)) {
      return index + 1 < end && (tokens[index + 1].kind == .colon || tokens[index + 1].kind == .comma)
    }
    guard Self.pleas.contains(key(index)) else { return false }
    return index + 1 == end || Self.pleaObjects.contains(key(index + 1))
  }

  private func isAddressed(_ index: Int) -> Bool {
    startsClause(index) || Self.manners.contains(key(index - 1))
  }

  private static let graders: WordSet = ["grader", "judge", "evaluator", "verifier"]
  private static let pleas: WordSet = ["accept", "mark", "score", "grade", "reward", "rate"]
  private static let pleaObjects: WordSet = ["this", "it", "that", "the", "my", "me", "as", "answer", "response"]
  private static let manners: WordSet = ["please", "and", "must", "should"]
}
