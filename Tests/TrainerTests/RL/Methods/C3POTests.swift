import Testing

@testable import Trainer
@testable import TrainingRuns

@Suite struct C3POTests {
  @Test(arguments: ["c3po_budget_60", "c3po_budget_65", "c3po_budget_1000"]) func workedNumbers(_ name: String) throws {
    let cases = try MethodCases()
    let budget = try Int(cases.input(name, "budget")[0])
    let lengths = try cases.input(name, "lengths").map { Int($0) }
    let taken = TokenBudget(tokens: budget).taken(of: lengths)
    #expect(try taken.indices.filter { taken[$0] > 0 }.map { Double($0) } == cases.output(name, "selected"))
    #expect(try [Double(taken.reduce(0, +))] == cases.output(name, "tokens"))
    let cut = TokenBudget(tokens: budget, ending: .cut).taken(of: lengths)
    #expect(cut.reduce(0, +) == min(budget, lengths.reduce(0, +)))
  }

  /// The choice and the constant denominator, with gradients: five tokens, three, four and two against a budget of nine.
  @Test(arguments: [("c3po_loss_overshoot", C3POSettings.Ending.overshoot), ("c3po_loss_cut", .cut)])
  func lossesOfABudget(_ name: String, _ ending: C3POSettings.Ending) throws {
    let cases = try MethodCases()
    let batch = try cases.batch()
    let taken = TokenBudget(tokens: 9, ending: ending).taken(of: [5, 3, 4, 2])
    let mask = (0..<20).map { $0 % 5 < taken[$0 / 5] }
    #expect(try mask.map { $0 ? 1 : 0 } == cases.output(name, "selected_mask"))
    let part = try PolicyBatch(
      layout: batch.layout, mask: mask, logProbabilities: batch.logProbabilities,
      oldLogProbabilities: batch.oldLogProbabilities, advantages: batch.advantages)
    let found = try PolicyLoss(ClippedSurrogate(), aggregation: .sum(over: 9)).evaluate(part)
    #expect(try valueDifference([found.summary.loss], cases.output(name, "loss")) == nil)
    #expect(try gradientDifference(found.byLogProbability, cases.output(name, "grad_log_prob")) == nil)
  }

  /// A budget that nothing reaches only divides by a constant.
  @Test func anEndlessBudgetIsTheSumOfTokensOverIt() throws {
    let endless = try LearningBatchTests.batch(Answers.mixed, ["rl.method=c3po", "rl.c3po.token_budget=65536"])
    let plain = try LearningBatchTests.batch(Answers.mixed, ["rl.method=grpo", "rl.kl.kind=none", "rl.kl.coef=0"])
    #expect(endless.rows == plain.rows && endless.mask == plain.mask && endless.updates == plain.updates)
    #expect(endless.advantages == plain.advantages && endless.sequences == plain.sequences)
    let batch = try RLSamples.batch()
    let method = try RLStepperTests.method([
      "rl.method=c3po", "rl.c3po.token_budget=65536", "rl.kl.kind=none", "rl.kl.coef=0", "rl.entropy_coef=0",
    ])
    let sum = try PolicyLoss(ClippedSurrogate(), aggregation: .sum(over: 1)).evaluate(batch)
    let found = try method.loss.evaluate(batch)
    // A power of two divides exactly.
    #expect(found.byLogProbability == sum.byLogProbability.map { $0 / 65536 })
  }

  /// Advantages are those of whole groups, though only some of the answers are learned from.
  @Test func advantagesComeBeforeTheChoice() throws {
    let all = try LearningBatchTests.batch(Answers.mixed, ["rl.method=c3po", "rl.c3po.token_budget=65536"])
    let some = try LearningBatchTests.batch(
      Answers.mixed, ["rl.method=c3po", "rl.c3po.token_budget=20", "rl.c3po.ending=cut"])
    #expect(some.updates.count == 2 && some.rows.count < all.rows.count)
    var taken: [Double] = []
    for update in all.updates {
      let tokens = Array(all.rows.layout.tokens(of: update).prefix(20))
      taken += tokens.map { all.advantages[$0] }
    }
    #expect(zip(some.advantages, some.mask).filter { $1 }.map(\.0) == taken)
  }

  /// In a run, every update of either kind takes what it may, and the loss is divided by Φ.
  @Test(arguments: ["overshoot", "cut"]) func theBudgetHolds(_ ending: String) async throws {
    let small = try SmallRL()
    let overrides = [
      "rl.method=c3po", "rl.c3po.token_budget=24", "rl.c3po.ending=\(ending)", "rl.micro_batch_tokens=1000",
      "rl.epochs=1", "rl.steps=4",
    ]
    let run = try await MethodRun(small, overrides)
    let counts = run.parts.map { part in part.batch.mask.count { $0 } }
    #expect(counts.count == 8)
    #expect(ending == "cut" ? counts.allSatisfy { $0 == 24 } : counts.allSatisfy { (24..<32).contains($0) })
    #expect(try small.metrics().map { $0.tokens } == (0..<4).map { counts[2 * $0] + counts[2 * $0 + 1] })
    let (batch, result) = run.parts[0]
    #expect(result.summary.clip.tokens == counts[0])
    let expected = batch.masked(batch.advantages.map { -$0 / 24 })
    let plain = try PolicyLoss(ClippedSurrogate(), aggregation: .sum(over: 24)).evaluate(batch)
    #expect(difference(plain.byLogProbability, expected, absolute: 1e-12) == nil)
  }

  @Test func goesOnWithTheSameBits() async throws {
    try await MethodResume.check(["rl.method=c3po", "rl.c3po.token_budget=30"], stopAt: [3])
  }

  @Test func aBudgetMustBeGiven() {
    let error = thrown { _ = try RLStepperTests.method(["rl.method=c3po"]) } as? RLMethodError
    #expect(error?.key == "rl.c3po.token_budget")
  }
}
