internal import TrainingRuns

/// What of a step's answers is learned from, with its advantages: the answers that filters left, in their order.
struct LearningBatch: Sendable {
  /// Judged and filtered.
  private(set) var rows: RolloutRows
  let sequences: [AnswerSequence]
  private var found: TokenAdvantages
  /// [tokens]; 0 until ``take(values:)`` where the estimator needs values.
  var advantages: [Double] { found.advantages }
  /// What a value head should have said, [tokens]; `nil` where none is asked.
  var returns: [Double]? { found.returns }
  /// V under the weights that wrote the answers, [tokens].
  var values: [Double]? { rows.values }
  /// Tokens that the policy learns from, [tokens].
  private(set) var mask: [Bool]
  /// Tokens that the value head learns from, [tokens]; `nil` for the same.
  private let valueMask: [Bool]?
  /// Those of sampling, [tokens].
  let rolloutLogProbabilities: [Double]
  /// Rows of each update: whole groups, or what a budget left of them.
  let updates: [Range<Int>]
  let groups: StepMetrics.Groups
  private let estimator: any AdvantageEstimator
  /// Factors of the advantages, [rows]; `nil` for none.
  private let factors: [Double]?

  /// Faults leave first, then what is too long, then groups without a difference; then the advantage, then the budget.
  ///
  /// - Parameter weights: factors of the advantages, by prompt index; empty for none.
  init(
    _ records: [RolloutRecord], prompts: [[Int32]], method: RLMethod, promptsPerUpdate: Int,
    weights: [Int: Double] = [:]
  ) throws(RLMathError) {
    var rows = try RolloutRows(
      lengths: records.map(\.ids.count), groups: records.map(\.promptIndex), rewards: records.map { $0.reward ?? 0 },
      isCorrect: records.map(\.isCorrect),
      // Where windows are learned from, an answer at its limit has ended, and only one that goes on is cut.
      isTruncated: records.map { method.learnsWindows ? $0.isUnfinished : $0.isTruncated },
      isFaulty: records.map { $0.reward == nil && !$0.isUnfinished }, answers: records.map { $0.answer ?? $0.text })
    if method.learnsWindows {
      rows.newTokens = records.flatMap { record in record.ids.indices.map { $0 >= record.earlierTokens ?? 0 } }
    }
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
    estimator = method.advantage
    let advantages =
      estimator.needsValues
      ? TokenAdvantages(advantages: [Double](repeating: 0, count: rows.layout.tokenCount))
      : try estimator.advantages(for: rows)
    let spending = BatchSpending(
      rows, updates: LearningBatch.updates(rows.groups, groupsPerUpdate: promptsPerUpdate), budget: method.budget)
    found = advantages.selecting(spending.rows, of: rows.layout)
    keep(spending.rows)
    updates = spending.updates
    mask = rows.newTokens.map { zip($0, spending.mask).map { $0 && $1 } } ?? spending.mask
    self.rows = rows
    valueMask = method.learnsWindows ? rows.layout.broadcast(rows.isTruncated.map { !$0 }) : nil
    factors = method.feedback.isEmpty ? nil : rows.groups.map { weights[$0] ?? 1 }
    found.multiply(factors.map { rows.layout.broadcast($0) })
    sequences = kept.map { AnswerSequence(prompt: prompts[records[$0].promptIndex], answer: records[$0].ids) }
    rolloutLogProbabilities = kept.flatMap { records[$0].logProbabilities }
    groups = StepMetrics.Groups(
      total: Set(records.map(\.promptIndex)).count, zeroAdvantage: filtered.zeroAdvantageGroups,
      kept: filtered.keptGroups)
  }

  var learnedTokens: Int { mask.count { $0 } }

  /// Whether advantages wait for values.
  var awaitsValues: Bool { estimator.needsValues && values == nil }

  /// - Parameter values: V of each token, [tokens].
  mutating func take(values: [Double]) throws(RLMathError) {
    rows.values = values
    found = try estimator.advantages(for: rows)
    found.multiply(factors.map { rows.layout.broadcast($0) })
  }

  /// An update as the loss sees it, before the policy's own numbers.
  ///
  /// - Parameters:
  ///   - old: log π_old, [tokens] of the whole batch.
  ///   - reference: log π_ref, likewise.
  func policyBatch(_ rows: Range<Int>, old: [Double], reference: [Double]?) throws(RLMathError) -> PolicyBatch {
    let tokens = self.rows.layout.tokens(of: rows)
    func part(_ values: [Double]?) -> [Double]? { values.map { Array($0[tokens]) } }
    var mini = try PolicyBatch(
      layout: self.rows.layout.rows(rows), mask: Array(mask[tokens]), logProbabilities: Array(old[tokens]),
      oldLogProbabilities: Array(old[tokens]), advantages: Array(advantages[tokens]))
    mini.globalAdvantages = part(found.globalAdvantages)
    mini.localShares = part(found.localShares)
    mini.rolloutLogProbabilities = Array(rolloutLogProbabilities[tokens])
    mini.referenceLogProbabilities = part(reference)
    mini.oldValues = part(values)
    mini.returns = part(returns)
    mini.valueMask = valueMask.map { Array($0[tokens]) }
    mini.isPositive = Array(self.rows.isCorrect[rows])
    return mini
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

/// The rows and tokens that a budget leaves of each update; all of them without one.
private struct BatchSpending {
  var rows: [Int] = []
  /// Of the rows that are left.
  var updates: [Range<Int>] = []
  var mask: [Bool] = []

  init(_ all: RolloutRows, updates planned: [Range<Int>], budget: TokenBudget?) {
    for update in planned {
      let first = rows.count
      let lengths = update.map { row in all.layout[row].count { all.mask[$0] } }
      for (row, taken) in zip(update, budget?.taken(of: lengths) ?? lengths) {
        // A row without tokens of its own stays where nothing is spent.
        guard budget == nil || taken > 0 else { continue }
        rows.append(row)
        var left = taken
        for token in all.layout[row] {
          mask.append(all.mask[token] && left > 0)
          if all.mask[token] { left -= 1 }
        }
      }
      updates.append(first..<rows.count)
    }
  }
}
