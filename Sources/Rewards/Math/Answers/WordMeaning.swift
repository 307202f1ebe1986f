/// Words that mean something other than themselves.
enum WordMeaning {
  static func answer(_ text: String) -> Answer? {
    if let number = numbers[text] { return .value(Scalar(Rational(number))) }
    switch text {
    case "no solution", "no solutions", "no real solution", "no real solutions", "empty set", "no such numbers",
      "there is no solution", "there are no solutions", "the empty set", "no roots", "no real roots", "none":
      return .set([])
    case "infinitely many", "infinite", "infinitely many solutions", "unbounded", "positive infinity":
      return .infinity(isNegative: false)
    case "negative infinity": return .infinity(isNegative: true)
    case "all real numbers", "all reals", "any real number", "the real numbers", "all real x":
      return .region(.line)
    case "does not exist", "dne", "undefined", "not defined", "nonexistent", "doesn't exist":
      return .text("undefined")
    case "half", "one half", "a half": return .value(Scalar(.half))
    case "one third", "a third": return .value(Scalar(Rational(1, 3)))
    case "two thirds": return .value(Scalar(Rational(2, 3)))
    case "one quarter", "a quarter", "one fourth", "a fourth": return .value(Scalar(Rational(1, 4)))
    case "three quarters", "three fourths": return .value(Scalar(Rational(3, 4)))
    default: return nil
    }
  }

  private static let numbers: [String: Int] = [
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12,
  ]
}

extension Expression {
  /// Whether it is words, or a number of what words name.
  var isWords: Bool {
    switch self {
    case .text, .counted, .labelled: true
    default: false
    }
  }

  /// Whether it or a part of it is such.
  func contains(_ matches: (Expression) -> Bool) -> Bool {
    if matches(self) { return true }
    switch self {
    case .number, .based, .symbol, .constant, .circled, .clock, .date, .numberSet, .emptySet, .text, .ellipsis:
      return false
    case .sum(let a, let b), .difference(let a, let b), .product(let a, let b), .quotient(let a, let b),
      .power(let a, let b),
      .remainder(let a, let b), .modular(let a, let b), .logarithm(let a, let b), .union(let a, let b),
      .intersection(let a, let b),
      .setDifference(let a, let b):
      return a.contains(matches) || b.contains(matches)
    case .negated(let a), .factorial(let a), .percent(let a), .quantity(let a, _), .counted(let a, _),
      .labelled(_, let a),
      .conditioned(let a, _):
      return a.contains(matches)
    case .root(let a, let degree): return a.contains(matches) || degree?.contains(matches) == true
    case .plusMinus(let a, let b, _): return b.contains(matches) || a?.contains(matches) == true
    case .angle(let a, let minutes, let seconds):
      return a.contains(matches) || minutes?.contains(matches) == true || seconds?.contains(matches) == true
    case .function(_, let items), .application(_, let items), .list(let items), .alternatives(let items),
      .conjunction(let items), .bracketed(let items, _, _), .set(let items), .ratio(let items):
      return items.contains { $0.contains(matches) }
    case .setBuilder(let a, let conditions): return a.contains(matches) || conditions.contains { $0.contains(matches) }
    case .matrix(let rows), .piecewise(let rows): return rows.contains { $0.contains { $0.contains(matches) } }
    case .large(_, _, let from, let to, let body):
      return body.contains(matches) || from?.contains(matches) == true || to?.contains(matches) == true
    case .relation(let first, let comparisons):
      return first?.contains(matches) == true || comparisons.contains { $0.side.contains(matches) }
    }
  }
}
