import Foundation
import Testing

@testable import Trainer

/// Laws that hold between methods, whatever the numbers.
@Suite struct ObjectiveIdentityTests {
  private func gradient(_ objective: any TokenObjective, _ batch: PolicyBatch, _ mode: Aggregation = .tokenMean) throws
    -> [Double]
  {
    try PolicyLoss(objective, aggregation: mode).evaluate(batch).byLogProbability
  }

  /// The negative control: with one update a batch all ratios are 1, and the methods are one.
  @Test func firstUpdateIsTheSameForAll() throws {
    let batch = try RLSamples.batch(scale: 0)
    let expected = try gradient(Reinforce(), batch)
    #expect(zip(expected, batch.mask).allSatisfy { $1 == ($0 != 0) })
    for (name, objective) in RLSamples.objectives where !(objective is ClipCov) {
      #expect(try relativeDistance(gradient(objective, batch), expected) <= 1e-6, "\(name)")
    }
    for name in ["ppo", "dapo", "gppo", "cispo"] {
      let objective = try #require(RLSamples.objectives.first { $0.name == name }).objective
      #expect(try gradient(objective, batch) == expected, "\(name), to the bit")
    }
  }

  @Test(arguments: [nil, 3.0, 10]) func gppoWithoutBetasHasTheGradientOfClipHigher(dualClip: Double?) throws {
    let batch = try RLSamples.batch()
    let gppo = GPPO(beta1: 0, beta2: 0, dualClip: dualClip)
    let clip = ClippedSurrogate(RLSamples.higher, dualClip: dualClip)
    #expect(try gradient(gppo, batch) == gradient(clip, batch))
    #expect(try PolicyLoss(gppo).evaluate(batch).summary.loss != PolicyLoss(clip).evaluate(batch).summary.loss)
  }

  @Test(arguments: [nil, 3.0, 10]) func gppoWithFullBetasHasTheLossOfClipHigher(dualClip: Double?) throws {
    let batch = try RLSamples.batch()
    let gppo = try PolicyLoss(GPPO(dualClip: dualClip)).evaluate(batch)
    let clip = try PolicyLoss(ClippedSurrogate(RLSamples.higher, dualClip: dualClip)).evaluate(batch)
    #expect(gppo.tokenLosses == clip.tokenLosses)
    #expect(gppo.summary.loss == clip.summary.loss)
    #expect(gppo.byLogProbability != clip.byLogProbability)
  }

