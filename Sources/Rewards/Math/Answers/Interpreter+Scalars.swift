internal import BigInt

/// Values of expressions as scalars.
extension Interpreter {
  func scalar(_ expression: Expression) throws(AlgebraError) -> Scalar {
    try algebra.spend(4)
    switch expression {
    case .number(let value): return Scalar(value)
    case .based(let digits, let base): return try based(digits, base)
    case .symbol(let name): return try symbol(name)
    case .constant(let constant): return try self.constant(constant)
    case .sum, .difference: return try sum(expression)
    case .product, .quotient: return try product(expression)
    case .negated(let value): return algebra.negated(try scalar(value))
    case .power(let base, let exponent): return try power(base, exponent)
    case .root(let value, let degree): return try root(value, degree)
    case .remainder(let a, let b): return try algebra.remainder(try scalar(a), try scalar(b))
    case .plusMinus(let left, let right, let flipped):
      let value = try scalar(right)
      let signed = (sign > 0) != flipped ? value : algebra.negated(value)
      return try left.map { left throws(AlgebraError) in try algebra.sum(try scalar(left), signed) } ?? signed
    case .factorial(let value): return try algebra.factorial(try scalar(value))
    case .function(let name, let arguments): return try function(name, arguments)
    case .logarithm(let value, let base): return try algebra.logarithm(try scalar(value), base: try scalar(base))
    case .application(let name, let arguments):
      return try algebra.scalar(.application(name, try scalars(arguments)))
    case .large(let name, let index, let from, let to, let body):
      return try large(expression, name, index, from, to, body)
    case .percent(let value): return try algebra.scaled(try scalar(value), Rational(1, 100))
    case .angle(let degrees, let minutes, let seconds): return try radians(degrees, minutes, seconds)
    case .bracketed(let items, let open, let close):
      guard items.count == 1, open == close else { throw .unsupported("a collection within arithmetic") }
      return try scalar(items[0])
    case .conditioned(let value, _): return try scalar(value)
    case .ellipsis: return try algebra.scalar(.symbol("…"))
    case .text: throw .unsupported("words within arithmetic")
    case .modular, .piecewise: throw .unsupported("a statement within arithmetic")
    case .quantity, .counted: throw .unsupported("a unit within arithmetic")
    case .relation: throw .unsupported("a relation within arithmetic")
    case .list, .alternatives, .conjunction, .set, .setBuilder, .matrix, .union, .intersection, .setDifference,
      .numberSet, .emptySet, .ratio, .labelled, .clock, .date, .circled:
      throw .unsupported("a collection within arithmetic")
    }
  }

  func scalars(_ expressions: [Expression]) throws(AlgebraError) -> [Scalar] {
    var values: [Scalar] = []
    for expression in expressions { values.append(try scalar(expression)) }
    return values
  }

  private func based(_ digits: String, _ base: Int) throws(AlgebraError) -> Scalar {
    try algebra.spend(digits.utf8.count * digits.utf8.count / 16)
    var value = BigInt(0)
    for byte in digits.utf8 { value = value * BigInt(base) + BigInt(Grammar.value(ofDigit: byte)) }
    return Scalar(Rational(value))
  }

  private func symbol(_ name: String) throws(AlgebraError) -> Scalar {
    if let value = bound[name] { return value }
    // The index of a sum may stand low: a_k.
    if !bound.isEmpty, let underscore = name.firstIndex(of: "_"),
      let value = bound[String(name[name.index(after: underscore)...])]
    {
      return try algebra.scalar(.symbol(name[...underscore] + FormWriter(algebra: algebra).scalar(value)))
    }
    return try algebra.scalar(.symbol(name))
  }

  private func constant(_ constant: Constant) throws(AlgebraError) -> Scalar {
    switch constant {
    case .pi: return try algebra.scalar(.pi)
    case .e: return try algebra.eulerNumber()
    case .i:
      if let value = bound["i"] { return value }
      return try algebra.imaginaryUnit()
    case .infinity: throw .undefined("infinity within arithmetic")
    }
  }

  // MARK: Chains

  /// A sum term by term, so that long ones need no deep recursion.
  private func sum(_ expression: Expression) throws(AlgebraError) -> Scalar {
    var links: [Link] = []
    var rest = expression
    loop: while true {
      switch rest {
      case .sum(let left, let right):
        links.append((right, false))
        rest = left
      case .difference(let left, let right):
        links.append((right, true))
        rest = left
      default: break loop
      }
    }
    links.append((rest, false))
    links.reverse()
    if let progression = try progression(links, .sum) { return progression }
    var total = Scalar.zero
    for (term, isInverted) in links {
      let next = try scalar(term)
      total = isInverted ? try algebra.difference(total, next) : try algebra.sum(total, next)
    }
    return total
  }

