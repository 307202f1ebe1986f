/// Brackets of all kinds, sets, absolute values, matrices.
extension Grammar {
  /// `(…)`, `[…)`, `⟨…⟩`, `⌊…⌋`: round and square ones may be mixed, as intervals are written.
  mutating func bracketed(_ open: Bracket) throws(SyntaxError) -> Expression {
    try nested { grammar throws(SyntaxError) in
      grammar.index += 1
      let items = try grammar.bracketItems(until: open)
      guard case .close(let close)? = grammar.current, Grammar.pairs(open, close) else {
        throw grammar.error("a closing bracket is missing")
      }
      grammar.index += 1
      switch open {
      case .floor, .ceiling, .bar:
        guard items.count == 1 else { throw grammar.error("one value was expected between the brackets") }
        let name: FunctionName = open == .bar ? .abs : (close == .floor ? .floor : .ceiling)
        return .function(name, items)
      default: return .bracketed(items, open: open, close: close)
      }
    }
  }

  private static func pairs(_ open: Bracket, _ close: Bracket) -> Bool {
    switch (open, close) {
    case (.round, .round), (.round, .square), (.square, .round), (.square, .square): true
    default: open == close
    }
  }

  /// What stands between brackets, parted by commas or semicolons.
  mutating func bracketItems(until bracket: Bracket) throws(SyntaxError) -> [Expression] {
    brackets += 1
    let outer = (barEnds, colonEnds, differentialEnds)
    (barEnds, colonEnds, differentialEnds) = (bracket == .bar, false, false)
    defer {
      brackets -= 1
      (barEnds, colonEnds, differentialEnds) = outer
    }
    let isRoundOrSquare = bracket == .round || bracket == .square
    let value = try items { kind in
      guard case .close(let close)? = kind else { return kind == nil }
      return close == bracket || (isRoundOrSquare && (close == .round || close == .square))
    }
    guard let value else { throw error("there is nothing between the brackets") }
    if case .list(let items) = value { return items }
    return [value]
  }

  /// `<1, 2>` as a vector.
  mutating func angleBracketed() throws(SyntaxError) -> Expression {
    index += 1
    brackets += 1
    angleEnds = true
    let value = try items { $0 == nil || $0 == .relation(.greater) }
    angleEnds = false
    brackets -= 1
    try expect(.relation(.greater), ">")
    guard let items = value?.items else { throw error("a vector has components") }
    return .bracketed(items, open: .angle, close: .angle)
  }

  mutating func absoluteValue() throws(SyntaxError) -> Expression {
    try nested { grammar throws(SyntaxError) in
      grammar.index += 1
      let outer = grammar.barEnds
      grammar.barEnds = true
      let value = try grammar.sum()
      grammar.barEnds = outer
      try grammar.expect(.bar, "|")
      return .function(.abs, [value])
    }
  }

  // MARK: Sets

  /// `\{1, 2\}`, `\{x | x > 0\}`, `\{x \in \mathbb{R} : x > 0\}`
  mutating func set() throws(SyntaxError) -> Expression {
    try nested { grammar throws(SyntaxError) in
      grammar.index += 1
      grammar.brackets += 1
      let outer = (grammar.barEnds, grammar.colonEnds, grammar.differentialEnds)
      (grammar.barEnds, grammar.colonEnds, grammar.differentialEnds) = (true, true, false)
      defer {
        grammar.brackets -= 1
        (grammar.barEnds, grammar.colonEnds, grammar.differentialEnds) = outer
      }
      if grammar.take(.close(.curly)) { return .emptySet }
      let isEnd: (TokenKind?) -> Bool = { $0 == nil || $0 == .close(.curly) || $0 == .bar || $0 == .colon }
      guard let items = try grammar.items(until: isEnd) else {
        throw grammar.error("an empty set is written \\emptyset")
      }
      if grammar.current == .bar || grammar.current == .colon {
        grammar.index += 1
        grammar.barEnds = false
        let conditions = try grammar.items { $0 == nil || $0 == .close(.curly) }
        try grammar.expect(.close(.curly), "\\}")
        guard let conditions else { throw grammar.error("a condition is missing") }
        if case .list(let several) = conditions { return .setBuilder(items, conditions: several) }
        return .setBuilder(items, conditions: [conditions])
      }
      try grammar.expect(.close(.curly), "\\}")
      if let several = items.items { return .set(several) }
      return .set([items])
    }
  }

  // MARK: Environments

  mutating func environment(_ name: String) throws(SyntaxError) -> Expression {
    try nested { grammar throws(SyntaxError) in
      grammar.index += 1
      let outer = (grammar.barEnds, grammar.colonEnds, grammar.differentialEnds, grammar.angleEnds)
      (grammar.barEnds, grammar.colonEnds, grammar.differentialEnds, grammar.angleEnds) = (false, false, false, false)
      grammar.brackets += 1
      if !name.hasSuffix("matrix"), name != "array" { grammar.joinAlignedRelations(until: .end(name)) }
      let rows = try grammar.rows(until: .end(name))
      grammar.brackets -= 1
      (grammar.barEnds, grammar.colonEnds, grammar.differentialEnds, grammar.angleEnds) = outer
      try grammar.expect(.end(name), "\\end{\(name)}")
      switch name {
      case "pmatrix", "bmatrix", "matrix", "smallmatrix", "Bmatrix", "psmallmatrix", "bsmallmatrix", "array":
        guard let width = rows.first?.count, width > 0, rows.allSatisfy({ $0.count == width }) else {
          throw grammar.error("rows of a matrix have different lengths")
        }
        return .matrix(rows)
      case "vmatrix": return .function(.determinant, [.matrix(rows)])
      case "cases" where rows.allSatisfy({ $0.count == 2 }): return .piecewise(rows)
      default:
        let items = rows.flatMap { $0 }
        guard !items.isEmpty else { throw grammar.error("an empty environment") }
        return items.count == 1 ? items[0] : .list(items)
      }
    }
  }

  /// An `&` beside a sign of relation only aligns: `x &= 1`.
  private mutating func joinAlignedRelations(until end: TokenKind) {
    var position = index
    while position < tokens.count, tokens[position].kind != end {
      if tokens[position].kind == .columnBreak, isRelation(position - 1) || isRelation(position + 1) {
        tokens.remove(at: position)
      } else {
        position += 1
      }
    }
  }

  private func isRelation(_ position: Int) -> Bool {
    guard tokens.indices.contains(position), case .relation = tokens[position].kind else { return false }
    return true
  }

  private mutating func rows(until end: TokenKind) throws(SyntaxError) -> [[Expression]] {
    var rows: [[Expression]] = [[]]
    while let kind = current, kind != end {
      switch kind {
      case .rowBreak:
        index += 1
        rows.append([])
      case .columnBreak, .comma, .gap: index += 1
      case .end: throw error("\\end of another environment")
      default:
        let start = index
        rows[rows.count - 1].append(try statement())
        guard index > start else { throw error("this is no entry") }
      }
    }
    rows.removeAll { $0.isEmpty }
    return rows
  }
}
