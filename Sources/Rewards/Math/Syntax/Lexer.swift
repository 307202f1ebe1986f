/// Why a text is no mathematics, and where.
struct SyntaxError: Error, Sendable, Hashable {
  /// Offset in Unicode scalars from the start of the text.
  var position: Int
  var message: String
}

/// Turns an answer's text into tokens: LaTeX, Unicode signs and plain text in one pass, in time linear in the text.
///
/// Macros are never expanded and nothing is executed; a command that is not known is a name like any other.
struct Lexer {
  /// Longer texts are no answers; the bound keeps hostile ones cheap.
  static let maximumLength = 12_000

  private let scalars: [Unicode.Scalar]
  private var index = 0
  private var tokens: [Token] = []
  private var spacing = Token.Spacing.none
  /// What each open brace of LaTeX is, innermost last.
  private var groups: [Group] = []
  private var environments = 0
  /// Opening braces that close nothing yet, so that `\{` and `{` pair with their like.
  private enum Group { case plain, upright }

  private init(_ text: String) throws(SyntaxError) {
    var scalars: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars where !Vocabulary.isInvisible(scalar) {
      scalars.append(scalar)
      if scalars.count > Lexer.maximumLength {
        throw SyntaxError(position: scalars.count, message: "longer than \(Lexer.maximumLength) characters")
      }
    }
    self.scalars = scalars
  }

  static func tokens(of text: String) throws(SyntaxError) -> [Token] {
    var lexer = try Lexer(text)
    while lexer.index < lexer.scalars.count { try lexer.next() }
    return lexer.tokens
  }

  private var isUpright: Bool { groups.contains { $0 == .upright } }

  private func peek(_ offset: Int = 0) -> Unicode.Scalar? {
    index + offset < scalars.count ? scalars[index + offset] : nil
  }

  private mutating func add(_ kind: TokenKind, at position: Int) {
    tokens.append(Token(kind: kind, position: position, follows: spacing, isUpright: isUpright))
    spacing = .none
  }

  private mutating func next() throws(SyntaxError) {
    let start = index
    let scalar = scalars[index]
    switch scalar {
    case "0"..."9", ".": try number()
    case "０"..."９": try number()
    case "a"..."z", "A"..."Z": letters()
    case "\\": try command()
    case " ", "\n", "\r", "\u{A0}", "\u{3000}": blank()
    case "\t", "\u{0C}", "\u{08}", "\u{0B}", "\u{07}": damagedCommand()
    case "\u{2009}", "\u{202F}", "\u{200A}", "~":
      index += 1
      if spacing == .none { spacing = .thin }
    default:
      if let kind = Lexer.ascii(scalar) {
        index += 1
        try sign(kind, at: start)
      } else {
        try other(scalar, at: start)
      }
    }
  }

  private mutating func blank() {
    index += 1
    spacing = .blank
  }

  private static func ascii(_ scalar: Unicode.Scalar) -> TokenKind? {
    switch scalar {
    case "+": .plus
    case "-": .minus
    case "*": .times
    case "/": .slash
    case "^": .caret
    case "_": .underscore
    case "!": .factorial
    case "%": .percent
    case "'": .prime
    case "(": .open(.round)
    case ")": .close(.round)
    case "[": .open(.square)
    case "]": .close(.square)
    case "{": .open(.group)
    case "}": .close(.group)
    case ",": .comma
    case ";": .semicolon
    case ":": .colon
    case "|": .bar
    case "&": .columnBreak
    case "=": .relation(.equal)
    case "<": .relation(.less)
    case ">": .relation(.greater)
    case "$": .currency("$")
    default: nil
    }
  }

