/// Attention of single queries, each over its own sequence: what a row gets does not depend on the others.
extension Attention {
  /// Each row's queries over its prompt and what came behind it, up to and with the token at hand.
  ///
  /// - Parameter rows: that of each history.
  func decode(
    _ projections: Matrix<S>, layer: Int, histories: [RowHistory<S>], rows: [Int], into output: Matrix<S>
  ) {
    let work = histories.reduce(0) { $0 + $1.position + 1 } * shape.queryColumns
    // Few rows are split by heads, so that all threads have something to do.
    let parts = histories.count >= 2 * pool.width ? 1 : shape.keyValueHeadCount
    let heads = shape.keyValueHeadCount / parts
    func part(_ index: Int) {
      let (sequence, part) = index.quotientAndRemainder(dividingBy: parts)
      let (query, result) = (projections.row(rows[sequence]), output.row(rows[sequence]))
      scratch.use { memory in
        for keyHead in part * heads..<(part + 1) * heads {
          decode(query, keyHead, histories[sequence], layer, result, memory)
        }
      }
    }
    if work < RowProducts<S>.smallest {
      for index in 0..<histories.count * parts { part(index) }
    } else {
      pool.run(histories.count * parts, part)
    }
  }

  private func decode(
    _ projections: Matrix<S>, _ keyHead: Int, _ history: RowHistory<S>, _ layer: Int, _ output: Matrix<S>,
    _ memory: Matrix<S>
  ) {
    let dimension = shape.headDimension
    let columns = keyHead * dimension..<(keyHead + 1) * dimension
    let segments = [(history.prompt, history.prompt.capacity), (history.own, history.count + 1)].map {
      (
        keys: $0.0.keys[layer].columns(columns).rows(0..<$0.1),
        values: $0.0.values[layer].columns(columns).rows(0..<$0.1)
      )
    }
    for head in keyHead * shape.groupSize..<(keyHead + 1) * shape.groupSize {
      let place = head * dimension..<(head + 1) * dimension
      decode(projections.columns(place), segments, into: output.columns(place), memory)
    }
  }

  /// One query over keys and values that lie in several places.
  private func decode(
    _ query: Matrix<S>, _ segments: [(keys: Matrix<S>, values: Matrix<S>)], into result: Matrix<S>,
    _ memory: Matrix<S>
  ) {
    var memory = ScratchCursor(memory)
    let scores = memory.take(count: decodingBlock)
    let (maximum, sum, correction) = (memory.take(count: 1), memory.take(count: 1), memory.take(count: 1))
    maximum[0] = -.infinity
    sum[0] = 0
    var isFirst = true
    for segment in segments {
      for start in stride(from: 0, to: segment.keys.rows, by: decodingBlock) {
        let block = start..<min(segment.keys.rows, start + decodingBlock)
        let part = scores.columns(0..<block.count)
        BLAS.multiply(query, transposed: segment.keys.rows(block), into: part)
        Kernels.attentionWeights(
          part, diagonal: block.count - 1, scale: scale, maximum: maximum, sum: sum, correction: correction)
        if !isFirst { Kernels.scaleRows(result, by: correction) }
        BLAS.multiply(row: part, segment.values.rows(block), into: result, beta: isFirst ? 0 : 1)
        isFirst = false
      }
    }
    correction[0] = 1 / sum[0]
    Kernels.scaleRows(result, by: correction)
  }

  /// Keys that a query looks at at a time.
  private var decodingBlock: Int { Attention.queryBlock * Attention.keyBlock }
}
