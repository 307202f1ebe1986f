/// A product of powers of kernels, without a coefficient, in the order of the kernels' numbers; exponents are not zero and
/// may be negative.
struct Monomial: Sendable, Hashable, Comparable {
  struct Factor: Sendable, Hashable {
    var kernel: Int32
    var exponent: Exponent
  }

  var factors: [Factor]

  static let one = Monomial(factors: [])

  var isOne: Bool { factors.isEmpty }

  func exponent(of kernel: Int32) -> Exponent {
    for factor in factors where factor.kernel == kernel { return factor.exponent }
    return .zero
  }

  func without(_ kernel: Int32) -> Monomial { Monomial(factors: factors.filter { $0.kernel != kernel }) }

  static func < (left: Monomial, right: Monomial) -> Bool {
    for (a, b) in zip(left.factors, right.factors) {
      if a.kernel != b.kernel { return a.kernel < b.kernel }
      if a.exponent != b.exponent { return b.exponent < a.exponent }
    }
    return left.factors.count > right.factors.count
  }

  static func * (left: Monomial, right: Monomial) throws(AlgebraError) -> Monomial {
    if left.isOne { return right }
    if right.isOne { return left }
    var product: [Factor] = []
    product.reserveCapacity(left.factors.count + right.factors.count)
    var (i, j) = (0, 0)
    while i < left.factors.count, j < right.factors.count {
      let (a, b) = (left.factors[i], right.factors[j])
      if a.kernel == b.kernel {
        let exponent = try a.exponent + b.exponent
        if !exponent.isZero { product.append(Factor(kernel: a.kernel, exponent: exponent)) }
        i += 1
        j += 1
      } else if a.kernel < b.kernel {
        product.append(a)
        i += 1
      } else {
        product.append(b)
        j += 1
      }
    }
    product.append(contentsOf: left.factors[i...])
    product.append(contentsOf: right.factors[j...])
    return Monomial(factors: product)
  }

  func power(_ exponent: Exponent) throws(AlgebraError) -> Monomial {
    if exponent.isZero { return .one }
    var result: [Factor] = []
    for factor in factors { result.append(Factor(kernel: factor.kernel, exponent: try factor.exponent * exponent)) }
    return Monomial(factors: result)
  }

  var inverse: Monomial {
    Monomial(factors: factors.map { Factor(kernel: $0.kernel, exponent: -$0.exponent) })
  }
}

/// A sum of monomials with rational coefficients, none of them zero, in the order of the monomials.
struct Polynomial: Sendable, Hashable {
  struct Term: Sendable, Hashable {
    var monomial: Monomial
    var coefficient: Rational
  }

  var terms: [Term]

  static let zero = Polynomial(terms: [])
  static let one = Polynomial(.one)

  init(terms: [Term]) { self.terms = terms }

  init(_ value: Rational) { terms = value.isZero ? [] : [Term(monomial: .one, coefficient: value)] }

  init(_ monomial: Monomial, _ coefficient: Rational = .one) {
    terms = coefficient.isZero ? [] : [Term(monomial: monomial, coefficient: coefficient)]
  }

  /// From terms in any order, equal monomials too.
  init(collecting terms: [Term]) {
    var sorted = terms
    sorted.sort { $0.monomial < $1.monomial }
    var result: [Term] = []
    result.reserveCapacity(sorted.count)
    for term in sorted {
      if let last = result.last, last.monomial == term.monomial {
        result[result.count - 1].coefficient += term.coefficient
        if result[result.count - 1].coefficient.isZero { result.removeLast() }
      } else if !term.coefficient.isZero {
        result.append(term)
      }
    }
    self.terms = result
  }

  var isZero: Bool { terms.isEmpty }
  var isOne: Bool { terms.count == 1 && terms[0].monomial.isOne && terms[0].coefficient.isOne }

  /// The value, if there is no kernel in it.
  var rational: Rational? {
    if terms.isEmpty { return .zero }
    return terms.count == 1 && terms[0].monomial.isOne ? terms[0].coefficient : nil
  }

  static prefix func - (value: Polynomial) -> Polynomial {
    Polynomial(terms: value.terms.map { Term(monomial: $0.monomial, coefficient: -$0.coefficient) })
  }

  func scaled(by factor: Rational) -> Polynomial {
    if factor.isOne { return self }
    if factor.isZero { return .zero }
    return Polynomial(terms: terms.map { Term(monomial: $0.monomial, coefficient: $0.coefficient * factor) })
  }

  /// Steps that an operation takes which looks at every term once.
  var size: Int {
    var size = 0
    for term in terms { size += 12 + 2 * term.monomial.factors.count + term.coefficient.workSteps }
    return size
  }

  /// Steps that bringing so many terms into order takes.
  static func sortingSteps(_ count: Int) -> Int {
    count * (20 + 16 * (Int.bitWidth - count.leadingZeroBitCount))
  }
}

/// A rational function of kernels. The denominator has two terms or more, no monomial in common, and a leading coefficient
/// of one; or it is one: monomials below a fraction line stand in the numerator with negative exponents.
struct Scalar: Sendable, Hashable {
  var numerator: Polynomial
  var denominator: Polynomial

  static let zero = Scalar(Rational.zero)
  static let one = Scalar(Rational.one)

  init(_ value: Rational) {
    numerator = Polynomial(value)
    denominator = .one
  }

  init(_ polynomial: Polynomial) {
    numerator = polynomial
    denominator = .one
  }

  init(numerator: Polynomial, denominator: Polynomial) {
    self.numerator = numerator
    self.denominator = denominator
  }

  var isZero: Bool { numerator.isZero }
  var isPolynomial: Bool { denominator.isOne }

  var rational: Rational? { isPolynomial ? numerator.rational : nil }

  /// The coefficient and monomial, if it is one term.
  var term: Polynomial.Term? { isPolynomial && numerator.terms.count == 1 ? numerator.terms[0] : nil }

  /// The kernel, if it is one by itself.
  var kernel: Int32? {
    guard let term, term.coefficient.isOne, term.monomial.factors.count == 1,
      term.monomial.factors[0].exponent == .one
    else { return nil }
    return term.monomial.factors[0].kernel
  }
}
