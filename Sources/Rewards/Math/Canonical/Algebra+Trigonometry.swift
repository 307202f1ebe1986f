internal import BigInt

/// Sines and cosines: exact at the angles whose values are square roots, written in those of single terms elsewhere.
extension Algebra {
  func sine(_ argument: Scalar) throws(AlgebraError) -> Scalar { try sineAndCosine(argument).sine }
  func cosine(_ argument: Scalar) throws(AlgebraError) -> Scalar { try sineAndCosine(argument).cosine }

  func tangent(_ argument: Scalar) throws(AlgebraError) -> Scalar {
    let (sine, cosine) = try sineAndCosine(argument)
    if cosine.isZero { throw .undefined("a tangent without a value") }
    return try quotient(sine, cosine)
  }

  private typealias Pair = (sine: Scalar, cosine: Scalar)

  func sineAndCosine(_ argument: Scalar) throws(AlgebraError) -> (sine: Scalar, cosine: Scalar) {
    if argument.isZero { return (.zero, .one) }
    guard argument.isPolynomial else { return try kernels(argument) }
    let pi = try number(of: .pi)
    let turn = Monomial(factors: [Monomial.Factor(kernel: pi, exponent: .one)])
    var turns = Rational.zero
    var rest: [Polynomial.Term] = []
    for term in argument.numerator.terms {
      if term.monomial == turn { turns = term.coefficient } else { rest.append(term) }
    }
    if rest.isEmpty { return try ofTurns(turns) }
    var result = try ofSum(rest)
    if !turns.isZero {
      // Quarter turns exchange the two; what is left of the angle is added by the law of sums.
      let angle = try ofTurns(turns)
      result = try added(result, angle)
    }
    return result
  }

  /// Of at most three terms by the law of sums; of more as they stand.
  private func ofSum(_ terms: [Polynomial.Term]) throws(AlgebraError) -> (sine: Scalar, cosine: Scalar) {
    guard terms.count <= 3 else { return try signed(Scalar(Polynomial(terms: terms))) }
    var result: Pair? = nil
    for term in terms {
      let next = try multiple(term)
      if let value = result { result = try added(value, next) } else { result = next }
    }
    return result ?? (sine: Scalar.zero, cosine: Scalar.one)
  }

  private func added(_ a: Pair, _ b: Pair) throws(AlgebraError) -> (sine: Scalar, cosine: Scalar) {
    (
      try sum(try product(a.sine, b.cosine), try product(a.cosine, b.sine)),
      try difference(try product(a.cosine, b.cosine), try product(a.sine, b.sine))
    )
  }

  /// Small whole multiples are written in the single angle.
  private func multiple(_ term: Polynomial.Term) throws(AlgebraError) -> (sine: Scalar, cosine: Scalar) {
    guard let (times, parts) = term.coefficient.smallParts, times.magnitude <= 4, parts <= 1 << 20, times != 0 else {
      return try signed(Scalar(Polynomial(term.monomial, term.coefficient)))
    }
    let single = try kernels(Scalar(Polynomial(term.monomial, Rational(1, parts))))
    var result: Pair = single
    for _ in 1..<max(1, Int(times.magnitude)) { result = try added(result, single) }
    return times < 0 ? (negated(result.sine), result.cosine) : result
  }

  /// sin(-u) = -sin u
  private func signed(_ argument: Scalar) throws(AlgebraError) -> (sine: Scalar, cosine: Scalar) {
    guard let first = argument.numerator.terms.first, first.coefficient.sign < 0 else { return try kernels(argument) }
    let pair = try kernels(negated(argument))
    return (negated(pair.sine), pair.cosine)
  }

  private func kernels(_ argument: Scalar) throws(AlgebraError) -> (sine: Scalar, cosine: Scalar) {
    if !argument.isPolynomial, let first = argument.numerator.terms.first, first.coefficient.sign < 0 {
      let pair = try kernels(negated(argument))
      return (negated(pair.sine), pair.cosine)
    }
    return (try scalar(.sine(argument)), try scalar(.cosine(argument)))
  }

  // MARK: Rational multiples of π

