import Testing

@testable import Trainer

/// The worked examples of methods.json that concern objectives, advantages and filters.
@Suite struct MethodGoldenTests {
  struct File: Decodable {
    struct Batch: Decodable {
      let old_log_prob: [[Double]]
      let log_prob: [[Double]]
      let ref_log_prob: [[Double]]
      let advantages: [[Double]]
      let response_mask: [[Double]]
      let entropy: [[Double]]
    }
    struct Case: Decodable {
      let name: String
      let inputs: [String: Value]
      let outputs: [String: Value]
    }
    let common_batch: Batch
    let cases: [Case]
  }

  /// A number, a list or a table of them; truth counts as 1.
  enum Value: Decodable {
    case numbers([Double])
    case table([[Double]])
    case other

    init(from decoder: any Decoder) throws {
      let box = try decoder.singleValueContainer()
      if let value = try? box.decode(Double.self) {
        self = .numbers([value])
      } else if let value = try? box.decode([Double].self) {
        self = .numbers(value)
      } else if let value = try? box.decode([Bool].self) {
        self = .numbers(value.map { $0 ? 1 : 0 })
      } else if let value = try? box.decode([[Double]].self) {
        self = .table(value)
      } else if let value = try? box.decode([[Bool]].self) {
        self = .table(value.map { $0.map { $0 ? 1 : 0 } })
      } else {
        self = .other
      }
    }
  }

  let file: File
  let padded: Padded
  let batch: PolicyBatch

  init() throws {
    file = try RLGolden.decode("methods.json")
    let common = file.common_batch
    padded = Padded(mask: common.response_mask)
    var batch = try PolicyBatch(
      layout: padded.layout, mask: padded.flatMask, logProbabilities: common.log_prob.flat,
      oldLogProbabilities: common.old_log_prob.flat, advantages: common.advantages.flat)
    batch.referenceLogProbabilities = common.ref_log_prob.flat
    batch.entropies = common.entropy.flat
    self.batch = batch
  }

  private func input(_ name: String, _ key: String) throws -> [Double] { try value(name, key) { $0.inputs } }
  private func output(_ name: String, _ key: String) throws -> [Double] { try value(name, key) { $0.outputs } }

