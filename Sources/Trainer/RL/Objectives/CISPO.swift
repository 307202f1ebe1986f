/// Clipped importance-sampling weights (MiniMax-M1, arXiv 2506.13585; Klear-Reasoner, appendix A.1, equations 15 and
/// 16): REINFORCE whose weight is clipped, so that no token loses its gradient.
///
///     loss = −sg(clip(r, 1 − ε_l, 1 + ε_h))·A·log π
///     d loss / d log π = −F·A,   F = clip(r, 1 − ε_l, 1 + ε_h)
///
/// It differs from GPPO where a ratio beyond its range leads back into it. The authors clip above only: ε_l = 1.
public struct CISPO: TokenObjective, Hashable {
  public var range: ClipRange

  public init(_ range: ClipRange = ClipRange(low: 0.2, high: 0.28)) { self.range = range }

  public func terms(for batch: PolicyBatch) throws(RLMathError) -> TokenTerms {
    try range.check()
    return batch.tokenTerms { advantage, ratio, token in
      let weight = range.clip(ratio.value)
      return TokenOutcome(
        loss: -weight * advantage * batch.logProbabilities[token], slope: -weight * advantage,
        region: range.region(ratio.value, advantage: advantage))
    }
  }
}
