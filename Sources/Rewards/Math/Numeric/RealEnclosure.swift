/// Why an operation on enclosures has no result.
enum NumericFailure: Error, Sendable, Hashable {
  /// Undefined at every point of the operands: the logarithm of a ball that is surely negative, say.
  case undefined
  /// Undefined at some points, or too large to represent, or not decided by operands of this width. More precision may
  /// help.
  case indeterminate
}

/// A set of real numbers that surely holds the value it stands for.
///
/// The one contract of every operation: its result holds the value of the exact operation at every point of the
/// operands. So two values whose enclosures do not overlap are surely different, while overlapping ones may differ or
/// not.
///
/// Operations take the context that they work in: the precision, and the constants that were computed for it. Where one
/// is not defined on the whole enclosure it throws ``NumericFailure``; no result ever holds a NaN.
///
/// Exact zeros (``isExactlyZero``) survive: zero times anything, a sum of zeros, and the functions that vanish at zero
/// give exact zeros, which is how complex arithmetic knows that a value lies on the real axis.
protocol RealEnclosure: Sendable {
  associatedtype Context: Sendable

  // MARK: Constants

  static var zero: Self { get }
  static var one: Self { get }

  /// An enclosure of the fraction, of the context's width; a single point where the representation allows it.
  static func exact(_ value: Rational, _ context: inout Context) -> Self
  static func pi(_ context: inout Context) -> Self
  static func e(_ context: inout Context) -> Self

  // MARK: What is known

  /// Whether the set is one point.
  var isExact: Bool { get }
  var isExactlyZero: Bool { get }
  /// The value, if the set is one point and that is an integer of machine size.
  var exactInteger: Int? { get }
  var containsZero: Bool { get }
  var isSurelyPositive: Bool { get }
  var isSurelyNegative: Bool { get }
  func overlaps(_ other: Self) -> Bool
  func contains(_ value: Rational) -> Bool
  /// An integer `k` such that every point has a magnitude of at most `2^k`; `Int.max` if unbounded, `Int.min` if zero.
  var upperLog2: Int { get }
  /// An integer `k` such that every point has a magnitude of at least `2^k`; `Int.min` if zero is contained.
  var lowerLog2: Int { get }
  /// A point near the middle, for display and choices that need no proof.
  var approximation: Double { get }

  // MARK: Arithmetic

  var negated: Self { get }
  var magnitude: Self { get }
  func plus(_ other: Self, _ context: inout Context) -> Self
  func minus(_ other: Self, _ context: inout Context) -> Self
  func times(_ other: Self, _ context: inout Context) throws(NumericFailure) -> Self
  func divided(by other: Self, _ context: inout Context) throws(NumericFailure) -> Self
  func squared(_ context: inout Context) throws(NumericFailure) -> Self
  /// Any whole exponent; `x^0` is 1, for zero too. Negative ones need an enclosure without zero.
  func power(_ exponent: Int, _ context: inout Context) throws(NumericFailure) -> Self
  /// The real power: a positive base to any exponent, a whole exponent (an exact one) of any base, zero to a positive
  /// exponent. A negative base to anything else has no real value here: use ``Complex``.
  func power(_ exponent: Self, _ context: inout Context) throws(NumericFailure) -> Self
  func minimum(_ other: Self, _ context: inout Context) -> Self
  func maximum(_ other: Self, _ context: inout Context) -> Self
  /// The integer below, if it is the same for all points; likewise ``ceiling(_:)``.
  func floor(_ context: inout Context) throws(NumericFailure) -> Self
  func ceiling(_ context: inout Context) throws(NumericFailure) -> Self

  // MARK: Functions

  func squareRoot(_ context: inout Context) throws(NumericFailure) -> Self
  /// The square root of something that is known not to be negative: points below zero are taken as not there.
  func squareRootOfNonnegative(_ context: inout Context) throws(NumericFailure) -> Self
  /// The real root of that degree (at least 2): negative for odd roots of negative values.
  func root(_ degree: Int, _ context: inout Context) throws(NumericFailure) -> Self
  func exp(_ context: inout Context) throws(NumericFailure) -> Self
  func log(_ context: inout Context) throws(NumericFailure) -> Self
  func sinCos(_ context: inout Context) throws(NumericFailure) -> (sin: Self, cos: Self)
  func tan(_ context: inout Context) throws(NumericFailure) -> Self
  func asin(_ context: inout Context) throws(NumericFailure) -> Self
  func acos(_ context: inout Context) throws(NumericFailure) -> Self
  func atan(_ context: inout Context) throws(NumericFailure) -> Self
  /// The angle in (-pi, pi] of the point with `self` as its ordinate and that abscissa.
  ///
  /// Undefined at the origin. A rectangle that meets the negative half of the axis is indeterminate, unless `self` is
  /// exactly zero: the angle is pi then.
  func atan2(_ abscissa: Self, _ context: inout Context) throws(NumericFailure) -> Self
  func sinhCosh(_ context: inout Context) throws(NumericFailure) -> (sinh: Self, cosh: Self)
  func tanh(_ context: inout Context) throws(NumericFailure) -> Self
  func asinh(_ context: inout Context) throws(NumericFailure) -> Self
  func acosh(_ context: inout Context) throws(NumericFailure) -> Self
  func atanh(_ context: inout Context) throws(NumericFailure) -> Self
}

extension RealEnclosure {
  /// -1, 0 or 1, where it is the same for all points.
  func sign() throws(NumericFailure) -> Int {
    if isSurelyPositive { return 1 }
    if isSurelyNegative { return -1 }
    if isExactlyZero { return 0 }
    throw .indeterminate
  }

  func sin(_ context: inout Context) throws(NumericFailure) -> Self { try sinCos(&context).sin }
  func cos(_ context: inout Context) throws(NumericFailure) -> Self { try sinCos(&context).cos }
  func sinh(_ context: inout Context) throws(NumericFailure) -> Self { try sinhCosh(&context).sinh }
  func cosh(_ context: inout Context) throws(NumericFailure) -> Self { try sinhCosh(&context).cosh }

  func power(_ exponent: Self, _ context: inout Context) throws(NumericFailure) -> Self {
    if let whole = exponent.exactInteger { return try power(whole, &context) }
    if isSurelyPositive { return try log(&context).times(exponent, &context).exp(&context) }
    return try powerAtLimit(exponent)
  }

  /// The power of a base that is not surely positive to an exponent that is not known to be whole.
  func powerAtLimit(_ exponent: Self) throws(NumericFailure) -> Self {
    if isExactlyZero {
      if exponent.isSurelyPositive { return .zero }
      if exponent.isSurelyNegative { throw .undefined }
    }
    if isSurelyNegative, exponent.isExact, exponent.upperLog2 < 53 { throw .undefined }
    throw .indeterminate
  }
}
