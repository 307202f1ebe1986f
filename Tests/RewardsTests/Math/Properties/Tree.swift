import Glibc

/// An expression of the tests' own, so that what it means does not hang on the code that is tested.
///
/// Numbers are not negative; signs are ``negated(_:)``. Exponents are whole.
indirect enum Tree: Sendable, Hashable {
  case number(Int)
  /// `digits / 10^places`, written as a decimal.
  case decimal(Int, places: Int)
  case variable(String)
  case pi
  case sum([Tree])
  case product([Tree])
  case negated(Tree)
  case quotient(Tree, Tree)
  case power(Tree, Int)
  /// The real root of a degree of at least 2.
  case root(Tree, degree: Int)
  case function(Function, Tree)
  case logarithm(Tree, base: Int)
  /// A number to an exponent that may vary.
  case exponential(base: Int, Tree)
  /// Of whole numbers, as the next two.
  case factorial(Tree)
  /// `(-1)^n`
  case alternating(Tree)
  case remainder(Tree, by: Int)

  enum Function: String, Sendable, Hashable, CaseIterable {
    case sin, cos, tan, arcsin, arctan, sinh, cosh, tanh, ln, exp, abs
  }

  var children: [Tree] {
    switch self {
    case .number, .decimal, .variable, .pi: []
    case .sum(let items), .product(let items): items
    case .quotient(let a, let b): [a, b]
    case .negated(let a), .power(let a, _), .root(let a, _), .function(_, let a), .logarithm(let a, _),
      .exponential(_, let a), .factorial(let a), .alternating(let a), .remainder(let a, _):
      [a]
    }
  }

  /// The same node over other children, of which there are as many.
  func with(children: [Tree]) -> Tree {
    switch self {
    case .number, .decimal, .variable, .pi: self
    case .sum: .sum(children)
    case .product: .product(children)
    case .quotient: .quotient(children[0], children[1])
    case .negated: .negated(children[0])
    case .power(_, let exponent): .power(children[0], exponent)
    case .root(_, let degree): .root(children[0], degree: degree)
    case .function(let name, _): .function(name, children[0])
    case .logarithm(_, let base): .logarithm(children[0], base: base)
    case .exponential(let base, _): .exponential(base: base, children[0])
    case .factorial: .factorial(children[0])
    case .alternating: .alternating(children[0])
    case .remainder(_, let divisor): .remainder(children[0], by: divisor)
    }
  }

  /// How many nodes there are.
  var size: Int { children.reduce(1) { $0 + $1.size } }

  var variables: Set<String> {
    if case .variable(let name) = self { return [name] }
    return children.reduce(into: []) { $0.formUnion($1.variables) }
  }

  var isAtom: Bool { children.isEmpty }

  /// Whether it is a polynomial, which has a value at every real point.
  var isPolynomial: Bool {
    switch self {
    case .number, .decimal, .variable, .pi: true
    case .sum, .product, .negated: children.allSatisfy(\.isPolynomial)
    case .power(let base, let exponent): exponent > 0 && base.isPolynomial
    default: false
    }
  }

  /// The tree with the node at that number (in the order of a walk from the root) replaced; `nil` if the closure
  /// declines.
  func replacing(node number: Int, _ replace: (Tree) -> Tree?) -> Tree? {
    if number == 0 { return replace(self) }
    var rest = number - 1
    var items = children
    for (index, item) in items.enumerated() {
      let size = item.size
      if rest < size {
        guard let changed = item.replacing(node: rest, replace) else { return nil }
        items[index] = changed
        return with(children: items)
      }
      rest -= size
    }
    return nil
  }
}

/// A value in machine numbers with a bound of its error: two such values that lie further apart than their errors are
/// values of different functions.
struct Estimate: Sendable {
  var value: Double
  var error: Double

  init?(_ value: Double, error: Double) {
    guard value.isFinite, error.isFinite else { return nil }
    self.value = value
    // The functions of the system's library are good to two units in the last place.
    self.error = error + 4 * value.magnitude * Double.ulpOfOne + 1e-300
  }

  func isSurelyApart(from other: Estimate) -> Bool {
    (value - other.value).magnitude > 4 * (error + other.error)
  }
}

