/// What the backward pass needs, and what is reported.
public struct LossResult: Sendable, Hashable {
  /// The policy objective's, before any weight, [tokens].
  public var tokenLosses: [Double]
  /// dL / d log π, all terms together, [tokens].
  public var byLogProbability: [Double]
  /// dL / dH, [tokens]; `nil` if no term depends on it.
  public var byEntropy: [Double]?
  /// dL / dV, [tokens]; `nil` if no term depends on it.
  public var byValue: [Double]?
  public var summary: LossSummary
}

/// Adds up over the micro-batches of an update.
public struct LossSummary: Sendable, Hashable {
  public var loss = 0.0
  /// The policy objective's part of it.
  public var policyLoss = 0.0
  /// Each further term before its coefficient, by name.
  public var terms: [String: Double] = [:]
  public var clip = ClipStatistics()
  /// Tokens that count and whose log ratio was held at ±20, or that had a number which was not finite.
  public var guardedTokens = 0
  /// Tokens whose importance weight was capped.
  public var cappedTokens = 0
  /// Σ(log π_old − log π), each held within ±20, over the tokens that count.
  var divergenceSum = 0.0

  /// Nothing yet.
  public init() {}

  /// k1 estimate of KL(π_old ‖ π): the mean of log π_old − log π; `nil` without tokens.
  public var divergenceFromOld: Double? { clip.tokens > 0 ? divergenceSum / Double(clip.tokens) : nil }

  public static func += (a: inout LossSummary, b: LossSummary) {
    a.loss += b.loss
    a.policyLoss += b.policyLoss
    a.terms.merge(b.terms) { $0 + $1 }
    a.clip += b.clip
    a.guardedTokens += b.guardedTokens
    a.cappedTokens += b.cappedTokens
    a.divergenceSum += b.divergenceSum
  }
}
