/// Gradient-preserving clipping policy optimisation (Klear-Reasoner, arXiv 2508.07629, equations 11, 12, 17, 18): a
/// clipped token keeps a bounded gradient. With sg the stop-gradient,
///
///     A < 0 and r < 1 − ε_l:  loss = −β₁(1 − ε_l)/sg(r)·r·A,   F = β₁(1 − ε_l)
///     A > 0 and r > 1 + ε_h:  loss = −β₂(1 + ε_h)/sg(r)·r·A,   F = β₂(1 + ε_h)
///     else:                   loss = −r·A,                     F = r
///     d loss / d log π = −F·A
///
/// At β₁ = β₂ = 1 the loss is clip-higher's, at β₁ = β₂ = 0 its gradient is. F is unbounded where A < 0 and r is
/// high, unless a dual clip c is set, as the released code has it (c = 10): there the loss is −c·A where r > c, with no
/// gradient at all. The paper does not mention it.
public struct GPPO: TokenObjective, Hashable {
  public var range: ClipRange
  /// Share of the bounded gradient kept below the range.
  public var beta1: Double
  /// Share kept above it.
  public var beta2: Double
  /// c; `nil` for none, as in the paper.
  public var dualClip: Double?

  public init(
    _ range: ClipRange = ClipRange(low: 0.2, high: 0.28), beta1: Double = 1, beta2: Double = 1, dualClip: Double? = nil
  ) {
    self.range = range
    self.beta1 = beta1
    self.beta2 = beta2
    self.dualClip = dualClip
  }

  public func terms(for batch: PolicyBatch) throws(RLMathError) -> TokenTerms {
    try range.check()
    try checkDualClip(dualClip)
    try RLMathError.require("beta1", beta1, "at least 0", beta1 >= 0)
    try RLMathError.require("beta2", beta2, "at least 0", beta2 >= 0)
    return batch.tokenTerms { advantage, ratio, _ in outcome(advantage, ratio) }
  }

  private func outcome(_ advantage: Double, _ ratio: LogRatio) -> TokenOutcome {
    let region = range.region(ratio.value, advantage: advantage)
    if advantage < 0, let dualClip, ratio.value > dualClip {
      return TokenOutcome(loss: -advantage * dualClip, slope: 0, region: region, isDualClipped: true)
    }
    // r / sg(r) is 1 however far away r is, so a held ratio keeps its bounded gradient in the two clipped regions.
    let kept: Double
    switch region {
    case .negativeLow: kept = beta1 * range.lowerBound
    case .positiveHigh: kept = beta2 * range.upperBound
    default: return TokenOutcome(loss: -advantage * ratio.value, slope: -advantage * ratio.slope, region: region)
    }
    return TokenOutcome(loss: -advantage * kept, slope: -advantage * kept, region: region)
  }
}
