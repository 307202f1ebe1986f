import Glibc

// Monotone functions are evaluated at the ends. What the C library gives is widened by four units in the last place,
// and cut off where the function's range ends.

// MARK: - Powers and roots

extension DoubleInterval {
  func power(_ exponent: Int, _ context: inout Context) throws(NumericFailure) -> DoubleInterval {
    if exponent == 0 { return .one }
    // Beyond that the exponent is no machine number.
    guard exponent.magnitude <= 1 << 53 else {
      if isExact, abs(lower) == 1 { return exponent % 2 == 0 ? .one : self }
      throw .indeterminate
    }
    if exponent < 0 { return try DoubleInterval.one.divided(by: power(-exponent, &context), &context) }
    let base = exponent % 2 == 0 ? magnitude : self
    return DoubleInterval(
      unchecked: base.lower < 0
        ? -DoubleInterval.powerAbove(-base.lower, exponent) : DoubleInterval.powerBelow(base.lower, exponent),
      base.upper < 0
        ? -DoubleInterval.powerBelow(-base.upper, exponent) : DoubleInterval.powerAbove(base.upper, exponent))
  }

  /// Up to here powers are products, which are exact where they can be.
  private static let mostFactors = 64

  private static func powerBelow(_ base: Double, _ exponent: Int) -> Double {
    if exponent > mostFactors { return max(0, Directed.wellBelow(pow(base, Double(exponent)))) }
    var (result, factor, left) = (1.0, base, exponent)
    while true {
      if left & 1 == 1 { result = max(0, Directed.productBelow(result, factor)) }
      left >>= 1
      if left == 0 { return result }
      factor = max(0, Directed.productBelow(factor, factor))
    }
  }

  private static func powerAbove(_ base: Double, _ exponent: Int) -> Double {
    if base == 0 { return 0 }
    if exponent > mostFactors { return Directed.wellAbove(pow(base, Double(exponent))) }
    var (result, factor, left) = (1.0, base, exponent)
    while true {
      if left & 1 == 1 { result = Directed.productAbove(result, factor) }
      left >>= 1
      if left == 0 { return result }
      factor = Directed.productAbove(factor, factor)
    }
  }

  func power(_ exponent: DoubleInterval, _ context: inout Context) throws(NumericFailure) -> DoubleInterval {
    if let whole = exponent.exactInteger { return try power(whole, &context) }
    guard lower > 0 else { return try powerAtLimit(exponent) }
    // Monotone in the base and in the exponent, so the extremes are at corners.
    let corners = [
      pow(lower, exponent.lower), pow(lower, exponent.upper), pow(upper, exponent.lower), pow(upper, exponent.upper),
    ]
    let below = min(min(corners[0], corners[1]), min(corners[2], corners[3]))
    let above = max(max(corners[0], corners[1]), max(corners[2], corners[3]))
    return try DoubleInterval(max(0, Directed.wellBelow(below)), Directed.wellAbove(above))
  }

  func squareRoot(_ context: inout Context) throws(NumericFailure) -> DoubleInterval {
    if lower < 0 { throw upper < 0 ? .undefined : .indeterminate }
    return DoubleInterval(unchecked: Directed.rootBelow(lower), Directed.rootAbove(upper))
  }

  func squareRootOfNonnegative(_ context: inout Context) throws(NumericFailure) -> DoubleInterval {
    if upper < 0 { throw .undefined }
    return DoubleInterval(unchecked: Directed.rootBelow(max(0, lower)), Directed.rootAbove(upper))
  }

  func root(_ degree: Int, _ context: inout Context) throws(NumericFailure) -> DoubleInterval {
    if degree < 1 { throw .undefined }
    if degree == 1 { return self }
    if degree == 2 { return try squareRoot(&context) }
    if degree % 2 == 0, lower < 0 { throw upper < 0 ? .undefined : .indeterminate }
    let (below, above) = (DoubleInterval.roots(lower, degree), DoubleInterval.roots(upper, degree))
    return DoubleInterval(unchecked: below.lower, above.upper)
  }

