/// What numerator and denominator have in common, where it is cheap to find.
extension Algebra {
  /// Degrees above this are left as they are.
  private static let maximumDegree = 48

  /// Both without their greatest common divisor if they are polynomials in one kernel, or if one divides the other; `nil`
  /// if nothing was found.
  func cancelled(
    _ numerator: Polynomial, _ denominator: Polynomial
  ) throws(AlgebraError) -> (Polynomial, Polynomial)? {
    let common = commonMonomial(numerator)
    var top = numerator
    if !common.isOne { top = try shifted(numerator, common.inverse) }
    guard let result = try withoutMonomial(top, denominator) else { return nil }
    return (try shifted(result.0, common), result.1)
  }

  private func shifted(_ value: Polynomial, _ monomial: Monomial) throws(AlgebraError) -> Polynomial {
    if monomial.isOne { return value }
    try spend(value.size)
    var terms: [Polynomial.Term] = []
    for term in value.terms {
      terms.append(Polynomial.Term(monomial: try term.monomial * monomial, coefficient: term.coefficient))
    }
    return Polynomial(collecting: terms)
  }

  private func withoutMonomial(
    _ numerator: Polynomial, _ denominator: Polynomial
  ) throws(AlgebraError) -> (Polynomial, Polynomial)? {
    if let kernel = onlyKernel(numerator), kernel == onlyKernel(denominator),
      let a = coefficients(numerator, kernel), let b = coefficients(denominator, kernel)
    {
      let divisor = try greatestCommonDivisor(a, b)
      guard divisor.count > 1 else { return nil }
      return (
        polynomial(try divided(a, divisor).quotient, kernel), polynomial(try divided(b, divisor).quotient, kernel)
      )
    }
    if let exact = try exactQuotient(numerator, denominator) { return (exact, .one) }
    if let exact = try exactQuotient(denominator, numerator) { return (.one, exact) }
    return nil
  }

  // MARK: One kernel

  private func onlyKernel(_ value: Polynomial) -> Int32? {
    var found: Int32? = nil
    for term in value.terms {
      for factor in term.monomial.factors {
        if let kernel = found, kernel != factor.kernel { return nil }
        found = factor.kernel
      }
    }
    return found
  }

  /// Coefficients by exponent, the constant first.
  private func coefficients(_ value: Polynomial, _ kernel: Int32) -> [Rational]? {
    var result: [Rational] = []
    for term in value.terms {
      let exponent = term.monomial.exponent(of: kernel)
      guard exponent.isInteger, (0...Algebra.maximumDegree).contains(exponent.numerator) else { return nil }
      while result.count <= exponent.numerator { result.append(.zero) }
      result[exponent.numerator] = term.coefficient
    }
    return result
  }

  private func polynomial(_ coefficients: [Rational], _ kernel: Int32) -> Polynomial {
    var terms: [Polynomial.Term] = []
    for (exponent, coefficient) in coefficients.enumerated() {
      let monomial =
        exponent == 0
        ? Monomial.one : Monomial(factors: [Monomial.Factor(kernel: kernel, exponent: Exponent(exponent))])
      terms.append(Polynomial.Term(monomial: monomial, coefficient: coefficient))
    }
    return Polynomial(collecting: terms)
  }

  private func divided(
    _ dividend: [Rational], _ divisor: [Rational]
  ) throws(AlgebraError) -> (quotient: [Rational], remainder: [Rational]) {
    guard let leading = divisor.last, dividend.count >= divisor.count else { return ([], dividend) }
    let inverse = leading.inverse
    var remainder = dividend
    var quotient = [Rational](repeating: .zero, count: dividend.count - divisor.count + 1)
    for shift in stride(from: quotient.count - 1, through: 0, by: -1) {
      let factor = remainder[shift + divisor.count - 1] * inverse
      quotient[shift] = factor
      if factor.isZero { continue }
      try spend(divisor.count * (8 + factor.workSteps + (divisor.last?.workSteps ?? 0)))
      for (offset, coefficient) in divisor.enumerated() {
        remainder[shift + offset] = remainder[shift + offset] - factor * coefficient
      }
    }
    while let last = remainder.last, last.isZero { remainder.removeLast() }
    return (quotient, remainder)
  }

  /// Monic, by Euclid; a constant is `[1]`.
  private func greatestCommonDivisor(_ a: [Rational], _ b: [Rational]) throws(AlgebraError) -> [Rational] {
    var (a, b) = (a, b)
    while !b.isEmpty {
      let remainder = try divided(a, b).remainder
      let leading = remainder.last?.inverse ?? .one
      try spend(remainder.count * (8 + leading.workSteps))
      (a, b) = (b, remainder.map { $0 * leading })
    }
    let leading = a.last?.inverse ?? .one
    return a.map { $0 * leading }
  }

  // MARK: Several kernels

  /// The quotient of polynomials with whole, non-negative exponents, if it leaves no remainder.
  private func exactQuotient(_ dividend: Polynomial, _ divisor: Polynomial) throws(AlgebraError) -> Polynomial? {
    guard dividend.terms.count >= divisor.terms.count, divisor.terms.count <= 64, dividend.terms.count <= 256,
      let leading = divisor.terms.first
    else { return nil }
    let inverse = leading.monomial.inverse
    var remainder = dividend
    var terms: [Polynomial.Term] = []
    while let head = remainder.terms.first {
      let monomial = try head.monomial * inverse
      guard monomial.factors.allSatisfy({ $0.exponent > .zero }), terms.count < 256 else { return nil }
      let coefficient = head.coefficient / leading.coefficient
      terms.append(Polynomial.Term(monomial: monomial, coefficient: coefficient))
      try spend(divisor.size + remainder.size)
      let product = try shifted(divisor, monomial).scaled(by: -coefficient)
      let next = try sum(remainder, product)
      guard next.terms.first?.monomial != head.monomial else { return nil }
      remainder = next
    }
    return Polynomial(collecting: terms)
  }
}
