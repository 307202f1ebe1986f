internal import BigInt

/// Functions other than powers, logarithms and the circular ones.
extension Algebra {
  private static let maximumFactorial = 2000

  func function(_ name: FunctionName, _ argument: Scalar) throws(AlgebraError) -> Scalar {
    switch name {
    case .sin: return try sine(argument)
    case .cos: return try cosine(argument)
    case .tan: return try tangent(argument)
    case .cot:
      let (sine, cosine) = try sineAndCosine(argument)
      return try quotient(cosine, sine)
    case .sec: return try inverse(try cosine(argument))
    case .csc: return try inverse(try sine(argument))
    case .arcsin: return try arcsine(argument)
    case .arccos: return try difference(try quarterTurn(), try arcsine(argument))
    case .arctan: return try arctangent(argument)
    case .arccot: return try difference(try quarterTurn(), try arctangent(argument))
    case .arcsec: return try difference(try quarterTurn(), try arcsine(try inverse(argument)))
    case .arccsc: return try arcsine(try inverse(argument))
    case .sinh: return try hyperbolic(argument, -1)
    case .cosh: return try hyperbolic(argument, 1)
    case .tanh: return try quotient(try hyperbolic(argument, -1), try hyperbolic(argument, 1))
    case .coth: return try quotient(try hyperbolic(argument, 1), try hyperbolic(argument, -1))
    case .sech: return try inverse(try hyperbolic(argument, 1))
    case .csch: return try inverse(try hyperbolic(argument, -1))
    case .arsinh, .artanh: return try odd(name, argument)
    case .arcosh: return argument == .one ? .zero : try scalar(.function(name, [argument]))
    case .ln: return try logarithm(argument)
    case .log: return try quotient(try logarithm(argument), try scalar(.commonLogarithmBase))
    case .lg: return try logarithm(argument, base: Scalar(10))
    case .exp: return try exponential(argument)
    case .sqrt: return try power(argument, half)
    case .cbrt: return try power(argument, Scalar(Rational(1, 3)))
    case .abs: return try modulus(argument)
    case .floor, .ceiling: return try rounded(name, argument)
    case .sign: return try sign(argument)
    case .factorial: return try factorial(argument)
    case .doubleFactorial: return try doubleFactorial(argument)
    case .gcd, .lcm, .max, .min, .binomial: return try function(name, [argument])
    case .real, .imaginary, .conjugate, .argument: return try complexPart(name, argument)
    case .determinant: throw .unsupported("a determinant of a number")
    }
  }

  func function(_ name: FunctionName, _ arguments: [Scalar]) throws(AlgebraError) -> Scalar {
    switch name {
    case .binomial where arguments.count == 2: return try binomial(arguments[0], arguments[1])
    case .gcd, .lcm: return try divisor(name, arguments)
    case .max, .min: return try extreme(name, arguments)
    default:
      guard arguments.count == 1 else { throw .unsupported("\(name.rawValue) of \(arguments.count) arguments") }
      return try function(name, arguments[0])
    }
  }

  func logarithm(_ argument: Scalar, base: Scalar) throws(AlgebraError) -> Scalar {
    let denominator = try logarithm(base)
    if denominator.isZero { throw .undefined("a logarithm to the base 1") }
    return try quotient(try logarithm(argument), denominator)
  }

  private func quarterTurn() throws(AlgebraError) -> Scalar { try scaled(try scalar(.pi), .half) }

  /// `(e^u ± e^-u) / 2`
  private func hyperbolic(_ argument: Scalar, _ sign: Int) throws(AlgebraError) -> Scalar {
    let second = try scaled(try exponential(negated(argument)), Rational(sign))
    return try scaled(try sum(try exponential(argument), second), .half)
  }

  // MARK: Modulus, sign, rounding

  private func modulus(_ value: Scalar) throws(AlgebraError) -> Scalar {
    if let rational = value.rational { return Scalar(rational.magnitude) }
    if let (real, imaginary) = try parts(value), !imaginary.isZero {
      return try power(try sum(try power(real, whole: 2), try power(imaginary, whole: 2)), half)
    }
    if isConstant(value), let sign = try numericSign(value) {
      return sign == 0 ? .zero : (sign < 0 ? negated(value) : value)
    }
    if let term = value.term {
      var result = Scalar(term.coefficient.magnitude)
      for factor in term.monomial.factors {
        let power = Scalar(Polynomial(Monomial(factors: [factor])))
        if kernel(factor.kernel).isPositive || (factor.exponent.isInteger && factor.exponent.numerator & 1 == 0) {
          result = try product(result, power)
        } else {
          result = try product(result, try scalar(.absoluteValue(power)))
        }
      }
      return result
    }
    let (content, rest) = try contentAndRest(value)
    let isNegative = rest.numerator.terms.first.map { $0.coefficient.sign < 0 } ?? false
    return try scaled(try scalar(.absoluteValue(isNegative ? negated(rest) : rest)), content)
  }

