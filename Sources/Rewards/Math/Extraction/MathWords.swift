/// Words that belong to mathematics rather than to prose.
enum MathWords {
  static func isConnector(_ word: String) -> Bool { connectors.contains(word) }
  static func isFunction(_ word: String) -> Bool { functions.contains(word) }
  static func isTextCommand(_ name: String) -> Bool { textCommands.contains(name) }

  /// Between the values of one answer.
  private static let connectors: Set<String> = [
    "and", "or", "und", "oder", "et", "ou", "y", "o", "e", "ed", "и", "или", "en", "of", "i", "lub", "albo", "ve", "veya",
    "và", "hoặc", "和", "或", "与", "與", "及", "以及", "或者", "と", "または", "와", "과", "또는", "و", "أو", "और", "या",
  ]

  private static let functions: Set<String> = [
    "sin", "cos", "tan", "sec", "csc", "cot", "arcsin", "arccos", "arctan", "asin", "acos", "atan", "sinh", "cosh", "tanh",
    "log", "ln", "lg", "exp", "sqrt", "cbrt", "max", "min", "gcd", "lcm", "abs", "floor", "ceil", "det", "mod", "binom",
    "frac", "pi",
  ]

  private static let textCommands: Set<String> = [
    "text", "textbf", "textit", "textrm", "textsf", "textnormal", "mbox", "hbox", "mathrm", "mathbf", "mathsf",
    "operatorname", "begin", "end",
  ]
}
