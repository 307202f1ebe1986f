/// A prompt with one answer, as the model reads it: the answer's last token is told, never looked back on.
struct AnswerSequence: Sendable, Hashable {
  let tokens: [Int32]
  /// For each token the answer's one behind it, −1 within the prompt.
  let targets: [Int32]
  /// Where the targets that count stand.
  let answer: Range<Int>

  init(prompt: [Int32], answer: [Int32]) {
    tokens = prompt + answer.dropLast()
    targets = Array(repeating: -1, count: prompt.count - 1) + answer
    self.answer = prompt.count - 1..<prompt.count - 1 + answer.count
  }

  /// Rows that follow each other and pass through the model together.
  static func microBatches(_ sequences: ArraySlice<AnswerSequence>, capacity: Int) -> [Range<Int>] {
    var passes: [Range<Int>] = []
    var (start, tokens) = (sequences.startIndex, 0)
    for row in sequences.indices {
      if row > start, tokens + sequences[row].tokens.count > capacity {
        passes.append(start..<row)
        (start, tokens) = (row, 0)
      }
      tokens += sequences[row].tokens.count
    }
    if start < sequences.endIndex { passes.append(start..<sequences.endIndex) }
    return passes
  }
}
