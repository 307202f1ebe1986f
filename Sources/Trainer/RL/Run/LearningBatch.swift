internal import TrainingRuns

/// What of a step's answers is learned from, with its advantages: the answers that filters left, in their order.
struct LearningBatch: Sendable {
  /// Judged and filtered.
  private(set) var rows: RolloutRows
  let sequences: [AnswerSequence]
  /// [tokens]; 0 until ``take(values:)`` where the estimator needs values.
  private(set) var advantages: [Double]
  /// What a value head should have said, [tokens]; `nil` where none is asked.
  private(set) var returns: [Double]?
  /// V under the weights that wrote the answers, [tokens].
  var values: [Double]? { rows.values }
  /// Those of sampling, [tokens].
  let rolloutLogProbabilities: [Double]
  /// Rows of each update: whole groups.
  let updates: [Range<Int>]
  let groups: StepMetrics.Groups
  private let estimator: any AdvantageEstimator

  /// Faults leave first, then what is too long, then groups without a difference; then the advantage.
  init(
    _ records: [RolloutRecord], prompts: [[Int32]], method: RLMethod, promptsPerUpdate: Int
  ) throws(RLMathError) {
    var rows = try RolloutRows(
      lengths: records.map(\.ids.count), groups: records.map(\.promptIndex), rewards: records.map { $0.reward ?? 0 },
      isCorrect: records.map(\.isCorrect), isTruncated: records.map(\.isTruncated),
      isFaulty: records.map { $0.reward == nil })
    var kept = Array(records.indices)
    func keep(_ chosen: [Int]) {
      kept = chosen.map { kept[$0] }
      rows = rows.selecting(chosen)
    }
    keep(FaultFilter().select(rows).rows)
    let inTime = method.overlong.select(rows)
    rows = try method.overlong.apply(to: rows)
    kept = inTime.map { kept[$0] }
    let filtered = method.groupFilter.select(rows)
    rows = rows.masking(filtered.maskedRows)
    keep(filtered.rows)
    self.rows = rows
    estimator = method.advantage
    advantages =
      estimator.needsValues
      ? [Double](repeating: 0, count: rows.layout.tokenCount) : try estimator.advantages(for: rows).advantages
    sequences = kept.map { AnswerSequence(prompt: prompts[records[$0].promptIndex], answer: records[$0].ids) }
    rolloutLogProbabilities = kept.flatMap { records[$0].logProbabilities }
    updates = LearningBatch.updates(rows.groups, groupsPerUpdate: promptsPerUpdate)
    groups = StepMetrics.Groups(
      total: Set(records.map(\.promptIndex)).count, zeroAdvantage: filtered.zeroAdvantageGroups,
      kept: filtered.keptGroups)
  }

  /// Whether advantages wait for values.
  var awaitsValues: Bool { estimator.needsValues && values == nil }

  /// - Parameter values: V of each token, [tokens].
  mutating func take(values: [Double]) throws(RLMathError) {
    rows.values = values
    let found = try estimator.advantages(for: rows)
    (advantages, returns) = (found.advantages, found.returns)
  }

  /// As many updates as full ones take, of groups as even as can be: a last one of few prompts would weigh each of its
  /// tokens many times as much.
  static func updates(_ groups: [Int], groupsPerUpdate: Int) -> [Range<Int>] {
    // Groups stand one behind the other.
    var starts: [Int] = []
    for row in groups.indices where row == 0 || groups[row] != groups[row - 1] { starts.append(row) }
    let count = (starts.count + groupsPerUpdate - 1) / groupsPerUpdate
    let bounds = (0...count).map { part in
      part == count ? groups.count : starts[part * starts.count / count]
    }
    return (0..<count).map { bounds[$0]..<bounds[$0 + 1] }
  }
}

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
