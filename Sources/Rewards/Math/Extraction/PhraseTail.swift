/// Reads what an "answer is" says: the value behind it, or the words of its sentence.
struct PhraseTail {
  let text: ResponseText
  let tokens: [ProseToken]
  let reader: ValueReader
  /// "but", after "not 5".
  let turns: WordSet

  /// - Parameter needsValue: nothing but a value directly there will do ("Answer 5").
  func assertion(from start: Int, isDenied: Bool = false, needsValue: Bool = false) -> Assertion? {
    var cursor = Cursor(index: start)
    skipFillers(&cursor)
    guard cursor.index < tokens.count else { return nil }
    if !isDenied, reader.denial.isNegation(cursor.index) {
      return denied(from: cursor.index + 1)
    }
    if isDenied { return denied(from: cursor.index) }
    if let list = reader.list(at: cursor.index), !isArticle(cursor.index) {
      return direct(list, from: start, cursor: cursor, needsValue: needsValue)
    }
    return needsValue ? nil : indirect(from: start, at: cursor.index)
  }

  private struct Cursor {
    var index: Int
    var isApproximate = false
  }

  private func skipFillers(_ cursor: inout Cursor) {
    var lines = 0
    var words = 0
    while cursor.index < tokens.count {
      switch tokens[cursor.index].kind {
      case .markup, .colon: break
      case .relation where words == 0 && isEquality(cursor.index): break
      case .line:
        lines += 1
        if lines > 4 { return }
      case .other where text[tokens[cursor.index].start] == UInt8(ascii: ">"): break
      case .comma where words > 0: break
      case .word, .variable:
        let word = reader.key(cursor.index)
        if AnswerWords.approximations.contains(word) {
          cursor.isApproximate = true
        } else if !isFiller(word, at: cursor.index) || words > 8 {
          return
        }
        words += 1
      default: return
      }
      cursor.index += 1
    }
  }

  /// "= 5", "≈ 5", and the mark of a quotation; "> 5" says less than 5.
  private func isEquality(_ index: Int) -> Bool {
    let sign = text[tokens[index].start]
    guard Self.comparisons.contains(sign) else { return true }
    return index > 0 && (tokens[index - 1].kind == .line || text[tokens[index - 1].start] == sign)
      || text.byte(tokens[index].end) == sign
  }

  private static let comparisons = ByteSet("<>")

  /// "a" is a filler before a word, else a letter.
  private func isFiller(_ word: WordKey, at index: Int) -> Bool {
    guard AnswerWords.fillers.contains(word) else { return false }
    if Glyph.isUppercase(text[tokens[index].start]), tokens[index].kind == .variable { return false }
    if tokens[index].kind != .variable { return !reader.isTerminal(index + 1) || reader.isLineEnd(index + 1) }
    return index + 1 < tokens.count && tokens[index + 1].kind == .word
  }

  /// "A triangle", "I think": no option and no variable.
  private func isArticle(_ index: Int) -> Bool {
    guard tokens[index].kind == .variable, index + 1 < tokens.count, tokens[index + 1].kind == .word else {
      return false
    }
    return Self.articles.contains(text[tokens[index].start]) && !Self.afterOption.contains(reader.key(index + 1))
  }

  private static let articles = ByteSet("aAI")
  private static let afterOption: WordSet = [
    "because", "since", "as", "and", "or", "is", "which", "not", "but", "it", "for", "by", "due", "不是", "因为",
  ]

  // MARK: What was said

  private func direct(_ list: ReadList, from start: Int, cursor: Cursor, needsValue: Bool) -> Assertion? {
    if isQuestion(list.end) { return nil }
    let branches = BranchedAnswer(reader: reader)
    if let end = branches.end(behind: list.values[0].tokens.upperBound, ofAnswer: true) ?? boundEnd(list) {
      return words(cursor.index..<end, from: start)
    }
    if needsValue, !reader.isTerminal(list.end) { return nil }
    let option = decoratedOption(list, from: start)
    guard var assertion = option ?? reader.assertion(of: list, from: start) else { return nil }
    assertion.isApproximate = cursor.isApproximate
    assertion.isDenied = reader.denial.follows(list.end)
    return assertion
  }

