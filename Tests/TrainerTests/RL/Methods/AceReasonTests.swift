import Foundation
import Synchronization
import Testing

@testable import Trainer
@testable import TrainingRuns

@Suite struct AceReasonTests {
  @Test func workedNumbers() throws {
    let cases = try MethodCases()
    let logits = [try cases.input("acereason_temp", "logits")]
    let found = try cases.input("acereason_temp", "T").map {
      TemperatureController.entropy(logits, temperature: $0)
    }
    #expect(try valueDifference(found, cases.output("acereason_temp", "H")) == nil)
    let target = try cases.input("acereason_temp", "target")[0]
    // Entropy rises with the temperature, so that the controller has one place to go to.
    let expected = try cases.output("acereason_temp", "T_for_target")[0]
    #expect((TemperatureController.entropy(logits, temperature: expected) - target).magnitude < 1e-9)
    var controller = TemperatureController(AceReasonSettings(), start: 1)
    for _ in 0..<400 {
      let entropy = TemperatureController.entropy(logits, temperature: controller.memory)
      controller.observe(StepOutcome(epoch: 0, groups: [], entropy: entropy))
    }
    #expect((controller.memory - expected).magnitude < 1e-6)
  }

  @Test func theOverlongFilterFollowsTheStage() throws {
    let cases = try MethodCases()
    let lengths = try cases.input("acereason_overlong", "budget").map { Int($0) }
    let filters = try cases.output("acereason_overlong", "filter_overlong").map { $0 == 1 }
    var run = RunConfiguration()
    run.sampling.maximumNewTokens = 32768
    run.data.train = ["math", "code"]
    run.rl.stages = zip(lengths, filters).map { length, filter in
      var stage = StageSettings()
      (stage.steps, stage.maximumNewTokens, stage.filtersOverlong) = (10, length, filter)
      return stage
    }
    run.rl.stages[3].files = [2]
    let schedule = try StageSchedule(run)
    for (index, step) in [1, 10, 11, 30, 31, 500].enumerated() {
      var plan = StepPlan(step: step, seed: 1, temperature: 1, maximumNewTokens: 32768, overlong: .none)
      schedule.plan(&plan)
      let stage = [0, 0, 1, 2, 3, 3][index]
      #expect(plan.maximumNewTokens == lengths[stage] && plan.overlong == (filters[stage] ? .filter : .none))
      #expect(plan.files == (stage == 3 ? [1] : nil))
    }
    run.rl.stages[0].maximumNewTokens = 40000
    #expect((thrown { _ = try StageSchedule(run) } as? RLMethodError)?.key == "rl.stages")
    run.rl.stages[0].maximumNewTokens = nil
    run.rl.stages[3].files = [3]
    #expect((thrown { _ = try StageSchedule(run) } as? RLMethodError)?.key == "rl.stages")
  }

  static let overrides = [
    "rl.method=acereason", "rl.mini_batch_prompts=4", "rl.epochs=1",
    "rl.stages=[{steps: 2, max_new_tokens: 4, filter_overlong: true}, {max_new_tokens: 8}]",
    // A model without training has an entropy of 5.6 at most.
    "rl.acereason.entropy_target=4.5", "rl.acereason.gain=0.5",
  ]

  /// The temperature falls until the entropy is near what it should be, and stays there; answers grow with the stages.
  @Test func theEntropyIsHeld() async throws {
    let small = try SmallRL()
    let run = try await MethodRun(
      small,
      ["rl.steps=40", "model.init.initializer_range=0.3", "optimizer.lr=0.0001"] + Self.overrides)
    let rows = try small.metrics()
    #expect(rows[0].method.temperature == 1)
    let temperatures = rows.compactMap { $0.method.temperature }
    #expect(temperatures.count == 40 && Set(temperatures).count > 20)
    func entropy(_ step: Int) -> Double {
      let name = CheckpointStore.name(step: step)
      let records = RolloutJournal(file: small.scratch.file("rl/rollouts/\(name).jsonl")).records()
      let all = records.flatMap { $0.logProbabilities }
      return -all.reduce(0, +) / Double(all.count)
    }
    let late = (26...40).map { entropy($0) }
    let mean = late.reduce(0, +) / 15
    #expect((mean - 4.5).magnitude < 0.15, "\(late)")
    #expect((entropy(1) - 4.5).magnitude > 0.3)
    #expect(rows[..<2].allSatisfy { $0.responseLength.maximum == 4 })
    #expect(rows[2...].contains { $0.responseLength.maximum == 8 })
    // One update a step, of a ratio of exactly 1, also at another temperature.
    #expect(run.parts.allSatisfy { part in part.batch.logProbabilities == part.batch.oldLogProbabilities })
  }

  /// Right at once for some prompts.
  struct Solver: RewardFunction {
    let solved: Set<String>
    func reward(_ answer: Answer) async -> Reward {
      let isRight = solved.contains(answer.prompt.text) || answer.rolloutIndex == 0
      return Reward(isRight ? 1 : 0, isCorrect: isRight)
    }
  }

  /// Six prompts, two a step: an epoch is three steps, and what was solved in one is not asked in the next.
  @Test func solvedPromptsAreDroppedPerEpoch() async throws {
    let small = try SmallRL()
    let overrides = ["rl.prompts_per_step=2", "rl.steps=7"] + Self.overrides + ["rl.mini_batch_prompts=2"]
    let rewards = Solver(solved: ["say it", "again", "really"])
    #expect(try await small.start(overrides, rewards: rewards).run() == .finished)
    let asked = (1...7).map { step in
      Set(RolloutJournal(file: small.scratch.file("rl/rollouts/step-00000\(step).jsonl")).records().map(\.prompt))
    }
    let first = asked[..<3].reduce(into: Set<String>()) { $0.formUnion($1) }
    let later = asked[3...].reduce(into: Set<String>()) { $0.formUnion($1) }
    #expect(first.count == 6 && later == ["once more", "and now", "the last"])
    // Where nothing is left, all come back.
    let other = try SmallRL()
    let all = Solver(solved: ["say it", "again", "once more", "and now", "the last", "really"])
    #expect(try await other.start(overrides, rewards: all).run() == .finished)
  }

  @Test func goesOnWithTheSameBits() async throws { try await MethodResume.check(Self.overrides) }

  @Test func severalUpdatesAreRefused() {
    let error = thrown { _ = try RLStepperTests.method(["rl.method=acereason"]) } as? RLMethodError
    #expect(error?.key == "rl.mini_batch_prompts")
  }
}
