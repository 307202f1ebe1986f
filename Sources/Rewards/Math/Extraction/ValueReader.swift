/// A value read from prose: an expression, with the unit behind it.
struct ReadValue: Sendable, Hashable {
  /// Its tokens, unit included.
  var tokens: Range<Int>
  var bytes: Range<Int>
  var isFormula: Bool
  /// More than a name such as `$x$` or "f(x)".
  var isSubstantial: Bool
}

/// Several values that are one answer: "2, 3 and 5".
struct ReadList: Sendable {
  var values: [ReadValue]
  /// The token behind the last value.
  var end: Int
  /// Joined by "or": alternatives.
  var isChoice = false
}

/// Reads expressions, units and lists of them from tokens.
struct ValueReader: TokenReading {
  let text: ResponseText
  let tokens: [ProseToken]
  let units: UnitWords

  init(_ text: ResponseText, _ tokens: [ProseToken]) {
    self.text = text
    self.tokens = tokens
    units = UnitWords(text: text, tokens: tokens)
  }

  // MARK: A value

  func value(at start: Int) -> ReadValue? {
    var scan = RunScan(start)
    while scan.index < tokens.count, accept(&scan) {}
    guard scan.end > start else { return nil }
    let end = compound(from: units.end(from: scan.end) ?? scan.end, hasUnit: units.end(from: scan.end) != nil)
    let run = tokens[start..<scan.end]
    return ReadValue(
      tokens: start..<end, bytes: tokens[start].start..<tokens[end - 1].end,
      isFormula: run.contains { $0.kind == .formula || $0.kind == .command },
      isSubstantial: run.contains(where: isSubstantial))
  }

  /// "2 hours 30 minutes".
  private func compound(from end: Int, hasUnit: Bool) -> Int {
    var end = end
    guard hasUnit else { return end }
    while end < tokens.count {
      let next = isConnector(end) && !isAlternative(end) ? end + 1 : end
      guard next < tokens.count, tokens[next].kind == .number, let unit = units.end(from: next + 1) else { break }
      end = unit
    }
    return end
  }

  /// How far an expression has been read.
  private struct RunScan {
    var index: Int
    /// Behind the last operand.
    var end: Int
    let start: Int
    var isAfterOperand = false
    /// `\log_{5}` still wants its argument, which may stand behind a blank.
    var isFunction = false
    /// The last token was `^` or `_`.
    var isScript = false

    init(_ start: Int) { (index, end, self.start) = (start, start, start) }

    mutating func take(operand: Bool, to next: Int? = nil, isFunction: Bool = false, isScript: Bool = false) {
      self.isFunction = isFunction || (self.isFunction && (isScript || self.isScript))
      self.isScript = isScript
      index = next ?? index + 1
      isAfterOperand = operand
      if operand { end = index }
    }
  }

  /// Takes the next token into the expression; `false` ends it.
  private func accept(_ scan: inout RunScan) -> Bool {
    let token = tokens[scan.index]
    let isFirst = scan.index == scan.start
    let hasGap = !isFirst && tokens[scan.index - 1].end < token.start
    switch token.kind {
    case .number:
      if scan.isAfterOperand, hasGap, !scan.isFunction, !continuesNumber(scan.index) { return false }
      scan.take(operand: true)
    case .variable:
      if scan.isAfterOperand, hasGap, !scan.isFunction, !continuesProduct(scan.index) { return false }
      if !isFirst, !hasGap, tokens[scan.index - 1].kind == .number, isGluedUnit(scan.index) { return false }
      scan.take(operand: true)
    case .function: scan.take(operand: true, isFunction: true)
    case .command:
      if MathWords.connector(in: token, of: text) != nil { return false }
      let isOperator = Self.operators.contains(token.key)
      if !isOperator, scan.isAfterOperand, units.end(from: scan.index) != nil { return false }
      scan.take(operand: !isOperator, isFunction: MathWords.isFunction(token.key))
    case .formula:
      if scan.isAfterOperand { return false }
      scan.take(operand: true)
    case .operation, .relation:
      if isFirst, isDash(scan.index) || !Self.signs.contains(text[token.start]) { return false }
      if units.end(from: scan.index) != nil { return false }
      let isScript = text[token.start] == UInt8(ascii: "^") || text[token.start] == UInt8(ascii: "_")
      scan.take(operand: false, isScript: isScript)
    case .suffix, .percent:
      if !scan.isAfterOperand { return false }
      scan.take(operand: true)
    case .currency:
      guard !scan.isAfterOperand, scan.index + 1 < tokens.count, tokens[scan.index + 1].kind == .number else {
        return false
      }
      scan.take(operand: false)
    case .opening:
      guard let close = token.group else { return false }
      let isSized = text[token.start] == Glyph.backslash && text[token.end - 1] != Glyph.openBrace
      let goesOn = scan.isFunction || isSized || !hasGap || tokens[scan.index - 1].kind == .closing
      if scan.isAfterOperand, !goesOn { return false }
      scan.take(operand: true, to: close + 1)
    default: return false
    }
    return true
  }

