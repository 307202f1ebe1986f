/// Continues one sequence token by token: the prompt at once, then a token at a time with cached keys and values.
public final class DecodingPass<S: Scalar> {
  public let model: DecoderModel<S>
  /// Tokens that a sequence may have, the prompt's included.
  public let capacity: Int
  /// Tokens so far.
  public private(set) var count = 0

  private let pool: ThreadPool
  private let layers: [DecoderLayer<S>]
  private let cache: KeyValueCache<S>
  private let scratch: DecoderLayer<S>.DecodingScratch
  private let stream: Matrix<S>
  private let logits: Matrix<S>
  private let position = Matrix<Int32>(count: 1)
  private var angles: RotaryAngles<S>

  public init(_ model: DecoderModel<S>, capacity: Int, threads: Int) {
    self.model = model
    self.capacity = capacity
    let shape = model.shape
    let pool = ThreadPool(width: threads)
    self.pool = pool
    let attention = Attention<S>(shape, pool: pool)
    layers = model.layout.layers.map {
      DecoderLayer(shape: shape, spans: $0, weights: model.weights, attention: attention, pool: pool)
    }
    cache = KeyValueCache(shape, capacity: capacity)
    scratch = DecoderLayer<S>.DecodingScratch(shape, rows: 1)
    stream = Matrix(count: shape.hiddenSize)
    logits = Matrix(count: shape.vocabularySize)
    angles = RotaryAngles(shape.rotary, dimension: shape.headDimension, positions: min(capacity, 256))
  }

  /// Begins anew with these tokens, at least one, and gives the logits behind the last.
  public func begin(_ prompt: [Int32]) -> [S] {
    precondition(!prompt.isEmpty && prompt.count <= capacity, "1 to \(capacity) tokens")
    prepareAngles(prompt.count)
    let shape = model.shape
    let positions = Matrix<Int32>(copying: prompt.indices.map { Int32($0) })
    let places = BatchPlaces(positions: positions, sequences: [0..<prompt.count], angles: angles)
    let kept = LayerActivations<S>(shape, capacity: prompt.count)
    let shared = LayerScratch<S>(shape, capacity: prompt.count, hasGradient: false)
    var (input, output) = (
      Matrix<S>(rows: prompt.count, columns: shape.hiddenSize), Matrix<S>(rows: prompt.count, columns: shape.hiddenSize)
    )
    let embedding = model.weights.matrix(model.layout.embedding)
    for (row, token) in prompt.enumerated() { input.row(row).copy(from: embedding.row(Int(token))) }
    for (index, layer) in layers.enumerated() {
      layer.forward(input, batch: places, keeping: kept, scratch: shared, into: output)
      let keys = shape.queryColumns..<shape.queryColumns + shape.keyColumns
      cache.keys[index].rows(0..<prompt.count).copy(from: kept.projections.columns(keys))
      cache.values[index].rows(0..<prompt.count).copy(
        from: kept.projections.columns(keys.upperBound..<shape.attentionColumns))
      swap(&input, &output)
    }
    count = prompt.count
    stream.copy(from: input.row(prompt.count - 1))
    return finish()
  }

  /// Appends a token and gives the logits behind it.
  public func append(_ token: Int32) -> [S] {
    precondition(count < capacity, "at most \(capacity) tokens")
    prepareAngles(count + 1)
    position[0] = Int32(count)
    stream.copy(from: model.weights.matrix(model.layout.embedding).row(Int(token)))
    for (index, layer) in layers.enumerated() {
      layer.decode(stream, layer: index, caches: [cache], positions: position, angles: angles, scratch: scratch)
    }
    count += 1
    return finish()
  }

  private func finish() -> [S] {
    Kernels.rmsNorm(
      stream, weight: model.weights.matrix(model.layout.finalNorm), into: scratch.normed, inverse: scratch.inverse,
      epsilon: S(model.shape.rmsNormEpsilon))
    Products(pool: pool).multiply(
      scratch.normed, transposed: model.weights.matrix(model.layout.head), into: logits)
    return Array(logits.elements)
  }

  private func prepareAngles(_ positions: Int) {
    guard angles.positions < positions else { return }
    angles = RotaryAngles(
      model.shape.rotary, dimension: model.shape.headDimension,
      positions: min(capacity, max(positions, 2 * angles.positions)))
  }
}
