/// Whether two answers mean the same: the relation `equal`, which holds both ways.
struct AnswerComparison {
  let interpreter: Interpreter
  /// Decimals are compared after rounding to so many places.
  var decimalPlaces: Int? = nil

  var algebra: Algebra { interpreter.algebra }
  private var scalars: ScalarComparison { ScalarComparison(algebra: algebra) }

  /// The evidence, or `nil` for different ones.
  func equal(_ left: Answer, _ right: Answer) throws(AlgebraError) -> Evidence? {
    try algebra.spend(16)
    if left == right { return .structure }
    switch (left, right) {
    case (.value(let a), .value(let b)): return try equal(a, b)
    case (.percent(let a), .percent(let b)): return try equal(a, b)
    case (.percent(let a), .value(let b)): return try equal(try algebra.scaled(a, Rational(1, 100)), b)
    case (.value(let a), .percent(let b)): return try equal(a, try algebra.scaled(b, Rational(1, 100)))
    case (.quantity(let a, let unit), .quantity(let b, let other)): return try equal(a, unit, b, other)
    // An angle without a unit is in radians.
    case (.quantity(let a, let unit), .value(let b)), (.value(let b), .quantity(let a, let unit)):
      guard unit.ratio(to: .radian) != nil else { return nil }
      return try equal(a, unit, b, .radian)
    case (.counted(let a, let label), .counted(let b, let other)): return label == other ? try equal(a, b) : nil
    case (.tuple(let a), .tuple(let b)): return try inOrder(a, b)
    case (.list(let a), .list(let b)): return try inAnyOrder(a, b)
    case (.set(let a), .set(let b)): return try inAnyOrder(try distinct(a), try distinct(b))
    case (.matrix(let a), .matrix(let b)): return try matrices(a, b)
    case (.equation(let a), .equation(let b)): return try proportional(a, b, orNegative: true)
    case (.inequation(let a), .inequation(let b)): return try proportional(a, b, orNegative: true)
    case (.inequality(let a, let strict), .inequality(let b, let other)):
      return strict == other ? try proportional(a, b, orNegative: false) : nil
    case (.chain(let a, let strict), .chain(let b, let other)): return strict == other ? try inOrder(a, b) : nil
    case (.equalities(let a), .equalities(let b)): return try inOrder(a, b)
    case (.statement(let sign, let a), .statement(let other, let b)):
      guard sign == other else { return nil }
      if sign.mirrored == sign, a.count == 2, let evidence = try inOrder(a, b.reversed()) { return evidence }
      return try inOrder(a, b)
    case (.ratio(let a), .ratio(let b)): return try ratios(a, b)
    case (.residue(let a, let modulus), .residue(let b, let other)):
      guard let moduli = try equal(modulus, other), let values = try equal(a, b) else { return nil }
      return max(moduli, values)
    case (.named(let name, let a), .named(let other, let b)): return try named(name, a, other, b)
    case (.named(let name, .value(let a)), .equation(let b)), (.equation(let b), .named(let name, .value(let a))):
      guard let value = name.value else { return nil }
      return try proportional(try algebra.difference(value, a), b, orNegative: true)
    default: return try regions(left, right)
    }
  }

  // MARK: Values

  func equal(_ left: Scalar, _ right: Scalar) throws(AlgebraError) -> Evidence? {
    if case .equal(let evidence) = try scalars.compare(left, right) { return evidence }
    if let decimalPlaces, try roundsAlike(left, right, decimalPlaces) { return .numeric }
    return nil
  }

  /// Whether both are constants that become the same number when rounded to so many places, halves away from zero.
  private func roundsAlike(_ left: Scalar, _ right: Scalar, _ places: Int) throws(AlgebraError) -> Bool {
    guard (0...1000).contains(places), algebra.isConstant(left), algebra.isConstant(right) else { return false }
    let scale = Rational(10).power(places)
    guard let a = try rounded(try algebra.scaled(left, scale)), let b = try rounded(try algebra.scaled(right, scale))
    else { return false }
    return try algebra.areIdentical(a, b)
  }

  private func rounded(_ value: Scalar) throws(AlgebraError) -> Scalar? {
    guard let sign = try algebra.numericSign(value) else { return nil }
    let magnitude = sign < 0 ? algebra.negated(value) : value
    let floor = try algebra.function(.floor, try algebra.sum(magnitude, Scalar(.half)))
    return floor.rational == nil ? nil : (sign < 0 ? algebra.negated(floor) : floor)
  }

