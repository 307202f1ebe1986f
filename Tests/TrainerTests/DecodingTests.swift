import Testing

@testable import Trainer

/// Decoding with cached keys gives what the whole sequence gives at once.
@Suite struct DecodingTests {
  @Test(arguments: ModelGradientTests.shapes.indices, [1, 2]) func equalsTheTrainingPass(index: Int, threads: Int) {
    let model = DecoderModel<Double>.random(ModelGradientTests.shapes[index].1, seed: 12)
    let tokens = (0..<40).map { Int32($0 * 7 % 11) }
    let whole = TrainingPass(model, capacity: 40, threads: 1).logits(PackedBatch([tokens]))
    let pass = DecodingPass(model, capacity: 40, threads: threads)
    for prompt in [1, 3, 17, 40] {
      var logits = pass.begin(Array(tokens[..<prompt]))
      #expect(largestDifference(logits, whole[prompt - 1]) < 1e-12)
      for position in prompt..<40 {
        logits = pass.append(tokens[position])
        #expect(largestDifference(logits, whole[position]) < 1e-12, "token \(position) after a prompt of \(prompt)")
      }
    }
  }

  @Test(arguments: GoldenModels.names) func greedyContinuations(name: String) throws {
    let expected = try #require(GoldenModels.all.get().models[name])
    let model: DecoderModel<Float> = try load(name)
    let pass = DecodingPass(model, capacity: 64, threads: 2)
    for case let continuation in expected.greedy {
      var logits = pass.begin(continuation.prompt)
      var tokens: [Int32] = []
      for _ in continuation.tokens {
        let best = logits.indices.reduce(0) { logits[$1] > logits[$0] ? $1 : $0 }
        tokens.append(Int32(best))
        logits = pass.append(Int32(best))
      }
      #expect(tokens == continuation.tokens)
    }
  }
}
