/// Generalised advantage estimation (arXiv 1506.02438, equation 16), token by token from the last:
///
///     δ_t = r_t + γ · V(s_{t+1}) − V(s_t)
///     A_t = δ_t + γλ · A_{t+1},   return_t = A_t + V(s_t)
///
/// Tokens that the mask leaves out are passed over. Returns come from the advantages before whitening.
public struct GAE: AdvantageEstimator, Hashable {
  /// V behind the last token of a row that was cut.
  public enum Bootstrap: String, Sendable, Hashable {
    /// 0, as for a finished one; verl's rule. It tells a cut row that its last token lost V.
    case zero
    /// V of the last token itself, V(s_l) := V(s_{l−1}): the extension of T-PPO (arXiv 2506.15050). At γ = 1 the last
    /// token's advantage is 0. A cut row is paid nothing at its end, whatever its reward.
    case lastValue
  }

  /// γ
  public var discount: Double
  /// λ
  public var lambda: Double
  /// Whether advantages are whitened over all tokens of the batch, as verl does.
  public var whitens: Bool
  public var truncated: Bootstrap

  public init(discount: Double = 1, lambda: Double = 0.95, whitens: Bool = true, truncated: Bootstrap = .zero) {
    self.discount = discount
    self.lambda = lambda
    self.whitens = whitens
    self.truncated = truncated
  }

  public var needsValues: Bool { true }

  public func advantages(for rows: RolloutRows) throws(RLMathError) -> TokenAdvantages {
    try RLMathError.require("GAE's discount", discount, "0 to 1", discount >= 0 && discount <= 1)
    try RLMathError.require("GAE's lambda", lambda, "0 to 1", lambda >= 0 && lambda <= 1)
    guard let values = rows.values else { throw .missing("values (a value head)", needed: "GAE") }
    try rows.checkRewards()
    for row in 0..<rows.count where rows.layout[row].contains(where: { rows.mask[$0] && !values[$0].isFinite }) {
      throw .notFinite("a value", row: row)
    }
    var paid = rows.rewardsByToken
    var advantages = [Double](repeating: 0, count: values.count)
    for row in 0..<rows.count {
      let tokens = rows.layout[row]
      guard let last = tokens.last(where: { rows.mask[$0] }) else { continue }
      let isExtended = truncated == .lastValue && rows.isTruncated[row]
      if isExtended, rows.tokenRewards == nil { paid[last] = 0 }
      var next = isExtended ? values[last] : 0
      var running = 0.0
      for token in tokens.reversed() where rows.mask[token] {
        let delta: Double = paid[token] + discount * next - values[token]
        running = delta + discount * lambda * running
        advantages[token] = running
        next = values[token]
      }
    }
    let returns = zip(advantages, values).map { $0 + $1 }
    return TokenAdvantages(
      advantages: whitens ? whitened(advantages, mask: rows.mask) : advantages, returns: returns)
  }
}
