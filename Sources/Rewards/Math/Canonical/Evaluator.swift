internal import BigInt

/// Values of scalars at a point, as enclosures: intervals of machine numbers for a first look, balls for certainty.
///
/// Over the reals a value that leaves them is undefined, as it is for someone who reads the formula: `√x` at -1. Where `i`
/// occurs the principal complex values are taken.
struct Evaluator<Real: RealEnclosure> {
  private let algebra: Algebra
  private let point: [Int32: Rational]
  private let isComplex: Bool
  /// What a kernel's evaluation is charged as.
  private let cost: Int
  private var context: Real.Context
  private var values: [Int32: Result<Complex<Real>, NumericFailure>] = [:]
  private var powers: [Monomial.Factor: Result<Complex<Real>, NumericFailure>] = [:]
  private var depth = 0
  /// How far values met so far are from one, in bits.
  private(set) var range = 0

  /// - Parameters:
  ///   - point: values of the variables and of everything whose value is unknown.
  ///   - cost: steps that one operation takes at this precision.
  init(_ algebra: Algebra, point: [Int32: Rational], isComplex: Bool, context: Real.Context, cost: Int) {
    self.algebra = algebra
    self.point = point
    self.isComplex = isComplex
    self.context = context
    self.cost = cost
  }

  mutating func value(of scalar: Scalar) throws(NumericFailure) -> Complex<Real> {
    let numerator = try value(of: scalar.numerator)
    if scalar.isPolynomial { return numerator }
    return try numerator.divided(by: try value(of: scalar.denominator), &context)
  }

  private mutating func value(of polynomial: Polynomial) throws(NumericFailure) -> Complex<Real> {
    var sum = Complex<Real>.zero
    for term in polynomial.terms {
      try charge(1 + term.monomial.factors.count)
      var product = Complex<Real>.exact(term.coefficient, &context)
      for factor in term.monomial.factors {
        let power = try power(of: factor)
        note(power)
        product = try product.times(power, &context)
      }
      note(product)
      sum = sum.plus(product, &context)
    }
    return sum
  }

  /// Work that exceeds the budget ends as "cannot tell"; the algebra remembers that nothing is left.
  private func charge(_ operations: Int) throws(NumericFailure) {
    do throws(AlgebraError) { try algebra.spend(operations * cost) } catch { throw .indeterminate }
  }

  private mutating func note(_ value: Complex<Real>) {
    for part in [value.re, value.im] {
      for size in [part.upperLog2, part.lowerLog2] where size != .min && size != .max { range = max(range, abs(size)) }
    }
  }

  // MARK: Powers

  private mutating func power(of factor: Monomial.Factor) throws(NumericFailure) -> Complex<Real> {
    // Towers hold the same power many times over.
    if let known = powers[factor] { return try known.get() }
    depth += 1
    defer { depth -= 1 }
    guard depth < 96 else { throw .indeterminate }
    do throws(NumericFailure) {
      let value = try computedPower(factor)
      powers[factor] = .success(value)
      return value
    } catch {
      powers[factor] = .failure(error)
      throw error
    }
  }

  private mutating func computedPower(_ factor: Monomial.Factor) throws(NumericFailure) -> Complex<Real> {
    switch algebra.kernel(factor.kernel) {
    case .integer(let base):
      return try rationalPower(Complex<Real>.exact(Rational(base), &context), factor.exponent)
    case .root(let base): return try rationalPower(try value(of: base), factor.exponent)
    case .exponential(let monomial):
      let exponent = Polynomial(monomial, factor.exponent.rational)
      return try value(of: exponent).exp(&context)
    case .power(let base, let monomial):
      let exponent = try value(of: Polynomial(monomial, factor.exponent.rational))
      return try power(try value(of: base), exponent)
    default: return try rationalPower(try value(of: factor.kernel), factor.exponent)
    }
  }

  private mutating func rationalPower(
    _ base: Complex<Real>, _ exponent: Exponent
  ) throws(NumericFailure) -> Complex<Real> {
    try charge(4)
    if exponent == .one { return base }
    if exponent.isInteger {
      if exponent.numerator < 0, base.isExactlyZero { throw .undefined }
      return try base.power(exponent.numerator, &context)
    }
    guard base.isReal else {
      let value = Complex<Real>.exact(exponent.rational, &context)
      return try base.log(&context).times(value, &context).exp(&context)
    }
    if base.re.isSurelyNegative, exponent.denominator & 1 == 0 {
      guard isComplex else { throw .undefined }
      let value = Complex<Real>.exact(exponent.rational, &context)
      return try base.log(&context).times(value, &context).exp(&context)
    }
    guard exponent.denominator <= 4096 else {
      let value = Complex<Real>.exact(exponent.rational, &context)
      return try base.log(&context).times(value, &context).exp(&context)
    }
    let root = try base.re.root(exponent.denominator, &context)
    return Complex(try root.power(exponent.numerator, &context))
  }