  /// Real and imaginary part, where `i` occurs as a factor only and every other kernel is real.
  func parts(_ value: Scalar) throws(AlgebraError) -> (Scalar, Scalar)? {
    guard value.isPolynomial else { return nil }
    let unit = try number(of: .imaginaryUnit)
    var (real, imaginary): ([Polynomial.Term], [Polynomial.Term]) = ([], [])
    for term in value.numerator.terms {
      if term.monomial.exponent(of: unit).isZero {
        real.append(term)
      } else {
        imaginary.append(Polynomial.Term(monomial: term.monomial.without(unit), coefficient: term.coefficient))
      }
    }
    return (Scalar(Polynomial(collecting: real)), Scalar(Polynomial(collecting: imaginary)))
  }

  private func complexPart(_ name: FunctionName, _ value: Scalar) throws(AlgebraError) -> Scalar {
    guard let (real, imaginary) = try parts(value) else { return try scalar(.function(name, [value])) }
    switch name {
    case .real: return real
    case .imaginary: return imaginary
    case .conjugate: return try difference(real, try product(try imaginaryUnit(), imaginary))
    default: return try scalar(.function(name, [value]))
    }
  }

  private func sign(_ value: Scalar) throws(AlgebraError) -> Scalar {
    if isConstant(value), let sign = try numericSign(value) { return Scalar(Rational(sign)) }
    return try scalar(.function(.sign, [value]))
  }

  private func rounded(_ name: FunctionName, _ value: Scalar) throws(AlgebraError) -> Scalar {
    if let rational = value.rational {
      return Scalar(Rational(name == .floor ? rational.floor : -(-rational).floor))
    }
    if isConstant(value), let whole = try numericFloor(value) {
      // A value that is no rational number lies between two whole ones.
      return Scalar(Rational(name == .floor ? whole : whole + 1))
    }
    return try scalar(.function(name, [value]))
  }

  private func divisor(_ name: FunctionName, _ arguments: [Scalar]) throws(AlgebraError) -> Scalar {
    var result = BigInt(0)
    for (index, argument) in arguments.enumerated() {
      guard let rational = argument.rational, rational.isInteger else {
        return try scalar(.function(name, arguments))
      }
      let value = rational.numerator < 0 ? -rational.numerator : rational.numerator
      try spend(value.bitWidth * 8 + result.bitWidth * 8)
      if index == 0 {
        result = value
      } else {
        let common = result.greatestCommonDivisor(with: value)
        result = name == .gcd ? common : (common == 0 ? 0 : result / common * value)
      }
    }
    return Scalar(Rational(result))
  }

  private func extreme(_ name: FunctionName, _ arguments: [Scalar]) throws(AlgebraError) -> Scalar {
    guard var best = arguments.first else { throw .undefined("\(name.rawValue) of nothing") }
    for argument in arguments.dropFirst() {
      let gap = try difference(argument, best)
      guard isConstant(gap), let sign = try numericSign(gap) else {
        return try scalar(.function(name, arguments.sorted { "\($0)" < "\($1)" }))
      }
      if (sign > 0) == (name == .max) { best = argument }
    }
    return best
  }

  // MARK: Factorials

  func factorial(_ argument: Scalar) throws(AlgebraError) -> Scalar {
    if let rational = argument.rational {
      guard rational.isInteger, rational.sign >= 0 else {
        if rational.isInteger { throw .undefined("the factorial of a negative number") }
        return try scalar(.factorial(argument))
      }
      guard let whole = rational.smallInteger, whole <= Algebra.maximumFactorial else {
        return try scalar(.factorial(argument))
      }
      return Scalar(Rational(try product(from: 1, through: whole)))
    }
    // (u + k)! = u! (u + 1) ⋯ (u + k)
    guard argument.isPolynomial else { return try scalar(.factorial(argument)) }
    var offset = 0
    for term in argument.numerator.terms where term.monomial.isOne {
      guard let whole = term.coefficient.smallParts else { continue }
      let floor = Rational(whole.numerator, whole.denominator).floor
      offset = Int(exactly: floor) ?? 0
    }
    guard offset != 0, offset.magnitude <= 20 else { return try scalar(.factorial(argument)) }
    let base = try difference(argument, Scalar(Rational(offset)))
    var result = try scalar(.factorial(base))
    for step in 1...abs(offset) {
      let factor = try sum(base, Scalar(Rational(offset > 0 ? step : 1 - step)))
      result = offset > 0 ? try product(result, factor) : try quotient(result, factor)
    }
    return result
  }

