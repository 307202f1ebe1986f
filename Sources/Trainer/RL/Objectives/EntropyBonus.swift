/// −H: with a positive coefficient, a bonus for entropy.
public struct EntropyBonus: TokenObjective, Hashable {
  public init() {}

  public func terms(for batch: PolicyBatch) throws(RLMathError) -> TokenTerms {
    guard let entropies = batch.entropies else { throw .missing("entropies", needed: "the entropy bonus") }
    return TokenTerms(
      losses: entropies.map { $0.isFinite ? -$0 : 0 }, byEntropy: entropies.map { $0.isFinite ? -1 : 0 },
      isGuarded: entropies.map { !$0.isFinite })
  }
}
