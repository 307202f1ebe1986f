/// Python source as tokens: enough to count assertions, to find names, and to change a program in one place.
///
/// No parser: strings and comments are told from code, and that is what the checks need.
struct PythonScan {
  enum Kind: Hashable {
    case name
    case number
    case string
    case sign
  }

  struct Token: Hashable {
    var kind: Kind
    var range: Range<Int>
    /// Brackets that are open before it.
    var depth: Int
    /// It is the first of its line.
    var startsLine: Bool
  }

  let bytes: [UInt8]
  private(set) var tokens: [Token] = []

  init(_ source: String) {
    bytes = Array(source.utf8)
    scan()
  }

  func text(_ token: Token) -> String { String(decoding: bytes[token.range], as: UTF8.self) }

  func text(_ index: Int) -> String { tokens.indices.contains(index) ? text(tokens[index]) : "" }

  private mutating func scan() {
    var index = 0
    var depth = 0
    var startsLine = true
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x0A {
        startsLine = depth == 0
        index += 1
        continue
      }
      if byte <= 0x20 || byte == UInt8(ascii: "\\") {
        index += 1
        continue
      }
      if byte == UInt8(ascii: "#") {
        while index < bytes.count, bytes[index] != 0x0A { index += 1 }
        continue
      }
      let start = index
      let kind: Kind
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        index = stringEnd(index)
        kind = .string
      } else if byte &- 0x30 < 10 {
        while index < bytes.count, isWord(bytes[index]) || bytes[index] == UInt8(ascii: ".") { index += 1 }
        kind = .number
      } else if isWord(byte) {
        while index < bytes.count, isWord(bytes[index]) { index += 1 }
        // r"…" and f"…".
        if index < bytes.count, index - start <= 2,
          bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'")
        {
          index = stringEnd(index)
          kind = .string
        } else {
          kind = .name
        }
      } else {
        index += signLength(index)
        kind = .sign
      }
      tokens.append(Token(kind: kind, range: start..<index, depth: depth, startsLine: startsLine))
      startsLine = false
      if kind == .sign {
        if "([{".utf8.contains(byte) { depth += 1 }
        if ")]}".utf8.contains(byte) { depth = max(0, depth - 1) }
      }
    }
  }

  private func isWord(_ byte: UInt8) -> Bool {
    CharacterClass.of(byte) != .other || byte == UInt8(ascii: "_")
  }

  private func stringEnd(_ start: Int) -> Int {
    let quote = bytes[start]
    let isLong = start + 2 < bytes.count && bytes[start + 1] == quote && bytes[start + 2] == quote
    var index = start + (isLong ? 3 : 1)
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "\\") {
        index += 2
        continue
      }
      if bytes[index] == quote {
        if !isLong { return index + 1 }
        if index + 2 < bytes.count, bytes[index + 1] == quote, bytes[index + 2] == quote { return index + 3 }
      }
      if !isLong, bytes[index] == 0x0A { return index }
      index += 1
    }
    return min(index, bytes.count)
  }

  private func signLength(_ index: Int) -> Int {
    let signs = [
      "**=", "//=", ">>=", "<<=", "**", "//", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=", "->", ":=", "<<",
      ">>",
    ]
    for sign in signs where bytes[index...].starts(with: sign.utf8) { return sign.utf8.count }
    return 1
  }

  // MARK: What checks ask for

  /// Names behind `def` and `class`, at any depth.
  var definitions: Set<String> {
    var found: Set<String> = []
    for index in tokens.indices.dropLast() where tokens[index].kind == .name {
      let word = text(index)
      if word == "def" || word == "class" { found.insert(text(index + 1)) }
      // f = lambda x: …, or another name for a function.
      if tokens[index].startsLine, text(index + 1) == "=" { found.insert(word) }
    }
    return found
  }

  /// Names that are called: followed by an opening bracket, and not a method.
  var calls: Set<String> {
    var found: Set<String> = []
    for index in tokens.indices.dropLast() where tokens[index].kind == .name && text(index + 1) == "(" {
      if index > 0, text(index - 1) == "." || text(index - 1) == "def" { continue }
      found.insert(text(index))
    }
    return found
  }

  /// Places of `assert` statements, in tokens.
  var assertions: [Int] {
    tokens.indices.filter { tokens[$0].kind == .name && tokens[$0].depth == 0 && text($0) == "assert" }
  }
}