  /// GPPO and CISPO are the same but where the ratio is in range, or beyond it on the side that leads back.
  @Test func gppoAndCISPOAgreeWhereTheyClip() throws {
    let batch = try RLSamples.batch()
    let (gppo, cispo) = (try GPPO().terms(for: batch), try CISPO().terms(for: batch))
    let (a, b) = (try #require(gppo.byLogProbability), try #require(cispo.byLogProbability))
    let regions = try #require(gppo.regions)
    #expect(regions == cispo.regions)
    for token in regions.indices {
      switch regions[token] {
      case .positiveHigh, .negativeLow: #expect(a[token] == b[token])
      case .positiveLow, .negativeHigh: #expect(a[token] != b[token])
      case .within: #expect((a[token] - b[token]).magnitude <= 1e-15)
      }
    }
  }

  /// With rows of one token, GSPO is PPO and GMPO is PPO with its bounds in log space.
  @Test func rowsOfOneToken() throws {
    let batch = try RLSamples.batch(lengths: Array(repeating: 1, count: 40))
    let gspo = try GSPO(RLSamples.higher).terms(for: batch)
    let ppo = try ClippedSurrogate(RLSamples.higher).terms(for: batch)
    let gmpo = try GMPO(low: -log(1 - 0.2), high: log(1 + 0.28)).terms(for: batch)
    for token in batch.mask.indices where batch.mask[token] {
      #expect(gspo.byLogProbability?[token] == ppo.byLogProbability?[token])
      #expect(gspo.losses[token] == ppo.losses[token])
      let slope = try #require(gmpo.byLogProbability?[token]), expected = try #require(ppo.byLogProbability?[token])
      #expect((slope - expected).magnitude < 1e-12)
    }
  }

  @Test(arguments: [ImportanceCorrection.Level.token, .sequence, .sequenceMean])
  func equalLogProbabilitiesNeedNoCorrection(level: ImportanceCorrection.Level) throws {
    var batch = try RLSamples.batch()
    batch.rolloutLogProbabilities = batch.oldLogProbabilities
    for (name, objective) in RLSamples.objectives {
      let corrected = try PolicyLoss(objective, correction: ImportanceCorrection(level: level)).evaluate(batch)
      #expect(try corrected == PolicyLoss(objective).evaluate(batch), "\(name)")
    }
  }

  /// The correction multiplies loss and gradient of each token after the clip.
  @Test func correctionMultiplies() throws {
    let batch = try RLSamples.batch()
    let correction = ImportanceCorrection(level: .token, cap: 1.5)
    let weights = try correction.weights(for: batch)
    let plain = try PolicyLoss(GPPO()).evaluate(batch)
    let found = try PolicyLoss(GPPO(), correction: correction).evaluate(batch)
    let expected = zip(plain.byLogProbability, weights).map { $0 * $1 }
    #expect(difference(found.byLogProbability, expected, absolute: 1e-15) == nil)
    #expect(found.summary.cappedTokens == zip(weights, batch.mask).count { $0 == 1.5 && $1 })
    #expect(found.summary.cappedTokens > 0 && weights.allSatisfy { $0 <= 1.5 })
  }

  /// The row's weight is the geometric mean of its tokens' weights.
  @Test func meanCorrection() throws {
    let batch = try RLSamples.batch()
    let tokens = try ImportanceCorrection(level: .token).weights(for: batch)
    let rows = try ImportanceCorrection(level: .sequenceMean).weights(for: batch)
    for row in 0..<batch.layout.rowCount {
      let counted = batch.layout[row].filter { batch.mask[$0] }
      let mean = pow(counted.reduce(1) { $0 * tokens[$1] }, 1 / Double(counted.count))
      #expect(batch.layout[row].allSatisfy { (rows[$0] - mean).magnitude < 1e-12 })
    }
  }

  /// Groups without advantage only thin out the mean: with the filtered denominator, the gradient is the same.
  @Test func filterOnlyChangesTheDenominator() throws {
    let batch = try RLSamples.batch()
    let dead = [1, 4, 6]
    let alive = batch.layout.broadcast((0..<8).map { !dead.contains($0) })
    let unfiltered = try PolicyBatch(
      layout: batch.layout, mask: batch.mask, logProbabilities: batch.logProbabilities,
      oldLogProbabilities: batch.oldLogProbabilities, advantages: zip(batch.advantages, alive).map { $1 ? $0 : 0 })
    let rows = (0..<8).filter { !dead.contains($0) }
    let layout = batch.layout
    let filtered = try PolicyBatch(
      layout: layout.selecting(rows), mask: layout.gather(batch.mask, rows: rows),
      logProbabilities: layout.gather(batch.logProbabilities, rows: rows),
      oldLogProbabilities: layout.gather(batch.oldLogProbabilities, rows: rows),
      advantages: layout.gather(batch.advantages, rows: rows))
    let counted = Double(filtered.mask.count { $0 })
    let found = try gradient(GPPO(), unfiltered, .sum(over: counted))
    #expect(try layout.gather(found, rows: rows) == gradient(GPPO(), filtered))
    #expect(zip(found, alive).allSatisfy { $1 || $0 == 0 })
  }

  @Test func divergenceWithTheGradientOfK2() throws {
    let batch = try RLSamples.batch()
    let (straight, k2) = (KLPenalty(.k3, hasGradientOfK2: true), KLPenalty(.k2))
    #expect(try straight.terms(for: batch).byLogProbability == k2.terms(for: batch).byLogProbability)
    #expect(try straight.terms(for: batch).losses == KLPenalty(.k3).terms(for: batch).losses)
  }

  @Test func entropyBonusIsConstant() throws {
    let batch = try RLSamples.batch()
    let loss = PolicyLoss(GPPO(), terms: [.init("entropy", coefficient: 0.01, EntropyBonus())])
    let found = try loss.evaluate(batch)
    let counted = Double(batch.mask.count { $0 })
    #expect(difference(found.byEntropy, batch.mask.map { $0 ? -0.01 / counted : 0 }, absolute: 1e-18) == nil)
    #expect(try found.byLogProbability == PolicyLoss(GPPO()).evaluate(batch).byLogProbability)
  }

  @Test func noPositivesNoLikelihood() throws {
    var batch = try RLSamples.batch()
    batch.isPositive = batch.isPositive?.map { _ in false }
    let found = try PolicyLoss(GPPO(), terms: [.init("nll", coefficient: 0.1, PositiveLikelihood())]).evaluate(batch)
    #expect(found.summary.terms == ["nll": 0])
    #expect(try found.byLogProbability == PolicyLoss(GPPO()).evaluate(batch).byLogProbability)
  }

  @Test func advantageLaws() throws {
    let rewards = [1, 0.25, -1, 0.5, 2, -0.5]
    let values = (0..<18).map { Double($0 % 5) / 4 }
    let rows = try RolloutRows(
      lengths: [3, 2, 4, 1, 5, 3], groups: [0, 0, 0, 1, 1, 1], rewards: rewards, values: values)
    // RLOO is Dr. GRPO times G / (G − 1).
    let plain = try DrGRPOAdvantage().advantages(for: rows).advantages
    #expect(try difference(RLOOAdvantage().advantages(for: rows).advantages, plain.map { $0 * 1.5 }) == nil)
    // At γ = λ = 1 the advantage is what was paid, less what was expected.
    let gae = try GAE(discount: 1, lambda: 1, whitens: false).advantages(for: rows).advantages
    let expected = zip(rows.layout.broadcast(rewards), values).map { $0 - $1 }
    #expect(difference(gae, expected, absolute: 1e-12) == nil)
    // An affine change of all rewards changes nothing: the released code's 2·rate − 1 against the paper's rate.
    var scaled = rows
    scaled.rewards = rewards.map { 2 * $0 - 1 }
    #expect(
      try difference(
        GRPOAdvantage().advantages(for: scaled).advantages, GRPOAdvantage().advantages(for: rows).advantages) == nil)
  }
}
