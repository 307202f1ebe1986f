import Foundation
import Testing

@testable import Trainer
@testable import TrainingRuns

/// Measuring a model.
@Suite struct EvaluationTests {
  struct Case {
    var answers: Int
    var right: Int
    var k: Int
    var expected: Double
  }

  static let cases: [Case] = [
    Case(answers: 1, right: 0, k: 1, expected: 0), Case(answers: 1, right: 1, k: 1, expected: 1),
    Case(answers: 4, right: 1, k: 1, expected: 0.25), Case(answers: 4, right: 1, k: 2, expected: 0.5),
    Case(answers: 4, right: 2, k: 2, expected: 0.833_333_333_333_333_3),
    Case(answers: 10, right: 3, k: 8, expected: 1),
    Case(answers: 10, right: 3, k: 7, expected: 0.991_666_666_666_666_7),
    Case(answers: 200, right: 1, k: 100, expected: 0.5),
  ]

  @Test(arguments: cases) func passAtKIsUnbiased(_ example: Case) throws {
    let found = try #require(PassEstimates.passAtK(answers: example.answers, right: example.right, k: example.k))
    #expect((found - example.expected).magnitude < 1e-12)
  }

  @Test func moreThanThereAreIsNoNumber() {
    #expect(PassEstimates.passAtK(answers: 3, right: 1, k: 4) == nil)
    #expect(PassEstimates.mean([]) == nil)
  }

  @Test func theIntervalHoldsTheMeanAndShrinks() throws {
    let few = try #require(PassEstimates.mean((0..<10).map { Double($0 % 2) }))
    let many = try #require(PassEstimates.mean((0..<1000).map { Double($0 % 2) }))
    #expect(few.value == 0.5 && few.low < 0.3 && few.high > 0.7)
    #expect(many.high - many.low < 0.08 && many.low < 0.5 && many.high > 0.5)
    #expect(PassEstimates.mean([1, 1, 1]) == .init(value: 1, low: 1, high: 1))
    #expect(PassEstimates.mean((0..<10).map { Double($0 % 2) }) == few)
  }

  @Test func theSameSeedGivesTheSameNumbers() async throws {
    let small = try SmallRL()
    _ = try await small.start(["rl.steps=1"]).run()
    var texts: [String] = []
    for seed: UInt64 in [1, 1, 2] {
      let run = try EvaluationRun(
        small.configuration(), model: small.scratch.file("rl/final"), rewards: LetterReward("e"),
        surroundings: EvaluationRun.Surroundings(say: { _ in }))
      let result = try #require(try await run.run(samples: 4, ks: [1, 4, 8], seed: seed))
      #expect(result.problems == 6 && result.answers == 24 && result.faults == 0)
      #expect(result.passAtK.map(\.k) == [1, 4])
      #expect((result.passAtK[0].mean.value - (result.average?.value ?? -1)).magnitude < 1e-12)
      let object = try JSONSerialization.jsonObject(with: Data(result.json.utf8)) as? [String: Any]
      #expect((object?["settings"] as? [String: Any])?["temperature"] as? Double == 1)
      #expect(result.text.contains("pass@1: ") && result.text.contains("at most 8 tokens"))
      texts.append(result.json)
    }
    #expect(texts[0] == texts[1] && texts[1] != texts[2])
  }

  @Test func faultsAreLeftOut() {
    let records = Answers.records([
      [(1, true, 2), (nil, false, 2)], [(nil, false, 2), (nil, false, 2)], [(0, false, 8), (1, true, 2)],
    ])
    let result = EvaluationResult(records, model: "m", run: RunConfiguration(), seed: 0, samples: 2, ks: [1, 2])
    #expect(result.problems == 3 && result.answers == 3 && result.faults == 3)
    #expect(result.average?.value == 0.75)
    #expect(result.passAtK.map(\.mean.value) == [0.75, 1])
    #expect((result.truncatedShare - 1.0 / 6).magnitude < 1e-12)
  }
}
