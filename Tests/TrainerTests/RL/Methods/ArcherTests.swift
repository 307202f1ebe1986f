import Foundation
import Testing

@testable import Trainer
@testable import TrainingRuns

@Suite struct ArcherTests {
  static func objective(_ quantile: Double) -> ArcherObjective {
    ArcherObjective(
      EntropySplit(quantile: quantile), knowing: ClippedSurrogate(),
      reasoning: ClippedSurrogate(ClipRange(low: 0.5, high: 0.5)))
  }

  static func loss(_ quantile: Double, knowing: Double, reasoning: Double) -> PolicyLoss {
    let split = EntropySplit(quantile: quantile)
    return PolicyLoss(
      objective(quantile),
      terms: [
        .init("kl", coefficient: knowing, PartOfTokens(KLPenalty(), split: split, part: .knowing)),
        .init("kl_reasoning", coefficient: reasoning, PartOfTokens(KLPenalty(), split: split, part: .reasoning)),
      ])
  }

  @Test func workedNumbers() throws {
    let (cases, name) = (try MethodCases(), "archer_1")
    let batch = try cases.batch()
    let split = EntropySplit(quantile: 0.8)
    let reasons = try split.reasons(in: batch)
    #expect(try reasons.map { $0 ? 1 : 0 } == cases.output(name, "high_mask"))
    #expect(try zip(reasons, batch.mask).map { !$0 && $1 ? 1 : 0 } == cases.output(name, "low_mask"))
    let thresholds = try (0..<4).map { row in
      let tokens = batch.layout[row].filter { batch.mask[$0] }
      return try #require(split.threshold(tokens.map { batch.entropies?[$0] ?? 0 }))
    }
    #expect(try valueDifference(thresholds, cases.output(name, "thresholds")) == nil)
    let found = try Self.loss(0.8, knowing: 0.001, reasoning: 0).evaluate(batch)
    #expect(try valueDifference([found.summary.policyLoss], cases.output(name, "pg_loss")) == nil)
    #expect(try valueDifference([found.summary.loss], cases.output(name, "total")) == nil)
    #expect(try valueDifference([#require(found.summary.terms["kl"])], cases.output(name, "kl_low")) == nil)
    #expect(try gradientDifference(found.byLogProbability, cases.output(name, "grad_log_prob")) == nil)
    let both = try Self.loss(0.8, knowing: 0.001, reasoning: 0.1).evaluate(batch)
    #expect(
      try valueDifference([#require(both.summary.terms["kl_reasoning"])], cases.output(name, "kl_high")) == nil)
  }

  @Test func aspo() throws {
    let cases = try MethodCases()
    let batch = try cases.batch()
    let found = try PolicyLoss(ASPO()).evaluate(batch)
    #expect(try valueDifference([found.summary.loss], cases.output("aspo", "loss")) == nil)
    #expect(try valueDifference(batch.masked(found.tokenLosses), cases.output("aspo", "token_loss")) == nil)
    #expect(try gradientDifference(found.byLogProbability, cases.output("aspo", "grad_log_prob")) == nil)
    // The weights before any clip.
    let ratios = try cases.input("aspo_weight", "ratio")
    let wide = ClipRange(low: 1, high: 9)
    for (advantage, key) in [(1.0, "weight_if_A_pos"), (-1, "weight_if_A_neg")] {
      var batch = try PolicyBatch(
        layout: TokenLayout(lengths: [5]), logProbabilities: ratios.map { log($0) },
        oldLogProbabilities: [0, 0, 0, 0, 0], advantages: ratios.map { _ in advantage })
      batch.entropies = [1, 1, 1, 1, 1]
      let slopes = try #require(ASPO(knowing: wide, reasoning: wide).terms(for: batch).byLogProbability)
      #expect(try valueDifference(slopes.map { -$0 / advantage }, cases.output("aspo_weight", key)) == nil)
    }
  }

  /// q = 1: all know, so that it is the symmetric clip of 0.2 with the KL of all tokens, to the bit.
  @Test func allKnowAtQuantileOne() throws {
    let batch = try RLSamples.batch()
    let plain = PolicyLoss(ClippedSurrogate(), terms: [.init("kl", coefficient: 0.01, KLPenalty())])
    let found = try Self.loss(1, knowing: 0.01, reasoning: 0.3).evaluate(batch)
    let expected = try plain.evaluate(batch)
    #expect(found.byLogProbability == expected.byLogProbability && found.tokenLosses == expected.tokenLosses)
    #expect(found.summary.loss == expected.summary.loss)
  }

  /// q = 0: all but each answer's least entropy reason, so that they are under the clip of 0.5, to the bit.
  @Test func allButTheLeastReasonAtQuantileZero() throws {
    let batch = try RLSamples.batch()
    let entropies = try #require(batch.entropies)
    let reasons = try EntropySplit(quantile: 0).reasons(in: batch)
    for row in 0..<batch.layout.rowCount {
      let tokens = batch.layout[row].filter { batch.mask[$0] }
      let least = tokens.map { entropies[$0] }.min()
      #expect(tokens.allSatisfy { reasons[$0] == (entropies[$0] > least ?? 0) })
    }
    let found = try PolicyLoss(Self.objective(0)).evaluate(batch)
    let wide = try PolicyLoss(ClippedSurrogate(ClipRange(low: 0.5, high: 0.5))).evaluate(batch)
    let narrow = try PolicyLoss(ClippedSurrogate()).evaluate(batch)
    for token in batch.mask.indices where batch.mask[token] {
      let expected = reasons[token] ? wide : narrow
      #expect(found.byLogProbability[token] == expected.byLogProbability[token])
    }
    #expect(wide.byLogProbability != narrow.byLogProbability)
  }

  /// In a run, by the entropies of each update's own policy: a fifth of an answer's tokens at most reason, and only those
  /// that know are pulled.
  @Test func masksFallWhereTheyShould() async throws {
    let run = try await MethodRun(SmallRL(), ["rl.method=archer", "rl.steps=2", "optimizer.lr=0.03"])
    var (held, reasoned, moved) = (0, 0, 0)
    for (batch, result) in run.parts {
      let reasons = try EntropySplit().reasons(in: batch)
      let terms = try Self.objective(0.8).terms(for: batch)
      let count = Double(batch.mask.count { $0 })
      for row in 0..<batch.layout.rowCount {
        let tokens = batch.layout[row]
        #expect(Double(tokens.count { reasons[$0] }) <= 0.2 * Double(tokens.count) + 1)
        for token in tokens {
          let policy = (terms.byLogProbability?[token] ?? 0) / count
          if reasons[token] {
            reasoned += 1
            #expect((result.byLogProbability[token] - policy).magnitude < 1e-12)
          } else if result.byLogProbability[token] != policy {
            held += 1
          }
          if let ratio = batch.ratio(at: token), reasons[token], (ratio.value - 1).magnitude > 0.2 { moved += 1 }
        }
      }
    }
    #expect(held > 0 && reasoned > 0 && moved > 0)
  }

  @Test(arguments: ["archer", "aspo"]) func goesOnWithTheSameBits(_ name: String) async throws {
    try await MethodResume.check(["rl.method=\(name)"], stopAt: [2])
  }
}