  private static func roots(_ x: Double, _ degree: Int) -> DoubleInterval {
    if x < 0 { return roots(-x, degree).negated }
    if x == 0 || x == 1 { return DoubleInterval(point: x) }
    if x == .infinity { return DoubleInterval(unchecked: 0, x) }
    let root = pow(x, 1 / Double(degree))
    let whole = root.rounded()
    if degree <= mostFactors, abs(root - whole) <= root * 0x1p-40,
      powerBelow(whole, degree) == x, powerAbove(whole, degree) == x
    {
      return DoubleInterval(point: whole)
    }
    // The exponent passed has a relative error of at most 2^-52, which scales the root by at most exp(2^-52 |log
    // root|).
    let slack = root * 0x1p-51 * abs(Glibc.log(root)) + 0x1p-1072
    return DoubleInterval(unchecked: Directed.wellBelow(root - slack), Directed.wellAbove(root + slack))
  }
}

// MARK: - Exponential and logarithm

extension DoubleInterval {
  func exp(_ context: inout Context) -> DoubleInterval {
    if isExactlyZero { return .one }
    return DoubleInterval(
      unchecked: max(0, Directed.wellBelow(Glibc.exp(lower))), Directed.wellAbove(Glibc.exp(upper)))
  }

  func log(_ context: inout Context) throws(NumericFailure) -> DoubleInterval {
    if lower <= 0 { throw upper <= 0 ? .undefined : .indeterminate }
    if lower == 1, upper == 1 { return .zero }
    return DoubleInterval(unchecked: Directed.wellBelow(Glibc.log(lower)), Directed.wellAbove(Glibc.log(upper)))
  }
}

// MARK: - Trigonometric functions

extension DoubleInterval {
  func sinCos(_ context: inout Context) -> (sin: DoubleInterval, cos: DoubleInterval) {
    if isExactlyZero { return (.zero, .one) }
    let (sine, cosine) = (DoubleInterval.around(Glibc.sin), DoubleInterval.around(Glibc.cos))
    if isExact { return (sine(lower, lower), cosine(lower, lower)) }
    let whole = DoubleInterval(unchecked: -1, 1)
    guard let (first, last) = quarters else { return (whole, whole) }
    /// Whether a multiple of a quarter turn that leaves that remainder by four may be inside.
    func reaches(_ remainder: Double) -> Bool {
      ((first - remainder) / 4).rounded(.up) * 4 + remainder <= last
    }
    let (sines, cosines) = (sine(lower, upper), cosine(lower, upper))
    return (
      DoubleInterval(unchecked: reaches(3) ? -1 : sines.lower, reaches(1) ? 1 : sines.upper),
      DoubleInterval(unchecked: reaches(2) ? -1 : cosines.lower, reaches(0) ? 1 : cosines.upper)
    )
  }

  /// The ends in quarter turns, moved outward by more than the error of the conversion; `nil` where that is no help.
  private var quarters: (first: Double, last: Double)? {
    guard abs(lower) < 0x1p40, abs(upper) < 0x1p40 else { return nil }
    let (first, last) = (lower * (2 / .pi), upper * (2 / .pi))
    return (first - abs(first) * 0x1p-50 - 0x1p-60, last + abs(last) * 0x1p-50 + 0x1p-60)
  }

  /// Between two values of sine or cosine.
  private static func around(_ function: @escaping (Double) -> Double) -> (Double, Double) -> DoubleInterval {
    { a, b in
      let (first, last) = (function(a), function(b))
      return DoubleInterval(
        unchecked: max(-1, Directed.wellBelow(min(first, last))), min(1, Directed.wellAbove(max(first, last))))
    }
  }

  func tan(_ context: inout Context) throws(NumericFailure) -> DoubleInterval {
    if isExactlyZero { return .zero }
    if !isExact {
      guard let (first, last) = quarters, ((first - 1) / 2).rounded(.up) * 2 + 1 > last else { throw .indeterminate }
    }
    return try DoubleInterval(Directed.wellBelow(Glibc.tan(lower)), Directed.wellAbove(Glibc.tan(upper)))
  }

