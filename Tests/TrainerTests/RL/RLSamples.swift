@testable import Trainer

/// Mini-batches for tests, from a seed.
enum RLSamples {
  /// Log ratios on every side of every range, none of them near a bound: below, inside and above, beyond a dual clip of
  /// 3 and of 10.
  static let logRatios = [-0.9, -0.5, -0.31, -0.1, -0.02, 0, 0.03, 0.12, 0.33, 0.6, 1.3, 2.6]

  /// - Parameters:
  ///   - lengths: of the rows; the row's advantage is the same at all its tokens, as everywhere in the field.
  ///   - scale: of the log ratios; 0 for the first update.
  static func batch(
    lengths: [Int] = [12, 5, 9, 1, 12, 7, 3, 11], seed: UInt64 = 7, scale: Double = 1
  ) throws -> PolicyBatch {
    var random = SeededGenerator(seed: seed)
    let layout = try TokenLayout(lengths: lengths)
    let count = layout.tokenCount
    func numbers(_ range: ClosedRange<Double>) -> [Double] {
      (0..<count).map { _ in Double.random(in: range, using: &random) }
    }
    let old = numbers(-3 ... -0.2)
    let advantages = layout.broadcast(
      lengths.indices.map { ($0 % 2 == 0 ? 1 : -1) * Double.random(in: 0.4...1.6, using: &random) })
    let ratios = (0..<count).map { token in
      logRatios[(token * 7 + token / 12) % logRatios.count] + Double.random(in: -0.005...0.005, using: &random)
    }
    // Every tenth token does not count: the first of a long row, or one inside.
    let mask = (0..<count).map { $0 % 10 != 3 }
    var batch = try PolicyBatch(
      layout: layout, mask: mask, logProbabilities: zip(old, ratios).map { $0 + scale * $1 }, oldLogProbabilities: old,
      advantages: advantages)
    batch.rolloutLogProbabilities = zip(old, numbers(-0.9...0.9)).map { $0 + $1 }
    batch.referenceLogProbabilities = zip(old, numbers(-0.7...0.7)).map { $0 + $1 }
    batch.entropies = numbers(0.1...3)
    batch.values = numbers(-1...1)
    batch.oldValues = zip(batch.values ?? [], numbers(-0.5...0.5)).map { $0 + $1 }
    batch.returns = numbers(-1...1)
    batch.isPositive = lengths.indices.map { $0 % 3 == 0 }
    batch.randomKey = 11
    return batch
  }

  static let higher = ClipRange(low: 0.2, high: 0.28)

  /// Every objective, with a wide range where its own is too narrow to have tokens inside.
  static let objectives: [(name: String, objective: any TokenObjective)] = [
    ("ppo", ClippedSurrogate()), ("dapo", ClippedSurrogate(higher)),
    ("dapo, dual clip", ClippedSurrogate(higher, dualClip: 3)), ("gppo", GPPO()),
    ("gppo, dual clip", GPPO(dualClip: 10)), ("gppo, betas", GPPO(beta1: 0.5, beta2: 0.75)),
    ("gppo, no betas", GPPO(beta1: 0, beta2: 0)), ("cispo", CISPO()),
    ("cispo, above only", CISPO(ClipRange(low: 1, high: 0.28))),
    ("sapo", SAPO()), ("gspo", GSPO(ClipRange(low: 0.3, high: 0.4))), ("gspo, narrow", GSPO()), ("gmpo", GMPO()),
    ("clip-cov", ClipCov(lower: 0.1, upper: 5, ratio: 0.1)), ("kl-cov", KLCov(ratio: 0.1, coefficient: 0.7)),
    ("reinforce", Reinforce()),
  ]

  static let aggregations: [Aggregation] = [
    .tokenMean, .sequenceMeanTokenSum, .sequenceMeanTokenMean(), .sequenceMeanTokenMean(epsilon: 1e-8),
    .sum(over: 100), .drGRPO(maxLength: 12),
  ]
}
