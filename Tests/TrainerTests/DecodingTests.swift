import Testing

@testable import Trainer

/// Decoding with cached keys gives what the whole sequence gives at once.
@Suite struct DecodingTests {
  /// Sequences of different lengths side by side, each with a prompt of its own length.
  @Test(arguments: ModelGradientTests.shapes.indices, [true, false])
  func equalsTheTrainingPass(index: Int, deterministic: Bool) {
    let model = DecoderModel<Double>.random(ModelGradientTests.shapes[index].1, seed: 12)
    let tokens = (0..<40).map { Int32($0 * 7 % 11) }
    let whole = TrainingPass(model, capacity: 40, threads: 1).logits(PackedBatch([tokens]))
    let decoder = BatchDecoder(
      model, mostRows: 4, deterministic: deterministic, pool: ThreadPool(width: 1 + index % 2))
    var histories: [RowHistory<Double>] = []
    for prompt in [1, 3, 17, 39] {
      let (cache, logits) = decoder.read(Array(tokens[..<prompt]))
      #expect(largestDifference(logits.values, whole[prompt - 1]) < 1e-12)
      histories.append(RowHistory(prompt: cache, own: KeyValueCache(model.shape, capacity: 40 - prompt)))
    }
    while !histories.isEmpty {
      let logits = decoder.append(histories.map { tokens[$0.position] }, to: histories)
      for row in histories.indices {
        let position = histories[row].position
        #expect(
          largestDifference(logits.row(row).values, whole[position]) < 1e-12, "token \(position) of row \(row)")
        histories[row].count += 1
      }
      histories.removeAll { $0.position == 40 }
    }
  }

  @Test(arguments: GoldenModels.names) func greedyContinuations(name: String) throws {
    let expected = try #require(GoldenModels.all.get().models[name])
    let engine = RolloutEngine(try load(name), limits: RolloutLimits(positions: 64, threads: 2))
    let requests = expected.greedy.enumerated().map {
      RolloutRequest(
        prompt: $1.prompt, promptIndex: $0, rolloutIndex: 0, maximumNewTokens: $1.tokens.count)
    }
    var found = [[Int32]](repeating: [], count: requests.count)
    try engine.run(requests, sampling: ContinuationTests.settings(), seed: 0, stop: StopRules()) {
      found[$0] = $1.ids
    }
    #expect(found == expected.greedy.map(\.tokens))
  }
}
