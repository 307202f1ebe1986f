import Foundation
import Testing
import TrainingRuns

@testable import Trainer

/// A rollout depends on weights, prompt, settings and its random stream, and on nothing else that is going on.
@Suite struct RolloutDeterminismTests {
  /// Eight prompts of different lengths, four rollouts each; some end early.
  struct Setting {
    let model: DecoderModel<Float>
    let requests: [RolloutRequest]
    let stop: StopRules
    let expected: [Rollout]

    init(_ shape: DecoderShape, threads: Int = 2) throws {
      model = Sampled.model(shape)
      requests = RolloutRequest.all(
        Sampled.prompts(8, vocabulary: shape.vocabularySize), rollouts: 4, step: 2, maximumNewTokens: 24)
      stop = StopRules(endTokens: [1, 2, 3])
      expected = try Sampled.run(
        RolloutEngine(model, limits: Sampled.limits(rows: 1, threads: threads)), requests, stop: stop)
    }
  }

  @Test(arguments: Sampled.families.indices, [1, 2]) func idsAreTheSameForAnyBatch(family: Int, threads: Int) throws {
    let setting = try Setting(Sampled.families[family].shape, threads: threads)
    #expect(setting.expected.count == 32)
    #expect(Set(setting.expected.map(\.ids.count)).count > 3, "rollouts of different lengths")
    #expect(Set(setting.expected.map(\.ids)).count > 16, "each rollout is another")
    // Log-probabilities too, to the bit.
    for rows in [3, 8, 32, 100] {
      let engine = RolloutEngine(setting.model, limits: Sampled.limits(rows: rows, threads: threads))
      #expect(try Sampled.run(engine, setting.requests, stop: setting.stop) == setting.expected, "\(rows) rows")
    }
  }

  @Test func anyOrderGivesTheSame() throws {
    let setting = try Setting(Sampled.families[0].shape)
    var generator = SeededGenerator(seed: 1)
    for rows in [3, 32] {
      let engine = RolloutEngine(setting.model, limits: Sampled.limits(rows: rows))
      for _ in 0..<3 {
        let order = setting.requests.indices.shuffled(using: &generator)
        let found = try Sampled.run(engine, order.map { setting.requests[$0] }, stop: setting.stop)
        #expect(found == order.map { setting.expected[$0] })
      }
    }
  }

  /// Alone, each with its own prompt read for it, in an engine of its own.
  @Test func sharedPromptsGiveWhatOwnPromptsGive() throws {
    let setting = try Setting(Sampled.families[1].shape)
    for index in stride(from: 0, to: 32, by: 5) {
      let engine = RolloutEngine(setting.model, limits: Sampled.limits(rows: 4))
      #expect(try Sampled.run(engine, [setting.requests[index]], stop: setting.stop) == [setting.expected[index]])
    }
    let engine = RolloutEngine(setting.model, limits: Sampled.limits(rows: 4))
    _ = try Sampled.run(engine, setting.requests, stop: setting.stop)
    let tokens = Set(setting.requests.map(\.prompt)).reduce(0) { $0 + $1.count }
    #expect(engine.statistics.promptTokens == tokens, "each prompt is read once")
  }

  /// Rows that end at their first tokens, beside rows that go on.
  @Test func shortRowsDoNotDisturbLongOnes() throws {
    let setting = try Setting(Sampled.families[0].shape)
    var requests = setting.requests
    for index in requests.indices where index % 3 != 0 { requests[index].maximumNewTokens = 1 + index % 4 }
    let engine = RolloutEngine(setting.model, limits: Sampled.limits(rows: 16))
    let found = try Sampled.run(engine, requests, stop: setting.stop)
    for (index, rollout) in found.enumerated() {
      let most = requests[index].maximumNewTokens
      #expect(rollout.ids == Array(setting.expected[index].ids.prefix(most)))
      #expect(rollout.logProbabilities == Array(setting.expected[index].logProbabilities.prefix(most)))
    }
  }

  @Test func littleRoomForKeysAndValuesGivesTheSame() throws {
    let setting = try Setting(Sampled.families[2].shape)
    let perToken = KeyValueCache<Float>.bytesPerToken(setting.model.shape)
    var limits = Sampled.limits(rows: 32)
    // The longest prompt has 40 tokens, and a rollout looks back on 23 of its own.
    for tokens in [63, 130] {
      limits.keyValueBytes = tokens * perToken
      let engine = RolloutEngine(setting.model, limits: limits)
      #expect(try Sampled.run(engine, setting.requests, stop: setting.stop) == setting.expected)
      #expect(engine.statistics.meanLiveRows < 6)
    }
    limits.keyValueBytes = 63 * perToken - 1
    let found = thrown { _ = try Sampled.run(RolloutEngine(setting.model, limits: limits), setting.requests) }
    #expect(found as? GenerationError == .tooLargeForCache(bytes: 63 * perToken, limit: 63 * perToken - 1))
  }

  @Test func seedStepPromptAndRolloutChooseTheRandomNumbers() throws {
    let model: DecoderModel<Float> = Sampled.model(Sampled.families[0].shape)
    let engine = RolloutEngine(model, limits: Sampled.limits(rows: 8))
    func ids(seed: UInt64 = 1, step: Int = 0, prompt: Int = 0, rollout: Int = 0) throws -> [Int32] {
      let request = RolloutRequest(
        prompt: [5, 6], promptIndex: prompt, rolloutIndex: rollout, step: step, maximumNewTokens: 16)
      return try #require(Sampled.run(engine, [request], seed: seed).first).ids
    }
    let all = try [
      ids(), ids(seed: 2), ids(step: 1), ids(prompt: 1), ids(rollout: 1), ids(step: 1, prompt: 1),
    ]
    #expect(Set(all).count == all.count)
    #expect(try ids() == all[0])
  }

  /// What training changes between two runs counts in the second.
  @Test func weightsMayChangeBetweenRuns() throws {
    let setting = try Setting(Sampled.families[3].shape)
    let engine = RolloutEngine(setting.model, limits: Sampled.limits(rows: 32))
    #expect(try Sampled.run(engine, setting.requests, stop: setting.stop) == setting.expected)
    let other: DecoderModel<Float> = Sampled.model(setting.model.shape, seed: 6)
    setting.model.weights.all.copy(from: other.weights.all)
    let found = try Sampled.run(engine, setting.requests, stop: setting.stop)
    #expect(found != setting.expected)
    #expect(
      try Sampled.run(RolloutEngine(other, limits: Sampled.limits(rows: 1)), setting.requests, stop: setting.stop)
        == found)
  }
}
