internal import Tokenizers

/// A solution that a prompt brings along, and where it may be cut so that its first part can be given away: behind a
/// line, a sentence or a word, and before the answer is said.
public struct SolutionCuts: Sendable, Hashable {
  /// As the model would have written it.
  public let tokens: [Int32]
  /// Numbers of tokens, rising; none where nothing may be given away.
  public let places: [Int]

  public init(tokens: [Int32], places: [Int]) {
    self.tokens = tokens
    self.places = places
  }

  init(_ solution: String, tokenizer: Tokenizer) {
    let tokens = tokenizer.encode(solution, addSpecial: false, parseSpecial: false)
    let answer = Self.answer(of: solution)
    let pieces = (0...tokens.count).map { tokenizer.decode(tokens[..<$0]) }
    self.init(
      tokens: tokens,
      places: (1..<max(1, tokens.count)).filter { count in
        Self.isBreak(pieces[count], before: pieces[count + 1]) && !Self.says(answer, pieces[count])
      })
  }

  /// The longest part of at most this share of the tokens: ⌊share · tokens⌋, back to the last place where it may be cut.
  public func tokens(share: Double) -> Int {
    let most = Int(share * Double(tokens.count))
    return places.last { $0 <= most } ?? 0
  }

  /// What must not be given away: what is boxed last, or the last number; `nil` for programs, whose answer is the whole.
  static func answer(of solution: String) -> String? {
    if solution.contains("```") { return nil }
    if let start = solution.ranges(of: "\\boxed{").last {
      let inside = solution[start.upperBound...].prefix { $0 != "}" }
      if !inside.isEmpty { return String(inside) }
    }
    let numbers = solution.split { !$0.isNumber && $0 != "/" && $0 != "." && $0 != "," }
    return numbers.map { $0.drop { !$0.isNumber } }.last { !$0.isEmpty }.map { number in
      String(number.reversed().drop { !$0.isNumber }.reversed())
    }
  }

  /// Whether the text says the answer as a word of its own.
  private static func says(_ answer: String?, _ text: String) -> Bool {
    guard let answer else { return false }
    return text.ranges(of: answer).contains { place in
      let before = text[..<place.lowerBound].last
      let after = text[place.upperBound...].first
      return before?.isNumber != true && before?.isLetter != true && after?.isNumber != true && after?.isLetter != true
    }
  }

  private static func isBreak(_ text: String, before longer: String) -> Bool {
    // Half a character is no text yet.
    guard let last = text.last, last != "\u{FFFD}", longer.hasPrefix(text) else { return false }
    guard last.isLetter || last.isNumber else { return true }
    return longer.dropFirst(text.count).first.map { !$0.isLetter && !$0.isNumber } ?? true
  }
}
