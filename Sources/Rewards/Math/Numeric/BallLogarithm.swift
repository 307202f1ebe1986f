import Glibc

extension BallContext {
  /// The logarithm of a positive number.
  ///
  /// With `x = m 2^k`, `m` next to 1, and a machine number `y` near `log m`: `log x = k log 2 + y + log(m / e^y)`,
  /// where the last one's argument is next to 1, so that `log v = 2 atanh((v - 1) / (v + 1))` converges fast. If `m` is
  /// next to 1 itself, `y` is zero, so that the result keeps all its bits.
  mutating func log(_ x: BigFloat) -> RealBall {
    var power = x.exponent
    var m = x.scaled(by: -x.exponent)
    if m.double < 0.7071 {
      m = m.scaled(by: 1)
      power -= 1
    }
    let length = m.limbs.count + 1
    let fromOne = BigFloat.difference(m, .one, limbs: length).value
    if fromOne.isZero && power == 0 { return .zero }
    limbs += 1
    defer { limbs -= 1 }
    var result = fromOne.isZero ? RealBall.zero : logNearOne(m, fromOne)
    if power != 0 {
      let multiple = RealBall.logOfTwo(limbs: limbs, &self).product(RealBall(power), limbs: limbs)
      result = result.plus(multiple, &self)
    }
    return result
  }

  private mutating func logNearOne(_ m: BigFloat, _ fromOne: BigFloat) -> RealBall {
    let isNear = fromOne.exponent < -12
    let start = isNear ? 0 : Glibc.log(m.double)
    var (numerator, denominator): (RealBall, RealBall)
    if isNear {
      numerator = RealBall(fromOne)
      denominator = RealBall(BigFloat.sum(m, .one, limbs: limbs))
    } else {
      let power = RealBall(exp(BigFloat(abs(start))))
      // v = m / e^start; both parts of the quotient are multiplied by what makes them whole.
      let (above, below) =
        start > 0 ? (RealBall(m), power) : (power.product(RealBall(m), limbs: limbs), .one)
      numerator = above.minus(below, &self)
      denominator = above.plus(below, &self)
    }
    let quotient = numerator.quotient(denominator, &self)
    let rest = inverseTangent(quotient, alternates: false).scaled(by: 1)
    return start == 0 ? rest : rest.plus(RealBall(BigFloat(start)), &self)
  }

  /// The inverse tangent, circular or hyperbolic, of a ball next to zero: everything in it is below `2^-8`.
  mutating func inverseTangent(_ x: RealBall, alternates: Bool) -> RealBall {
    if x.isExactlyZero { return .zero }
    let count = limbs + 1
    let zeros = max(16, -2 * x.mid.exponent)
    let factor = Limbs.withScratch(count + 1) { w in
      let square = BigFloat.product(x.mid, x.mid, limbs: count).value
      square.store(w, fraction: count, whole: 0)
      Series.inverseTangent(w, count, zeros: zeros, alternates: alternates)
      w[count] = 0
      let correction = BigFloat.rounded(alternates, w, count, exponent: 0, limbs: count)
      // Off by the series' own error and by what was cut off of the square: a few units.
      return RealBall(BigFloat.sum(.one, correction.value, limbs: limbs))
        .widened(.powerOfTwo(3 - count * UInt.bitWidth))
    }
    // The slope is at most 1 / (1 - x^2) < 2.
    return RealBall(x.mid).product(factor, limbs: limbs).widened(x.rad.scaled(by: 1))
  }
}

extension RealBall {
  func log(_ context: inout BallContext) throws(NumericFailure) -> RealBall {
    if isSurelyNegative || isExactlyZero { throw .undefined }
    guard isSurelyPositive else { throw .indeterminate }
    let middle = context.log(mid).rounded(context)
    if isExact { return middle }
    // log m - log(m - r) = log(1 + r / (m - r)) <= r / (m - r), and the other side is nearer.
    return middle.widened(rad / below)
  }

  /// `log(x + sqrt(x^2 + 1))` of the magnitude.
  func asinh(_ context: inout BallContext) throws(NumericFailure) -> RealBall {
    if isExactlyZero { return .zero }
    if mid.isNegative { return try negated.asinh(&context).negated }
    // |asinh x - x| <= |x|^3 / 6.
    if upperLog2 < -context.bits / 2 { return rounded(context).widened(above * above * above) }
    let result = try context.with(moreLimbs: context.limbsLost(to: mid)) { context throws(NumericFailure) in
      let root = try squared(&context).plus(.one, &context).squareRoot(&context)
      return try plus(root, &context).log(&context)
    }
    return result.rounded(context)
  }

  /// `log(x + sqrt((x - 1) (x + 1)))`.
  func acosh(_ context: inout BallContext) throws(NumericFailure) -> RealBall {
    let over = minus(.one, &context)
    if over.isExactlyZero { return .zero }
    if over.isSurelyNegative { throw .undefined }
    let result = try context.with(moreLimbs: context.limbsLost(to: over.mid)) { context throws(NumericFailure) in
      let square = try minus(.one, &context).times(plus(.one, &context), &context)
      return try plus(square.squareRoot(&context), &context).log(&context)
    }
    return result.rounded(context)
  }

  /// `log((1 + x) / (1 - x)) / 2`.
  func atanh(_ context: inout BallContext) throws(NumericFailure) -> RealBall {
    if isExactlyZero { return .zero }
    let (left, right) = (RealBall.one.plus(self, &context), RealBall.one.minus(self, &context))
    if left.isSurelyNegative || right.isSurelyNegative { throw .undefined }
    if left.isExactlyZero || right.isExactlyZero { throw .undefined }
    if upperLog2 < -10 {
      // What this function makes a logarithm of.
      return context.inverseTangent(self, alternates: false)
    }
    let result = try context.with(moreLimbs: 1) { context throws(NumericFailure) in
      let (left, right) = (RealBall.one.plus(self, &context), RealBall.one.minus(self, &context))
      return try left.divided(by: right, &context).log(&context).scaled(by: -1)
    }
    return result.rounded(context)
  }
}
