/// Tries the readings of a pair one after the other: as it stands first, then with what the texts leave open.
struct Decision {
  let settings: MathSettings
  let interpreter: Interpreter
  let goldText: String
  let predictionText: String
  let goldExpression: Expression
  let predictionExpression: Expression

  private var algebra: Algebra { interpreter.algebra }

  private var acceptance: Acceptance {
    Acceptance(comparison: AnswerComparison(interpreter: interpreter, decimalPlaces: settings.decimalPlaces))
  }

  func decide(_ gold: Answer, _ prediction: Answer) throws(AlgebraError) -> Acceptance.Outcome? {
    if !settings.setRelations, goldExpression.isWrittenAsSet, predictionExpression.isWrittenAsInequality { return nil }
    if let outcome = try acceptance.accepts(gold, prediction) { return outcome }
    if sameDigitsInBase() { return .policy("base_left_out") }
    if let name = try renamed(gold, prediction) { return .policy(name) }
    if try logarithmBase(gold, prediction) { return .policy("logarithm_base") }
    return try reread(gold, prediction)
  }

  /// `204` for `204_5`.
  private func sameDigitsInBase() -> Bool {
    guard case .based(let digits, _) = goldExpression, case .number(let value) = predictionExpression else {
      return false
    }
    return digits.utf8.allSatisfy { (0x30...0x39).contains($0) } && Grammar.decimal(digits) == value
  }

  // MARK: Names of parameters

  /// Parameters may have other names: the `k` of `2kπ`, what a clause binds, constants of integration; any variable if
  /// the pair is not strict.
  private func renamed(_ gold: Answer, _ prediction: Answer) throws(AlgebraError) -> String? {
    let goldNames = AnswerNames(algebra: algebra).symbols(of: gold)
    let predictionNames = AnswerNames(algebra: algebra).symbols(of: prediction)
    let left = goldNames.filter { !predictionNames.contains($0) }
    let right = predictionNames.filter { !goldNames.contains($0) }
    guard left.count == right.count, (1...2).contains(left.count) else { return nil }
    if settings.strict {
      let bound = declaredParameters(goldExpression).union(declaredParameters(predictionExpression))
      let names = AnswerNames(algebra: algebra)
      let whole = try names.multipliersOfPi(gold).union(try names.multipliersOfPi(prediction))
      guard
        zip(left, right).allSatisfy({ a, b in
          bound.contains(a) || bound.contains(b) || (whole.contains(a) && whole.contains(b))
            || (Decision.constants.contains(a) && Decision.constants.contains(b))
        })
      else { return nil }
    }
    guard let other = try Renaming(from: right, to: left, in: algebra).applied(to: prediction),
      try acceptance.accepts(gold, other) != nil
    else { return nil }
    return settings.strict ? "parameter_renamed" : "variable_renamed"
  }

  /// Letters for constants of integration.
  private static let constants: Set<String> = ["C", "c", "K", "C_1", "C_2", "c_1", "c_2", "K_1", "K_2"]

  /// What clauses and memberships bind: "for any integer t", "k ∈ ℤ".
  private func declaredParameters(_ expression: Expression) -> Set<String> {
    var names: Set<String> = []
    _ = expression.contains { part in
      if case .conditioned(_, let parameters) = part { names.formUnion(parameters) }
      if case .relation(.symbol(let name)?, let comparisons) = part, comparisons.count == 1,
        comparisons[0].sign == .element, case .numberSet = comparisons[0].side
      {
        names.insert(name)
      }
      return false
    }
    return names
  }

  // MARK: log

  /// `log` without a base is that to 10 or the natural one, whichever makes sense, on both sides.
  private func logarithmBase(_ gold: Answer, _ prediction: Answer) throws(AlgebraError) -> Bool {
    let base = try algebra.number(of: .commonLogarithmBase)
    let names = AnswerNames(algebra: algebra)
    guard names.kernels(of: gold).contains(base) || names.kernels(of: prediction).contains(base) else { return false }
    for value in [try algebra.logarithm(Scalar(10)), Scalar.one] {
      let substitution = ConstantSubstitution(algebra: algebra, kernel: base, value: value)
      if try acceptance.accepts(try substitution.answer(gold), try substitution.answer(prediction)) != nil {
        return true
      }
    }
    return false
  }

  // MARK: Other readings

