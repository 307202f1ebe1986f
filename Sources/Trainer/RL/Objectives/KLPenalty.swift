/// The pull towards the reference model as a term of the loss.
public struct KLPenalty: TokenObjective, Hashable {
  public var estimator: KLEstimator
  /// Whether the gradient is k2's, that of the divergence, whatever the value; verl writes `k3+`.
  public var hasGradientOfK2: Bool

  public init(_ estimator: KLEstimator = .k3, hasGradientOfK2: Bool = false) {
    self.estimator = estimator
    self.hasGradientOfK2 = hasGradientOfK2
  }

  public func terms(for batch: PolicyBatch) throws(RLMathError) -> TokenTerms {
    guard let reference = batch.referenceLogProbabilities else {
      throw .missing("referenceLogProbabilities", needed: "KL")
    }
    return batch.outcomes(hasRange: false) { token in
      let (now, then) = (batch.logProbabilities[token], reference[token])
      guard now.isFinite, then.isFinite else { return nil }
      let (value, slope) = estimator.estimate(now, reference: then)
      let isHeld = KLEstimator.holds(now - then)
      let gradient = hasGradientOfK2 ? KLEstimator.k2.estimate(now, reference: then).slope : slope
      return (TokenOutcome(loss: value, slope: gradient), isHeld)
    }
  }
}
