import Testing

@testable import Trainer
@testable import TrainingRuns

/// Log-probabilities that went wrong on their way from sampling: held or left out, counted, and never in the weights.
@Suite struct RLExtremeNumbersTests {
  /// The first tokens of an answer of each group are not what they were.
  private static func records(_ values: [Double]) -> [RolloutRecord] {
    var records = Answers.mixed
    for group in 0..<4 {
      for (token, value) in values.prefix(3).enumerated() { records[4 * group + 1].logProbabilities[token] = value }
    }
    return records
  }

  private static func step(
    _ stepper: RLStepper<Float>, _ method: RLMethod, _ records: [RolloutRecord]
  ) throws -> RLStepSummary {
    let batch = try LearningBatch(records, prompts: Answers.prompts, method: method, promptsPerUpdate: 2)
    return try stepper.step(
      batch, epochs: 2, recomputes: method.recomputesOldLogProbabilities, rate: { _ in 0.01 },
      randomKey: { UInt64($0) }, onUpdate: { _ in })
  }

  /// Log ratios of ±1e4, infinite ones and such that are no numbers, through the whole of a step.
  @Test(arguments: ["klear", "gppo", "dapo", "cispo", "sapo", "gspo", "gmpo", "clip-cov", "kl-cov"])
  func ratiosAreHeldAndCounted(_ name: String) throws {
    let method = try RLMethod(
      SmallRL().configuration(["rl.method=\(name)", "rl.old_logprobs=rollout", "rl.overlong=none"]))
    for values in [[1e4, -1e4, 1e4], [.nan, .nan, .nan], [.infinity, -.infinity, .nan], [-1e4, .nan, 1e300]] {
      let stepper = RLStepperTests.stepper(method, of: Float.self)
      let before = stepper.model.weights.all.values
      let summary = try Self.step(stepper, method, Self.records(values))
      // Three tokens of each group, in each of two epochs; with one ratio a row, those beside them.
      let counted = summary.loss.guardedTokens
      #expect(["gspo", "gmpo"].contains(name) ? counted >= 24 : counted == 24, "\(name), \(values): \(counted)")
      #expect(summary.skipped == 0 && summary.updates == 4 && summary.lossSum.isFinite, "\(name), \(values)")
      #expect(stepper.isFinite && stepper.model.weights.all.values != before, "\(name), \(values)")
    }
  }

  /// What is no number says nothing: whichever it is, the weights are the same.
  @Test func whatIsNoNumberTeachesNothing() throws {
    let method = try RLMethod(SmallRL().configuration(["rl.old_logprobs=rollout"]))
    let weights = try [Double.nan, .infinity, -.infinity].map { value in
      let stepper = RLStepperTests.stepper(method, of: Float.self)
      _ = try Self.step(stepper, method, Self.records([value, value, value]))
      return stepper.model.weights.all.values
    }
    #expect(Set(weights).count == 1)
  }

  /// With `old_logprobs: recompute` those of sampling are only compared, or weigh tokens.
  @Test func theSamplersNumbersAreCompared() throws {
    let plain = try RLMethod(SmallRL().configuration())
    let values = [Double.nan, 1e4, -.infinity]
    var weights: [[Double]] = []
    for records in [Answers.mixed, Self.records(values)] {
      let stepper = RLStepperTests.stepper(plain, of: Float.self)
      let summary = try Self.step(stepper, plain, records)
      #expect(summary.loss.guardedTokens == 0 && summary.mismatch?.isFinite == true)
      weights.append(stepper.model.weights.all.values)
    }
    #expect(weights[0] == weights[1])

    let corrected = try RLMethod(SmallRL().configuration(["rl.method=tis"]))
    let stepper = RLStepperTests.stepper(corrected, of: Float.self)
    let summary = try Self.step(stepper, corrected, Self.records(values))
    #expect(summary.skipped == 0 && stepper.isFinite)
  }

  /// A run says how many, since they may be the first sign of a broken sampler.
  @Test func aRunSaysHowMany() async throws {
    let small = try SmallRL()
    let said = SaidSafely()
    let run = try small.start(["rl.steps=1", "rl.old_logprobs=rollout", "rl.epochs=1"], said: said)
    run.onAnswers = { records in
      for index in records.indices { records[index].logProbabilities[0] = -1e4 }
    }
    #expect(try await run.run() == .finished)
    #expect(said.sentences.contains { $0.hasPrefix("step 1: ") && $0.contains("ratios that were out of range") })
    #expect(try small.metrics().first?.skipped == 0)
  }
}
