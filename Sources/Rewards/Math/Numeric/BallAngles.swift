import Glibc

extension BallContext {
  /// The angle of a point that is not the origin, in (-pi, pi].
  ///
  /// The point is turned back by a machine number near its angle; what is left is the inverse tangent of a small
  /// number.
  mutating func angle(ordinate y: BigFloat, abscissa x: BigFloat) -> RealBall {
    limbs += 1
    defer { limbs -= 1 }
    if y.isZero { return x.isNegative ? RealBall.pi(&self) : .zero }
    if x.isZero {
      let quarter = RealBall.pi(&self).scaled(by: -1)
      return y.isNegative ? quarter.negated : quarter
    }
    if !x.isNegative, y.exponent < x.exponent - 20 {
      return inverseTangent(RealBall(y).quotient(RealBall(x), &self), alternates: true)
    }
    // Scaled so that the larger one is next to 1; the smaller may vanish, which makes the start no worse.
    let scale = max(x.exponent, y.exponent)
    let start = Glibc.atan2(y.double(exponent: y.exponent - scale), x.double(exponent: x.exponent - scale))
    let turn = sinCos(BigFloat(start))
    let (sine, cosine) = (RealBall(turn.sin), RealBall(turn.cos))
    func product(_ a: RealBall, _ b: BigFloat) -> RealBall { a.product(RealBall(b), limbs: limbs) }
    let across = product(cosine, y).minus(product(sine, x), &self)
    let along = product(cosine, x).plus(product(sine, y), &self)
    let rest = inverseTangent(across.quotient(along, &self), alternates: true)
    return rest.plus(RealBall(BigFloat(start)), &self)
  }
}

extension RealBall {
  func atan2(_ abscissa: RealBall, _ context: inout BallContext) throws(NumericFailure) -> RealBall {
    if isExactlyZero {
      if abscissa.isExactlyZero { throw .undefined }
      if abscissa.isSurelyPositive { return .zero }
      if abscissa.isSurelyNegative { return .pi(&context) }
      throw .indeterminate
    }
    if containsZero, !abscissa.isSurelyPositive { throw .indeterminate }
    let middle = context.angle(ordinate: mid, abscissa: abscissa.mid).rounded(context)
    if isExact && abscissa.isExact { return middle }
    // The angle changes by (x dy - y dx) / (x^2 + y^2) along the way from the middle, which meets neither the origin
    // nor the cut: one of the two has no zero.
    let distance = max(below, abscissa.below)
    let change = (above * abscissa.rad + abscissa.above * rad) / distance
    return middle.widened(change / distance)
  }

  func atan(_ context: inout BallContext) throws(NumericFailure) -> RealBall { try atan2(.one, &context) }

  func asin(_ context: inout BallContext) throws(NumericFailure) -> RealBall {
    if isExactlyZero { return .zero }
    return try atan2(cofunction(&context), &context).rounded(context)
  }

  func acos(_ context: inout BallContext) throws(NumericFailure) -> RealBall {
    try cofunction(&context).atan2(self, &context).rounded(context)
  }

  /// `sqrt(1 - x^2)`.
  private func cofunction(_ context: inout BallContext) throws(NumericFailure) -> RealBall {
    try context.with(moreLimbs: 1) { context throws(NumericFailure) in
      let square = try RealBall.one.minus(self, &context).times(RealBall.one.plus(self, &context), &context)
      return try square.squareRoot(&context)
    }
  }
}
