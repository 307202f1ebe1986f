// Where the rectangle is a piece of the real axis and the real function is defined there, that is used: it is faster
// and its result stays on the axis.

// MARK: - Roots, exponential, logarithm, powers

extension Complex {
  func squareRoot(_ context: inout Context) throws(NumericFailure) -> Complex {
    if isReal {
      if re.isSurelyNegative { return Complex(.zero, try re.negated.squareRoot(&context)) }
      return Complex(try re.squareRoot(&context))
    }
    let size = try magnitude(&context)
    let two = Real.exact(2, &context)
    // With w the root: |w|^2 = |z|, so the squares of its parts are (|z| + re) / 2 and (|z| - re) / 2, their product is
    // half the imaginary part. The part that is computed first is the one that does not cancel.
    if re.isSurelyNegative {
      let upper = try size.minus(re, &context).divided(by: two, &context).squareRoot(&context)
      let imaginary = try im.sign() < 0 ? upper.negated : upper
      return Complex(try im.divided(by: imaginary.plus(imaginary, &context), &context), imaginary)
    }
    let real = try size.plus(re, &context).divided(by: two, &context).squareRoot(&context)
    return Complex(real, try im.divided(by: real.plus(real, &context), &context))
  }

  func exp(_ context: inout Context) throws(NumericFailure) -> Complex {
    let size = try re.exp(&context)
    if isReal { return Complex(size) }
    let (sine, cosine) = try im.sinCos(&context)
    return Complex(try size.times(cosine, &context), try size.times(sine, &context))
  }

  func log(_ context: inout Context) throws(NumericFailure) -> Complex {
    if isExactlyZero { throw .undefined }
    let angle = try argument(&context)
    if isReal || isImaginary { return Complex(try magnitude(&context).log(&context), angle) }
    let twice = try squaredMagnitude(&context).log(&context)
    return Complex(try twice.divided(by: .exact(2, &context), &context), angle)
  }

  /// The principal power: exact whole exponents by multiplication, halves by a square root, others by the logarithm.
  func power(_ exponent: Complex, _ context: inout Context) throws(NumericFailure) -> Complex {
    if let whole = exponent.exactInteger { return try power(whole, &context) }
    if isExactlyZero {
      if exponent.re.isSurelyPositive { return .zero }
      throw exponent.re.isSurelyNegative ? .undefined : .indeterminate
    }
    if exponent.isReal {
      if isReal, re.isSurelyPositive { return Complex(try re.power(exponent.re, &context)) }
      if exponent.re.isExact, let twice = exponent.re.plus(exponent.re, &context).exactInteger {
        return try squareRoot(&context).power(twice, &context)
      }
    }
    return try log(&context).times(exponent, &context).exp(&context)
  }
}

// MARK: - Trigonometric and hyperbolic functions

extension Complex {
  func sinCos(_ context: inout Context) throws(NumericFailure) -> (sin: Complex, cos: Complex) {
    let (sine, cosine) = try re.sinCos(&context)
    if isReal { return (Complex(sine), Complex(cosine)) }
    let (sinh, cosh) = try im.sinhCosh(&context)
    return (
      Complex(try sine.times(cosh, &context), try cosine.times(sinh, &context)),
      Complex(try cosine.times(cosh, &context), try sine.times(sinh, &context).negated)
    )
  }

  func sin(_ context: inout Context) throws(NumericFailure) -> Complex { try sinCos(&context).sin }
  func cos(_ context: inout Context) throws(NumericFailure) -> Complex { try sinCos(&context).cos }

  func tan(_ context: inout Context) throws(NumericFailure) -> Complex {
    if isReal { return Complex(try re.tan(&context)) }
    if isImaginary { return Complex(.zero, try im.tanh(&context)) }
    let (sine, cosine) = try sinCos(&context)
    return try sine.divided(by: cosine, &context)
  }

