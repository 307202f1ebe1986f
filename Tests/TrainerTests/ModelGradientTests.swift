import Testing

@testable import Trainer

/// Gradients of whole models against finite differences, for every switch that a shape has.
@Suite struct ModelGradientTests {
  static func shape(_ change: (inout DecoderShape) -> Void = { _ in }) -> DecoderShape {
    var shape = DecoderShape(
      vocabularySize: 11, hiddenSize: 12, intermediateSize: 10, layerCount: 2, headCount: 4, keyValueHeadCount: 2,
      headDimension: 6, rmsNormEpsilon: 1e-5)
    change(&shape)
    return shape
  }

  static let shapes: [(String, DecoderShape)] = [
    ("plain", shape()),
    ("tied", shape { $0.tiesEmbeddings = true }),
    ("bias on queries, keys and values", shape { $0.hasQueryKeyValueBias = true }),
    (
      "bias everywhere",
      shape {
        $0.hasQueryKeyValueBias = true; $0.hasAttentionOutputBias = true; $0.hasFeedForwardBias = true
      }
    ),
    ("normalised queries and keys", shape { $0.normalisesQueriesAndKeys = true }),
    ("one key head", shape { $0.keyValueHeadCount = 1 }),
    ("a key head for each", shape { $0.keyValueHeadCount = 4 }),
    ("heads wider than the stream", shape { $0.headDimension = 8 }),
  ]

  static let sequences: [[Int32]] = [[1, 5, 3, 3, 9], [2], [7, 0, 10, 4]]

