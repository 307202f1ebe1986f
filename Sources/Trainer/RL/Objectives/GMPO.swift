#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Geometric-mean policy optimisation (arXiv 2507.20673; verl, `compute_policy_loss_geo_mean`): tokens are
/// clipped in log space, on the side that PPO clips, and the row's ratio is their geometric mean.
///
///     d_t = min(log r_t, high) if A > 0, max(log r_t, −low) if A < 0
///     q = exp(mean over the row of d_t),   loss_t = −q·(mean of A)
///     d (row's sum) / d log π_t = −q·(mean of A), 0 for clipped tokens
///
/// To be aggregated by `seq-mean-token-mean`, where the loss is the mean over rows of −q·A.
public struct GMPO: TokenObjective, Hashable {
  /// Bounds of log r; the paper has 0.4 on both sides.
  public var low: Double
  public var high: Double
  /// Added to a row's token count; verl has 1e-8 there.
  public var denominatorEpsilon: Double

  public init(low: Double = 0.4, high: Double = 0.4, denominatorEpsilon: Double = 0) {
    self.low = low
    self.high = high
    self.denominatorEpsilon = denominatorEpsilon
  }

  public var scope: ObjectiveScope { .row }
  public var needsEqualWeights: Bool { true }

  public func terms(for batch: PolicyBatch) throws(RLMathError) -> TokenTerms {
    try RLMathError.require("the lower bound of log r", low, "at least 0", low >= 0)
    try RLMathError.require("the upper bound of log r", high, "at least 0", high >= 0)
    try RLMathError.require("the denominator's epsilon", denominatorEpsilon, "at least 0", denominatorEpsilon >= 0)
    let rows = batch.layout.broadcast((0..<batch.layout.rowCount).map { statistics(batch, row: $0) })
    return batch.outcomes(hasRange: true) { token in
      guard let row = rows[token], let ratio = batch.ratio(at: token) else { return nil }
      let region = region(ratio, batch.advantages[token])
      let isClipped = region == .positiveHigh || region == .negativeLow
      return (
        TokenOutcome(loss: row.loss, slope: isClipped || ratio.isHeld ? 0 : row.slope, region: region), ratio.isHeld
      )
    }
  }

  private func region(_ ratio: LogRatio, _ advantage: Double) -> ClipRegion {
    ClipRegion(isBelow: ratio.logarithm < -low, isAbove: ratio.logarithm > high, advantage: advantage)
  }

  /// The row's loss, and what its sum changes by a token that is not clipped; `nil` if any token cannot be used.
  private func statistics(_ batch: PolicyBatch, row: Int) -> (loss: Double, slope: Double)? {
    var (logarithms, advantages, count) = (0.0, 0.0, 0.0)
    for token in batch.layout[row] where batch.mask[token] {
      guard let ratio = batch.ratio(at: token) else { return nil }
      let advantage = batch.advantages[token]
      count += 1
      advantages += advantage
      if advantage > 0 { logarithms += min(ratio.logarithm, high) }
      if advantage < 0 { logarithms += max(ratio.logarithm, -low) }
    }
    guard count > 0 else { return (0, 0) }
    let denominator = count + denominatorEpsilon
    let loss = -exp(logarithms / denominator) * (advantages / denominator)
    return (loss, loss * count / denominator)
  }
}
