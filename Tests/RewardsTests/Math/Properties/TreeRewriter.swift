/// Rules that keep what an expression means, at every real point and in where it has a value.
///
/// That is why nothing is divided by an expression, and why the laws of logarithms are applied to numbers only.
struct TreeRewriter {
  var generator: ExpressionGenerator
  /// Whether functions may come in that were not there: `t (sin² x + cos² x)` for `t`.
  var bringsFunctions = true

  init(seed: UInt64) { generator = ExpressionGenerator(seed: seed) }

  /// The tree after so many rules, each at a node that is drawn.
  mutating func rewritten(_ tree: Tree, steps: Int = 3) -> Tree {
    var result = tree
    for _ in 0..<steps { result = step(result) }
    return result
  }

  /// One rule; the tree itself where a few tries find none that applies.
  private mutating func step(_ tree: Tree) -> Tree {
    for _ in 0..<12 {
      let node = generator.below(tree.size)
      let rule = generator.pick(Rule.allCases)
      if let changed = tree.replacing(node: node, { self.apply(rule, to: $0) }), changed.size < 60 { return changed }
    }
    return tree
  }

  enum Rule: CaseIterable {
    case commute, associate, distribute, expandSquare, factorOutNumber, scaleAndDivide, addAndSubtract
    case quotientAsPower, powerAsProduct, negativeExponent, rootOfSquare, rootIntoProduct, pythagoras,
      logarithmOfProduct
    case exponentialOfSum, signAsFactor, signInside, split, decimal, parity, tangent, differenceOfSquares, doubleAngle
    case squareOfModulus, rootOfPower, logarithmOfExponential, changeOfBase, nested, hyperbolic, exponentialBase
    case nextFactorial, twoMoreTurns, oneMoreRound
  }

  mutating func apply(_ rule: Rule, to tree: Tree) -> Tree? {
    switch (rule, tree) {
    case (.commute, .sum(let items)): return .sum(items.shuffled(using: &generator.random))
    case (.commute, .product(let items)): return .product(items.shuffled(using: &generator.random))
    case (.associate, .sum(let items)) where items.count > 2:
      return .sum([.sum(Array(items.dropLast())), items[items.count - 1]])
    case (.associate, .product(let items)) where items.count > 2:
      return .product([items[0], .product(Array(items.dropFirst()))])
    case (.distribute, .product(let items)): return distributed(items)
    case (.expandSquare, .power(let base, 2)): return squared(base)
    case (.factorOutNumber, .sum(let items)):
      let number = generator.number()
      return .product([number, .sum(items.map { .quotient($0, number) })])
    case (.scaleAndDivide, _):
      let number = generator.number()
      return generator.chance(1, in: 2)
        ? .quotient(.product([number, tree]), number) : .product([number, .quotient(tree, number)])
    case (.addAndSubtract, _):
      let other = anywhereDefined(tree)
      return .sum([tree, other, .negated(other)])
    case (.quotientAsPower, .quotient(let a, let b)): return .product([a, .power(b, -1)])
    case (.powerAsProduct, .power(let base, let exponent)) where (2...3).contains(exponent):
      return .product(Array(repeating: base, count: exponent))
    case (.negativeExponent, .power(let base, let exponent)):
      return exponent < 0 ? .quotient(.number(1), .power(base, -exponent)) : nil
    case (.nested, .quotient(let a, let b)): return .quotient(.number(1), .quotient(b, a)).ifNeverZero(a)
    case (.signAsFactor, .negated(let item)): return .product([.negated(.number(1)), item])
    case (.signInside, .negated(.sum(let items))): return .sum(items.map(Tree.negated))
    case (.signInside, .negated(.quotient(let a, let b))): return .quotient(.negated(a), b)
    case (.differenceOfSquares, .sum(let items)): return differenceOfSquares(items)
    default: return numbers(rule, tree) ?? functions(rule, tree)
    }
  }

  // MARK: Numbers

  private mutating func numbers(_ rule: Rule, _ tree: Tree) -> Tree? {
    switch (rule, tree) {
    case (.split, .number(let value)) where value > 2:
      let part = 1 + generator.below(value - 1)
      return .sum([.number(part), .number(value - part)])
    case (.split, .decimal(let digits, let places)):
      return .quotient(.number(digits), .power(.number(10), places))
    case (.decimal, .quotient(.number(let a), .number(let b))):
      for (places, scale) in [(1, 10), (2, 100), (3, 1000)] where (a * scale).isMultiple(of: b) {
        return .decimal(a * scale / b, places: places)
      }
      return nil
    case (.nextFactorial, .factorial(.sum(let items))):
      // (n + c)! is (n + c) (n + c - 1)!
      guard case .number(let value)? = items.last, value > 0 else { return nil }
      let less = Tree.sum(items.dropLast() + [.number(value - 1)])
      return .product([.sum(items), .factorial(less)])
    case (.twoMoreTurns, .alternating(let exponent)):
      return .alternating(.sum([exponent, .number(2 * generator.below(4))]))
    case (.oneMoreRound, .remainder(let dividend, let divisor)):
      return .remainder(.sum([dividend, .number(divisor)]), by: divisor)
    case (.rootOfSquare, .root(.number(let value), 2)):
      for factor in [2, 3, 4, 5, 6, 7] where value.isMultiple(of: factor * factor) {
        return .product([.number(factor), .root(.number(value / factor / factor), degree: 2)])
      }
      return nil
    case (.rootIntoProduct, .root(.number(let value), let degree)):
      let factor = 2 + generator.below(5)
      let power = (0..<degree).reduce(1) { product, _ in product * factor }
      return .quotient(.root(.number(value * power), degree: degree), .number(factor))
    case (.logarithmOfProduct, .function(.ln, .number(let value))):
      let factor = 2 + generator.below(5)
      return .sum([.function(.ln, .number(value * factor)), .negated(.function(.ln, .number(factor)))])
    case (.logarithmOfProduct, .function(.ln, .quotient(.number(let a), .number(let b)))):
      return .sum([.function(.ln, .number(a)), .negated(.function(.ln, .number(b)))])
    case (.logarithmOfProduct, .logarithm(.number(let value), let base)):
      return .sum([.logarithm(.number(value * base), base: base), .negated(.number(1))])
    case (.changeOfBase, .logarithm(let argument, let base)):
      return .quotient(.function(.ln, argument), .function(.ln, .number(base)))
    default: return nil
    }
  }

