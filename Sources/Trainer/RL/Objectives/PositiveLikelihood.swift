/// −log π on the rows that are fully correct (Klear-Reasoner, arXiv 2508.07629, equations 8 and 13): supervised
/// learning of the model's own solutions. To be averaged by `token-mean` over the positive tokens of the whole
/// mini-batch; 0 where there are none.
///
/// The paper prints π, the released code has log π. That code averages over each micro-batch, so that the term's weight
/// depends on how the batch was cut; this does not.
public struct PositiveLikelihood: TokenObjective, Hashable {
  public init() {}

  public func counts(in batch: PolicyBatch) throws(RLMathError) -> [Bool] {
    guard let isPositive = batch.isPositive else { throw .missing("isPositive", needed: "the likelihood of positives") }
    return zip(batch.layout.broadcast(isPositive), batch.mask).map { $0 && $1 }
  }

  public func terms(for batch: PolicyBatch) throws(RLMathError) -> TokenTerms {
    batch.outcomes(hasRange: false) { token in
      let logProbability = batch.logProbabilities[token]
      return logProbability.isFinite ? (TokenOutcome(loss: -logProbability, slope: -1), false) : nil
    }
  }
}
