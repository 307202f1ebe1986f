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

  private mutating func add(_ kind: ProseToken.Kind, _ length: Int) {
    let stop = min(index + length, end)
    tokens.append(ProseToken(kind, index, stop))
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
    let letters = text.lettersEnd(from: stop, to: end)
    if letters - stop == 2, Self.ordinals.contains(text.string(stop..<letters)) {
      tokens.append(ProseToken(.ordinal, start, letters))
      index = letters
    } else {
      tokens.append(ProseToken(.number, start, stop))
      index = stop
    }
  }

  /// What stands between digits: "1,000.99", "12:00", "1{,}000", "1,\!000".
  private func separator(at place: Int) -> Int? {
    for mark in Self.separators where text.has(mark, at: place) {
      if digit(at: place + mark.count) != nil { return mark.count }
    }
    return nil
  }

  private static let separators = ["{,}", ",\\!", "\\,", ",", ".", ":"].map { Array($0.utf8) }
  private static let dots = Array("...".utf8)
  private static let ordinals: Set<String> = ["st", "nd", "rd", "th"]

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
    let name = letters > 1 && letters <= 6 ? text.string(index..<stop) : ""
    let kind: ProseToken.Kind =
      letters == 1 || name == "pi"
      ? .variable : MathWords.isFunction(name) && takesArgument(at: stop) ? .function : .word
    tokens.append(ProseToken(kind, index, stop))
    index = stop
  }

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
  private static let argumentStarts = Set("([{\\^_$".utf8)

  // MARK: Commands

  private mutating func command() {
    let nameEnd = text.lettersEnd(from: index + 1, to: end)
    guard nameEnd > index + 1 else { return escaped() }
    let name = text.string(index + 1..<min(nameEnd, index + 20))
    if Self.spaces.contains(name) {
      index = nameEnd
    } else if text.byte(nameEnd) == Glyph.openBrace, nameEnd < end, MathWords.isTextCommand(name) {
      tokens.append(ProseToken(.command, index, groupEnd(from: nameEnd)))
      index = tokens[tokens.count - 1].end
    } else if name == "circ" {
      add(.suffix, nameEnd - index)
    } else {
      add(Self.relations.contains(name) ? .relation : .command, nameEnd - index)
    }
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

  private static let spaces: Set<String> = ["quad", "qquad", "displaystyle", "left", "right", "big", "Big"]
  private static let relations: Set<String> = [
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
    let next = text.byte(text.skipBlanks(from: index + 1, to: end))
    return Self.factorialFollowers.contains(next)
  }

  private static let factorialFollowers = Set("=+-*/^).,]}\\<>".utf8)

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
    return operand && (digit(at: stop) != nil || Glyph.isLetter(text.byte(stop)) || text.byte(stop) == UInt8(ascii: "("))
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
    tokens.append(ProseToken(.word, start, index))
  }
}
