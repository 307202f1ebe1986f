extension BallContext {
  /// Sine and cosine of a number below `2^4096`, both to the context's bits whatever the argument is next to.
  mutating func sinCos(_ x: BigFloat) -> (sin: BigFloat.Rounded, cos: BigFloat.Rounded) {
    if x.isZero { return (.init(value: .zero, error: .zero), .init(value: .one, error: .zero)) }
    if x.exponent < -bits / 2 {
      // |sin x - x| <= |x|^3 / 6 and |cos x - 1| <= x^2 / 2.
      var sine = x.rounded(limbs: limbs)
      sine.error = sine.error + .powerOfTwo(3 * x.exponent)
      return (sine, .init(value: .one, error: .powerOfTwo(2 * x.exponent)))
    }
    // Zero bits of the reduced argument are missing in the result; once they are known, as many more are computed.
    func extra(_ zeros: Int) -> Int { (max(0, zeros) + UInt.bitWidth - 1) / UInt.bitWidth }
    let expected = extra(-x.exponent)
    let first = sinCos(x, extra: expected)
    if first.zeros <= expected * UInt.bitWidth + 8 { return (first.sin, first.cos) }
    let second = sinCos(x, extra: extra(first.zeros))
    return (second.sin, second.cos)
  }

  private mutating func sinCos(
    _ x: BigFloat, extra: Int
  ) -> (sin: BigFloat.Rounded, cos: BigFloat.Rounded, zeros: Int) {
    let count = limbs + extra + Series.guardLimbs(Series.halvings(limbs + extra + 2))
    // As many words more in the constant as the quotient may have, so that its error stays below a unit of `count`
    // words.
    let whole = max(0, x.exponent + UInt.bitWidth) / UInt.bitWidth
    let length = count + whole
    let quarterPi = quarterPi(limbs: length)
    let limbs = limbs
    return Limbs.withScratch(length + whole + max(1, whole) + count) { r in
      let quotient = r + length + whole
      let versine = quotient + max(1, whole)
      quotient[0] = 0
      x.store(r, fraction: length, whole: whole)
      quarterPi.withUnsafeBufferPointer { words in
        let constant = words.baseAddress.unsafelyUnwrapped
        if whole > 0 { Limbs.divide(quotient, r, length + whole, by: constant, length) }
        if quotient[0] & 1 == 1 { Limbs.subtract(r, constant, r, length) }
      }
      // x = j pi / 2 + r in the even eighths of a turn, x = j pi / 2 - r in the odd ones.
      let turned = ((quotient[0] &+ 1) >> 1) & 3
      let isBelow = quotient[0] & 1 == 1
      let zeros = Limbs.leadingZeros(r, length)
      let reduced = r + whole
      Series.sine(reduced, versine: versine, count)
      let sine = BigFloat.rounded(false, reduced, count, exponent: 0, limbs: limbs)
      let cosine = complement(versine, count, limbs)
      // The argument is off by what was cut off of it and what the constant lacks: seven units at most.
      let error = Bound(above: 2, exponent: 2 * Series.halvings(count) + 4 - count * UInt.bitWidth)
      func result(_ value: BigFloat.Rounded, negative: Bool) -> BigFloat.Rounded {
        .init(value: negative ? value.value.negated : value.value, error: value.error + error)
      }
      let (s, c) = (result(sine, negative: isBelow), result(cosine, negative: false))
      func minus(_ value: BigFloat.Rounded) -> BigFloat.Rounded {
        .init(value: value.value.negated, error: value.error)
      }
      let (sin, cos) =
        switch turned {
        case 0: (s, c)
        case 1: (c, minus(s))
        case 2: (minus(s), minus(c))
        default: (minus(c), s)
        }
      return (x.isNegative ? minus(sin) : sin, cos, zeros)
    }
  }

  /// One minus a fraction.
  private func complement(_ fraction: Limbs.Target, _ count: Int, _ limbs: Int) -> BigFloat.Rounded {
    if Limbs.isZero(fraction, count) { return .init(value: .one, error: .zero) }
    var carry = true
    for i in 0..<count { (fraction[i], carry) = (~fraction[i]).addingReportingOverflow(carry ? 1 : 0) }
    return BigFloat.rounded(false, fraction, count, exponent: 0, limbs: limbs)
  }
}

extension RealBall {
  func sinCos(_ context: inout BallContext) throws(NumericFailure) -> (sin: RealBall, cos: RealBall) {
    if isExactlyZero { return (.zero, .one) }
    if rad.upperLog2 > 1 {
      let whole = RealBall(.zero, .powerOfTwo(0))
      return (whole, whole)
    }
    if mid.exponent > 4096 { throw .indeterminate }
    let (sine, cosine) = context.sinCos(mid)
    let (s, c) = (RealBall(sine), RealBall(cosine))
    if isExact { return (s, c) }
    // |sin(m + d) - sin m| <= |cos m| |d| + d^2 / 2, and likewise for the cosine.
    let curve = (rad * rad).scaled(by: -1)
    return (s.widened(c.above * rad + curve), c.widened(s.above * rad + curve))
  }

  func tan(_ context: inout BallContext) throws(NumericFailure) -> RealBall {
    if isExactlyZero { return .zero }
    let (sine, cosine) = try sinCos(&context)
    return try sine.divided(by: cosine, &context)
  }
}