  func sinhCosh(_ context: inout Context) throws(NumericFailure) -> (sinh: Complex, cosh: Complex) {
    if isReal {
      let (sinh, cosh) = try re.sinhCosh(&context)
      return (Complex(sinh), Complex(cosh))
    }
    let (sine, cosine) = try timesI.sinCos(&context)
    return (sine.timesMinusI, cosine)
  }

  func sinh(_ context: inout Context) throws(NumericFailure) -> Complex { try sinhCosh(&context).sinh }
  func cosh(_ context: inout Context) throws(NumericFailure) -> Complex { try sinhCosh(&context).cosh }

  func tanh(_ context: inout Context) throws(NumericFailure) -> Complex { try timesI.tan(&context).timesMinusI }

  // MARK: Inverse functions

  /// `-i log(iz + sqrt(1 - z^2))`.
  func asin(_ context: inout Context) throws(NumericFailure) -> Complex {
    if isImaginary { return Complex(.zero, try im.asinh(&context)) }
    if let real = try onAxis({ value, context throws(NumericFailure) in try value.asin(&context) }, &context) {
      return Complex(real)
    }
    let (below, above) = (Complex.one.minus(self, &context), Complex.one.plus(self, &context))
    let root = try below.times(above, &context).squareRoot(&context)
    return try timesI.plus(root, &context).log(&context).timesMinusI
  }

  func acos(_ context: inout Context) throws(NumericFailure) -> Complex {
    if let real = try onAxis({ value, context throws(NumericFailure) in try value.acos(&context) }, &context) {
      return Complex(real)
    }
    let quarter = try Real.pi(&context).divided(by: .exact(2, &context), &context)
    return Complex(quarter).minus(try asin(&context), &context)
  }

  /// `i/2 (log(1 - iz) - log(1 + iz))`; undefined at the poles, i and -i.
  func atan(_ context: inout Context) throws(NumericFailure) -> Complex {
    if isReal { return Complex(try re.atan(&context)) }
    let rotated = timesMinusI
    if let real = try rotated.onAxis({ y, context throws(NumericFailure) in try y.atanh(&context) }, &context) {
      return Complex(.zero, real)
    }
    let left = try Complex.one.minus(timesI, &context).log(&context)
    let right = try Complex.one.plus(timesI, &context).log(&context)
    return try left.minus(right, &context).timesI.divided(by: .exact(2, &context), &context)
  }

  /// `log(z + sqrt(z^2 + 1))`, which is `i asin(-iz)` on the cuts too.
  func asinh(_ context: inout Context) throws(NumericFailure) -> Complex {
    try timesMinusI.asin(&context).timesI
  }

  /// `log(z + sqrt(z - 1) sqrt(z + 1))`.
  func acosh(_ context: inout Context) throws(NumericFailure) -> Complex {
    if let real = try onAxis({ value, context throws(NumericFailure) in try value.acosh(&context) }, &context) {
      return Complex(real)
    }
    if let angle = try onAxis({ value, context throws(NumericFailure) in try value.acos(&context) }, &context) {
      return Complex(.zero, angle)
    }
    let below = try minus(.one, &context).squareRoot(&context)
    let above = try plus(.one, &context).squareRoot(&context)
    return try plus(below.times(above, &context), &context).log(&context)
  }

  /// `(log(1 + z) - log(1 - z)) / 2`, which is `i atan(-iz)` on the cuts too; undefined at the poles, 1 and -1.
  func atanh(_ context: inout Context) throws(NumericFailure) -> Complex {
    try timesMinusI.atan(&context).timesI
  }

  /// The real function's value, if this is on the real axis and the function is real there; `nil` where it is surely
  /// not.
  private func onAxis(
    _ function: (Real, inout Context) throws(NumericFailure) -> Real, _ context: inout Context
  ) throws(NumericFailure) -> Real? {
    guard isReal else { return nil }
    do throws(NumericFailure) {
      return try function(re, &context)
    } catch .undefined {
      return nil
    }
  }
}