  private func ofTurns(_ turns: Rational) throws(AlgebraError) -> (sine: Scalar, cosine: Scalar) {
    // Into [0, 2), then into the first quarter.
    let half = Rational(turns.floor)
    let fraction = turns - half
    let isOdd = turns.floor.magnitude & 1 == 1
    var (angle, negatesCosine) = (fraction, false)
    if fraction > .half { (angle, negatesCosine) = (.one - fraction, true) }
    var (sine, cosine) = try ofFirstQuarter(angle)
    if negatesCosine { cosine = negated(cosine) }
    if isOdd { (sine, cosine) = (negated(sine), negated(cosine)) }
    return (sine, cosine)
  }

  private func ofFirstQuarter(_ turns: Rational) throws(AlgebraError) -> (sine: Scalar, cosine: Scalar) {
    if turns > Rational(1, 4) {
      let (sine, cosine) = try ofFirstQuarter(.half - turns)
      return (cosine, sine)
    }
    guard let parts = turns.smallParts else { return try kernelsOfTurns(turns) }
    func root(_ value: Int) throws(AlgebraError) -> Scalar { try power(Rational(value), half) }
    func scaled(_ value: Scalar, _ n: Int, _ d: Int) throws(AlgebraError) -> Scalar {
      try self.scaled(value, Rational(n, d))
    }
    switch parts {
    case (0, _): return (.zero, .one)
    case (1, 6): return (Scalar(.half), try scaled(try root(3), 1, 2))
    case (1, 4):
      let value = try scaled(try root(2), 1, 2)
      return (value, value)
    case (1, 12):
      let (a, b) = (try root(6), try root(2))
      return (try scaled(try difference(a, b), 1, 4), try scaled(try self.sum(a, b), 1, 4))
    case (1, 8):
      let two = try root(2)
      let sine = try power(try difference(Scalar(2), two), half)
      return (try scaled(sine, 1, 2), try scaled(try power(try sum(Scalar(2), two), half), 1, 2))
    case (1, 5):
      let five = try root(5)
      let sine = try power(try difference(Scalar(10), try scaled(five, 2, 1)), half)
      return (try scaled(sine, 1, 4), try scaled(try sum(.one, five), 1, 4))
    case (1, 10):
      let five = try root(5)
      let cosine = try power(try sum(Scalar(10), try scaled(five, 2, 1)), half)
      return (try scaled(try difference(five, .one), 1, 4), try scaled(cosine, 1, 4))
    default: return try kernelsOfTurns(turns)
    }
  }

  private func kernelsOfTurns(_ turns: Rational) throws(AlgebraError) -> (sine: Scalar, cosine: Scalar) {
    try kernels(try scaled(try scalar(.pi), turns))
  }

  // MARK: Inverse functions

  /// The angle in units of π whose sine that is, for the values that have one.
  private func knownArcsine(_ value: Scalar) throws(AlgebraError) -> Rational? {
    for turns in [
      Rational(0), Rational(1, 6), Rational(1, 4), Rational(1, 3), Rational(1, 2), Rational(1, 12), Rational(5, 12),
      Rational(1, 10), Rational(3, 10),
    ] {
      let sine = try ofTurns(turns).sine
      if sine == value { return turns }
      if negated(sine) == value { return -turns }
    }
    return nil
  }

  func arcsine(_ value: Scalar) throws(AlgebraError) -> Scalar {
    if value.numerator.terms.allSatisfy({ $0.monomial.factors.allSatisfy { isRadical($0.kernel) } }),
      let turns = try knownArcsine(value)
    {
      return try scaled(try scalar(.pi), turns)
    }
    return try odd(.arcsin, value)
  }

  func arctangent(_ value: Scalar) throws(AlgebraError) -> Scalar {
    if value.numerator.terms.allSatisfy({ $0.monomial.factors.allSatisfy { isRadical($0.kernel) } }) {
      for turns in [
        Rational(0), Rational(1, 6), Rational(1, 4), Rational(1, 3), Rational(1, 12), Rational(5, 12), Rational(1, 8),
      ] {
        let tangent = try self.tangent(try scaled(try scalar(.pi), turns))
        if tangent == value { return try scaled(try scalar(.pi), turns) }
        if negated(tangent) == value { return try scaled(try scalar(.pi), -turns) }
      }
    }
    return try odd(.arctan, value)
  }

  /// f(-u) = -f(u)
  func odd(_ name: FunctionName, _ argument: Scalar) throws(AlgebraError) -> Scalar {
    if argument.isZero { return .zero }
    if let first = argument.numerator.terms.first, first.coefficient.sign < 0 {
      return negated(try scalar(.function(name, [negated(argument)])))
    }
    return try scalar(.function(name, [argument]))
  }
}
