internal import BigInt

/// Exponentials, powers with variables in the exponent, logarithms.
extension Algebra {
  var half: Exponent { Exponent(Rational.half) ?? .one }

  func imaginaryUnit() throws(AlgebraError) -> Scalar { try scalar(.imaginaryUnit) }

  /// `e`, which is `e^1`.
  func eulerNumber() throws(AlgebraError) -> Scalar { try scalar(.exponential(.one)) }

  // MARK: e^u

  func exponential(_ exponent: Scalar) throws(AlgebraError) -> Scalar {
    if exponent.isZero { return .one }
    guard exponent.isPolynomial else {
      return try scalar(.generalPower(base: try eulerNumber(), exponent: exponent))
    }
    var result = Scalar.one
    for term in exponent.numerator.terms {
      result = try product(result, try exponential(term))
    }
    return result
  }

  private func exponential(_ term: Polynomial.Term) throws(AlgebraError) -> Scalar {
    guard let coefficient = Exponent(term.coefficient) else { throw .budget }
    for factor in term.monomial.factors {
      switch kernel(factor.kernel) {
      case .imaginaryUnit:
        // e^(iu) = cos u + i sin u
        let rest = Scalar(Polynomial(term.monomial.without(factor.kernel), term.coefficient))
        let sine = try product(try imaginaryUnit(), try self.sine(rest))
        return try sum(try cosine(rest), sine)
      case .logarithmOfInteger(let base) where factor.exponent == .one:
        let rest = term.monomial.without(factor.kernel)
        if rest.isOne { return try power(Rational(base), coefficient) }
        return try scalar(.power(base: Scalar(Rational(base)), exponent: rest), coefficient)
      case .logarithm(let argument) where factor.exponent == .one:
        let rest = Scalar(Polynomial(term.monomial.without(factor.kernel), term.coefficient))
        return try power(argument, rest)
      default: continue
      }
    }
    return try scalar(.exponential(term.monomial), coefficient)
  }

  /// `(-1)^r` on the unit circle.
  func unitRoot(_ exponent: Rational) throws(AlgebraError) -> Scalar {
    let angle = try product(Scalar(exponent), try scalar(.pi))
    return try sum(try cosine(angle), try product(try imaginaryUnit(), try sine(angle)))
  }

  // MARK: a^u

  func power(_ base: Scalar, _ exponent: Scalar) throws(AlgebraError) -> Scalar {
    if let rational = exponent.rational {
      guard let exponent = Exponent(rational) else { throw .budget }
      return try power(base, exponent)
    }
    if base.rational?.isOne == true { return .one }
    if base.isZero { throw .undefined("zero to a power that is not a number") }
    if let exponentOfE = exponentOfE(base) {
      return try exponential(try scaled(exponent, exponentOfE.rational))
    }
    if let inverted = try invertedLogarithm(base, exponent) { return inverted }
    guard exponent.isPolynomial else { return try scalar(.generalPower(base: base, exponent: exponent)) }
    var result = Scalar.one
    for term in exponent.numerator.terms {
      result = try product(result, try power(base, term))
    }
    return result
  }

  /// `10^{\log_{10} x}` is `x`: the exponent holds the logarithm of the base in its denominator.
  private func invertedLogarithm(_ base: Scalar, _ exponent: Scalar) throws(AlgebraError) -> Scalar? {
    guard let rational = base.rational, rational.sign > 0,
      kernels(within: exponent).contains(where: { if case .logarithm = kernel($0) { true } else { false } })
    else { return nil }
    let product = try self.product(exponent, try logarithm(base))
    guard product.isPolynomial,
      product.numerator.terms.allSatisfy({ term in
        term.monomial.factors.contains { if case .logarithm = kernel($0.kernel) { $0.exponent == .one } else { false } }
      })
    else { return nil }
    return try exponential(product)
  }

  /// The exponent, if the scalar is a power of `e`.
  private func exponentOfE(_ base: Scalar) -> Exponent? {
    guard let term = base.term, term.coefficient.isOne, term.monomial.factors.count == 1,
      case .exponential(.one) = kernel(term.monomial.factors[0].kernel)
    else { return nil }
    return term.monomial.factors[0].exponent
  }

  private func power(_ base: Scalar, _ exponent: Polynomial.Term) throws(AlgebraError) -> Scalar {
    guard let coefficient = Exponent(exponent.coefficient) else { throw .budget }
    if exponent.monomial.isOne { return try power(base, coefficient) }
    if let rational = base.rational { return try power(rational, exponent.monomial, coefficient) }
    if let term = base.term {
      var result = try power(term.coefficient, exponent.monomial, coefficient)
      for factor in term.monomial.factors {
        let one = Scalar(
          Polynomial(
            Monomial(factors: [
              Monomial.Factor(kernel: factor.kernel, exponent: .one)
            ])))
        let power = try scalar(
          .power(base: one, exponent: exponent.monomial), try factor.exponent * coefficient)
        result = try product(result, power)
      }
      return result
    }
    let (content, rest) = try contentAndRest(base)
    return try product(
      try power(content, exponent.monomial, coefficient),
      try scalar(.power(base: rest, exponent: exponent.monomial), coefficient))
  }

