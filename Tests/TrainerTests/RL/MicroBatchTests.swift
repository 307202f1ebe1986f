import Testing

@testable import Trainer

/// Aggregation is over the whole mini-batch: the same numbers for one micro-batch and for eight.
@Suite struct MicroBatchTests {
  private func loss(_ objective: any TokenObjective, _ aggregation: Aggregation) -> PolicyLoss {
    PolicyLoss(
      objective, aggregation: aggregation,
      correction: ImportanceCorrection(level: objective.needsEqualWeights ? .sequence : .token),
      terms: [
        .init("nll", coefficient: 0.1, PositiveLikelihood()), .init("kl", coefficient: 0.01, KLPenalty(.k3)),
        .init("entropy", coefficient: 0.002, EntropyBonus(), aggregation: .sequenceMeanTokenMean()),
        .init("value", coefficient: 0.5, ValueLoss(clip: 0.2)),
      ])
  }

  @Test(arguments: [[0..<8], [0..<3, 3..<8], (0..<8).map { $0..<$0 + 1 }])
  func anyCutGivesTheSame(_ cut: [Range<Int>]) throws {
    var batch = try RLSamples.batch()
    // One in the third row and one in the last, which are counted.
    batch.logProbabilities[batch.layout[2].lowerBound] = .nan
    batch.logProbabilities[batch.layout[7].lowerBound + 1] = 1e4
    for (name, objective) in RLSamples.objectives where objective.scope != .miniBatch {
      for aggregation in RLSamples.aggregations {
        let loss = loss(objective, aggregation)
        let whole = try loss.evaluate(batch)
        let weights = try loss.weights(for: batch)
        var (byLog, byEntropy, byValue): ([Double], [Double], [Double]) = ([], [], [])
        var summary = LossSummary()
        for rows in cut {
          let part = try loss.evaluate(batch.rows(rows), weights: weights.rows(rows))
          byLog += part.byLogProbability
          byEntropy += try #require(part.byEntropy)
          byValue += try #require(part.byValue)
          summary += part.summary
        }
        // Each token's derivative to the bit; sums up to their order.
        #expect(byLog == whole.byLogProbability, "\(name), \(aggregation)")
        #expect(byEntropy == whole.byEntropy && byValue == whole.byValue)
        let parts = [summary.loss, summary.policyLoss] + summary.terms.sorted { $0.key < $1.key }.map(\.value)
        let all =
          [whole.summary.loss, whole.summary.policyLoss] + whole.summary.terms.sorted { $0.key < $1.key }.map(\.value)
        #expect(difference(parts, all, absolute: 1e-13) == nil, "\(name), \(aggregation)")
        #expect(summary.cappedTokens == whole.summary.cappedTokens)
        #expect(summary.guardedTokens == whole.summary.guardedTokens && summary.guardedTokens > 0)
        #expect(difference([summary.divergenceFromOld ?? 0], [whole.summary.divergenceFromOld ?? 1]) == nil)
        try compare(summary.clip, whole.summary.clip, name)
      }
    }
  }

  private func compare(_ parts: ClipStatistics, _ whole: ClipStatistics, _ name: String) throws {
    #expect(parts.fractions == whole.fractions, "\(name)")
    #expect(parts.tokens == whole.tokens && parts.dualClippedFraction == whole.dualClippedFraction)
    #expect((parts.gradientShares == nil) == (whole.gradientShares == nil))
    if let a = parts.gradientShares, let b = whole.gradientShares {
      func list(_ cells: ClipCells) -> [Double] {
        [cells.positiveHigh, cells.positiveLow, cells.negativeHigh, cells.negativeLow]
      }
      #expect(difference(list(a), list(b)) == nil, "\(name)")
    }
  }

  /// Covariances compare all tokens, so a part is refused.
  @Test func covariancesNeedTheWhole() throws {
    let batch = try RLSamples.batch()
    for objective: any TokenObjective in [ClipCov(), KLCov()] {
      let loss = PolicyLoss(objective)
      #expect(loss.scope == .miniBatch)
      let weights = try loss.weights(for: batch)
      #expect(throws: RLMathError.self) { try loss.evaluate(batch.rows(0..<3), weights: weights.rows(0..<3)) }
    }
  }

  /// A part has no denominator of its own.
  @Test func weightsNeedTheWhole() throws {
    let batch = try RLSamples.batch()
    #expect(throws: RLMathError.needsWholeMiniBatch("the loss's denominator")) {
      try PolicyLoss(GPPO()).evaluate(batch.rows(0..<2))
    }
  }

  /// The choice follows from the key alone; another key chooses others.
  @Test func randomChoiceRepeats() throws {
    var batch = try RLSamples.batch(lengths: Array(repeating: 20, count: 10))
    let objective = ClipCov(lower: 0.01, upper: 5, ratio: 0.03)
    #expect(objective.candidates(batch).count > 20)
    func silenced(_ batch: PolicyBatch) throws -> [Int] {
      let plain = try #require(ClippedSurrogate().terms(for: batch).byLogProbability)
      let found = try #require(objective.terms(for: batch).byLogProbability)
      return plain.indices.filter { plain[$0] != found[$0] }
    }
    let first = try silenced(batch)
    #expect(first.count == Int(0.03 * Double(batch.mask.count { $0 })))
    #expect(Set(first).isSubset(of: objective.candidates(batch)))
    #expect(try silenced(batch) == first)
    batch.randomKey = 12
    #expect(try silenced(batch) != first)
  }
}