extension Tree {
  /// The value at a point; `nil` where it has none, or none that machine numbers can hold or tell.
  func estimate(at point: [String: Double]) -> Estimate? {
    switch self {
    case .number(let value): return Estimate(Double(value), error: 0)
    case .decimal(let digits, let places): return Estimate(Double(digits) / Glibc.pow(10, Double(places)), error: 0)
    case .variable(let name): return point[name].flatMap { Estimate($0, error: 0) }
    case .pi: return Estimate(Double.pi, error: 0)
    case .sum(let items):
      var (total, error) = (0.0, 0.0)
      for item in items {
        guard let next = item.estimate(at: point) else { return nil }
        total += next.value
        error += next.error + total.magnitude * Double.ulpOfOne
      }
      return Estimate(total, error: error)
    case .product(let items):
      var product = Estimate(1, error: 0)
      for item in items {
        guard let a = product, let b = item.estimate(at: point) else { return nil }
        product = Estimate(
          a.value * b.value, error: a.value.magnitude * b.error + b.value.magnitude * a.error + a.error * b.error)
      }
      return product
    case .negated(let item): return item.estimate(at: point).flatMap { Estimate(-$0.value, error: $0.error) }
    case .quotient(let a, let b):
      guard let a = a.estimate(at: point), let b = b.estimate(at: point) else { return nil }
      return a.divided(by: b)
    case .power(let base, let exponent):
      guard let base = base.estimate(at: point) else { return nil }
      return base.power(exponent)
    case .root(let radicand, let degree):
      guard let value = radicand.estimate(at: point) else { return nil }
      return value.root(degree)
    case .function(let name, let argument):
      guard let value = argument.estimate(at: point) else { return nil }
      return value.applying(name)
    case .logarithm(let argument, let base):
      guard let value = argument.estimate(at: point)?.applying(.ln) else { return nil }
      let scale = Glibc.log(Double(base))
      return Estimate(value.value / scale, error: value.error / scale)
    case .exponential(let base, let exponent):
      guard let value = exponent.estimate(at: point) else { return nil }
      let scale = Glibc.log(Double(base))
      return Estimate(value.value * scale, error: value.error * scale)?.applying(.exp)
    case .factorial(let argument):
      guard let whole = argument.whole(at: point), (0...20).contains(whole) else { return nil }
      return Estimate((0..<whole).reduce(1.0) { $0 * Double($1 + 1) }, error: 0)
    case .alternating(let exponent):
      return exponent.whole(at: point).flatMap { Estimate($0.isMultiple(of: 2) ? 1 : -1, error: 0) }
    case .remainder(let dividend, let divisor):
      return dividend.whole(at: point).flatMap { Estimate(Double(($0 % divisor + divisor) % divisor), error: 0) }
    }
  }
}

extension Estimate {
  func divided(by other: Estimate) -> Estimate? {
    let smallest = other.value.magnitude - other.error
    guard smallest > 0 else { return nil }
    let quotient = value / other.value
    return Estimate(quotient, error: (error + quotient.magnitude * other.error) / smallest)
  }

  func power(_ exponent: Int) -> Estimate? {
    if exponent < 0 { return power(-exponent).flatMap { Estimate(1, error: 0)?.divided(by: $0) } }
    let largest = value.magnitude + error
    let slope = Double(exponent) * Glibc.pow(largest, Double(exponent - 1))
    return Estimate(Glibc.pow(value, Double(exponent)), error: exponent == 0 ? 0 : slope * error)
  }

  func root(_ degree: Int) -> Estimate? {
    // Near zero a root is too steep to be told.
    guard value.magnitude > 2 * error, value > 0 || degree % 2 == 1 else { return nil }
    let root = Glibc.pow(value.magnitude, 1 / Double(degree))
    let slope = root / (value.magnitude - error) / Double(degree)
    return Estimate(value < 0 ? -root : root, error: 2 * slope * error + 4 * root * Double.ulpOfOne)
  }