  private func equal(
    _ left: Scalar, _ unit: Unit, _ right: Scalar, _ other: Unit
  ) throws(AlgebraError) -> Evidence? {
    guard let ratio = unit.ratio(to: other) else { return nil }
    var converted = try algebra.scaled(left, ratio.factor)
    if ratio.piExponent != 0 {
      converted = try algebra.product(converted, try algebra.power(try algebra.scalar(.pi), whole: ratio.piExponent))
    }
    return try equal(converted, right)
  }

  private func ratios(_ left: [Scalar], _ right: [Scalar]) throws(AlgebraError) -> Evidence? {
    guard left.count == right.count, let pivot = left.firstIndex(where: { !$0.isZero }), !right[pivot].isZero else {
      return nil
    }
    let (a, b) = (left[pivot], right[pivot])
    var weakest = Evidence.structure
    for (x, y) in zip(left, right) {
      guard let evidence = try equal(try algebra.product(a, y), try algebra.product(b, x)) else { return nil }
      weakest = max(weakest, evidence)
    }
    return max(weakest, .algebra)
  }

  // MARK: Collections

  func inOrder(_ left: [Answer], _ right: [Answer]) throws(AlgebraError) -> Evidence? {
    guard left.count == right.count else { return nil }
    var weakest = Evidence.structure
    for (a, b) in zip(left, right) {
      guard let evidence = try equal(a, b) else { return nil }
      weakest = max(weakest, evidence)
    }
    return weakest
  }

  /// Each item has a partner of its own on the other side.
  func inAnyOrder(_ left: [Answer], _ right: [Answer]) throws(AlgebraError) -> Evidence? {
    guard left.count == right.count else { return nil }
    var rest = right
    var weakest = Evidence.structure
    var unmatched: [Answer] = []
    for item in left {
      if let index = rest.firstIndex(of: item) { rest.remove(at: index) } else { unmatched.append(item) }
    }
    try algebra.spend(left.count * right.count)
    for item in unmatched {
      var match: (index: Int, evidence: Evidence)? = nil
      for (index, candidate) in rest.enumerated() {
        if let evidence = try equal(item, candidate) {
          match = (index, evidence)
          break
        }
      }
      guard let match else { return nil }
      rest.remove(at: match.index)
      weakest = max(weakest, match.evidence)
    }
    return weakest
  }

  /// The items without repetitions.
  func distinct(_ items: [Answer]) throws(AlgebraError) -> [Answer] {
    var kept: [Answer] = []
    for item in items {
      var isKnown = false
      for other in kept where try equal(item, other) != nil {
        isKnown = true
        break
      }
      if !isKnown { kept.append(item) }
    }
    return kept
  }

  private func matrices(_ left: [[Scalar]], _ right: [[Scalar]]) throws(AlgebraError) -> Evidence? {
    guard left.count == right.count, left.first?.count == right.first?.count else {
      // A row and a column are the same vector.
      guard let a = vector(left), let b = vector(right) else { return nil }
      return try inOrder(a.map { .value($0) }, b.map { .value($0) })
    }
    return try inOrder(left.flatMap { $0 }.map { .value($0) }, right.flatMap { $0 }.map { .value($0) })
  }

  func vector(_ rows: [[Scalar]]) -> [Scalar]? {
    if rows.count == 1 { return rows[0] }
    return rows.allSatisfy { $0.count == 1 } ? rows.map { $0[0] } : nil
  }

  // MARK: Statements

  /// Whether one is the other times a constant that is not zero, and positive unless the sign is free.
  private func proportional(
    _ left: Scalar, _ right: Scalar, orNegative: Bool
  ) throws(AlgebraError) -> Evidence? {
    if let evidence = try equal(left, right) { return max(evidence, .algebra) }
    guard !left.isZero, !right.isZero else { return nil }
    // Of an equation only the numerator counts, as far as the denominator is not zero.
    let (a, b) = orNegative ? (Scalar(left.numerator), Scalar(right.numerator)) : (left, right)
    guard let first = a.numerator.terms.first?.coefficient, let second = b.numerator.terms.first?.coefficient else {
      return nil
    }
    let quotient = try algebra.quotient(a, b)
    var factors = [first / second]
    // Leading terms differ in kernels where one side is multiplied by a root: the quotient shows it.
    if algebra.variables(of: quotient).isEmpty { return try sign(of: quotient, orNegative) ? .algebra : nil }
    // A factor without variables may hide in a power of one: x = 2 y against x / y = 2 stays different.
    if orNegative { factors.append(-(first / second)) }
    for factor in factors where orNegative || factor.sign > 0 {
      if let evidence = try equal(a, try algebra.scaled(b, factor)) { return max(evidence, .algebra) }
    }
    return nil
  }

