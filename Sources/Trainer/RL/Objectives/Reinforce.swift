/// Policy gradient without a ratio: loss = −A·log π, F = 1 (REINFORCE; GPG, arXiv 2504.02546). For one update a batch.
public struct Reinforce: TokenObjective, Hashable {
  public init() {}

  public func terms(for batch: PolicyBatch) throws(RLMathError) -> TokenTerms {
    batch.tokenTerms(hasRange: false) { advantage, _, token in
      TokenOutcome(loss: -advantage * batch.logProbabilities[token], slope: -advantage)
    }
  }
}
