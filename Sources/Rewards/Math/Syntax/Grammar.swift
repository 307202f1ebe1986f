/// The grammar of answers, read from the top: each rule is a function of its name.
///
///     answer     → statement (separator statement)*          separators: , ; and or \quad \\
///     statement  → ratio (relation ratio)* clause?
///     ratio      → union (: union)*
///     union      → sum ((∪ | ∩ | \) sum)*
///     sum        → sign? product ((+ | - | ± | ∓) product)*
///     product    → factor ((× | / | mod)? factor)* unit?
///     factor     → sign* power
///     power      → primary (! | ^ exponent | _ index | % | ° | ′)*
///     primary    → number | name | function | fraction | root | bracket | set | matrix | |sum| | ∑ ∏ ∫ | words
///
/// What does not fit is an error with its position; an item that holds words is then taken as text. The rules recurse no
/// deeper than ``maximumDepth``, and go back at most once an item, so that time is linear in the length.
struct Grammar {
  /// Readings of what is written alike: `1,234` may be a number or two.
  struct Reading: Sendable, Hashable {
    var groupsThousands = true
    var usesDecimalComma = false
    /// `5 m` is five metres even where the letter is not set upright.
    var takesLettersAsUnits = false
    /// `FF_{16}` is a number even without a digit among its letters.
    var takesLettersAsDigits = false
  }

  static let maximumDepth = 100
  static let maximumSigns = 2000
  static let maximumDigits = 12_000

  var tokens: [Token]
  let reading: Reading
  var index = 0
  /// Signs read so far: their number bounds the height of the tree.
  var signs = 0
  var depth = 0
  /// Brackets that are open: within them a comma parts items.
  var brackets = 0
  /// Whether a bar ends what is being read, as within `|x|` and before the conditions of a set.
  var barEnds = false
  /// Whether a colon does, as in `{x : x > 0}`.
  var colonEnds = false
  /// Whether `>` does, as in `<1, 2>`.
  var angleEnds = false
  /// Whether `dx` does, as under an integral.
  var differentialEnds = false

  init(_ tokens: [Token], reading: Reading = Reading()) {
    self.tokens = tokens
    self.reading = reading
  }

  /// - Throws: ``SyntaxError`` where the text is neither mathematics nor words.
  static func parse(_ text: String, reading: Reading = Reading()) throws(SyntaxError) -> Expression {
    let tokens = OutwardBrackets.turned(try Lexer.tokens(of: text))
    // What is not closed can only be words, and is read once, not again from each bracket.
    if let failure = BracketBalance.failure(tokens) { return try words(tokens, failure) }
    var grammar = Grammar(tokens, reading: reading)
    return try grammar.answer()
  }

  private static func words(_ tokens: [Token], _ failure: SyntaxError) throws(SyntaxError) -> Expression {
    let words = tokens.filter { if case .word = $0.kind { true } else { false } }
    guard words.count > 1 else { throw failure }
    return .text(text(of: tokens[...]))
  }

  // MARK: Tokens

  var current: TokenKind? { index < tokens.count ? tokens[index].kind : nil }

  func kind(_ offset: Int) -> TokenKind? { index + offset < tokens.count ? tokens[index + offset].kind : nil }

  func token(_ offset: Int = 0) -> Token? { index + offset < tokens.count ? tokens[index + offset] : nil }

  mutating func take(_ kind: TokenKind) -> Bool {
    guard current == kind else { return false }
    index += 1
    return true
  }

  mutating func expect(_ kind: TokenKind, _ what: String) throws(SyntaxError) {
    guard take(kind) else { throw error("\(what) is missing") }
  }

  func error(_ message: String) -> SyntaxError {
    SyntaxError(position: token()?.position ?? (tokens.last?.position ?? 0) + 1, message: message)
  }

  /// Moves behind a sign that makes the tree higher.
  mutating func takeSign() throws(SyntaxError) {
    index += 1
    signs += 1
    guard signs <= Grammar.maximumSigns else { throw error("more than \(Grammar.maximumSigns) signs") }
  }

  mutating func nested<Result>(
    _ body: (inout Grammar) throws(SyntaxError) -> Result
  ) throws(SyntaxError) -> Result {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Grammar.maximumDepth else { throw error("nested deeper than \(Grammar.maximumDepth)") }
    return try body(&self)
  }

  // MARK: answer

  mutating func answer() throws(SyntaxError) -> Expression {
    let items = try items { $0 == nil }
    guard index == tokens.count else { throw error("the end of the answer was expected") }
    guard let list = items else { throw error("there is no answer") }
    return list
  }

