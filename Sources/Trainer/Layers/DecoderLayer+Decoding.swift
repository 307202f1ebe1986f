/// One new token for each of some sequences: the products are thin, and attention looks into caches.
extension DecoderLayer {
  /// Memory for rows of a decoding step.
  struct DecodingScratch: Sendable {
    let normed: Matrix<S>
    let inverse: Matrix<S>
    let projections: Matrix<S>
    let raw: Matrix<S>
    let attended: Matrix<S>
    let gateAndUp: Matrix<S>
    let activated: Matrix<S>

    init(_ shape: DecoderShape, rows: Int) {
      normed = Matrix(rows: rows, columns: shape.hiddenSize)
      inverse = Matrix(count: rows)
      projections = Matrix(rows: rows, columns: shape.attentionColumns)
      raw = Matrix(
        rows: rows, columns: shape.normalisesQueriesAndKeys ? shape.queryColumns + shape.keyColumns : 0)
      attended = Matrix(rows: rows, columns: shape.queryColumns)
      gateAndUp = Matrix(rows: rows, columns: 2 * shape.intermediateSize)
      activated = Matrix(rows: rows, columns: shape.intermediateSize)
    }

    /// Elements a row.
    static func elements(_ shape: DecoderShape) -> Int {
      shape.hiddenSize + 1 + shape.attentionColumns + shape.queryColumns + 3 * shape.intermediateSize
        + (shape.normalisesQueriesAndKeys ? shape.queryColumns + shape.keyColumns : 0)
    }
  }

  /// - Parameters:
  ///   - stream: [rows × hidden]; becomes the block's result.
  ///   - histories: one a row; each gets the key and value of its token.
  ///   - positions: one a row.
  ///   - scratch: of at least as many rows.
  func decode(
    _ stream: Matrix<S>, layer: Int, histories: [RowHistory<S>], positions: Matrix<Int32>,
    angles: RotaryAngles<S>, scratch: DecodingScratch, by products: RowProducts<S>
  ) {
    let all = 0..<stream.rows
    let (normed, inverse) = (scratch.normed.rows(all), scratch.inverse.columns(all))
    let projections = scratch.projections.rows(all)
    projectQueriesKeysValues(
      stream, positions: positions.columns(all), angles: angles, normed: normed, inverse: inverse,
      raw: scratch.raw.rows(all), rawInverse: inverse, into: projections, by: products)
    let keys = shape.queryColumns..<shape.queryColumns + shape.keyColumns
    for (row, history) in histories.enumerated() {
      let projections = projections.row(row)
      history.own.keys[layer].row(history.count).copy(from: projections.columns(keys))
      history.own.values[layer].row(history.count).copy(
        from: projections.columns(keys.upperBound..<shape.attentionColumns))
    }
    let attended = scratch.attended.rows(all)
    attention.decode(projections, layer: layer, histories: histories, into: attended)
    addAttention(attended, to: stream, by: products)
    feedForward(
      stream, normed: normed, inverse: inverse, gateAndUp: scratch.gateAndUp.rows(all),
      activated: scratch.activated.rows(all), addingTo: stream, by: products)
  }
}