  private mutating func power(
    _ base: Complex<Real>, _ exponent: Complex<Real>
  ) throws(NumericFailure) -> Complex<Real> {
    try charge(4)
    if base.isReal, exponent.isReal {
      if base.re.isSurelyPositive { return Complex(try base.re.power(exponent.re, &context)) }
      if let whole = exponent.re.exactInteger { return Complex(try base.re.power(whole, &context)) }
      guard isComplex else { throw base.re.isSurelyNegative ? .undefined : .indeterminate }
    }
    return try base.power(exponent, &context)
  }

  // MARK: Kernels

  private mutating func value(of number: Int32) throws(NumericFailure) -> Complex<Real> {
    if let known = values[number] { return try known.get() }
    depth += 1
    defer { depth -= 1 }
    guard depth < 64 else { throw .indeterminate }
    try charge(8)
    do throws(NumericFailure) {
      let value = try computed(number)
      // A value off the real axis is none for someone who computes with real numbers.
      if !isComplex, !value.isReal { throw NumericFailure.undefined }
      values[number] = .success(value)
      return value
    } catch {
      values[number] = .failure(error)
      throw error
    }
  }

  private mutating func computed(_ number: Int32) throws(NumericFailure) -> Complex<Real> {
    switch algebra.kernel(number) {
    case .pi: return Complex(.pi(&context))
    case .imaginaryUnit: return .i
    case .symbol, .application, .opaque, .commonLogarithmBase:
      guard let value = point[number] else { throw .indeterminate }
      return .exact(value, &context)
    case .logarithmOfInteger(let base): return try Complex<Real>.exact(Rational(base), &context).log(&context)
    case .generalPower(let base, let exponent):
      return try power(try value(of: base), try value(of: exponent))
    case .sine(let argument): return try value(of: argument).sin(&context)
    case .cosine(let argument): return try value(of: argument).cos(&context)
    case .logarithm(let argument):
      let value = try value(of: argument)
      if value.isExactlyZero { throw .undefined }
      if !isComplex, value.isReal {
        if value.re.isSurelyNegative { throw .undefined }
        return Complex(try value.re.log(&context))
      }
      return try value.log(&context)
    case .absoluteValue(let argument): return Complex(try value(of: argument).magnitude(&context))
    case .function(let name, let arguments): return try function(name, arguments)
    case .factorial(let argument): return try factorial(try value(of: argument))
    case .remainder(let dividend, let divisor):
      let (a, b) = (try value(of: dividend), try value(of: divisor))
      let quotient = try a.re.divided(by: b.re, &context).floor(&context)
      return Complex(a.re.minus(try quotient.times(b.re, &context), &context))
    case .integer, .root, .exponential, .power:
      return try computedPower(Monomial.Factor(kernel: number, exponent: .one))
    }
  }

  private mutating func function(_ name: FunctionName, _ arguments: [Scalar]) throws(NumericFailure) -> Complex<Real> {
    guard let first = arguments.first else { throw .indeterminate }
    let value = try value(of: first)
    switch name {
    case .arcsin: return isComplex ? try value.asin(&context) : Complex(try real(value).asin(&context))
    case .arctan: return isComplex ? try value.atan(&context) : Complex(try real(value).atan(&context))
    case .arsinh: return isComplex ? try value.asinh(&context) : Complex(try real(value).asinh(&context))
    case .arcosh: return isComplex ? try value.acosh(&context) : Complex(try real(value).acosh(&context))
    case .artanh: return isComplex ? try value.atanh(&context) : Complex(try real(value).atanh(&context))
    case .floor: return Complex(try real(value).floor(&context))
    case .ceiling: return Complex(try real(value).ceiling(&context))
    case .sign: return .exact(Rational(try real(value).sign()), &context)
    case .real: return Complex(value.re)
    case .imaginary: return Complex(value.im)
    case .conjugate: return value.conjugate
    case .argument: return Complex(try value.argument(&context))
    case .max, .min:
      var best = try real(value)
      for argument in arguments.dropFirst() {
        let next = try real(try self.value(of: argument))
        best = name == .max ? best.maximum(next, &context) : best.minimum(next, &context)
      }
      return Complex(best)
    default: throw .indeterminate
    }
  }

  private func real(_ value: Complex<Real>) throws(NumericFailure) -> Real {
    guard value.isReal else { throw .undefined }
    return value.re
  }

  /// Of whole numbers up to 200, which is where variables in factorials are tried.
  private mutating func factorial(_ value: Complex<Real>) throws(NumericFailure) -> Complex<Real> {
    guard let whole = value.exactInteger else { throw value.isReal ? .indeterminate : .undefined }
    guard whole >= 0 else { throw .undefined }
    guard whole <= 200 else { throw .indeterminate }
    var product = BigInt(1)
    for factor in stride(from: 2, through: whole, by: 1) { product *= BigInt(factor) }
    try charge(whole)
    return .exact(Rational(product), &context)
  }
}