  func applying(_ name: Tree.Function) -> Estimate? {
    switch name {
    case .sin: return Estimate(Glibc.sin(value), error: error + Double.ulpOfOne)
    case .cos: return Estimate(Glibc.cos(value), error: error + Double.ulpOfOne)
    case .tan:
      guard let sine = applying(.sin), let cosine = applying(.cos) else { return nil }
      return sine.divided(by: cosine)
    case .arctan: return Estimate(Glibc.atan(value), error: error)
    case .arcsin:
      // At its ends it is too steep to be told.
      guard value.magnitude + error < 0.99 else { return nil }
      return Estimate(Glibc.asin(value), error: 10 * error)
    case .sinh, .cosh, .tanh:
      guard let rising = applying(.exp), let falling = Estimate(-value, error: error)?.applying(.exp) else {
        return nil
      }
      let errors = rising.error + falling.error
      if name == .cosh { return Estimate((rising.value + falling.value) / 2, error: errors) }
      let sine = Estimate((rising.value - falling.value) / 2, error: errors + rising.value * Double.ulpOfOne)
      if name == .sinh { return sine }
      return Estimate((rising.value + falling.value) / 2, error: errors).flatMap { sine?.divided(by: $0) }
    case .ln:
      guard value > 2 * error else { return nil }
      return Estimate(Glibc.log(value), error: 2 * error / value + Double.ulpOfOne)
    case .exp:
      guard error < 0.5 else { return nil }
      return Estimate(Glibc.exp(value), error: 2 * Glibc.exp(value) * error)
    case .abs: return Estimate(value.magnitude, error: error)
    }
  }
}

extension Tree {
  /// The value at a point, where that is a whole number for sure.
  private func whole(at point: [String: Double]) -> Int? {
    guard let value = estimate(at: point), value.error < 1e-6, value.value.magnitude < 1e9,
      (value.value - value.value.rounded()).magnitude < 1e-6
    else { return nil }
    return Int(value.value.rounded())
  }

  /// Points where functions are told apart: whole ones for the names of ``ExpressionGenerator/wholeNames``; else of both
  /// signs, in the reach of everyone who would try by hand.
  static func points(_ names: Set<String>) -> [[String: Double]] {
    if names.contains(where: ExpressionGenerator.wholeNames.contains) {
      var generator = SeededGenerator(seed: 9)
      return (0..<12).map { number in
        Dictionary(
          uniqueKeysWithValues: names.sorted().map {
            ($0, Double(Int.random(in: 1...(3 + number / 2), using: &generator)))
          })
      }
    }
    let ranges: [(Double, Double)] = [(0.3, 1), (1.1, 3), (-2.9, -1.2), (-0.9, -0.2), (3.5, 8), (0.5, 1.5)]
    var generator = SeededGenerator(seed: 7)
    return ranges.map { low, high in
      Dictionary(uniqueKeysWithValues: names.sorted().map { ($0, Double.random(in: low...high, using: &generator)) })
    }
  }

  /// Whether the two are different functions for sure: they have values at one of the points that lie apart.
  static func surelyDiffer(_ a: Tree, _ b: Tree) -> Bool {
    points(a.variables.union(b.variables)).contains { point in
      guard let x = a.estimate(at: point), let y = b.estimate(at: point) else { return false }
      return x.isSurelyApart(from: y)
    }
  }

  /// Whether it has a real value at one of the points.
  var isSomewhereDefined: Bool { Tree.points(variables).contains { estimate(at: $0) != nil } }
}

extension Tree {
  /// The tree with another number or name at each leaf, so that nothing cancels by chance.
  var withDistinctLeaves: Tree {
    var primes = [17, 101, 233, 419, 727, 997, 1511, 2339, 3571, 5417, 8089, 12_289, 18_397, 27_611, 41_201, 61_843][
      ...]
    var names = ExpressionGenerator.names[...]
    return relabelled(&primes, &names)
  }

  private func relabelled(_ primes: inout ArraySlice<Int>, _ names: inout ArraySlice<String>) -> Tree {
    switch self {
    case .number, .decimal, .pi: return .number(primes.popFirst() ?? 92_779)
    case .variable: return names.popFirst().map(Tree.variable) ?? .number(primes.popFirst() ?? 139_109)
    default:
      var items: [Tree] = []
      for child in children { items.append(child.relabelled(&primes, &names)) }
      return with(children: items)
    }
  }

  /// Whether a part of it, or the first or last items of a sum or product, may come to 0, 1 or -1, so that what stands
  /// beside them may say nothing.
  var mayHoldNeutralPart: Bool {
    let parts: [Tree]
    switch self {
    case .sum(let items): parts = items.indices.dropFirst().map { .sum(Array(items[$0...])) }
    case .product(let items): parts = items.indices.dropFirst().map { .product(Array(items[$0...])) }
    default: parts = []
    }
    return parts.contains(where: \.isMaybeNeutral) || children.contains { $0.isMaybeNeutral || $0.mayHoldNeutralPart }
  }

  private var isMaybeNeutral: Bool {
    Tree.points(variables).contains { point in
      guard let value = estimate(at: point)?.value.magnitude else { return true }
      return value < 1e-9 || (value - 1).magnitude < 1e-9
    }
  }
}
