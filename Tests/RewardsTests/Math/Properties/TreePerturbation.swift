/// Slips that change what an expression means: only results that surely differ are handed out.
struct TreePerturbation {
  var generator: ExpressionGenerator

  init(seed: UInt64) { generator = ExpressionGenerator(seed: seed) }

  enum Slip: CaseIterable {
    case constantPlusOne, sign, exponentPlusOne, variable, function, droppedTerm, swappedQuotient, degree
  }

  /// The tree with one slip, proved to be another function by values that lie apart; `nil` where a few tries find none.
  mutating func changed(_ tree: Tree) -> Tree? {
    for _ in 0..<12 {
      let node = generator.below(tree.size)
      let slip = generator.pick(Slip.allCases)
      if let result = tree.replacing(node: node, { self.apply(slip, to: $0) }), Tree.surelyDiffer(tree, result) {
        return result
      }
    }
    return nil
  }

  /// A tree and the same with 10^-12 added, which machine numbers need not tell: the two differ wherever both have a
  /// value, and they have one at the same points.
  static func shifted(_ tree: Tree) -> Tree? {
    guard tree.isSomewhereDefined else { return nil }
    return .sum([tree, .power(.number(10), -12)])
  }

  private mutating func apply(_ slip: Slip, to tree: Tree) -> Tree? {
    switch (slip, tree) {
    case (.constantPlusOne, .number(let value)): return .number(value + 1)
    case (.constantPlusOne, .decimal(let digits, let places)): return .decimal(digits + 1, places: places)
    case (.sign, .negated(let item)): return item
    case (.sign, .sum(var items)):
      let index = generator.below(items.count)
      items[index] = .negated(items[index])
      return .sum(items)
    case (.exponentPlusOne, .power(let base, let exponent)) where exponent != -1: return .power(base, exponent + 1)
    case (.variable, .variable(let name)):
      return .variable(ExpressionGenerator.names.first { $0 != name } ?? "w")
    case (.function, .function(let name, let argument)):
      return .function(generator.pick(Tree.Function.allCases.filter { $0 != name }), argument)
    case (.droppedTerm, .sum(let items)): return .sum(Array(items.dropLast())).collapsed
    case (.droppedTerm, .product(let items)): return .product(Array(items.dropLast())).collapsed
    case (.swappedQuotient, .quotient(let a, let b)): return .quotient(b, a)
    case (.degree, .root(let radicand, let degree)): return .root(radicand, degree: degree + 1)
    default: return nil
    }
  }
}

extension Tree {
  /// A sum or product of one item is that.
  fileprivate var collapsed: Tree { children.count == 1 ? children[0] : self }
}
