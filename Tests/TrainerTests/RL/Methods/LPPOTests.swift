import Synchronization
import Testing
import Tokenizers

@testable import Trainer
@testable import TrainingRuns

@Suite struct LPPOTests {
  static func outcome(_ groups: [(row: Int, judged: Int, correct: Int)], isGuided: Bool = false) -> StepOutcome {
    StepOutcome(
      epoch: 0,
      groups: groups.map { StepOutcome.Group(row: $0.row, judged: $0.judged, correct: $0.correct, isGuided: isGuided) },
      entropy: nil)
  }

  @Test(arguments: ["rising", "flat", "falling", "dead", "jump"]) func workedNumbers(_ name: String) throws {
    let cases = try MethodCases()
    var progress = LearningProgress()
    var (averages, gains, weights): ([Double], [Double], [Double]) = ([], [], [])
    for rate in try cases.input("lppo_weight_\(name)", "pass_rates") {
      progress.observe(Self.outcome([(3, 4, Int(rate * 4))]))
      averages.append(progress.memory[3]?.rate ?? -1)
      gains.append(progress.memory[3]?.gain ?? -1)
      weights.append(progress.weight(row: 3))
    }
    #expect(try valueDifference(averages, cases.output("lppo_weight_\(name)", "ema")) == nil)
    #expect(try valueDifference(gains, cases.output("lppo_weight_\(name)", "delta")) == nil)
    #expect(try valueDifference(weights, cases.output("lppo_weight_\(name)", "weight")) == nil)
    #expect(progress.weight(row: 4) == 1)
  }

  @Test func partsOfSolutions() throws {
    let cases = try MethodCases()
    let everywhere = SolutionCuts(tokens: Array(0..<40), places: Array(1..<40))
    let (ratios, rates) = (
      try cases.input("lppo_prefix", "ratio"), try cases.input("lppo_prefix", "eligible_pass_rate")
    )
    let lengths = zip(ratios, rates).map { ratio, rate in
      var progress = LearningProgress()
      for _ in 0..<2 { progress.observe(Self.outcome([(0, 2, Int(rate * 2))])) }
      return progress.isStuck(row: 0) ? Double(everywhere.tokens(share: ratio)) : 0
    }
    #expect(try lengths == cases.output("lppo_prefix", "prefix_len"))
  }

  /// Parts end behind a line, a sentence or a word, and before the answer is said.
  @Test func solutionsAreCutWhereItMakesSense() throws {
    let tokenizer = try Samples.tokenizer(vocabularySize: 259)
    func parts(_ solution: String) -> [String] {
      let cuts = SolutionCuts(solution, tokenizer: tokenizer)
      return cuts.places.map { tokenizer.decode(cuts.tokens.prefix($0)) }
    }
    let story = parts("Two and 5 make 7.\nSo it is 7.")
    #expect(story.contains("Two") && story.contains("Two and 5 ") && !story.contains("Two a"))
    #expect(story.allSatisfy { !$0.contains("7") } && !story.isEmpty)
    let boxed = parts("12 is even. It is \\boxed{x+1} of 9.")
    #expect(boxed.contains("12 is even.") && boxed.allSatisfy { !$0.contains("x+1") })
    let program = parts("```python\ndef f(a):\n    return sum(a) + 3\n```")
    #expect(program.contains("```python\ndef f(a):\n") && program.contains("```python\ndef f(a):\n    return sum("))
    #expect(SolutionCuts.answer(of: "a = 1,200.") == "1,200" && SolutionCuts.answer(of: "none") == nil)
    #expect(SolutionCuts("", tokenizer: tokenizer).places.isEmpty)
    // Half a character is no place.
    #expect(parts("é b é").allSatisfy { !$0.contains("\u{FFFD}") })
  }

  @Test func onlyStuckPromptsAreHelped() throws {
    let solution = SolutionCuts(tokens: Array(0..<100), places: Array(1..<100))
    func plan(_ step: Int) -> StepPlan {
      StepPlan(step: step, seed: 5, temperature: 1, maximumNewTokens: 8, overlong: .none)
    }
    var progress = LearningProgress()
    #expect(progress.guide(row: 1, solution: solution, plan: plan(1)) == 0)
    progress.observe(Self.outcome([(1, 4, 0), (2, 4, 1)]))
    #expect(progress.guide(row: 1, solution: solution, plan: plan(2)) == 0)
    progress.observe(Self.outcome([(1, 4, 0), (2, 4, 1)]))
    let given = (0..<300).map { progress.guide(row: 1, solution: solution, plan: plan($0)) }
    #expect(given.allSatisfy { (15..<55).contains($0) } && given.contains { $0 > 45 } && Set(given).count > 20)
    #expect((120...180).contains(given.count { $0 < 25 }))
    #expect(progress.guide(row: 2, solution: solution, plan: plan(3)) == 0)
    // What helped answers come to is no progress.
    let before = progress.memory
    progress.observe(Self.outcome([(1, 4, 4)], isGuided: true))
    #expect(progress.memory == before)
  }

