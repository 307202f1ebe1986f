import Testing

@testable import Trainer

/// A step takes as many rows as fit, at least one; passes take each of them once.
@Suite struct BatchPlanTests {
  struct Step: CustomTestStringConvertible {
    var batchTokens: Int
    var lengths: [Int]
    var rows: Int
    var testDescription: String { "\(lengths) within \(batchTokens)" }
  }

  static let steps = [
    Step(batchTokens: 10, lengths: [4, 6, 1], rows: 2),
    Step(batchTokens: 10, lengths: [4, 5, 2], rows: 2),
    Step(batchTokens: 10, lengths: [11, 1], rows: 1),
    Step(batchTokens: 10, lengths: [10], rows: 1),
    Step(batchTokens: 100, lengths: [1, 1, 1], rows: 3),
    Step(batchTokens: 1, lengths: [1, 1], rows: 1),
    Step(batchTokens: 10, lengths: [], rows: 0),
  ]

  @Test(arguments: steps) func rowsOfAStep(_ step: Step) {
    let plan = BatchPlan(batchTokens: step.batchTokens, microBatchTokens: 100, packing: true)
    #expect(plan.rowsOfStep { step.lengths.indices.contains($0) ? step.lengths[$0] : nil } == step.rows)
  }

  struct Passes: CustomTestStringConvertible {
    var lengths: [Int]
    var packing = true
    var passes: [[Int]]
    var testDescription: String { "\(lengths), \(packing ? "packed" : "one by one")" }
  }

  static let passes = [
    Passes(lengths: [3, 7, 5, 5], passes: [[1, 0], [2, 3]]),
    Passes(lengths: [10, 10], passes: [[0], [1]]),
    Passes(lengths: [1, 1, 1], passes: [[0, 1, 2]]),
    Passes(lengths: [4, 4, 4, 4, 4], passes: [[0, 1], [2, 3], [4]]),
    Passes(lengths: [3, 7, 5], packing: false, passes: [[0], [1], [2]]),
    Passes(lengths: [], passes: []),
  ]

  @Test(arguments: passes) func passesOfAStep(_ expected: Passes) {
    let plan = BatchPlan(batchTokens: 100, microBatchTokens: 10, packing: expected.packing)
    #expect(plan.microBatches(expected.lengths) == expected.passes)
  }

  @Test func everyRowOnceAndNoPassTooLong() {
    var generator = SeededGenerator(seed: 3)
    let plan = BatchPlan(batchTokens: 1000, microBatchTokens: 64, packing: true)
    for count in 0..<40 {
      let lengths = (0..<count).map { _ in Int.random(in: 1...64, using: &generator) }
      let passes = plan.microBatches(lengths)
      #expect(passes.flatMap { $0 }.sorted() == Array(lengths.indices))
      #expect(passes.allSatisfy { $0.reduce(0) { $0 + lengths[$1] } <= 64 })
    }
  }
}
