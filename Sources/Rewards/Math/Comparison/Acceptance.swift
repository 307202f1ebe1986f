/// Whether a prediction is accepted for a gold: `equal`, or one of the rules of leniency, which hold one way.
///
/// | rule | gold | prediction |
/// |---|---|---|
/// | unit_left_out, unit_added | `5 m`, `5` | `5`, `5 m` |
/// | label_left_out, label_added | `4 apples`, `4` | `4`, `4 apples` |
/// | percent_left_out, percent_added | `50%`, `50` | `50`, `50%` |
/// | name_left_out, name_added | `x = 5`, `5` | `5`, `x = 5` |
/// | bare_list | `(1, 2)`, `{1, 2}` | `1, 2` |
/// | brackets_added | `1, 2` | `(1, 2)`, `{1, 2}` |
/// | order_as_list | `a < b < c` | `a, b, c` |
/// | modulus_left_out, modulus_added | `3 (mod 5)`, `3` | `3`, `3 (mod 5)` |
/// | interval_for_chain | `a < x < b` | `(a, b)` |
/// | repeated_solution | `(1, 2), (3, 4)` | `(1, 2), (3, 4), (1, 2)` |
/// | vector_as_tuple | a row or column | `(1, 2)` |
/// | ratio_as_fraction | `3 : 4` | `3/4` |
/// | restated | `7` | `3 + 4 = 7` |
/// | circled_labels | `①③` | `1, 3` |
/// | function_named | `f(x) = x + 1` | `y = x + 1` |
/// | parameter_renamed | `a_n = 2n` | `a_k = 2k` |
/// | solved | `y + 1 = x` | `x - 1` |
struct Acceptance {
  enum Outcome: Sendable, Hashable {
    case equal(Evidence)
    case policy(String)
  }

  let comparison: AnswerComparison

  private var algebra: Algebra { comparison.algebra }

  /// `nil` if the prediction is not accepted.
  func accepts(_ gold: Answer, _ prediction: Answer) throws(AlgebraError) -> Outcome? {
    try algebra.spend(32)
    if let evidence = try comparison.equal(gold, prediction) { return .equal(evidence) }
    for rule in Rule.allCases {
      if let (inner, other) = try rule.reduced(gold, prediction, self) {
        if try accepts(inner, other) != nil { return .policy(rule.rawValue) }
      }
    }
    return try collections(gold, prediction)
  }

  /// A rule takes off what one side has and the other may lack; what is left must be accepted in turn.
  private enum Rule: String, CaseIterable {
    case unitLeftOut = "unit_left_out"
    case unitAdded = "unit_added"
    case labelLeftOut = "label_left_out"
    case labelAdded = "label_added"
    case percentLeftOut = "percent_left_out"
    case percentAdded = "percent_added"
    case nameLeftOut = "name_left_out"
    case nameAdded = "name_added"
    case ratioAsFraction = "ratio_as_fraction"
    case modulusLeftOut = "modulus_left_out"
    case modulusAdded = "modulus_added"
    case circledLabels = "circled_labels"

    func reduced(
      _ gold: Answer, _ prediction: Answer, _ acceptance: Acceptance
    ) throws(AlgebraError) -> (Answer, Answer)? {
      switch (self, gold, prediction) {
      case (.unitLeftOut, .quantity(let value, _), .value): return (.value(value), prediction)
      case (.unitAdded, .value, .quantity(let value, _)): return (gold, .value(value))
      case (.labelLeftOut, .counted(let value, _), .value): return (.value(value), prediction)
      case (.labelAdded, .value, .counted(let value, _)): return (gold, .value(value))
      case (.percentLeftOut, .percent(let value), .value): return (.value(value), prediction)
      case (.percentAdded, .value, .percent(let value)): return (gold, .value(value))
      case (.nameLeftOut, .named(_, let value), _):
        switch prediction {
        // "7 = 7" says nothing about x; another name says something else.
        case .equalities, .named: return nil
        default: return (value, prediction)
        }
      case (.nameAdded, _, .named(_, let value)):
        if case .named = gold { return nil }
        return (gold, value)
      case (.ratioAsFraction, .ratio(let parts), .value), (.ratioAsFraction, .ratio(let parts), .named):
        return try acceptance.fraction(parts).map { (.value($0), prediction) }
      case (.ratioAsFraction, .value, .ratio(let parts)):
        return try acceptance.fraction(parts).map { (gold, .value($0)) }
      case (.modulusLeftOut, .residue(let value, _), .value): return (.value(value), prediction)
      case (.modulusAdded, .value, .residue(let value, _)): return (gold, .value(value))
      case (.circledLabels, .circled(let number), .value): return (.value(Scalar(Rational(number))), prediction)
      default: return nil
      }
    }
  }

