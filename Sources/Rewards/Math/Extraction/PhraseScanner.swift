/// Finds "the answer is …" and its kin in all the languages of the table.
struct PhraseScanner {
  let text: ResponseText
  let tokens: [ProseToken]
  let phrases: AnswerPhrases
  let reader: ValueReader

  init(_ text: ResponseText, _ tokens: [ProseToken], phrases: AnswerPhrases) {
    self.text = text
    self.tokens = tokens
    self.phrases = phrases
    reader = ValueReader(text, tokens)
  }

  /// What the text says about its answer.
  struct Findings {
    /// In order of the text.
    var assertions: [Assertion] = []
    /// Sentences in which the word "answer" asserts nothing: "if the answer is 7", "the reference answer is 7".
    var unasserted: [Range<Int>] = []
  }

  func findings() -> Findings {
    var found = Findings()
    var index = 0
    while index < tokens.count {
      defer { index += 1 }
      if tokens[index].kind == .markup, let marked = hashes(at: index) {
        found.assertions.append(marked)
        continue
      }
      guard tokens[index].kind == .word else { continue }
      switch reading(of: index) {
      case .assertion(let assertion):
        found.assertions.append(assertion)
        index = max(index, assertion.tokens.upperBound - 1)
      case .unasserted: found.unasserted.append(index..<reader.sentenceEnd(from: index + 1))
      case .nothing: break
      }
    }
    return found
  }

  private enum Reading {
    case assertion(Assertion)
    case unasserted
    case nothing
  }

  /// What the noun in that word leads to; of several in one word the first that leads somewhere.
  private func reading(of token: Int) -> Reading {
    var place = tokens[token].start
    while let found = noun(in: tokens[token], from: place) {
      let reading = reading(found.noun, at: found.place, token: token)
      if case .nothing = reading { place = found.place + found.noun.bytes.count } else { return reading }
    }
    return .nothing
  }

  // MARK: Nouns

  /// Scripts without blanks run words together, so that the noun may stand anywhere in the token.
  func noun(in token: ProseToken, from start: Int) -> (noun: AnswerPhrases.Noun, place: Int)? {
    if text[token.start] < 0xE3 {
      return start > token.start ? nil : noun(at: start).map { ($0, start) }
    }
    var place = start
    while place < token.end {
      if let noun = noun(at: place) { return (noun, place) }
      place += ForeignSigns.length(text[place])
    }
    return nil
  }

  private func noun(at place: Int) -> AnswerPhrases.Noun? {
    phrases.nouns[Int(Glyph.lowered(text[place]))].first {
      text.hasIgnoringCase($0.bytes, at: place) && isWordEnd(place + $0.bytes.count)
    }
  }

  /// No letter of an alphabet goes on there.
  private func isWordEnd(_ place: Int) -> Bool {
    let (last, next) = (text.byte(place - 1), text.byte(place))
    let isAlphabetic = Glyph.isLetter(last) || (last >= 0x80 && text.byte(place - 3) < 0xE3)
    return !isAlphabetic || !(Glyph.isLetter(next) || (next >= 0xC3 && next < 0xE2))
  }

  // MARK: A phrase

  private func reading(_ noun: AnswerPhrases.Noun, at place: Int, token: Int) -> Reading {
    if isForeign(before: token, place) || isCondition(before: token) || isChecked(before: token) { return .unasserted }
    let isFinal = isFinal(noun, at: place)
    if var before = reversed(before: token) {
      before.isFinal = before.isFinal || isFinal
      return .assertion(before)
    }
    guard var link = link(noun, after: place + noun.bytes.count, token: token) else { return .nothing }
    if isDisbelief(before: token, place) { link.isDenied.toggle() }
    let tail = PhraseTail(text: text, tokens: tokens, reader: reader, turns: phrases.turns)
    let read = tail.assertion(from: link.token, isDenied: link.isDenied, needsValue: !link.isExplicit)
    guard var assertion = read else { return link.isExplicit ? .unasserted : .nothing }
    assertion.isFinal = isFinal
    assertion.isDescription = link.isModal && !assertion.isFormula && !assertion.parts.contains(where: Self.hasDigit)
    return .assertion(assertion)
  }

  private func isForeign(before token: Int, _ place: Int) -> Bool {
    if place > tokens[token].start {
      let head = tokens[token].start..<min(tokens[token].end, place + 9)
      return AnswerWords.foreignNouns.contains { text.contains($0, in: head) }
    }
    if token > 0, AnswerWords.isForeign(tokens[token - 1].key), !reader.denial.isAnyone(token - 1) { return true }
    return reader.stance.isAccordingToOthers(before: token) || reader.stance.isPlea(before: token)
  }

  private func isDisbelief(before token: Int, _ place: Int) -> Bool {
    let head = tokens[token].start..<place
    if !head.isEmpty, AnswerWords.disbeliefs.contains(where: { text.contains($0, in: head) }) { return true }
    return reader.stance.isDisbelief(before: token, ofPhrase: true)
  }

  /// "We check our answer:", "verification of the answer:" say nothing about it.
  private func isChecked(before token: Int) -> Bool {
    var index = token - 1
    while index >= 0, token - index <= 4, Self.determiners.contains(reader.key(index)) { index -= 1 }
    return index >= 0 && AnswerWords.checks.contains(reader.key(index))
  }

  /// "If the answer is 7", where "if n is odd the answer is 7" answers.
  private func isCondition(before token: Int) -> Bool {
    var index = token - 1
    while index >= 0, token - index <= 5 {
      guard tokens[index].kind == .word || tokens[index].kind == .variable else { return false }
      if AnswerWords.conditions.contains(reader.key(index)) { return true }
      if Self.verbs.contains(reader.key(index)) { return false }
      index -= 1
    }
    return false
  }

