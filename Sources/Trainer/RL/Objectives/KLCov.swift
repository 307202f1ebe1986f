/// KL-Cov (arXiv 2505.22617; verl, `compute_policy_loss_kl_cov`): no clip at all; the max(1, ⌊ratio·n⌋)
/// tokens of the highest covariance pay for leaving the old policy.
///
///     loss = −r·A + k·|log r| for those, −r·A for others
///     d loss / d log π = −r·A + k·sign(log r), or −r·A
public struct KLCov: TokenObjective, Hashable {
  public var ratio: Double
  /// k
  public var coefficient: Double

  public init(ratio: Double = 2e-4, coefficient: Double = 1) {
    self.ratio = ratio
    self.coefficient = coefficient
  }

  public var scope: ObjectiveScope { .miniBatch }

  public func terms(for batch: PolicyBatch) throws(RLMathError) -> TokenTerms {
    try RLMathError.require("KL-Cov's coefficient", coefficient, "at least 0", coefficient >= 0)
    try checkSelection("KL-Cov", ratio: ratio, batch)
    let chosen = Set(selected(batch))
    return batch.tokenTerms(hasRange: false) { advantage, ratio, token in
      var outcome = TokenOutcome(loss: -advantage * ratio.value, slope: -advantage * ratio.slope)
      if chosen.contains(token) {
        outcome.loss += coefficient * ratio.logarithm.magnitude
        if ratio.logarithm != 0, !ratio.isHeld {
          outcome.slope += ratio.logarithm > 0 ? coefficient : -coefficient
        }
      }
      return outcome
    }
  }

  /// By falling covariance, earlier tokens first among equals.
  func selected(_ batch: PolicyBatch) -> [Int] {
    let covariances = covariances(batch)
    let usable = covariances.indices.filter { covariances[$0] > -.infinity }
    let order = usable.sorted { (covariances[$1], $0) < (covariances[$0], $1) }
    return Array(order.prefix(selectionSize(ratio, of: batch)))
  }
}
