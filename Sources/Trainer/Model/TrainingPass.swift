/// Forward and backward through a model, for packed batches of up to `capacity` tokens.
///
/// Holds the memory that both need, taken once. With `checkpointing`, only each block's input is kept, and the block is
/// computed once more on the way back (arXiv 1604.06174): a third more work, a fraction of the memory.
public final class TrainingPass<S: Scalar> {
  public let model: DecoderModel<S>
  public let capacity: Int
  public let checkpointing: Bool
  let pool: ThreadPool

  private let layers: [DecoderLayer<S>]
  private let activations: [LayerActivations<S>]
  private let scratch: LayerScratch<S>
  /// The residual stream before each block, and after the last.
  let streams: [Matrix<S>]
  private let final: Matrix<S>
  private let finalInverse: Matrix<S>
  private let dstream: Matrix<S>
  private let head: LanguageModelHead<S>
  private let headResult: HeadResult<S>
  private let positions: Matrix<Int32>
  private var angles: RotaryAngles<S>
  /// Says what states are worth; `nil` where nobody asks.
  var valueHead: ValueHead<S>?

  public init(_ model: DecoderModel<S>, capacity: Int, threads: Int, checkpointing: Bool = false) {
    self.model = model
    self.capacity = capacity
    self.checkpointing = checkpointing
    let (shape, layout) = (model.shape, model.layout)
    let pool = ThreadPool(width: threads)
    self.pool = pool
    let attention = Attention<S>(shape, pool: pool)
    layers = layout.layers.map {
      DecoderLayer(shape: shape, spans: $0, weights: model.weights, attention: attention, pool: pool)
    }
    activations = (0..<(checkpointing ? 1 : shape.layerCount)).map { _ in LayerActivations(shape, capacity: capacity) }
    scratch = LayerScratch(shape, capacity: capacity, hasGradient: true)
    streams = (0...shape.layerCount).map { _ in Matrix(rows: capacity, columns: shape.hiddenSize) }
    final = Matrix(rows: capacity, columns: shape.hiddenSize)
    finalInverse = Matrix(count: capacity)
    dstream = Matrix(rows: capacity, columns: shape.hiddenSize)
    head = LanguageModelHead(weight: model.weights.matrix(layout.head), capacity: capacity, pool: pool)
    headResult = HeadResult(capacity: capacity)
    positions = Matrix(count: capacity)
    angles = RotaryAngles(shape.rotary, dimension: shape.headDimension, positions: 0)
  }

  // MARK: Forward

  /// The hidden states after the last norm, in ``final``.
  private func forward(_ batch: PackedBatch) -> BatchPlaces<S> {
    precondition(batch.count <= capacity, "a batch of at most \(capacity) tokens")
    if angles.positions < batch.longest {
      angles = RotaryAngles(
        model.shape.rotary, dimension: model.shape.headDimension, positions: max(batch.longest, 2 * angles.positions))
    }
    for (index, position) in batch.positions.enumerated() { positions[index] = position }
    let places = BatchPlaces(
      positions: positions.columns(0..<batch.count), sequences: batch.sequences, angles: angles)
    let tokens = batch.tokens
    let embedding = model.weights.matrix(model.layout.embedding)
    let first = streams[0].rows(0..<tokens.count)
    for (row, token) in tokens.enumerated() { first.row(row).copy(from: embedding.row(Int(token))) }
    for (index, layer) in layers.enumerated() {
      layer.forward(
        streams[index].rows(0..<tokens.count), batch: places, keeping: kept(index, tokens.count), scratch: scratch,
        into: streams[index + 1].rows(0..<tokens.count))
    }
    let ranges = pool.ranges(tokens.count, multiple: 8)
    pool.run(ranges.count) { part in
      let rows = ranges[part]
      Kernels.rmsNorm(
        streams[layers.count].rows(rows), weight: model.weights.matrix(model.layout.finalNorm), into: final.rows(rows),
        inverse: finalInverse.columns(rows), epsilon: S(model.shape.rmsNormEpsilon))
    }
    return places
  }

  private func kept(_ layer: Int, _ tokens: Int) -> LayerActivations<S> {
    activations[checkpointing ? 0 : layer].first(tokens)
  }

  /// Log-probabilities of `targets` (−1 for none) and entropies, of softmax(logits / temperature), without gradient.
  public func statistics(_ batch: PackedBatch, targets: [Int32], temperature: S = 1) -> TokenStatistics<S> {
    _ = forward(batch)
    head.statistics(
      final.rows(0..<batch.count), targets: Matrix(copying: targets), temperature: temperature, into: headResult)
    return statistics(batch.count)
  }

  private func statistics(_ count: Int) -> TokenStatistics<S> {
    TokenStatistics(
      logProbabilities: Array(headResult.logProbabilities.columns(0..<count).elements),
      entropies: Array(headResult.entropies.columns(0..<count).elements),
      values: valueHead?.values(final.rows(0..<count)))
  }