  /// "7 or more", "7–8", "7 to 8": a bound or a range.
  private func boundEnd(_ list: ReadList) -> Int? {
    if reader.isRangeDash(list.end) || (reader.key(list.end) == "to" && list.values.count == 1) {
      return reader.value(at: list.end + 1)?.tokens.upperBound
    }
    guard reader.isAlternative(list.end), ValueModifiers.comparatives.contains(reader.key(list.end + 1)) else {
      return nil
    }
    return list.end + 2
  }

  /// The text of these tokens is the answer.
  private func words(_ range: Range<Int>, from start: Int) -> Assertion? {
    guard let first = range.first, let last = range.last else { return nil }
    let answer = AnswerCleaning.cleaned(text, tokens[first].start..<tokens[last].end)
    guard !answer.isEmpty else { return nil }
    return Assertion(parts: [answer], tokens: start..<range.upperBound)
  }

  /// "(B) 12": the rest of the line is what the option says.
  private func decoratedOption(_ list: ReadList, from start: Int) -> Assertion? {
    guard list.values.count == 1, let first = list.values.first else { return nil }
    let letter = tokens[first.tokens.lowerBound]
    let isBracketed = letter.group == first.tokens.lowerBound + 2 && first.tokens.count == 3
    let isMarked = first.tokens.count == 1 && letter.kind == .variable && isOptionMark(list.end)
    guard isBracketed || isMarked else { return nil }
    var end = reader.sentenceEnd(from: isMarked ? list.end + 1 : list.end)
    while end > list.end, tokens[end - 1].kind == .markup { end -= 1 }
    let range = letter.start..<tokens[max(end, list.end) - 1].end
    let words = AnswerCleaning.cleaned(text, range)
    guard OptionLetters.leading(words) != nil else { return nil }
    let isFormula = words.utf8.contains(Glyph.backslash)
    return Assertion(parts: [words], isFormula: isFormula, tokens: start..<max(end, list.end))
  }

  /// "B)" and "B:".
  private func isOptionMark(_ index: Int) -> Bool {
    guard index < tokens.count, tokens[index].start == tokens[index - 1].end else { return false }
    return tokens[index].kind == .colon
      || (tokens[index].kind == .closing && text[tokens[index].start] == UInt8(ascii: ")"))
  }

  /// "not 5 but 7" asserts 7; "not 7" denies it.
  private func denied(from start: Int) -> Assertion? {
    var cursor = Cursor(index: start)
    skipFillers(&cursor)
    let list = reader.list(at: cursor.index)
    let end = list?.end ?? cursor.index
    var turn = end
    while turn < tokens.count, turn - end < 3, tokens[turn].kind == .comma || tokens[turn].kind == .markup {
      turn += 1
    }
    if turn < tokens.count, turns.contains(reader.key(turn)) || Self.corrections.contains(reader.key(turn)) {
      return assertion(from: turn + 1)
    }
    guard let list else { return nil }
    var assertion = reader.assertion(of: list, from: start)
    assertion?.isDenied = true
    return assertion
  }

  private static let corrections: WordSet = ["it", "it's", "it’s", "rather", "instead"]

  /// The value stands later in the sentence, or there is none and the words are the answer.
  private func indirect(from start: Int, at first: Int) -> Assertion? {
    let end = reader.sentenceEnd(from: first)
    if isQuestion(end) { return nil }
    if let list = reader.lastList(in: first..<end), let value = list.values.first?.tokens.lowerBound {
      if reader.denial.isException(value) || ValueModifiers(reader: reader).modify(value, from: first) {
        return words(first..<end, from: start)
      }
      var assertion = reader.assertion(of: list, from: start)
      assertion?.isDirect = false
      assertion?.isDenied = reader.denial.precedes(value) || reader.stance.isDisbelief(before: value, from: first)
      assertion?.tokens = start..<end
      return assertion
    }
    guard end - first <= 10, !AnswerWords.pointers.contains(reader.key(first)) else { return nil }
    return words(first..<end, from: start)
  }

  private func isQuestion(_ index: Int) -> Bool {
    var place = index
    while place < tokens.count, tokens[place].kind == .markup || tokens[place].kind == .closing { place += 1 }
    return place < tokens.count && tokens[place].kind == .question
  }
}
