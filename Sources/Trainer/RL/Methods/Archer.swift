public import TrainingRuns

/// Archer, dual-token constraints (arXiv 2507.15778): within each answer, tokens of high entropy reason and those of low
/// entropy know. All learn together; those that reason may move further, and only those that know are held at the
/// reference model.
///
///     τ_i = quantile of the current policy's entropies over the tokens of answer i (linear between two)
///     H > τ_i: reasons, clip 0.5, no KL;   H ≤ τ_i: knows, clip 0.2, KL k3 of weight 0.001
///     loss = mean over all tokens of clip + Σ over both kinds of weight · (mean over its own tokens of KL)
///
/// Read in the authors' code (github.com/wizard-III/ArcherCodeR: `dp_actor.py`, `core_algos.py`, the training script);
/// of the paper only the abstract could be had. There the mask of tokens that know is called `high_entropy_mask`.
/// The quantile is that of the policy before each update, without gradient.
public enum Archer: Recipe {
  static let reasoningTerm = "kl_reasoning"

  public static func plug(into method: inout RLMethod, _ run: RunConfiguration) throws {
    let settings = run.rl.archer
    guard let knowing = method.loss.objective as? ClippedSurrogate else {
      throw RLMethodError("rl.objective.name", "archer has two ranges of the clip", advice: "choose clip")
    }
    let split = EntropySplit(quantile: settings.quantile)
    let range = ClipRange(low: settings.reasoningEpsilonLow, high: settings.reasoningEpsilonHigh)
    method.loss.objective = ArcherObjective(
      split, knowing: knowing, reasoning: ClippedSurrogate(range, dualClip: knowing.dualClip))
    guard let place = method.loss.terms.firstIndex(where: { $0.name == RLMethod.referenceTerm }) else { return }
    let divergence = method.loss.terms[place].objective
    method.loss.terms[place].objective = PartOfTokens(divergence, split: split, part: .knowing)
    guard settings.reasoningDivergence > 0 else { return }
    method.loss.terms.append(
      .init(
        reasoningTerm, coefficient: settings.reasoningDivergence,
        PartOfTokens(divergence, split: split, part: .reasoning), aggregation: method.loss.terms[place].aggregation))
  }
}

/// Which tokens of an answer reason.
public struct EntropySplit: Sendable, Hashable {
  public enum Part: Sendable, Hashable {
    case knowing, reasoning
  }

  public var quantile: Double

  public init(quantile: Double = 0.8) { self.quantile = quantile }

  /// [tokens]; false where the mask is. Entropies that are not finite are left out of the quantile, and know.
  public func reasons(in batch: PolicyBatch) throws(RLMathError) -> [Bool] {
    try RLMathError.require("the entropy's quantile", quantile, "0 to 1", quantile >= 0 && quantile <= 1)
    guard let entropies = batch.entropies else { throw .missing("entropies", needed: "the split by entropy") }
    var reasons = [Bool](repeating: false, count: entropies.count)
    for row in 0..<batch.layout.rowCount {
      let tokens = batch.layout[row].filter { batch.mask[$0] && entropies[$0].isFinite }
      guard let threshold = threshold(tokens.map { entropies[$0] }) else { continue }
      for token in tokens { reasons[token] = entropies[token] > threshold }
    }
    return reasons
  }

  /// As `torch.quantile`; `nil` of nothing.
  func threshold(_ entropies: [Double]) -> Double? {
    guard !entropies.isEmpty else { return nil }
    let sorted = entropies.sorted()
    let place = quantile * Double(sorted.count - 1)
    let lower = Int(place)
    let upper = min(lower + 1, sorted.count - 1)
    return sorted[lower] + (place - Double(lower)) * (sorted[upper] - sorted[lower])
  }
}

/// Two ranges, by the kind of token.
public struct ArcherObjective: TokenObjective, Hashable {
  public var split: EntropySplit
  public var knowing: ClippedSurrogate
  public var reasoning: ClippedSurrogate

  public init(_ split: EntropySplit, knowing: ClippedSurrogate, reasoning: ClippedSurrogate) {
    self.split = split
    self.knowing = knowing
    self.reasoning = reasoning
  }

  /// The quantile is that of a whole answer.
  public var scope: ObjectiveScope { .row }

  public func terms(for batch: PolicyBatch) throws(RLMathError) -> TokenTerms {
    for clip in [knowing, reasoning] {
      try clip.range.check()
      try checkDualClip(clip.dualClip)
    }
    let reasons = try split.reasons(in: batch)
    return batch.tokenTerms { advantage, ratio, token in
      (reasons[token] ? reasoning : knowing).outcome(advantage, ratio)
    }
  }
}

/// A term whose average is over one kind of token.
public struct PartOfTokens: TokenObjective {
  public var objective: any TokenObjective
  public var split: EntropySplit
  public var part: EntropySplit.Part

  public init(_ objective: any TokenObjective, split: EntropySplit, part: EntropySplit.Part) {
    self.objective = objective
    self.split = split
    self.part = part
  }

  /// Its denominator is known only when all entropies are.
  public var scope: ObjectiveScope { .miniBatch }

  public func counts(in batch: PolicyBatch) throws(RLMathError) -> [Bool] {
    let reasons = try split.reasons(in: batch)
    return zip(try objective.counts(in: batch), reasons).map { $0 && $1 == (part == .reasoning) }
  }

  public func terms(for batch: PolicyBatch) throws(RLMathError) -> TokenTerms { try objective.terms(for: batch) }
}
