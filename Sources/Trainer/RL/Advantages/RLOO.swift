/// A = R − mean of the others = (R − mean) · G / (G − 1): the leave-one-out baseline (RLOO, arXiv 2402.14740).
///
/// A single answer has no others and gets R, as in verl.
public struct RLOOAdvantage: AdvantageEstimator, Hashable {
  public init() {}

  public func advantages(for rows: RolloutRows) throws(RLMathError) -> TokenAdvantages {
    try rows.checkRewards()
    let perRow = rows.byGroup { rewards in
      let scale = rewards.count > 1 ? Double(rewards.count) / Double(rewards.count - 1) : 1
      return centred(rewards).map { $0 * scale }
    }
    return TokenAdvantages(advantages: rows.spread(perRow))
  }
}