  /// Part by part: the inverse of a number beyond all exponents has no enclosure away from zero.
  private func sign(of factor: Scalar, _ orNegative: Bool) throws(AlgebraError) -> Bool {
    guard let above = try algebra.numericSign(Scalar(factor.numerator)),
      let below = try algebra.numericSign(Scalar(factor.denominator))
    else { return orNegative }
    return above * below > 0 || (orNegative && above * below < 0)
  }

  private func named(
    _ name: AnswerName, _ left: Answer, _ other: AnswerName, _ right: Answer
  ) throws(AlgebraError) -> Evidence? {
    if name.text == other.text || (name.isTuple && other.isTuple) {
      guard name.parameters != other.parameters else { return try equal(left, right) }
      // f(y) = 2x is constant; a new name must not take the x.
      let free = Set(AnswerNames(algebra: algebra).symbols(of: right)).subtracting(other.parameters)
      guard free.isDisjoint(with: name.parameters) else { return nil }
      let renaming = Renaming(from: other.parameters, to: name.parameters, in: algebra)
      guard let renamed = try renaming.applied(to: right) else { return nil }
      return try equal(left, renamed)
    }
    // Different variables: both may still state the same equation.
    guard let a = name.value, let b = other.value, case .value(let x) = left, case .value(let y) = right else {
      return nil
    }
    let (first, second) = (try algebra.difference(a, x), try algebra.difference(b, y))
    guard !algebra.variables(of: x).isEmpty || !algebra.variables(of: y).isEmpty else { return nil }
    return try proportional(first, second, orNegative: true)
  }

  // MARK: Sets of real numbers

  private func regions(_ left: Answer, _ right: Answer) throws(AlgebraError) -> Evidence? {
    switch (left, right) {
    case (.interval(let a), .interval(let b)): return try equal(a, b)
    case (.region, _), (_, .region), (.interval, _), (_, .interval): break
    default: return nil
    }
    for side in [left, right] {
      switch side {
      // A name is more than its set.
      case .list, .named: return nil
      default: continue
      }
    }
    guard let a = try interpreter.region(left), let b = try interpreter.region(right) else { return nil }
    return try equal(a, b)
  }

  func equal(_ left: Region, _ right: Region) throws(AlgebraError) -> Evidence? {
    guard left.intervals.count == right.intervals.count else { return nil }
    var weakest = Evidence.structure
    if left.isOrdered, right.isOrdered {
      for (a, b) in zip(left.intervals, right.intervals) {
        guard let evidence = try equal(a, b) else { return nil }
        weakest = max(weakest, evidence)
      }
      return weakest
    }
    var rest = right.intervals
    for interval in left.intervals {
      var match: Int? = nil
      for (index, candidate) in rest.enumerated() where match == nil {
        if let evidence = try equal(interval, candidate) {
          match = index
          weakest = max(weakest, evidence)
        }
      }
      guard let match else { return nil }
      rest.remove(at: match)
    }
    return weakest
  }

  private func equal(_ left: Interval, _ right: Interval) throws(AlgebraError) -> Evidence? {
    guard left.includesLower == right.includesLower, left.includesUpper == right.includesUpper,
      let lower = try equal(left.lower, right.lower), let upper = try equal(left.upper, right.upper)
    else { return nil }
    return max(lower, upper)
  }

  private func equal(_ left: Interval.End, _ right: Interval.End) throws(AlgebraError) -> Evidence? {
    switch (left, right) {
    case (.infinite(let a), .infinite(let b)): return a == b ? .structure : nil
    case (.finite(let a), .finite(let b)): return try equal(a, b)
    default: return nil
    }
  }
}

extension Unit {
  static let radian = UnitTable.unit("rad") ?? .one
}
