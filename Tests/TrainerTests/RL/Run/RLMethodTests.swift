import Testing

@testable import Trainer
@testable import TrainingRuns

/// What names in a configuration stand for.
@Suite struct RLMethodTests {
  @Test func thePaper() throws {
    let method = try RLStepperTests.method(["rl.preset=klear-paper"])
    #expect(method.advantage as? GRPOAdvantage == GRPOAdvantage(.population))
    #expect(method.groupFilter == GroupFilter(metric: .score, singletons: .drop))
    #expect(method.overlong == .none)
    #expect(method.loss.objective as? GPPO == GPPO(ClipRange(low: 0.2, high: 0.28), dualClip: nil))
    #expect(method.loss.aggregation == .tokenMean && method.loss.correction == nil)
    #expect(method.loss.terms.map(\.name) == ["nll"] && method.loss.terms.map(\.coefficient) == [0.1])
    #expect(method.loss.terms.map(\.aggregation) == [.tokenMean])
    #expect(method.recomputesOldLogProbabilities && !method.needsReference)
  }

  @Test func theReleasedCode() throws {
    let method = try RLStepperTests.method(["rl.preset=klear-released"])
    #expect(method.advantage as? GRPOAdvantage == GRPOAdvantage(.unbiased(epsilon: 1e-6)))
    #expect(method.groupFilter == GroupFilter(metric: .accuracy, singletons: .keep))
    #expect(method.overlong == .filter)
    #expect((method.loss.objective as? GPPO)?.dualClip == 10)
  }

  @Test func publishedMethods() throws {
    let gppo = try RLStepperTests.method(["rl.method=gppo"])
    #expect(gppo.loss.objective as? GPPO == GPPO() && gppo.loss.terms.isEmpty)
    let grpo = try RLStepperTests.method(["rl.method=grpo"])
    #expect(grpo.loss.objective as? ClippedSurrogate == ClippedSurrogate() && grpo.needsReference)
    #expect(grpo.loss.aggregation == .sequenceMeanTokenMean() && grpo.groupFilter.metric == .none)
    let dapo = try RLStepperTests.method(["rl.method=dapo", "rl.objective.eps_high=0.3"])
    #expect(dapo.loss.objective as? ClippedSurrogate == ClippedSurrogate(ClipRange(low: 0.2, high: 0.3)))
    #expect(dapo.overlong == .penalty(try OverlongPenalty(maxLength: 8, buffer: 1)))
    let drGRPO = try RLStepperTests.method(["rl.method=dr-grpo"])
    #expect(drGRPO.advantage is DrGRPOAdvantage && drGRPO.loss.aggregation == .drGRPO(maxLength: 8))
    let tis = try RLStepperTests.method(["rl.method=tis"])
    #expect(tis.loss.correction == ImportanceCorrection(level: .token, cap: 2))
  }

  @Test(arguments: [
    (["rl.method=c3po"], "rl.c3po.token_budget"),
    (["rl.method=archer", "rl.objective.name=gppo"], "rl.objective.name"),
    (["rl.objective.name=aspo", "rl.objective.dual_clip=3"], "rl.objective.dual_clip"),
    (["rl.method=cispo", "rl.objective.dual_clip=3"], "rl.objective.dual_clip"),
    (["rl.method=tis", "rl.old_logprobs=rollout"], "rl.old_logprobs"),
  ]) func whatIsNotHereIsRefusedByKey(_ overrides: [String], _ key: String) {
    let error = thrown { _ = try RLStepperTests.method(overrides) } as? RLMethodError
    #expect(error?.key == key && error?.description.hasPrefix("\(key): ") == true)
  }

  @Test func unknownNamesAreRefusedWithASuggestion() {
    let error = thrown { _ = try RLStepperTests.method(["rl.method=gpo"]) } as? ConfigurationError
    #expect(error?.key == "rl.method" && error?.message.contains("did you mean") == true)
    let key = thrown { _ = try RLStepperTests.method(["rl.epoch=2"]) } as? ConfigurationError
    #expect(key?.message == "unknown; did you mean epochs?")
  }
}