  // MARK: Functions

  private mutating func functions(_ rule: Rule, _ tree: Tree) -> Tree? {
    switch (rule, tree) {
    case (.pythagoras, _) where bringsFunctions && !tree.variables.isEmpty && !tree.isWhole:
      let angle = anywhereDefined(tree)
      return .product([tree, .sum([.power(.function(.sin, angle), 2), .power(.function(.cos, angle), 2)])])
    case (.exponentialOfSum, .function(.exp, .sum(let items))): return .product(items.map { .function(.exp, $0) })
    case (.exponentialOfSum, .exponential(let base, .sum(let items))):
      return .product(items.map { .exponential(base: base, $0) })
    case (.exponentialBase, .exponential(let base, let exponent)):
      return generator.chance(1, in: 2)
        ? .function(.exp, .product([exponent, .function(.ln, .number(base))]))
        : .exponential(base: base * base, .quotient(exponent, .number(2)))
    case (.hyperbolic, .function(.sinh, let argument)): return hyperbolic(argument, -1)
    case (.hyperbolic, .function(.cosh, let argument)): return hyperbolic(argument, 1)
    case (.hyperbolic, .function(.tanh, let argument)):
      return .quotient(.function(.sinh, argument), .function(.cosh, argument))
    case (.parity, .function(let name, let argument)):
      switch name {
      case .cos, .cosh, .abs: return .function(name, .negated(argument))
      case .sin, .tan, .arcsin, .arctan, .sinh, .tanh: return .negated(.function(name, .negated(argument)))
      case .exp: return .power(.function(.exp, .negated(argument)), -1)
      case .ln: return nil
      }
    case (.tangent, .function(.tan, let angle)): return .quotient(.function(.sin, angle), .function(.cos, angle))
    case (.doubleAngle, .function(.sin, let angle)):
      let half = Tree.quotient(angle, .number(2))
      return .product([.number(2), .function(.sin, half), .function(.cos, half)])
    case (.doubleAngle, .function(.cos, let angle)):
      let half = Tree.quotient(angle, .number(2))
      return .sum([.number(1), .negated(.product([.number(2), .power(.function(.sin, half), 2)]))])
    case (.squareOfModulus, .power(.function(.abs, let inside), 2)): return .power(inside, 2)
    case (.rootOfPower, .function(.abs, let inside)): return .root(.power(inside, 2), degree: 2)
    case (.logarithmOfExponential, _)
    where bringsFunctions && !tree.holdsLogarithm && !tree.isWhole && tree.isSomewhereDefined:
      return .function(.ln, .function(.exp, tree))
    default: return nil
    }
  }

  /// `(e^u ± e^-u) / 2`
  private func hyperbolic(_ argument: Tree, _ sign: Int) -> Tree {
    let falling = Tree.function(.exp, .negated(argument))
    return .quotient(.sum([.function(.exp, argument), sign < 0 ? .negated(falling) : falling]), .number(2))
  }

  /// A small polynomial in the variables of the tree.
  private mutating func anywhereDefined(_ tree: Tree) -> Tree {
    guard let name = tree.variables.sorted().randomElement(using: &generator.random) else { return generator.number() }
    return generator.chance(1, in: 2) ? .variable(name) : .product([generator.number(), .variable(name)])
  }

  // MARK: Expanding

  private mutating func distributed(_ factors: [Tree]) -> Tree? {
    guard let index = factors.firstIndex(where: { if case .sum = $0 { true } else { false } }),
      case .sum(let items) = factors[index]
    else { return nil }
    let (before, after) = (Array(factors[..<index]), Array(factors[(index + 1)...]))
    return .sum(items.map { .product(before + [$0] + after) })
  }

  private func squared(_ base: Tree) -> Tree? {
    switch base {
    case .sum(let items) where items.count == 2:
      return .sum([
        .power(items[0], 2), .product([.number(2), items[0], items[1]]), .power(items[1], 2),
      ])
    case .product(let items): return .product(items.map { .power($0, 2) })
    case .negated(let item): return .power(item, 2)
    default: return nil
    }
  }

  private func differenceOfSquares(_ items: [Tree]) -> Tree? {
    guard items.count == 2, case .power(let a, 2) = items[0], case .negated(.power(let b, 2)) = items[1] else {
      return nil
    }
    return .product([.sum([a, b]), .sum([a, .negated(b)])])
  }
}

extension Tree {
  /// Whether its variables stand for whole numbers, which no sine is.
  fileprivate var isWhole: Bool { !variables.isDisjoint(with: ExpressionGenerator.wholeNames) }

  /// Whether there is a logarithm in it: `e^{ln x}` is taken for `x`, which has a value at more points.
  fileprivate var holdsLogarithm: Bool {
    switch self {
    case .function(.ln, _), .logarithm: true
    default: children.contains(where: \.holdsLogarithm)
    }
  }

  /// `1 / (b / a)` is `a / b` only where `a` is not zero: a number.
  fileprivate func ifNeverZero(_ divisor: Tree) -> Tree? {
    if case .number = divisor { return self }
    return nil
  }
}
