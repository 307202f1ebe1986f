/// How token losses become one number, always over the whole mini-batch: one optimiser update, however many
/// micro-batches pass through the model. With n_i the tokens of row i that count, B the rows that have any:
public enum Aggregation: Sendable, Hashable {
  /// Σ / Σn_i (DAPO, Klear-Reasoner).
  case tokenMean
  /// Σ_i Σ_t / B
  case sequenceMeanTokenSum
  /// Σ_i (Σ_t / (n_i + epsilon)) / B (GRPO, GSPO); verl's epsilon is 1e-8.
  case sequenceMeanTokenMean(epsilon: Double = 0)
  /// Σ / constant, whatever the lengths: verl's `seq-mean-token-sum-norm` with the response limit, Ring-lite's token
  /// budget Φ (arXiv 2506.14731, equation 2).
  case sum(over: Double)
  /// Σ / (rows · maxLength), all rows of the mini-batch: Dr. GRPO's constant (arXiv 2503.20783) as TRL has it.
  case drGRPO(maxLength: Int)

  /// What each token's loss counts, [tokens]: the loss is Σ weight · loss. 0 where nothing counts.
  ///
  /// - Parameter counts: [tokens] of the whole mini-batch.
  public func weights(counts: [Bool], layout: TokenLayout) throws(RLMathError) -> [Double] {
    try RLMathError.require("the tokens that count", count: counts.count, layout.tokenCount)
    let lengths = (0..<layout.rowCount).map { row in counts[layout[row]].count { $0 } }
    let rows = Double(max(1, lengths.count { $0 > 0 }))
    let perRow: [Double]
    switch self {
    case .tokenMean:
      let tokens = Double(max(1, lengths.reduce(0, +)))
      perRow = lengths.map { _ in 1 / tokens }
    case .sequenceMeanTokenSum:
      perRow = lengths.map { _ in 1 / rows }
    case .sequenceMeanTokenMean(let epsilon):
      try RLMathError.require("the denominator's epsilon", epsilon, "at least 0", epsilon >= 0)
      perRow = lengths.map { $0 == 0 ? 0 : 1 / (rows * (Double($0) + epsilon)) }
    case .sum(let constant):
      try RLMathError.require("the denominator", constant, "above 0", constant > 0)
      perRow = lengths.map { _ in 1 / constant }
    case .drGRPO(let maxLength):
      try RLMathError.require("the maximum length", Double(maxLength), "above 0", maxLength > 0)
      let denominator = Double(max(1, layout.rowCount)) * Double(maxLength)
      perRow = lengths.map { _ in 1 / denominator }
    }
    return zip(layout.broadcast(perRow), counts).map { $1 ? $0 : 0 }
  }
}
