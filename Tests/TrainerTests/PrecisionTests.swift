import ModelFiles
import Testing

@testable import Trainer

/// What single precision costs: logits and gradients in Float against Double, of the same weights.
///
/// With weights as models have them it is a few units in the last place (2^-24 is 6e-8). With large ones attention is
/// nearly hard, which enlarges what is rounded, here as in transformers, whose float32 is as far from its float64.
/// The bounds are about twice what was measured.
@Suite struct PrecisionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var change: @Sendable (inout DecoderShape) -> Void
  }

  struct Weights: Sendable, CustomTestStringConvertible {
    var size: Double
    /// ‖a − b‖ / ‖b‖ at most.
    var logits: Double
    var gradient: Double
    var testDescription: String { "weights up to \(size)" }
  }

  static let weights = [
    Weights(size: 0.1, logits: 1e-6, gradient: 1.7e-6), Weights(size: 0.5, logits: 1.2e-5, gradient: 5e-5),
  ]

  static let cases = [
    Case(testDescription: "Llama, one key head") {
      ($0.headCount, $0.keyValueHeadCount, $0.headDimension) = (6, 1, 10)
    },
    Case(testDescription: "Llama 3 scaling") {
      ($0.headCount, $0.keyValueHeadCount, $0.headDimension, $0.layerCount) = (8, 2, 8, 4)
      $0.rotary = RotaryEmbedding(
        theta: 500_000,
        scaling: .llama3(factor: 32, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalMaxPositions: 128))
    },
    Case(testDescription: "linear scaling") {
      $0.rotary = RotaryEmbedding(theta: 10_000, scaling: .linear(factor: 4))
    },
    Case(testDescription: "Qwen2") { $0.hasQueryKeyValueBias = true },
    Case(testDescription: "Qwen3") { $0.normalisesQueriesAndKeys = true },
  ]

  @Test(arguments: cases, weights) func floatIsAsGoodAsItCanBe(_ test: Case, _ weights: Weights) {
    var shape = DecoderShape(
      vocabularySize: 200, hiddenSize: 64, intermediateSize: 96, layerCount: 3, headCount: 4, keyValueHeadCount: 2,
      headDimension: 16)
    test.change(&shape)
    let floats = DecoderModel<Float>.random(shape, seed: 21, size: weights.size)
    let doubles = DecoderModel<Double>(shape)
    let (from, to) = (floats.weights.all.elements, doubles.weights.all.elements)
    for index in from.indices { to[index] = Double(from[index]) }
    var generator = SeededGenerator(seed: 22)
    // More than a block of keys.
    let tokens = (0..<300).map { _ in Int32.random(in: 0..<200, using: &generator) }
    let (single, exact) = (results(floats, tokens), results(doubles, tokens))
    let logits = relativeDistance(single.logits, exact.logits)
    let gradient = relativeDistance(single.gradient, exact.gradient)
    #expect(logits < weights.logits && gradient < weights.gradient)
    #expect(logits > 1e-8, "the two are not the same computation")
  }

  private func results<S>(_ model: DecoderModel<S>, _ tokens: [Int32]) -> (logits: [Double], gradient: [Double]) {
    let pass = TrainingPass(model, capacity: tokens.count, threads: 1)
    let batch = PackedBatch([tokens])
    let logits = pass.logits(batch).flatMap { $0.map { Double($0) } }
    let loss = MeanLoss<S>(targets: tokens.dropFirst() + [-1])
    let gradients = ParameterBuffer<S>(model.layout)
    _ = pass.accumulate(batch, targets: loss.targets, into: gradients, derivatives: loss.derivatives)
    return (logits, gradients.all.elements.map { Double($0) })
  }
}