  /// A rational to `coefficient · monomial`, prime by prime; a negative one only where the exponent is a whole number.
  private func power(
    _ base: Rational, _ monomial: Monomial, _ coefficient: Exponent
  ) throws(AlgebraError) -> Scalar {
    if base.isOne { return .one }
    var result = Scalar.one
    if base.sign < 0 {
      let sign = try scalar(.power(base: Scalar(.minusOne), exponent: monomial), coefficient)
      result = try sign.reducedBy(self)
    }
    for (value, sign) in [(base.numerator, 1), (base.denominator, -1)] {
      let magnitude = value < 0 ? -value : value
      if magnitude == 1 { continue }
      try spend(2000 + magnitude.bitWidth * 8)
      for factor in Factorization.factors(of: magnitude) {
        let power = try scalar(
          .power(base: Scalar(Rational(factor.base)), exponent: monomial),
          try coefficient * Exponent(factor.exponent * sign))
        result = try product(result, power)
      }
    }
    return result
  }

  // MARK: ln u

  func logarithm(_ argument: Scalar) throws(AlgebraError) -> Scalar {
    if argument.isZero { throw .undefined("the logarithm of zero") }
    if let rational = argument.rational { return try logarithm(rational) }
    if let term = argument.term { return try logarithm(term) }
    let (content, rest) = try contentAndRest(argument)
    return try sum(try logarithm(content), try scalar(.logarithm(rest)))
  }

  private func logarithm(_ value: Rational) throws(AlgebraError) -> Scalar {
    if value.sign < 0 {
      let turn = try product(try imaginaryUnit(), try scalar(.pi))
      return try sum(try logarithm(-value), turn)
    }
    var result = Scalar.zero
    for (part, sign) in [(value.numerator, 1), (value.denominator, -1)] where part > 1 {
      try spend(2000 + part.bitWidth * 8)
      for factor in Factorization.factors(of: part) {
        let logarithm = try scalar(.logarithmOfInteger(factor.base))
        result = try sum(result, try scaled(logarithm, Rational(factor.exponent * sign)))
      }
    }
    return result
  }

  private func logarithm(_ term: Polynomial.Term) throws(AlgebraError) -> Scalar {
    var result = try logarithm(term.coefficient.magnitude)
    var inside: [Monomial.Factor] = []
    for factor in term.monomial.factors {
      switch kernel(factor.kernel) {
      case .integer(let base):
        result = try sum(result, try scaled(try logarithm(Rational(base)), factor.exponent.rational))
      case .exponential(let monomial) where try isReal(monomial):
        result = try sum(result, Scalar(Polynomial(monomial, factor.exponent.rational)))
      case .power(let base, let monomial) where (base.rational?.sign ?? 0) > 0:
        guard let value = base.rational else { continue }
        let exponent = Scalar(Polynomial(monomial, factor.exponent.rational))
        result = try sum(result, try product(exponent, try logarithm(value)))
      case .pi, .logarithmOfInteger:
        let one = Monomial(factors: [Monomial.Factor(kernel: factor.kernel, exponent: .one)])
        let logarithm = try scalar(.logarithm(Scalar(Polynomial(one))))
        result = try sum(result, try scaled(logarithm, factor.exponent.rational))
      default: inside.append(factor)
      }
    }
    if inside.isEmpty {
      if term.coefficient.sign > 0 { return result }
      return try sum(result, try product(try imaginaryUnit(), try scalar(.pi)))
    }
    // ln x^k is k ln x wherever it is real, unless k is even.
    if inside.count == 1, term.coefficient.sign > 0, inside[0].exponent.numerator & 1 == 1 {
      let one = Monomial(factors: [Monomial.Factor(kernel: inside[0].kernel, exponent: .one)])
      let logarithm = try scalar(.logarithm(Scalar(Polynomial(one))))
      return try sum(result, try scaled(logarithm, inside[0].exponent.rational))
    }
    let rest = Scalar(Polynomial(Monomial(factors: inside), Rational(term.coefficient.sign)))
    return try sum(result, try scalar(.logarithm(rest)))
  }

  private func isReal(_ monomial: Monomial) throws(AlgebraError) -> Bool {
    !monomial.factors.contains { kernel($0.kernel) == .imaginaryUnit }
  }
}
