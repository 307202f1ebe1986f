/// Cuts a text into tokens in one pass.
struct ProseTokenizer {
  private(set) var tokens: [ProseToken] = []

  private let text: ResponseText
  private let end: Int
  private let formulas: [Formula]
  private var nextFormula = 0
  private var index: Int

  init(_ text: ResponseText, in bounds: Range<Int>, formulas: [Formula]) {
    self.text = text
    self.formulas = formulas
    end = bounds.upperBound
    index = bounds.lowerBound
    tokens.reserveCapacity(bounds.count / 4)
    while index < end { step() }
    ProseGroups.mark(&tokens, in: text)
  }

  private mutating func step() {
    if nextFormula < formulas.count, formulas[nextFormula].range.lowerBound == index {
      let formula = formulas[nextFormula]
      nextFormula += 1
      tokens.append(ProseToken(.formula, index, formula.range.upperBound, inner: formula.inner))
      index = formula.range.upperBound
      return
    }
    let byte = text[index]
    if byte == Glyph.newline {
      add(.line, 1)
    } else if Glyph.isBlank(byte) || byte == UInt8(ascii: "~") {
      index += 1
    } else if startsNumber(at: index) {
      number()
    } else if Glyph.isLetter(byte) {
      word()
    } else if byte == Glyph.backslash {
      command()
    } else if byte < 0x80 {
      punctuation(byte)
    } else {
      foreign()
    }
  }

  private mutating func add(_ kind: ProseToken.Kind, _ length: Int, key: WordKey = .none) {
    let stop = min(index + length, end)
    tokens.append(ProseToken(kind, index, stop, key: key))
    index = stop
  }

  // MARK: Numbers

  /// The length of the digit there: one byte, or three for a fullwidth one.
  private func digit(at place: Int) -> Int? {
    guard place < end else { return nil }
    if Glyph.isDigit(text[place]) { return 1 }
    guard text[place] == 0xEF, text.byte(place + 1) == 0xBC else { return nil }
    return text.byte(place + 2) &- 0x90 < 10 && place + 3 <= end ? 3 : nil
  }

  private func startsNumber(at place: Int) -> Bool {
    if digit(at: place) != nil { return true }
    return text[place] == UInt8(ascii: ".") && digit(at: place + 1) != nil && text.byte(place - 1) != UInt8(ascii: ".")
  }

  private mutating func number() {
    let start = index
    var stop = index
    while stop < end {
      if let length = digit(at: stop) {
        stop += length
      } else if let length = separator(at: stop) {
        stop += length
      } else {
        break
      }
    }
    if text.has(Self.dots, at: stop), stop + 3 <= end { stop += 3 }
    if Self.repeats.contains(where: { text.has($0, at: stop) }) { stop += 1 }
    let letters = text.lettersEnd(from: stop, to: end)
    if letters - stop == 2, Self.ordinals.contains(WordKey(text, stop..<letters)) {
      tokens.append(ProseToken(.ordinal, start, letters))
      index = letters
    } else {
      tokens.append(ProseToken(.number, start, stop))
      index = stop
      gluedConnector(to: letters)
    }
  }

  /// "x=1orx=2".
  private mutating func gluedConnector(to end: Int) {
    for word in Self.gluedConnectors where end - index > word.count && text.has(word, at: index) {
      add(.word, word.count, key: WordKey(text, index..<index + word.count))
    }
  }

  private static let gluedConnectors = ["or", "and"].map { Array($0.utf8) }

  /// What stands between digits: "1,000.99", "12:00", "1{,}000", "1,\!000".
  private func separator(at place: Int) -> Int? {
    for mark in Self.separators where text.has(mark, at: place) {
      if digit(at: place + mark.count) != nil { return mark.count }
    }
    return nil
  }

  private static let separators = ["{,}", ",\\!", "\\,", ",", ".", ":"].map { Array($0.utf8) }
  /// "0.\overline{6}": the point belongs to the number.
  private static let repeats = [".\\overline", ".\\bar", ".\\dot", ".\\ldots", ".\\dots"].map { Array($0.utf8) }
  private static let dots = Array("...".utf8)
  private static let ordinals: WordSet = ["st", "nd", "rd", "th"]

  // MARK: Words