  /// The logits of every token, [tokens][vocabulary]: for looking inside, not for training.
  public func logits(_ batch: PackedBatch) -> [[S]] {
    _ = forward(batch)
    let weight = model.weights.matrix(model.layout.head)
    let row = Matrix<S>(count: weight.rows)
    return (0..<batch.count).map { index in
      BLAS.multiply(final.row(index), transposed: weight, into: row)
      return Array(row.elements)
    }
  }

  // MARK: Gradient

  /// Forward, then backward: adds to `gradients` what the loss changes by each weight, given what it changes by each
  /// target's log-probability and, if anything, by each entropy.
  ///
  /// - Parameters:
  ///   - targets: one a token, −1 for none.
  ///   - objective: called with the statistics of this very pass; returns d(loss)/d(log-probability) and d/d(entropy).
  public func accumulate(
    _ batch: PackedBatch, targets: [Int32], temperature: S = 1, into gradients: ParameterBuffer<S>,
    objective: (TokenStatistics<S>) -> TokenGradients<S>
  ) -> TokenStatistics<S> {
    let places = forward(batch)
    let targets = Matrix(copying: targets)
    head.statistics(final.rows(0..<batch.count), targets: targets, temperature: temperature, into: headResult)
    let found = statistics(batch.count)
    backward(batch, places, targets, temperature, objective(found), gradients)
    return found
  }

  /// As above, where the derivatives are known beforehand: one product to the vocabulary less.
  public func accumulate(
    _ batch: PackedBatch, targets: [Int32], temperature: S = 1, into gradients: ParameterBuffer<S>,
    derivatives: TokenGradients<S>
  ) -> TokenStatistics<S> {
    let places = forward(batch)
    backward(batch, places, Matrix(copying: targets), temperature, derivatives, gradients)
    return statistics(batch.count)
  }

  private func backward(
    _ batch: PackedBatch, _ places: BatchPlaces<S>, _ targets: Matrix<Int32>, _ temperature: S,
    _ derivatives: TokenGradients<S>, _ gradients: ParameterBuffer<S>
  ) {
    let count = batch.count
    let layout = model.layout
    let rows = 0..<count
    // The gradient by the final norm's result takes the place of a scratch matrix.
    let dfinal = scratch.normedMiddle.rows(rows)
    head.gradient(
      final.rows(rows), targets: targets, temperature: temperature,
      dlogProbability: Matrix(copying: derivatives.byLogProbability),
      dentropy: derivatives.byEntropy.map { Matrix(copying: $0) }, into: headResult, dhidden: dfinal,
      dweight: gradients.matrix(layout.head))
    if let valueHead, let byValue = derivatives.byValue {
      valueHead.backward(final.rows(rows), byValue: byValue, addingTo: dfinal)
    }
    let ranges = pool.ranges(count, multiple: 8)
    let dnorm = Matrix<S>(rows: ranges.count, columns: model.shape.hiddenSize)
    pool.run(ranges.count) { part in
      let rows = ranges[part]
      Kernels.rmsNormGradient(
        dfinal.rows(rows), x: streams[layers.count].rows(rows), weight: model.weights.matrix(layout.finalNorm),
        inverse: finalInverse.columns(rows), into: dstream.rows(rows), accumulate: false, dweight: dnorm.row(part))
    }
    Kernels.biasGradient(dnorm, into: gradients.matrix(layout.finalNorm))
    for index in layers.indices.reversed() {
      let input = streams[index].rows(rows)
      let kept = kept(index, count)
      if checkpointing, index != layers.count - 1 {
        // What the block kept was written over by the blocks behind it.
        layers[index].forward(
          input, batch: places, keeping: kept, scratch: scratch, into: streams[index + 1].rows(rows))
      }
      layers[index].backward(
        dstream.rows(rows), input: input, batch: places, keeping: kept, scratch: scratch, gradients: gradients)
    }
    embeddingGradient(batch.tokens, gradients.matrix(layout.embedding))
  }

  /// Adds each token's gradient to its row, split by columns so that equal tokens do not meet.
  private func embeddingGradient(_ tokens: [Int32], _ dembedding: Matrix<S>) {
    let ranges = pool.ranges(dembedding.columns, multiple: 16)
    pool.run(ranges.count) { part in
      let (from, to) = (dstream.columns(ranges[part]), dembedding.columns(ranges[part]))
      for (row, token) in tokens.enumerated() { Kernels.add(from.row(row), to: to.row(Int(token))) }
    }
  }
}

/// What the loss changes by each target's log-probability, and by each entropy and value if by any.
public struct TokenGradients<S: Scalar>: Sendable {
  public var byLogProbability: [S]
  public var byEntropy: [S]?
  public var byValue: [S]?

  public init(byLogProbability: [S], byEntropy: [S]? = nil, byValue: [S]? = nil) {
    self.byLogProbability = byLogProbability
    self.byEntropy = byEntropy
    self.byValue = byValue
  }
}
