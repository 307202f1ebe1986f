/// Commands of LaTeX.
extension Lexer {
  mutating func command() throws(SyntaxError) {
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
    try command(named: text(start + 1..<end), at: start)
  }

  mutating func command(named name: String, at start: Int) throws(SyntaxError) {
    if name == "circ", tokens.last?.kind != .caret, !isAfterCaretGroup {
      add(.times, at: start)
    } else if name == "dot" || name == "bar", case .number(let digits)? = tokens.last?.kind, digits.contains("."),
      spacing == .none
    {
      add(.overline, at: start)
    } else if name == "dot", tokens.count >= 3,
      tokens[tokens.count - 1].kind == .close(.group) || isNumber(tokens.last),
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
        uprightGroups += 1
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

  func isNumber(_ token: Token?) -> Bool {
    if case .number? = token?.kind { true } else { false }
  }

  var isAfterCaretGroup: Bool {
    tokens.count >= 2 && tokens[tokens.count - 1].kind == .open(.group) && tokens[tokens.count - 2].kind == .caret
  }

  mutating func skipBlanks() {
    while let scalar = peek(), scalar == " " || scalar == "\n" { index += 1 }
  }

  /// `\left(` is `(`, `\left.` is nothing, `\vec{a}` is `a`.
  mutating func transparent(_ name: String) {
    if name == "left" || name == "right" || name == "middle" {
      skipBlanks()
      if peek() == "." { index += 1 }
    } else if Vocabulary.silentCommands.contains(name) {
      // Their braces are no set, whatever is in them.
      skipBlanks()
      if peek() == "{" {
        index += 1
        groups.append(.silent)
      }
    }
  }

  mutating func skipArgument() {
    skipBlanks()
    guard peek() == "{" else { return }
    while let scalar = peek() {
      index += 1
      if scalar == "}" { return }
    }
  }

  mutating func numberSet(at start: Int) {
    let braces = peek() == "{" ? 1 : 0
    skipBlanks()
    guard let scalar = peek(braces), let set = NumberSet(rawValue: String(scalar)),
      braces == 0 || peek(braces + 1) == "}"
    else { return }
    index += 2 * braces + 1
    add(.numberSet(set), at: start)
  }

  mutating func environment(_ name: String, at start: Int) throws(SyntaxError) {
    guard peek() == "{" else { throw SyntaxError(position: start, message: "\\\(name) without {name}") }
    var end = index + 1
    while end < scalars.count, scalars[end] != "}", end - index < 24 { end += 1 }
    guard end < scalars.count, scalars[end] == "}" else {
      throw SyntaxError(position: start, message: "\\\(name) without {name}")
    }
    var environment = text(index + 1..<end)
    if environment.hasSuffix("*") { environment.removeLast() }
    index = end + 1
    environments += name == "begin" ? 1 : -1
    if name == "begin", environment == "array" { skipArgument() }
    add(name == "begin" ? .begin(environment) : .end(environment), at: start)
  }

  mutating func negatedRelation(at start: Int) {
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
  mutating func unknown(_ name: String, at start: Int) throws(SyntaxError) {
    var head = name.utf8.count <= 40 ? name : ""
    while head.utf8.count > 2 {
      head.removeLast()
      if Vocabulary.commands[head] != nil || Vocabulary.spaces.contains(head) {
        index -= name.utf8.count - head.utf8.count
        try command(named: head, at: start)
        return
      }
    }
    add(.letter("\\" + name), at: start)
  }

  mutating func controlSign(_ scalar: Unicode.Scalar, at start: Int) throws(SyntaxError) {
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
  mutating func doubleBackslash(at start: Int) throws(SyntaxError) {
    if environments == 0 {
      if let after = peek(), Lexer.isLetter(after) {
        var end = index
        while end < scalars.count, Lexer.isLetter(scalars[end]) { end += 1 }
        let name = text(index..<end)
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

  static func isKnown(_ name: String) -> Bool {
    Vocabulary.commands[name] != nil || Vocabulary.textCommands.contains(name)
      || Vocabulary.transparentCommands.contains(name) || name == "begin" || name == "end" || name == "mathbb"
  }

  /// A control character followed by letters was a command once: `\t` of `\textcirc`, `\f` of `\frac` became it when a
  /// string literal was read.
  mutating func damagedCommand() {
    let start = index
    let initials: [Unicode.Scalar: Character] = [
      "\t": "t", "\u{0C}": "f", "\u{08}": "b", "\u{0B}": "v", "\u{07}": "a",
    ]
    let initial = initials[scalars[index]].map(String.init) ?? ""
    var end = index + 1
    while end < scalars.count, Lexer.isLetter(scalars[end]) { end += 1 }
    let name = initial + text(index + 1..<end)
    if name.count > 2, let kind = Vocabulary.commands[name] {
      index = end
      add(kind, at: start)
    } else {
      blank()
    }
  }
}