  private mutating func word() {
    var stop = index
    var letters = 0
    while stop < end {
      if Glyph.isLetter(text[stop]) {
        letters += 1
        stop += 1
      } else if Glyph.isDigit(text[stop]) {
        stop += 1
      } else if let length = joined(at: stop) {
        letters += 2
        stop += length
      } else {
        break
      }
    }
    let key = WordKey(text, index..<stop)
    let isProduct = letters == 2 && Self.productEnds.contains(text.byte(stop)) && !MathWords.isFunction(key)
    if letters == 1 || isProduct || key == Self.pi {
      add(.variable, stop - index, key: key)
    } else {
      add(MathWords.isFunction(key) && takesArgument(at: stop) ? .function : .word, stop - index, key: key)
    }
  }

  private static let pi: WordKey = "pi"
  /// "ab(x - y)": two letters before these are a product.
  private static let productEnds = ByteSet("(^_")

  /// An accented Latin letter, or an apostrophe between letters: part of the word.
  private func joined(at place: Int) -> Int? {
    let byte = text[place]
    if byte >= 0xC3, byte <= 0xCA, !(byte == 0xC3 && (text.byte(place + 1) == 0x97 || text.byte(place + 1) == 0xB7)) {
      return 2
    }
    if byte == 0xE1, text.byte(place + 1) >= 0xB8 { return 3 }
    if byte == UInt8(ascii: "'"), isLetterByte(text.byte(place + 1)) { return 1 }
    if text.has(Self.apostrophe, at: place), isLetterByte(text.byte(place + 3)) { return 3 }
    return nil
  }

  private func isLetterByte(_ byte: UInt8) -> Bool { Glyph.isLetter(byte) || (byte >= 0xC3 && byte <= 0xCA) }

  private func takesArgument(at place: Int) -> Bool {
    let next = text.byte(text.skipBlanks(from: place, to: end))
    return Self.argumentStarts.contains(next) || Glyph.isDigit(next)
  }

  private static let apostrophe = Array("’".utf8)
  private static let argumentStarts = ByteSet("([{\\^_$")

  // MARK: Commands

  private mutating func command() {
    let nameEnd = text.lettersEnd(from: index + 1, to: end)
    guard nameEnd > index + 1 else { return escaped() }
    let name = WordKey(text, index + 1..<nameEnd)
    if let kind = Self.sized(name) {
      delimiter(kind, from: nameEnd)
    } else if Self.spaces.contains(name) {
      index = nameEnd
    } else if Self.openings.contains(name) {
      add(.opening, nameEnd - index, key: name)
    } else if Self.closings.contains(name) {
      add(.closing, nameEnd - index, key: name)
    } else if text.byte(nameEnd) == Glyph.openBrace, nameEnd < end, MathWords.isTextCommand(name) {
      add(.command, groupEnd(from: nameEnd) - index, key: name)
    } else if name == Self.circle {
      add(.suffix, nameEnd - index)
    } else {
      add(Self.relations.contains(name) ? .relation : .command, nameEnd - index, key: name)
    }
  }

  private static func sized(_ name: WordKey) -> ProseToken.Kind? {
    name == left ? .opening : name == right ? .closing : nil
  }

  /// `\left(`, `\right\}`: one token with what it sizes.
  private mutating func delimiter(_ kind: ProseToken.Kind, from nameEnd: Int) {
    let place = text.skipBlanks(from: nameEnd, to: end)
    guard text.byte(place) == Glyph.backslash else { return add(kind, place + 1 - index) }
    add(kind, max(place + 2, text.lettersEnd(from: place + 1, to: end)) - index)
  }

  /// Text arguments are short; a brace that does not close soon is no argument.
  private func groupEnd(from open: Int) -> Int {
    var depth = 0
    for place in open..<min(end, open + 160) {
      if text[place] == Glyph.openBrace { depth += 1 }
      if text[place] == Glyph.closeBrace { depth -= 1 }
      if depth == 0 { return place + 1 }
    }
    return open
  }