  /// Statements up to a token that ends them (which stays); `nil` for none at all.
  mutating func items(until ends: (TokenKind?) -> Bool) throws(SyntaxError) -> Expression? {
    var groups: [[Expression]] = [[]]
    var hasComma = false
    var joins: Set<TokenKind> = []
    while !ends(current) {
      if let separator = current, Grammar.separates(separator) {
        index += 1
        switch separator {
        case .comma: hasComma = true
        case .and, .or: joins.insert(separator)
        case .semicolon, .rowBreak: groups.append([])
        default: break
        }
        continue
      }
      groups[groups.count - 1].append(try item(until: ends))
      guard ends(current) || current.map(Grammar.separates) == true else { throw error("a separator was expected") }
    }
    groups.removeAll { $0.isEmpty }
    if groups.isEmpty { return nil }
    if groups.count > 1, hasComma {
      return .list(groups.map { $0.count == 1 ? $0[0] : .list($0) })
    }
    let flat = groups.flatMap { $0 }
    if flat.count == 1 { return flat[0] }
    if joins == [.or] { return .alternatives(flat) }
    return joins == [.and] ? .conjunction(flat) : .list(flat)
  }

  static func separates(_ kind: TokenKind) -> Bool {
    switch kind {
    case .comma, .semicolon, .and, .or, .gap, .rowBreak, .columnBreak: true
    default: false
    }
  }

  /// A statement, or the words that stand where one was expected.
  private mutating func item(until ends: (TokenKind?) -> Bool) throws(SyntaxError) -> Expression {
    let start = self
    let failure: SyntaxError
    do throws(SyntaxError) {
      let statement = try statement()
      if ends(current) || current.map(Grammar.separates) == true { return statement }
      failure = error("this does not continue an answer")
    } catch {
      failure = error
    }
    self = start
    return try words(until: ends, failure)
  }

  private mutating func words(
    until ends: (TokenKind?) -> Bool, _ failure: SyntaxError
  ) throws(SyntaxError) -> Expression {
    let start = index
    var hasWords = false
    while let kind = current, !ends(kind), !Grammar.separates(kind) {
      if case .word = kind { hasWords = true }
      index += 1
    }
    guard hasWords else { throw failure }
    return .text(Grammar.text(of: tokens[start..<index]))
  }

  // MARK: statement

  mutating func statement() throws(SyntaxError) -> Expression {
    try nested { grammar throws(SyntaxError) in
      var first: Expression? = nil
      if case .relation(let sign)? = grammar.current, !grammar.isAngleBracket {
        // "= 5" continues a line that is not here.
        if sign == .equal || sign == .implies {
          grammar.index += 1
          return try grammar.statement()
        }
      } else {
        first = try grammar.ratio()
      }
      var comparisons: [Expression.Comparison] = []
      while case .relation(let sign)? = grammar.current, sign != .greater || !grammar.angleEnds {
        grammar.index += 1
        // "… ⇒ x = 2" says x = 2.
        if sign == .implies { return try grammar.statement() }
        comparisons.append(Expression.Comparison(sign: sign, side: try grammar.ratio()))
      }
      var statement: Expression = comparisons.isEmpty ? first ?? .emptySet : .relation(first: first, comparisons)
      if let modulus = try grammar.modulus() { statement = .modular(statement, modulus: modulus) }
      return try grammar.clause(of: statement)
    }
  }

  /// Whether `<` here opens a vector: the text ends with its `>`.
  var isAngleBracket: Bool { current == .relation(.less) && tokens.last?.kind == .relation(.greater) }

  /// `\pmod{5}`, `(mod 5)`
  private mutating func modulus() throws(SyntaxError) -> Expression? {
    if take(.modulus) { return try argument() }
    guard isModulus(at: 0) else { return nil }
    index += 2
    let value = try sum()
    try expect(.close(.round), ")")
    return value
  }

  /// `(mod`
  private func isModulus(at offset: Int) -> Bool {
    kind(offset) == .open(.round) && (kind(offset + 1) == .modulo || kind(offset + 1) == .modulus)
  }

  // MARK: ratio, union

  mutating func ratio() throws(SyntaxError) -> Expression {
    let first = try union()
    // "3 to 4"
    if case .number = first, case .word("to")? = current, case .number? = kind(1) {
      index += 1
      return .ratio([first, try union()])
    }
    guard current == .colon, !colonEnds else { return first }
    index += 1
    if case .text(let label) = first { return .labelled(label, try union()) }
    var parts = [first, try union()]
    while !colonEnds, take(.colon) { parts.append(try union()) }
    return .ratio(parts)
  }