  private func isFinal(_ noun: AnswerPhrases.Noun, at place: Int) -> Bool {
    let before = max(0, place - 24)..<place
    let end = place + noun.bytes.count
    let after = end..<min(text.count, end + 24)
    return noun.language.finals.contains { word in
      containsIgnoringCase(word, in: before)
        || (noun.language.adjectives.contains(word) && text.contains(word, in: after))
    }
  }

  private func containsIgnoringCase(_ word: [UInt8], in range: Range<Int>) -> Bool {
    range.contains { $0 + word.count <= range.upperBound && text.hasIgnoringCase(word, at: $0) }
  }

  // MARK: From the noun to the value

  private struct Link {
    /// Where the tail starts.
    var token: Int
    var isDenied = false
    /// "Must be", "would be".
    var isModal = false
    /// A copula was there, rather than nothing between noun and value.
    var isExplicit = true
  }

  private func link(_ noun: AnswerPhrases.Noun, after end: Int, token: Int) -> Link? {
    var place = skipMarks(end)
    while let next = match(noun.language.adjectives, at: place) { place = skipMarks(next) }
    if let link = copula(noun.language, at: place, from: token) { return link }
    if token > 0, AnswerWords.verbs.contains(reader.key(token - 1)) { return nil }
    if match(noun.language.prepositions, at: place) != nil || text.byte(place) == UInt8(ascii: "(") {
      return distantCopula(noun.language, from: self.token(at: place, from: token))
    }
    let next = self.token(at: place, from: token)
    return next > token || place == tokens[token].end ? Link(token: next, isExplicit: false) : nil
  }

  private func copula(_ language: AnswerPhrases.Language, at place: Int, from token: Int) -> Link? {
    if let end = match(language.denials, at: place) {
      return Link(token: self.token(at: end, from: token), isDenied: true)
    }
    guard let end = match(language.copulas, at: place) else { return nil }
    return Link(token: self.token(at: end, from: token), isModal: match(Self.modals, at: place) != nil)
  }

  /// "The answer to the question of how many there are is": the copula stands later in the clause.
  private func distantCopula(_ language: AnswerPhrases.Language, from start: Int) -> Link? {
    for index in start..<min(start + 16, max(start, tokens.count)) {
      switch tokens[index].kind {
      case .stop, .question, .line: return nil
      case .word, .variable, .colon, .relation:
        if index > start, let link = copula(language, at: tokens[index].start, from: index) { return link }
      default: break
      }
    }
    return nil
  }

  private func skipMarks(_ start: Int) -> Int {
    var place = start
    while place < text.count,
      Self.marks.contains(text[place]) || (Glyph.isBlank(text[place]) && text[place] != Glyph.newline)
    {
      place += 1
    }
    return place
  }

  private func match(_ words: [[UInt8]], at place: Int) -> Int? {
    words.first { text.hasIgnoringCase($0, at: place) && isWordEnd(place + $0.count) }.map { place + $0.count }
  }

  /// The first token that ends behind that place.
  private func token(at place: Int, from start: Int) -> Int {
    var index = start
    while index < tokens.count, tokens[index].end <= place { index += 1 }
    return index
  }

  private static func hasDigit(_ part: String) -> Bool { part.utf8.contains(where: Glyph.isDigit) }

  private static let modals = ["must be", "should be", "would be", "will be"].map { Array($0.utf8) }
  private static let marks = ByteSet("*_\"'`")

  // MARK: Other shapes

  /// "#### 42", as in GSM8K: nothing but the value stands on the line.
  private func hashes(at index: Int) -> Assertion? {
    let token = tokens[index]
    guard token.end - token.start >= 4, text[token.start] == UInt8(ascii: "#") else { return nil }
    guard let list = reader.list(at: index + 1), list.end >= tokens.count || tokens[list.end].kind == .line else {
      return nil
    }
    return reader.assertion(of: list, from: index, isFinal: true)
  }

  /// "7 is the answer": the value stands before the noun.
  private func reversed(before token: Int) -> Assertion? {
    var index = token - 1
    while index > 0, Self.determiners.contains(reader.key(index)) { index -= 1 }
    guard index > 0, index < token - 1 || tokens[index].kind == .word else { return nil }
    var isDenied = false
    if reader.denial.isNegation(index) {
      isDenied = true
      // "is not", where "isn't" is one word.
      if Self.copulas.contains(reader.key(index - 1)) { index -= 1 }
    }
    guard index > 0, isDenied || Self.copulas.contains(reader.key(index)) else { return nil }
    let start = reader.sentenceStart(before: index)
    guard let list = reader.lastList(in: start..<index), list.end == index else { return nil }
    var assertion = reader.assertion(of: list, from: start)
    let value = list.values[0].tokens.lowerBound
    assertion?.isDenied = isDenied != (reader.denial.precedes(value) || reader.stance.isDisbelief(before: value))
    assertion?.tokens = start..<token + 1
    return assertion
  }

  private static let determiners: WordSet = [
    "the", "our", "my", "this", "that", "your", "of", "final", "correct", "required", "desired", "right", "la", "die",
    "unsere", "notre", "thus", "therefore",
  ]
  private static let verbs: WordSet = ["is", "are", "was", "were", "has", "have", "we", "you", "they"]
  private static let copulas: WordSet = ["is", "are", "est", "ist", "isn't", "isn’t"]
}