  private mutating func escaped() {
    switch text.byte(index + 1) {
    case UInt8(ascii: "%"): add(.percent, 2)
    case Glyph.dollar: add(.currency, 2)
    case Glyph.openBrace: add(.opening, 2)
    case Glyph.closeBrace: add(.closing, 2)
    case Glyph.backslash: add(.line, 2)
    case UInt8(ascii: "\""): add(.markup, 2)
    case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "!"), 0x20: index = min(index + 2, end)
    default: add(.other, 2)
    }
  }

  private static let spaces: WordSet = ["quad", "qquad", "displaystyle", "big", "Big", "bigl", "bigr"]
  private static let left: WordKey = "left"
  private static let right: WordKey = "right"
  private static let openings: WordSet = ["lfloor", "lceil", "langle", "lbrace", "lvert"]
  private static let closings: WordSet = ["rfloor", "rceil", "rangle", "rbrace", "rvert"]
  private static let circle: WordKey = "circ"
  private static let relations: WordSet = [
    "leq", "le", "geq", "ge", "lt", "gt", "neq", "ne", "in", "approx", "equiv", "sim", "to", "implies", "Rightarrow",
    "subset", "subseteq",
  ]

  // MARK: Punctuation

  private mutating func punctuation(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "*"): stars()
    case UInt8(ascii: "_") where text.byte(index + 1) == byte: run(of: byte, .markup)
    case UInt8(ascii: "#"): run(of: byte, .markup)
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): add(.markup, 1)
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "^"), UInt8(ascii: "_"),
      UInt8(ascii: "|"), UInt8(ascii: "&"):
      add(.operation, 1)
    case UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"): add(.relation, 1)
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): add(.opening, 1)
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): add(.closing, 1)
    case UInt8(ascii: ","): add(.comma, 1)
    case UInt8(ascii: ":"): add(.colon, 1)
    case UInt8(ascii: ";"): add(.stop, 1)
    case UInt8(ascii: "?"): add(.question, 1)
    case UInt8(ascii: "%"): add(.percent, 1)
    case Glyph.dollar: add(.currency, 1)
    case UInt8(ascii: "."): add(SentenceEnds.endsSentence(text, at: index, to: end) ? .stop : .other, 1)
    case UInt8(ascii: "!"): add(isFactorial ? .suffix : .stop, 1)
    default: add(.other, 1)
    }
  }

  /// "5! = 120" against "The answer is 5!".
  private var isFactorial: Bool {
    guard let last = tokens.last, last.end == index else { return false }
    guard last.kind == .number || last.kind == .variable || last.kind == .closing else { return false }
    let glued = text.byte(index + 1)
    if last.kind == .closing || glued == UInt8(ascii: "(") || Glyph.isLetter(glued) || Glyph.isDigit(glued) {
      return true
    }
    let next = text.byte(text.skipBlanks(from: index + 1, to: end))
    return Self.factorialFollowers.contains(next)
  }

  private static let factorialFollowers = ByteSet("=+-*/^).,]}\\<>")

  /// Two stars are emphasis unless they stand between operands: "2**3".
  private mutating func stars() {
    var stop = index
    while stop < end, text[stop] == Glyph.star { stop += 1 }
    let isGlued = Glyph.isDigit(text.byte(index - 1)) && digit(at: stop) != nil
    let isSpaced = Glyph.isBlank(text.byte(index - 1)) && Glyph.isBlank(text.byte(stop)) && index > 0
    let isOperator = stop - index == 1 ? isSpaced || isInfix(stop) : stop - index == 2 && (isGlued || isSpaced)
    add(isOperator ? .operation : .markup, stop - index)
  }

  private func isInfix(_ stop: Int) -> Bool {
    let before = text.byte(index - 1)
    let operand = Glyph.isDigit(before) || Glyph.isLetter(before) || before == UInt8(ascii: ")")
    return operand
      && (digit(at: stop) != nil || Glyph.isLetter(text.byte(stop)) || text.byte(stop) == UInt8(ascii: "("))
  }

  private mutating func run(of byte: UInt8, _ kind: ProseToken.Kind) {
    var stop = index
    while stop < end, text[stop] == byte { stop += 1 }
    add(kind, stop - index)
  }

  // MARK: Other scripts

  private mutating func foreign() {
    if let (kind, length) = ForeignSigns.sign(text, at: index) {
      if let kind { add(kind, length) } else { index = min(index + length, end) }
      return
    }
    let start = index
    while index < end, text[index] >= 0x80, digit(at: index) == nil, ForeignSigns.sign(text, at: index) == nil {
      index += ForeignSigns.length(text[index])
    }
    index = min(index, end)
    // Latin words may begin with an accented letter: "évidemment".
    if text[start] <= 0xCA { while index < end, Glyph.isLetter(text[index]) || joined(at: index) != nil { index += 1 } }
    tokens.append(ProseToken(.word, start, index, key: WordKey(text, start..<index)))
  }
}
