/// The answer of a response that asserts none: its last value, or all of a short text (rules 5 and 6).
struct LastValue {
  enum Found {
    case list(ReadList)
    case words(String)
    case nothing(String)
  }

  let reader: ValueReader
  let phrases: AnswerPhrases
  let settings: MathSettings

  private var text: ResponseText { reader.text }
  private var tokens: [ProseToken] { reader.tokens }

  /// - Parameter unasserted: sentences that speak of an answer and assert none; their values are not looked at, nor are
  ///   those of questions.
  /// - Parameter hasBoxes: there were boxes, none of which holds the answer: no words will do then.
  func find(unasserted: [Range<Int>], hasBoxes: Bool) -> Found {
    if refuses { return .nothing("the response says that it has no answer") }
    if let whole = wholeMathematics { return whole }
    let wantsFormula = settings.targets.contains(.latex) && !settings.targets.contains(.expr)
    let ranges = readable(without: unasserted + questions)
    if wantsFormula, let list = last(in: ranges, reader.lastFormula) { return .list(list) }
    if let list = last(in: ranges, reader.lastList) { return .list(list) }
    if settings.targets.contains(.string), unasserted.isEmpty {
      let letters = OptionSearch(reader: reader, phrases: phrases).chosenLetters()
      if let letters { return .words(letters.joined(separator: ", ")) }
    }
    guard !hasBoxes, unasserted.isEmpty, let words = wholeText else { return .nothing("no answer is found") }
    return .words(words)
  }

  // MARK: The last value

  private func last(in ranges: [Range<Int>], _ find: (Range<Int>) -> ReadList?) -> ReadList? {
    var name: ReadList?
    for range in ranges.reversed() {
      guard let list = find(range) else { continue }
      if list.values.contains(where: \.isSubstantial) { return list }
      name = name ?? list
    }
    return name
  }

  /// The tokens outside of those ranges, up to "I hope it is correct".
  private func readable(without ranges: [Range<Int>]) -> [Range<Int>] {
    let end = courtesyStart
    var readable: [Range<Int>] = []
    var start = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where range.lowerBound < end {
      if range.lowerBound > start { readable.append(start..<range.lowerBound) }
      start = max(start, range.upperBound)
    }
    if start < end { readable.append(start..<end) }
    return readable
  }

  private var questions: [Range<Int>] {
    var questions: [Range<Int>] = []
    var start = 0
    for index in tokens.indices {
      switch tokens[index].kind {
      case .question:
        questions.append(start..<index)
        start = index + 1
      case .stop, .line: start = index + 1
      default: break
      }
    }
    return questions
  }

  private var courtesyStart: Int {
    for place in max(0, text.count - 60)..<text.count
    where AnswerWords.courtesies.contains(where: { text.hasIgnoringCase($0, at: place) }) {
      return tokens.firstIndex { $0.start >= place } ?? tokens.count
    }
    return tokens.count
  }

  private var refuses: Bool {
    (max(0, text.count - 300)..<text.count).contains { place in
      AnswerWords.refusals.contains { text.hasIgnoringCase($0, at: place) }
    }
  }

  // MARK: The whole text

  /// A text without prose is the answer as a whole, as a list if it is one: "5!", "ab(x - y)", "a = 1, b = 2".
  private var wholeMathematics: Found? {
    guard !tokens.isEmpty, tokens.count <= 400, !tokens.contains(where: { $0.kind == .question }) else { return nil }
    if let list = reader.list(at: 0), list.end == tokens.count { return .list(list) }
    guard !tokens.contains(where: { $0.kind == .formula }), isMathematics || isLabelled else { return nil }
    let whole = AnswerCleaning.cleaned(text, 0..<text.count)
    return whole.isEmpty ? nil : .words(whole)
  }

  private var isMathematics: Bool {
    var hasOperand = false
    for (index, token) in tokens.enumerated() {
      switch token.kind {
      case .word:
        let isUnit = reader.units.end(from: index) != nil
        guard isUnit || reader.isConnector(index) || MathWords.isFunction(token.key) else { return false }
      case .stop where index < tokens.count - 1 && text[token.start] != UInt8(ascii: ";"): return false
      case .line where text[token.start] != Glyph.backslash: return false
      case .ordinal, .currency, .colon: return false
      case .number, .variable, .command: hasOperand = true
      default: break
      }
    }
    return hasOperand
  }

  /// "Minimum: 1, Maximum: 3": the last value alone would say less.
  private var isLabelled: Bool {
    var labels = 0
    for (index, token) in tokens.enumerated() {
      switch token.kind {
      case .word:
        let next = index + 1 < tokens.count ? tokens[index + 1].kind : .other
        guard next == .colon || next == .relation else { return false }
        labels += 1
      case .number, .colon, .relation, .comma, .operation, .percent: break
      case .stop where index == tokens.count - 1: break
      default: return false
      }
    }
    return labels > 1
  }

  /// A short text without a value: "Even", "no solution".
  private var wholeText: String? {
    guard tokens.count <= 40 else { return nil }
    let words = tokens.filter { $0.kind != .line && $0.kind != .markup }
    guard words.count <= 8, !words.contains(where: { $0.kind == .question }),
      words.contains(where: { $0.kind == .word || $0.kind == .variable || $0.kind == .command })
    else { return nil }
    let whole = AnswerCleaning.cleaned(text, 0..<text.count)
    return whole.isEmpty ? nil : whole
  }
}
