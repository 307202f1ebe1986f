#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// ASPO, asymmetric importance sampling (Archer 2.0, arXiv 2510.06062; read in the authors' code,
/// github.com/wizard-III/Archer2.0: `core_algos.compute_policy_loss_archer`): where the advantage is positive the ratio
/// is turned over, so that unlikely tokens are pushed the most and likely ones the least.
///
///     A > 0: loss = −A/r,  F = 1/r,  0 where r > 1 + ε
///     A < 0: loss = −A·r,  F = r,    0 where r < 1 − ε
///     F at most c, and the gradient stays: there loss = −A·c·log π
///
/// ε is 0.2 for tokens of low entropy and 0.4 for those of high entropy, c = 3.
public struct ASPO: TokenObjective, Hashable {
  public var split: EntropySplit
  /// For tokens that know, and for those that reason.
  public var knowing: ClipRange
  public var reasoning: ClipRange
  /// c
  public var cap: Double

  public init(
    _ split: EntropySplit = EntropySplit(), knowing: ClipRange = ClipRange(low: 0.2, high: 0.2),
    reasoning: ClipRange = ClipRange(low: 0.4, high: 0.4), cap: Double = 3
  ) {
    self.split = split
    self.knowing = knowing
    self.reasoning = reasoning
    self.cap = cap
  }

  /// The quantile is that of a whole answer.
  public var scope: ObjectiveScope { .row }

  public func terms(for batch: PolicyBatch) throws(RLMathError) -> TokenTerms {
    try knowing.check()
    try reasoning.check()
    try RLMathError.require("ASPO's cap", cap, "above 1", cap > 1)
    let reasons = try split.reasons(in: batch)
    return batch.tokenTerms { advantage, ratio, token in
      outcome(advantage, ratio, reasons[token] ? reasoning : knowing, logProbability: batch.logProbabilities[token])
    }
  }

  private func outcome(
    _ advantage: Double, _ ratio: LogRatio, _ range: ClipRange, logProbability: Double
  ) -> TokenOutcome {
    let region = range.region(ratio.value, advantage: advantage)
    let weight = advantage > 0 ? 1 / ratio.value : ratio.value
    switch region {
    case .positiveHigh: return TokenOutcome(loss: -advantage / range.upperBound, slope: 0, region: region)
    case .negativeLow: return TokenOutcome(loss: -advantage * range.lowerBound, slope: 0, region: region)
    default: break
    }
    if weight > cap {
      return TokenOutcome(loss: -advantage * cap * logProbability, slope: -advantage * cap, region: region)
    }
    // Within the cap no ratio is held. The loss −A/r falls where log π rises, as if its slope were not turned over too:
    // the code stops the gradient of the turned ratio and lets it weigh log π.
    return TokenOutcome(loss: -advantage * weight, slope: -advantage * weight, region: region)
  }
}