  /// κ = 0 weighs every prompt 1: the base, to the bit.
  @Test func withoutSteepnessItIsTheBase() async throws {
    let base = try await MethodRun(SmallRL(), ["rl.method=grpo", "rl.kl.kind=none", "rl.kl.coef=0"])
    let same = ["rl.method=lppo", "rl.lppo.steepness=0", "rl.aggregation=seq-mean-token-mean"]
    let lppo = try await MethodRun(SmallRL(), same)
    #expect(lppo.weights == base.weights && lppo.gradients == base.gradients)
    // And with it, where there is progress, it is not.
    let plain = try await MethodRun(
      SmallRL(prompts: ["learned", "stuck"]), Self.overrides + ["rl.lppo.steepness=0"], rewards: Teacher())
    let weighed = try await MethodRun(
      SmallRL(prompts: ["learned", "stuck"]), Self.overrides, rewards: Teacher())
    #expect(weighed.weights[0] == plain.weights[0] && weighed.weights[4] != plain.weights[4])
  }

  /// Right answers to some prompts, and more of them at each visit.
  final class Teacher: RewardFunction {
    let asked = Mutex<[String: Int]>([:])
    let texts = Mutex<[String]>([])
    func reward(_ answer: Answer) async -> Reward {
      let place = answer.prompt.text
      let number = asked.withLock { asked in
        asked[place, default: 0] += 1
        return asked[place] ?? 0
      }
      texts.withLock { $0.append(answer.text) }
      // Four answers a visit: none right, then one, then two, …
      let isRight = place == "learned" && (number - 1) % 4 < (number - 1) / 4
      return Reward(isRight ? 1 : 0, isCorrect: isRight)
    }
  }

  static let overrides = [
    "rl.method=lppo", "rl.prompts_per_step=2", "rl.mini_batch_prompts=2", "rl.epochs=1",
    "rl.micro_batch_tokens=1000",
  ]

  /// In a run: the prompt that is being learned weighs more and more, and the one that stands still is begun for the
  /// model, whose answers begin with the row's solution, of which nothing is learned.
  @Test func weightsRiseWithProgressAndStuckPromptsAreBegun() async throws {
    let small = try SmallRL(prompts: ["learned", "stuck"])
    try small.scratch.write(
      "prompts.jsonl",
      """
      {"prompt":"learned","problem_id":"p"}
      {"prompt":"stuck","problem_id":"p","solution":"first this, then that, and the rest is 42"}

      """)
    let teacher = Teacher()
    let run = try small.start(Self.overrides, rewards: teacher)
    var parts: [PolicyBatch] = []
    run.stepper.onPart = { batch, _ in parts.append(batch) }
    var weights: [Double] = []
    run.onStep = { _ in weights.append(run.feedback.weight(row: 0)) }
    #expect(try await run.run() == .finished)
    #expect(weights[0] == 1 && weights[1] > 1.05 && weights[2] > weights[1] && weights[4] > weights[3])
    #expect(run.feedback.weight(row: 1) == 1)
    #expect(try small.metrics().map { $0.method.guided } == [0, 0, 1, 1, 1])
    for step in 1...5 {
      let records = RolloutJournal(file: small.scratch.file("rl/rollouts/step-00000\(step).jsonl")).records()
      let stuck = records.filter { $0.prompt == "stuck" }
      #expect(stuck.count == 4 && stuck.allSatisfy { $0.text.hasPrefix("first") == (step > 2) })
      // All of the group begin alike, and what is given is not among the tokens that are learned.
      #expect(stuck.allSatisfy { $0.ids.count <= 8 })
      if step > 2 { #expect(teacher.texts.withLock { texts in stuck.allSatisfy { texts.contains($0.text) } }) }
    }
    #expect(parts.allSatisfy { $0.tokenCount <= 64 })
    // Three of four are right at the fourth visit: the wrong one has an advantage of −1.5, times the prompt's weight.
    #expect(((parts[3].advantages.min() ?? 0) + 0.75 / (0.5 + 1e-6) * weights[3]).magnitude < 1e-12)
  }

  @Test func goesOnWithTheSameBits() async throws { try await MethodResume.check(["rl.method=lppo"]) }
}
