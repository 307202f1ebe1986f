internal import BigInt

/// A closed interval between two machine numbers, the fast filter before ``RealBall``.
///
/// Every end is rounded outward. Sums, products, quotients and square roots of machine numbers that are exact stay
/// exact, so that small integers remain points. An end may be infinite and means "unbounded" then: the set holds real
/// numbers only.
struct DoubleInterval: RealEnclosure, Hashable {
  /// Nothing to remember: the precision is that of the machine.
  struct Context: Sendable {}

  /// Neither end is a NaN, `lower <= upper`, `lower` is not positive and `upper` not negative infinity.
  let lower: Double
  let upper: Double

  static let zero = DoubleInterval(point: 0)
  static let one = DoubleInterval(point: 1)
  static let everything = DoubleInterval(unchecked: -.infinity, .infinity)

  /// For ends that hold the invariant by construction. Negative zero becomes zero, which `atan2` relies on.
  init(unchecked lower: Double, _ upper: Double) {
    self.lower = lower + 0
    self.upper = upper + 0
  }

  init(point: Double) { self.init(unchecked: point, point) }

  /// - Throws: `indeterminate` for ends that hold no interval, NaN above all.
  init(_ lower: Double, _ upper: Double) throws(NumericFailure) {
    guard lower <= upper, lower < .infinity, upper > -.infinity else { throw .indeterminate }
    self.init(unchecked: lower, upper)
  }

  // The true value is between a machine number and its successor: pi is above `Double.pi`, which rounds towards zero.
  static func pi(_ context: inout Context) -> DoubleInterval { DoubleInterval(unchecked: .pi, Double.pi.nextUp) }

  static func e(_ context: inout Context) -> DoubleInterval {
    DoubleInterval(unchecked: 0x1.5bf0a8b145769p1, 0x1.5bf0a8b14576ap1)
  }

  var isExact: Bool { lower == upper }
  var isExactlyZero: Bool { lower == 0 && upper == 0 }
  var containsZero: Bool { lower <= 0 && upper >= 0 }
  var isSurelyPositive: Bool { lower > 0 }
  var isSurelyNegative: Bool { upper < 0 }
  func overlaps(_ other: DoubleInterval) -> Bool { lower <= other.upper && other.lower <= upper }

  var exactInteger: Int? { isExact ? Int(exactly: lower) : nil }

  var approximation: Double {
    if lower == -.infinity { return upper == .infinity ? 0 : upper }
    return upper == .infinity ? lower : lower / 2 + upper / 2
  }

  var upperLog2: Int {
    let most = max(-lower, upper)
    if most == 0 { return .min }
    return most == .infinity ? .max : Int(most.exponent) + 1
  }

  var lowerLog2: Int { containsZero ? .min : Int(max(lower, -upper).exponent) }

  var negated: DoubleInterval { DoubleInterval(unchecked: -upper, -lower) }

  var magnitude: DoubleInterval {
    if lower >= 0 { return self }
    return upper <= 0 ? negated : DoubleInterval(unchecked: 0, max(-lower, upper))
  }
}

// MARK: - Fractions

extension DoubleInterval {
  static func exact(_ value: Rational, _ context: inout Context) -> DoubleInterval { DoubleInterval(enclosing: value) }

  init(enclosing value: Rational) {
    let limit = 1 << 53
    if let (n, d) = value.smallParts, n.magnitude <= limit, d <= limit {
      let (numerator, denominator) = (Double(n), Double(d))
      self.init(
        unchecked: Directed.quotientBelow(numerator, denominator), Directed.quotientAbove(numerator, denominator))
    } else {
      let (below, above) = Directed.bounds(value.numerator.magnitude, value.denominator.magnitude)
      if value.sign < 0 {
        self.init(unchecked: -above, -below)
      } else {
        self.init(unchecked: below, above)
      }
    }
  }

  func contains(_ value: Rational) -> Bool {
    let hull = DoubleInterval(enclosing: value)
    if lower <= hull.lower && hull.upper <= upper { return true }
    guard overlaps(hull) else { return false }
    return (lower == -.infinity || Rational(exactly: lower) <= value)
      && (upper == .infinity || value <= Rational(exactly: upper))
  }
}

extension Rational {
  /// - Precondition: the number is finite.
  fileprivate init(exactly value: Double) {
    if value == 0 {
      self = .zero
    } else {
      let whole = BigInt(Int(value.significand * 0x1p52) * (value < 0 ? -1 : 1))
      let exponent = Int(value.exponent) - 52
      self = exponent >= 0 ? Rational(whole << exponent) : Rational(whole, BigInt(1) << -exponent)
    }
  }
}

// MARK: - Arithmetic

extension DoubleInterval {
  func plus(_ other: DoubleInterval, _ context: inout Context) -> DoubleInterval {
    DoubleInterval(unchecked: Directed.sumBelow(lower, other.lower), Directed.sumAbove(upper, other.upper))
  }

  func minus(_ other: DoubleInterval, _ context: inout Context) -> DoubleInterval {
    DoubleInterval(unchecked: Directed.sumBelow(lower, -other.upper), Directed.sumAbove(upper, -other.lower))
  }

  func times(_ other: DoubleInterval, _ context: inout Context) -> DoubleInterval {
    if lower >= 0, other.lower >= 0 {
      return DoubleInterval(
        unchecked: Directed.productBelow(lower, other.lower), Directed.productAbove(upper, other.upper))
    }
    let below = min(
      min(Directed.productBelow(lower, other.lower), Directed.productBelow(lower, other.upper)),
      min(Directed.productBelow(upper, other.lower), Directed.productBelow(upper, other.upper)))
    let above = max(
      max(Directed.productAbove(lower, other.lower), Directed.productAbove(lower, other.upper)),
      max(Directed.productAbove(upper, other.lower), Directed.productAbove(upper, other.upper)))
    return DoubleInterval(unchecked: below, above)
  }

  func divided(by other: DoubleInterval, _ context: inout Context) throws(NumericFailure) -> DoubleInterval {
    if other.containsZero { throw other.isExactlyZero ? .undefined : .indeterminate }
    if other.upper < 0 { return try negated.divided(by: other.negated, &context) }
    return DoubleInterval(
      unchecked: Directed.quotientBelow(lower, lower >= 0 ? other.upper : other.lower),
      Directed.quotientAbove(upper, upper >= 0 ? other.lower : other.upper))
  }

  func squared(_ context: inout Context) -> DoubleInterval {
    let size = magnitude
    return DoubleInterval(
      unchecked: Directed.productBelow(size.lower, size.lower), Directed.productAbove(size.upper, size.upper))
  }

  func minimum(_ other: DoubleInterval, _ context: inout Context) -> DoubleInterval {
    DoubleInterval(unchecked: min(lower, other.lower), min(upper, other.upper))
  }

  func maximum(_ other: DoubleInterval, _ context: inout Context) -> DoubleInterval {
    DoubleInterval(unchecked: max(lower, other.lower), max(upper, other.upper))
  }

  func floor(_ context: inout Context) throws(NumericFailure) -> DoubleInterval {
    let (below, above) = (lower.rounded(.down), upper.rounded(.down))
    guard below == above else { throw .indeterminate }
    return DoubleInterval(point: below)
  }

  func ceiling(_ context: inout Context) throws(NumericFailure) -> DoubleInterval {
    try negated.floor(&context).negated
  }
}
