/// Continues many sequences side by side: a prompt at once, then a token of each with cached keys and values.
final class BatchDecoder<S: Scalar> {
  let model: DecoderModel<S>
  /// Sequences that go on in a step.
  let mostRows: Int
  let pool: ThreadPool
  let products: RowProducts<S>

  private let layers: [DecoderLayer<S>]
  private let scratch: DecoderLayer<S>.DecodingScratch
  private let stream: Matrix<S>
  private let logits: Matrix<S>
  private let positions: Matrix<Int32>
  private var angles: RotaryAngles<S>
  private var prompts: PromptScratch

  /// - Parameter deterministic: a row's logits do not depend on the others, to the bit.
  init(_ model: DecoderModel<S>, mostRows: Int, deterministic: Bool, pool: ThreadPool) {
    self.model = model
    self.mostRows = mostRows
    self.pool = pool
    let shape = model.shape
    let attention = Attention<S>(shape, pool: pool)
    layers = model.layout.layers.map {
      DecoderLayer(shape: shape, spans: $0, weights: model.weights, attention: attention, pool: pool)
    }
    products = RowProducts(pool: pool, deterministic: deterministic)
    scratch = DecoderLayer<S>.DecodingScratch(shape, rows: mostRows)
    stream = Matrix(rows: mostRows, columns: shape.hiddenSize)
    logits = Matrix(rows: mostRows, columns: shape.vocabularySize)
    positions = Matrix(count: mostRows)
    angles = RotaryAngles(shape.rotary, dimension: shape.headDimension, positions: 0)
    prompts = PromptScratch(shape, capacity: 0)
  }

  /// Takes the memory for prompts and sequences of so many tokens, if it is not there yet.
  func prepare(longestPrompt: Int, longestSequence: Int) {
    if angles.positions < longestSequence {
      angles = RotaryAngles(model.shape.rotary, dimension: model.shape.headDimension, positions: longestSequence)
    }
    if prompts.capacity < longestPrompt { prompts = PromptScratch(model.shape, capacity: longestPrompt) }
  }

  // MARK: Prompts

  /// What all tokens of a prompt need on their way through the layers.
  private struct PromptScratch {
    let capacity: Int
    let kept: LayerActivations<S>
    let shared: LayerScratch<S>
    let streams: (Matrix<S>, Matrix<S>)
    let positions: Matrix<Int32>

    init(_ shape: DecoderShape, capacity: Int) {
      self.capacity = capacity
      kept = LayerActivations(shape, capacity: capacity)
      shared = LayerScratch(shape, capacity: capacity, hasGradient: false)
      streams = (
        Matrix(rows: capacity, columns: shape.hiddenSize), Matrix(rows: capacity, columns: shape.hiddenSize)
      )
      positions = Matrix(count: capacity)
      for position in 0..<capacity { positions[position] = Int32(position) }
    }
  }

  /// Elements of a prompt's token, and of a row of a step with its logits.
  static func elements(_ shape: DecoderShape) -> (promptToken: Int, row: Int) {
    (
      LayerActivations<S>.elements(shape) + LayerScratch<S>.elements(shape, hasGradient: false)
        + 2 * shape.hiddenSize + 1,
      DecoderLayer<S>.DecodingScratch.elements(shape) + shape.hiddenSize + shape.vocabularySize + 1
    )
  }

  /// The keys and values of a prompt, at least one token, and the logits behind its last.
  func read(_ prompt: [Int32]) -> (cache: KeyValueCache<S>, logits: Matrix<S>) {
    prepare(longestPrompt: prompt.count, longestSequence: prompt.count)
    let shape = model.shape
    let cache = KeyValueCache<S>(shape, capacity: prompt.count)
    let rows = 0..<prompt.count
    let kept = prompts.kept.first(prompt.count)
    let places = BatchPlaces(positions: prompts.positions.columns(rows), sequences: [rows], angles: angles)
    var (input, output) = (prompts.streams.0.rows(rows), prompts.streams.1.rows(rows))
    let embedding = model.weights.matrix(model.layout.embedding)
    for (row, token) in prompt.enumerated() { input.row(row).copy(from: embedding.row(Int(token))) }
    let keys = shape.queryColumns..<shape.queryColumns + shape.keyColumns
    for (index, layer) in layers.enumerated() {
      layer.forward(input, batch: places, keeping: kept, scratch: prompts.shared, into: output)
      cache.keys[index].copy(from: kept.projections.columns(keys))
      cache.values[index].copy(from: kept.projections.columns(keys.upperBound..<shape.attentionColumns))
      swap(&input, &output)
    }
    stream.row(0).copy(from: input.row(prompt.count - 1))
    let result = Matrix<S>(count: shape.vocabularySize)
    result.copy(from: finish(rows: 1))
    return (cache, result)
  }

  // MARK: Steps

  /// Appends a token to each sequence; the histories get its keys and values at their place, and the caller counts on.
  ///
  /// - Returns: the logits, a row a sequence, until the next call.
  func append(_ tokens: [Int32], to histories: [RowHistory<S>]) -> Matrix<S> {
    precondition(tokens.count == histories.count && tokens.count <= mostRows, "one token a sequence")
    prepare(longestPrompt: 0, longestSequence: (histories.map(\.position).max() ?? 0) + 1)
    let stream = stream.rows(0..<tokens.count)
    let embedding = model.weights.matrix(model.layout.embedding)
    for (row, token) in tokens.enumerated() {
      stream.row(row).copy(from: embedding.row(Int(token)))
      positions[row] = Int32(histories[row].position)
    }
    for (index, layer) in layers.enumerated() {
      layer.decode(
        stream, layer: index, histories: histories, positions: positions, angles: angles, scratch: scratch,
        by: products)
    }
    return finish(rows: tokens.count)
  }

  private func finish(rows: Int) -> Matrix<S> {
    let (normed, logits) = (scratch.normed.rows(0..<rows), logits.rows(0..<rows))
    Kernels.rmsNorm(
      stream.rows(0..<rows), weight: model.weights.matrix(model.layout.finalNorm), into: normed,
      inverse: scratch.inverse.columns(0..<rows), epsilon: S(model.shape.rmsNormEpsilon))
    products.multiply(normed, transposed: model.weights.matrix(model.layout.head), into: logits, beta: 0)
    return logits
  }
}