  private func fraction(_ parts: [Scalar]) throws(AlgebraError) -> Scalar? {
    guard parts.count == 2, !parts[1].isZero else { return nil }
    return try algebra.quotient(parts[0], parts[1])
  }

  /// The name and index of a sequence: `a_n`.
  private static func sequence(_ name: AnswerName) -> (Substring, String)? {
    guard let underscore = name.text.firstIndex(of: "_") else { return nil }
    let index = String(name.text[name.text.index(after: underscore)...])
    return Grammar.indexLetters.contains(index) ? (name.text[..<underscore], index) : nil
  }

  /// Whether the equation, which holds a variable that the value does not, says that this variable is the value:
  /// `y + 1 = x` against `x - 1`.
  private func solves(_ difference: Scalar, _ value: Scalar) throws(AlgebraError) -> Bool {
    guard !algebra.isConstant(value), difference.isPolynomial else { return false }
    let known = algebra.variables(of: value)
    for variable in algebra.variables(of: difference).subtracting(known).sorted() {
      guard case .symbol = algebra.kernel(variable) else { continue }
      let containing = difference.numerator.terms.filter { term in
        algebra.variables(of: Scalar(Polynomial(term.monomial))).contains(variable)
      }
      // Linear, with a constant coefficient: then there is one solution.
      guard containing.count == 1, containing[0].monomial.factors.count == 1,
        containing[0].monomial.factors[0].exponent == .one
      else { continue }
      let rest = Scalar(Polynomial(terms: difference.numerator.terms.filter { $0 != containing[0] }))
      let solution = try algebra.scaled(rest, -containing[0].coefficient.inverse)
      if try comparison.equal(solution, value) != nil { return true }
    }
    return false
  }

  // MARK: Collections

  private func collections(_ gold: Answer, _ prediction: Answer) throws(AlgebraError) -> Outcome? {
    switch (gold, prediction) {
    case (.list(let a), .list(let b)):
      if Acceptance.keepsOrder(a, b) { return try inOrder(a, b) }
      if a.count != b.count, Acceptance.areTuples(a), Acceptance.areTuples(b) {
        // A solution that is named twice is still one.
        let (once, other) = (try comparison.distinct(a), try comparison.distinct(b))
        return try inAnyOrder(once, other) == nil ? nil : .policy("repeated_solution")
      }
      return try inAnyOrder(a, b)
    case (.tuple(let a), .tuple(let b)): return try inOrder(a, b)
    case (.set(let a), .set(let b)): return try inAnyOrder(a, b)
    case (.tuple(let a), .list(let b)): return try inOrder(a, b) == nil ? nil : .policy("bare_list")
    case (.list(let a), .tuple(let b)): return try inOrder(a, b) == nil ? nil : .policy("brackets_added")
    case (.set(let a), .list(let b)):
      return try inAnyOrder(try comparison.distinct(a), try comparison.distinct(b)) == nil ? nil : .policy("bare_list")
    case (.list(let a), .set(let b)):
      return try inAnyOrder(try comparison.distinct(a), try comparison.distinct(b)) == nil
        ? nil : .policy("brackets_added")
    case (.set(let a), _) where a.count == 1: return try accepts(a[0], prediction) == nil ? nil : .policy("bare_list")
    case (_, .set(let b)) where b.count == 1: return try accepts(gold, b[0]) == nil ? nil : .policy("brackets_added")
    case (.matrix(let rows), .list(let b)):
      guard let vector = comparison.vector(rows) else { return nil }
      return try inOrder(vector.map { .value($0) }, b) == nil ? nil : .policy("bare_list")
    case (.matrix(let rows), _):
      guard let vector = comparison.vector(rows), let items = Acceptance.components(prediction) else { return nil }
      return try inOrder(vector.map { .value($0) }, items) == nil ? nil : .policy("vector_as_tuple")
    case (_, .matrix(let rows)):
      guard let vector = comparison.vector(rows), let items = Acceptance.components(gold) else { return nil }
      return try inOrder(items, vector.map { .value($0) }) == nil ? nil : .policy("vector_as_tuple")
    case (.chain(let a, let strict), .list(let b)):
      guard strict.allSatisfy({ $0 }) else { return nil }
      return try inOrder(a, b) == nil ? nil : .policy("order_as_list")
    case (.chain(let sides, let strict), _) where sides.count == 3:
      guard case .value(let lower) = sides[0], case .value(let upper) = sides[2] else { return nil }
      let interval = Interval(
        lower: .finite(lower), upper: .finite(upper), includesLower: !strict[0], includesUpper: !strict[1])
      return try comparison.equal(.interval(interval), prediction) == nil ? nil : .policy("interval_for_chain")
    case (.named(let name, let a), .named(let other, let b)):
      // y = x + 1 is f(x) = x + 1; a_n = 2n is a_k = 2k.
      if (name.text == "y" && other.parameters.count == 1) || (other.text == "y" && name.parameters.count == 1) {
        return try accepts(a, b) == nil ? nil : .policy("function_named")
      }
      guard let (base, index) = Acceptance.sequence(name), let (otherBase, otherIndex) = Acceptance.sequence(other),
        base == otherBase, index != otherIndex,
        let renamed = try Renaming(from: [otherIndex], to: [index], in: algebra).applied(to: b)
      else { return nil }
      return try accepts(a, renamed) == nil ? nil : .policy("parameter_renamed")
    case (.equation(let difference), .value(let value)):
      return try solves(difference, value) ? .policy("solved") : nil
    case (.named, .equalities): return nil
    case (_, .equalities(let sides)):
      for side in sides {
        guard try accepts(gold, side) != nil else { return nil }
      }
      return .policy("restated")
    case (.equalities(let sides), _):
      guard let last = sides.last else { return nil }
      return try accepts(last, prediction) == nil ? nil : .policy("restated")
    case (.clock(let hours, let minutes, 0), .ratio), (.clock(let hours, let minutes, 0), .value):
      return try accepts(.ratio([Scalar(Rational(hours)), Scalar(Rational(minutes))]), prediction)
    case (.ratio, .clock(let hours, let minutes, 0)), (.value, .clock(let hours, let minutes, 0)):
      return try accepts(gold, .ratio([Scalar(Rational(hours)), Scalar(Rational(minutes))]))
    default: return nil
    }
  }

