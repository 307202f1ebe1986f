/// A = R − mean: without the division that favours prompts of little spread (Dr. GRPO, arXiv 2503.20783).
///
/// A single answer counts as mean 0 and gets R, as in verl; drop singletons before where that is not wanted.
public struct DrGRPOAdvantage: AdvantageEstimator, Hashable {
  public init() {}

  public func advantages(for rows: RolloutRows) throws(RLMathError) -> TokenAdvantages {
    try rows.checkRewards()
    return TokenAdvantages(advantages: rows.spread(rows.byGroup(centred)))
  }
}
