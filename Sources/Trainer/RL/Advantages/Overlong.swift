/// Answers that reach the token limit: leave them out, or make them cheaper the closer they come.
public enum Overlong: Sendable, Hashable {
  case none
  /// Cut rows leave before group filter and advantage, so that groups shrink (Klear-Reasoner's `overlong_filter`).
  case filter
  case penalty(OverlongPenalty)

  /// The rows that stay.
  public func select(_ rows: RolloutRows) -> [Int] {
    (0..<rows.count).filter { self != .filter || !rows.isTruncated[$0] }
  }

  /// The rows that stay, their rewards less the penalty.
  public func apply(to rows: RolloutRows) throws(RLMathError) -> RolloutRows {
    switch self {
    case .none: return rows
    case .filter: return rows.selecting(select(rows))
    case .penalty(let penalty): return try penalty.apply(to: rows)
    }
  }
}

/// DAPO's soft punishment (arXiv 2503.14476): from `maxLength − buffer` tokens on, the reward falls in a
/// straight line, to −factor at `maxLength`:
///
///     min(−(length − (maxLength − buffer)) / buffer · factor, 0)
///
/// Whether an answer is correct is not touched: positives and accuracy are those from before.
public struct OverlongPenalty: Sendable, Hashable {
  /// The response's token limit.
  public var maxLength: Int
  public var buffer: Int
  public var factor: Double

  public init(maxLength: Int, buffer: Int, factor: Double = 1) throws(RLMathError) {
    try RLMathError.require(
      "the overlong buffer", Double(buffer), "1 to the limit of \(maxLength)", buffer > 0 && buffer <= maxLength)
    try RLMathError.require("the overlong penalty", factor, "at least 0", factor >= 0)
    self.maxLength = maxLength
    self.buffer = buffer
    self.factor = factor
  }

  /// What is added to the reward of an answer of so many tokens; at most 0.
  public func penalty(length: Int) -> Double {
    min(-Double(length - (maxLength - buffer)) / Double(buffer) * factor, 0)
  }

  /// The rewards less the penalty. Comes before any token rewards: those would no longer agree.
  func apply(to rows: RolloutRows) throws(RLMathError) -> RolloutRows {
    guard rows.tokenRewards == nil else {
      throw .missing("rewards by row, before token rewards", needed: "the overlong penalty")
    }
    var penalised = rows
    for row in 0..<rows.count { penalised.rewards[row] += penalty(length: rows.layout[row].count) }
    return penalised
  }
}
