/// Which of the boxes of a text holds the answer: the last one that its sentence does not deny or give to someone else,
/// together with those right before it that are parts of the same answer.
struct BoxChoice {
  struct Choice {
    var parts: [String]
    /// From the first box to behind the last and its unit.
    var range: Range<Int>
  }

  let text: ResponseText
  let boxes: [AnswerBox]
  /// The response is a reference, which is not doubted.
  var isTrusted = false

  /// No answer has more parts, and nobody denies so many boxes.
  private static let most = 64

  func choice() -> Choice? {
    var last = boxes.count - 1
    for _ in 0..<Self.most where last >= 0 {
      var first = last
      while first > 0, last - first < Self.most, areJoined(first - 1, first) { first -= 1 }
      if isTrusted || !isDenied(boxes[first], boxes[last]) {
        let parts = self.parts(of: first...last)
        if !parts.isEmpty { return Choice(parts: parts, range: boxes[first].start..<boxes[last].end) }
      }
      last = first - 1
    }
    return nil
  }

  // MARK: Context

  private func areJoined(_ left: Int, _ right: Int) -> Bool {
    let joint = BoxJoint(text: text, from: boxes[left].end, to: boxes[right].start)
    if joint.isJoint || joint.isCondition { return true }
    guard joint.startsCase else { return false }
    let before = tokens(in: sentenceStart(before: boxes[left].start)..<boxes[left].start)
    return before.first { $0.kind != .markup }.map { BoxJoint.cases.contains($0.key) } ?? false
  }

  /// The words around that box say that it is not the answer, or not the author's.
  func isDenied(_ index: Int) -> Bool { isDenied(boxes[index], boxes[index]) }

  private func isDenied(_ first: AnswerBox, _ last: AnswerBox) -> Bool {
    let before = tokens(in: sentenceStart(before: first.start)..<first.start)
    let denial = Denial(text: text, tokens: before)
    if denial.precedes(before.count) || denial.attributes(before.count) { return true }
    let stance = Stance(text: text, tokens: before)
    if stance.isDisbelief(before: before.count) || stance.isAnswerSupposed(before: before.count)
      || stance.isAccordingToOthers(before: before.count) || stance.isPlea(before: before.count)
    {
      return true
    }
    return Denial(text: text, tokens: tokens(in: last.end..<min(text.count, last.end + 120))).follows(0)
  }

  private func sentenceStart(before end: Int) -> Int {
    var start = end
    while start > 0, end - start < 120 {
      let byte = text[start - 1]
      if byte == Glyph.newline { break }
      if byte == UInt8(ascii: "."), SentenceEnds.endsSentence(text, at: start - 1, to: end) { break }
      start -= 1
    }
    return start
  }

  private func tokens(in range: Range<Int>) -> [ProseToken] {
    ProseTokenizer(text, in: range, formulas: []).tokens
  }

  // MARK: Parts

  private func parts(of range: ClosedRange<Int>) -> [String] {
    let values = range.map { index in (name: name(before: index), value: value(of: boxes[index])) }
      .filter { !$0.value.isEmpty }
    guard let first = values.first else { return [] }
    if values.allSatisfy({ $0.value == first.value }) { return [first.value] }
    let names = Set(values.map { $0.name ?? "" })
    // "x = \boxed{2}, y = \boxed{3}": the names tell the parts apart.
    guard names.count == values.count, !names.contains("") else { return values.map(\.value) }
    return values.map { "\($0.name ?? "") = \($0.value)" }
  }

  private func value(of box: AnswerBox) -> String {
    let value = AnswerCleaning.cleaned(text, box.inner)
    guard !value.isEmpty, let unit = unit(behind: box.end) else { return value }
    return value + unit
  }

  private func name(before index: Int) -> String? {
    let start = max(index > 0 ? boxes[index - 1].end : 0, boxes[index].start - 60)
    return BoxJoint(text: text, from: start, to: boxes[index].start).name
  }

  /// Percent or a unit behind the box, once the formula is closed: `$\boxed{20}$ percent`.
  private func unit(behind end: Int) -> String? {
    let tokens = tokens(in: end..<min(text.count, end + 80))
    var index = 0
    while index < tokens.count, isClosing(tokens[index]) { index += 1 }
    guard let unitEnd = UnitWords(text: text, tokens: tokens).end(from: index), unitEnd > index else { return nil }
    let written = text.string(tokens[index].start..<tokens[unitEnd - 1].end)
    switch tokens[index].kind {
    case .percent: return "\\%"
    case .word, .variable: return " " + written
    default: return written
    }
  }

  private func isClosing(_ token: ProseToken) -> Bool {
    switch token.kind {
    case .currency: text[token.start] == Glyph.dollar
    case .other: text[token.start] == Glyph.backslash
    case .markup: text[token.start] == Glyph.star
    case .closing: text[token.start] == Glyph.closeBrace
    default: false
    }
  }
}

/// What stands between two boxes, or before the first.
struct BoxJoint {
  private let text: ResponseText
  private let tokens: [ProseToken]
  private let length: Int
  /// Where a name with its "=" starts, at the end: "y_2 =".
  private var nameStart: Int