  mutating func union() throws(SyntaxError) -> Expression {
    var value = try sum()
    while let kind = current {
      switch kind {
      case .union, .letter("U"):
        index += 1
        value = .union(value, try sum())
      case .intersection:
        index += 1
        value = .intersection(value, try sum())
      case .setDifference:
        index += 1
        value = .setDifference(value, try sum())
      default: return value
      }
    }
    return value
  }

  // MARK: sum

  mutating func sum() throws(SyntaxError) -> Expression {
    var value = try signedProduct()
    while let kind = current {
      switch kind {
      case .plus:
        try takeSign()
        value = .sum(value, try product())
      case .minus:
        try takeSign()
        value = .difference(value, try product())
      case .plusMinus, .minusPlus:
        index += 1
        value = .plusMinus(value, try product(), flipped: kind == .minusPlus)
      default: return value
      }
    }
    return value
  }

  private mutating func signedProduct() throws(SyntaxError) -> Expression {
    var isNegative = false
    while let kind = current {
      switch kind {
      case .minus: isNegative.toggle()
      case .plus: break
      case .plusMinus, .minusPlus:
        index += 1
        let value = Expression.plusMinus(nil, try product(), flipped: kind == .minusPlus)
        return isNegative ? .negated(value) : value
      default:
        let value = try product()
        return isNegative ? .negated(value) : value
      }
      index += 1
    }
    throw error("a value is missing")
  }

  // MARK: product

  mutating func product() throws(SyntaxError) -> Expression {
    var value = try factor()
    while let kind = current {
      switch kind {
      case .times:
        try takeSign()
        value = .product(value, try factor())
      case .slash:
        try takeSign()
        value = .quotient(value, try factor())
      case .modulo:
        index += 1
        value = .remainder(value, try factor())
      default:
        if let quantity = try unit(behind: value) {
          value = quantity
        } else if startsFactor(kind) {
          signs += 1
          guard signs <= Grammar.maximumSigns else { throw error("more than \(Grammar.maximumSigns) signs") }
          value = .product(value, try power())
        } else {
          return value
        }
      }
    }
    return value
  }

  mutating func factor() throws(SyntaxError) -> Expression {
    var isNegative = false
    while current == .minus || current == .plus {
      if current == .minus { isNegative.toggle() }
      index += 1
    }
    let value = try power()
    return isNegative ? .negated(value) : value
  }

  /// Whether a factor begins here without a sign before it.
  func startsFactor(_ kind: TokenKind) -> Bool {
    if differentialEnds, isDifferential(at: 0) { return false }
    if isModulus(at: 0) { return false }
    switch kind {
    case .letter("U") where isUnionLetter: return false
    case .letter, .constant, .function, .fraction, .root, .binomial, .largeOperator, .overline, .begin: return true
    case .open(let bracket): return bracket != .curly
    case .bar: return !barEnds
    case .ellipsis: return continuesProduct
    case .word(let word): return Grammar.isProductOfLetters(word, isUpright: tokens[index].isUpright, isAlone: false)
    case .number:
      // "2 3" is no product, but "(2)3" and "\frac{1}{2}3" are.
      // So are "(n - 2) 2^n" and "x 3^x".
      guard index > 0 else { return false }
      switch tokens[index - 1].kind {
      case .close, .ellipsis: return true
      case .letter: return self.kind(1) == .caret && tokens[index].follows != .none
      default: return false
      }
    default: return false
    }
  }

  /// `U` between two brackets joins intervals.
  private var isUnionLetter: Bool {
    guard index > 0, case .close(let close) = tokens[index - 1].kind, case .open(let open)? = kind(1) else {
      return false
    }
    let joining: Set<Bracket> = [.round, .square, .curly, .group]
    return joining.contains(close) && joining.contains(open)
  }

  /// Whether dots here stand for factors: "2 · 4 ⋯", "(x - 1) ⋯", but not the digits of "998…".
  private var continuesProduct: Bool {
    guard index > 0 else { return false }
    switch tokens[index - 1].kind {
    case .comma: return false
    case .number: return index > 1 && tokens[index - 2].kind == .times
    default: return true
    }
  }

  /// `dx` under an integral.
  func isDifferential(at offset: Int) -> Bool {
    switch kind(offset) {
    case .word(let word)?: return word.count == 2 && word.hasPrefix("d")
    case .letter("d")?:
      if case .letter? = kind(offset + 1) { return true }
      return false
    default: return false
    }
  }
}
