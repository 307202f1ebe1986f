/// A piece of an answer's text: what LaTeX, Unicode and plain text write differently is one token.
struct Token: Sendable, Hashable {
  var kind: TokenKind
  /// Offset of its first scalar in the text.
  var position: Int
  /// Whether blanks or a thin space stand before it.
  var follows: Spacing = .none
  /// Written in `\text{}`, `\mathrm{}` and the like, where letters are words, not variables.
  var isUpright = false

  enum Spacing: Sendable, Hashable {
    case none
    /// `\,` and the thin spaces of Unicode, which group digits.
    case thin
    case blank
  }

  /// The variable that it is, if it is one.
  var letter: String? {
    if case .letter(let name) = kind { name } else { nil }
  }
}

enum TokenKind: Sendable, Hashable {
  /// Digits with at most one decimal point, as written.
  case number(String)
  /// A variable: one letter, or a name such as `\alpha`, with its primes.
  case letter(String)
  /// Two letters or more, unless the name of something below.
  case word(String)
  case function(FunctionName)
  case constant(Constant)
  case numberSet(NumberSet)
  case circled(Int)

  case plus, minus, plusMinus, minusPlus
  case times, slash, caret, underscore
  case factorial, percent, degree, prime
  case fraction, root, binomial, modulo
  /// `\pmod`, which says of what a congruence holds; `\choose`, the binomial's older form.
  case modulus, choose
  case comma, semicolon, colon, ellipsis
  /// `\quad`: parts answers where nothing else does.
  case gap
  case rowBreak, columnBreak
  case and, or
  case relation(RelationSign)
  case union, intersection, setDifference
  case emptySet
  case open(Bracket), close(Bracket)
  /// A vertical bar, which opens, closes, or stands for "such that".
  case bar
  case begin(String), end(String)
  case largeOperator(LargeOperator)
  /// `\overline`, which marks repeating digits.
  case overline
  case currency(String)
}

enum Bracket: Sendable, Hashable {
  case round, square, curly, angle, floor, ceiling, bar
  /// Braces that LaTeX does not print.
  case group
}

enum Constant: Sendable, Hashable { case pi, e, i, infinity }

enum NumberSet: String, Sendable, Hashable {
  case naturals = "N"
  case integers = "Z"
  case rationals = "Q"
  case reals = "R"
  case complexNumbers = "C"
}

enum LargeOperator: String, Sendable, Hashable { case sum, product, integral, limit }

enum RelationSign: String, Sendable, Hashable {
  case equal = "="
  case notEqual = "!="
  case less = "<"
  case lessEqual = "<="
  case greater = ">"
  case greaterEqual = ">="
  case approximately = "~="
  case element = "in"
  case notElement = "not in"
  case subset = "subset of"
  case congruent = "congruent to"
  case divides = "divides"
  case perpendicular = "perpendicular to"
  case parallel = "parallel to"
  case similar = "similar to"
  case implies = "implies"
  case maps = "maps to"

  /// The sign with its sides exchanged; `nil` where that is another statement.
  var mirrored: RelationSign? {
    switch self {
    case .less: .greater
    case .lessEqual: .greaterEqual
    case .greater: .less
    case .greaterEqual: .lessEqual
    case .equal, .notEqual, .approximately, .congruent, .perpendicular, .parallel, .similar: self
    case .element, .notElement, .subset, .divides, .implies, .maps: nil
    }
  }
}

enum FunctionName: String, Sendable, Hashable {
  case sin, cos, tan, cot, sec, csc
  case arcsin, arccos, arctan, arccot, arcsec, arccsc
  case sinh, cosh, tanh, coth, sech, csch
  case arsinh, arcosh, artanh
  case ln, log, lg, exp
  case sqrt, cbrt, abs, floor, ceiling, sign
  case gcd, lcm, max, min, binomial, factorial, doubleFactorial
  case real, imaginary, argument, conjugate, determinant

  /// What an upper `-1` makes of it.
  var inverse: FunctionName? {
    switch self {
    case .sin: .arcsin
    case .cos: .arccos
    case .tan: .arctan
    case .cot: .arccot
    case .sec: .arcsec
    case .csc: .arccsc
    case .sinh: .arsinh
    case .cosh: .arcosh
    case .tanh: .artanh
    default: nil
    }
  }
}
