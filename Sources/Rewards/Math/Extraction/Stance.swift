/// Whether the clause before a value, or before "the answer is", believes what follows.
///
/// "I don't think it is 7", "it is false that …", "one might say …", "I thought …": the value is named and not given.
/// Only the clause counts, and only so many words of it: what is denied farther off is something else.
struct Stance {
  let text: ResponseText
  let tokens: [ProseToken]

  private static let reach = 12

  // MARK: Belief

  /// The clause that ends before that token says that what follows is not so, or not what its author holds.
  func isDisbelief(before end: Int) -> Bool {
    var index = end - 1
    while index >= 0, end - index <= Self.reach, !isBoundary(index) {
      if isDoubt(index) { return !isNegated(index) }
      if Self.beliefs.contains(key(index)) { return isNegated(index) || isOthersBelief(index) }
      if key(index) == Self.thought { return true }
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
    return (max(0, index - 3)..<max(0, index)).contains { place in
      !isBoundary(place) && (denial.isNegation(place) || Self.negatives.contains(key(place)))
    }
  }

  /// "One might think": not "I would say".
  private func isOthersBelief(_ index: Int) -> Bool {
    guard Self.modals.contains(key(index - 1)) else { return Self.others.contains(key(index - 1)) }
    return !Self.speakers.contains(key(index - 2))
  }

  private static let beliefs: WordSet = [
    "think", "thinks", "believe", "believes", "say", "says", "conclude", "suspect", "agree", "claim", "claims",
    "convinced", "sure", "certain", "expect", "guess", "true", "case", "way", "glaube", "denke", "pense", "crois",
    "creo",
  ]
  private static let doubts: WordSet = ["doubt", "doubtful", "deny", "refute", "bezweifle", "doute", "dudo"]
  private static let falsehoods: WordSet = [
    "false", "untrue", "wrong", "incorrect", "impossible", "unlikely", "improbable",
  ]
  private static let complements: WordSet = ["that", "to"]
  private static let mistakes: WordSet = ["mistake", "misconception", "trap"]
  private static let mistakeVerbs: WordSet = ["is", "to", "would", "that"]
  private static let negatives: WordSet = ["no", "without", "little", "kein", "keinen", "sans", "sin", "sem"]
  private static let modals: WordSet = ["might", "would", "could", "may", "to"]
  private static let speakers: WordSet = ["i", "we"]
  private static let others: WordSet = [
    "someone", "somebody", "people", "many", "some", "others", "they", "students", "student", "teacher", "friend",
    "key", "grader", "user", "book", "textbook", "reference", "rubric", "he", "she",
  ]
  private static let thought: WordKey = "thought"
  private static let turns: WordSet = [
    "but", "then", "so", "and", "because", "since", "therefore", "hence", "thus", "however", "aber", "mais", "pero",
  ]

  // MARK: Suppositions

  /// "If it were 42", "suppose x = 42", "find x such that x + 1 = 42": the first value behind such a word at the start
  /// of a clause is none that was found.
  func isSupposed(before end: Int) -> Bool {
    var index = end - 1
    while index >= 0, end - index <= Self.reach {
      let kind = tokens[index].kind
      guard kind == .word || kind == .variable || kind == .relation || kind == .markup else { return false }
      if Self.suppositions.contains(key(index)), startsClause(index) { return !Self.plans.contains(key(index + 1)) }
      if Self.turns.contains(key(index)) { return false }
      index -= 1
    }
    return false
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
      if Self.pleas.contains(key(index)), isAddressed(index) { return true }
      index -= 1
    }
    return false
  }

  private func isAddressed(_ index: Int) -> Bool {
    startsClause(index) || Self.manners.contains(key(index - 1))
  }

  private static let pleas: WordSet = ["accept", "mark", "score", "grade", "reward", "grader", "judge", "evaluator"]
  private static let manners: WordSet = ["please", "and", "must", "should", "to"]

  private func key(_ index: Int) -> WordKey { tokens.indices.contains(index) ? tokens[index].key : .none }
}
