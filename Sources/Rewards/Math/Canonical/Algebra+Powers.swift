internal import BigInt

/// Powers and roots.
extension Algebra {
  /// Whole powers of sums beyond this are not written out.
  private static let maximumExpandedTerms = 128

  // MARK: Whole exponents

  func power(_ base: Scalar, whole exponent: Int) throws(AlgebraError) -> Scalar {
    if exponent == 0 {
      if base.isZero { throw .undefined("zero to the power of zero") }
      return .one
    }
    if exponent == 1 { return base }
    if base.isZero {
      if exponent < 0 { throw .undefined("a division by zero") }
      return .zero
    }
    if let term = base.term { return try power(term, Exponent(exponent)) }
    if expandedTerms(base, exponent) > Algebra.maximumExpandedTerms { return try kernelPower(base, Exponent(exponent)) }
    if exponent < 0 { return try inverse(try power(base, whole: -exponent)) }
    var result: Scalar? = nil
    var square = base
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 {
        result = try result.map { value throws(AlgebraError) in try product(value, square) } ?? square
      }
      rest >>= 1
      if rest > 0 { square = try product(square, square) }
    }
    return result ?? .one
  }

  /// How many terms the power of a sum has at most.
  private func expandedTerms(_ base: Scalar, _ exponent: Int) -> Int {
    let terms = max(base.numerator.terms.count, base.denominator.terms.count)
    guard exponent.magnitude <= 128 else { return .max }
    // (n + k - 1 over k - 1) for k terms
    var count = 1.0
    for step in 1..<max(terms, 1) { count *= Double(Int(exponent.magnitude) + step) / Double(step) }
    return count > 1e9 ? .max : Int(count)
  }

  /// A sum to a large whole power, as a kernel of its own.
  private func kernelPower(_ base: Scalar, _ exponent: Exponent) throws(AlgebraError) -> Scalar {
    let (content, rest) = try contentAndRest(base)
    let kernel = try scalar(.power(base: rest, exponent: .one), exponent)
    return try product(try power(Polynomial.Term(monomial: .one, coefficient: content), exponent), kernel)
  }

  /// A term to a rational power; roots of variables are those of the principal branch.
  private func power(_ term: Polynomial.Term, _ exponent: Exponent) throws(AlgebraError) -> Scalar {
    var result = try power(term.coefficient, exponent)
    if term.monomial.isOne { return result }
    let monomial = try term.monomial.power(exponent)
    try spend(8 + monomial.factors.count)
    let powered = Polynomial(monomial)
    result = try product(result, needsReduction(powered) ? try reduced(powered) : Scalar(powered))
    return result
  }

  // MARK: Rational numbers

  /// A rational to a rational power: the real root where there is one, else a multiple of `i` for square roots.
  func power(_ base: Rational, _ exponent: Exponent) throws(AlgebraError) -> Scalar {
    if base.isOne { return .one }
    if base.isZero {
      if exponent <= .zero { throw .undefined("zero to a power that is not positive") }
      return .zero
    }
    if exponent.isInteger,
      exponent.numerator.magnitude <= Algebra.maximumPowerBits,
      base.bitWidth * abs(exponent.numerator) <= Algebra.maximumPowerBits
    {
      try spend(base.bitWidth * abs(exponent.numerator) / 4)
      return Scalar(base.power(exponent.numerator))
    }
    if base.sign < 0 {
      let positive = try power(-base, exponent)
      if exponent.denominator & 1 == 1 { return exponent.numerator & 1 == 0 ? positive : negated(positive) }
      guard exponent.denominator == 2 else {
        // (-1)^(p/q) by its angle.
        return try product(positive, try unitRoot(exponent.rational))
      }
      return try product(positive, try scalar(.imaginaryUnit, Exponent(exponent.numerator)).reducedBy(self))
    }
    if base.isInteger { return try power(integer: base.numerator, exponent) }
    return try product(
      try power(integer: base.numerator, exponent), try power(integer: base.denominator, -exponent))
  }

  private func power(integer base: BigInt, _ exponent: Exponent) throws(AlgebraError) -> Scalar {
    if base == 1 { return .one }
    try spend(2000 + base.bitWidth * 8)
    var monomial = Monomial.one
    for factor in Factorization.factors(of: base) {
      monomial = try monomial * (try self.monomial(.integer(factor.base), try exponent * Exponent(factor.exponent)))
    }
    return try reduced(Polynomial(monomial))
  }

  // MARK: Rational exponents

  func power(_ base: Scalar, _ exponent: Exponent) throws(AlgebraError) -> Scalar {
    if exponent.isInteger { return try power(base, whole: exponent.numerator) }
    if base.isZero {
      if exponent < .zero { throw .undefined("a division by zero") }
      return .zero
    }
    if let rational = base.rational { return try power(rational, exponent) }
    if let denested = try denested(base, exponent) { return denested }
    if let term = base.term { return try root(of: term, exponent) }
    let (content, rest) = try contentAndRest(base)
    let outside = try power(content, exponent)
    let whole = exponent.floor
    let fraction = try exponent + Exponent(-whole)
    var result = try scalar(.root(rest), fraction)
    if whole != 0 { result = try product(result, try power(rest, whole: whole)) }
    return try product(outside, result)
  }

  /// A root of one term: what is positive for sure comes out, one variable keeps its fraction, the rest stays together.
  private func root(of term: Polynomial.Term, _ exponent: Exponent) throws(AlgebraError) -> Scalar {
    var outside = try power(term.coefficient.magnitude, exponent)
    var inside: [Monomial.Factor] = []
    for factor in term.monomial.factors {
      if kernel(factor.kernel).isPositive {
        let powered = Polynomial(
          Monomial(factors: [
            Monomial.Factor(kernel: factor.kernel, exponent: try factor.exponent * exponent)
          ]))
        outside = try product(outside, try reduced(powered))
      } else {
        inside.append(factor)
      }
    }
    if inside.isEmpty {
      return term.coefficient.sign > 0 ? outside : try product(outside, try power(.minusOne, exponent))
    }
    if term.coefficient.sign > 0, inside.count == 1, inside[0].exponent <= .one, inside[0].exponent > .zero,
      !isRadical(inside[0].kernel)
    {
      let power = Polynomial(
        Monomial(factors: [
          Monomial.Factor(kernel: inside[0].kernel, exponent: try inside[0].exponent * exponent)
        ]))
      return try product(outside, try reduced(power))
    }
    let rest = Scalar(Polynomial(Monomial(factors: inside), Rational(term.coefficient.sign)))
    let whole = exponent.floor
    var result = try scalar(.root(rest), try exponent + Exponent(-whole))
    if whole != 0 { result = try product(result, try power(rest, whole: whole)) }
    return try product(outside, result)
  }

  /// The positive rational that makes the coefficients whole and without a common factor, and what is left.
  func contentAndRest(_ value: Scalar) throws(AlgebraError) -> (Rational, Scalar) {
    let content = try self.content(of: value.numerator) * self.content(of: value.denominator).inverse
    return (content, try scaled(value, content.inverse))
  }

  private func content(of value: Polynomial) throws(AlgebraError) -> Rational {
    var numerator = BigInt(0)
    var denominator = BigInt(1)
    for term in value.terms {
      try spend(16 + term.coefficient.bitWidth)
      numerator = numerator.greatestCommonDivisor(with: term.coefficient.numerator)
      let next = term.coefficient.denominator
      denominator = denominator / denominator.greatestCommonDivisor(with: next) * next
    }
    return numerator == 0 ? .one : Rational(numerator < 0 ? -numerator : numerator, denominator)
  }

  /// `√(a + b√c)` where that is a sum of two square roots.
  private func denested(_ base: Scalar, _ exponent: Exponent) throws(AlgebraError) -> Scalar? {
    guard exponent == Exponent(Rational.half), base.isPolynomial, base.numerator.terms.count == 2 else { return nil }
    var rational = Rational.zero
    var square = Rational.zero
    var sign = 1
    for term in base.numerator.terms {
      if term.monomial.isOne {
        rational = term.coefficient
        continue
      }
      var radicand = Rational.one
      for factor in term.monomial.factors {
        guard case .integer(let prime) = kernel(factor.kernel), factor.exponent == Exponent(Rational.half) else {
          return nil
        }
        radicand *= Rational(prime)
      }
      sign = term.coefficient.sign
      square = term.coefficient * term.coefficient * radicand
    }
    guard rational.sign > 0, !square.isZero, rational.bitWidth + square.bitWidth < 400 else { return nil }
    let discriminant = rational * rational - square
    guard discriminant.sign >= 0, let root = Algebra.squareRoot(discriminant) else { return nil }
    let first = try power((rational + root) * .half, Exponent(Rational.half) ?? .one)
    let second = try power((rational - root) * .half, Exponent(Rational.half) ?? .one)
    return sign > 0 ? try sum(first, second) : try difference(first, second)
  }

  static func squareRoot(_ value: Rational) -> Rational? {
    guard value.sign >= 0, let n = Factorization.exactRoot(value.numerator, 2),
      let d = Factorization.exactRoot(value.denominator, 2)
    else { return nil }
    return Rational(n, d)
  }
}

extension Scalar {
  /// The scalar with the laws of its kernels applied.
  func reducedBy(_ algebra: Algebra) throws(AlgebraError) -> Scalar {
    isPolynomial ? try algebra.reduced(numerator) : self
  }
}
