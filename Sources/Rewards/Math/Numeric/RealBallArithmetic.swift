extension RealBall {
  var negated: RealBall { RealBall(mid.negated, rad) }

  /// A ball across zero stays as it is: it holds the magnitudes too.
  var magnitude: RealBall { mid.isNegative ? negated : self }

  func plus(_ other: RealBall, _ context: inout BallContext) -> RealBall {
    RealBall(BigFloat.sum(mid, other.mid, limbs: context.limbs)).widened(rad + other.rad)
  }

  func minus(_ other: RealBall, _ context: inout BallContext) -> RealBall {
    RealBall(BigFloat.difference(mid, other.mid, limbs: context.limbs)).widened(rad + other.rad)
  }

  func times(_ other: RealBall, _ context: inout BallContext) throws(NumericFailure) -> RealBall {
    try product(other, limbs: context.limbs).checked()
  }

  /// The product without a look at the exponents.
  func product(_ other: RealBall, limbs: Int) -> RealBall {
    let result = RealBall(BigFloat.product(mid, other.mid, limbs: limbs))
    if rad.isZero && other.rad.isZero { return result }
    // (m + r)(n + s) - mn = ms + nr + rs.
    return result.widened(mid.above * other.rad + other.above * rad)
  }

  func squared(_ context: inout BallContext) throws(NumericFailure) -> RealBall {
    try times(self, &context)
  }

  func divided(by other: RealBall, _ context: inout BallContext) throws(NumericFailure) -> RealBall {
    if other.containsZero { throw other.isExactlyZero ? .undefined : .indeterminate }
    return try quotient(other, &context).checked()
  }

  /// The quotient without a look at the exponents. - Precondition: the divisor does not contain zero.
  func quotient(_ other: RealBall, _ context: inout BallContext) -> RealBall {
    let result = RealBall(BigFloat.quotient(mid, other.mid, limbs: context.limbs))
    if rad.isZero && other.rad.isZero { return result }
    // x / y - m / n = ((x - m) - (y - n) m / n) / y.
    return result.widened((rad + other.rad * result.above) / other.below)
  }

  func power(_ exponent: Int, _ context: inout BallContext) throws(NumericFailure) -> RealBall {
    if exponent == 0 { return .one }
    if exponent < 0, containsZero { throw isExactlyZero ? .undefined : .indeterminate }
    let power = try context.with(moreLimbs: 1) { context throws(NumericFailure) in
      // Two products a bit: 126 at most, whatever the exponent.
      var left = exponent.magnitude
      var factor = exponent < 0 ? try RealBall.one.divided(by: self, &context) : self
      var result: RealBall?
      while true {
        if left & 1 == 1 { result = try result?.times(factor, &context) ?? factor }
        left >>= 1
        if left == 0 { break }
        factor = try factor.squared(&context)
      }
      return result ?? .one
    }
    return power.rounded(context)
  }

  func minimum(_ other: RealBall, _ context: inout BallContext) -> RealBall {
    maximum(of: negated, other.negated, &context).negated
  }

  func maximum(_ other: RealBall, _ context: inout BallContext) -> RealBall {
    maximum(of: self, other, &context)
  }

  private func maximum(of a: RealBall, _ b: RealBall, _ context: inout BallContext) -> RealBall {
    let difference = a.minus(b, &context)
    if difference.isSurelyPositive { return a }
    if difference.isSurelyNegative { return b }
    return a.isExact && b.isExact && difference.isExactlyZero ? a : a.hull(b, &context)
  }

  func floor(_ context: inout BallContext) throws(NumericFailure) -> RealBall {
    if isExact { return RealBall(mid.floor) }
    let radius = RealBall(BigFloat(rad))
    let (low, high) = try context.with(moreLimbs: 1) { context throws(NumericFailure) in
      (RealBall(mid).minus(radius, &context), RealBall(mid).plus(radius, &context))
    }
    let limbs = context.limbs + 2
    // The ends were rounded; a bound of that moves them further out, which is rounded again and so checked again.
    let below = BigFloat.difference(low.mid, BigFloat(low.rad), limbs: limbs)
    let above = BigFloat.sum(high.mid, BigFloat(high.rad), limbs: limbs)
    guard below.error.isZero, above.error.isZero else { throw .indeterminate }
    let (first, last) = (below.value.floor, above.value.floor)
    guard first == last else { throw .indeterminate }
    return RealBall(first)
  }

  func ceiling(_ context: inout BallContext) throws(NumericFailure) -> RealBall {
    try negated.floor(&context).negated
  }
}
