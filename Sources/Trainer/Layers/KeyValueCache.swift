/// Keys and values of some tokens that follow each other, by layer.
struct KeyValueCache<S: Scalar>: Sendable {
  /// [capacity × keys] each.
  let keys: [Matrix<S>]
  let values: [Matrix<S>]
  /// Tokens.
  let capacity: Int

  init(_ shape: DecoderShape, capacity: Int) {
    self.capacity = capacity
    // One mapping for all.
    let storage = Storage<S>(count: 2 * shape.layerCount * capacity * shape.keyColumns)
    func matrix(_ index: Int) -> Matrix<S> {
      Matrix(
        storage, offset: index * capacity * shape.keyColumns, rows: capacity, columns: shape.keyColumns)
    }
    keys = (0..<shape.layerCount).map { matrix(2 * $0) }
    values = (0..<shape.layerCount).map { matrix(2 * $0 + 1) }
  }

  static func bytesPerToken(_ shape: DecoderShape) -> Int {
    2 * shape.layerCount * shape.keyColumns * MemoryLayout<S>.stride
  }
}

/// What a row of a decoding step looks back on: a prompt that it may share with others, and what came behind it.
struct RowHistory<S: Scalar>: Sendable {
  /// Full.
  let prompt: KeyValueCache<S>
  let own: KeyValueCache<S>
  /// Tokens in `own`: the place of the next one.
  var count = 0

  /// The next token's position.
  var position: Int { prompt.capacity + count }
}
