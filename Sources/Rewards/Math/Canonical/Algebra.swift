/// Exact arithmetic of scalars: the kernels that one comparison meets, and the work it may still do.
///
/// Sums are expanded and collected, roots of integers are written in primes, so that two scalars whose kernels obey no
/// further law are equal exactly if their difference has no term (``isZero(_:)``).
final class Algebra {
  private(set) var kernels: [Kernel] = []
  private var numbers: [Kernel: Int32] = [:]
  private var reducible: [Bool] = []
  private var meter: Meter
  /// Laws that are being applied within each other; squared roots of roots nest.
  private var reductions = 0

  /// Kernels as text, each written once however often it occurs.
  var texts: [Int32: String] = [:]
  var powerTexts: [Monomial.Factor: String] = [:]

  /// Powers of rationals are written out up to this many bits.
  static let maximumPowerBits = 32_768

  init(budget: WorkBudget) {
    meter = Meter(budget)
  }

  func spend(_ steps: Int) throws(AlgebraError) {
    do throws(BudgetExceeded) { try meter.spend(steps) } catch { throw .budget }
  }

  /// - Throws: `.budget` where laws lead to further laws without end in sight.
  func reducing<Result>(_ body: () throws(AlgebraError) -> Result) throws(AlgebraError) -> Result {
    reductions += 1
    defer { reductions -= 1 }
    guard reductions <= 64 else { throw .budget }
    return try body()
  }

  // MARK: Kernels

  func number(of kernel: Kernel) throws(AlgebraError) -> Int32 {
    if let number = numbers[kernel] { return number }
    try spend(64)
    let number = Int32(kernels.count)
    kernels.append(kernel)
    reducible.append(kernel.isReducible)
    numbers[kernel] = number
    return number
  }

  func kernel(_ number: Int32) -> Kernel { kernels[Int(number)] }

  func scalar(_ kernel: Kernel, _ exponent: Exponent = .one) throws(AlgebraError) -> Scalar {
    Scalar(Polynomial(try monomial(kernel, exponent)))
  }

  func monomial(_ kernel: Kernel, _ exponent: Exponent = .one) throws(AlgebraError) -> Monomial {
    if exponent.isZero { return .one }
    return Monomial(factors: [Monomial.Factor(kernel: try number(of: kernel), exponent: exponent)])
  }

  // MARK: Sums

  func sum(_ left: Polynomial, _ right: Polynomial) throws(AlgebraError) -> Polynomial {
    if left.isZero { return right }
    if right.isZero { return left }
    try spend(left.size + right.size + Polynomial.sortingSteps(left.terms.count + right.terms.count))
    if let a = left.rational, let b = right.rational { return Polynomial(a + b) }
    return Polynomial(collecting: left.terms + right.terms)
  }

  func sum(_ left: Scalar, _ right: Scalar) throws(AlgebraError) -> Scalar {
    if left.denominator == right.denominator {
      let numerator = try sum(left.numerator, right.numerator)
      return left.isPolynomial ? Scalar(numerator) : try quotient(numerator, left.denominator)
    }
    let numerator = try sum(
      try expanded(left.numerator, right.denominator), try expanded(right.numerator, left.denominator))
    return try quotient(numerator, try expanded(left.denominator, right.denominator))
  }

  func negated(_ value: Scalar) -> Scalar { Scalar(numerator: -value.numerator, denominator: value.denominator) }

  func difference(_ left: Scalar, _ right: Scalar) throws(AlgebraError) -> Scalar { try sum(left, negated(right)) }

  // MARK: Products

  /// The product, with powers of kernels as they come.
  private func rawProduct(_ left: Polynomial, _ right: Polynomial) throws(AlgebraError) -> Polynomial {
    if left.isZero || right.isZero { return .zero }
    if left.isOne { return right }
    if right.isOne { return left }
    if let factor = left.rational { return try scaled(right, factor) }
    if let factor = right.rational { return try scaled(left, factor) }
    let count = left.terms.count * right.terms.count
    try spend(left.terms.count * right.size + right.terms.count * left.size + Polynomial.sortingSteps(count))
    var terms: [Polynomial.Term] = []
    terms.reserveCapacity(left.terms.count * right.terms.count)
    for a in left.terms {
      for b in right.terms {
        terms.append(Polynomial.Term(monomial: try a.monomial * b.monomial, coefficient: a.coefficient * b.coefficient))
      }
    }
    return Polynomial(collecting: terms)
  }

  private func scaled(_ value: Polynomial, _ factor: Rational) throws(AlgebraError) -> Polynomial {
    try spend(value.size + value.terms.count * factor.workSteps)
    return value.scaled(by: factor)
  }

  /// The product of polynomials that stays one: powers that reduce to quotients are left for ``reduced(_:)``.
  func expanded(_ left: Polynomial, _ right: Polynomial) throws(AlgebraError) -> Polynomial {
    let product = try rawProduct(left, right)
    return needsReduction(product) ? try polynomialReduced(product) : product
  }

