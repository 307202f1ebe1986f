/// One response on its way through the rules (see ``AnswerExtraction``).
struct ResponseReading {
  let settings: MathSettings
  let isGold: Bool
  let agreement: AnswerAgreement

  private var onlyOptions: Bool { settings.targets == [.string] }

  // MARK: Tags

  func outcome(of text: ResponseText) -> ExtractionOutcome {
    let tags = AnswerTags(in: text)
    if tags.isCut, tags.content == nil, !isGold { return .noAnswer("the answer tag is never closed") }
    guard let content = tags.content else { return untagged(text) }
    let inside = untagged(ResponseText(bytes: Array(text.bytes[content])))
    guard case .answer(let answer) = inside, !isGold, answer.origin != .option else { return tagged(inside) }
    let boxes = [AnswerBox(start: tags.start, inner: content, end: tags.end)]
    if BoxChoice(text: text, boxes: boxes).isDenied(0) {
      var rest = text
      blank(&rest, tags.start..<tags.end)
      return untagged(rest, hadAnswer: true)
    }
    // What stands behind the tag counts as what stands behind a box.
    let tag = Assertion(parts: answer.parts, isFormula: answer.isFormula, tokens: 0..<0, isFinal: true)
    let later = ResponseText(bytes: Array(text.bytes[tags.end...]))
    let scanner = BoxScanner(later, in: 0..<later.count)
    if let box = BoxChoice(text: later, boxes: scanner.boxes).choice(), !agreement.agree(box.parts, answer.parts) {
      return several([answer.parts, box.parts])
    }
    let outcome = statements(in: later, from: 0, box: tag, hasBoxes: true)
    if case .answer(let last) = outcome, last.origin == .box { return tagged(inside) }
    return outcome
  }

  private func tagged(_ outcome: ExtractionOutcome) -> ExtractionOutcome {
    guard case .answer(var answer) = outcome else { return outcome }
    if answer.origin != .box, answer.origin != .option { answer.origin = .answerTag }
    return .answer(answer)
  }

  // MARK: Boxes

  /// - Parameter hadAnswer: there was one, which is denied: no words will do in its place.
  private func untagged(_ text: ResponseText, hadAnswer: Bool = false) -> ExtractionOutcome {
    let scanner = BoxScanner(text, in: 0..<text.count)
    if let choice = BoxChoice(text: text, boxes: scanner.boxes, isTrusted: isGold).choice() {
      return boxed(choice, in: text)
    }
    if scanner.hasUnclosed, let start = scanner.unclosedInner {
      guard isGold else { return .noAnswer("the box is never closed") }
      let line = start..<(text.first([Glyph.newline], in: start..<text.count) ?? text.count)
      return answer([AnswerCleaning.cleaned(text, line)], .box, isFormula: true)
    }
    // Boxes that hold no answer are not read as formulas either.
    var rest = text
    let blanks = scanner.boxes.map { $0.start..<$0.end } + scanner.emptyBoxes
    for range in blanks { blank(&rest, range) }
    if onlyOptions { return options(in: rest) }
    return statements(in: rest, from: 0, box: nil, hasBoxes: hadAnswer || !blanks.isEmpty)
  }

  private func blank(_ text: inout ResponseText, _ range: Range<Int>) {
    for index in range where text.bytes[index] != Glyph.newline { text.bytes[index] = 0x20 }
  }

  private func boxed(_ choice: BoxChoice.Choice, in text: ResponseText) -> ExtractionOutcome {
    let box = Assertion(parts: choice.parts, isFormula: true, tokens: 0..<0, isFinal: true)
    if isGold || onlyOptions { return answer(choice.parts, .box, isFormula: true) }
    return statements(in: text, from: choice.range.upperBound, box: box, hasBoxes: true)
  }

  // MARK: Statements