  private mutating func sign(_ kind: TokenKind, at start: Int) throws(SyntaxError) {
    switch kind {
    case .open(.group):
      groups.append(.plain)
      add(kind, at: start)
    case .close(.group): try closeGroup(at: start)
    case .currency:
      // A dollar sign delimits formulas; money is written `\$`, or "$5" where the sign has no partner.
      if isMoney(at: start) { add(kind, at: start) } else { spacing = .blank }
    case .plus where peek() == "/" && (peek(1) == "-" || peek(1) == "−"):
      index += 2
      add(.plusMinus, at: start)
    case .times where peek() == "*":
      index += 1
      add(.caret, at: start)
    case .factorial where peek() == "=":
      index += 1
      add(.relation(.notEqual), at: start)
    case .relation(.less) where peek() == "=":
      index += 1
      add(.relation(.lessEqual), at: start)
    case .relation(.greater) where peek() == "=":
      index += 1
      add(.relation(.greaterEqual), at: start)
    case .relation(.equal) where peek() == "=":
      index += 1
      add(kind, at: start)
    case .relation(.equal) where peek() == ">":
      index += 1
      add(.relation(.implies), at: start)
    case .minus where peek() == ">":
      index += 1
      add(.relation(.maps), at: start)
    case .prime: prime(at: start)
    default: add(kind, at: start)
    }
  }

  /// Whether the dollar sign stands alone in the text, before a number.
  private func isMoney(at position: Int) -> Bool {
    guard let after = peek(), ("0"..."9").contains(after) || after == "." else { return false }
    var count = 0
    for (offset, scalar) in scalars.enumerated() where scalar == "$" {
      if offset > 0, scalars[offset - 1] == "\\" { continue }
      count += 1
    }
    return count == 1
  }

  private mutating func closeGroup(at start: Int) throws(SyntaxError) {
    guard let group = groups.popLast() else {
      // What was cut out of a longer text may end with a brace of that.
      if scalars[index...].allSatisfy({ $0 == "}" || $0 == " " || $0 == "." || $0 == "$" }), !tokens.isEmpty { return }
      throw SyntaxError(position: start, message: "} without its {")
    }
    switch group {
    case .plain: add(.close(.group), at: start)
    case .upright: spacing = spacing == .none ? .thin : spacing
    }
  }

  /// A prime belongs to the variable before it: `f'`.
  private mutating func prime(at start: Int) {
    if spacing == .none, let last = tokens.last, case .letter(let name) = last.kind {
      tokens[tokens.count - 1].kind = .letter(name + "′")
    } else {
      add(.prime, at: start)
    }
  }

  // MARK: Numbers

  private static func digit(_ scalar: Unicode.Scalar?) -> Character? {
    guard let scalar else { return nil }
    if ("0"..."9").contains(scalar) { return Character(scalar) }
    if ("０"..."９").contains(scalar), let plain = Unicode.Scalar(scalar.value - 0xFF10 + 0x30) {
      return Character(plain)
    }
    return nil
  }

  private mutating func number() throws(SyntaxError) {
    let start = index
    var digits = ""
    var hasPoint = false
    while index < scalars.count {
      if let digit = Lexer.digit(scalars[index]) {
        digits.append(digit)
      } else if scalars[index] == ".", !hasPoint, peek(1) != "." {
        // "5." ends a sentence as often as it is a number.
        let isPeriod = !digits.isEmpty && (peek(1) == "\\" && isOverline(index + 1) || peek(1) == "(" && isDigits(index + 2))
        guard Lexer.digit(peek(1)) != nil || isPeriod else { break }
        hasPoint = true
        digits.append(".")
      } else {
        break
      }
      index += 1
    }
    guard !digits.isEmpty else {
      // Points that belong to no number: an ellipsis, or the end of a sentence.
      var count = 0
      while peek() == "." {
        index += 1
        count += 1
      }
      if count >= 3 || (count == 2 && !tokens.isEmpty) { add(.ellipsis, at: start) }
      if count == 1 { spacing = .blank }
      return
    }
    add(.number(digits), at: start)
    try scientific(start)
  }

  /// Whether digits and a closing bracket stand there, as in `2.(6)`.
  private func isDigits(_ position: Int) -> Bool {
    var end = position
    while end < scalars.count, Lexer.digit(scalars[end]) != nil { end += 1 }
    return end > position && end < scalars.count && scalars[end] == ")"
  }

  private func isOverline(_ position: Int) -> Bool {
    let name = Array("\\overline".unicodeScalars)
    let bar = Array("\\bar".unicodeScalars)
    let dot = Array("\\dot".unicodeScalars)
    return [name, bar, dot].contains { scalars[position...].starts(with: $0) }
  }

