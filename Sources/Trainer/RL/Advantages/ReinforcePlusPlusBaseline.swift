/// R − mean of the group on each token, whitened over all tokens of the batch, so that long answers weigh more in mean
/// and variance (REINFORCE++-baseline; verl, `compute_reinforce_plus_plus_baseline_outcome_advantage`).
public struct ReinforcePlusPlusBaselineAdvantage: AdvantageEstimator, Hashable {
  public init() {}

  public func advantages(for rows: RolloutRows) throws(RLMathError) -> TokenAdvantages {
    try rows.checkRewards()
    return TokenAdvantages(advantages: whitened(rows.spread(rows.byGroup(centred)), mask: rows.mask))
  }
}
