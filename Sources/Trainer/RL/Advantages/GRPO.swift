/// Group-normalised advantages: how much better an answer is than others to the same prompt, in standard deviations.
///
/// The paper (arXiv 2508.07629, equation 4) prints the population's deviation; its released code and verl
/// (`core_algos.compute_grpo_outcome_advantage`) divide by the unbiased one plus 1e-6.
public struct GRPOAdvantage: AdvantageEstimator, Hashable {
  public enum Deviation: Sendable, Hashable {
    /// A = (R − mean) / sqrt(Σ(R − mean)² / G), 0 where that is 0; so a single answer gets 0.
    case population
    /// A = (R − mean) / (sqrt(Σ(R − mean)² / (G − 1)) + epsilon). A single answer counts as mean 0 and deviation 1, and
    /// gets R / (1 + epsilon).
    case unbiased(epsilon: Double = 1e-6)
  }

  public var deviation: Deviation

  public init(_ deviation: Deviation = .population) { self.deviation = deviation }

  public func advantages(for rows: RolloutRows) throws(RLMathError) -> TokenAdvantages {
    if case .unbiased(let epsilon) = deviation {
      try RLMathError.require("GRPO's epsilon", epsilon, "at least 0", epsilon >= 0)
    }
    try rows.checkRewards()
    let perRow = rows.byGroup { rewards in
      let group = GroupStatistics(rewards)
      switch deviation {
      case .population:
        if group.isConstant || group.squares == 0 { return rewards.map { _ in 0 } }
        let spread = (group.squares / Double(group.count)).squareRoot()
        return rewards.map { ($0 - group.mean) / spread }
      case .unbiased(let epsilon):
        if group.count == 1 { return rewards.map { $0 / (1 + epsilon) } }
        if group.isConstant || group.squares == 0 { return rewards.map { _ in 0 } }
        let spread = (group.squares / Double(group.count - 1)).squareRoot() + epsilon
        return rewards.map { ($0 - group.mean) / spread }
      }
    }
    return TokenAdvantages(advantages: rows.spread(perRow))
  }
}