  private func value(_ name: String, _ key: String, _ side: (File.Case) -> [String: Value]) throws -> [Double] {
    let found = try #require(file.cases.first { $0.name == name }, "\(name)")
    switch try #require(side(found)[key], "\(name), \(key)") {
    case .numbers(let numbers): return numbers
    case .table(let rows): return rows.flat
    case .other: return []
    }
  }

  private func has(_ name: String, _ key: String) -> Bool {
    file.cases.contains { $0.name == name && ($0.inputs[key] != nil || $0.outputs[key] != nil) }
  }

  /// Places in the flat batch, of [row, token] pairs.
  private func cells(_ name: String, _ key: String) throws -> [Int] {
    let numbers = try output(name, key).map { Int($0) }
    return stride(from: 0, to: numbers.count, by: 2).map { numbers[$0] * 5 + numbers[$0 + 1] }
  }

  @Test func objectives() throws {
    let higher = ClipRange(low: 0.2, high: 0.28)
    let rowMean = Aggregation.sequenceMeanTokenMean()
    let cases: [(String, any TokenObjective, Aggregation)] = [
      ("grpo_clip_sym", ClippedSurrogate(), .tokenMean), ("dapo_clip_higher", ClippedSurrogate(higher), .tokenMean),
      ("dapo_clip_higher_dual10", ClippedSurrogate(higher, dualClip: 10), .tokenMean),
      ("gppo", GPPO(higher), .tokenMean), ("gppo_dual10", GPPO(higher, dualClip: 10), .tokenMean),
      ("gppo_beta", GPPO(higher, beta1: 0.5, beta2: 0.75), .tokenMean), ("cispo", CISPO(higher), .tokenMean),
      ("sapo", SAPO(), rowMean), ("gspo", GSPO(), rowMean),
    ]
    for (name, objective, aggregation) in cases {
      let found = try PolicyLoss(objective, aggregation: aggregation).evaluate(batch)
      #expect(try valueDifference([found.summary.loss], output(name, "loss")) == nil, "\(name)")
      #expect(try valueDifference(padded.masked(found.tokenLosses), output(name, "token_loss")) == nil, "\(name)")
      #expect(try gradientDifference(found.byLogProbability, output(name, "grad_log_prob")) == nil, "\(name)")
      // F = −gradient · N / A
      if has(name, "F") {
        let factors = try output(name, "F")
        let slopes = try objective.terms(for: batch).byLogProbability ?? []
        let found = zip(slopes, batch.advantages).map { $1 == 0 ? 0 : -$0 / $1 }
        #expect(valueDifference(padded.masked(found), factors) == nil, "\(name)")
        #expect(
          try valueDifference(
            padded.masked(slopes).map { $0 / 14 }, output(name, "grad_log_prob")) == nil, "\(name)")
      }
    }
    // Without clip, the loss is −s·A.
    let unclipped = try GSPO(ClipRange(low: 1, high: 1e9)).terms(for: batch).losses
    let ratios = [0, 5, 10, 15].map { -unclipped[$0] / batch.advantages[$0] }
    #expect(try valueDifference(ratios, input("gspo", "seq_ratio")) == nil)
  }

  /// With verl's 1e-8 in the row's denominator.
  @Test func gmpo() throws {
    let objective = GMPO(low: 0.4, high: 0.4, denominatorEpsilon: 1e-8)
    let found = try PolicyLoss(objective, aggregation: .sequenceMeanTokenMean()).evaluate(batch)
    #expect(try valueDifference([found.summary.loss], output("gmpo", "loss")) == nil)
    #expect(try gradientDifference(found.byLogProbability, output("gmpo", "grad_log_prob")) == nil)
  }

  @Test func covariance() throws {
    let objective = KLCov(ratio: 0.2, coefficient: 1)
    #expect(try valueDifference(padded.masked(covariances(batch)), output("kl_cov", "cov")) == nil)
    #expect(try objective.selected(batch) == cells("kl_cov", "selected"))
    let found = try PolicyLoss(objective).evaluate(batch)
    #expect(try valueDifference([found.summary.loss], output("kl_cov", "loss")) == nil)
    #expect(try gradientDifference(found.byLogProbability, output("kl_cov", "grad_log_prob")) == nil)
    let clip = ClipCov(ClipRange(low: 0.2, high: 0.2), lower: 0.1, upper: 5)
    #expect(try clip.candidates(batch) == cells("clip_cov_candidates", "candidates"))
  }

  @Test func divergences() throws {
    let reference = try #require(batch.referenceLogProbabilities)
    for estimator in [KLEstimator.k1, .k2, .k3] {
      let found = zip(batch.logProbabilities, reference).map { estimator.estimate($0, reference: $1) }
      #expect(
        try valueDifference(padded.masked(found.map(\.value)), output("kl_estimators", estimator.rawValue)) == nil)
      guard estimator == .k3 else { continue }
      #expect(try valueDifference(padded.masked(found.map(\.slope)), output("kl_estimators", "grad_k3")) == nil)
    }
  }

  @Test func importance() throws {
    var batch = batch
    batch.rolloutLogProbabilities = try input("tis", "rollout_log_prob")
    for level in [ImportanceCorrection.Level.token, .sequence] {
      let found = try ImportanceCorrection(level: level, cap: 2).weights(for: batch)
      #expect(try valueDifference(padded.masked(found), output("tis", level.rawValue)) == nil)
    }
  }

  @Test func aggregation() throws {
    let losses = try input("aggregation", "loss_mat")
    let modes: [String: Aggregation] = [
      "token-mean": .tokenMean, "seq-mean-token-mean": .sequenceMeanTokenMean(),
      "seq-mean-token-sum": .sequenceMeanTokenSum, "seq-mean-token-sum-norm": .sum(over: 5),
      "dr_grpo": .drGRPO(maxLength: 5), "budget": .sum(over: 20),
    ]
    for (name, mode) in modes {
      let weights = try mode.weights(counts: padded.flatMask, layout: padded.layout)
      let loss = zip(losses, weights).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(try valueDifference([loss], output("aggregation", name)) == nil, "\(name)")
    }
  }

  @Test func advantages() throws {
    let cases: [(String, any AdvantageEstimator)] = [
      ("adv_grpo_unbiased", GRPOAdvantage(.unbiased())), ("adv_grpo_population", GRPOAdvantage(.population)),
      ("adv_dr_grpo", DrGRPOAdvantage()), ("adv_rloo", RLOOAdvantage()),
      ("adv_reinforce_pp", ReinforcePlusPlusAdvantage()),
      ("adv_reinforce_pp_baseline", ReinforcePlusPlusBaselineAdvantage()),
    ]
    for (name, estimator) in cases {
      let lengths = has(name, "lengths") ? try input(name, "lengths").map { Int($0) } : nil
      let rewards = try input(name, "rewards")
      let rows = try RolloutRows(
        lengths: lengths ?? rewards.map { _ in 1 }, groups: input(name, "group").map { Int($0) }, rewards: rewards)
      // The file pads rows to five tokens.
      var expected = try output(name, "adv")
      if let lengths { expected = lengths.enumerated().flatMap { row, length in expected[row * 5..<row * 5 + length] } }
      #expect(try valueDifference(estimator.advantages(for: rows).advantages, expected) == nil, "\(name)")
    }
  }

  @Test func filters() throws {
    let rewards = try input("dapo_dynamic_filter", "rewards")
    let rows = try RolloutRows(
      lengths: rewards.map { _ in 1 }, groups: input("dapo_dynamic_filter", "group").map { Int($0) }, rewards: rewards,
      isCorrect: rewards.map { $0 == 1 })
    for metric in [GroupFilter.Metric.score, .accuracy] {
      let kept = rows.selecting(GroupFilter(metric: metric).select(rows).rows)
      #expect(
        try kept.rowsByGroup.map { Double(kept.groups[$0[0]]) } == output("dapo_dynamic_filter", "kept_groups"))
    }
    let rates = try input("klear_filter_soft_conflict", "pass_rates")
    let soft = try RolloutRows(
      lengths: rates.map { _ in 1 }, groups: rates.indices.map { $0 / 4 }, rewards: rates,
      isCorrect: rates.map { $0 == 1 })
    for (metric, key) in [(GroupFilter.Metric.score, "kept_metric_score"), (.accuracy, "kept_metric_acc")] {
      let kept = soft.selecting(GroupFilter(metric: metric).select(soft).rows)
      let expected = try output("klear_filter_soft_conflict", key)
      #expect((0..<4).map { kept.groups.contains($0) ? 1 : 0 } == expected)
    }
  }

  @Test func overlong() throws {
    let penalty = try OverlongPenalty(maxLength: 100, buffer: 20)
    let found = try input("dapo_overlong", "lengths").map { penalty.penalty(length: Int($0)) }
    #expect(try valueDifference(found, output("dapo_overlong", "overlong_reward")) == nil)
  }

  /// The paper's whole loss: GPPO and 0.1 times the likelihood of the positive rows.
  @Test func klearTotal() throws {
    var batch = batch
    batch.isPositive = try input("klear_total", "positive").map { $0 == 1 }
    let loss = PolicyLoss(GPPO(), terms: [.init("nll", coefficient: 0.1, PositiveLikelihood())])
    let found = try loss.evaluate(batch)
    #expect(try valueDifference([found.summary.loss], output("klear_total", "total")) == nil)
    #expect(try valueDifference([found.summary.policyLoss], output("klear_total", "gppo_loss")) == nil)
    #expect(try valueDifference([#require(found.summary.terms["nll"])], output("klear_total", "lm_loss")) == nil)
    #expect(try valueDifference(found.byLogProbability, output("klear_total", "grad_log_prob")) == nil)
  }

  @Test func extendedGAE() throws {
    let values = try input("egae", "values")
    let (discount, lambda) = (try input("egae", "gamma")[0], try input("egae", "lam")[0])
    func found(_ bootstrap: GAE.Bootstrap, isTruncated: Bool, reward: Double) throws -> TokenAdvantages {
      let rows = try RolloutRows(
        lengths: [5], groups: [0], rewards: [reward], isTruncated: [isTruncated], values: values)
      return try GAE(discount: discount, lambda: lambda, whitens: false, truncated: bootstrap).advantages(for: rows)
    }
    let finished = try found(.lastValue, isTruncated: false, reward: 1)
    #expect(try valueDifference(finished.advantages, output("egae", "adv_finished")) == nil)
    #expect(try valueDifference(finished.returns, output("egae", "ret_finished")) == nil)
    let cut = try found(.lastValue, isTruncated: true, reward: 1).advantages
    #expect(try valueDifference(cut, output("egae", "adv_truncated")) == nil)
    #expect(cut[4] == 0)
    let wrong = try found(.zero, isTruncated: true, reward: 0).advantages
    #expect(try valueDifference(wrong, output("egae", "adv_wrong_zero_bootstrap")) == nil)
    let rows = try RolloutRows(lengths: [5], groups: [0], rewards: [1], values: values)
    let monteCarlo = try GAE(discount: 1, lambda: 1, whitens: false).advantages(for: rows)
    #expect(try valueDifference(monteCarlo.returns, output("egae", "mc_value_target_finished")) == nil)
  }

  /// Stages of other methods that need nothing but masks, weights and a constant denominator.
  @Test func budgetsAndMasks() throws {
    let symmetric = ClippedSurrogate()
    for name in ["c3po_loss_overshoot", "c3po_loss_cut"] {
      let selected = try output(name, "selected_mask").map { $0 != 0 }
      let part = try PolicyBatch(
        layout: batch.layout, mask: selected, logProbabilities: batch.logProbabilities,
        oldLogProbabilities: batch.oldLogProbabilities, advantages: batch.advantages)
      let found = try PolicyLoss(symmetric, aggregation: .sum(over: input(name, "budget")[0])).evaluate(part)
      #expect(try valueDifference([found.summary.loss], output(name, "loss")) == nil, "\(name)")
      #expect(try gradientDifference(found.byLogProbability, output(name, "grad_log_prob")) == nil, "\(name)")
    }
    var weighted = batch
    weighted.weights = try input("ulorl_loss", "masked").map { 1 - $0 }
    let found = try PolicyLoss(symmetric).evaluate(weighted)
    #expect(try valueDifference([found.summary.loss], output("ulorl_loss", "loss")) == nil)
    #expect(try gradientDifference(found.byLogProbability, output("ulorl_loss", "grad_log_prob")) == nil)
  }
}
