/// Solves an inequality in one variable: linear ones, those in the modulus of something linear, and quadratic ones.
struct InequalitySolver {
  let interpreter: Interpreter
  let variable: Int32

  private var algebra: Algebra { interpreter.algebra }
  private var regions: RegionAlgebra { interpreter.regions }

  /// `nil` where the inequality is of another kind.
  func solve(_ left: Expression, _ sign: RelationSign, _ right: Expression) throws(AlgebraError) -> Region? {
    // An infinite side bounds nothing.
    if case .infinity = try? interpreter.answer(left) { return .line }
    if case .infinity = try? interpreter.answer(right) { return .line }
    guard case .value(let a) = try interpreter.answer(left), case .value(let b) = try interpreter.answer(right) else {
      return nil
    }
    let difference = try algebra.difference(a, b)
    switch sign {
    case .greater: return try positive(difference, isStrict: true)
    case .greaterEqual: return try positive(difference, isStrict: false)
    case .less: return try positive(algebra.negated(difference), isStrict: true)
    case .lessEqual: return try positive(algebra.negated(difference), isStrict: false)
    case .notEqual:
      guard let above = try positive(difference, isStrict: true),
        let below = try positive(algebra.negated(difference), isStrict: true)
      else { return nil }
      return try regions.union(above.intervals + below.intervals)
    default: return nil
    }
  }

  /// Where a scalar is above zero.
  private func positive(_ value: Scalar, isStrict: Bool) throws(AlgebraError) -> Region? {
    guard value.isPolynomial else { return nil }
    var coefficients: [Scalar] = [.zero, .zero, .zero]
    for term in value.numerator.terms {
      let exponent = term.monomial.exponent(of: variable)
      let rest = Scalar(Polynomial(term.monomial.without(variable), term.coefficient))
      guard exponent.isInteger, (0...2).contains(exponent.numerator),
        !algebra.variables(of: rest).contains(variable)
      else { return try modulus(value, isStrict: isStrict) }
      coefficients[exponent.numerator] = try algebra.sum(coefficients[exponent.numerator], rest)
    }
    if coefficients[2].isZero { return try linear(coefficients[1], coefficients[0], isStrict: isStrict) }
    return try quadratic(coefficients, isStrict: isStrict)
  }

  /// `slope · x + offset > 0`
  private func linear(_ slope: Scalar, _ offset: Scalar, isStrict: Bool) throws(AlgebraError) -> Region? {
    if slope.isZero {
      guard algebra.isConstant(offset), let sign = try algebra.numericSign(offset) else { return nil }
      return sign > 0 || (sign == 0 && !isStrict) ? .line : .empty
    }
    guard algebra.isConstant(slope), let sign = try algebra.numericSign(slope), sign != 0 else { return nil }
    let bound = try algebra.quotient(algebra.negated(offset), slope)
    return sign > 0 ? ray(from: bound, isStrict: isStrict) : ray(upTo: bound, isStrict: isStrict)
  }

  private func ray(from bound: Scalar, isStrict: Bool) -> Region {
    Region(
      intervals: [
        Interval(
          lower: .finite(bound), upper: .infinite(isNegative: false), includesLower: !isStrict, includesUpper: false)
      ], isOrdered: true)
  }

  private func ray(upTo bound: Scalar, isStrict: Bool) -> Region {
    Region(
      intervals: [
        Interval(
          lower: .infinite(isNegative: true), upper: .finite(bound), includesLower: false, includesUpper: !isStrict)
      ], isOrdered: true)
  }

  private func quadratic(_ coefficients: [Scalar], isStrict: Bool) throws(AlgebraError) -> Region? {
    guard coefficients.allSatisfy({ algebra.isConstant($0) }),
      let opening = try algebra.numericSign(coefficients[2]), opening != 0
    else { return nil }
    let product = try algebra.product(coefficients[2], coefficients[0])
    let discriminant = try algebra.difference(
      try algebra.power(coefficients[1], whole: 2), try algebra.scaled(product, 4))
    guard let sign = try algebra.numericSign(discriminant) else { return nil }
    if sign < 0 { return opening > 0 ? .line : .empty }
    let root = try algebra.power(discriminant, algebra.half)
    let twice = try algebra.scaled(coefficients[2], 2)
    let low = try algebra.quotient(algebra.negated(try algebra.sum(coefficients[1], root)), twice)
    let high = try algebra.quotient(try algebra.difference(root, coefficients[1]), twice)
    let (first, second) = opening > 0 ? (low, high) : (high, low)
    if opening > 0 {
      return try regions.union(
        ray(upTo: first, isStrict: isStrict).intervals + ray(from: second, isStrict: isStrict).intervals)
    }
    return try regions.union([
      Interval(
        lower: .finite(first), upper: .finite(second), includesLower: !isStrict, includesUpper: !isStrict)
    ])
  }

  /// `c - k|u| > 0` and `k|u| - c > 0` for a linear `u`.
  private func modulus(_ value: Scalar, isStrict: Bool) throws(AlgebraError) -> Region? {
    var factor: Scalar? = nil
    var inner: Scalar? = nil
    var rest: [Polynomial.Term] = []
    for term in value.numerator.terms {
      guard term.monomial.factors.count == 1, term.monomial.factors[0].exponent == .one,
        case .absoluteValue(let argument) = algebra.kernel(term.monomial.factors[0].kernel), inner == nil
      else {
        rest.append(term)
        continue
      }
      (factor, inner) = (Scalar(term.coefficient), argument)
    }
    let offset = Scalar(Polynomial(terms: rest))
    guard let factor, let inner, algebra.isConstant(offset), let sign = try algebra.numericSign(factor) else {
      return nil
    }
    // |u| against -offset / factor
    let bound = try algebra.quotient(algebra.negated(offset), factor)
    let above = try algebra.difference(inner, bound)
    let below = algebra.negated(try algebra.sum(inner, bound))
    guard let boundSign = try algebra.numericSign(bound) else { return nil }
    if sign > 0 {
      if boundSign < 0 { return .line }
      guard let right = try positive(above, isStrict: isStrict), let left = try positive(below, isStrict: isStrict)
      else {
        return nil
      }
      return try regions.union(right.intervals + left.intervals)
    }
    if boundSign < 0 { return .empty }
    guard let right = try positive(algebra.negated(above), isStrict: isStrict),
      let left = try positive(algebra.negated(below), isStrict: isStrict)
    else { return nil }
    return try regions.intersection(left, right)
  }
}
