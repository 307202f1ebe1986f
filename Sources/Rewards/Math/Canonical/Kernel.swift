internal import BigInt

/// What sums and products are made of: a number or function that the algebra does not take apart further.
///
/// Kernels are numbered by the ``Algebra`` that meets them; the same kernel has the same number on both sides of a pair.
enum Kernel: Sendable, Hashable {
  /// A real variable.
  case symbol(String)
  case pi
  /// `i`; in monomials its exponent is 0 or 1.
  case imaginaryUnit
  /// A positive integer, as the base of a root: a prime, or one too large to be taken apart. Exponents lie in [0, 1), or
  /// beyond where the power is too long to write out.
  case integer(BigInt)
  /// `ln p`
  case logarithmOfInteger(BigInt)
  /// `e^m` of a monomial without coefficient; of the empty one it is `e`. Exponents are rational.
  case exponential(Monomial)
  /// `base^m` of a monomial without coefficient; exponents are rational.
  case power(base: Scalar, exponent: Monomial)
  /// `base^exponent` where the exponent is a quotient.
  case generalPower(base: Scalar, exponent: Scalar)
  /// A sum or quotient under a root; exponents lie in (0, 1).
  case root(Scalar)
  case sine(Scalar)
  case cosine(Scalar)
  case logarithm(Scalar)
  /// The modulus, of a number that is not known to have one sign.
  case absoluteValue(Scalar)
  /// Arcsine, arctangent, floor and others that have no law here but parity.
  case function(FunctionName, [Scalar])
  case factorial(Scalar)
  case remainder(Scalar, Scalar)
  /// A function that is not known.
  case application(String, [Scalar])
  /// The unknown base of `log`.
  case commonLogarithmBase
  /// Anything else, by its text: infinite sums and the like.
  case opaque(String)

  /// Whether exponents above 1 may be written out as something else.
  var isReducible: Bool {
    switch self {
    case .imaginaryUnit, .integer, .root, .sine, .absoluteValue: true
    case .power(let base, _): base.rational == .minusOne
    default: false
    }
  }

  /// Whether it is positive wherever it is real, so that roots of products may be taken factor by factor.
  var isPositive: Bool {
    switch self {
    case .pi, .integer, .exponential, .commonLogarithmBase: true
    case .logarithmOfInteger: true
    case .power(let base, _): base.rational.map { $0.sign > 0 } ?? false
    default: false
    }
  }
}

/// A rational exponent of machine size; beyond that the work would exceed any budget.
struct Exponent: Sendable, Hashable, Comparable {
  let numerator: Int
  let denominator: Int

  static let zero = Exponent(0)
  static let one = Exponent(1)

  init(_ value: Int) { (numerator, denominator) = (value, 1) }

  init?(_ value: Rational) {
    guard let (n, d) = value.smallParts, d < 1 << 31, n.magnitude < 1 << 62 else { return nil }
    (numerator, denominator) = (n, d)
  }

  var rational: Rational { Rational(numerator, denominator) }
  var isInteger: Bool { denominator == 1 }
  var isZero: Bool { numerator == 0 }

  /// The whole part, below.
  var floor: Int { numerator >= 0 ? numerator / denominator : -((-numerator + denominator - 1) / denominator) }

  static func + (left: Exponent, right: Exponent) throws(AlgebraError) -> Exponent {
    if left.denominator == 1, right.denominator == 1 {
      let (sum, overflow) = left.numerator.addingReportingOverflow(right.numerator)
      // Within half of the range, so that negation and magnitude never overflow.
      if overflow || sum.magnitude >= 1 << 62 { throw .budget }
      return Exponent(sum)
    }
    guard let sum = Exponent(left.rational + right.rational) else { throw .budget }
    return sum
  }

  static func * (left: Exponent, right: Exponent) throws(AlgebraError) -> Exponent {
    guard let product = Exponent(left.rational * right.rational) else { throw .budget }
    return product
  }

  static prefix func - (value: Exponent) -> Exponent { Exponent(-value.numerator, value.denominator) }

  private init(_ numerator: Int, _ denominator: Int) { (self.numerator, self.denominator) = (numerator, denominator) }

  static func < (left: Exponent, right: Exponent) -> Bool {
    left.numerator.multipliedFullWidth(by: right.denominator)
      < right.numerator.multipliedFullWidth(by: left.denominator)
  }
}

/// Why an expression has no canonical form.
enum AlgebraError: Error, Sendable, Hashable {
  case budget
  /// It has no value: a division by zero, the logarithm of zero.
  case undefined(String)
  /// Its meaning is not known here.
  case unsupported(String)

  init(_ error: BudgetExceeded) { self = .budget }
}
