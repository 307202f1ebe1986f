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
      raw = Matrix(rows: rows, columns: shape.queryColumns + shape.keyColumns)
      attended = Matrix(rows: rows, columns: shape.queryColumns)
      gateAndUp = Matrix(rows: rows, columns: 2 * shape.intermediateSize)
      activated = Matrix(rows: rows, columns: shape.intermediateSize)
    }
  }

  /// - Parameters:
  ///   - stream: [rows × hidden]; becomes the block's result.
  ///   - caches: one a row; gets the row's key and value at its position.
  ///   - positions: one a row.
  func decode(
    _ stream: Matrix<S>, layer: Int, caches: [KeyValueCache<S>], positions: Matrix<Int32>, angles: RotaryAngles<S>,
    scratch: DecodingScratch
  ) {
    let products = Products(pool: pool)
    let epsilon = S(shape.rmsNormEpsilon)
    Kernels.rmsNorm(
      stream, weight: weights.matrix(spans.inputNorm), into: scratch.normed, inverse: scratch.inverse,
      epsilon: epsilon)
    let projections = scratch.projections
    products.multiply(scratch.normed, transposed: weights.matrix(spans.queryKeyValue), into: projections)
    if let bias = spans.queryKeyValueBias { Kernels.addBias(weights.matrix(bias), to: projections) }
    let turned = projections.columns(0..<shape.queryColumns + shape.keyColumns)
    if shape.normalisesQueriesAndKeys {
      scratch.raw.copy(from: turned)
      normaliseHeads(scratch.raw, into: turned, inverse: scratch.inverse)
    }
    Kernels.rotate(
      turned, heads: shape.headCount + shape.keyValueHeadCount, positions: positions, by: angles, inverse: false)
    for (row, cache) in caches.enumerated() {
      let position = Int(positions[row])
      cache.keys[layer].row(position).copy(
        from: projections.row(row).columns(shape.queryColumns..<shape.queryColumns + shape.keyColumns))
      cache.values[layer].row(position).copy(
        from: projections.row(row).columns(shape.queryColumns + shape.keyColumns..<shape.attentionColumns))
    }
    attention.decode(projections, layer: layer, caches: caches, positions: positions, into: scratch.attended)
    products.multiply(scratch.attended, transposed: weights.matrix(spans.attentionOutput), into: stream, beta: 1)
    if let bias = spans.attentionOutputBias { Kernels.addBias(weights.matrix(bias), to: stream) }
    Kernels.rmsNorm(
      stream, weight: weights.matrix(spans.postAttentionNorm), into: scratch.normed, inverse: scratch.inverse,
      epsilon: epsilon)
    products.multiply(scratch.normed, transposed: weights.matrix(spans.gateAndUp), into: scratch.gateAndUp)
    if let bias = spans.gateAndUpBias { Kernels.addBias(weights.matrix(bias), to: scratch.gateAndUp) }
    Kernels.swiglu(gateAndUp: scratch.gateAndUp, into: scratch.activated)
    products.multiply(scratch.activated, transposed: weights.matrix(spans.down), into: stream, beta: 1)
    if let bias = spans.downBias { Kernels.addBias(weights.matrix(bias), to: stream) }
  }
}

extension Attention {
  /// Each row's queries over its own cache, up to and with its position.
  func decode(
    _ projections: Matrix<S>, layer: Int, caches: [KeyValueCache<S>], positions: Matrix<Int32>,
    into output: Matrix<S>
  ) {
    let work = caches.indices.reduce(0) { $0 + Int(positions[$1]) } * shape.queryColumns
    let tasks = caches.count * shape.headCount
    if work < Products.smallest {
      for task in 0..<tasks { decode(task, projections, layer, caches, positions, output) }
    } else {
      pool.run(tasks) { decode($0, projections, layer, caches, positions, output) }
    }
  }

  private func decode(
    _ task: Int, _ projections: Matrix<S>, _ layer: Int, _ caches: [KeyValueCache<S>], _ positions: Matrix<Int32>,
    _ output: Matrix<S>
  ) {
    let (row, head) = task.quotientAndRemainder(dividingBy: shape.headCount)
    let dimension = shape.headDimension
    let length = Int(positions[row]) + 1
    let columns = head / shape.groupSize * dimension..<(head / shape.groupSize + 1) * dimension
    let keys = caches[row].keys[layer].columns(columns)
    let values = caches[row].values[layer].columns(columns)
    let query = projections.row(row).columns(head * dimension..<(head + 1) * dimension)
    let result = output.row(row).columns(head * dimension..<(head + 1) * dimension)
    scratch.use { memory in
      var memory = ScratchCursor(memory)
      let scores = memory.take(count: decodingBlock)
      let (maximum, sum, correction) = (memory.take(count: 1), memory.take(count: 1), memory.take(count: 1))
      maximum[0] = -.infinity
      sum[0] = 0
      for start in stride(from: 0, to: length, by: decodingBlock) {
        let block = start..<min(length, start + decodingBlock)
        let part = scores.columns(0..<block.count)
        BLAS.multiply(query, transposed: keys.rows(block), into: part)
        Kernels.attentionWeights(
          part, diagonal: block.count - 1, scale: scale, maximum: maximum, sum: sum, correction: correction)
        if start > 0 { Kernels.scaleRows(result, by: correction) }
        BLAS.multiply(row: part, values.rows(block), into: result, beta: start > 0 ? 1 : 0)
      }
      correction[0] = 1 / sum[0]
      Kernels.scaleRows(result, by: correction)
    }
  }

  /// Keys that a query looks at at a time.
  private var decodingBlock: Int { Attention.queryBlock * Attention.keyBlock }
}
