internal import BigInt

/// What the algebra asks of numbers: signs and whole parts of constants.
extension Algebra {
  /// -1, 0 or 1 of a real constant; `nil` where it is not real, or too close to zero to tell.
  func numericSign(_ value: Scalar) throws(AlgebraError) -> Int? {
    if let rational = value.rational { return rational.sign }
    if try isZero(value.numerator) { return 0 }
    for bits in [0, 192, 768] {
      if let sign = enclosedSign(value, bits) { return sign }
    }
    return nil
  }

  private func enclosedSign(_ value: Scalar, _ bits: Int) -> Int? {
    bits == 0
      ? sign(of: interval(value, at: [:], isComplex: false))
      : sign(of: ball(value, at: [:], isComplex: false, bits: bits))
  }

  private func sign<Real: RealEnclosure>(of result: Result<Complex<Real>, NumericFailure>) -> Int? {
    guard case .success(let value) = result, value.isReal else { return nil }
    if value.re.isSurelyPositive { return 1 }
    return value.re.isSurelyNegative ? -1 : nil
  }

  /// The whole number below a real constant that is not rational.
  func numericFloor(_ value: Scalar) throws(AlgebraError) -> BigInt? {
    guard case .success(let ball) = ball(value, at: [:], isComplex: false, bits: 256), ball.isReal else { return nil }
    var context = BallContext(bits: 256)
    guard let floor = try? ball.re.floor(&context), let whole = floor.exactInteger else { return nil }
    return BigInt(whole)
  }

  // MARK: Enclosures

  func interval(
    _ value: Scalar, at point: [Int32: Rational], isComplex: Bool
  ) -> Result<ComplexInterval, NumericFailure> {
    var evaluator = Evaluator<DoubleInterval>(
      self, point: point, isComplex: isComplex, context: DoubleInterval.Context(), cost: 4)
    return Result { () throws(NumericFailure) in try evaluator.value(of: value) }
  }

  /// How far the values met in an evaluation are from one, in bits; `nil` where it fails.
  func dynamicRange(_ value: Scalar, at point: [Int32: Rational], isComplex: Bool) -> Int? {
    var evaluator = Evaluator<RealBall>(
      self, point: point, isComplex: isComplex, context: BallContext(bits: 128), cost: 70)
    guard (try? evaluator.value(of: value)) != nil else { return nil }
    return evaluator.range
  }

  func ball(
    _ value: Scalar, at point: [Int32: Rational], isComplex: Bool, bits: Int
  ) -> Result<ComplexBall, NumericFailure> {
    let words = bits / 64 + 1
    var evaluator = Evaluator<RealBall>(
      self, point: point, isComplex: isComplex, context: BallContext(bits: bits), cost: 60 + words * words)
    return Result { () throws(NumericFailure) in try evaluator.value(of: value) }
  }
}
