internal import Foundation
public import TrainingRuns

/// UloRL, ultra-long output reinforcement learning (arXiv 2507.19766): long answers are written in segments, a segment a
/// step, and what is unfinished waits in a pool (algorithm 1); tokens that are learned already are left out while the
/// entropy is low (equations 9 and 10).
///
///     masked: π(token) ≥ τ, the answer is right, and the answer's mean entropy is below σ
///     loss = Σ over the other tokens of clip / Σ|o_i|
///
/// Masked tokens stay in the denominator. Ratios are those of section 3.1.2: `old_logprobs: recompute` is POIS, all
/// tokens under the policy of the step, so that the ratio of the one update is 1; `rollout` is SAIS, each segment under the
/// policy that wrote it.
///
/// The text speaks of the model's entropy and equation 10 of the answer's: the equation holds here. Derived: a prompt is
/// learned from in the step in which the last of its answers ends, since GRPO compares them all; its place is then free.
public enum UloRL: Recipe {
  public static func plug(into method: inout RLMethod, _ run: RunConfiguration) throws {
    let settings = run.rl.ulorl
    guard !method.loss.objective.needsEqualWeights else {
      throw RLMethodError(
        "rl.objective.name", "\(run.rl.objective.name.rawValue) has one loss an answer, and ulorl leaves out tokens",
        advice: "choose clip")
    }
    method.windowTokens = settings.segmentTokens
    method.loss.objective = WithoutSureTokens(
      method.loss.objective, sureness: settings.sureness, entropyTarget: settings.entropyTarget)
  }
}

/// An objective that teaches nothing at tokens of right answers that are as good as certain, where the answer's entropy is
/// low (dynamic masking of well-mastered positive tokens).
public struct WithoutSureTokens: TokenObjective {
  public var objective: any TokenObjective
  /// τ; above 1 nothing is masked.
  public var sureness: Double
  /// σ
  public var entropyTarget: Double

  public init(_ objective: any TokenObjective, sureness: Double = 0.99, entropyTarget: Double = 0.2) {
    self.objective = objective
    self.sureness = sureness
    self.entropyTarget = entropyTarget
  }

  /// The mean entropy is that of a whole answer.
  public var scope: ObjectiveScope { objective.scope == .miniBatch ? .miniBatch : .row }
  public func counts(in batch: PolicyBatch) throws(RLMathError) -> [Bool] { try objective.counts(in: batch) }

  public func terms(for batch: PolicyBatch) throws(RLMathError) -> TokenTerms {
    var terms = try objective.terms(for: batch)
    let masked = try masked(in: batch)
    for token in masked.indices where masked[token] {
      terms.losses[token] = 0
      terms.byLogProbability?[token] = 0
    }
    return terms
  }

  /// [tokens]
  public func masked(in batch: PolicyBatch) throws(RLMathError) -> [Bool] {
    guard let entropies = batch.entropies else { throw .missing("entropies", needed: "the mask of sure tokens") }
    guard let isPositive = batch.isPositive else { throw .missing("isPositive", needed: "the mask of sure tokens") }
    var masked = [Bool](repeating: false, count: entropies.count)
    for row in 0..<batch.layout.rowCount where isPositive[row] {
      let tokens = batch.layout[row].filter { batch.mask[$0] }
      let mean = tokens.reduce(0) { $0 + entropies[$1] } / Double(max(1, tokens.count))
      guard mean < entropyTarget else { continue }
      for token in tokens { masked[token] = exp(batch.logProbabilities[token]) >= sureness }
    }
    return masked
  }
}