  func asin(_ context: inout Context) throws(NumericFailure) -> DoubleInterval {
    if lower > 1 || upper < -1 { throw .undefined }
    if lower < -1 || upper > 1 { throw .indeterminate }
    if isExactlyZero { return .zero }
    return DoubleInterval(unchecked: Directed.wellBelow(Glibc.asin(lower)), Directed.wellAbove(Glibc.asin(upper)))
  }

  func acos(_ context: inout Context) throws(NumericFailure) -> DoubleInterval {
    if lower > 1 || upper < -1 { throw .undefined }
    if lower < -1 || upper > 1 { throw .indeterminate }
    if lower == 1 { return .zero }
    return DoubleInterval(
      unchecked: max(0, Directed.wellBelow(Glibc.acos(upper))), Directed.wellAbove(Glibc.acos(lower)))
  }

  func atan(_ context: inout Context) -> DoubleInterval {
    if isExactlyZero { return .zero }
    return DoubleInterval(unchecked: Directed.wellBelow(Glibc.atan(lower)), Directed.wellAbove(Glibc.atan(upper)))
  }

  func atan2(_ abscissa: DoubleInterval, _ context: inout Context) throws(NumericFailure) -> DoubleInterval {
    if isExactlyZero {
      if abscissa.isExactlyZero { throw .undefined }
      if abscissa.lower > 0 { return .zero }
      if abscissa.upper < 0 { return DoubleInterval.pi(&context) }
      throw .indeterminate
    }
    // The cut is met from below, or the origin.
    if containsZero, abscissa.lower <= 0, lower < 0 || abscissa.upper >= 0 { throw .indeterminate }
    // A rectangle without the origin and the cut: it is seen between two of its corners.
    let left = (Glibc.atan2(lower, abscissa.lower), Glibc.atan2(upper, abscissa.lower))
    let right = (Glibc.atan2(lower, abscissa.upper), Glibc.atan2(upper, abscissa.upper))
    return DoubleInterval(
      unchecked: Directed.wellBelow(min(min(left.0, left.1), min(right.0, right.1))),
      Directed.wellAbove(max(max(left.0, left.1), max(right.0, right.1))))
  }
}

// MARK: - Hyperbolic functions

extension DoubleInterval {
  func sinhCosh(_ context: inout Context) -> (sinh: DoubleInterval, cosh: DoubleInterval) {
    if isExactlyZero { return (.zero, .one) }
    let size = magnitude
    return (
      DoubleInterval(unchecked: Directed.wellBelow(Glibc.sinh(lower)), Directed.wellAbove(Glibc.sinh(upper))),
      DoubleInterval(
        unchecked: max(1, Directed.wellBelow(Glibc.cosh(size.lower))), Directed.wellAbove(Glibc.cosh(size.upper)))
    )
  }

  func tanh(_ context: inout Context) -> DoubleInterval {
    if isExactlyZero { return .zero }
    return DoubleInterval(
      unchecked: max(-1, Directed.wellBelow(Glibc.tanh(lower))), min(1, Directed.wellAbove(Glibc.tanh(upper))))
  }

  func asinh(_ context: inout Context) -> DoubleInterval {
    if isExactlyZero { return .zero }
    return DoubleInterval(unchecked: Directed.wellBelow(Glibc.asinh(lower)), Directed.wellAbove(Glibc.asinh(upper)))
  }

  func acosh(_ context: inout Context) throws(NumericFailure) -> DoubleInterval {
    if lower < 1 { throw upper < 1 ? .undefined : .indeterminate }
    if upper == 1 { return .zero }
    return DoubleInterval(
      unchecked: max(0, Directed.wellBelow(Glibc.acosh(lower))), Directed.wellAbove(Glibc.acosh(upper)))
  }

  func atanh(_ context: inout Context) throws(NumericFailure) -> DoubleInterval {
    if lower >= 1 || upper <= -1 { throw .undefined }
    if lower <= -1 || upper >= 1 { throw .indeterminate }
    if isExactlyZero { return .zero }
    return DoubleInterval(unchecked: Directed.wellBelow(Glibc.atanh(lower)), Directed.wellAbove(Glibc.atanh(upper)))
  }
}
