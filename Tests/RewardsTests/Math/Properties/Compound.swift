/// An answer that is made of several values.
enum Compound: Sendable, Hashable {
  case set([Tree])
  /// Items without brackets, whose order says nothing.
  case list([Tree])
  case tuple([Tree])
  case interval(Tree, Tree, includesLower: Bool, includesUpper: Bool)
  case matrix([[Tree]])
  case equation(Tree, Tree)
  /// `left > right`, or `≥`.
  case inequality(Tree, Tree, isStrict: Bool)
  case ratio([Tree])
  case named(String, Tree)

  var trees: [Tree] {
    switch self {
    case .set(let items), .list(let items), .tuple(let items), .ratio(let items): items
    case .interval(let a, let b, _, _), .equation(let a, let b), .inequality(let a, let b, _): [a, b]
    case .matrix(let rows): rows.flatMap { $0 }
    case .named(_, let value): [value]
    }
  }

  /// The same over other trees, of which there are as many.
  func with(_ trees: [Tree]) -> Compound {
    switch self {
    case .set: .set(trees)
    case .list: .list(trees)
    case .tuple: .tuple(trees)
    case .ratio: .ratio(trees)
    case .interval(_, _, let lower, let upper):
      .interval(trees[0], trees[1], includesLower: lower, includesUpper: upper)
    case .equation: .equation(trees[0], trees[1])
    case .inequality(_, _, let isStrict): .inequality(trees[0], trees[1], isStrict: isStrict)
    case .matrix(let rows):
      .matrix(rows.indices.map { Array(trees[($0 * rows[0].count)..<(($0 + 1) * rows[0].count)]) })
    case .named(let name, _): .named(name, trees[0])
    }
  }
}

// MARK: Making

extension ExpressionGenerator {
  enum Kind: CaseIterable { case set, list, tuple, interval, matrix, equation, inequality, ratio, named }

  mutating func compound() -> Compound { compound(pick(Kind.allCases)) }

  mutating func compound(_ kind: Kind) -> Compound {
    switch kind {
    case .set: return .set(apart(2 + below(3)))
    case .list: return .list(apart(2 + below(3)))
    case .tuple: return .tuple(apart(2 + below(2)))
    case .ratio: return .ratio((0..<(2 + below(2))).map { _ in number() })
    case .matrix:
      let width = 2 + below(2)
      let entries = apart(width * 2)
      return .matrix([Array(entries[..<width]), Array(entries[width...])])
    case .interval:
      let ends = apart(2, [.rationals, .constants]).sorted { a, b in
        (a.estimate(at: [:])?.value ?? 0) < (b.estimate(at: [:])?.value ?? 0)
      }
      return .interval(ends[0], ends[1], includesLower: chance(1, in: 2), includesUpper: chance(1, in: 2))
    case .equation:
      let (left, right) = (tree(.polynomials, depth: 2), tree(.polynomials, depth: below(2)))
      let equation = Compound.equation(left, right)
      return equation.saysSomething ? equation : .equation(.sum([left, .power(.variable("x"), 4)]), right)
    case .inequality:
      // Linear in one variable, so that the solutions have an edge.
      let slope = chance(1, in: 2) ? number() : .negated(number())
      let line = Tree.sum([.product([slope, .variable("x")]), number()])
      return .inequality(line, chance(1, in: 2) ? number() : .variable("x"), isStrict: chance(1, in: 2))
    case .named: return .named(pick(["u", "v", "y", "S"]), apart(1, [.rationals, .constants])[0])
    }
  }

  /// So many values of which no two are equal, for sure.
  private mutating func apart(_ count: Int, _ flavours: [Flavour] = [.rationals, .constants, .polynomials]) -> [Tree] {
    let flavour = pick(flavours)
    var kept: [Tree] = []
    while kept.count < count {
      let next = tree(flavour, depth: 1 + below(2))
      let isTold = kept.allSatisfy { Tree.surelyDiffer($0, next) } && next.isSomewhereDefined
      kept.append(isTold ? next : .number(10_000 + below(90_000)))
    }
    return kept
  }
}

// MARK: Rewriting

