extension BallContext {
  /// The exponential of a number below `2^39`.
  mutating func exp(_ x: BigFloat) -> BigFloat.Rounded {
    if x.isZero { return .init(value: .one, error: .zero) }
    // |e^x - 1| <= 2 |x|.
    if x.exponent < -bits { return .init(value: .one, error: .powerOfTwo(x.exponent + 1)) }
    let count = limbs + Series.guardLimbs(Series.halvings(limbs + 2))
    let logOfTwo = logOfTwo(limbs: count)
    let limbs = limbs
    return Limbs.withScratch(count + 2) { r in
      x.store(r, fraction: count, whole: 1)
      let quotient = r + count + 1
      var power = 0
      logOfTwo.withUnsafeBufferPointer { words in
        let constant = words.baseAddress.unsafelyUnwrapped
        Limbs.divide(quotient, r, count + 1, by: constant, count)
        power = Int(quotient[0])
        // x is negative: e^-(q log 2 + r) = 2^-(q + 1) e^(log 2 - r).
        if x.isNegative {
          let isMultiple = Limbs.isZero(r, count)
          if !isMultiple { Limbs.subtract(r, constant, r, count) }
          power = isMultiple ? -power : -power - 1
        }
      }
      // What was cut off of x and what the constant lacks, as often as it was taken away.
      let argumentError = FixedConstant.slack * (abs(power) + 1) + 1
      Series.exponentialMinusOne(r, count)
      r[count] = 1
      var result = BigFloat.rounded(false, r, count + 1, exponent: UInt.bitWidth + power, limbs: limbs)
      let units = 1 << (Series.halvings(count) + 4) + 4 * argumentError
      result.error = result.error + Bound(above: UInt64(units), exponent: power - count * UInt.bitWidth)
      return result
    }
  }
}

extension BallContext {
  /// Words that cancel where something near the number is computed from something near one; half of all at most, as
  /// smaller numbers are dealt with on their own.
  func limbsLost(to x: BigFloat) -> Int { min(bits / 2, max(0, -x.exponent)) / UInt.bitWidth + 1 }
}

extension RealBall {
  func exp(_ context: inout BallContext) throws(NumericFailure) -> RealBall {
    if isExactlyZero { return .one }
    if mid.exponent > 39 || rad.upperLog2 > 39 {
      guard isSurelyNegative else { throw .indeterminate }
      // Next to zero, but positive: e^x < 2^x < 2^-(2^lowerLog2), with a magnitude of at least 2^37 by the way.
      guard lowerLog2 >= 37 else { throw .indeterminate }
      return RealBall(.zero, .powerOfTwo(-(1 << 37)))
    }
    let middle = context.exp(mid)
    if isExact { return RealBall(middle) }
    let size = RealBall(middle).above
    // e^r - 1 <= r + r^2 for an r up to 1.
    if rad.upperLog2 <= 0 { return RealBall(middle).widened(size * (rad + rad * rad)) }
    // From 0 to the exponential of the upper end.
    let top = (size * RealBall(context.exp(BigFloat(rad))).above).scaled(by: -1)
    return try RealBall(BigFloat(top), top).checked()
  }

  func sinhCosh(_ context: inout BallContext) throws(NumericFailure) -> (sinh: RealBall, cosh: RealBall) {
    if isExactlyZero { return (.zero, .one) }
    // The difference of the exponentials loses as many bits as the argument has zeros; if these are half of all, then
    // |sinh x - x| <= |x|^3 / 5 is small enough, and |cosh x - 1| <= x^2.
    if upperLog2 < -context.bits / 2 {
      let square = above * above
      return (rounded(context).widened(square * above), RealBall(.one, square))
    }
    let extra = context.limbsLost(to: mid)
    let (sum, difference) = try context.with(moreLimbs: extra) { context throws(NumericFailure) in
      let (up, down) = (try self.exp(&context), try negated.exp(&context))
      return (up.plus(down, &context), up.minus(down, &context))
    }
    return (difference.scaled(by: -1).rounded(context), sum.scaled(by: -1).rounded(context))
  }

  func tanh(_ context: inout BallContext) throws(NumericFailure) -> RealBall {
    if isExactlyZero { return .zero }
    if mid.isNegative { return try negated.tanh(&context).negated }
    // |tanh x - x| <= |x|^3 / 3.
    if upperLog2 < -context.bits / 2 { return rounded(context).widened(above * above * above) }
    let extra = context.limbsLost(to: mid)
    let result = try context.with(moreLimbs: extra) { context throws(NumericFailure) in
      let small = try scaled(by: 1).negated.exp(&context)
      return try RealBall.one.minus(small, &context).divided(by: RealBall.one.plus(small, &context), &context)
    }
    return result.rounded(context)
  }
}