  /// "1 000", "1 1/2".
  private func continuesNumber(_ index: Int) -> Bool {
    guard tokens[index - 1].kind == .number else { return false }
    let digits = text.bytes[tokens[index].range].prefix { Glyph.isDigit($0) }.count
    let before = tokens[index - 1].range
    if digits == 3, before.count <= 3, text.bytes[before].allSatisfy(Glyph.isDigit) { return true }
    guard index + 2 < tokens.count, text[tokens[index + 1].start] == UInt8(ascii: "/") else { return false }
    return tokens[index + 1].start == tokens[index].end && tokens[index + 2].kind == .number
  }

  /// "2 x y + 1": letters behind blanks go on if mathematics or nothing follows them, and they are no units.
  private func continuesProduct(_ index: Int) -> Bool {
    guard units.end(from: index) == nil else { return false }
    var next = index + 1
    while next < tokens.count, next - index < 4, tokens[next].kind == .variable { next += 1 }
    guard next < tokens.count else { return true }
    switch tokens[next].kind {
    case .operation, .relation, .suffix: return !isDash(next)
    case .opening: return tokens[next].start == tokens[next - 1].end && tokens[next].group != nil
    case .stop, .comma, .closing: return !Glyph.isUppercase(text[tokens[index].start])
    default: return false
    }
  }

  /// "100m2", "5g": the letter is a unit unless the mathematics goes on.
  private func isGluedUnit(_ index: Int) -> Bool {
    guard let end = units.end(from: index) else { return false }
    guard end < tokens.count else { return true }
    if tokens[end].kind == .operation || tokens[end].kind == .relation { return isDash(end) }
    guard tokens[end].start == tokens[end - 1].end else { return true }
    return tokens[end].kind != .variable && tokens[end].kind != .opening
  }

  /// " - " where nothing stands before it is a dash.
  private func isDash(_ index: Int) -> Bool {
    let token = tokens[index]
    guard text[token.start] == UInt8(ascii: "-"), Glyph.isBlank(text.byte(token.end)) else { return false }
    if index == 0 { return true }
    let before = tokens[index - 1]
    if before.kind == .colon || Self.copulas.contains(before.key) { return false }
    return before.isProse || before.kind == .line
  }

  private func isSubstantial(_ token: ProseToken) -> Bool {
    switch token.kind {
    case .command: return !Self.proofEnds.contains(token.key)
    case .number, .relation, .percent: return true
    case .variable: return token.end - token.start > 1
    case .opening: return token.group != nil && token.end - token.start > 1
    case .formula:
      guard let inner = token.inner else { return false }
      let name = text.trimmed(inner)
      if Self.proofEnds.contains(WordKey(text, min(name.lowerBound + 1, name.upperBound)..<name.upperBound)) {
        return false
      }
      return text.bytes[inner].contains { Glyph.isDigit($0) || Self.substance.contains($0) }
    default: return false
    }
  }

  private static let copulas: WordSet = ["is", "are", "be", "equals", "est", "ist", "es", "é", "è"]
  /// What closes a proof, and no value.
  private static let proofEnds: WordSet = [
    "blacksquare", "square", "qed", "box", "checkmark", "dots", "ldots", "cdots",
  ]
  private static let substance = ByteSet("\\=<>+")
  private static let signs = ByteSet("-+\u{2212}\u{B1}|\u{221A}")
  private static let operators: WordSet = ["cdot", "times", "div", "pm", "mp", "cup", "cap", "setminus"]

  // MARK: A list

  /// The values from there on that only commas and "and" or "or" join.
  func list(at start: Int, limit: Int = 64) -> ReadList? {
    guard let first = value(at: start) else { return nil }
    var list = ReadList(values: [first], end: first.tokens.upperBound)
    var lastJoin = ListJoin.none
    while list.values.count < limit {
      let (join, next) = join(at: list.end, after: list.values[list.values.count - 1])
      guard join != .none, let value = value(at: next) else { break }
      if join == .or { list.isChoice = true }
      list.values.append(value)
      list.end = value.tokens.upperBound
      // "0.5 (or 1/2)"
      if isAside(list.end, openedIn: list.values[list.values.count - 2].tokens.upperBound..<next) { list.end += 1 }
      lastJoin = join
    }
    // "x > 2, 5 of which": the comma ended a clause.
    if lastJoin == .comma, !isTerminal(list.end), let last = list.values.popLast() {
      list.end = last.tokens.lowerBound
    }
    return list
  }