  private func product(_ expression: Expression) throws(AlgebraError) -> Scalar {
    var links: [Link] = []
    var rest = expression
    loop: while true {
      switch rest {
      case .product(let left, let right):
        links.append((right, false))
        rest = left
      case .quotient(let left, let right):
        links.append((right, true))
        rest = left
      default: break loop
      }
    }
    links.append((rest, false))
    links.reverse()
    if let progression = try progression(links, .product) { return progression }
    var value = Scalar.one
    for (factor, isInverted) in links {
      let next = try scalar(factor)
      value = isInverted ? try algebra.quotient(value, next) : try algebra.product(value, next)
    }
    return value
  }

  // MARK: Powers and functions

  private func power(_ base: Expression, _ exponent: Expression) throws(AlgebraError) -> Scalar {
    try algebra.power(try scalar(base), try scalar(exponent))
  }

  private func root(_ value: Expression, _ degree: Expression?) throws(AlgebraError) -> Scalar {
    guard let degree else { return try algebra.power(try scalar(value), algebra.half) }
    return try algebra.power(try scalar(value), try algebra.inverse(try scalar(degree)))
  }

  private func function(_ name: FunctionName, _ arguments: [Expression]) throws(AlgebraError) -> Scalar {
    if name == .determinant, case .matrix(let rows)? = arguments.first {
      return try determinant(try matrixEntries(rows))
    }
    if name == .abs, case .matrix(let rows)? = arguments.first { return try determinant(try matrixEntries(rows)) }
    return try algebra.function(name, try scalars(arguments))
  }

  private func radians(
    _ degrees: Expression, _ minutes: Expression?, _ seconds: Expression?
  ) throws(AlgebraError) -> Scalar {
    var total = try scalar(degrees)
    for (part, size) in [(minutes, 60), (seconds, 3600)] {
      if let part { total = try algebra.sum(total, try algebra.scaled(try scalar(part), Rational(1, size))) }
    }
    return try algebra.product(try algebra.scaled(total, Rational(1, 180)), try algebra.scalar(.pi))
  }

  // MARK: Sums, products, integrals

  static let maximumTerms = 1000

  private func large(
    _ expression: Expression, _ name: LargeOperator, _ index: String?, _ from: Expression?, _ to: Expression?,
    _ body: Expression
  ) throws(AlgebraError) -> Scalar {
    if name == .integral, let index {
      if let value = try integral(body, over: index, from, to) { return value }
    } else if name != .limit, let index, let from, let to, !from.contains({ $0 == .constant(.infinity) }),
      !to.contains({ $0 == .constant(.infinity) })
    {
      return try total(name, body, index: index, try scalar(from), try scalar(to))
    }
    return try opaque(name, index, from, to, body)
  }

  /// What is not written out: known by its bounds and its body in canonical form. The name of the index carries no
  /// meaning.
  private func opaque(
    _ name: LargeOperator, _ index: String?, _ from: Expression?, _ to: Expression?, _ body: Expression
  ) throws(AlgebraError) -> Scalar {
    let writer = FormWriter(algebra: algebra)
    func form(_ part: Expression?) throws(AlgebraError) -> String {
      guard let part else { return "" }
      do throws(AlgebraError) {
        return writer.form(try answer(part))
      } catch .budget {
        throw .budget
      } catch {
        return "\(part)"
      }
    }
    var inner = self
    if let index { inner.bound[index] = try algebra.scalar(.symbol(Interpreter.indexName)) }
    let text = "\(name.rawValue) from \(try form(from)) to \(try form(to)) of \(writer.scalar(try inner.scalar(body)))"
    try algebra.spend(text.utf8.count)
    return try algebra.scalar(.opaque(text))
  }

  /// The integral of a sum of powers of the variable; `nil` for anything else.
  private func integral(
    _ body: Expression, over name: String, _ from: Expression?, _ to: Expression?
  ) throws(AlgebraError) -> Scalar? {
    guard let from, let to else { return nil }
    let variable = try algebra.number(of: .symbol(name))
    let integrand = try scalar(body)
    guard integrand.isPolynomial else { return nil }
    var (atLower, atUpper) = (Scalar.zero, Scalar.zero)
    let (lower, upper) = (try scalar(from), try scalar(to))
    for term in integrand.numerator.terms {
      let rest = Scalar(Polynomial(term.monomial.without(variable), term.coefficient))
      guard !algebra.variables(of: rest).contains(variable) else { return nil }
      let power = try term.monomial.exponent(of: variable) + .one
      // A pole within the bounds has no integral; none is claimed for negative powers.
      guard power > .zero else { return nil }
      let factor = try algebra.scaled(rest, power.rational.inverse)
      if !lower.isZero {
        atLower = try algebra.sum(atLower, try algebra.product(factor, try algebra.power(lower, power)))
      }
      if !upper.isZero {
        atUpper = try algebra.sum(atUpper, try algebra.product(factor, try algebra.power(upper, power)))
      }
    }
    return try algebra.difference(atUpper, atLower)
  }
}
