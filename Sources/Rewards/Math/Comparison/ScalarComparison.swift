internal import BigInt

/// How sure it is that two values are equal.
enum Evidence: Sendable, Hashable, Comparable {
  /// The same canonical form.
  case structure
  /// The difference is zero by the laws of the algebra: a proof.
  case algebra
  /// No evaluation tells them apart, in two precisions beyond what the two texts could hold by chance.
  case numeric
}

/// Whether two scalars are the same number, or the same function on the same real domain.
///
/// Structure first, then exact algebra. Where the kernels obey laws that the algebra does not know, the two are evaluated
/// at points whose digits are drawn from a fixed seed: one point that separates them, by enclosures that do not overlap or
/// by being in the domain of only one, proves them different. If none of the points does, they are taken as equal once
/// two enclosures of different precision agree to more bits than both texts contain: a coincidence of that size among
/// all pairs of texts of that length has a probability below 2^-64 for constants. For functions the point's own digits
/// are random too: a difference that is not zero everywhere vanishes at one of them with a probability below 2^-40.
struct ScalarComparison {
  enum Outcome: Sendable, Hashable {
    case equal(Evidence)
    case different
    /// Not told apart, and not shown to be equal either.
    case undecided
  }

  let algebra: Algebra

  func compare(_ left: Scalar, _ right: Scalar) throws(AlgebraError) -> Outcome {
    if left == right { return .equal(.structure) }
    if left.rational != nil, right.rational != nil { return .different }
    let difference = try algebra.commonNumerator(left, right)
    if try algebra.isZero(difference) { return .equal(.algebra) }
    if isNotZero(difference) { return .different }
    if obeysNoFurtherLaws(left), obeysNoFurtherLaws(right) { return .different }
    return try numeric(left, right)
  }

  /// Whether a difference is one term of kernels that are never zero: `e^u + 1` against `e^u`.
  private func isNotZero(_ difference: Polynomial) -> Bool {
    guard difference.terms.count == 1 else { return false }
    return difference.terms[0].monomial.factors.allSatisfy { factor in
      switch algebra.kernel(factor.kernel) {
      case .pi, .integer, .imaginaryUnit, .exponential, .logarithmOfInteger: true
      default: false
      }
    }
  }

  /// Whether distinct sums of the kernels are distinct functions: variables, square roots and the like of integers, `i`,
  /// and π, which is transcendental.
  private func obeysNoFurtherLaws(_ value: Scalar) -> Bool {
    for polynomial in [value.numerator, value.denominator] {
      for term in polynomial.terms {
        for factor in term.monomial.factors {
          switch algebra.kernel(factor.kernel) {
          case .symbol, .pi, .imaginaryUnit, .application: continue
          case .integer(let base): guard base.bitWidth < 26 else { return false }
          default: return false
          }
        }
      }
    }
    return true
  }

  // MARK: Evaluation

  private func numeric(_ left: Scalar, _ right: Scalar) throws(AlgebraError) -> Outcome {
    let usesComplex = containsImaginaryUnit(left) || containsImaginaryUnit(right)
    let outcome = try sampled(left, right, isComplex: usesComplex)
    // Nothing real to compare: both may still be the same complex function.
    return outcome == .undecided && !usesComplex ? try sampled(left, right, isComplex: true) : outcome
  }

  private func containsImaginaryUnit(_ value: Scalar) -> Bool {
    algebra.kernels(within: value).contains { algebra.kernel($0) == .imaginaryUnit }
  }

  private func sampled(_ left: Scalar, _ right: Scalar, isComplex: Bool) throws(AlgebraError) -> Outcome {
    let variables = algebra.variables(of: left).union(algebra.variables(of: right)).sorted()
    let whole = wholeVariables(left, right)
    var generator = PointGenerator(variables: variables, whole: whole, edges: edges(variables))
    var shared: [[Int32: Rational]] = []
    for _ in 0..<(variables.isEmpty ? 1 : generator.count) {
      let point = generator.next()
      let a = algebra.interval(left, at: point, isComplex: isComplex)
      let b = algebra.interval(right, at: point, isComplex: isComplex)
      switch (a, b) {
      case (.success(let a), .success(let b)):
        if !a.overlaps(b) { return .different }
        shared.append(point)
      case (.success, .failure(.undefined)), (.failure(.undefined), .success): return .different
      case (.failure(.undefined), .failure(.undefined)): continue
      default: shared.append(point)
      }
    }
    // Whole variables make zeros likely: two points say little.
    return try confirmed(
      left, right, shared, isComplex: isComplex, isConstant: variables.isEmpty, points: whole.isEmpty ? 2 : 12)
  }

