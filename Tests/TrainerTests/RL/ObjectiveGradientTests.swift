import Foundation
import Testing

@testable import Trainer

/// Closed-form derivatives against central differences, all stop-gradients frozen.
@Suite struct ObjectiveGradientTests {
  private static let step = 1e-6

  /// d(loss)/d(array[token]) by central differences.
  private func differences(
    _ batch: PolicyBatch, _ array: WritableKeyPath<PolicyBatch, [Double]>, _ loss: (PolicyBatch) throws -> Double
  ) rethrows -> [Double] {
    try batch[keyPath: array].indices.map { token in
      var (above, below) = (batch, batch)
      above[keyPath: array][token] += Self.step
      below[keyPath: array][token] -= Self.step
      return (try loss(above) - loss(below)) / (2 * Self.step)
    }
  }

  @Test func everyObjective() throws {
    let batch = try RLSamples.batch()
    for (name, objective) in RLSamples.objectives {
      for aggregation in RLSamples.aggregations {
        let loss = PolicyLoss(objective, aggregation: aggregation)
        let weights = try loss.weights(for: batch)
        let found = try loss.evaluate(batch)
        let frozen = FrozenLoss.of(objective, at: batch)
        let expected = try differences(batch, \.logProbabilities) { moved in
          guard let frozen else { return try loss.evaluate(moved).summary.loss }
          return weights.policy.indices.reduce(0) { $0 + weights.policy[$1] * frozen(moved, $1) }
        }
        #expect(gradientDifference(found.byLogProbability, expected) == nil, "\(name), \(aggregation)")
        #expect(found.byLogProbability.contains { $0 != 0 })
        // The frozen loss at its base is the loss.
        if let frozen {
          let sum = weights.policy.indices.reduce(0) { $0 + weights.policy[$1] * frozen(batch, $1) }
          #expect(difference([found.summary.loss], [sum]) == nil, "\(name), \(aggregation)")
        }
      }
    }
  }

  /// Every region has tokens, inside the mask, with a range of the common size.
  @Test func samplesReachEveryRegion() throws {
    let batch = try RLSamples.batch()
    let terms = try GPPO(dualClip: 10).terms(for: batch)
    let regions = try #require(terms.regions)
    for region in ClipRegion.allCases {
      #expect(regions.indices.contains { regions[$0] == region && batch.mask[$0] }, "\(region)")
    }
    #expect(try #require(terms.isDualClipped).contains(true))
    let gspo = try #require(GSPO(ClipRange(low: 0.3, high: 0.4)).terms(for: batch).byLogProbability)
    #expect(gspo.contains { $0 != 0 })
  }

  @Test func everyFurtherTerm() throws {
    let batch = try RLSamples.batch()
    var terms: [any TokenObjective] = [PositiveLikelihood(), EntropyBonus(), ValueLoss(), ValueLoss(clip: 0.2)]
    for estimator in KLEstimator.allCases { terms.append(KLPenalty(estimator)) }
    for term in terms {
      let loss = PolicyLoss(
        GPPO(beta1: 1, beta2: 1), terms: [.init("term", coefficient: 0.3, term, aggregation: .sequenceMeanTokenMean())])
      // What a policy alone changes is subtracted, so that its stop-gradients do not matter.
      let policy = PolicyLoss(GPPO(beta1: 1, beta2: 1))
      let found = try loss.evaluate(batch)
      let value = { (moved: PolicyBatch) in
        try loss.evaluate(moved).summary.loss - policy.evaluate(moved).summary.loss
      }
      let byLog = zip(found.byLogProbability, try policy.evaluate(batch).byLogProbability).map { $0 - $1 }
      #expect(try gradientDifference(byLog, differences(batch, \.logProbabilities, value)) == nil, "\(term)")
      let zeros = byLog.map { _ in 0.0 }
      let byEntropy = try differences(batch, \.entropyNumbers, value)
      #expect(gradientDifference(found.byEntropy ?? zeros, byEntropy) == nil, "\(term)")
      let byValue = try differences(batch, \.valueNumbers, value)
      #expect(gradientDifference(found.byValue ?? zeros, byValue) == nil, "\(term)")
      #expect((found.byEntropy != nil) == (term is EntropyBonus) && (found.byValue != nil) == (term is ValueLoss))
    }
  }
}

extension PolicyBatch {
  fileprivate var entropyNumbers: [Double] {
    get { entropies ?? [] }
    set { entropies = newValue }
  }

  fileprivate var valueNumbers: [Double] {
    get { values ?? [] }
    set { values = newValue }
  }
}
