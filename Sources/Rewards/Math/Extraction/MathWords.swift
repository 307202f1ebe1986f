/// Words that belong to mathematics rather than to prose.
enum MathWords {
  static func isConnector(_ word: WordKey) -> Bool { connectors.contains(word) }

  /// "and" of `\text{ and }`.
  static func connector(in token: ProseToken, of text: ResponseText) -> WordKey? {
    guard token.kind == .command, isTextCommand(token.key), let open = text.first([Glyph.openBrace], in: token.range)
    else {
      return nil
    }
    let key = WordKey(text, text.trimmed(open + 1..<max(open + 1, token.end - 1)))
    return isConnector(key) ? key : nil
  }

  static func isFunction(_ word: WordKey) -> Bool { functions.contains(word) }
  static func isTextCommand(_ name: WordKey) -> Bool { textCommands.contains(name) }

  /// Between the values of one answer.
  private static let connectors: WordSet = [
    "and", "or", "und", "oder", "et", "ou", "y", "o", "e", "ed", "и", "или", "en", "of", "i", "lub", "albo", "ve",
    "veya", "và", "hoặc", "和", "或", "与", "與", "及", "以及", "或者", "と", "または", "와", "과", "또는", "و", "أو", "और", "या",
  ]

  private static let functions: WordSet = [
    "sin", "cos", "tan", "sec", "csc", "cot", "arcsin", "arccos", "arctan", "asin", "acos", "atan", "sinh", "cosh",
    "tanh", "log", "ln", "lg", "exp", "sqrt", "cbrt", "max", "min", "gcd", "lcm", "abs", "floor", "ceil", "det", "mod",
    "binom", "frac", "pi",
  ]

  private static let textCommands: WordSet = [
    "text", "textbf", "textit", "textrm", "textsf", "textnormal", "mbox", "hbox", "mathrm", "mathbf", "mathsf",
    "operatorname", "begin", "end",
  ]
}