  /// `3.2e-5`, as programs write it.
  private mutating func scientific(_ start: Int) throws(SyntaxError) {
    guard let mark = peek(), mark == "e" || mark == "E" else { return }
    var end = index + 1
    if end < scalars.count, scalars[end] == "-" || scalars[end] == "+" { end += 1 }
    let firstDigit = end
    while end < scalars.count, Lexer.digit(scalars[end]) != nil { end += 1 }
    guard end > firstDigit else { return }
    if end < scalars.count, Lexer.isLetter(scalars[end]) { return }
    let position = index
    add(.times, at: position)
    add(.number("10"), at: position)
    add(.caret, at: position)
    add(.open(.group), at: position)
    if scalars[index + 1] == "-" { add(.minus, at: position) }
    add(.number(String(String.UnicodeScalarView(scalars[firstDigit..<end]))), at: position)
    add(.close(.group), at: position)
    index = end
  }

  // MARK: Letters

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }

  private mutating func letters() {
    let start = index
    while index < scalars.count, Lexer.isLetter(scalars[index]) || Lexer.isAccented(scalars[index]) { index += 1 }
    var word = String(String.UnicodeScalarView(scalars[start..<index]))
    // "don't", but not the prime of f'.
    if word.count > 2, peek() == "'", let after = peek(1), Lexer.isLetter(after) {
      index += 1
      while index < scalars.count, Lexer.isLetter(scalars[index]) { index += 1 }
      word = String(String.UnicodeScalarView(scalars[start..<index]))
    }
    add(word: word, at: start)
  }

  private static func isAccented(_ scalar: Unicode.Scalar) -> Bool { (0xC0...0x24F).contains(scalar.value) && scalar != "×" && scalar != "÷" }

  private mutating func add(word: String, at start: Int) {
    if word == "i" {
      add(.constant(.i), at: start)
    } else if word == "e" {
      add(.constant(.e), at: start)
    } else if word.unicodeScalars.count == 1 {
      add(.letter(word), at: start)
    } else if let kind = Vocabulary.names[word] ?? Vocabulary.names[word.lowercased()] {
      add(kind, at: start)
    } else {
      add(.word(word), at: start)
    }
  }

  private mutating func other(_ scalar: Unicode.Scalar, at start: Int) throws(SyntaxError) {
    index += 1
    if let kind = Vocabulary.unicodeSigns[scalar] {
      if kind == .prime { prime(at: start) } else { add(kind, at: start) }
    } else if Vocabulary.superscripts[scalar] != nil {
      add(.caret, at: start)
      script(start, Vocabulary.superscripts)
    } else if Vocabulary.subscripts[scalar] != nil {
      add(.underscore, at: start)
      script(start, Vocabulary.subscripts)
    } else if let (numerator, denominator) = Vocabulary.vulgarFractions[scalar] {
      add(.fraction, at: start)
      for part in [numerator, denominator] {
        add(.open(.group), at: start)
        add(.number("\(part)"), at: start)
        add(.close(.group), at: start)
      }
    } else if (0x2460...0x2473).contains(scalar.value) {
      add(.circled(Int(scalar.value) - 0x2460 + 1), at: start)
    } else if (0xFF01...0xFF5E).contains(scalar.value), let plain = Unicode.Scalar(scalar.value - 0xFEE0) {
      if Lexer.isLetter(plain) {
        add(word: String(plain), at: start)
      } else if let kind = Lexer.ascii(plain) {
        try sign(kind, at: start)
      }
    } else if scalar.value >= 0x370, scalar.value <= 0x3FF {
      add(.letter(String(scalar)), at: start)
    } else if scalar.properties.isAlphabetic {
      while index < scalars.count, scalars[index].properties.isAlphabetic, scalars[index].value > 0x7F {
        if Lexer.endsRun(scalars[index]) { break }
        index += 1
      }
      add(.word(String(String.UnicodeScalarView(scalars[start..<index]))), at: start)
    } else if scalar == "。" || scalar == "\"" || scalar == "`" || scalar == "“" || scalar == "”" || scalar == "’" {
      spacing = .blank
    } else {
      add(.word(String(scalar)), at: start)
    }
  }

  private static func endsRun(_ scalar: Unicode.Scalar) -> Bool {
    Vocabulary.unicodeSigns[scalar] != nil || Vocabulary.superscripts[scalar] != nil
      || Vocabulary.subscripts[scalar] != nil
  }

  /// Digits and letters written high or low in Unicode, as one group.
  private mutating func script(_ start: Int, _ table: [Unicode.Scalar: Unicode.Scalar]) {
    index = start
    add(.open(.group), at: start)
    while let scalar = peek(), let plain = table[scalar] {
      let position = index
      index += 1
      switch plain {
      case "0"..."9":
        if case .number(let digits) = tokens[tokens.count - 1].kind {
          tokens[tokens.count - 1].kind = .number(digits + String(plain))
        } else {
          add(.number(String(plain)), at: position)
        }
      case "-": add(.minus, at: position)
      case "+": add(.plus, at: position)
      default: add(word: String(plain), at: position)
      }
    }
    add(.close(.group), at: start)
  }
}

