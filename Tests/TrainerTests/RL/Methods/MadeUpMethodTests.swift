import Testing

@testable import Trainer
@testable import TrainingRuns

/// That of docs/methods.md: what a new method has to show.
@Suite struct MadeUpMethodTests {
  @Test func itsGradientIsThatOfFiniteDifferences() throws {
    let batch = try RLSamples.batch()
    let loss = PolicyLoss(PowerOfRatio(power: 0.5))
    let found = try loss.evaluate(batch).byLogProbability
    for token in batch.mask.indices {
      var (above, below) = (batch, batch)
      above.logProbabilities[token] += 1e-6
      below.logProbabilities[token] -= 1e-6
      let difference = try (loss.evaluate(above).summary.loss - loss.evaluate(below).summary.loss) / 2e-6
      #expect((difference - found[token]).magnitude < 1e-8)
    }
  }

  @Test func atPowerOneItHasNoClip() throws {
    let batch = try RLSamples.batch()
    let found = try PolicyLoss(PowerOfRatio(power: 1)).evaluate(batch)
    let wide = ClippedSurrogate(ClipRange(low: 1, high: 1e9))
    #expect(try found.byLogProbability == PolicyLoss(wide).evaluate(batch).byLogProbability)
  }

  /// The one line is `recipe:`.
  @Test func itRuns() async throws {
    let small = try SmallRL()
    let run = try small.start(recipe: MadeUpMethod.self)
    #expect(run.stepper.loss.objective as? PowerOfRatio == PowerOfRatio(power: 0.5))
    let before = run.stepper.model.weights.all.values
    #expect(try await run.run() == .finished)
    #expect(run.stepper.model.weights.all.values != before)
    #expect(try small.metrics().allSatisfy { $0.loss != nil && $0.clipFraction.positiveHigh == nil })
  }
}