  private func confirmed(
    _ left: Scalar, _ right: Scalar, _ points: [[Int32: Rational]], isComplex: Bool, isConstant: Bool,
    points needed: Int
  ) throws(AlgebraError) -> Outcome {
    let text = 96 + information(left) + information(right)
    var agreements = 0
    var hasValue = false
    var isOpen = false
    for point in points {
      guard let range = dynamicRange(left, right, point, isComplex: isComplex) else { continue }
      // A small term beside a large one shows only beyond the distance of their sizes.
      let bits = text + 2 * range
      guard bits <= ScalarComparison.maximumBits else { throw .budget }
      for precision in [bits, 2 * bits] {
        switch agreement(left, right, point, isComplex: isComplex, bits: precision) {
        case .different: return .different
        case .equal(let isZero):
          agreements += 1
          hasValue = hasValue || !isZero
        case .undecided: isOpen = true
        }
        // Says whether an evaluation ended for lack of budget.
        try algebra.spend(1)
        if isConstant ? agreements == 2 : agreements >= 2 * needed && (hasValue || !isOpen) { return .equal(.numeric) }
      }
    }
    // That both are zero here and there says little where elsewhere they could not be told.
    guard hasValue || !isOpen else { return .undecided }
    let enough = isConstant ? 2 : max(4, min(2 * needed, points.count))
    return agreements >= enough ? .equal(.numeric) : .undecided
  }

  private enum Agreement { case equal(isZero: Bool), different, undecided }

  private static let maximumBits = 8192

  /// How far the values met on the way are from one, in bits; `nil` where they cannot be computed.
  private func dynamicRange(
    _ left: Scalar, _ right: Scalar, _ point: [Int32: Rational], isComplex: Bool
  ) -> Int? {
    var range = 0
    for side in [left, right] {
      guard let side = algebra.dynamicRange(side, at: point, isComplex: isComplex) else { return nil }
      range = max(range, side)
    }
    return range
  }

  private func agreement(
    _ left: Scalar, _ right: Scalar, _ point: [Int32: Rational], isComplex: Bool, bits: Int
  ) -> Agreement {
    let a = algebra.ball(left, at: point, isComplex: isComplex, bits: bits + 64)
    let b = algebra.ball(right, at: point, isComplex: isComplex, bits: bits + 64)
    switch (a, b) {
    case (.success(let a), .success(let b)):
      if !a.overlaps(b) { return .different }
      var context = BallContext(bits: bits + 64)
      let gap = a.minus(b, &context)
      let width = max(gap.re.upperLog2, gap.im.upperLog2)
      // Both may be zero: then the width counts by itself.
      let size = max(a.re.upperLog2, a.im.upperLog2, b.re.upperLog2, b.im.upperLog2, -bits / 4)
      let isZero = a.containsZero && b.containsZero
      return width <= (isZero ? min(size, 0) : size) - bits / 2 ? .equal(isZero: isZero) : .undecided
    case (.success, .failure(.undefined)), (.failure(.undefined), .success): return .different
    default: return .undecided
    }
  }

  /// An upper estimate of the bits that the text of such a scalar holds.
  private func information(_ value: Scalar) -> Int {
    var seen: Set<Int32> = []
    return information(value, &seen)
  }

  private func information(_ value: Scalar, _ seen: inout Set<Int32>) -> Int {
    information(value.numerator, &seen) + (value.isPolynomial ? 0 : information(value.denominator, &seen))
  }

