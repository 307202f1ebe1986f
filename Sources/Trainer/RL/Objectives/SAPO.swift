#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Soft adaptive policy optimisation (arXiv 2511.20347; verl, `compute_policy_loss_sapo`): a smooth gate where
/// others clip.
///
///     p = sigmoid(τ·(r − 1)),   τ = τ₊ if A > 0, else τ₋
///     loss = −(4/τ)·p·A
///     d loss / d log π = −F·A,   F = 4·p·(1 − p)·r,   1 at r = 1
public struct SAPO: TokenObjective, Hashable {
  public var positiveTemperature: Double
  public var negativeTemperature: Double

  public init(positiveTemperature: Double = 1, negativeTemperature: Double = 1.05) {
    self.positiveTemperature = positiveTemperature
    self.negativeTemperature = negativeTemperature
  }

  public func terms(for batch: PolicyBatch) throws(RLMathError) -> TokenTerms {
    try RLMathError.require("tau_pos", positiveTemperature, "above 0", positiveTemperature > 0)
    try RLMathError.require("tau_neg", negativeTemperature, "above 0", negativeTemperature > 0)
    return batch.tokenTerms(hasRange: false) { advantage, ratio, _ in
      let tau = advantage > 0 ? positiveTemperature : negativeTemperature
      let gate = 1 / (1 + exp(-tau * (ratio.value - 1)))
      return TokenOutcome(
        loss: -4 / tau * gate * advantage, slope: -4 * gate * (1 - gate) * ratio.slope * advantage)
    }
  }
}