  /// `n (n - 2) (n - 4) ⋯`
  private func doubleFactorial(_ argument: Scalar) throws(AlgebraError) -> Scalar {
    guard let n = argument.rational?.smallInteger, (-1...Algebra.maximumFactorial).contains(n) else {
      return try scalar(.function(.doubleFactorial, [argument]))
    }
    try spend(n * 8 + 8)
    var result = BigInt(1)
    for factor in stride(from: n, to: 1, by: -2) { result *= BigInt(factor) }
    return Scalar(Rational(result))
  }

  private func product(from first: Int, through last: Int) throws(AlgebraError) -> BigInt {
    if last < first { return 1 }
    if last - first < 8 {
      var result = BigInt(1)
      for factor in first...last { result *= BigInt(factor) }
      return result
    }
    try spend((last - first) * 16)
    let middle = (first + last) / 2
    return try product(from: first, through: middle) * product(from: middle + 1, through: last)
  }

  private func binomial(_ n: Scalar, _ k: Scalar) throws(AlgebraError) -> Scalar {
    if let n = n.rational?.smallInteger, let k = k.rational?.smallInteger {
      if n >= 0, k < 0 || k > n { return .zero }
      if n >= 0 {
        let short = min(k, n - k)
        if n <= Algebra.maximumFactorial || short <= 64 {
          let (top, bottom) = (try product(from: n - short + 1, through: n), try product(from: 1, through: short))
          return Scalar(Rational(top, bottom))
        }
      }
    } else if let k = k.rational?.smallInteger, (0...12).contains(k) {
      // n (n - 1) ⋯ / k!
      var result = Scalar.one
      for step in 0..<k { result = try product(result, try difference(n, Scalar(Rational(step)))) }
      return try scaled(result, Rational(try product(from: 1, through: k)).inverse)
    }
    let bottom = try product(try factorial(k), try factorial(try difference(n, k)))
    return try quotient(try factorial(n), bottom)
  }

  func remainder(_ dividend: Scalar, _ divisor: Scalar) throws(AlgebraError) -> Scalar {
    if divisor.isZero { throw .undefined("a remainder of a division by zero") }
    if let a = dividend.rational, let b = divisor.rational {
      try spend(a.bitWidth + b.bitWidth)
      return Scalar(a - Rational((a / b).floor) * b)
    }
    // By a whole number, so that whole quotients are found exactly: a mod p/q is (q a mod p)/q.
    if let scale = divisor.rational?.denominator, scale != 1 {
      let factor = Scalar(Rational(scale))
      return try quotient(try remainder(try product(dividend, factor), try product(divisor, factor)), factor)
    }
    return try scalar(.remainder(dividend, divisor))
  }

  // MARK: Constants

  func isConstant(_ value: Scalar) -> Bool {
    !variables(of: value).contains { _ in true }
  }

  /// The kernels without a known value, those inside others too.
  func variables(of value: Scalar) -> Set<Int32> {
    kernels(within: value).filter { number in
      switch kernel(number) {
      case .symbol, .application, .opaque, .commonLogarithmBase: true
      default: false
      }
    }
  }

  /// All kernels that occur, those inside others too.
  func kernels(within value: Scalar) -> Set<Int32> {
    var seen: Set<Int32> = []
    collect(value, &seen)
    return seen
  }

  private func collect(_ value: Scalar, _ seen: inout Set<Int32>) {
    for polynomial in [value.numerator, value.denominator] {
      for term in polynomial.terms { collect(term.monomial, &seen) }
    }
  }

  private func collect(_ monomial: Monomial, _ seen: inout Set<Int32>) {
    for factor in monomial.factors where seen.insert(factor.kernel).inserted {
      switch kernel(factor.kernel) {
      case .symbol, .opaque, .commonLogarithmBase, .pi, .imaginaryUnit, .integer, .logarithmOfInteger: break
      case .exponential(let monomial): collect(monomial, &seen)
      case .power(let base, let monomial):
        collect(base, &seen)
        collect(monomial, &seen)
      case .generalPower(let base, let exponent):
        collect(base, &seen)
        collect(exponent, &seen)
      case .root(let base), .sine(let base), .cosine(let base), .logarithm(let base), .absoluteValue(let base),
        .factorial(let base):
        collect(base, &seen)
      case .remainder(let a, let b):
        collect(a, &seen)
        collect(b, &seen)
      case .function(_, let arguments), .application(_, let arguments):
        for argument in arguments { collect(argument, &seen) }
      }
    }
  }
}