// MARK: Commands

extension Lexer {
  private mutating func command() throws(SyntaxError) {
    let start = index
    guard let first = peek(1) else {
      index += 1
      return
    }
    guard Lexer.isLetter(first) else {
      try controlSign(first, at: start)
      return
    }
    var end = start + 1
    while end < scalars.count, Lexer.isLetter(scalars[end]) { end += 1 }
    index = end
    try command(named: String(String.UnicodeScalarView(scalars[(start + 1)..<end])), at: start)
  }

  private mutating func command(named name: String, at start: Int) throws(SyntaxError) {
    if name == "circ", tokens.last?.kind != .caret, !isAfterCaretGroup {
      add(.times, at: start)
    } else if name == "dot" || name == "bar", case .number(let digits)? = tokens.last?.kind, digits.contains("."),
      spacing == .none
    {
      add(.overline, at: start)
    } else if name == "dot", tokens.count >= 3, tokens[tokens.count - 1].kind == .close(.group) || isNumber(tokens.last),
      tokens.suffix(5).contains(where: { $0.kind == .overline })
    {
      add(.overline, at: start)
    } else if let kind = Vocabulary.commands[name] {
      if kind == .prime { prime(at: start) } else { add(kind, at: start) }
    } else if Vocabulary.textCommands.contains(name) {
      skipBlanks()
      if peek() == "{" {
        index += 1
        groups.append(.upright)
        if spacing == .none { spacing = .thin }
      }
    } else if Vocabulary.transparentCommands.contains(name) {
      transparent(name)
    } else if Vocabulary.spaces.contains(name) {
      spacing = .blank
    } else if name == "mathbb" || name == "Bbb" {
      numberSet(at: start)
    } else if name == "begin" || name == "end" {
      try environment(name, at: start)
    } else if name == "hspace" || name == "vspace" || name == "label" || name == "tag" || name == "color" {
      skipArgument()
      spacing = .blank
    } else if name == "not" {
      negatedRelation(at: start)
    } else {
      try unknown(name, at: start)
    }
  }

  private func isNumber(_ token: Token?) -> Bool {
    if case .number? = token?.kind { true } else { false }
  }

  private var isAfterCaretGroup: Bool {
    tokens.count >= 2 && tokens[tokens.count - 1].kind == .open(.group) && tokens[tokens.count - 2].kind == .caret
  }

  private mutating func skipBlanks() {
    while let scalar = peek(), scalar == " " || scalar == "\n" { index += 1 }
  }

  /// `\left(` is `(`, `\left.` is nothing, `\vec{a}` is `a`.
  private mutating func transparent(_ name: String) {
    if name == "left" || name == "right" || name == "middle" {
      skipBlanks()
      if peek() == "." { index += 1 }
    }
  }

  private mutating func skipArgument() {
    skipBlanks()
    guard peek() == "{" else { return }
    while let scalar = peek() {
      index += 1
      if scalar == "}" { return }
    }
  }

  private mutating func numberSet(at start: Int) {
    let braces = peek() == "{" ? 1 : 0
    skipBlanks()
    guard let scalar = peek(braces), let set = NumberSet(rawValue: String(scalar)),
      braces == 0 || peek(braces + 1) == "}"
    else { return }
    index += 2 * braces + 1
    add(.numberSet(set), at: start)
  }

