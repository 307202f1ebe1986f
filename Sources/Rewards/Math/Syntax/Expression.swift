/// What an answer says, as it was written: the parser's result, before any meaning is worked out.
indirect enum Expression: Sendable, Hashable {
  // MARK: Numbers and names
  case number(Rational)
  /// Digits in a base other than ten: `101_2`.
  case based(digits: String, base: Int)
  case symbol(String)
  case constant(Constant)
  case circled(Int)

  // MARK: Arithmetic
  case sum(Expression, Expression)
  case difference(Expression, Expression)
  case product(Expression, Expression)
  case quotient(Expression, Expression)
  case negated(Expression)
  case power(Expression, Expression)
  /// The second is `nil` for a square root.
  case root(Expression, degree: Expression?)
  case remainder(Expression, Expression)
  /// `x ≡ 3 (mod 5)`, `3 (mod 5)`
  case modular(Expression, modulus: Expression)
  /// `a ± b`, and `a ∓ b` where the sign is flipped; the first is `nil` for a sign in front.
  case plusMinus(Expression?, Expression, flipped: Bool)
  case factorial(Expression)
  case function(FunctionName, [Expression])
  case logarithm(Expression, base: Expression)
  /// A named function that is not known: `f(x)`.
  case application(String, [Expression])
  case large(LargeOperator, index: String?, from: Expression?, to: Expression?, body: Expression)

  // MARK: Quantities
  case percent(Expression)
  /// Degrees, minutes and seconds of an angle.
  case angle(Expression, minutes: Expression?, seconds: Expression?)
  case quantity(Expression, Unit)
  /// A number of things that are no unit: `4 toy helicopters`.
  case counted(Expression, String)
  case clock(hours: Int, minutes: Int, seconds: Int)
  case date(year: Int?, month: Int, day: Int)

  // MARK: Collections
  /// Items without brackets.
  case list([Expression])
  /// Statements joined by "or", or by "and".
  case alternatives([Expression])
  case conjunction([Expression])
  case bracketed([Expression], open: Bracket, close: Bracket)
  case set([Expression])
  case setBuilder(Expression, conditions: [Expression])
  case matrix([[Expression]])
  /// Rows of a value and the condition under which it holds.
  case piecewise([[Expression]])
  case union(Expression, Expression)
  case intersection(Expression, Expression)
  case setDifference(Expression, Expression)
  case numberSet(NumberSet)
  case emptySet
  case ratio([Expression])

  // MARK: Statements
  /// `a < b = c`: one sign fewer than sides; a missing first side is `nil`.
  case relation(first: Expression?, [Comparison])
  /// A name in words before a colon: `Paolo: 18`.
  case labelled(String, Expression)
  /// With a clause behind it that binds parameters: `2n for any integer n`.
  case conditioned(Expression, parameters: [String])
  case text(String)
  case ellipsis

  struct Comparison: Sendable, Hashable {
    var sign: RelationSign
    var side: Expression
  }

  /// The parts of a list, however they are joined.
  var items: [Expression]? {
    switch self {
    case .list(let items), .alternatives(let items), .conjunction(let items): items
    default: nil
    }
  }

  /// Whether its last factor is π.
  var endsInPi: Bool {
    switch self {
    case .constant(.pi): true
    case .product(_, let last): last.endsInPi
    default: false
    }
  }

  var isEllipsis: Bool {
    if case .ellipsis = self { true } else { false }
  }
}