  init(text: ResponseText, from start: Int, to end: Int) {
    self.text = text
    length = end - start
    tokens = length <= Self.longest ? ProseTokenizer(text, in: start..<end, formulas: []).tokens : []
    nameStart = tokens.count
    nameStart = findName()
  }

  private static let longest = 160
  private static let adverbs: WordSet = ["also", "either", "respectively"]

  /// Only commas, "and", delimiters, line ends, and names with "=" stand there.
  var isJoint: Bool {
    guard length <= Self.longest else { return false }
    var index = 0
    while index < nameStart {
      // "\boxed{5} or maybe \boxed{7}": neither is chosen.
      if let end = enumerator(at: index) ?? Hedges(tokens: tokens).end(from: index) {
        index = end
      } else if isSeparator(index) {
        index += 1
      } else {
        return false
      }
    }
    return true
  }

  /// "\boxed{7} if n is odd, and \boxed{8} otherwise".
  var isCondition: Bool {
    let words = tokens.filter { !isSeparatorMark($0) }
    guard let first = words.first, let last = words.last, Self.cases.contains(first.key) else { return false }
    if tokens.contains(where: { $0.kind == .stop || $0.kind == .line }) { return false }
    return MathWords.isConnector(last.key) || Self.otherwise.contains(last.key) || tokens.last?.kind == .comma
  }

  /// ". If n is even," where the sentence before began so too.
  var startsCase: Bool {
    guard let first = tokens.first(where: { !isSeparatorMark($0) }) else { return false }
    return Self.cases.contains(first.key) || Self.otherwise.contains(first.key)
  }

  private func isSeparatorMark(_ token: ProseToken) -> Bool {
    switch token.kind {
    case .comma, .stop, .line, .markup, .currency, .closing, .suffix: true
    case .other: text[token.start] == Glyph.backslash
    default: false
    }
  }

  static let cases: WordSet = ["if", "when", "for", "case", "unless"]
  private static let otherwise: WordSet = ["otherwise", "else"]

  /// "x" of "x =" right before the box.
  var name: String? {
    guard nameStart < tokens.count, let sign = tokens.indices.last(where: { tokens[$0].kind == .relation }) else {
      return nil
    }
    guard sign > nameStart, text[tokens[sign].start] == UInt8(ascii: "=") else { return nil }
    return text.string(tokens[nameStart].start..<tokens[sign - 1].end)
  }

  private func isSeparator(_ index: Int) -> Bool {
    let token = tokens[index]
    switch token.kind {
    case .comma, .stop, .line, .markup, .currency, .opening, .closing, .suffix: return true
    case .other: return text[token.start] != Glyph.backslash || token.end - token.start == 2
    case .operation: return text[token.start] != UInt8(ascii: "-") || token.end - token.start == 1
    case .word, .variable: return MathWords.isConnector(token.key) || Self.adverbs.contains(token.key)
    case .command: return isConnectorCommand(token)
    default: return false
    }
  }

  /// `\text{ and }`.
  private func isConnectorCommand(_ token: ProseToken) -> Bool {
    guard let open = text.first([Glyph.openBrace], in: token.range) else { return false }
    let inner = text.trimmed(open + 1..<max(open + 1, token.end - 1))
    return inner.isEmpty || MathWords.connector(in: token, of: text) != nil
      || text.bytes[inner].allSatisfy { $0 == UInt8(ascii: ",") }
  }

  /// "(b)", "2.", "2)".
  private func enumerator(at index: Int) -> Int? {
    let isOpened = tokens[index].kind == .opening
    let label = isOpened ? index + 1 : index
    guard label + 1 < nameStart, tokens[label].end - tokens[label].start <= 3 else { return nil }
    guard tokens[label].kind == .variable || tokens[label].kind == .number || (isOpened && tokens[label].kind == .word)
    else {
      return nil
    }
    let mark = tokens[label + 1]
    guard mark.start == tokens[label].end, mark.kind == .closing || (!isOpened && mark.kind == .stop) else {
      return nil
    }
    return label + 2
  }

  private func findName() -> Int {
    var index = tokens.count
    while index > 0, isOpener(tokens[index - 1]) { index -= 1 }
    guard index > 0, tokens[index - 1].kind == .relation else { return tokens.count }
    index -= 1
    let end = index
    while index > 0, end - index < 14, isNamePart(tokens[index - 1]) { index -= 1 }
    return index < end ? index : tokens.count
  }

  private func isOpener(_ token: ProseToken) -> Bool {
    token.kind == .currency || (token.kind == .other && text[token.start] == Glyph.backslash)
      || (token.kind == .opening && text[token.start] == Glyph.openBrace && token.group == nil)
  }

  private func isNamePart(_ token: ProseToken) -> Bool {
    switch token.kind {
    case .variable: !MathWords.isConnector(token.key) || token.end - token.start == 1
    case .word: text.bytes[token.range].allSatisfy(Glyph.isUppercase)
    case .number, .opening, .closing, .suffix: true
    case .command: !isConnectorCommand(token)
    case .operation: text[token.start] == UInt8(ascii: "_") || text[token.start] == UInt8(ascii: "'")
    default: false
    }
  }
}
