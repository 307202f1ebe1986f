/// Random expressions from a seed, so that a failing case is named by a number.
struct ExpressionGenerator {
  /// What an expression is made of.
  enum Flavour: Sendable, CaseIterable {
    /// Fractions and decimals.
    case rationals
    /// Roots, logarithms, π and functions of numbers.
    case constants
    case polynomials
    case quotients
    /// Roots and functions of variables.
    case functions
    /// Factorials, remainders and signs that alternate, of whole numbers.
    case wholes
  }

  var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

  mutating func chance(_ one: Int, in many: Int) -> Bool { below(many) < one }

  mutating func pick<Element>(_ items: [Element]) -> Element { items[below(items.count)] }

  mutating func flavour() -> Flavour { pick(Flavour.allCases) }

  // MARK: Trees

  static let names = ["x", "y", "z", "a", "b", "t", "θ"]

  /// An expression of about so many levels.
  mutating func tree(_ flavour: Flavour, depth: Int = 3) -> Tree {
    if depth == 0 { return atom(flavour) }
    switch flavour {
    case .rationals: return rational(depth)
    case .constants: return constant(depth)
    case .polynomials: return polynomial(depth)
    case .quotients: return quotient(depth)
    case .functions: return function(depth)
    case .wholes: return whole(depth)
    }
  }

  /// A number that is no neutral element, so that every part of a text has a weight.
  mutating func number() -> Tree { .number(chance(1, in: 8) ? 10 + below(990) : 2 + below(8)) }

  mutating func atom(_ flavour: Flavour) -> Tree {
    switch flavour {
    case .rationals: return chance(1, in: 5) ? .decimal(1 + below(999), places: 1 + below(3)) : number()
    case .constants: return chance(1, in: 5) ? .pi : number()
    case .wholes: return chance(3, in: 4) ? .variable(pick(Self.wholeNames)) : .number(2 + below(4))
    default: return chance(2, in: 3) ? .variable(name()) : number()
    }
  }

  static let wholeNames = ["n", "k", "m", "p", "q"]

  /// Few names, so that they meet.
  mutating func name() -> String { Self.names[min(below(3), below(Self.names.count))] }

  private mutating func items(_ flavour: Flavour, _ depth: Int) -> [Tree] {
    (0..<(2 + below(2))).map { _ in tree(flavour, depth: depth - 1 - (chance(1, in: 3) && depth > 1 ? 1 : 0)) }
  }

  /// Sums with signs, and products; what both have in common.
  private mutating func arithmetic(_ flavour: Flavour, _ depth: Int) -> Tree {
    guard chance(3, in: 5) else { return .product(items(flavour, depth)) }
    return .sum(items(flavour, depth).map { item in chance(1, in: 3) ? .negated(item) : item })
  }

  private mutating func rational(_ depth: Int) -> Tree {
    switch below(7) {
    case 0, 1: return .quotient(tree(.rationals, depth: depth - 1), number())
    case 2: return .power(tree(.rationals, depth: depth - 1), pick([2, 3, -1, -2]))
    default: return arithmetic(.rationals, depth)
    }
  }

  private mutating func constant(_ depth: Int) -> Tree {
    switch below(10) {
    case 0, 1: return .root(number(), degree: pick([2, 2, 2, 3, 4]))
    case 2: return .function(.ln, chance(1, in: 2) ? number() : .quotient(number(), number()))
    case 3: return .logarithm(number(), base: pick([2, 3, 10]))
    case 4: return .function(pick([.sin, .cos, .arctan, .tan, .sinh, .cosh, .tanh]), smallAngle())
    case 5: return .function(.exp, chance(1, in: 2) ? smallAngle() : .root(number(), degree: 2))
    case 6: return .quotient(tree(.constants, depth: depth - 1), number())
    default: return arithmetic(.constants, depth)
    }
  }

  private mutating func smallAngle() -> Tree {
    let number = Tree.number(1 + below(5))
    return chance(1, in: 2) ? .quotient(.pi, .number(pick([3, 4, 5, 6, 7, 12]))) : number
  }

  private mutating func polynomial(_ depth: Int) -> Tree {
    if chance(1, in: 4) { return .power(tree(.polynomials, depth: min(depth - 1, 1)), pick([2, 2, 3])) }
    return arithmetic(.polynomials, depth)
  }

  private mutating func quotient(_ depth: Int) -> Tree {
    switch below(6) {
    case 0, 1:
      let denominator = Tree.sum([.variable(name()), number()])
      return .quotient(tree(.polynomials, depth: depth - 1), chance(1, in: 2) ? denominator : .variable(name()))
    case 2: return .power(.sum([.variable(name()), number()]), pick([-1, -2, 2]))
    default: return arithmetic(.quotients, depth)
    }
  }

  private mutating func function(_ depth: Int) -> Tree {
    switch below(9) {
    case 8: return .exponential(base: 2 + below(4), tree(.polynomials, depth: min(depth - 1, 1)))
    case 0, 1: return .function(pick(Tree.Function.allCases), tree(.polynomials, depth: min(depth - 1, 1)))
    case 2: return .root(tree(.polynomials, depth: min(depth - 1, 1)), degree: pick([2, 2, 3]))
    case 3: return .power(.function(pick([.sin, .cos, .abs]), .variable(name())), 2)
    case 4: return .quotient(tree(.functions, depth: depth - 1), number())
    default: return arithmetic(.functions, depth)
    }
  }

  private mutating func whole(_ depth: Int) -> Tree {
    let small = Tree.sum([atom(.wholes), .number(1 + below(2))])
    switch below(8) {
    case 0, 1: return .factorial(chance(1, in: 2) ? .variable(pick(Self.wholeNames)) : small)
    case 2: return .alternating(chance(1, in: 2) ? .variable(pick(Self.wholeNames)) : small)
    case 3: return .remainder(tree(.wholes, depth: min(depth - 1, 1)), by: 2 + below(4))
    case 4: return .exponential(base: 2 + below(3), small)
    default: return arithmetic(.wholes, depth)
    }
  }
}
