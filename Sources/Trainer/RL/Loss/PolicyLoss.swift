/// The whole loss of an update: the policy's objective and what is added to it.
///
///     L = Σ w_t · W_t · loss_t  +  Σ over the other terms of coefficient · Σ w_t · loss_t
///
/// w are the aggregation's weights over the whole mini-batch, W the stage's weights times those of the importance
/// correction. Since w follows from lengths and masks alone, micro-batches may be evaluated one by one as they pass
/// through the model, unless ``scope`` asks for more:
///
/// ```swift
/// let weights = try loss.weights(for: miniBatch)
/// for rows in microBatches {
///   let part = try loss.evaluate(miniBatch.rows(rows), weights: weights.rows(rows))
/// }
/// ```
public struct PolicyLoss: Sendable {
  /// A further term.
  public struct Term: Sendable {
    /// As it is reported.
    public var name: String
    public var coefficient: Double
    public var objective: any TokenObjective
    public var aggregation: Aggregation

    public init(
      _ name: String, coefficient: Double, _ objective: any TokenObjective, aggregation: Aggregation = .tokenMean
    ) {
      self.name = name
      self.coefficient = coefficient
      self.objective = objective
      self.aggregation = aggregation
    }
  }

  public var objective: any TokenObjective
  public var aggregation: Aggregation
  public var correction: ImportanceCorrection?
  public var terms: [Term]

  public init(
    _ objective: any TokenObjective, aggregation: Aggregation = .tokenMean, correction: ImportanceCorrection? = nil,
    terms: [Term] = []
  ) {
    self.objective = objective
    self.aggregation = aggregation
    self.correction = correction
    self.terms = terms
  }

  /// What all terms together must see at once.
  public var scope: ObjectiveScope {
    let scopes = [objective.scope] + terms.map { $0.objective.scope }
    return scopes.contains(.miniBatch) ? .miniBatch : scopes.contains(.row) ? .row : .token
  }

  /// The weights of the whole mini-batch; they need its layout and masks, no log-probabilities.
  public func weights(for batch: PolicyBatch) throws(RLMathError) -> LossWeights {
    try batch.check()
    guard batch.isWhole else { throw .needsWholeMiniBatch("the loss's denominator") }
    let policy = try aggregation.weights(counts: objective.counts(in: batch), layout: batch.layout)
    var others: [[Double]] = []
    for term in terms {
      try RLMathError.require("the coefficient of \(term.name)", term.coefficient, "a finite number", true)
      others.append(
        try term.aggregation.weights(counts: term.objective.counts(in: batch), layout: batch.layout))
    }
    return LossWeights(layout: batch.layout, policy: policy, terms: others)
  }

  /// The whole mini-batch at once.
  public func evaluate(_ batch: PolicyBatch) throws(RLMathError) -> LossResult {
    try evaluate(batch, weights: weights(for: batch))
  }

  /// Some rows, with their part of the mini-batch's weights.
  public func evaluate(_ batch: PolicyBatch, weights: LossWeights) throws(RLMathError) -> LossResult {
    try batch.check()
    try RLMathError.require("weights", count: weights.policy.count, batch.tokenCount)
    let policy = try objective.terms(for: batch)
    let correction = try correction?.weights(for: batch)
    let scale = try scale(batch, weights: weights, correction: correction)
    var sum = LossSum(count: batch.tokenCount)
    let value = sum.add(policy, scale: scale)
    var values: [String: Double] = [:]
    let counts = try objective.counts(in: batch)
    let clip = ClipStatistics(policy, derivatives: sum.byLogProbability, counts: counts)
    for (term, termWeights) in zip(terms, weights.terms) where term.coefficient != 0 {
      let found = try term.objective.terms(for: batch)
      values[term.name, default: 0] +=
        sum.add(found, scale: termWeights.map { $0 * term.coefficient }) / term.coefficient
    }
    var summary = LossSummary()
    summary.loss = sum.loss
    summary.policyLoss = value
    summary.terms = values
    summary.clip = clip
    summary.guardedTokens = sum.guarded.count { $0 }
    for token in counts.indices where counts[token] {
      // Held, so that one token that went wrong does not hide the rest.
      summary.divergenceSum -= batch.ratio(at: token)?.logarithm ?? 0
      if let correction, let cap = self.correction?.cap, correction[token] >= cap { summary.cappedTokens += 1 }
    }
    return LossResult(
      tokenLosses: policy.losses, byLogProbability: sum.byLogProbability, byEntropy: sum.byEntropy,
      byValue: sum.byValue, summary: summary)
  }

  /// w · W of the policy's tokens, [tokens].
  private func scale(
    _ batch: PolicyBatch, weights: LossWeights, correction: [Double]?
  ) throws(RLMathError) -> [Double] {
    let scale = weights.policy.indices.map { token in
      weights.policy[token] == 0
        ? 0 : weights.policy[token] * (batch.weights?[token] ?? 1) * (correction?[token] ?? 1)
    }
    guard objective.needsEqualWeights else { return scale }
    for row in 0..<batch.layout.rowCount {
      let used = batch.layout[row].filter { weights.policy[$0] != 0 }
      guard used.allSatisfy({ scale[$0] == scale[used[0]] }) else { throw .unequalWeights(row: row) }
    }
    return scale
  }
}

/// What each token's loss counts in each term, [tokens].
public struct LossWeights: Sendable, Hashable {
  let layout: TokenLayout
  public let policy: [Double]
  /// In the order of ``PolicyLoss/terms``.
  public let terms: [[Double]]

  /// Those of a micro-batch.
  public func rows(_ rows: Range<Int>) -> LossWeights {
    let tokens = layout.tokens(of: rows)
    return LossWeights(
      layout: layout.rows(rows), policy: Array(policy[tokens]), terms: terms.map { Array($0[tokens]) })
  }
}

/// Adds terms up, token by token in a fixed order; what is not finite is left out and marked.
private struct LossSum {
  var loss = 0.0
  var byLogProbability: [Double]
  var byEntropy: [Double]?
  var byValue: [Double]?
  var guarded: [Bool]

  init(count: Int) {
    byLogProbability = [Double](repeating: 0, count: count)
    guarded = [Bool](repeating: false, count: count)
  }

  /// The term's own sum.
  mutating func add(_ terms: TokenTerms, scale: [Double]) -> Double {
    var sum = 0.0
    if terms.byEntropy != nil, byEntropy == nil { byEntropy = [Double](repeating: 0, count: scale.count) }
    if terms.byValue != nil, byValue == nil { byValue = [Double](repeating: 0, count: scale.count) }
    for token in scale.indices where scale[token] != 0 {
      if terms.isGuarded[token] { guarded[token] = true }
      let loss = scale[token] * terms.losses[token]
      let byLog = scale[token] * (terms.byLogProbability?[token] ?? 0)
      let byH = scale[token] * (terms.byEntropy?[token] ?? 0)
      let byV = scale[token] * (terms.byValue?[token] ?? 0)
      guard loss.isFinite, byLog.isFinite, byH.isFinite, byV.isFinite else {
        guarded[token] = true
        continue
      }
      sum += loss
      byLogProbability[token] += byLog
      byEntropy?[token] += byH
      byValue?[token] += byV
    }
    loss += sum
    return sum
  }
}
