import Foundation
import Testing
import Tokenizers

@testable import Trainer
@testable import TrainingRuns

/// A whole run: which rows its steps take, what its metrics say, what it leaves.
@Suite struct SFTRunTests {
  @Test func aRunToItsEnd() throws {
    let small = try SmallRun()
    let said = Said()
    let run = try small.start(said: said)
    var seen: [Int] = []
    run.onStep = { seen.append($0.step) }
    #expect(try run.run() == .finished)
    let metrics = try small.metrics()
    let steps = Array(1...run.totalSteps)
    #expect(run.totalSteps > 4)
    #expect(seen == steps && metrics.map(\.step) == steps)
    #expect(try small.eventSteps() == steps)
    #expect(metrics.allSatisfy { $0.phase == .sft && $0.skipped == 0 && ($0.loss ?? .nan).isFinite })
    #expect(
      metrics.map { $0.evalLoss != nil } == steps.map { $0 % 2 == 0 || $0 == run.totalSteps },
      "every second, and the last")
    #expect((metrics.last?.loss ?? .nan) < 0.9 * (metrics.first?.loss ?? .nan), "it learns")
    let saved = Set([3, 6, run.totalSteps].filter { $0 <= run.totalSteps })
    #expect(small.checkpoints == ["latest"] + saved.sorted().map { CheckpointStore.name(step: $0) })
    for file in ["config.yaml", "report.html", "final/model.safetensors", "final/config.json", "final/tokenizer.json"] {
      #expect(small.scratch.bytes("run/\(file)") != nil, "\(file)")
    }
    #expect(said.sentences.contains { $0.hasPrefix("10 rows, ") })
    #expect(try small.configuration() == RunConfiguration.load(small.scratch.file("run/config.yaml"), stage: .sft))
  }

  @Test func theRateIsACosineAfterAWarmUpDownToItsFloor() throws {
    let small = try SmallRun()
    let run = try small.start()
    _ = try run.run()
    let total = run.totalSteps
    let expected = (0..<total).map { step in
      guard step >= 2 else { return 0.01 * Double(step) / 2 }
      return 0.001 + 0.009 * 0.5 * (1 + cos(.pi * Double(step - 2) / Double(total - 2)))
    }
    #expect(largestDifference(try small.metrics().map { $0.learningRate ?? .nan }, expected) < 1e-12)
  }

  @Test func theEvaluationLossIsTheMeanOverItsLearnedTokens() throws {
    let small = try SmallRun()
    let run = try small.start(["sft.max_steps=3"])
    _ = try run.run()
    let evaluation = try #require(run.sources.evaluation)
    let rows = try (0..<evaluation.count).map { try evaluation.row($0) }
    let told = try #require(try small.metrics().last?.evalLoss)
    #expect(abs(told - SFTStepperTests.meanLoss(run.stepper.model, rows)) < 1e-5)
  }

  // MARK: Rows and steps

  static let plans: [[String]] = [
    [], ["sft.epochs=1"], ["sft.epochs=3"], ["sft.batch_tokens=64"], ["sft.batch_tokens=1000"], ["sft.max_steps=2"],
    ["sft.max_steps=1000"], ["sft.epochs=1", "sft.max_steps=3"], ["sft.packing=false"],
    ["sft.max_length=30", "sft.micro_batch_tokens=30", "sft.batch_tokens=30"], ["seed=6"], ["sft.loss_on=all"],
  ]

  /// Epoch after epoch in the order that follows from the seed; a step takes the next rows as long as they fit, at least
  /// one, also across the border of epochs; the run ends with its epochs or with max_steps, whichever comes first.
  @Test(arguments: plans) func stepsTakeTheNextRows(_ overrides: [String]) throws {
    let small = try SmallRun()
    let run = try small.start(overrides + ["save_every=0"])
    let settings = try small.configuration(overrides)
    let data = run.sources.data
    let lengths = try (0..<settings.sft.epochLimit).flatMap { epoch in
      let order = (0..<data.count).map { DataOrder(count: data.count, seed: settings.seed, epoch: epoch)[$0] }
      #expect(order.sorted() == Array(0..<data.count))
      return try order.map { try data.row($0).tokens.count }
    }
    var expected: [Int] = []
    var tokens = 0
    for length in lengths {
      if tokens > 0, tokens + length > settings.sft.batchTokens {
        expected.append(tokens)
        tokens = 0
      }
      tokens += length
    }
    expected.append(tokens)
    expected = Array(expected.prefix(settings.sft.maximumSteps ?? .max))
    #expect(run.totalSteps == expected.count)
    _ = try run.run()
    #expect(try small.metrics().map(\.tokens) == expected)
  }

  @Test func theSeedDecidesTheOrder() throws {
    func tokens(_ overrides: [String]) throws -> [Int?] {
      let small = try SmallRun()
      _ = try small.start(overrides + ["sft.batch_tokens=64", "sft.epochs=1", "save_every=0"]).run()
      return try small.metrics().map(\.tokens)
    }
    #expect(try tokens(["seed=5"]) == tokens(["seed=5"]))
    #expect(try tokens(["seed=5"]) != tokens(["seed=6"]))
  }

  @Test func packingAndPassesChangeNothing() throws {
    func weights(_ overrides: [String]) throws -> [Double] {
      let small = try SmallRun()
      let run = try small.start(overrides + ["sft.epochs=1", "save_every=0"])
      _ = try run.run()
      return run.stepper.model.weights.all.values
    }
    let packed = try weights([])
    #expect(relativeDistance(try weights(["sft.packing=false"]), packed) < 1e-5)
    #expect(relativeDistance(try weights(["sft.micro_batch_tokens=100"]), packed) < 1e-5)
    #expect(relativeDistance(try weights(["sft.checkpointing=on"]), packed) < 1e-5)
  }

  @Test func aStepWithNothingToLearnHasNoLoss() throws {
    // The answers of long questions are cut off.
    let long = Samples.chat(("user", String(repeating: "why? ", count: 30)), ("assistant", "so"))
    let short = Samples.chat(("user", "a"), ("assistant", "b"))
    let small = try SmallRun(rows: [long, short, long])
    let said = Said()
    let run = try small.start(["sft.batch_tokens=64", "sft.epochs=1"], said: said)
    #expect(try run.run() == .finished)
    #expect(said.sentences.contains { $0.hasSuffix("2 rows are cut to sft.max_length; 2 rows have nothing to learn") })
    let metrics = try small.metrics()
    #expect(metrics.count == 3 && metrics.count { $0.loss == nil } == 2)
    #expect(metrics.allSatisfy { $0.skipped == 0 })
    #expect(run.stepper.optimiser.updates == 1)
  }

  @Test func aRowLongerThanAStepIsAStepByItself() throws {
    let small = try SmallRun(rows: [Samples.rows[2], Samples.rows[5], Samples.rows[8]])
    let run = try small.start(["sft.batch_tokens=64", "sft.epochs=1", "sft.max_length=60"])
    #expect(run.totalSteps == 3)
  }

  @Test func theModelAtTheEndIsThatOfTheLastCheckpoint() throws {
    let small = try SmallRun()
    let run = try small.start()
    _ = try run.run()
    let result = try small.result(step: run.totalSteps)
    #expect(result.model != nil && result.model == result.weights)
    let tokenizer = try Tokenizer(folder: small.scratch.file("run/final"))
    #expect(tokenizer.count == run.sources.setup.tokenizer.count)
    #expect(try ChatTemplate(for: tokenizer).family == .chatml)
  }
}
