/// Functions and their arguments, sums, products, integrals.
extension Grammar {
  mutating func function(_ name: FunctionName) throws(SyntaxError) -> Expression {
    index += 1
    var name = name
    var exponent: Expression? = nil
    var base: Expression? = nil
    while current == .caret || current == .underscore {
      let isBase = current == .underscore
      index += 1
      if isBase {
        base = try argument(wholeNumber: true)
      } else {
        let raised = try self.exponent()
        if raised == .negated(.number(1)), let inverse = name.inverse {
          name = inverse
        } else {
          exponent = raised
        }
      }
    }
    let arguments = try functionArguments(name)
    let value = try call(name, arguments, base: base)
    return exponent.map { .power(value, $0) } ?? value
  }

  /// As ``argument()``, but `\log_10` means the base ten.
  private mutating func argument(wholeNumber: Bool) throws(SyntaxError) -> Expression {
    if case .number(let digits)? = current, let value = Grammar.decimal(digits) {
      index += 1
      return .number(value)
    }
    return try argument()
  }

  private func call(
    _ name: FunctionName, _ arguments: [Expression], base: Expression?
  ) throws(SyntaxError) -> Expression {
    if let base {
      guard name == .log, arguments.count == 1 else { throw error("an index at \(name.rawValue)") }
      return .logarithm(arguments[0], base: base)
    }
    switch name {
    case .max, .min, .gcd, .lcm:
      guard !arguments.isEmpty else { throw error("\(name.rawValue) of nothing") }
    case .binomial:
      guard arguments.count == 2 else { throw error("a binomial coefficient has two arguments") }
    default:
      guard arguments.count == 1 else { throw error("\(name.rawValue) has one argument") }
    }
    switch name {
    case .sqrt: return .root(arguments[0], degree: nil)
    case .cbrt: return .root(arguments[0], degree: .number(3))
    case .factorial: return .factorial(arguments[0])
    default: return .function(name, arguments)
    }
  }

  /// What a function is applied to: a bracket, or the factors that follow up to a sign or the next function.
  private mutating func functionArguments(_ name: FunctionName) throws(SyntaxError) -> [Expression] {
    switch current {
    case .open(.round)?, .open(.square)?:
      let round = current == .open(.round)
      index += 1
      let items = try bracketItems(until: round ? .round : .square)
      try expect(.close(round ? .round : .square), "a closing bracket")
      // `\tan(45/2)^\circ` takes the tangent of so many degrees.
      if items.count == 1, takeDegree() { return [.angle(items[0], minutes: nil, seconds: nil)] }
      return items
    case .open(.curly)?:
      if case .set(let items) = try set() { return items }
      throw error("arguments were expected")
    case .open(.group)?:
      let inner = try group()
      if case .list(let items) = inner, Grammar.takesSeveral(name) { return items }
      if case .bracketed(let items, .round, .round) = inner, Grammar.takesSeveral(name) { return items }
      return [inner]
    default: return [try openArgument()]
    }
  }

  private static func takesSeveral(_ name: FunctionName) -> Bool {
    switch name {
    case .max, .min, .gcd, .lcm, .binomial: true
    default: false
    }
  }

  private mutating func openArgument() throws(SyntaxError) -> Expression {
    var isNegative = false
    while take(.minus) { isNegative.toggle() }
    var value = try power()
    while let kind = current, startsFactor(kind), !isFunction(kind), kind != .open(.square) {
      value = .product(value, try power())
    }
    // `\sin \pi/6` is the sine of an angle, as no one divides that of π.
    if current == .slash, value.endsInPi, case .number? = kind(1) {
      index += 1
      value = .quotient(value, try number())
    }
    return isNegative ? .negated(value) : value
  }

  /// `°`, `^\circ` or `^{\circ}`
  private mutating func takeDegree() -> Bool {
    if take(.degree) { return true }
    guard current == .caret else { return false }
    if kind(1) == .degree {
      index += 2
      return true
    }
    guard kind(1) == .open(.group), kind(2) == .degree, kind(3) == .close(.group) else { return false }
    index += 4
    return true
  }

  private func isFunction(_ kind: TokenKind) -> Bool {
    switch kind {
    case .function, .largeOperator: true
    default: false
    }
  }

  // MARK: Large operators

  mutating func large(_ name: LargeOperator) throws(SyntaxError) -> Expression {
    index += 1
    var lower: Expression? = nil
    var upper: Expression? = nil
    while current == .caret || current == .underscore {
      let isLower = current == .underscore
      index += 1
      let bound: Expression
      if current == .open(.group) {
        bound = try group()
      } else {
        bound = try argument(wholeNumber: true)
      }
      if isLower { lower = bound } else { upper = bound }
    }
    switch name {
    case .integral: return try integral(from: lower, to: upper)
    case .sum, .product:
      let body = try product()
      if case .relation(first: .symbol(let index)?, let comparisons)? = lower, comparisons.count == 1,
        comparisons[0].sign == .equal
      {
        return .large(name, index: index, from: comparisons[0].side, to: upper, body: body)
      }
      if case .relation(first: .constant(.i)?, let comparisons)? = lower, comparisons.count == 1,
        comparisons[0].sign == .equal
      {
        return .large(name, index: "i", from: comparisons[0].side, to: upper, body: body)
      }
      return .large(name, index: nil, from: lower, to: upper, body: body)
    case .limit: return .large(name, index: nil, from: lower, to: upper, body: try product())
    }
  }

  private mutating func integral(from lower: Expression?, to upper: Expression?) throws(SyntaxError) -> Expression {
    let outer = differentialEnds
    differentialEnds = true
    let body = try isDifferential(at: 0) ? .number(1) : sum()
    differentialEnds = outer
    let variable: String
    switch current {
    case .word(let word)? where word.count == 2 && word.hasPrefix("d"):
      variable = String(word.dropFirst())
      index += 1
    case .letter("d")?:
      guard case .letter(let name)? = kind(1) else { throw error("dx is missing") }
      variable = name
      index += 2
    default: throw error("dx is missing")
    }
    return .large(.integral, index: variable, from: lower, to: upper, body: body)
  }
}
