/// A rectangle of complex numbers that surely holds the value it stands for; the contract of ``RealEnclosure`` in the
/// plane.
///
/// Functions with a branch cut take their principal values. A rectangle that lies across a cut is `indeterminate`, but
/// one whose imaginary part is exactly zero lies on the cut and takes the value there (the argument of -2 is pi, its
/// square root is on the upper half of the imaginary axis).
struct Complex<Real: RealEnclosure>: Sendable {
  var re: Real
  var im: Real

  typealias Context = Real.Context

  init(_ re: Real, _ im: Real) {
    self.re = re
    self.im = im
  }

  init(_ re: Real) { self.init(re, .zero) }

  static var zero: Complex { Complex(.zero) }
  static var one: Complex { Complex(.one) }
  static var i: Complex { Complex(.zero, .one) }

  static func exact(_ value: Rational, _ context: inout Context) -> Complex { Complex(.exact(value, &context)) }

  /// Whether the rectangle is a piece of the real axis.
  var isReal: Bool { im.isExactlyZero }
  var isImaginary: Bool { re.isExactlyZero }
  var isExactlyZero: Bool { re.isExactlyZero && im.isExactlyZero }
  var isExact: Bool { re.isExact && im.isExact }
  var containsZero: Bool { re.containsZero && im.containsZero }
  var exactInteger: Int? { isReal ? re.exactInteger : nil }
  func overlaps(_ other: Complex) -> Bool { re.overlaps(other.re) && im.overlaps(other.im) }

  var negated: Complex { Complex(re.negated, im.negated) }
  var conjugate: Complex { Complex(re, im.negated) }
  /// The product with the imaginary unit.
  var timesI: Complex { Complex(im.negated, re) }
  var timesMinusI: Complex { Complex(im, re.negated) }
}

typealias ComplexInterval = Complex<DoubleInterval>
typealias ComplexBall = Complex<RealBall>

// MARK: - Arithmetic

extension Complex {
  func plus(_ other: Complex, _ context: inout Context) -> Complex {
    Complex(re.plus(other.re, &context), im.plus(other.im, &context))
  }

  func minus(_ other: Complex, _ context: inout Context) -> Complex {
    Complex(re.minus(other.re, &context), im.minus(other.im, &context))
  }

  func times(_ factor: Real, _ context: inout Context) throws(NumericFailure) -> Complex {
    Complex(
      try re.times(factor, &context), isReal ? .zero : try im.times(factor, &context))
  }

  func times(_ other: Complex, _ context: inout Context) throws(NumericFailure) -> Complex {
    if other.isReal { return try times(other.re, &context) }
    if isReal { return try other.times(re, &context) }
    return Complex(
      try re.times(other.re, &context).minus(im.times(other.im, &context), &context),
      try re.times(other.im, &context).plus(im.times(other.re, &context), &context))
  }

  func squared(_ context: inout Context) throws(NumericFailure) -> Complex {
    if isReal { return Complex(try re.squared(&context)) }
    let cross = try re.times(im, &context)
    return Complex(
      try re.squared(&context).minus(im.squared(&context), &context), cross.plus(cross, &context))
  }

  func divided(by divisor: Real, _ context: inout Context) throws(NumericFailure) -> Complex {
    Complex(
      try re.divided(by: divisor, &context), isReal ? .zero : try im.divided(by: divisor, &context))
  }

  func divided(by other: Complex, _ context: inout Context) throws(NumericFailure) -> Complex {
    if other.isReal { return try divided(by: other.re, &context) }
    if other.isImaginary { return try timesMinusI.divided(by: other.im, &context) }
    let size = try other.squaredMagnitude(&context)
    return try times(other.conjugate, &context).divided(by: size, &context)
  }

  /// `z^0` is 1, for zero too.
  func power(_ exponent: Int, _ context: inout Context) throws(NumericFailure) -> Complex {
    if isReal { return Complex(try re.power(exponent, &context)) }
    if exponent == 0 { return .one }
    // Squarings for each bit: some 60 at most, whatever the exponent.
    var left = exponent.magnitude
    var factor = self
    var result: Complex?
    while true {
      if left & 1 == 1 { result = try result?.times(factor, &context) ?? factor }
      left >>= 1
      if left == 0 { break }
      factor = try factor.squared(&context)
    }
    let power = result ?? .one
    return exponent < 0 ? try Complex.one.divided(by: power, &context) : power
  }

  func squaredMagnitude(_ context: inout Context) throws(NumericFailure) -> Real {
    try re.squared(&context).plus(im.squared(&context), &context)
  }

  func magnitude(_ context: inout Context) throws(NumericFailure) -> Real {
    if isReal { return re.magnitude }
    if isImaginary { return im.magnitude }
    return try squaredMagnitude(&context).squareRootOfNonnegative(&context)
  }

  /// In (-pi, pi].
  func argument(_ context: inout Context) throws(NumericFailure) -> Real { try im.atan2(re, &context) }
}
