import Foundation
import Testing
import TrainingRuns

@testable import Trainer

/// The numbers of a step depend on its rows alone, not on how they are split into passes.
@Suite struct SFTStepperTests {
  static let lengths = [9, 5, 12, 3, 7, 4, 10, 6]

  /// Rows of random tokens, of which about the half is learned.
  static func rows() -> [TokenizedRow] {
    var generator = SeededGenerator(seed: 8)
    return lengths.map { length in
      let ids = (0..<length).map { _ in Int32.random(in: 0..<40, using: &generator) }
      return TokenizedRow(
        ids, isLearned: ids.map { _ in Bool.random(using: &generator) }, maximumLength: length)
    }
  }

  static func shape() -> DecoderShape {
    var shape = Samples.shape
    shape.vocabularySize = 40
    return shape
  }

  static func stepper<S: Scalar>(
    microBatchTokens: Int, packing: Bool = true, settings: AdamW = AdamW(weightDecay: 0.1, maxGradientNorm: 0.5),
    checkpointing: Bool = false, of _: S.Type
  ) -> SFTStepper<S> {
    SFTStepper(
      DecoderModel<S>.random(shape(), seed: 2), settings: settings,
      plan: BatchPlan(batchTokens: 1000, microBatchTokens: microBatchTokens, packing: packing),
      capacity: microBatchTokens, threads: 2, checkpointing: checkpointing)
  }

  struct Split: CustomTestStringConvertible {
    var name: String
    var microBatchTokens: Int
    var packing = true
    var checkpointing = false
    var passes: Int
    var testDescription: String { name }
  }

  static let splits = [
    Split(name: "one pass", microBatchTokens: 56, passes: 1),
    Split(name: "packed into five", microBatchTokens: 12, passes: 5),
    Split(name: "a pass a row", microBatchTokens: 56, packing: false, passes: 8),
    Split(name: "activations computed twice", microBatchTokens: 20, checkpointing: true, passes: 3),
  ]

  @Test(arguments: splits) func sameStep(_ split: Split) {
    #expect(distance(split, of: Double.self) < 1e-12)
    #expect(distance(split, of: Float.self) < 1e-6)
  }

  /// The largest relative difference in losses, norms and weights of three steps, from those in one pass.
  private func distance<S: Scalar>(_ split: Split, of _: S.Type) -> Double {
    let whole = Self.stepper(microBatchTokens: 56, of: S.self)
    let parts = Self.stepper(
      microBatchTokens: split.microBatchTokens, packing: split.packing, checkpointing: split.checkpointing, of: S.self)
    #expect(parts.plan.microBatches(Self.lengths).count == split.passes)
    var worst = 0.0
    for _ in 0..<3 {
      let (a, b) = (
        whole.step(Self.rows(), learningRate: 1e-3), parts.step(Self.rows(), learningRate: 1e-3)
      )
      #expect(a.lossTokens == b.lossTokens && a.tokens == 56 && b.tokens == 56 && !a.isSkipped && !b.isSkipped)
      worst = max(worst, relativeDistance([b.loss ?? .nan, b.entropy ?? .nan], [a.loss ?? .nan, a.entropy ?? .nan]))
      worst = max(worst, abs(b.gradientNorm / a.gradientNorm - 1))
      worst = max(worst, relativeDistance(parts.model.weights.all.values, whole.model.weights.all.values))
    }
    return worst
  }

  /// Written out from logits, in double.
  static func meanLoss<S: Scalar>(_ model: DecoderModel<S>, _ rows: [TokenizedRow]) -> Double {
    let pass = TrainingPass(model, capacity: 200, threads: 1)
    var (sum, count) = (0.0, 0.0)
    for row in rows {
      let logits = pass.logits(PackedBatch([row.tokens]))
      for (place, target) in row.targets.enumerated() where target >= 0 {
        let values = logits[place].map { Double($0) }
        sum += log(values.reduce(0) { $0 + exp($1) }) - values[Int(target)]
        count += 1
      }
    }
    return sum / count
  }

  @Test func lossAndEvaluationAreTheMeanOverLearnedTokens() throws {
    let stepper = Self.stepper(microBatchTokens: 12, of: Double.self)
    let expected = Self.meanLoss(stepper.model, Self.rows())
    let before = stepper.bits
    let (sum, tokens) = stepper.evaluate(Self.rows())
    #expect(abs(sum / Double(tokens) - expected) < 1e-10)
    #expect(stepper.bits == before, "evaluation changes nothing")
    let loss = try #require(stepper.step(Self.rows(), learningRate: 1e-3).loss)
    #expect(abs(loss - expected) < 1e-10)
    #expect(stepper.bits != before)
  }

  /// Adam's first moment after one step is (1 − β1) times the gradient that it was given.
  @Test(arguments: [nil, 0.01, 1000] as [Double?]) func gradientsAreCut(to most: Double?) {
    let stepper = Self.stepper(microBatchTokens: 56, settings: AdamW(maxGradientNorm: most), of: Double.self)
    let norm = stepper.step(Self.rows(), learningRate: 1e-3).gradientNorm
    let given = Kernels.norm(stepper.optimiser.firstMoments, pool: stepper.pass.pool) / (1 - 0.9)
    #expect(norm > 0.01 && norm < 1000, "the norm is told as it was before the cut")
    #expect(abs(given / min(norm, most ?? .infinity) - 1) < 1e-5)
  }

  @Test func rowsWithoutLearnedTokensChangeNothing() {
    let stepper = Self.stepper(microBatchTokens: 56, of: Float.self)
    let empty = TokenizedRow([1, 2, 3], isLearned: [false, false, false], maximumLength: 3)
    let before = stepper.bits
    let result = stepper.step([empty, empty], learningRate: 1e-3)
    #expect(
      result
        == SFTStepper<Float>.Result(
          loss: nil, entropy: nil, gradientNorm: 0, isSkipped: false, tokens: 6, lossTokens: 0))
    #expect(stepper.bits == before && stepper.optimiser.updates == 0)
  }

  @Test func rowsWithoutLearnedTokensDoNotDilute() throws {
    let (alone, beside) = (
      Self.stepper(microBatchTokens: 60, of: Double.self), Self.stepper(microBatchTokens: 60, of: Double.self)
    )
    let empty = TokenizedRow([1, 2, 3], isLearned: [false, false, false], maximumLength: 3)
    let loss = try #require(alone.step(Self.rows(), learningRate: 1e-3).loss)
    let other = try #require(beside.step(Self.rows() + [empty], learningRate: 1e-3).loss)
    #expect(abs(loss - other) < 1e-12)
    #expect(relativeDistance(beside.model.weights.all.values, alone.model.weights.all.values) < 1e-12)
  }
}
