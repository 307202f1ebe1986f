/// Sums and products with "…": `a_1 + a_2 + … + a_n` is the sum of `a_k` for k from 1 to n.
extension Interpreter {
  /// A term or factor of a chain; one that is taken away, or divided by, is turned around.
  typealias Link = (expression: Expression, isInverted: Bool)

  /// The name of the running index; no text holds it, since it is no single letter.
  static let indexName = "index"

  /// The value of a chain of terms or factors in which "…" stands once between two that differ in one number only;
  /// `nil` for any other.
  func progression(_ links: [Link], _ name: LargeOperator) throws(AlgebraError) -> Scalar? {
    guard let gap = links.firstIndex(where: \.expression.isEllipsis), gap > 0, gap + 1 < links.count,
      !links[(gap + 1)...].contains(where: \.expression.isEllipsis),
      links[gap - 1].isInverted == links[gap + 1].isInverted,
      let pattern = Progression(from: links[gap - 1].expression, to: links[gap + 1].expression)
    else { return nil }
    var (lower, upper) = (try scalar(pattern.first), try scalar(pattern.last))
    var start = gap - 1
    let isInverted = links[start].isInverted
    // The term before the first known one says in which direction the index runs.
    var step = 1
    while start > 0, links[start - 1].isInverted == isInverted {
      let previous = try scalar(links[start - 1].expression)
      if try matches(previous, pattern.body, at: try algebra.difference(lower, Scalar(Rational(step)))) {
        lower = try algebra.difference(lower, Scalar(Rational(step)))
      } else if start == gap - 1, try matches(previous, pattern.body, at: try algebra.sum(lower, .one)) {
        step = -1
        lower = try algebra.sum(lower, .one)
      } else {
        break
      }
      start -= 1
    }
    if start == gap - 1, start > 0,
      Progression(from: links[start - 1].expression, to: pattern.original)?.body == pattern.body
    {
      // 2 + 4 + 6 + … takes other steps than one.
      return nil
    }
    let isFalling = start == gap - 1 ? try runsDown(lower, upper) : step < 0
    if isFalling { (lower, upper) = (upper, lower) }
    let value = try total(name, pattern.body, lower, upper)
    var result = name == .sum ? Scalar.zero : Scalar.one
    let rest = links[..<start] + [(.ellipsis, isInverted)] + links[(gap + 2)...]
    for (expression, isInverted) in rest {
      let next = expression == .ellipsis ? value : try scalar(expression)
      switch (name, isInverted) {
      case (.sum, false): result = try algebra.sum(result, next)
      case (.sum, true): result = try algebra.difference(result, next)
      case (_, false): result = try algebra.product(result, next)
      case (_, true): result = try algebra.quotient(result, next)
      }
    }
    return result
  }

  private func matches(_ value: Scalar, _ body: Expression, at index: Scalar) throws(AlgebraError) -> Bool {
    var inner = self
    inner.bound[Interpreter.indexName] = index
    return try algebra.areIdentical(value, try inner.scalar(body))
  }

  /// Whether the bounds stand in falling order, as far as they tell: a number is below a variable.
  private func runsDown(_ lower: Scalar, _ upper: Scalar) throws(AlgebraError) -> Bool {
    if let span = try algebra.difference(upper, lower).rational { return span.sign < 0 }
    return lower.rational == nil && upper.rational != nil
  }

  /// The sum or product of the body for whole numbers from the lower to the upper bound: written out where they are
  /// numbers, else known by its bounds and its body.
  func total(
    _ name: LargeOperator, _ body: Expression, index: String = Interpreter.indexName, _ lower: Scalar, _ upper: Scalar
  ) throws(AlgebraError) -> Scalar {
    var inner = self
    if let first = lower.rational?.smallInteger, let last = upper.rational?.smallInteger,
      case let (count, overflow) = last.subtractingReportingOverflow(first), !overflow, count < Interpreter.maximumTerms
    {
      var result = name == .sum ? Scalar.zero : Scalar.one
      for value in stride(from: first, through: last, by: 1) {
        inner.bound[index] = Scalar(Rational(value))
        try algebra.spend(200)
        let term = try inner.scalar(body)
        result = name == .sum ? try algebra.sum(result, term) : try algebra.product(result, term)
      }
      return result
    }
    inner.bound[index] = try algebra.scalar(.symbol(Interpreter.indexName))
    var term = try inner.scalar(body)
    if let closed = try closedForm(name, term, lower, upper) { return closed }
    var outside = Scalar.one
    if name == .product {
      // What does not depend on the index is taken so many times.
      let count = try algebra.sum(try algebra.difference(upper, lower), .one)
      (outside, term) = try commonFactor(term)
      outside = try algebra.power(outside, count)
    }
    let writer = FormWriter(algebra: algebra)
    let bounds = "from \(writer.scalar(lower)) to \(writer.scalar(upper))"
    return try algebra.product(
      outside, try algebra.scalar(.opaque("\(name.rawValue) \(bounds) of \(writer.scalar(term))")))
  }

  /// Sums of whole powers of the index up to the third, and the product of the index: `n (n + 1) / 2`, `n!`.
  private func closedForm(
    _ name: LargeOperator, _ term: Scalar, _ lower: Scalar, _ upper: Scalar
  ) throws(AlgebraError) -> Scalar? {
    let index = try algebra.number(of: .symbol(Interpreter.indexName))
    let below = try algebra.difference(lower, .one)
    if name == .product {
      guard term.kernel == index else { return nil }
      return try algebra.quotient(try algebra.factorial(upper), try algebra.factorial(below))
    }
    guard name == .sum, term.isPolynomial else { return nil }
    var result = Scalar.zero
    for part in term.numerator.terms {
      let exponent = part.monomial.exponent(of: index)
      let rest = Scalar(Polynomial(part.monomial.without(index), part.coefficient))
      guard exponent.isInteger, (0...3).contains(exponent.numerator),
        !AnswerNames(algebra: algebra).mentions(rest, index)
      else { return nil }
      let powers = try algebra.difference(
        try sumOfPowers(exponent.numerator, upTo: upper), try sumOfPowers(exponent.numerator, upTo: below))
      result = try algebra.sum(result, try algebra.product(rest, powers))
    }
    return result
  }

