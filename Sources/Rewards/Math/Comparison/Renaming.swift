/// Puts other variables in the place of some: names that carry no meaning, such as the `x` of `f(x) = x + 1`.
struct Renaming {
  private let from: [String]
  private let to: [String]
  private let algebra: Algebra

  init(from: [String], to: [String], in algebra: Algebra) {
    self.from = from
    self.to = to
    self.algebra = algebra
  }

  /// `nil` if the names do not pair up.
  func applied(to answer: Answer) throws(AlgebraError) -> Answer? {
    guard from.count == to.count, Set(from).count == from.count else { return nil }
    if from == to { return answer }
    var map: [Int32: Scalar] = [:]
    for (old, new) in zip(from, to) { map[try algebra.number(of: .symbol(old))] = try algebra.scalar(.symbol(new)) }
    return try Substitution(algebra: algebra, map: map).answer(answer)
  }
}

/// Replaces variables by values throughout an answer.
struct Substitution {
  let algebra: Algebra
  let map: [Int32: Scalar]
  /// Kernels that were met already: towers hold the same ones many times over.
  private let known = Known()

  private final class Known {
    var kernels: [Int32: Scalar] = [:]
  }

  init(algebra: Algebra, map: [Int32: Scalar]) {
    self.algebra = algebra
    self.map = map
  }

  func answer(_ answer: Answer) throws(AlgebraError) -> Answer {
    switch answer {
    case .value(let value): return .value(try scalar(value))
    case .quantity(let value, let unit): return .quantity(try scalar(value), unit)
    case .percent(let value): return .percent(try scalar(value))
    case .counted(let value, let label): return .counted(try scalar(value), label)
    case .list(let items): return .list(try answers(items))
    case .tuple(let items): return .tuple(try answers(items))
    case .set(let items): return .set(try answers(items))
    case .interval(let interval): return .interval(try self.interval(interval))
    case .region(let region):
      var intervals: [Interval] = []
      for interval in region.intervals { intervals.append(try self.interval(interval)) }
      return .region(Region(intervals: intervals, isOrdered: region.isOrdered))
    case .matrix(let rows):
      var entries: [[Scalar]] = []
      for row in rows { entries.append(try scalars(row)) }
      return .matrix(entries)
    case .equation(let value): return .equation(try scalar(value))
    case .inequation(let value): return .inequation(try scalar(value))
    case .inequality(let value, let isStrict): return .inequality(try scalar(value), isStrict: isStrict)
    case .chain(let items, let strict): return .chain(try answers(items), isStrict: strict)
    case .equalities(let items): return .equalities(try answers(items))
    case .named(let name, let value): return .named(name, try self.answer(value))
    case .statement(let sign, let items): return .statement(sign, try answers(items))
    case .ratio(let parts): return .ratio(try scalars(parts))
    case .residue(let value, let modulus): return .residue(try scalar(value), modulus: try scalar(modulus))
    case .infinity, .clock, .date, .numberSet, .text, .circled: return answer
    }
  }

  private func answers(_ items: [Answer]) throws(AlgebraError) -> [Answer] {
    var result: [Answer] = []
    for item in items { result.append(try answer(item)) }
    return result
  }

  private func scalars(_ items: [Scalar]) throws(AlgebraError) -> [Scalar] {
    var result: [Scalar] = []
    for item in items { result.append(try scalar(item)) }
    return result
  }

  private func interval(_ interval: Interval) throws(AlgebraError) -> Interval {
    var result = interval
    if case .finite(let value) = interval.lower { result.lower = .finite(try scalar(value)) }
    if case .finite(let value) = interval.upper { result.upper = .finite(try scalar(value)) }
    return result
  }

  // MARK: Scalars

  func scalar(_ value: Scalar) throws(AlgebraError) -> Scalar {
    let numerator = try polynomial(value.numerator)
    return value.isPolynomial ? numerator : try algebra.quotient(numerator, try polynomial(value.denominator))
  }

  private func polynomial(_ value: Polynomial) throws(AlgebraError) -> Scalar {
    var sum = Scalar.zero
    for term in value.terms {
      try algebra.spend(4)
      sum = try algebra.sum(sum, try algebra.scaled(try monomial(term.monomial), term.coefficient))
    }
    return sum
  }

  private func monomial(_ value: Monomial) throws(AlgebraError) -> Scalar {
    var product = Scalar.one
    for factor in value.factors {
      product = try algebra.product(product, try algebra.power(try kernel(factor.kernel), factor.exponent))
    }
    return product
  }

  private func kernel(_ number: Int32) throws(AlgebraError) -> Scalar {
    if let value = known.kernels[number] { return value }
    let value = try replaced(number)
    known.kernels[number] = value
    return value
  }

  private func replaced(_ number: Int32) throws(AlgebraError) -> Scalar {
    switch algebra.kernel(number) {
    case .symbol, .commonLogarithmBase:
      if let value = map[number] { return value }
      return try plain(number)
    case .pi, .imaginaryUnit, .integer, .logarithmOfInteger, .opaque: return try plain(number)
    case .exponential(let monomial): return try algebra.exponential(try self.monomial(monomial))
    case .power(let base, let exponent): return try algebra.power(try scalar(base), try monomial(exponent))
    case .generalPower(let base, let exponent): return try algebra.power(try scalar(base), try scalar(exponent))
    case .root(let base): return try algebra.scalar(.root(try scalar(base)))
    case .sine(let argument): return try algebra.sine(try scalar(argument))
    case .cosine(let argument): return try algebra.cosine(try scalar(argument))
    case .logarithm(let argument): return try algebra.logarithm(try scalar(argument))
    case .absoluteValue(let argument): return try algebra.function(.abs, try scalar(argument))
    case .function(let name, let arguments): return try algebra.function(name, try scalars(arguments))
    case .factorial(let argument): return try algebra.factorial(try scalar(argument))
    case .remainder(let a, let b): return try algebra.remainder(try scalar(a), try scalar(b))
    case .application(let name, let arguments):
      return try algebra.scalar(.application(name, try scalars(arguments)))
    }
  }

  private func plain(_ number: Int32) throws(AlgebraError) -> Scalar {
    Scalar(Polynomial(Monomial(factors: [Monomial.Factor(kernel: number, exponent: .one)])))
  }
}
