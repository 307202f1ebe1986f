/// What stands by itself: names, functions, fractions, brackets, matrices.
extension Grammar {
  mutating func primary() throws(SyntaxError) -> Expression {
    guard let kind = current else { throw error("a value is missing") }
    switch kind {
    case .number: return try number()
    case .letter(let name): return try letter(name)
    case .constant(let constant):
      index += 1
      return .constant(constant)
    case .circled(let number): return circled(number)
    case .function(let name): return try function(name)
    case .fraction:
      index += 1
      let numerator = try argument()
      let denominator = try argument()
      if let operation = Grammar.derivative(numerator, denominator) {
        return .application(operation, [try product()])
      }
      return .quotient(numerator, denominator)
    case .binomial:
      index += 1
      let upper = try argument()
      return .function(.binomial, [upper, try argument()])
    case .root: return try root()
    case .open(.group):
      let value = try group()
      // Braces that were meant to be seen.
      if case .list(let items) = value { return .bracketed(items, open: .group, close: .group) }
      return value
    case .open(.curly): return try set()
    case .open(let bracket): return try bracketed(bracket)
    case .bar: return try absoluteValue()
    case .largeOperator(let name): return try large(name)
    case .begin(let name): return try environment(name)
    case .overline: return try overlined()
    case .currency(let sign): return try money(sign)
    case .numberSet(let set): return numberSet(set)
    case .emptySet:
      index += 1
      return .emptySet
    case .relation(.less) where isAngleBracket: return try angleBracketed()
    case .ellipsis:
      index += 1
      return .ellipsis
    case .word(let word): return try self.word(word)
    default: throw error("a value is missing")
    }
  }

  // MARK: Names

  /// Letters that name functions, so that `f(x)` is no product.
  private static let functionLetters: Set<String> = ["f", "g", "h", "F", "G", "H", "P", "Q", "T", "W", "φ", "ψ", "Φ"]

  private mutating func letter(_ name: String) throws(SyntaxError) -> Expression {
    index += 1
    if let number = digitsAndLetters(name) { return number }
    // A change of something is one name.
    if name == "Δ", case .letter(let what)? = current {
      index += 1
      return .symbol("Δ" + what)
    }
    if current == .open(.round), token()?.follows != .blank, Grammar.functionLetters.contains(name) || isDefinition() {
      return try application(name)
    }
    // "x1" is written for x_1.
    if case .number(let digits)? = current, token()?.follows == Token.Spacing.none, !digits.contains(".") {
      index += 1
      return .symbol("\(name)_\(digits)")
    }
    return .symbol(name)
  }

  /// Whether the bracket here holds the arguments of what is being defined: `x(t) = …` at the start of a statement.
  private func isDefinition() -> Bool {
    if index >= 2 {
      let before = tokens[index - 2].kind
      guard Grammar.separates(before) || before == .open(.group) else { return false }
    }
    var offset = 1
    while let kind = kind(offset) {
      switch kind {
      case .letter, .number, .comma: offset += 1
      case .close(.round): return offset > 1 && self.kind(offset + 1) == .relation(.equal)
      default: return false
      }
    }
    return false
  }

  private mutating func application(_ name: String) throws(SyntaxError) -> Expression {
    index += 1
    let arguments = try bracketItems(until: .round)
    try expect(.close(.round), ")")
    return .application(name, arguments)
  }

  private mutating func circled(_ number: Int) -> Expression {
    index += 1
    var items = [Expression.circled(number)]
    while case .circled(let next)? = current {
      items.append(.circled(next))
      index += 1
    }
    return items.count == 1 ? items[0] : .list(items)
  }

  /// `x_{1}`, `a_n`, `131_5`, `(101)_2`
  mutating func indexed(_ base: Expression) throws(SyntaxError) -> Expression {
    let start = index
    let text = try indexText()
    switch base {
    case .symbol(let name): return .symbol("\(name)_\(text)")
    case .power(.symbol(let name), let exponent): return .power(.symbol("\(name)_\(text)"), exponent)
    case .constant(.e): return .symbol("e_\(text)")
    case .constant(.i): return .symbol("i_\(text)")
    case .application(let name, let arguments): return .application("\(name)_\(text)", arguments)
    case .number, .product, .bracketed:
      guard let digits = digits(before: start - 1), let radix = Int(text), (2...36).contains(radix),
        digits.utf8.allSatisfy({ Grammar.value(ofDigit: $0) < radix })
      else { throw error("an index where none can be") }
      return .based(digits: digits, base: radix)
    default: throw error("an index where none can be")
    }
  }

  static func value(ofDigit byte: UInt8) -> Int {
    switch byte {
    case 0x30...0x39: Int(byte) - 0x30
    case 0x41...0x5A: Int(byte) - 0x41 + 10
    case 0x61...0x7A: Int(byte) - 0x61 + 10
    default: 99
    }
  }

  /// The digits and letters that end before the underscore at that index.
  private func digits(before underscore: Int) -> String? {
    var text = ""
    var position = underscore - 1
    while position >= 0 {
      switch tokens[position].kind {
      case .number(let digits) where !digits.contains("."): text = digits + text
      case .letter(let letter) where letter.utf8.count == 1: text = letter + text
      case .word(let word): text = word + text
      case .constant(.e): text = "e" + text
      case .close(.round), .close(.group): break
      case .open(.round), .open(.group): return text.isEmpty ? nil : text
      default: return text.isEmpty ? nil : text
      }
      position -= 1
    }
    return text.isEmpty ? nil : text
  }

