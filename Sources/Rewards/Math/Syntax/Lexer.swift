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

  let scalars: [Unicode.Scalar]
  /// Those that no backslash stands before.
  private var dollarSigns = 0
  var index = 0
  var tokens: [Token] = []
  var spacing = Token.Spacing.none
  /// What each open brace of LaTeX is, innermost last.
  var groups: [Group] = []
  var environments = 0
  /// Opening braces that close nothing yet, so that `\{` and `{` pair with their like.
  enum Group { case plain, upright, silent }
  /// How many of them are upright.
  var uprightGroups = 0

  private init(_ text: String) throws(SyntaxError) {
    var scalars: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars where !Vocabulary.isInvisible(scalar) {
      scalars.append(scalar)
      if scalars.count > Lexer.maximumLength {
        throw SyntaxError(position: scalars.count, message: "longer than \(Lexer.maximumLength) characters")
      }
    }
    self.scalars = scalars
    for (offset, scalar) in scalars.enumerated() where scalar == "$" && (offset == 0 || scalars[offset - 1] != "\\") {
      dollarSigns += 1
    }
  }

  static func tokens(of text: String) throws(SyntaxError) -> [Token] {
    var lexer = try Lexer(text)
    while lexer.index < lexer.scalars.count { try lexer.next() }
    return lexer.tokens
  }

  /// Part of the text, which is ASCII almost always.
  func text(_ range: Range<Int>) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    for scalar in scalars[range] {
      guard scalar.isASCII else { return String(String.UnicodeScalarView(scalars[range])) }
      bytes.append(UInt8(truncatingIfNeeded: scalar.value))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  func peek(_ offset: Int = 0) -> Unicode.Scalar? {
    index + offset < scalars.count ? scalars[index + offset] : nil
  }

  mutating func add(_ kind: TokenKind, at position: Int) {
    tokens.append(Token(kind: kind, position: position, follows: spacing, isUpright: uprightGroups > 0))
    spacing = .none
  }

  mutating func next() throws(SyntaxError) {
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

  mutating func blank() {
    index += 1
    spacing = .blank
  }

  static func ascii(_ scalar: Unicode.Scalar) -> TokenKind? {
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

  mutating func sign(_ kind: TokenKind, at start: Int) throws(SyntaxError) {
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
  func isMoney(at position: Int) -> Bool {
    guard let after = peek(), ("0"..."9").contains(after) || after == "." else { return false }
    return dollarSigns == 1
  }

  mutating func closeGroup(at start: Int) throws(SyntaxError) {
    guard let group = groups.popLast() else {
      // What was cut out of a longer text may end with a brace of that.
      if scalars[index...].allSatisfy({ $0 == "}" || $0 == " " || $0 == "." || $0 == "$" }), !tokens.isEmpty { return }
      throw SyntaxError(position: start, message: "} without its {")
    }
    switch group {
    case .plain: add(.close(.group), at: start)
    case .silent: break
    case .upright:
      uprightGroups -= 1
      if spacing == .none { spacing = .thin }
    }
  }

  /// A prime belongs to the variable before it: `f'`.
  mutating func prime(at start: Int) {
    if spacing == .none, let last = tokens.last, case .letter(let name) = last.kind {
      tokens[tokens.count - 1].kind = .letter(name + "′")
    } else {
      add(.prime, at: start)
    }
  }
}
