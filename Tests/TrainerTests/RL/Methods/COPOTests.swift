import Foundation
import Testing

@testable import Trainer
@testable import TrainingRuns

@Suite struct COPOTests {
  static let names = ["copo_coef0_k20", "copo_coef0_k5", "copo_coef1_k20", "copo_coef1_k5"]

  static func estimator(
    _ mode: COPOSettings.Mode, steepness: Double = 5, midpoint: Double = 0.387, scalesReward: Bool = false
  ) -> COPOAdvantage {
    COPOAdvantage(
      local: GRPOAdvantage(.unbiased()), mode: mode, steepness: steepness, midpoint: midpoint,
      scalesReward: scalesReward)
  }

  static func rows(_ answers: [[String]], _ rewards: [Double]) throws -> RolloutRows {
    try RolloutRows(
      lengths: rewards.map { _ in 1 }, groups: answers.enumerated().flatMap { group, list in list.map { _ in group } },
      rewards: rewards, answers: answers.flatMap { $0 })
  }

  @Test(arguments: names) func workedNumbers(_ name: String) throws {
    let cases = try MethodCases()
    let answers = try cases.texts(name, "answers")
    let rows = try Self.rows(answers, cases.input(name, "rewards"))
    #expect(try valueDifference(answers.map { COPOAdvantage.entropy($0) }, cases.output(name, "H_bits")) == nil)
    let scales = name.contains("coef1")
    // Their b is a number of bits, for groups of six.
    let midpoint = try cases.input(name, "b")[0] / log2(6)
    let k = try cases.input(name, "k")[0]
    let soft = Self.estimator(.onlySoft, steepness: k, midpoint: midpoint, scalesReward: scales)
    let found = try soft.advantages(for: rows)
    #expect(try valueDifference(found.advantages, cases.output(name, "A_local")) == nil)
    let global = try cases.output(name, "A_global").flatMap { Array(repeating: $0, count: 6) }
    #expect(valueDifference(found.globalAdvantages ?? [], global) == nil)
    let shares = try cases.output(name, "w_local").flatMap { Array(repeating: $0, count: 6) }
    #expect(valueDifference(found.localShares ?? [], shares) == nil)
    #expect(try valueDifference(Self.blend(found), cases.output(name, "blend_only_soft")) == nil)
    let zero = try Self.estimator(.softWithZero, steepness: k, midpoint: midpoint, scalesReward: scales)
      .advantages(for: rows)
    #expect(try valueDifference(zero.localShares ?? [], cases.output(name, "w_soft_with_zero")) == nil)
    #expect(try valueDifference(Self.blend(zero), cases.output(name, "blend_soft_with_zero")) == nil)
  }

  private static func blend(_ found: TokenAdvantages) -> [Double] {
    let (global, shares) = (found.globalAdvantages ?? [], found.localShares ?? [])
    return found.advantages.indices.map { shares[$0] * found.advantages[$0] + (1 - shares[$0]) * global[$0] }
  }

  @Test func modes() throws {
    let rows = try Self.rows([["a", "a", "b"], ["c", "c", "c"]], [1, 1, 0, 0.5, 0.5, 0.5])
    func shares(_ mode: COPOSettings.Mode) throws -> [Double] {
      try #require(Self.estimator(mode).advantages(for: rows).localShares)
    }
    #expect(try shares(.onlyGlobal) == [0, 0, 0, 0, 0, 0] && shares(.noGlobal) == [1, 1, 1, 1, 1, 1])
    #expect(try shares(.onlyZero) == [1, 1, 0, 1, 1, 1] && shares(.onlyForced) == [1, 1, 1, 0, 0, 0])
    let soft = try shares(.onlySoft)
    #expect(try shares(.softWithZero) == zip(soft, shares(.onlyZero)).map { $0 * $1 })
    #expect(try shares(.softWithForced) == zip(soft, shares(.onlyForced)).map { $0 * $1 })
    // Answers that agree count little in their own group, those that differ much.
    #expect(soft[0] > 0.5 && soft[3] < 0.2)
  }

  @Test func onePromptOrNoSpreadHasNoGlobalAdvantage() throws {
    for answers in [[["a", "b"]], [["a", "b"], ["a", "b"]]] {
      let rows = try Self.rows(answers, answers.flatMap { _ in [1.0, 0] })
      let found = try Self.estimator(.softWithZero).advantages(for: rows)
      #expect(found.globalAdvantages?.allSatisfy { $0 == 0 } == true)
    }
  }

  /// Without the global loss it is GRPO with the same clip, to the bit.
  @Test func withoutGlobalItIsGRPO() async throws {
    let same = ["rl.objective.dual_clip=3", "rl.kl.kind=none", "rl.kl.coef=0", "rl.epochs=2"]
    let grpo = try await MethodRun(SmallRL(), ["rl.method=grpo"] + same)
    let copo = try await MethodRun(SmallRL(), ["rl.method=copo", "rl.copo.mode=no-global"] + same)
    #expect(grpo.weights.count == 5 && grpo.weights == copo.weights && grpo.gradients == copo.gradients)
    let blended = try await MethodRun(SmallRL(), ["rl.method=copo"] + same)
    #expect(blended.weights != grpo.weights)
  }

  /// Two groups of equal answers, one all wrong and one all right: nothing to learn for GRPO, and for COPO that the wrong
  /// answers should become rarer and the right ones more likely.
  @Test func aConsistentGroupThatIsAllWrongLearnsBesideASolvedPrompt() throws {
    let records = Answers.records([
      (0..<4).map { _ in (0, false, 3) }, (0..<4).map { _ in (1, true, 4) },
    ])
    func slopes(_ name: String) throws -> [Double] {
      let method = try RLStepperTests.method(["rl.method=\(name)"])
      let batch = try LearningBatch(records, prompts: Answers.prompts, method: method, promptsPerUpdate: 2)
      let stepper = RLStepperTests.stepper(method, of: Double.self)
      var slopes: [Double] = []
      var norm = 0.0
      stepper.onPart = { slopes += $1.byLogProbability }
      stepper.onGradients = { norm = Kernels.norm($0.all, pool: stepper.pass.pool) }
      _ = try stepper.step(
        batch, epochs: 1, recomputes: true, rate: { _ in 0 }, randomKey: { UInt64($0) }, onUpdate: { _ in })
      #expect((norm > 0) == (name == "copo"))
      return slopes
    }
    #expect(try slopes("dr-grpo").allSatisfy { $0 == 0 })
    let found = try slopes("copo")
    #expect(found.count == 28 && found[..<12].allSatisfy { $0 > 0 } && found[12...].allSatisfy { $0 < 0 })
  }

  @Test func goesOnWithTheSameBits() async throws { try await MethodResume.check(["rl.method=copo"]) }

  @Test func whatDoesNotGoWithItIsRefused() {
    let values =
      thrown {
        _ = try RLStepperTests.method(["rl.method=copo", "rl.advantage=gae"])
      } as? RLMethodError
    #expect(values?.key == "rl.advantage")
    let other = thrown { _ = try RLStepperTests.method(["rl.method=grpo", "rl.copo.steepness=2"]) }
    #expect("\(other.map { "\($0)" } ?? "")".contains("rl.copo"))
  }
}
