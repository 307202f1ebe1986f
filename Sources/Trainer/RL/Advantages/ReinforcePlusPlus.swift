/// Discounted returns of each token, whitened over all tokens of the batch (REINFORCE++, arXiv 2501.03262; verl,
/// `compute_reinforce_plus_plus_outcome_advantage`). Prompts need no groups.
public struct ReinforcePlusPlusAdvantage: AdvantageEstimator, Hashable {
  /// γ: G_t = r_t + γ · G_{t+1}.
  public var discount: Double

  public init(discount: Double = 1) { self.discount = discount }

  public func advantages(for rows: RolloutRows) throws(RLMathError) -> TokenAdvantages {
    try RLMathError.require("REINFORCE++'s discount", discount, "0 to 1", discount >= 0 && discount <= 1)
    try rows.checkRewards()
    var returns = rows.rewardsByToken
    for row in 0..<rows.count {
      var running = 0.0
      for token in rows.layout[row].reversed() {
        running = rows.mask[token] ? returns[token] + discount * running : 0
        returns[token] = running
      }
    }
    return TokenAdvantages(advantages: whitened(returns, mask: rows.mask), returns: returns)
  }
}