  private static func areTuples(_ items: [Answer]) -> Bool {
    items.allSatisfy { if case .tuple = $0 { true } else { false } }
  }

  /// The components of what may be a vector: a tuple, or two values in square brackets.
  private static func components(_ answer: Answer) -> [Answer]? {
    switch answer {
    case .tuple(let items): return items
    case .interval(let interval):
      guard interval.includesLower, interval.includesUpper, case .finite(let a) = interval.lower,
        case .finite(let b) = interval.upper
      else { return nil }
      return [.value(a), .value(b)]
    default: return nil
    }
  }

  /// Whether names of the gold say which value is whose, so that values without names must come in their order:
  /// `x = 1, y = 2`, but not `x = 1 or x = 2`, nor `x_1 = 1, x_2 = 2`.
  private static func keepsOrder(_ gold: [Answer], _ prediction: [Answer]) -> Bool {
    var names: Set<Substring> = []
    for item in gold {
      guard case .named(let name, _) = item else { return false }
      names.insert(name.text.prefix { $0 != "_" })
    }
    let isNamed = prediction.contains { if case .named = $0 { true } else { false } }
    return names.count > 1 && !isNamed
  }

  private func inOrder(_ gold: [Answer], _ prediction: [Answer]) throws(AlgebraError) -> Outcome? {
    guard gold.count == prediction.count else { return nil }
    var outcome = Outcome.equal(.structure)
    for (a, b) in zip(gold, prediction) {
      guard let next = try accepts(a, b) else { return nil }
      outcome = Acceptance.weaker(outcome, next)
    }
    return outcome
  }

  private func inAnyOrder(_ gold: [Answer], _ prediction: [Answer]) throws(AlgebraError) -> Outcome? {
    guard gold.count == prediction.count else { return nil }
    try algebra.spend(gold.count * prediction.count * 8)
    var rest = prediction
    var outcome = Outcome.equal(.structure)
    for item in gold {
      var match: (index: Int, outcome: Outcome)? = nil
      for (index, candidate) in rest.enumerated() {
        if let found = try accepts(item, candidate) {
          match = (index, found)
          break
        }
      }
      guard let match else { return nil }
      rest.remove(at: match.index)
      outcome = Acceptance.weaker(outcome, match.outcome)
    }
    return outcome
  }

  private static func weaker(_ left: Outcome, _ right: Outcome) -> Outcome {
    switch (left, right) {
    case (.policy, _): left
    case (_, .policy): right
    case (.equal(let a), .equal(let b)): .equal(max(a, b))
    }
  }
}
