/// Looks for option letters only, as rows ask that have no other target.
struct OptionSearch {
  let reader: ValueReader
  let phrases: AnswerPhrases

  private var text: ResponseText { reader.text }
  private var tokens: [ProseToken] { reader.tokens }

  /// The letters chosen, and whether a phrase chose them.
  func letters() -> [String]? {
    if let phrase = fromPhrases() { return phrase }
    let start = firstWord(from: 0)
    if let (letters, end) = letters(at: start), !reader.denial.follows(end) { return letters }
    return chosenLetters() ?? lastLetter()
  }

  /// The letters that the last "answer is" asserts.
  private func fromPhrases() -> [String]? {
    let scanner = PhraseScanner(text, tokens, phrases: phrases)
    for index in tokens.indices.reversed() where tokens[index].kind == .word {
      guard scanner.noun(in: tokens[index], from: tokens[index].start) != nil else { continue }
      let start = firstWord(from: index + 1)
      let end = reader.sentenceEnd(from: start, limit: 24)
      if start < end, let letters = firstLetters(in: start..<end) { return letters }
    }
    return nil
  }

  private func firstLetters(in range: Range<Int>) -> [String]? {
    let denial = reader.denial
    var isNegated = false
    for index in range {
      if denial.isNegation(index) { isNegated = true }
      if reader.key(index) == "but" { isNegated = false }
      if !isNegated, let (letters, _) = letters(at: index) { return letters }
    }
    return nil
  }

  private func firstWord(from start: Int) -> Int {
    var index = start
    while index < tokens.count,
      tokens[index].kind == .line || tokens[index].kind == .markup || tokens[index].kind == .colon
    {
      index += 1
    }
    return index
  }

  // MARK: Letters

  /// The letter there and those joined to it: "A, C", "B and D".
  private func letters(at start: Int) -> (letters: [String], end: Int)? {
    guard let first = letter(at: start) else { return nil }
    var letters = [first.letter]
    var index = first.end
    while index < tokens.count {
      var next = index
      while next < tokens.count, tokens[next].kind == .comma || reader.isConnector(next) { next += 1 }
      guard next > index, let letter = letter(at: next) else { break }
      letters.append(letter.letter)
      index = letter.end
    }
    return (letters, index)
  }

  private func letter(at index: Int) -> (letter: String, end: Int)? {
    guard index < tokens.count else { return nil }
    if tokens[index].kind == .opening, tokens[index].group == index + 2, let letter = single(index + 1, isMarked: true)
    {
      return (letter, index + 3)
    }
    if tokens[index].kind == .formula || tokens[index].kind == .command {
      let range = tokens[index].inner ?? tokens[index].range
      return OptionLetters.leading(AnswerCleaning.cleaned(text, range)).map { ($0.letter, index + 1) }
    }
    return single(index, isMarked: isMarked(index)).map { ($0, index + 1) }
  }

  private func single(_ index: Int, isMarked: Bool) -> String? {
    let token = tokens[index]
    guard token.kind == .variable, token.end == token.start + 1 else { return nil }
    let byte = text[token.start]
    guard isMarked || (Glyph.isUppercase(byte) && byte <= UInt8(ascii: "H") && !isArticle(index)) else { return nil }
    return text.string(token.range)
  }

  /// "B)", "B.", "**B**".
  private func isMarked(_ index: Int) -> Bool {
    guard index + 1 < tokens.count, Glyph.isUppercase(text[tokens[index].start]) else { return false }
    let next = tokens[index + 1]
    guard next.start == tokens[index].end else { return false }
    return next.kind == .stop || next.kind == .colon || next.kind == .markup || next.kind == .closing
  }

  private func isArticle(_ index: Int) -> Bool {
    guard text[tokens[index].start] == UInt8(ascii: "A"), index + 1 < tokens.count, tokens[index + 1].kind == .word
    else {
      return false
    }
    return Glyph.isLetter(text[tokens[index + 1].start]) && !MathWords.isConnector(reader.key(index + 1))
      && !Self.afterLetter.contains(reader.key(index + 1))
  }

  private static let afterLetter: WordSet = ["is", "because", "since", "not", "as", "for"]

  /// The last letters that are not denied.
  private func lastLetter(isChosen: (Int, Int) -> Bool = { _, _ in true }) -> [String]? {
    var last: [String]?
    var index = 0
    while index < tokens.count {
      defer { index += 1 }
      guard !reader.denial.isNegation(index - 1), let (letters, end) = letters(at: index) else { continue }
      if isChosen(index, end), !reader.denial.follows(end) { last = letters }
      index = end - 1
    }
    return last
  }

  /// Letters that a plain text chooses in so many words: "I choose C", "option (B)", "D is correct".
  func chosenLetters() -> [String]? {
    lastLetter { start, end in
      var before = start - 1
      while before > 0, tokens[before].kind == .markup { before -= 1 }
      return Self.choices.contains(reader.key(before)) || reader.denial.judgement(from: end)?.isDenial == false
    }
  }

  private static let choices: WordSet = ["option", "choice", "choose", "select", "pick", "chose", "选项"]
}