  /// Every element of every parameter, with a loss of log-probabilities and entropies at a temperature.
  @Test(arguments: shapes.indices, [false, true]) func everyParameter(index: Int, checkpointing: Bool) {
    let model = DecoderModel<Double>.random(Self.shapes[index].1, seed: 3)
    let pass = TrainingPass(model, capacity: 10, threads: 2, checkpointing: checkpointing)
    let batch = PackedBatch(Self.sequences)
    let targets: [Int32] = [5, 3, 3, 9, -1, -1, 0, 10, 4, -1]
    let derivatives = TokenGradients<Double>(
      byLogProbability: [-0.3, 0.5, -1, 0, 7, 0, -0.2, 0.1, -0.4, 0],
      byEntropy: [0, 0.3, 0, -0.2, 0.1, 0, 0, 0, 0.2, 0.4])
    func loss() -> Double {
      let statistics = pass.statistics(batch, targets: targets, temperature: 0.8)
      var loss = 0.0
      for token in targets.indices {
        loss += statistics.logProbabilities[token] * derivatives.byLogProbability[token]
        loss += statistics.entropies[token] * (derivatives.byEntropy?[token] ?? 0)
      }
      return loss
    }
    let gradients = ParameterBuffer<Double>(model.layout)
    _ = pass.accumulate(batch, targets: targets, temperature: 0.8, into: gradients, derivatives: derivatives)
    for parameter in model.layout.parameters {
      let weights = model.weights.matrix(parameter).elements
      // Every element of small parameters, some of large ones.
      let step = max(1, weights.count / 12)
      for element in Swift.stride(from: 0, to: weights.count, by: step) {
        let old = weights[element]
        weights[element] = old + 1e-5
        let above = loss()
        weights[element] = old - 1e-5
        let below = loss()
        weights[element] = old
        let difference = (above - below) / 2e-5
        let gradient = gradients.matrix(parameter).elements[element]
        #expect(
          (gradient - difference).magnitude < 1e-7 * max(1, difference.magnitude),
          "\(Self.shapes[index].0): \(parameter.name)[\(element)] is \(gradient), by differences \(difference)")
      }
    }
  }

  @Test func aLossThatSeesTheStatisticsIsTheSame() {
    let model = DecoderModel<Double>.random(Self.shape(), seed: 4)
    let pass = TrainingPass(model, capacity: 10, threads: 2)
    let batch = PackedBatch(Self.sequences)
    let targets: [Int32] = [5, 3, 3, 9, -1, -1, 0, 10, 4, -1]
    let derivatives = MeanLoss<Double>(targets: targets).derivatives
    let (known, seen) = (ParameterBuffer<Double>(model.layout), ParameterBuffer<Double>(model.layout))
    let first = pass.accumulate(batch, targets: targets, into: known, derivatives: derivatives)
    var given: TokenStatistics<Double>?
    let second = pass.accumulate(batch, targets: targets, into: seen) {
      given = $0
      return derivatives
    }
    #expect(first.logProbabilities == second.logProbabilities)
    #expect(given?.logProbabilities == second.logProbabilities)
    #expect(known.all.values == seen.all.values)
  }

  /// Long enough for several blocks of queries and keys, of lengths around a block's.
  @Test(arguments: [[1], [63, 64, 65], [255, 256, 257], [700, 3, 200]], [1, 2])
  func packedEqualsSeparate(lengths: [Int], threads: Int) {
    var shape = Self.shape {
      $0.normalisesQueriesAndKeys = true; $0.hasQueryKeyValueBias = true
    }
    shape.layerCount = 2
    let model = DecoderModel<Double>.random(shape, seed: 5)
    var generator = SeededGenerator(seed: 6)
    let sequences = lengths.map { length in (0..<length).map { _ in Int32.random(in: 0..<11, using: &generator) } }
    let targets = sequences.map { Array($0.dropFirst()) + [-1] }
    let total = sequences.joined().count
    let pass = TrainingPass(model, capacity: total, threads: threads)
    let (packed, separate) = (ParameterBuffer<Double>(model.layout), ParameterBuffer<Double>(model.layout))
    func derivatives(_ count: Int) -> TokenGradients<Double> {
      TokenGradients(byLogProbability: Array(repeating: -1 / Double(total), count: count))
    }
    let together = pass.accumulate(
      PackedBatch(sequences), targets: targets.flatMap { $0 }, into: packed, derivatives: derivatives(total))
    var one: [Double] = []
    for (sequence, targets) in zip(sequences, targets) {
      one +=
        pass.accumulate(
          PackedBatch([sequence]), targets: targets, into: separate, derivatives: derivatives(sequence.count)
        ).logProbabilities
    }
    #expect(largestDifference(together.logProbabilities, one) < 1e-11)
    #expect(relativeDistance(packed.all.values, separate.all.values) < 1e-11)
  }

  /// The gradient of a long sequence, checked where blocks meet: by the embedding of single tokens.
  @Test func acrossBlocks() {
    var shape = Self.shape()
    shape.layerCount = 1
    shape.vocabularySize = 600
    let model = DecoderModel<Double>.random(shape, seed: 8)
    // Every token once, so that an embedding's gradient is that of one place.
    let tokens = (0..<600).map { Int32($0) }
    let pass = TrainingPass(model, capacity: 600, threads: 2)
    let loss = MeanLoss<Double>(targets: tokens.map { ($0 + 1) % 600 })
    let batch = PackedBatch([tokens])
    let gradients = ParameterBuffer<Double>(model.layout)
    _ = pass.accumulate(batch, targets: loss.targets, into: gradients, derivatives: loss.derivatives)
    let embedding = model.weights.matrix(model.layout.embedding)
    for token in [0, 1, 63, 64, 127, 128, 255, 256, 257, 320, 511, 512, 513, 598, 599] {
      for column in [0, 7] {
        let old = embedding[token, column]
        embedding[token, column] = old + 1e-4
        let above = loss.value(pass.statistics(batch, targets: loss.targets))
        embedding[token, column] = old - 1e-4
        let below = loss.value(pass.statistics(batch, targets: loss.targets))
        embedding[token, column] = old
        let difference = (above - below) / 2e-4
        #expect((gradients.matrix(model.layout.embedding)[token, column] - difference).magnitude < 1e-8)
      }
    }
  }

  @Test func oneMicroBatchEqualsEight() {
    let model = DecoderModel<Double>.random(Self.shape(), seed: 9)
    var generator = SeededGenerator(seed: 10)
    let sequences = (0..<8).map { index in
      (0..<3 + index).map { _ in Int32.random(in: 0..<11, using: &generator) }
    }
    let targets = sequences.map { Array($0.dropFirst()) + [-1] }
    let count = Double(targets.joined().count { $0 >= 0 })
    let (whole, parts) = (ParameterBuffer<Double>(model.layout), ParameterBuffer<Double>(model.layout))
    let pass = TrainingPass(model, capacity: sequences.joined().count, threads: 2)
    func derivatives(_ count: Int, _ total: Double) -> TokenGradients<Double> {
      TokenGradients(byLogProbability: Array(repeating: -1 / total, count: count))
    }
    let all = PackedBatch(sequences)
    _ = pass.accumulate(
      all, targets: targets.flatMap { $0 }, into: whole, derivatives: derivatives(all.count, count))
    for (sequence, targets) in zip(sequences, targets) {
      _ = pass.accumulate(
        PackedBatch([sequence]), targets: targets, into: parts, derivatives: derivatives(sequence.count, count))
    }
    #expect(relativeDistance(parts.all.values, whole.all.values) < 1e-12)
  }

  /// A vocabulary of several blocks of the head is computed like a small one.
  @Test func theHeadInBlocks() {
    var shape = Self.shape()
    shape.vocabularySize = LanguageModelHead<Double>.blockElements / 64
    (shape.layerCount, shape.hiddenSize, shape.headDimension) = (1, 4, 2)
    let model = DecoderModel<Double>.random(shape, seed: 11)
    let pass = TrainingPass(model, capacity: 150, threads: 2)
    let tokens = (0..<150).map { Int32($0 * 7) }
    let statistics = pass.statistics(PackedBatch([tokens]), targets: tokens)
    let logits = pass.logits(PackedBatch([tokens]))
    for row in [0, 63, 64, 127, 128, 149] {
      let most = logits[row].max() ?? 0
      let exponentials = logits[row].map { exponential($0 - most) }
      let sum = exponentials.reduce(0, +)
      let expected = exponentials[Int(tokens[row])] / sum
      #expect((exponential(statistics.logProbabilities[row]) - expected).magnitude < 1e-12)
    }
  }

  private func exponential(_ x: Double) -> Double {
    let value = Matrix<Double>(copying: [x])
    Kernels.exponential(value)
    return value[0]
  }
}