  /// What the text asserts from there on, beside the box if there is one.
  private func statements(in text: ResponseText, from start: Int, box: Assertion?, hasBoxes: Bool) -> ExtractionOutcome
  {
    let tokens = tokens(of: text, from: start)
    let reader = ValueReader(text, tokens)
    let phrases = AnswerPhrases.of(settings.language)
    let findings = PhraseScanner(text, tokens, phrases: phrases).findings()
    let events = EventOrder.events(findings, in: reader, hasBox: box != nil, isTrusted: isGold)
    var decision = AnswerDecision(agreement, box: box)
    for event in events { decision.take(event.what) }
    let last = LastValue(reader: reader, phrases: phrases, settings: settings, isTrusted: isGold)
    func lastValue(_ behind: [Range<Int>]) -> LastValue.Found {
      last.find(unasserted: findings.unasserted + behind, hasBoxes: hasBoxes)
    }
    switch decision.result() {
    case .answer(let assertion):
      if assertion.isDescription, !isGold, case .list(let list) = lastValue([0..<assertion.tokens.upperBound]) {
        return read(list, reader)
      }
      let isBox = box.map { $0.parts == assertion.parts } ?? false
      return answer(collapsed(assertion), isBox ? .box : .phrase, isFormula: assertion.isFormula)
    case .several(let assertions): return several(assertions.map(\.parts))
    case .takenBack:
      let end = events.map(\.end).max() ?? tokens.count
      if case .list(let list) = lastValue([0..<min(end, tokens.count)]) { return read(list, reader) }
      return .noAnswer("the answer is taken back")
    case .nothing:
      switch lastValue(withdrawn(events, reader)) {
      case .list(let list): return read(list, reader)
      case .words(let words): return answer([words], .wholeText, isFormula: words.utf8.contains(Glyph.backslash))
      case .nothing(let why): return .noAnswer(why)
      }
    }
  }

  /// All that stands before the last "that is wrong", if a value does.
  private func withdrawn(_ events: [EventOrder.Event], _ reader: ValueReader) -> [Range<Int>] {
    let last = events.last { if case .withdrawal = $0.what { true } else { false } }
    guard let end = last?.end, reader.lastList(in: 0..<end) != nil else { return [] }
    return [0..<end]
  }

  private func tokens(of text: ResponseText, from start: Int) -> [ProseToken] {
    guard settings.targets.contains(.latex) || start > 0 else {
      return ProseTokenizer(text, in: 0..<text.count, formulas: []).tokens
    }
    // The box may stand within a formula, which goes on behind it.
    let formulas = FormulaScanner(text, in: 0..<text.count).formulas
    let around = formulas.first { $0.range.lowerBound < start && $0.range.upperBound > start }
    let begin = around?.range.upperBound ?? start
    let behind = formulas.filter { $0.range.lowerBound >= begin }
    return ProseTokenizer(text, in: begin..<text.count, formulas: behind).tokens
  }

  private func read(_ list: ReadList, _ reader: ValueReader) -> ExtractionOutcome {
    guard let assertion = reader.assertion(of: list, from: 0) else { return .noAnswer("the last value is empty") }
    let isFormula = list.values.contains { value in reader.tokens[value.tokens].contains { $0.kind == .formula } }
    return answer(collapsed(assertion), isFormula ? .formula : .expression, isFormula: assertion.isFormula)
  }

  /// "1/2 or 0.5" is one answer given twice.
  private func collapsed(_ assertion: Assertion) -> [String] {
    guard let first = assertion.parts.first, assertion.isChoice, assertion.parts.count <= 4 else {
      return assertion.parts
    }
    return assertion.parts.dropFirst().allSatisfy { agreement.same(first, $0) } ? [first] : assertion.parts
  }

  // MARK: Options

  private func options(in text: ResponseText) -> ExtractionOutcome {
    let formulas = FormulaScanner(text, in: 0..<text.count).formulas
    let tokens = ProseTokenizer(text, in: 0..<text.count, formulas: formulas).tokens
    let search = OptionSearch(reader: ValueReader(text, tokens), phrases: .of(settings.language))
    guard let letters = search.letters() else { return .noAnswer("no option is chosen") }
    return answer(letters, .option, isFormula: false)
  }

  // MARK: Outcomes

  private func answer(_ parts: [String], _ origin: ExtractedAnswer.Origin, isFormula: Bool) -> ExtractionOutcome {
    let parts = parts.filter { !$0.isEmpty }
    guard let first = parts.first else { return .noAnswer("the answer is empty") }
    let option = parts.count == 1 ? OptionLetters.leading(first) : nil
    if onlyOptions, let option {
      return .answer(ExtractedAnswer(parts: [option.letter], origin: .option, isFormula: false, option: option))
    }
    return .answer(ExtractedAnswer(parts: parts, origin: origin, isFormula: isFormula, option: option))
  }

  private func several(_ answers: [[String]]) -> ExtractionOutcome {
    let texts = answers.map { $0.joined(separator: ", ") }
    let shown = texts.map { $0.count > 60 ? $0.prefix(60) + "…" : $0 }
    return .severalAnswers("answers that contradict each other: " + shown.joined(separator: " | "), texts)
  }
}
