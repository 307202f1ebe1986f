import Foundation
import Testing

@testable import Trainer
@testable import TrainingRuns

@Suite struct TPPOTests {
  @Test func workedNumbers() throws {
    let cases = try MethodCases()
    let values = try cases.input("egae", "values")
    func found(isCut: Bool) throws -> (policy: [Double], targets: [Double]?) {
      let rows = try RolloutRows(
        lengths: [5], groups: [0], rewards: [isCut ? 0 : 1], isTruncated: [isCut], values: values)
      let policy = GAE(discount: 1, lambda: 0.95, whitens: false, truncated: .lastValue)
      return (try policy.advantages(for: rows).advantages, try ExtendedGAE().advantages(for: rows).returns)
    }
    let finished = try found(isCut: false)
    #expect(try valueDifference(finished.policy, cases.output("egae", "adv_finished")) == nil)
    #expect(try valueDifference(finished.targets ?? [], cases.output("egae", "mc_value_target_finished")) == nil)
    let cut = try found(isCut: true).policy
    #expect(try valueDifference(cut, cases.output("egae", "adv_truncated")) == nil && cut[4] == 0)
  }

  /// Where all answers are finished, advantages are those of PPO's estimator, and targets those of λ = 1.
  @Test func finishedAnswersAreThoseOfPPO() throws {
    let values = (0..<18).map { Double($0 % 5) / 4 }
    let rows = try RolloutRows(
      lengths: [3, 2, 4, 1, 5, 3], groups: [0, 0, 0, 1, 1, 1], rewards: [1, 0.25, -1, 0.5, 2, -0.5], values: values)
    let found = try ExtendedGAE().advantages(for: rows)
    let ppo = try GAE().advantages(for: rows)
    #expect(found.advantages == ppo.advantages)
    #expect(try found.returns == GAE(lambda: 1, whitens: false).advantages(for: rows).returns)
  }

  static let overrides = ["rl.method=t-ppo", "rl.epochs=1", "optimizer.lr=0.003"]

  /// A window over the longest answer changes nothing.
  @Test func aWindowOverTheLongestAnswerIsNoWindow() async throws {
    let without = try await MethodRun(SmallRL(), Self.overrides)
    let with = try await MethodRun(SmallRL(), Self.overrides + ["rl.t_ppo.window_tokens=8"])
    #expect(without.weights == with.weights && without.gradients == with.gradients && without.weights.count == 5)
  }

  /// And what the policy then learns is what PPO teaches, to the bit; only the values' targets are others (λ = 1).
  @Test func withoutCutsThePolicyLearnsWhatPPOTeaches() async throws {
    let same = ["rl.epochs=1", "rl.steps=1", "rl.mini_batch_prompts=4", "rl.micro_batch_tokens=1000"]
    let ppo = try await MethodRun(
      SmallRL(),
      [
        "rl.method=grpo", "rl.advantage=gae", "rl.kl.kind=none", "rl.kl.coef=0", "rl.aggregation=token-mean",
      ] + same)
    let found = try await MethodRun(SmallRL(), ["rl.method=t-ppo", "rl.t_ppo.window_tokens=8"] + same)
    #expect(found.parts.count == 1 && ppo.parts.count == 1)
    #expect(found.parts[0].batch.advantages == ppo.parts[0].batch.advantages)
    #expect(found.parts[0].batch.mask == ppo.parts[0].batch.mask)
    #expect(found.parts[0].result.byLogProbability == ppo.parts[0].result.byLogProbability)
    #expect(found.parts[0].result.byLogProbability.contains { $0 != 0 })
  }

  /// Every new token of the window teaches the policy, whose old log-probabilities are those of the policy that wrote it;
  /// the value head learns from finished answers, all of their tokens.
  @Test func windowsAreLearnedFromAtOnce() async throws {
    let small = try SmallRL()
    let run = try await MethodRun(
      small,
      Self.overrides + [
        "rl.t_ppo.window_tokens=3", "rl.steps=4", "rl.mini_batch_prompts=4", "rl.micro_batch_tokens=1000",
        "rl.old_logprobs=rollout",
      ])
    #expect(run.parts.count == 4)
    var (news, partials, ends) = (0, 0, 0)
    for (index, part) in run.parts.enumerated() {
      let batch = part.batch
      let records = UloRLTests.records(small, index + 1)
      #expect(batch.layout.rowCount == records.count)
      for (row, record) in records.enumerated() {
        let tokens = Array(batch.layout[row])
        let earlier = record.earlierTokens ?? 0
        #expect(tokens.map { batch.mask[$0] } == record.ids.indices.map { $0 >= earlier })
        #expect(tokens.allSatisfy { batch.valueMask?[$0] == !record.isUnfinished })
        #expect(tokens.map { batch.oldLogProbabilities[$0] } == record.logProbabilities)
        news += record.ids.count - earlier
        if record.isUnfinished {
          partials += 1
        } else {
          ends += 1
          // The return itself, for all tokens.
          let reward = record.reward ?? -1
          #expect(tokens.allSatisfy { ((batch.returns?[$0] ?? 0) - reward).magnitude < 1e-9 })
        }
        for token in tokens where !batch.mask[token] { #expect(part.result.byLogProbability[token] == 0) }
      }
    }
    #expect(partials > 10 && ends > 10 && news == run.parts.reduce(0) { $0 + $1.batch.mask.count { $0 } })
    #expect(try small.metrics().allSatisfy { ($0.tokens ?? 0) > 0 && ($0.loss ?? .nan).isFinite })
  }

  /// In the warm-up the model stays as it is, and the head learns.
  @Test func theWarmUpTeachesTheHeadAlone() async throws {
    let small = try SmallRL()
    let run = try small.start(Self.overrides + ["rl.t_ppo.value_warmup_steps=2", "rl.steps=3"])
    let first = run.stepper.model.weights.all.values
    var (weights, heads): ([[Double]], [[Double]]) = ([], [])
    run.onStep = { _ in
      weights.append(run.stepper.model.weights.all.values)
      heads.append(run.stepper.valueHead?.parameters.values ?? [])
    }
    #expect(try await run.run() == .finished)
    #expect(weights[0] == first && weights[1] == first && weights[2] != first)
    #expect(heads[0].contains { $0 != 0 } && heads[1] != heads[0])
  }

  @Test func goesOnWithTheSameBits() async throws {
    try await MethodResume.check(
      Self.overrides + ["rl.t_ppo.window_tokens=3", "rl.t_ppo.value_warmup_steps=1"])
  }

  @Test(arguments: [("rl.advantage=grpo", "rl.advantage"), ("rl.nll_alpha=0.1", "rl.nll_alpha")])
  func whatDoesNotGoWithItIsRefused(_ override: String, _ key: String) {
    let error = thrown { _ = try RLStepperTests.method(["rl.method=t-ppo", override]) } as? RLMethodError
    #expect(error?.key == key)
  }
}
