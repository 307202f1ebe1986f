/// Clauses behind a statement that bind its parameters: "for any integer k", "where n ∈ ℕ".
extension Grammar {
  /// Words that begin a clause or a condition, and so no label.
  static let clauseWords: Set<String> = [
    "for", "where", "with", "when", "if", "such", "given", "whenever", "provided", "unless", "otherwise", "except",
  ]

  private static let declaringWords: Set<String> = ["for", "where", "with"]

  /// What may stand in a declaration.
  private static let wordsOfDeclarations: Set<String> = [
    "any", "all", "some", "every", "each", "integer", "integers", "natural", "positive", "negative", "nonnegative",
    "non",
    "nonzero", "real", "constant", "constants", "arbitrary", "number", "numbers", "is", "are", "an", "a", "the", "be",
    "being", "whole", "value", "values", "of", "to", "being", "in", "set", "parameter", "parameters",
  ]

  /// Letters that are used for whole numbers: a bound of theirs declares them rather than changing the statement.
  static let indexLetters: Set<String> = ["k", "n", "m", "l", "j", "p", "q", "r", "i"]

  /// - Throws: ``SyntaxError`` where the clause says more than what its parameters are: a condition changes the answer.
  mutating func clause(of statement: Expression) throws(SyntaxError) -> Expression {
    guard case .word(let word)? = current, Grammar.clauseWords.contains(word.lowercased()) else { return statement }
    guard Grammar.declaringWords.contains(word.lowercased()) else { throw error("a condition behind an answer") }
    index += 1
    var parameters: [String] = []
    while let kind = current {
      if case .close = kind, brackets > 0 { break }
      if Grammar.separates(kind) {
        guard continuesDeclaration(behind: 1) else { break }
        index += 1
        continue
      }
      guard declares(kind) else { throw error("a condition behind an answer") }
      if case .letter(let name) = kind, !parameters.contains(name) { parameters.append(name) }
      index += 1
    }
    return .conditioned(statement, parameters: parameters)
  }

  private func declares(_ kind: TokenKind) -> Bool {
    switch kind {
    case .letter, .numberSet, .constant(.i), .relation(.element), .ellipsis, .gap, .plus, .minus, .caret, .underscore,
      .open(.group), .close(.group), .relation(.notEqual):
      return true
    case .number(let digits): return digits == "0" || digits == "1"
    case .word(let word): return Grammar.wordsOfDeclarations.contains(word.lowercased())
    case .relation(.greater), .relation(.greaterEqual):
      guard index > 0, case .letter(let name) = tokens[index - 1].kind else { return false }
      return Grammar.indexLetters.contains(name)
    default: return false
    }
  }

  /// Whether what follows a comma or "and" still declares: `and m is an integer`, not `8 if …`.
  private func continuesDeclaration(behind offset: Int) -> Bool {
    switch kind(offset) {
    case .word(let word)?:
      return Grammar.wordsOfDeclarations.contains(word.lowercased())
        || Grammar.declaringWords.contains(word.lowercased())
    case .letter?:
      switch kind(offset + 1) {
      case .relation(.element)?, .comma?: return true
      case .word(let word)?: return Grammar.wordsOfDeclarations.contains(word.lowercased())
      default: return false
      }
    default: return false
    }
  }
}
