/// Equations, inequalities, memberships.
extension Interpreter {
  func relation(_ first: Expression?, _ comparisons: [Expression.Comparison]) throws(AlgebraError) -> Answer {
    guard let head = comparisons.first else { throw .unsupported("a relation without a sign") }
    guard let first else {
      // "≈ 5" and "< 5" leave out what they speak of.
      if head.sign == .approximately { return try answer(head.side) }
      guard head.sign != .equal, let region = try region(of: .symbol("□"), comparisons) else {
        throw .unsupported("a relation without its left side")
      }
      return .named(AnswerName(text: "□"), .region(region))
    }
    if comparisons.allSatisfy({ $0.sign == .equal || $0.sign == .approximately }) {
      return try equality(first, comparisons)
    }
    switch head.sign {
    case .element where comparisons.count == 1: return try membership(first, head.side)
    case .less, .lessEqual, .greater, .greaterEqual, .notEqual: return try inequality(first, comparisons)
    default:
      var sides = [try answer(first)]
      for comparison in comparisons { sides.append(try answer(comparison.side)) }
      return .statement(head.sign, sides)
    }
  }

  // MARK: Equality

  /// `x = 5`, `x = 2 + 3 = 5 ≈ 5.0`, `3x + y = 1`
  private func equality(_ first: Expression, _ comparisons: [Expression.Comparison]) throws(AlgebraError) -> Answer {
    // What follows ≈ only restates the value in digits.
    let exact = comparisons.prefix { $0.sign == .equal }
    guard let last = exact.last?.side ?? comparisons.first?.side else { return try answer(first) }
    if let name = try name(first) {
      let value = try answer(last)
      // "x = x - 3" names nothing.
      if let variable = name.value, case .value(let scalar) = value,
        let kernel = variable.kernel, algebra.variables(of: scalar).contains(kernel)
      {
        return .equation(try algebra.difference(variable, scalar))
      }
      return .named(name, value)
    }
    if exact.isEmpty { return try answer(first) }
    if let calculation = try unknownCalculation(first) { return .named(calculation, try answer(last)) }
    if exact.count == 1 {
      let (left, right) = (try answer(first), try answer(last))
      guard case .value(let a) = left, case .value(let b) = right else {
        if left == right { return left }
        return .statement(.equal, [left, right])
      }
      let difference = try algebra.difference(a, b)
      if difference.isZero || (algebra.isConstant(a) && algebra.isConstant(b)) { return .equalities([left, right]) }
      return .equation(difference)
    }
    var sides = [try answer(first)]
    for comparison in exact { sides.append(try answer(comparison.side)) }
    return .equalities(sides)
  }

  /// A left side whose value is not worked out here, such as the inverse of a matrix, names what stands on the right.
  private func unknownCalculation(_ expression: Expression) throws(AlgebraError) -> AnswerName? {
    do throws(AlgebraError) {
      _ = try answer(expression)
      return nil
    } catch .unsupported {
      return AnswerName(text: "\(expression)")
    }
  }

  /// What an expression on the left names; `nil` if it says more than a name.
  func name(_ expression: Expression) throws(AlgebraError) -> AnswerName? {
    switch expression {
    case .symbol(let name): return AnswerName(text: name, value: try scalar(expression))
    case .text(let text): return AnswerName(text: text)
    case .application(let function, let arguments):
      var parameters: [String] = []
      for argument in arguments {
        guard case .symbol(let name) = argument else {
          return AnswerName(text: "\(function)(\(arguments))")
        }
        parameters.append(name)
      }
      return AnswerName(text: "\(function)/\(parameters.count)", parameters: parameters)
    case .bracketed(let items, .round, .round) where items.count > 1:
      var texts: [String] = []
      for item in items {
        guard let part = try name(item) else { return nil }
        texts.append(part.text)
      }
      return AnswerName(text: "(" + texts.joined(separator: ",") + ")", isTuple: true)
    case .product(.power(.symbol(let function), .negated(.number(1))), .bracketed(let items, .round, .round)):
      guard items.count == 1, case .symbol(let parameter) = items[0] else { return nil }
      return AnswerName(text: "\(function)^-1/1", parameters: [parameter])
    case .function(.abs, let items) where items.count == 1 && isFigure(items[0]):
      return AnswerName(text: "\(expression)")
    default: return isFigure(expression) ? AnswerName(text: "\(expression)") : nil
    }
  }

  /// A segment, angle or ratio of such: capital letters beside each other.
  private func isFigure(_ expression: Expression) -> Bool {
    switch expression {
    case .symbol(let name): return name.first?.isUppercase == true || name.hasPrefix("overline") || name == "\\angle"
    case .product(let a, let b), .quotient(let a, let b): return isFigure(a) && isFigure(b)
    case .ratio(let parts): return parts.allSatisfy(isFigure)
    case .power(let base, .number(let exponent)): return exponent.isInteger && isFigure(base)
    default: return false
    }
  }

