import Foundation
import Testing

@testable import Trainer

/// Every objective with KL, entropy and likelihood through a policy of two layers: what the closed forms give by
/// log-probability and entropy, carried back by the chain rule, against differences of the loss by each weight.
@Suite struct TwoLayerPolicyTests {
  /// z = B · tanh(A · x) / T over a vocabulary of six.
  struct Policy {
    static let features = 4
    static let hidden = 5
    static let vocabulary = 6
    static let temperature = 0.8
    /// A, then B, by rows.
    var weights: [Double]

    struct Token {
      var hidden: [Double]
      var logProbabilities: [Double]
      var entropy: Double
    }

    static var count: Int { hidden * features + vocabulary * hidden }
    private var second: Int { Self.hidden * Self.features }

    func forward(_ x: [Double]) -> Token {
      let hidden = (0..<Self.hidden).map { row in
        tanh((0..<Self.features).reduce(0) { $0 + weights[row * Self.features + $1] * x[$1] })
      }
      let logits = (0..<Self.vocabulary).map { row in
        (0..<Self.hidden).reduce(0) { $0 + weights[second + row * Self.hidden + $1] * hidden[$1] } / Self.temperature
      }
      let total = log(logits.reduce(0) { $0 + exp($1) })
      let logs = logits.map { $0 - total }
      return Token(hidden: hidden, logProbabilities: logs, entropy: -logs.reduce(0) { $0 + exp($1) * $1 })
    }

    /// Adds what the loss changes by each weight.
    func backward(_ x: [Double], target: Int, byLog: Double, byEntropy: Double, into gradient: inout [Double]) {
      let token = forward(x)
      var dhidden = [Double](repeating: 0, count: Self.hidden)
      for word in 0..<Self.vocabulary {
        let p = exp(token.logProbabilities[word])
        let dlogit =
          (byLog * ((word == target ? 1 : 0) - p) - byEntropy * p * (token.logProbabilities[word] + token.entropy))
          / Self.temperature
        for unit in 0..<Self.hidden {
          gradient[second + word * Self.hidden + unit] += dlogit * token.hidden[unit]
          dhidden[unit] += dlogit * weights[second + word * Self.hidden + unit]
        }
      }
      for unit in 0..<Self.hidden {
        let slope = dhidden[unit] * (1 - token.hidden[unit] * token.hidden[unit])
        for feature in 0..<Self.features { gradient[unit * Self.features + feature] += slope * x[feature] }
      }
    }
  }

  private let policy: Policy
  private let inputs: [[Double]]
  private let targets: [Int]
  private let base: PolicyBatch

  init() throws {
    var random = SeededGenerator(seed: 3)
    let sample = try RLSamples.batch()
    policy = Policy(weights: (0..<Policy.count).map { _ in Double.random(in: -1...1, using: &random) })
    inputs = sample.mask.map { _ in (0..<Policy.features).map { _ in Double.random(in: -1...1, using: &random) } }
    targets = sample.mask.map { _ in Int.random(in: 0..<Policy.vocabulary, using: &random) }
    let tokens = inputs.map(policy.forward)
    let now = zip(tokens, targets).map { $0.logProbabilities[$1] }
    // The ratios of the sample, which reach every region.
    let ratios = zip(sample.logProbabilities, sample.oldLogProbabilities).map { $0 - $1 }
    var base = try PolicyBatch(
      layout: sample.layout, mask: sample.mask, logProbabilities: now, oldLogProbabilities: zip(now, ratios).map(-),
      advantages: sample.advantages)
    base.referenceLogProbabilities = zip(now, sample.mask.indices).map { $0 + [0.3, -0.4, 0.1][$1 % 3] }
    base.rolloutLogProbabilities = zip(base.oldLogProbabilities, sample.mask.indices).map { $0 + [0.2, -0.5][$1 % 2] }
    base.entropies = tokens.map(\.entropy)
    base.isPositive = sample.isPositive
    base.randomKey = 5
    self.base = base
  }

  /// The same rows as another policy sees them.
  private func batch(_ policy: Policy) -> PolicyBatch {
    var batch = base
    let tokens = inputs.map(policy.forward)
    batch.logProbabilities = zip(tokens, targets).map { $0.logProbabilities[$1] }
    batch.entropies = tokens.map(\.entropy)
    return batch
  }

  @Test func everyObjective() throws {
    for (name, objective) in RLSamples.objectives {
      let loss = PolicyLoss(
        objective, aggregation: .sequenceMeanTokenMean(), correction: ImportanceCorrection(level: .sequence),
        terms: [
          .init("nll", coefficient: 0.1, PositiveLikelihood()), .init("kl", coefficient: 0.2, KLPenalty(.k3)),
          .init("entropy", coefficient: 0.05, EntropyBonus()),
        ])
      let weights = try loss.weights(for: base)
      let importance = try ImportanceCorrection(level: .sequence).weights(for: base)
      let found = try loss.evaluate(base)
      var gradient = [Double](repeating: 0, count: Policy.count)
      for token in inputs.indices {
        policy.backward(
          inputs[token], target: targets[token], byLog: found.byLogProbability[token],
          byEntropy: try #require(found.byEntropy)[token], into: &gradient)
      }
      let frozen = FrozenLoss.of(objective, at: base)
      let value = { (weight: Int, step: Double) in
        var moved = policy
        moved.weights[weight] += step
        let batch = batch(moved)
        let summary = try loss.evaluate(batch).summary
        guard let frozen else { return summary.loss }
        return summary.loss - summary.policyLoss
          + batch.mask.indices.reduce(0) { $0 + weights.policy[$1] * importance[$1] * frozen(batch, $1) }
      }
      let expected = try (0..<Policy.count).map { (try value($0, 1e-6) - value($0, -1e-6)) / 2e-6 }
      #expect(gradientDifference(gradient, expected) == nil, "\(name)")
      #expect(relativeDistance(gradient, expected) < 1e-7, "\(name)")
    }
  }
}
