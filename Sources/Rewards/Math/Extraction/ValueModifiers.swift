/// Words before a value that make something else of it: "at most 42", "a multiple of 42", "twice 21".
struct ValueModifiers {
  let reader: ValueReader

  /// Whether the words between `first` and the value change what it says.
  func modify(_ value: Int, from first: Int) -> Bool {
    var index = value - 1
    while index > first, Self.articles.contains(reader.key(index)) { index -= 1 }
    guard index >= first else { return false }
    if isComparison(index) || Self.words.contains(reader.key(index)) { return true }
    guard index > first else { return false }
    if reader.key(index) == "to" { return (first..<index).contains { reader.key($0) == "from" } }
    guard reader.key(index) == "of" else { return false }
    return Self.parts.contains(reader.key(index - 1))
  }

  private func isComparison(_ index: Int) -> Bool {
    let token = reader.tokens[index]
    return token.kind == .relation && Self.signs.contains(reader.text[token.start])
  }

  /// "7 or *more*".
  static let comparatives: WordSet = [
    "more", "less", "fewer", "greater", "higher", "lower", "larger", "smaller", "bigger", "above", "below", "mehr",
    "weniger", "plus", "moins", "más", "menos",
  ]

  private static let signs = ByteSet("<>")
  private static let articles: WordSet = ["the", "a", "an", "number"]
  private static let words: WordSet = [
    "than", "most", "least", "below", "above", "under", "over", "beyond", "exceeding", "exceeds", "exceed", "between",
    "within", "twice", "thrice", "double", "half", "triple",
  ]
  private static let parts: WordSet = [
    "multiple", "multiples", "divisor", "divisors", "factor", "factors", "power", "powers", "root", "square", "cube",
    "half", "third", "quarter", "double", "triple", "one", "any", "some", "none", "all", "both", "reciprocal",
    "inverse", "negative", "logarithm", "factorial", "percent", "instead", "outside", "neither",
  ]
}