  /// An index as text: it only tells names apart.
  private mutating func indexText() throws(SyntaxError) -> String {
    guard current == .open(.group) else {
      guard let token = token() else { throw error("an index is missing") }
      switch token.kind {
      case .number, .letter, .constant, .word, .circled, .function, .times:
        index += 1
        return Grammar.text(of: [token])
      case .plus, .minus:
        index += 1
        return Grammar.text(of: [token])
      default: throw error("an index is missing")
      }
    }
    let start = index
    var open = 0
    while let kind = current {
      if kind == .open(.group) { open += 1 }
      if kind == .close(.group) { open -= 1 }
      index += 1
      if open == 0 { break }
    }
    guard open == 0 else { throw error("} is missing") }
    let inner = tokens[(start + 1)..<(index - 1)].filter { $0.kind != .open(.group) && $0.kind != .close(.group) }
    guard !inner.isEmpty else { throw error("an empty index") }
    return Grammar.text(of: inner[...])
  }

  /// `\frac{d}{dx}` is no quotient. Derivatives are not worked out: they are known by what they are taken of.
  private static func derivative(_ numerator: Expression, _ denominator: Expression) -> String? {
    func isDifferential(_ expression: Expression) -> Bool {
      switch expression {
      case .symbol(let name): name == "d" || name == "∂"
      case .power(let base, .number): isDifferential(base)
      default: false
      }
    }
    guard isDifferential(numerator), case .product(let d, let variable) = denominator, isDifferential(d) else {
      return nil
    }
    switch (numerator, variable) {
    case (.symbol(let sign), .symbol(let name)): return "\\frac{\(sign)}{\(sign)\(name)}"
    case (.power(.symbol(let sign), .number(let order)), .power(.symbol(let name), .number(let other)))
    where order == other:
      return "\\frac{\(sign)^{\(order)}}{\(sign)\(name)^{\(order)}}"
    default: return nil
    }
  }

  // MARK: Arguments

  /// What a command takes: a group, or one thing, of a number its first digit.
  mutating func argument() throws(SyntaxError) -> Expression {
    if current == .open(.group) { return try group() }
    if case .number(let digits)? = current, digits.utf8.count > 1, !digits.contains(".") {
      return try splitDigit(digits)
    }
    return try nested { grammar throws(SyntaxError) in try grammar.primary() }
  }

  /// `\frac12`: one digit is the argument, the others go on.
  private mutating func splitDigit(_ digits: String) throws(SyntaxError) -> Expression {
    guard let first = Grammar.decimal(String(digits.prefix(1))) else { throw error("a digit is missing") }
    tokens[index].kind = .number(String(digits.dropFirst()))
    tokens[index].follows = .none
    return .number(first)
  }

  /// `{…}`: what it holds, a list too.
  mutating func group() throws(SyntaxError) -> Expression {
    try nested { grammar throws(SyntaxError) in
      grammar.index += 1
      let outer = (grammar.barEnds, grammar.colonEnds, grammar.differentialEnds)
      (grammar.barEnds, grammar.colonEnds, grammar.differentialEnds) = (false, false, false)
      var value = try grammar.items { $0 == nil || $0 == .close(.group) || $0 == .choose }
      if let upper = value, grammar.take(.choose) {
        value = .function(.binomial, [upper, try grammar.sum()])
      }
      (grammar.barEnds, grammar.colonEnds, grammar.differentialEnds) = outer
      try grammar.expect(.close(.group), "}")
      guard let value else {
        // `{}` prints nothing.
        guard let kind = grammar.current, grammar.startsFactor(kind) else { throw grammar.error("an empty group") }
        return try grammar.primary()
      }
      return value
    }
  }

  private mutating func root() throws(SyntaxError) -> Expression {
    index += 1
    var degree: Expression? = nil
    if current == .open(.square) {
      index += 1
      brackets += 1
      degree = try sum()
      brackets -= 1
      try expect(.close(.square), "]")
    }
    if case .number? = current { return .root(try number(), degree: degree) }
    return .root(try argument(), degree: degree)
  }

  private mutating func overlined() throws(SyntaxError) -> Expression {
    index += 1
    guard current == .open(.group) else { return try primary() }
    let start = index
    let text = try indexText()
    let inner = tokens[start..<index]
    if inner.contains(where: { $0.kind == .constant(.i) }) {
      index = start
      return .function(.conjugate, [try group()])
    }
    // `0.\overline{3}` without its zero is no number.
    if inner.contains(where: { if case .number = $0.kind { true } else { false } }) {
      throw error("a line over digits")
    }
    return .symbol("overline \(text)")
  }

  private mutating func money(_ sign: String) throws(SyntaxError) -> Expression {
    guard let unit = UnitTable.unit(sign) else { throw error("an unknown currency") }
    index += 1
    return .quantity(try power(), unit)
  }

  /// `\mathbb{R}`, with what stands beside it: `\mathbb{Z}^+`, `\mathbb{N}_0`, `\mathbb{R}^3`.
  private mutating func numberSet(_ set: NumberSet) -> Expression {
    index += 1
    var name = set.rawValue
    while current == .caret || current == .underscore {
      let start = index
      index += 1
      guard let text = try? indexText() else {
        index = start
        break
      }
      name += "_" + text
    }
    return name == set.rawValue ? .numberSet(set) : .symbol("set " + name)
  }
}
