internal import BigInt

/// A midpoint and a radius: the real numbers that are no farther than that from there.
///
/// The precise enclosure after ``DoubleInterval``; a context (``BallContext``) gives the number of bits. A radius holds
/// everything that is not known: the operands' radii, carried on by a bound of the function's slope, and what was cut
/// off.
struct RealBall: RealEnclosure {
  typealias Context = BallContext

  var mid: BigFloat
  var rad: Bound

  static let zero = RealBall(.zero)
  static let one = RealBall(.one)

  init(_ mid: BigFloat, _ rad: Bound = .zero) {
    self.mid = mid
    self.rad = rad
  }

  init(_ value: Int) { self.init(BigFloat(value)) }

  init(_ rounded: BigFloat.Rounded) { self.init(rounded.value, rounded.error) }

  /// Exponents end here: what is larger has no ball, what is smaller is next to zero.
  static let exponentLimit = 1 << 41

  /// This ball, if its exponents are within the limits; a larger one where they are too low.
  func checked() throws(NumericFailure) -> RealBall {
    let limit = RealBall.exponentLimit
    if mid.exponent > limit || rad.exponent > limit { throw .indeterminate }
    if mid.exponent >= -limit && rad.exponent >= -limit { return self }
    var result = self
    if mid.exponent < -limit {
      result.mid = .zero
      result.rad = rad + .powerOfTwo(-limit)
    }
    if result.rad.exponent < -limit { result.rad = .powerOfTwo(-limit + 32) }
    return result
  }

  static func exact(_ value: Rational, _ context: inout BallContext) -> RealBall {
    if let (n, d) = value.smallParts {
      if d == 1 { return RealBall(BigFloat(n)) }
      return RealBall(BigFloat.quotient(BigFloat(n), BigFloat(d), limbs: context.limbs))
    }
    let numerator = RealBall(BigFloat.rounded(value.numerator, limbs: context.limbs + 1))
    let denominator = RealBall(BigFloat.rounded(value.denominator, limbs: context.limbs + 1))
    return numerator.quotient(denominator, &context)
  }

  static func pi(_ context: inout BallContext) -> RealBall { pi(limbs: context.limbs, &context) }

  static func pi(limbs: Int, _ context: inout BallContext) -> RealBall {
    RealBall(fraction: context.quarterPi(limbs: limbs), exponent: 2)
  }

  static func logOfTwo(limbs: Int, _ context: inout BallContext) -> RealBall {
    RealBall(fraction: context.logOfTwo(limbs: limbs), exponent: 0)
  }

  static func e(_ context: inout BallContext) -> RealBall { RealBall(context.exp(.one)) }

  private init(fraction: ArraySlice<UInt>, exponent: Int) {
    let count = fraction.count
    mid = fraction.withUnsafeBufferPointer { words in
      let start = words.baseAddress.unsafelyUnwrapped
      return BigFloat.rounded(false, start, count, exponent: exponent, limbs: count).value
    }
    rad = Bound(above: UInt64(FixedConstant.slack), exponent: exponent - count * UInt.bitWidth)
  }

  // MARK: What is known

  var isExact: Bool { rad.isZero }
  var isExactlyZero: Bool { rad.isZero && mid.isZero }
  var exactInteger: Int? { rad.isZero ? mid.integer : nil }
  var containsZero: Bool { mid.below <= rad }
  var isSurelyPositive: Bool { !mid.isNegative && mid.below > rad }
  var isSurelyNegative: Bool { mid.isNegative && mid.below > rad }
  var approximation: Double { mid.double }

  /// A bound of all magnitudes.
  var above: Bound { mid.above + rad }
  /// A bound of all magnitudes from below.
  var below: Bound { mid.below.minusBelow(rad) }

  var upperLog2: Int { above.upperLog2 }
  var lowerLog2: Int { below.lowerLog2 }

  func overlaps(_ other: RealBall) -> Bool {
    let limbs = max(mid.limbs.count, other.mid.limbs.count) + 1
    return RealBall(BigFloat.difference(mid, other.mid, limbs: limbs)).below <= rad + other.rad
  }

  func contains(_ value: Rational) -> Bool {
    let size = max(abs(mid.exponent), abs(rad.exponent), mid.limbs.count * UInt.bitWidth)
    if value.isZero || size > 1 << 16 {
      // Zero, or numbers too long to be written out: this may take one just outside as contained.
      var context = BallContext(bits: (mid.limbs.count + 2) * UInt.bitWidth)
      return value.isZero ? containsZeroExactly : overlaps(.exact(value, &context))
    }
    // |n / d - m| <= r, times the denominators.
    let (middle, radius) = (mid.integerAndExponent, BigFloat(rad).integerAndExponent)
    let shift = -min(middle.exponent, radius.exponent, 0)
    let left = value.numerator << shift - (middle.integer * value.denominator) << (middle.exponent + shift)
    return left.magnitude <= ((radius.integer * value.denominator) << (radius.exponent + shift)).magnitude
  }

  private var containsZeroExactly: Bool {
    let limbs = mid.limbs.count + 2
    let distance = BigFloat.difference(mid.magnitude, BigFloat(rad), limbs: limbs).value
    return distance.isNegative || distance.isZero
  }

  // MARK: Ends

  /// The ball around everything between the lowest and the highest point of these.
  func hull(_ other: RealBall, _ context: inout BallContext) -> RealBall {
    let distance = RealBall(BigFloat.difference(mid, other.mid, limbs: context.limbs))
    let middle = RealBall(BigFloat.sum(mid, other.mid, limbs: context.limbs)).scaled(by: -1)
    return RealBall(middle.mid, distance.above.scaled(by: -1) + middle.rad + max(rad, other.rad))
  }

  func scaled(by power: Int) -> RealBall { RealBall(mid.scaled(by: power), rad.scaled(by: power)) }

  /// This ball with a midpoint of the context's length.
  func rounded(_ context: BallContext) -> RealBall {
    if mid.limbs.count <= context.limbs { return self }
    return RealBall(mid.rounded(limbs: context.limbs)).widened(rad)
  }

  func widened(_ by: Bound) -> RealBall { RealBall(mid, rad + by) }
}

extension BigFloat {
  /// The value is the integer times `2^exponent`.
  fileprivate var integerAndExponent: (integer: BigInt, exponent: Int) {
    let size = BigInt(BigUInt(words: limbs))
    return (isNegative ? -size : size, isZero ? 0 : exponent - limbs.count * UInt.bitWidth)
  }

  /// - Precondition: the exponent is small enough for that many digits.
  var rational: Rational {
    let (integer, exponent) = integerAndExponent
    return exponent >= 0 ? Rational(integer << exponent) : Rational(integer, BigInt(1) << -exponent)
  }
}