  private mutating func environment(_ name: String, at start: Int) throws(SyntaxError) {
    guard peek() == "{" else { throw SyntaxError(position: start, message: "\\\(name) without {name}") }
    var end = index + 1
    while end < scalars.count, scalars[end] != "}", end - index < 24 { end += 1 }
    guard end < scalars.count, scalars[end] == "}" else {
      throw SyntaxError(position: start, message: "\\\(name) without {name}")
    }
    var environment = String(String.UnicodeScalarView(scalars[(index + 1)..<end]))
    if environment.hasSuffix("*") { environment.removeLast() }
    index = end + 1
    environments += name == "begin" ? 1 : -1
    if name == "begin", environment == "array" { skipArgument() }
    add(name == "begin" ? .begin(environment) : .end(environment), at: start)
  }

  private mutating func negatedRelation(at start: Int) {
    skipBlanks()
    if peek() == "=" {
      index += 1
      add(.relation(.notEqual), at: start)
    } else if scalars[index...].starts(with: "\\in".unicodeScalars) {
      index += 3
      add(.relation(.notElement), at: start)
    }
  }

  /// A name that is not known may have letters stuck to it (`\quadx`); else it is a variable of its own.
  private mutating func unknown(_ name: String, at start: Int) throws(SyntaxError) {
    var head = name
    while head.count > 2 {
      head.removeLast()
      if Vocabulary.commands[head] != nil || Vocabulary.spaces.contains(head) {
        index -= name.count - head.count
        try command(named: head, at: start)
        return
      }
    }
    add(.letter("\\" + name), at: start)
  }

  private mutating func controlSign(_ scalar: Unicode.Scalar, at start: Int) throws(SyntaxError) {
    index += 2
    switch scalar {
    case "{":
      add(.open(.curly), at: start)
    case "}": add(.close(.curly), at: start)
    case "%": add(.percent, at: start)
    case "$": add(.currency("$"), at: start)
    case ",", ":", ";", ">", "/":
      if spacing == .none { spacing = .thin }
    case "!": skipBlanks()
    case " ", "\n", "\t": spacing = .blank
    case "(", ")", "[", "]": spacing = .blank
    case "|": add(.bar, at: start)
    case "&": add(.and, at: start)
    case "_": spacing = .blank
    case "\\": try doubleBackslash(at: start)
    case "#", "^", "`", "'", "\"", "=", "-", "*", "@", "~", "<", "+", "?": break
    default: throw SyntaxError(position: start, message: "a backslash before \(scalar)")
    }
  }

  /// A line break, or a command whose backslash was doubled on its way through JSON.
  private mutating func doubleBackslash(at start: Int) throws(SyntaxError) {
    if environments == 0 {
      if let after = peek(), Lexer.isLetter(after) {
        var end = index
        while end < scalars.count, Lexer.isLetter(scalars[end]) { end += 1 }
        let name = String(String.UnicodeScalarView(scalars[index..<end]))
        if Lexer.isKnown(name) {
          index = end
          try command(named: name, at: start)
          return
        }
      }
      if let after = peek(), "{}()[]%$,;!".unicodeScalars.contains(after) {
        index -= 1
        try controlSign(after, at: start + 1)
        return
      }
    }
    // `\\[2pt]` sets the height of the break.
    add(.rowBreak, at: start)
  }

  private static func isKnown(_ name: String) -> Bool {
    Vocabulary.commands[name] != nil || Vocabulary.textCommands.contains(name)
      || Vocabulary.transparentCommands.contains(name) || name == "begin" || name == "end" || name == "mathbb"
  }

  /// A control character followed by letters was a command once: `\t` of `\textcirc`, `\f` of `\frac` became it when a
  /// string literal was read.
  private mutating func damagedCommand() {
    let start = index
    let initials: [Unicode.Scalar: Character] = [
      "\t": "t", "\u{0C}": "f", "\u{08}": "b", "\u{0B}": "v", "\u{07}": "a",
    ]
    let initial = initials[scalars[index]].map(String.init) ?? ""
    var end = index + 1
    while end < scalars.count, Lexer.isLetter(scalars[end]) { end += 1 }
    let name = initial + String(String.UnicodeScalarView(scalars[(index + 1)..<end]))
    if name.count > 2, let kind = Vocabulary.commands[name] {
      index = end
      add(kind, at: start)
    } else {
      blank()
    }
  }
}