  enum ListJoin { case none, comma, and, or }

  /// What joins the value before that token with the next, and where the next starts.
  func join(at start: Int, after value: ReadValue) -> (ListJoin, Int) {
    var index = start
    var join = endsWithComma(value) ? ListJoin.comma : .none
    while index < tokens.count {
      if tokens[index].kind == .comma || isSemicolon(index) {
        if join == .none { join = .comma }
      } else if isConnector(index) {
        join = isAlternative(index) ? .or : .and
      } else if tokens[index].kind == .markup, join != .none || isEmphasis(index) {
        // "**2**, **3**"
      } else if tokens[index].kind == .opening, index == start, isAlternative(index + 1) {
        // "(or 8)"
      } else if join != .none, let end = hedges.end(from: index) {
        // "7 or maybe 8", "7, perhaps 8"
        join = .or
        index = end
        continue
      } else {
        break
      }
      index += 1
    }
    if join == .none, index == start, areNumbers(value.tokens.upperBound - 1, start) { join = .and }
    return (join, index)
  }

  private func isAside(_ index: Int, openedIn joint: Range<Int>) -> Bool {
    guard index < tokens.count, tokens[index].kind == .closing else { return false }
    return joint.contains { tokens[$0].kind == .opening }
  }

  /// "or", in any language.
  func isAlternative(_ index: Int) -> Bool {
    guard isConnector(index) else { return false }
    return Self.alternatives.contains(MathWords.connector(in: tokens[index], of: text) ?? tokens[index].key)
  }

  private var hedges: Hedges { Hedges(tokens: tokens) }

  /// "7 7 7": a list with nothing but blanks in it.
  private func areNumbers(_ left: Int, _ right: Int) -> Bool {
    right < tokens.count && tokens[left].kind == .number && tokens[right].kind == .number
  }

  /// `$-14,$ $-7,$`: the comma stands within the dollars.
  private func endsWithComma(_ value: ReadValue) -> Bool {
    guard let last = tokens[value.tokens].last, last.kind == .formula, let inner = last.inner else { return false }
    return text.byte(text.trimmed(inner).upperBound - 1) == UInt8(ascii: ",")
  }

  /// The dash of "7–8".
  func isRangeDash(_ index: Int) -> Bool {
    guard index > 0, index + 1 < tokens.count, text.has(Self.dash, at: tokens[index].start) else { return false }
    let isGlued = tokens[index - 1].end == tokens[index].start && tokens[index].end == tokens[index + 1].start
    return isGlued && tokens[index - 1].kind == .number && tokens[index + 1].kind == .number
  }

  private static let dash = Array("–".utf8)

  func isTerminal(_ index: Int) -> Bool {
    guard index < tokens.count else { return true }
    switch tokens[index].kind {
    case .stop, .question, .line, .closing, .comma, .markup, .colon: return true
    case .currency: return isTerminal(index + 1)
    default: return false
    }
  }

  /// "and", "or". A letter is one ("2 y 3") only between values; "y = 3" is mathematics.
  func isConnector(_ index: Int) -> Bool {
    guard index < tokens.count else { return false }
    switch tokens[index].kind {
    case .word: return MathWords.isConnector(tokens[index].key)
    case .command: return MathWords.connector(in: tokens[index], of: text) != nil
    case .variable:
      guard MathWords.isConnector(tokens[index].key), index + 1 < tokens.count else { return false }
      let next = tokens[index + 1]
      guard next.start > tokens[index].end else { return false }
      return Self.connected.contains(next.kind) || hedges.end(from: index + 1) != nil
    default: return false
    }
  }

  private static let connected: Set<ProseToken.Kind> = [.number, .formula, .variable, .opening, .currency, .command]

  private func isSemicolon(_ index: Int) -> Bool { text[tokens[index].start] == UInt8(ascii: ";") }
  private func isEmphasis(_ index: Int) -> Bool { text[tokens[index].start] == Glyph.star }

  var denial: Denial { Denial(text: text, tokens: tokens) }
  var stance: Stance { Stance(text: text, tokens: tokens) }

  private static let alternatives: WordSet = [
    "or", "oder", "ou", "o", "или", "of", "lub", "albo", "veya", "hoặc", "或", "或者", "または", "또는", "أو", "या",
  ]
}
