/// How far the sampler's log-probabilities are from those of the trainer, over the tokens that count.
public struct LogProbabilityMismatch: Sendable, Hashable {
  /// Mean and largest of |rollout − old|.
  public var mean: Double
  public var largest: Double
  /// Estimate of KL(rollout ‖ old): the mean of exp(d) − d − 1, d = old − rollout.
  public var divergence: Double
  /// Tokens of which one of the two was not finite; they are in none of the numbers above.
  public var notFinite: Int

  /// `nil` without tokens that can be compared.
  public init?(old: [Double], rollout: [Double], mask: [Bool]) {
    precondition(old.count == rollout.count && old.count == mask.count, "one number a token")
    var (count, sum, most, divergences, bad) = (0, 0.0, 0.0, 0.0, 0)
    for token in mask.indices where mask[token] {
      guard old[token].isFinite, rollout[token].isFinite else {
        bad += 1
        continue
      }
      let difference = (old[token] - rollout[token]).magnitude
      count += 1
      sum += difference
      most = max(most, difference)
      divergences += KLEstimator.k3.estimate(rollout[token], reference: old[token]).value
    }
    guard count > 0 else { return nil }
    mean = sum / Double(count)
    largest = most
    divergence = divergences / Double(count)
    notFinite = bad
  }
}