  /// A comma may part thousands, decimals or items: where one side is a list and the other is not, or both are lists of
  /// different lengths, the text of the other reading is tried.
  private func reread(_ gold: Answer, _ prediction: Answer) throws(AlgebraError) -> Acceptance.Outcome? {
    let separated = Grammar.Reading(groupsThousands: false)
    let decimal = Grammar.Reading(groupsThousands: false, usesDecimalComma: true)
    if Decision.isCollection(gold), predictionText.utf8.contains(0x2C),
      let other = reading(predictionText, separated, than: predictionExpression)
    {
      if try acceptance.accepts(gold, other) != nil { return .policy("commas_separate") }
    }
    if Decision.isCollection(prediction), goldText.utf8.contains(0x2C),
      let other = reading(goldText, separated, than: goldExpression)
    {
      if try acceptance.accepts(other, prediction) != nil { return .policy("commas_separate") }
    }
    if !Decision.isCollection(gold) || !Decision.isCollection(prediction) {
      let first = !goldText.utf8.contains(0x2C) ? nil : reading(goldText, decimal, than: goldExpression)
      let second =
        !predictionText.utf8.contains(0x2C) ? nil : reading(predictionText, decimal, than: predictionExpression)
      if let second, !Decision.isCollection(second), try acceptance.accepts(gold, second) != nil {
        return .policy("decimal_comma")
      }
      if let first, !Decision.isCollection(first), try acceptance.accepts(first, prediction) != nil {
        return .policy("decimal_comma")
      }
    }
    let units = Grammar.Reading(takesLettersAsUnits: true)
    let names = AnswerNames(algebra: algebra)
    if case .quantity = gold, let other = reading(predictionText, units, than: predictionExpression) {
      if try acceptance.accepts(gold, other) != nil { return .policy("letters_as_units") }
    }
    if case .quantity = prediction, let other = reading(goldText, units, than: goldExpression) {
      if try acceptance.accepts(other, prediction) != nil { return .policy("letters_as_units") }
    }
    // "79 g" in prose, where letters are set as any other.
    if Decision.isNumber(gold), !predictionText.utf8.contains(0x5C), !names.kernels(of: prediction).isEmpty,
      let other = reading(predictionText, units, than: predictionExpression), case .quantity = other
    {
      if try acceptance.accepts(gold, other) != nil { return .policy("unit_added") }
    }
    let digits = Grammar.Reading(takesLettersAsDigits: true)
    if Decision.isNumber(gold), predictionText.utf8.contains(0x5F),
      let other = reading(predictionText, digits, than: predictionExpression)
    {
      if try acceptance.accepts(gold, other) != nil { return .policy("letters_as_digits") }
    }
    if Decision.isNumber(prediction), goldText.utf8.contains(0x5F),
      let other = reading(goldText, digits, than: goldExpression)
    {
      if try acceptance.accepts(other, prediction) != nil { return .policy("letters_as_digits") }
    }
    return nil
  }

  private static func isNumber(_ answer: Answer) -> Bool {
    if case .value(let value) = answer { value.rational != nil } else { false }
  }

  private func reading(_ text: String, _ reading: Grammar.Reading, than expression: Expression) -> Answer? {
    guard text.utf8.count < 200, let other = try? Grammar.parse(text, reading: reading),
      other != expression
    else { return nil }
    return try? interpreter.answer(other)
  }

  private static func isCollection(_ answer: Answer) -> Bool {
    switch answer {
    case .list, .tuple, .set: true
    default: false
    }
  }
}

/// The names that occur in an answer.
struct AnswerNames {
  let algebra: Algebra

  /// In the order of their first occurrence.
  func symbols(of answer: Answer) -> [String] {
    var names: [String] = []
    for kernel in kernels(of: answer).sorted() {
      if case .symbol(let name) = algebra.kernel(kernel) { names.append(name) }
    }
    return names
  }

  /// Whether a scalar holds the index, in the name of a variable too.
  func mentions(_ value: Scalar, _ index: Int32) -> Bool {
    algebra.variables(of: value).contains { kernel in
      if kernel == index { return true }
      guard case .symbol(let name) = algebra.kernel(kernel) else { return true }
      return name.hasSuffix("_" + Interpreter.indexName)
    }
  }

  func kernels(of answer: Answer) -> Set<Int32> {
    var found: Set<Int32> = []
    answer.visitScalars { found.formUnion(algebra.variables(of: $0)) }
    return found
  }

  /// Letters for whole numbers that occur as factors of π, as in periodic solutions: `2kπ`.
  func multipliersOfPi(_ answer: Answer) throws(AlgebraError) -> Set<String> {
    let pi = try algebra.number(of: .pi)
    var names: Set<String> = []
    answer.visitScalars { value in
      for term in value.numerator.terms where term.monomial.factors.count == 2 && !term.monomial.exponent(of: pi).isZero
      {
        for factor in term.monomial.factors where factor.kernel != pi && factor.exponent == .one {
          guard case .symbol(let name) = algebra.kernel(factor.kernel), Grammar.indexLetters.contains(name) else {
            continue
          }
          names.insert(name)
        }
      }
    }
    return names
  }
}

/// Puts a value in the place of a kernel that stands in no other.
struct ConstantSubstitution {
  let algebra: Algebra
  let kernel: Int32
  let value: Scalar

  func answer(_ answer: Answer) throws(AlgebraError) -> Answer {
    try Substitution(algebra: algebra, map: [kernel: value]).answer(answer)
  }
}

extension Expression {
  /// An interval, a union, a set, or `x ∈` one.
  var isWrittenAsSet: Bool {
    switch self {
    case .set, .union, .intersection, .setDifference, .numberSet, .emptySet: true
    case .bracketed(let items, _, _): items.count == 2
    case .relation(_, let comparisons): comparisons.count == 1 && comparisons[0].sign == .element
    default: false
    }
  }

  /// One comparison of sizes, or several joined.
  var isWrittenAsInequality: Bool {
    switch self {
    case .relation(_, let comparisons):
      comparisons.allSatisfy { [.less, .lessEqual, .greater, .greaterEqual, .notEqual].contains($0.sign) }
    case .list(let items), .alternatives(let items), .conjunction(let items):
      items.contains { $0.isWrittenAsInequality }
    default: false
    }
  }
}
