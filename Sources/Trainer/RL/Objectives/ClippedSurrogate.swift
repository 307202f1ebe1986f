/// PPO's clipped surrogate (arXiv 1707.06347, equation 7), with two bounds as in DAPO's clip-higher (arXiv 2503.14476):
///
///     loss = max(−r·A, −clip(r, 1 − ε_l, 1 + ε_h)·A),   A < 0: at most −c·A with a dual clip c
///     d loss / d log π = −F·A,   F = r, 0 where clipped
///
/// PPO, GRPO and Dr. GRPO are this with ε = 0.2 on both sides, and differ in advantage and aggregation.
public struct ClippedSurrogate: TokenObjective, Hashable {
  public var range: ClipRange
  /// c; `nil` for none.
  public var dualClip: Double?

  public init(_ range: ClipRange = ClipRange(low: 0.2, high: 0.2), dualClip: Double? = nil) {
    self.range = range
    self.dualClip = dualClip
  }

  public func terms(for batch: PolicyBatch) throws(RLMathError) -> TokenTerms {
    try range.check()
    try checkDualClip(dualClip)
    return batch.tokenTerms { advantage, ratio, _ in outcome(advantage, ratio) }
  }

  func outcome(_ advantage: Double, _ ratio: LogRatio) -> TokenOutcome {
    if advantage < 0, let dualClip, ratio.value > dualClip {
      return TokenOutcome(
        loss: -advantage * dualClip, slope: 0, region: range.region(ratio.value, advantage: advantage),
        isDualClipped: true)
    }
    let region = range.region(ratio.value, advantage: advantage)
    switch region {
    case .positiveHigh: return TokenOutcome(loss: -advantage * range.upperBound, slope: 0, region: region)
    case .negativeLow: return TokenOutcome(loss: -advantage * range.lowerBound, slope: 0, region: region)
    default: return TokenOutcome(loss: -advantage * ratio.value, slope: -advantage * ratio.slope, region: region)
    }
  }
}
