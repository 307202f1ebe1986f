internal import BigInt

/// The laws of kernels: `i² = -1`, `(√2)² = 2`, `sin² = 1 - cos²`, `|u|² = u²`.
extension Algebra {
  /// The polynomial with those laws applied, a quotient where a root of one is squared.
  func reduced(_ value: Polynomial) throws(AlgebraError) -> Scalar {
    guard needsReduction(value) else { return Scalar(value) }
    return try reducing { () throws(AlgebraError) in try reducedOnce(value) }
  }

  private func reducedOnce(_ value: Polynomial) throws(AlgebraError) -> Scalar {
    var kept: [Polynomial.Term] = []
    var sums = Scalar.zero
    for term in value.terms {
      let scalar = try reduced(term)
      if scalar.isPolynomial { kept += scalar.numerator.terms } else { sums = try sum(sums, scalar) }
    }
    let polynomial = Polynomial(collecting: kept)
    let whole = needsReduction(polynomial) ? try reduced(polynomial) : Scalar(polynomial)
    return sums.isZero ? whole : try sum(whole, sums)
  }

  /// As ``reduced(_:)`` but only where the result is a polynomial; roots of quotients stay squared.
  func polynomialReduced(_ value: Polynomial) throws(AlgebraError) -> Polynomial {
    var terms: [Polynomial.Term] = []
    for term in value.terms {
      let scalar = try reduced(term)
      if scalar.isPolynomial { terms += scalar.numerator.terms } else { terms.append(term) }
    }
    return Polynomial(collecting: terms)
  }

  private func reduced(_ term: Polynomial.Term) throws(AlgebraError) -> Scalar {
    try spend(80 + 20 * term.monomial.factors.count)
    var coefficient = term.coefficient
    var kept: [Monomial.Factor] = []
    var others: [Scalar] = []
    for factor in term.monomial.factors {
      switch kernel(factor.kernel) {
      case .imaginaryUnit:
        let turns = factor.exponent.numerator & 3
        if turns >= 2 { coefficient = -coefficient }
        if turns & 1 == 1 { kept.append(Monomial.Factor(kernel: factor.kernel, exponent: .one)) }
      case .integer(let base):
        let whole = factor.exponent.floor
        guard whole != 0, isShort(base, whole) else {
          kept.append(factor)
          continue
        }
        try spend(base.bitWidth * abs(whole) / 16)
        coefficient *= Rational(base).power(whole)
        let rest = try factor.exponent + Exponent(-whole)
        if !rest.isZero { kept.append(Monomial.Factor(kernel: factor.kernel, exponent: rest)) }
      case .root(let base) where factor.exponent.floor != 0:
        let whole = factor.exponent.floor
        others.append(try power(base, whole: whole))
        let rest = try factor.exponent + Exponent(-whole)
        if !rest.isZero { kept.append(Monomial.Factor(kernel: factor.kernel, exponent: rest)) }
      case .sine(let argument) where factor.exponent >= Exponent(2) && factor.exponent.isInteger:
        let cosine = try scalar(.cosine(argument), Exponent(2))
        others.append(try power(try difference(.one, cosine), whole: factor.exponent.numerator / 2))
        if factor.exponent.numerator & 1 == 1 { kept.append(Monomial.Factor(kernel: factor.kernel, exponent: .one)) }
      case .absoluteValue(let argument) where factor.exponent >= Exponent(2) && factor.exponent.isInteger:
        others.append(try power(argument, whole: factor.exponent.numerator & ~1))
        if factor.exponent.numerator & 1 == 1 { kept.append(Monomial.Factor(kernel: factor.kernel, exponent: .one)) }
      case .power(let base, _) where base.rational == .minusOne && factor.exponent.isInteger:
        // The exponent is a whole number wherever the power is real.
        if factor.exponent.numerator & 1 == 1 { kept.append(Monomial.Factor(kernel: factor.kernel, exponent: .one)) }
      default: kept.append(factor)
      }
    }
    var result = Scalar(Polynomial(Monomial(factors: kept), coefficient))
    for other in others { result = try product(result, other) }
    return result
  }

  /// Whether the power of an integer is short enough to be written out.
  func isShort(_ base: BigInt, _ exponent: Int) -> Bool {
    let (bits, overflow) = base.magnitude.bitWidth.multipliedReportingOverflow(
      by: exponent.magnitude > 1 << 40 ? 1 << 40 : abs(exponent))
    return !overflow && bits <= Algebra.maximumPowerBits
  }

  // MARK: Zero

  /// Whether the polynomial is zero by the laws of its kernels. `false` proves nothing where kernels obey further laws.
  func isZero(_ value: Polynomial) throws(AlgebraError) -> Bool {
    if value.isZero { return true }
    if value.terms.count == 1 { return false }
    var cleared = value
    let common = commonMonomial(value)
    let negative = Monomial(factors: common.factors.filter { $0.exponent < .zero })
    if !negative.isOne {
      try spend(value.size)
      var terms: [Polynomial.Term] = []
      for term in value.terms {
        terms.append(
          Polynomial.Term(monomial: try term.monomial * negative.inverse, coefficient: term.coefficient))
      }
      cleared = Polynomial(collecting: terms)
    }
    let scalar = try reduced(cleared)
    return scalar.isZero
  }

  /// Whether two scalars have the same canonical form once their denominators are gone.
  func areIdentical(_ left: Scalar, _ right: Scalar) throws(AlgebraError) -> Bool {
    if left == right { return true }
    return try isZero(try commonNumerator(left, right))
  }

  /// The numerator of the difference over a common denominator.
  func commonNumerator(_ left: Scalar, _ right: Scalar) throws(AlgebraError) -> Polynomial {
    if left.isPolynomial, right.isPolynomial { return try sum(left.numerator, -right.numerator) }
    return try sum(
      try expanded(left.numerator, right.denominator), -(try expanded(right.numerator, left.denominator)))
  }

  // MARK: Denominators

  /// Clears roots of numbers and `i` from a constant denominator by multiplying with its conjugates.
  func rationalised(_ numerator: Polynomial, _ denominator: Polynomial) throws(AlgebraError) -> Scalar? {
    var (numerator, denominator) = (numerator, denominator)
    var changed = false
    for _ in 0..<6 {
      guard let kernel = squareRoot(in: denominator) else { break }
      // a + b√k times a - b√k
      var conjugate = denominator
      for index in conjugate.terms.indices where !conjugate.terms[index].monomial.exponent(of: kernel).isZero {
        conjugate.terms[index].coefficient = -conjugate.terms[index].coefficient
      }
      numerator = try expanded(numerator, conjugate)
      denominator = try expanded(denominator, conjugate)
      changed = true
      if denominator.isZero { throw .undefined("a division by zero") }
    }
    return changed ? try quotient(numerator, denominator) : nil
  }

  /// A square root of a number, or `i`, in a sum in which every kernel is one such.
  private func squareRoot(in value: Polynomial) -> Int32? {
    var found: Int32? = nil
    for term in value.terms {
      for factor in term.monomial.factors {
        switch kernel(factor.kernel) {
        case .imaginaryUnit: found = factor.kernel
        case .integer:
          guard factor.exponent.denominator == 2, factor.exponent.numerator == 1 else { return nil }
          found = factor.kernel
        default: return nil
        }
      }
    }
    return found
  }
}