  // MARK: Membership

  private func membership(_ element: Expression, _ set: Expression) throws(AlgebraError) -> Answer {
    let value = try answer(set)
    guard let name = try name(element) else { return .statement(.element, [try answer(element), value]) }
    switch value {
    case .region, .set: return .named(name, value)
    case .interval(let interval): return .named(name, .region(try regions.union([interval])))
    case .tuple:
      guard let region = try region(value) else { return .named(name, value) }
      return .named(name, .region(region))
    default: return .named(name, value)
    }
  }

  // MARK: Inequalities

  private func inequality(_ first: Expression, _ comparisons: [Expression.Comparison]) throws(AlgebraError) -> Answer {
    if let (name, region) = try solved(first, comparisons) { return .named(name, .region(region)) }
    if comparisons.count == 1 { return try single(first, comparisons[0]) }
    return try chain(first, comparisons)
  }

  private func single(_ first: Expression, _ comparison: Expression.Comparison) throws(AlgebraError) -> Answer {
    guard case .value(let left) = try answer(first), case .value(let right) = try answer(comparison.side) else {
      return .statement(comparison.sign, [try answer(first), try answer(comparison.side)])
    }
    let difference = try algebra.difference(left, right)
    switch comparison.sign {
    case .greater, .greaterEqual: return .inequality(difference, isStrict: comparison.sign == .greater)
    case .less, .lessEqual: return .inequality(algebra.negated(difference), isStrict: comparison.sign == .less)
    default: return .inequation(difference)
    }
  }

  private func chain(_ first: Expression, _ comparisons: [Expression.Comparison]) throws(AlgebraError) -> Answer {
    var sides = [try answer(first)]
    var strict: [Bool] = []
    var direction: Bool? = nil
    for comparison in comparisons {
      sides.append(try answer(comparison.side))
      switch comparison.sign {
      case .less, .lessEqual:
        guard direction != false else { throw .unsupported("a chain of inequalities that turns around") }
        direction = true
        strict.append(comparison.sign == .less)
      case .greater, .greaterEqual:
        guard direction != true else { throw .unsupported("a chain of inequalities that turns around") }
        direction = false
        strict.append(comparison.sign == .greater)
      default: throw .unsupported("a chain of different relations")
      }
    }
    if direction == false { return .chain(sides.reversed(), isStrict: strict.reversed()) }
    return .chain(sides, isStrict: strict)
  }

  /// The values of the one variable for which all comparisons hold; `nil` where that cannot be said.
  private func solved(
    _ first: Expression, _ comparisons: [Expression.Comparison]
  ) throws(AlgebraError) -> (AnswerName, Region)? {
    var names: Set<String> = []
    for side in [first] + comparisons.map(\.side) { side.collectSymbols(&names) }
    if names.count != 1 {
      // "3 < k ≤ 2a" speaks of k; "a < b < c" and "x < y" of all their letters.
      guard comparisons.count == 2, case .symbol(let name) = comparisons[0].side,
        ![first, comparisons[1].side].allSatisfy(\.isSymbol)
      else { return nil }
      names = [name]
    }
    guard let name = names.first, bound[name] == nil,
      let region = try region(of: .symbol(name), [first], comparisons)
    else { return nil }
    return (AnswerName(text: name, value: try algebra.scalar(.symbol(name))), region)
  }

  private func region(
    of variable: Expression, _ comparisons: [Expression.Comparison]
  ) throws(AlgebraError) -> Region? {
    try region(of: variable, [variable], comparisons)
  }

  private func region(
    of variable: Expression, _ first: [Expression], _ comparisons: [Expression.Comparison]
  ) throws(AlgebraError) -> Region? {
    guard case .symbol(let name) = variable, let head = first.first else { return nil }
    let number = try algebra.number(of: .symbol(name))
    var result = Region.line
    var left = head
    for comparison in comparisons {
      guard
        let region = try InequalitySolver(interpreter: self, variable: number).solve(
          left, comparison.sign, comparison.side)
      else { return nil }
      result = result == .line ? region : try regions.intersection(result, region)
      left = comparison.side
    }
    return result
  }
}

extension Expression {
  var isSymbol: Bool {
    if case .symbol = self { true } else { false }
  }

  /// The names of variables that occur.
  func collectSymbols(_ names: inout Set<String>) {
    var found = names
    _ = contains { part in
      if case .symbol(let name) = part { found.insert(name) }
      if case .application(let name, _) = part { found.insert(name) }
      return false
    }
    names = found
  }
}