  /// `1^d + … + n^d`
  private func sumOfPowers(_ degree: Int, upTo n: Scalar) throws(AlgebraError) -> Scalar {
    if degree == 0 { return n }
    let pair = try algebra.product(n, try algebra.sum(n, .one))
    switch degree {
    case 1: return try algebra.scaled(pair, .half)
    case 2:
      let third = try algebra.sum(try algebra.scaled(n, 2), .one)
      return try algebra.scaled(try algebra.product(pair, third), Rational(1, 6))
    default: return try algebra.scaled(try algebra.product(pair, pair), Rational(1, 4))
    }
  }

  /// The factor that all terms share, of numbers and variables without the index, and what is left.
  private func commonFactor(_ value: Scalar) throws(AlgebraError) -> (Scalar, Scalar) {
    guard value.isPolynomial, value.numerator.terms.count > 1 else { return (.one, value) }
    let (content, rest) = try algebra.contentAndRest(value)
    let common = algebra.commonMonomial(rest.numerator)
    let kept = common.factors.filter { factor in
      if case .symbol(let name) = algebra.kernel(factor.kernel) { !name.contains(Interpreter.indexName) } else { false }
    }
    let monomial = Scalar(Polynomial(Monomial(factors: kept)))
    return (try algebra.scaled(monomial, content), try algebra.quotient(rest, monomial))
  }
}

/// Two expressions that differ in one number only, which becomes the index.
struct Progression {
  var first: Expression
  var last: Expression
  /// The expression that the first number stands in.
  var original: Expression
  /// The first expression with the index in place of the number.
  var body: Expression

  init?(from first: Expression, to last: Expression) {
    var pair: (Expression, Expression)? = nil
    guard let body = Progression.merged(first, last, &pair), let (lower, upper) = pair else { return nil }
    original = first
    self.first = lower
    self.last = upper
    self.body = body
  }

  private typealias Pair = (Expression, Expression)

  private static func merged(_ a: Expression, _ b: Expression, _ pair: inout Pair?) -> Expression? {
    if a == b { return a }
    func both(
      _ x: (Expression, Expression), _ y: (Expression, Expression), _ make: (Expression, Expression) -> Expression
    ) -> Expression? {
      guard let first = merged(x.0, x.1, &pair), let second = merged(y.0, y.1, &pair) else { return nil }
      return make(first, second)
    }
    switch (a, b) {
    case (.sum(let a1, let a2), .sum(let b1, let b2)): return both((a1, b1), (a2, b2)) { .sum($0, $1) }
    case (.difference(let a1, let a2), .difference(let b1, let b2)):
      return both((a1, b1), (a2, b2)) { .difference($0, $1) }
    case (.product(let a1, let a2), .product(let b1, let b2)): return both((a1, b1), (a2, b2)) { .product($0, $1) }
    case (.quotient(let a1, let a2), .quotient(let b1, let b2)): return both((a1, b1), (a2, b2)) { .quotient($0, $1) }
    case (.power(let a1, let a2), .power(let b1, let b2)): return both((a1, b1), (a2, b2)) { .power($0, $1) }
    case (.negated(let x), .negated(let y)): return merged(x, y, &pair).map { .negated($0) }
    case (.factorial(let x), .factorial(let y)): return merged(x, y, &pair).map { .factorial($0) }
    case (.root(let x, nil), .root(let y, nil)): return merged(x, y, &pair).map { .root($0, degree: nil) }
    case (.bracketed(let x, let open, let close), .bracketed(let y, let other, let end))
    where x.count == y.count && open == other && close == end:
      return items(x, y, &pair).map { .bracketed($0, open: open, close: close) }
    case (.function(let name, let x), .function(let other, let y)) where x.count == y.count && name == other:
      return items(x, y, &pair).map { .function(name, $0) }
    case (.application(let name, let x), .application(let other, let y)) where x.count == y.count && name == other:
      return items(x, y, &pair).map { .application(name, $0) }
    case (.symbol(let x), .symbol(let y)):
      guard let (base, lower) = indexed(x), let (other, upper) = indexed(y), base == other else {
        return index(a, b, &pair)
      }
      return index(lower, upper, &pair) == nil ? nil : .symbol("\(base)_\(Interpreter.indexName)")
    default: return index(a, b, &pair)
    }
  }

  private static func items(_ x: [Expression], _ y: [Expression], _ pair: inout Pair?) -> [Expression]? {
    var result: [Expression] = []
    for (a, b) in zip(x, y) {
      guard let item = merged(a, b, &pair) else { return nil }
      result.append(item)
    }
    return result
  }

  /// The index, if all places where the two differ do so in the same way.
  private static func index(_ a: Expression, _ b: Expression, _ pair: inout Pair?) -> Expression? {
    if let known = pair {
      guard known.0 == a, known.1 == b else { return nil }
    } else {
      pair = (a, b)
    }
    return .symbol(Interpreter.indexName)
  }

  /// `a_{k - 1}` as its name and its index.
  private static func indexed(_ name: String) -> (String, Expression)? {
    guard let underscore = name.firstIndex(of: "_"),
      let index = try? Grammar.parse(String(name[name.index(after: underscore)...]))
    else { return nil }
    return (String(name[..<underscore]), index)
  }
}
