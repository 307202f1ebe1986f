import Testing
import TrainingRuns

@testable import Trainer

/// Rollouts as they end, in other tasks; and runs that are given up.
@Suite struct RolloutStreamTests {
  private let engine = RolloutEngine(
    Sampled.model(Sampled.families[0].shape), limits: Sampled.limits(rows: 4, positions: 100_000))

  private func requests(_ count: Int, most: Int) -> [RolloutRequest] {
    RolloutRequest.all([[1, 2], [3]], rollouts: count / 2, maximumNewTokens: most)
  }

  private func stream(_ requests: [RolloutRequest]) -> AsyncThrowingStream<Rollout, any Error> {
    engine.rollouts(requests, sampling: Sampled.settings(), seed: 17, stop: StopRules())
  }

  @Test func allComeOnce() async throws {
    let requests = requests(12, most: 9)
    let expected = try Sampled.run(engine, requests)
    var found: [[Int]: Rollout] = [:]
    for try await rollout in stream(requests) {
      #expect(found.updateValue(rollout, forKey: [rollout.promptIndex, rollout.rolloutIndex]) == nil)
    }
    #expect(requests.map { found[[$0.promptIndex, $0.rolloutIndex]] } == expected)
    #expect(engine.statistics.newTokens == 12 * 9 && engine.statistics.meanLiveRows > 3)
  }

  /// The first comes while another has still far to go; who leaves the loop ends the run.
  @Test func theFirstComesEarlyAndLeavingCancels() async throws {
    var long = requests(4, most: 99_000)
    long[0].maximumNewTokens = 2
    for try await rollout in stream(long) {
      #expect(rollout.promptIndex == 0 && rollout.rolloutIndex == 0 && rollout.ids.count == 2)
      break
    }
    // The engine is free again.
    #expect(try Sampled.run(engine, requests(2, most: 3)).count == 2)
  }

  @Test func aCancelledTaskEndsItsRun() async throws {
    let stream = stream(requests(4, most: 99_000))
    let task = Task { try await stream.reduce(0) { count, _ in count + 1 } }
    task.cancel()
    #expect(try await task.value == 0)
    #expect(try Sampled.run(engine, requests(2, most: 3)).count == 2)
  }

  @Test func aRunCanBeCancelledAtAnyStep() throws {
    let requests = requests(6, most: 8)
    let expected = try Sampled.run(engine, requests)
    for most in [0, 1, 2, 5, 9, 30] {
      var (asked, found) = (0, [Int: Rollout]())
      let ended = try engine.run(
        requests, sampling: Sampled.settings(), seed: 17, stop: StopRules(),
        isCancelled: {
          asked += 1
          return asked > most
        }, onRollout: { found[$0] = $1 })
      #expect(ended == (found.count == 6))
      for (place, rollout) in found { #expect(rollout == expected[place]) }
    }
  }

  @Test func errorsComeThroughTheStream() async throws {
    var bad = requests(4, most: 3)
    bad[2].prompt = [96]
    await #expect(throws: GenerationError.tokenOutOfRange(id: 96, vocabulary: 96)) {
      for try await _ in stream(bad) { Issue.record("nothing is computed before all is checked") }
    }
    let weights = engine.model.weights
    let before = weights.all[0]
    try weights.put(.nan, into: "model.norm.weight")
    await #expect(throws: GenerationError.notFinite(tokens: 2)) { for try await _ in stream(requests(4, most: 3)) {} }
    try weights.put(1, into: "model.norm.weight")
    #expect(weights.all[0] == before)
  }

  /// The tasks' own threads stay free: as many runs wait as there are threads, and a task still gets on.
  @Test func waitingRunsHoldUpNoTask() async throws {
    let (requests, engine) = (requests(4, most: 40), engine)
    let total = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          try await engine.rollouts(requests, sampling: Sampled.settings(), seed: 17, stop: StopRules())
            .reduce(0) { count, _ in count + 1 }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(total == 32)
  }
}