  func product(_ left: Scalar, _ right: Scalar) throws(AlgebraError) -> Scalar {
    if left.isPolynomial, right.isPolynomial {
      let product = try rawProduct(left.numerator, right.numerator)
      return needsReduction(product) ? try reduced(product) : Scalar(product)
    }
    let numerator = try reduced(try rawProduct(left.numerator, right.numerator))
    let denominator = try reduced(try rawProduct(left.denominator, right.denominator))
    return try quotient(numerator, denominator)
  }

  func scaled(_ value: Scalar, _ factor: Rational) throws(AlgebraError) -> Scalar {
    Scalar(numerator: try scaled(value.numerator, factor), denominator: factor.isZero ? .one : value.denominator)
  }

  // MARK: Quotients

  func inverse(_ value: Scalar) throws(AlgebraError) -> Scalar {
    try quotient(value.denominator, value.numerator)
  }

  func quotient(_ left: Scalar, _ right: Scalar) throws(AlgebraError) -> Scalar {
    if left.isPolynomial, right.isPolynomial { return try quotient(left.numerator, right.numerator) }
    return try quotient(
      try expanded(left.numerator, right.denominator), try expanded(left.denominator, right.numerator))
  }

  /// The quotient in normal form; what the two have in common is divided out where that is cheap to find.
  func quotient(_ numerator: Polynomial, _ denominator: Polynomial) throws(AlgebraError) -> Scalar {
    if denominator.isZero { throw .undefined("a division by zero") }
    if denominator.isOne { return Scalar(numerator) }
    if denominator.terms.count == 1 {
      let term = denominator.terms[0]
      if term.monomial.isOne { return Scalar(try scaled(numerator, term.coefficient.inverse)) }
      let inverse = Polynomial(term.monomial.inverse, term.coefficient.inverse)
      let product = try rawProduct(numerator, inverse)
      return needsReduction(product) ? try reduced(product) : Scalar(product)
    }
    if numerator.isZero {
      if try isZero(denominator) { throw .undefined("a division by zero") }
      return .zero
    }
    if let rationalised = try rationalised(numerator, denominator) { return rationalised }
    return try normalised(numerator, denominator)
  }

  private func normalised(_ numerator: Polynomial, _ denominator: Polynomial) throws(AlgebraError) -> Scalar {
    try spend(numerator.size + 2 * denominator.size)
    var (numerator, denominator) = (numerator, denominator)
    if needsReduction(denominator), try isZero(denominator) { throw .undefined("a division by zero") }
    let common = commonMonomial(denominator)
    if !common.isOne {
      let inverse = Polynomial(common.inverse)
      numerator = try rawProduct(numerator, inverse)
      denominator = try rawProduct(denominator, inverse)
    }
    if let (shorter, rest) = try cancelled(numerator, denominator) {
      if rest.isOne || rest.terms.count == 1 { return try quotient(shorter, rest) }
      (numerator, denominator) = (shorter, rest)
    }
    let leading = denominator.terms[0].coefficient.inverse
    return Scalar(numerator: try scaled(numerator, leading), denominator: try scaled(denominator, leading))
  }

  /// The product of the lowest powers of the kernels that occur, of which some terms may have none.
  func commonMonomial(_ value: Polynomial) -> Monomial {
    var lowest: [Int32: Exponent] = [:]
    for term in value.terms {
      for factor in term.monomial.factors where (lowest[factor.kernel] ?? factor.exponent) >= factor.exponent {
        lowest[factor.kernel] = factor.exponent
      }
    }
    for term in value.terms {
      for (kernel, exponent) in lowest where term.monomial.exponent(of: kernel).isZero && exponent > .zero {
        lowest[kernel] = .zero
      }
    }
    let factors = lowest.filter { !$0.value.isZero && !isRadical($0.key) }.sorted { $0.key < $1.key }
    return Monomial(factors: factors.map { Monomial.Factor(kernel: $0.key, exponent: $0.value) })
  }

  /// Roots of numbers and `i` divide by being multiplied, not by negative exponents.
  func isRadical(_ number: Int32) -> Bool {
    switch kernel(number) {
    case .integer, .imaginaryUnit: true
    default: false
    }
  }

  func needsReduction(_ value: Polynomial) -> Bool {
    for term in value.terms {
      for factor in term.monomial.factors where reducible[Int(factor.kernel)] {
        switch kernel(factor.kernel) {
        case .sine, .absoluteValue:
          if factor.exponent.isInteger, factor.exponent >= Exponent(2) { return true }
        case .imaginaryUnit: if factor.exponent != .one { return true }
        case .power: if factor.exponent.isInteger, factor.exponent != .one { return true }
        case .integer(let base):
          if factor.exponent.floor != 0, isShort(base, factor.exponent.floor) { return true }
        default: if factor.exponent >= .one || factor.exponent < .zero { return true }
        }
      }
    }
    return false
  }
}
