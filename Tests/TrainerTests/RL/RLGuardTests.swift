import Testing

@testable import Trainer

/// Numbers that went wrong are held and counted, and reach no derivative.
@Suite struct RLGuardTests {
  private static let bad: [Double] = [.nan, .infinity, -.infinity, 1e4, -1e4]

  @Test func everyObjectiveStaysFinite() throws {
    let clean = try RLSamples.batch()
    for (name, objective) in RLSamples.objectives + [("kl", KLPenalty(.k3)), ("nll", PositiveLikelihood())] {
      let loss = PolicyLoss(
        objective,
        terms: [
          .init("nll", coefficient: 0.1, PositiveLikelihood()), .init("kl", coefficient: 0.1, KLPenalty(.k3)),
          .init("entropy", coefficient: 0.1, EntropyBonus()), .init("value", coefficient: 0.1, ValueLoss()),
        ])
      let expected = try loss.evaluate(clean)
      for value in Self.bad {
        for row in [0, 1] {
          var batch = clean
          let token = try #require(batch.layout[row].first { batch.mask[$0] })
          batch.logProbabilities[token] = value
          let found = try loss.evaluate(batch)
          let numbers = found.byLogProbability + (found.byEntropy ?? []) + (found.byValue ?? []) + [found.summary.loss]
          #expect(numbers.allSatisfy { $0.isFinite }, "\(name), \(value)")
          // The KL term of the loss counts it, where the likelihood has no use for a ratio.
          #expect(found.summary.guardedTokens >= 1, "\(name), \(value)")
          if !value.isFinite { #expect(found.byLogProbability[token] == 0, "\(name), \(value)") }
          // Others learn as before, unless they share a row or a mean with it.
          if objective.scope == .token {
            for other in batch.mask.indices where other != token {
              #expect(found.byLogProbability[other] == expected.byLogProbability[other], "\(name), \(value)")
            }
          }
        }
      }
    }
  }

  /// A ratio that is held has a gradient only where the objective gives a constant one.
  @Test func heldRatios() throws {
    let far = [1e4, -1e4, 1e4, -1e4]
    let batch = try PolicyBatch(
      layout: TokenLayout(lengths: [4]), logProbabilities: far, oldLogProbabilities: [0, 0, 0, 0],
      advantages: [1, 1, -1, -1])
    #expect(try GPPO().terms(for: batch).byLogProbability == [-1.28, 0, 0, 0.8])
    #expect(try CISPO().terms(for: batch).byLogProbability == [-1.28, -0.8, 1.28, 0.8])
    #expect(try ClippedSurrogate().terms(for: batch).byLogProbability?.allSatisfy { $0 == 0 } == true)
    #expect(try SAPO().terms(for: batch).byLogProbability?.allSatisfy { $0 == 0 } == true)
    #expect(try PolicyLoss(GPPO()).evaluate(batch).summary.guardedTokens == 4)
  }

  @Test func otherArrays() throws {
    let clean = try RLSamples.batch()
    let loss = PolicyLoss(
      GPPO(), correction: ImportanceCorrection(),
      terms: [
        .init("kl", coefficient: 0.1, KLPenalty(.k3)), .init("entropy", coefficient: 0.1, EntropyBonus()),
        .init("value", coefficient: 0.1, ValueLoss(clip: 0.2)),
      ])
    let arrays: [WritableKeyPath<PolicyBatch, [Double]?>] = [
      \.rolloutLogProbabilities, \.referenceLogProbabilities, \.entropies, \.values, \.oldValues, \.returns, \.weights,
    ]
    for array in arrays {
      for value in Self.bad {
        var batch = clean
        if batch[keyPath: array] == nil { batch[keyPath: array] = batch.mask.map { _ in 1 } }
        batch[keyPath: array]?[0] = value
        let found = try loss.evaluate(batch)
        let numbers = found.byLogProbability + (found.byEntropy ?? []) + (found.byValue ?? []) + [found.summary.loss]
        #expect(numbers.allSatisfy { $0.isFinite }, "\(value)")
      }
    }
  }

  /// Tokens that do not count may hold anything.
  @Test func maskedTokensAreNotLookedAt() throws {
    let clean = try RLSamples.batch()
    for (name, objective) in RLSamples.objectives {
      var batch = clean
      for token in batch.mask.indices where !batch.mask[token] { batch.logProbabilities[token] = .nan }
      let (found, expected) = (try PolicyLoss(objective).evaluate(batch), try PolicyLoss(objective).evaluate(clean))
      #expect(found.byLogProbability == expected.byLogProbability, "\(name)")
      #expect(found.summary == expected.summary, "\(name)")
    }
  }

  @Test func rewardsThatAreNotFinite() throws {
    let rows = try RolloutRows(lengths: [1, 1], groups: [0, 0], rewards: [1, .nan], values: [0, 0])
    for estimator: any AdvantageEstimator in [
      GRPOAdvantage(), DrGRPOAdvantage(), RLOOAdvantage(), ReinforcePlusPlusAdvantage(),
      ReinforcePlusPlusBaselineAdvantage(), GAE(),
    ] {
      #expect(throws: RLMathError.notFinite("the reward", row: 1)) { try estimator.advantages(for: rows) }
    }
  }

  @Test func settingsOutOfRange() throws {
    let batch = try RLSamples.batch()
    let bad: [any TokenObjective] = [
      ClippedSurrogate(ClipRange(low: 1.1, high: 0.2)), ClippedSurrogate(ClipRange(low: 0.2, high: -0.1)),
      ClippedSurrogate(dualClip: 1), ClippedSurrogate(dualClip: .nan), GPPO(beta1: -1), GPPO(beta2: .infinity),
      GPPO(dualClip: 0.5), CISPO(ClipRange(low: .nan, high: 0)), SAPO(positiveTemperature: 0),
      SAPO(negativeTemperature: -1), GSPO(ClipRange(low: -1, high: 0)), GMPO(low: -0.1), GMPO(high: .infinity),
      ClipCov(lower: 2, upper: 1), ClipCov(ratio: 0), KLCov(ratio: 1.5), KLCov(coefficient: -1), ValueLoss(clip: 0),
    ]
    for objective in bad {
      #expect(throws: RLMathError.self, "\(objective)") { try objective.terms(for: batch) }
    }
    for aggregation: Aggregation in [.sum(over: 0), .sequenceMeanTokenMean(epsilon: -1), .drGRPO(maxLength: 0)] {
      #expect(throws: RLMathError.self) { try PolicyLoss(GPPO(), aggregation: aggregation).evaluate(batch) }
    }
    #expect(throws: RLMathError.self) { try OverlongPenalty(maxLength: 10, buffer: 11) }
    #expect(throws: RLMathError.self) { try TokenLayout(lengths: [1, -1]) }
    #expect(throws: RLMathError.self) { try RolloutRows(lengths: [1], groups: [0, 1], rewards: [1]) }
    let rows = try RolloutRows(lengths: [1], groups: [0], rewards: [1], values: [0])
    #expect(throws: RLMathError.self) { try GAE(lambda: 1.1).advantages(for: rows) }
    #expect(throws: RLMathError.self) { try ReinforcePlusPlusAdvantage(discount: -1).advantages(for: rows) }
    #expect(throws: RLMathError.self) { try GRPOAdvantage(.unbiased(epsilon: .nan)).advantages(for: rows) }
  }

  @Test func missingArrays() throws {
    let batch = try PolicyBatch(
      layout: TokenLayout(lengths: [1]), logProbabilities: [0], oldLogProbabilities: [0], advantages: [1])
    for term: any TokenObjective in [KLPenalty(), EntropyBonus(), PositiveLikelihood(), ValueLoss()] {
      #expect(throws: RLMathError.self, "\(term)") {
        try PolicyLoss(GPPO(), terms: [.init("term", coefficient: 1, term)]).evaluate(batch)
      }
    }
    #expect(throws: RLMathError.self) { try PolicyLoss(GPPO(), correction: ImportanceCorrection()).evaluate(batch) }
    let rows = try RolloutRows(lengths: [1], groups: [0], rewards: [1])
    #expect(throws: RLMathError.missing("values (a value head)", needed: "GAE")) { try GAE().advantages(for: rows) }
    var wrong = batch
    wrong.entropies = [1, 2]
    #expect(throws: RLMathError.shape("entropies", count: 2, expected: 1)) { try PolicyLoss(GPPO()).evaluate(wrong) }
  }

  /// GMPO has one loss a row: it cannot weigh the row's tokens differently.
  @Test func weightsWithinARow() throws {
    let batch = try RLSamples.batch()
    #expect(throws: RLMathError.unequalWeights(row: 0)) {
      try PolicyLoss(GMPO(), correction: ImportanceCorrection(level: .token)).evaluate(batch)
    }
    for level in [ImportanceCorrection.Level.sequence, .sequenceMean] {
      _ = try PolicyLoss(GMPO(), correction: ImportanceCorrection(level: level)).evaluate(batch)
    }
  }
}
