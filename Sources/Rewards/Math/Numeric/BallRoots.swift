import Glibc

extension BallContext {
  /// The square root of a positive number: Heron's iteration from the machine's root, then a check that bounds the
  /// error.
  mutating func squareRoot(_ x: BigFloat) -> RealBall {
    // An even exponent, to be halved.
    let half = x.exponent >> 1
    let value = x.scaled(by: -2 * half)
    var root = BigFloat(value.double.squareRoot())
    var correct = 50
    while true {
      // |sqrt x - s| = |x - s^2| / (sqrt x + s) <= |x - s^2| / s; the difference is computed to twice the words, where
      // it is exact unless x is longer.
      let wide = 2 * limbs + 2
      let square = BigFloat.product(root, root, limbs: wide)
      let rest = RealBall(BigFloat.difference(value, square.value, limbs: wide)).widened(square.error)
      if rest.isExactlyZero { return RealBall(root.scaled(by: half)) }
      if correct >= bits { return RealBall(root.scaled(by: half), (rest.above / root.below).scaled(by: half)) }
      // The error e of a root becomes e^2 / 2s, and what is cut off.
      correct = min(2 * correct, bits + 8)
      let words = min(limbs, correct / UInt.bitWidth + 1) + 1
      let quotient = BigFloat.quotient(value, root, limbs: words).value
      root = BigFloat.sum(root, quotient, limbs: words).value.scaled(by: -1)
      if correct >= bits { root = root.rounded(limbs: limbs).value }
    }
  }
}

extension RealBall {
  func squareRoot(_ context: inout BallContext) throws(NumericFailure) -> RealBall {
    if isExactlyZero { return .zero }
    if isSurelyNegative { throw .undefined }
    guard isSurelyPositive else { throw .indeterminate }
    let middle = context.squareRoot(mid)
    // |sqrt x - sqrt m| = |x - m| / (sqrt x + sqrt m).
    return isExact ? middle : middle.widened(rad / middle.below)
  }

  func squareRootOfNonnegative(_ context: inout BallContext) throws(NumericFailure) -> RealBall {
    if isExactlyZero || isSurelyPositive { return try squareRoot(&context) }
    if isSurelyNegative { throw .undefined }
    // From 0 to the root of the upper end.
    let half = above.squareRoot.scaled(by: -1)
    return RealBall(BigFloat(half), half)
  }

  func root(_ degree: Int, _ context: inout BallContext) throws(NumericFailure) -> RealBall {
    if degree < 1 { throw .undefined }
    if degree == 1 || isExactlyZero { return self }
    if degree == 2 { return try squareRoot(&context) }
    if isSurelyNegative {
      if degree % 2 == 0 { throw .undefined }
      return try negated.root(degree, &context).negated
    }
    guard isSurelyPositive else {
      guard degree % 2 == 1 else { throw .indeterminate }
      // Across zero: the root of the largest magnitude bounds all. A logarithm of it is k log 2 at most.
      let exponent = above.upperLog2 / degree + (above.upperLog2 > 0 ? 1 : 0)
      return RealBall(.zero, .powerOfTwo(exponent))
    }
    if let exact = exactRoot(degree, &context) { return exact }
    // The logarithm's absolute error is the root's relative one; its integer part has up to 42 bits.
    let result = try context.with(moreLimbs: 1) { context throws(NumericFailure) in
      try log(&context).divided(by: RealBall(degree), &context).exp(&context)
    }
    return result.rounded(context)
  }

  /// The root, if this is exactly the power of a small integer or of its inverse power of two.
  private func exactRoot(_ degree: Int, _ context: inout BallContext) -> RealBall? {
    guard isExact, degree <= 64 else { return nil }
    let shift = mid.exponent / degree
    let value = mid.scaled(by: -shift * degree).double
    // Both are below 2^degree; a root has as many bits as the number over the degree.
    let root = pow(value, 1 / Double(degree))
    let bits = 40
    let whole = (root * Double(1 << bits)).rounded()
    let candidate = BigFloat(whole).scaled(by: shift - bits)
    guard let power = try? RealBall(candidate).power(degree, &context), power.isExact, power.mid == mid else {
      return nil
    }
    return RealBall(candidate)
  }
}
