public import TrainingRuns

/// C3PO, constrained contextual computation policy optimisation (Ring-lite, arXiv 2506.14731, section 3.2.2, equations
/// 2 and 3): each update learns from a fixed number Φ of tokens, so that neither its size nor its gradient swings with the
/// length of the answers.
///
///     Ψ: the tokens of the first N answers of the update, N the smallest whose tokens reach Φ
///     loss = Σ over Ψ of clip / Φ − β·KL
///
/// Advantages are those of whole groups: the choice comes behind them. Equation 2 has |Ψ| = Φ, equation 3 may go beyond
/// it by part of an answer, and figure 3 speaks of truncation: `overshoot` is the one, `cut` the other. Φ divides, however
/// many tokens there are. The KL term (weight 1e-3) and the entropy bonus (5e-4) are those of section 3.2.2 and
/// equation 4; the terms for experts (load balance, z) have nothing to act on here.
public enum C3PO: Recipe {
  public static func plug(into method: inout RLMethod, _ run: RunConfiguration) throws {
    guard let tokens = run.rl.c3po.tokenBudget else {
      throw RLMethodError(
        "rl.c3po.token_budget", "is missing",
        advice: "give about half the tokens of an update: prompts x rollouts x their length")
    }
    guard !method.advantage.needsValues else {
      throw RLMethodError(
        "rl.advantage", "gae looks at whole answers, and c3po cuts them", advice: "choose grpo-unbiased")
    }
    method.budget = TokenBudget(tokens: tokens, ending: run.rl.c3po.ending)
    let aggregation = Aggregation.sum(over: Double(tokens))
    method.loss.aggregation = aggregation
    for place in method.loss.terms.indices where method.loss.terms[place].name != RLMethod.likelihoodTerm {
      method.loss.terms[place].aggregation = aggregation
    }
  }
}

/// Which tokens of an update are learned from.
public struct TokenBudget: Sendable, Hashable {
  /// Φ
  public var tokens: Int
  public var ending: C3POSettings.Ending

  public init(tokens: Int, ending: C3POSettings.Ending = .overshoot) {
    self.tokens = tokens
    self.ending = ending
  }

  /// - Parameter lengths: of the update's answers, in their order: tokens that count.
  /// - Returns: how many tokens of each are taken, from its first.
  public func taken(of lengths: [Int]) -> [Int] {
    var left = tokens
    return lengths.map { length in
      guard left > 0 else { return 0 }
      defer { left -= length }
      return ending == .cut ? min(length, left) : length
    }
  }
}
