/// Attention of single queries, each over its own sequence: what a row gets does not depend on the others.
extension Attention {
  /// Each row's queries over its prompt and what came behind it, up to and with the token at hand.
  func decode(_ projections: Matrix<S>, layer: Int, histories: [RowHistory<S>], into output: Matrix<S>) {
    let work = histories.reduce(0) { $0 + $1.position + 1 } * shape.queryColumns
    // Few rows are split by heads, so that all threads have something to do.
    let parts = histories.count >= 2 * pool.width ? 1 : shape.keyValueHeadCount
    let heads = shape.headCount / parts
    func part(_ index: Int) {
      let (row, part) = index.quotientAndRemainder(dividingBy: parts)
      let history = histories[row]
      let own = 0..<history.count + 1
      let segments = [
        (keys: history.prompt.keys[layer], values: history.prompt.values[layer]),
        (keys: history.own.keys[layer].rows(own), values: history.own.values[layer].rows(own)),
      ]
      scratch.use { memory in
        var memory = ScratchCursor(memory)
        Kernels.attend(
          projections.row(row), heads: part * heads..<(part + 1) * heads, groupSize: shape.groupSize,
          dimension: shape.headDimension, over: segments, scale: scale,
          scores: memory.take(count: Attention.decodingBlock), into: output.row(row))
      }
    }
    if work < RowProducts<S>.smallest {
      for index in 0..<histories.count * parts { part(index) }
    } else {
      pool.run(histories.count * parts, part)
    }
  }

  /// Keys that a query looks at at a time.
  private static var decodingBlock: Int { Attention.queryBlock * Attention.keyBlock }
}