  private func information(_ value: Polynomial, _ seen: inout Set<Int32>) -> Int {
    var bits = 0
    for term in value.terms {
      bits += 2 + term.coefficient.bitWidth + information(term.monomial, &seen)
      if bits > 1 << 20 { break }
    }
    return bits
  }

  private func information(_ value: Monomial, _ seen: inout Set<Int32>) -> Int {
    var bits = 0
    for factor in value.factors {
      bits += 6 + factor.exponent.rational.bitWidth
      guard seen.insert(factor.kernel).inserted else { continue }
      switch algebra.kernel(factor.kernel) {
      case .integer(let base), .logarithmOfInteger(let base): bits += base.bitWidth
      case .exponential(let monomial): bits += information(monomial, &seen)
      case .power(let base, let monomial): bits += information(base, &seen) + information(monomial, &seen)
      case .generalPower(let a, let b), .remainder(let a, let b):
        bits += information(a, &seen) + information(b, &seen)
      case .root(let a), .sine(let a), .cosine(let a), .logarithm(let a), .absoluteValue(let a), .factorial(let a):
        bits += information(a, &seen)
      case .function(_, let arguments): for argument in arguments { bits += information(argument, &seen) }
      case .symbol, .pi, .imaginaryUnit, .application, .commonLogarithmBase, .opaque: bits += 6
      }
    }
    return bits
  }

  // MARK: Whole variables

  /// Variables that stand where only whole numbers make sense: in factorials, and in exponents of negative numbers.
  private func wholeVariables(_ left: Scalar, _ right: Scalar) -> Set<Int32> {
    var found: Set<Int32> = []
    for kernel in algebra.kernels {
      switch kernel {
      case .factorial(let argument): found.formUnion(algebra.variables(of: argument))
      case .remainder(let a, let b): found.formUnion(algebra.variables(of: a).union(algebra.variables(of: b)))
      case .power(let base, let exponent) where (base.rational?.sign ?? 1) < 0:
        found.formUnion(algebra.variables(of: Scalar(Polynomial(exponent))))
      case .function(.gcd, let arguments), .function(.lcm, let arguments):
        for argument in arguments { found.formUnion(algebra.variables(of: argument)) }
      default: continue
      }
    }
    return found
  }

  /// Where functions made of pieces may change: the numbers that occur in them. Empty where there are no such functions.
  private func edges(_ variables: [Int32]) -> PointGenerator.Edges {
    var edges = PointGenerator.Edges()
    guard !variables.isEmpty else { return edges }
    for kernel in algebra.kernels {
      switch kernel {
      case .absoluteValue(let argument), .root(let argument): add(argument, to: &edges)
      case .function(let name, let arguments):
        switch name {
        case .max, .min, .sign: break
        case .floor, .ceiling: edges.hasSteps = true
        default: continue
        }
        for argument in arguments { add(argument, to: &edges) }
        if arguments.count == 2, let gap = try? algebra.difference(arguments[0], arguments[1]) { add(gap, to: &edges) }
      case .remainder(let a, let b):
        add(a, to: &edges)
        add(b, to: &edges)
        edges.hasSteps = true
      default: continue
      }
    }
    return edges
  }

  /// The numbers of an argument, and where it changes its sign if it is linear.
  private func add(_ argument: Scalar, to edges: inout PointGenerator.Edges) {
    let terms = argument.numerator.terms
    edges.add(sizes: (terms + argument.denominator.terms).map(\.coefficient.magnitude))
    guard argument.isPolynomial else { return }
    var offset = Rational.zero
    var slopes: [Rational] = []
    for term in terms {
      let single = Scalar(Polynomial(terms: [term]))
      if term.monomial.isOne {
        offset += term.coefficient
      } else if algebra.isConstant(single) {
        // e^20 and the like, about.
        guard case .success(let value) = algebra.interval(single, at: [:], isComplex: false),
          let whole = Int(exactly: value.re.approximation.rounded())
        else { return }
        offset += Rational(whole)
      } else if term.monomial.factors.count == 1, term.monomial.factors[0].exponent == .one {
        slopes.append(term.coefficient)
      }
    }
    for slope in slopes { edges.add(break: -offset / slope) }
  }
}