extension TreeRewriter {
  /// The same answer in other words: its values rewritten, its parts in another order where order says nothing.
  mutating func rewritten(_ compound: Compound) -> Compound {
    // Solved are the inequalities, and told apart the equations, that are polynomial for anyone to see.
    switch compound {
    case .inequality, .equation: bringsFunctions = false
    default: break
    }
    let inner = compound.with(
      compound.trees.map { tree in
        generator.chance(1, in: 2) ? rewritten(tree, steps: 1 + generator.below(2)) : tree
      })
    switch inner {
    case .set(let items):
      // In a set nothing counts twice.
      let again = generator.chance(1, in: 2) ? [items[generator.below(items.count)]] : []
      return .set((items + again).shuffled(using: &generator.random))
    case .list(let items): return .list(items.shuffled(using: &generator.random))
    case .equation(let a, let b):
      let factor = generator.chance(1, in: 2) ? generator.number() : .negated(generator.number())
      switch generator.below(4) {
      case 0: return .equation(b, a)
      case 1: return .equation(.product([factor, a]), .product([factor, b]))
      case 2: return .equation(.sum([a, .negated(b)]), .number(0))
      default: return .equation(.sum([a, .variable("x")]), .sum([b, .variable("x")]))
      }
    case .inequality(let a, let b, let isStrict):
      let factor = generator.number()
      switch generator.below(4) {
      case 0: return .inequality(.negated(b), .negated(a), isStrict: isStrict)
      case 1: return .inequality(.product([factor, a]), .product([factor, b]), isStrict: isStrict)
      case 2: return .inequality(.sum([a, .negated(b)]), .number(0), isStrict: isStrict)
      default: return .inequality(.sum([a, factor]), .sum([b, factor]), isStrict: isStrict)
      }
    case .ratio(let parts):
      let factor = generator.number()
      return .ratio(parts.map { .product([factor, $0]) })
    case .tuple, .interval, .matrix, .named: return inner
    }
  }
}

// MARK: Slips

extension TreePerturbation {
  /// Another answer for sure; `nil` where a few tries find none.
  mutating func changed(_ compound: Compound) -> Compound? {
    if generator.chance(1, in: 2), let result = reshaped(compound) { return result }
    var trees = compound.trees
    let index = generator.below(trees.count)
    guard let slipped = changed(trees[index]) else { return nil }
    let others = trees.enumerated().filter { $0.offset != index }.map(\.element)
    switch compound {
    case .set, .list:
      // The slip must not lead to what stands there already.
      guard others.allSatisfy({ Tree.surelyDiffer($0, slipped) }) else { return nil }
    case .ratio: guard trees.count == 2 || index == 0 else { return nil }
    default: break
    }
    trees[index] = slipped
    let result = compound.with(trees)
    return Compound.mayBeSame(compound, result) ? nil : result
  }

  private mutating func reshaped(_ compound: Compound) -> Compound? {
    switch compound {
    case .set(let items): return items.count > 2 ? .set(Array(items.dropLast())) : nil
    case .list(let items): return items.count > 2 ? .list(Array(items.dropFirst())) : .list(items + [items[0]])
    case .tuple(var items):
      items.swapAt(0, items.count - 1)
      return .tuple(items)
    case .interval(let a, let b, let lower, let upper):
      let isLower = generator.chance(1, in: 2)
      return .interval(a, b, includesLower: isLower ? !lower : lower, includesUpper: isLower ? upper : !upper)
    case .matrix(let rows):
      return .matrix(rows[0].indices.map { column in rows.map { $0[column] } })
    case .inequality(let a, let b, let isStrict):
      return generator.chance(1, in: 2) ? .inequality(a, b, isStrict: !isStrict) : .inequality(b, a, isStrict: isStrict)
    case .ratio(let parts):
      return Tree.surelyDiffer(parts[0], parts[parts.count - 1]) ? .ratio(parts.reversed()) : nil
    case .named(let name, let value): return .named(name == "u" ? "w" : "u", value)
    case .equation: return nil
    }
  }
}

extension Compound {
  /// Whether two statements may have the same solutions: no point tells them apart.
  fileprivate static func mayBeSame(_ a: Compound, _ b: Compound) -> Bool {
    switch (a, b) {
    case (.equation, .equation): return !areSurelyNotProportional(a.difference, b.difference)
    case (.inequality, .inequality):
      // Only the sides of numbers change, or the slope: the edges lie apart.
      guard let first = a.edge, let second = b.edge else { return true }
      return !first.isSurelyApart(from: second)
    default: return false
    }
  }

