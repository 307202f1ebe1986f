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
  /// The response is a reference, which is not doubted.
  let isTrusted: Bool

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
    if wantsFormula, let list = last(in: ranges, onlyFormulas: true) { return found(list) }
    if let list = last(in: ranges) { return found(list) }
    if settings.targets.contains(.string), unasserted.isEmpty {
      let letters = OptionSearch(reader: reader, phrases: phrases).chosenLetters()
      if let letters { return .words(letters.joined(separator: ", ")) }
    }
    guard !hasBoxes, unasserted.isEmpty, let words = wholeText, !deniesAValue else {
      return .nothing("no answer is found")
    }
    return .words(words)
  }

  // MARK: The last value

  private func last(in ranges: [Range<Int>], onlyFormulas: Bool = false) -> ReadList? {
    var name: ReadList?
    for range in ranges.reversed() {
      guard let list = reader.lastList(in: range, onlyFormulas: onlyFormulas, isRefused: isRefused) else { continue }
      if list.values.contains(where: \.isSubstantial) { return list }
      name = name ?? list
    }
    return name
  }

  /// Its sentence denies the value, supposes it, or gives it to someone else.
  private func isRefused(_ list: ReadList) -> Bool {
    guard !isTrusted, let start = list.values.first?.tokens.lowerBound else { return false }
    let (denial, stance) = (reader.denial, reader.stance)
    return denial.precedes(start) || denial.follows(list.end) || denial.attributes(start)
      || stance.isDisbelief(before: start) || stance.isSupposed(before: start)
      || stance.isAccordingToOthers(before: start) || stance.isPlea(before: start)
  }

  /// "Could be 41. Could be 42."
  private func isOneOfSeveral(_ list: ReadList, at first: Int) -> Bool {
    let start = reader.sentenceStart(before: first)
    guard start > 1, hedgedList(from: start)?.values.first?.tokens.lowerBound == first else { return false }
    guard let other = hedgedList(from: reader.sentenceStart(before: start - 1)) else { return false }
    let texts = AnswerText(text: text, tokens: tokens)
    return texts.parts(of: other) != texts.parts(of: list)
  }

  private func hedgedList(from start: Int) -> ReadList? {
    var index = start
    while index < tokens.count, tokens[index].kind == .line { index += 1 }
    guard let behind = Hedges(tokens: tokens).end(from: index) else { return nil }
    return reader.list(at: behind) ?? Hedges(tokens: tokens).copulaEnd(from: behind).flatMap { reader.list(at: $0) }
  }

  /// "It is not 7", where "all but 7" says something.
  private var deniesAValue: Bool {
    guard !isTrusted else { return false }
    return reader.lastList(in: 0..<tokens.count) { list in
      guard let start = list.values.first?.tokens.lowerBound else { return true }
      return !isRefused(list) || reader.denial.isException(start)
    } != nil
  }

  /// The value, or its whole clause where that gives several under conditions.
  private func found(_ list: ReadList) -> Found {
    guard !isTrusted, let first = list.values.first?.tokens.lowerBound else { return .list(list) }
    if isOneOfSeveral(list, at: first) { return .nothing("several candidates, none of which is chosen") }
    if first > 1, reader.isRangeDash(first - 1) {
      return .words(AnswerCleaning.cleaned(text, tokens[first - 2].start..<tokens[list.end - 1].end))
    }
    let branches = BranchedAnswer(reader: reader)
    guard let clause = branches.clause(around: first) else { return .list(list) }
    return .words(branches.words(clause))
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
    for place in max(0, text.count - 400)..<text.count where isCourtesy(at: place) {
      return tokens.firstIndex { $0.start >= place } ?? tokens.count
    }
    return tokens.count
  }

  private func isCourtesy(at place: Int) -> Bool {
    guard !isTrusted || text.count - place < 60, !Glyph.isLetter(text.byte(place - 1)) else { return false }
    return AnswerWords.courtesies.contains { text.hasIgnoringCase($0, at: place) }
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