  /// Whether an equation holds at some points and not at others, or may.
  fileprivate var saysSomething: Bool {
    let values = Tree.points(difference.variables).compactMap { difference.estimate(at: $0) }
    return values.dropFirst().contains { $0.isSurelyApart(from: values[0]) }
  }

  private var difference: Tree { .sum([trees[0], .negated(trees[1])]) }

  /// Where the sides of a linear inequality in `x` meet.
  private var edge: Estimate? {
    guard let atZero = difference.estimate(at: ["x": 0]), let atOne = difference.estimate(at: ["x": 1]),
      let atTwo = difference.estimate(at: ["x": 2]), difference.variables == ["x"],
      (atTwo.value - 2 * atOne.value + atZero.value).magnitude < 1e-9,
      let slope = Estimate(atOne.value - atZero.value, error: atOne.error + atZero.error),
      let edge = Estimate(-atZero.value, error: atZero.error)?.divided(by: slope)
    else { return nil }
    return edge
  }

  /// Whether the quotient of the two is not the same at two points, for sure.
  private static func areSurelyNotProportional(_ a: Tree, _ b: Tree) -> Bool {
    let quotients = Tree.points(a.variables.union(b.variables)).compactMap { point -> Estimate? in
      guard let x = a.estimate(at: point), let y = b.estimate(at: point) else { return nil }
      return x.divided(by: y)
    }
    return quotients.dropFirst().contains { $0.isSurelyApart(from: quotients[0]) }
  }
}

// MARK: Writing

extension TreePrinter {
  static func text(_ compound: Compound, _ generator: inout ExpressionGenerator) -> String {
    var printer = TreePrinter(generator.pick(Notation.allCases), seed: generator.random.next())
    return printer.delimited(printer.text(compound))
  }

  private mutating func text(_ compound: Compound) -> String {
    let texts = compound.trees.map { plainText($0) }
    let joined = texts.joined(separator: ", ")
    switch compound {
    case .set: return generator.chance(1, in: 3) ? "\\left\\{ \(joined) \\right\\}" : "\\{\(joined)\\}"
    case .list: return joined
    case .tuple:
      return notation == .latex && generator.chance(1, in: 2) ? "\\left(\(joined)\\right)" : "(\(joined))"
    case .interval(_, _, let lower, let upper): return (lower ? "[" : "(") + joined + (upper ? "]" : ")")
    case .matrix(let rows): return matrix(rows.count, texts)
    case .equation: return texts[0] + " = " + texts[1]
    case .inequality(_, _, let isStrict):
      let isMirrored = generator.chance(1, in: 2)
      let sign: String
      switch (isStrict, isMirrored) {
      case (true, false): sign = notation == .latex ? generator.pick([">", "\\gt"]) : ">"
      case (true, true): sign = notation == .latex ? generator.pick(["<", "\\lt"]) : "<"
      case (false, false): sign = notation.spelling(generator.pick(["\\ge", "\\geq", "\\geqslant"]), ">=", "≥")
      case (false, true): sign = notation.spelling(generator.pick(["\\le", "\\leq", "\\leqslant"]), "<=", "≤")
      }
      return (isMirrored ? texts.reversed() : texts).joined(separator: " \(sign) ")
    case .ratio: return texts.joined(separator: " : ")
    case .named(let name, _): return "\(name) = \(texts[0])"
    }
  }

  private mutating func matrix(_ height: Int, _ texts: [String]) -> String {
    let width = texts.count / height
    let rows = (0..<height).map { Array(texts[($0 * width)..<(($0 + 1) * width)]) }
    guard notation == .latex else {
      return "[" + rows.map { "[" + $0.joined(separator: ", ") + "]" }.joined(separator: ", ") + "]"
    }
    let name = generator.pick(["pmatrix", "bmatrix"])
    return "\\begin{\(name)} " + rows.map { $0.joined(separator: " & ") }.joined(separator: " \\\\ ")
      + " \\end{\(name)}"
  }
}
