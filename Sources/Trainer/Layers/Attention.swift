/// Causal attention over packed sequences, in blocks of queries and keys: what is kept grows with the length, not with its
/// square (FlashAttention, arXiv 2205.14135). Queries of a group share keys and values (arXiv 2305.13245).
///
/// A row of `projections` is [queries of all heads | keys | values], already normalised and turned.
struct Attention<S: Scalar>: Sendable {
  let shape: DecoderShape
  let pool: ThreadPool
  let scratch: ScratchPool<S>

  static var queryBlock: Int { 64 }
  static var keyBlock: Int { 256 }

  init(_ shape: DecoderShape, pool: ThreadPool) {
    self.shape = shape
    self.pool = pool
    scratch = ScratchPool(count: pool.width, elements: Attention.scratchElements(shape))
  }

  /// Elements that each thread needs.
  static func scratchElements(_ shape: DecoderShape) -> Int {
    2 * queryBlock * keyBlock + queryBlock * 4 + 2 * keyBlock * shape.headDimension
  }

  /// Rounded once: a root and a quotient in Float are up to a unit off (0.8 at dimension 112), in every score alike.
  var scale: S { S(1 / Double(shape.headDimension).squareRoot()) }

  private func queries(_ projections: Matrix<S>, head: Int) -> Matrix<S> {
    projections.columns(head * shape.headDimension..<(head + 1) * shape.headDimension)
  }
  private func keys(_ projections: Matrix<S>, keyHead: Int) -> Matrix<S> {
    let start = shape.queryColumns + keyHead * shape.headDimension
    return projections.columns(start..<start + shape.headDimension)
  }
  private func values(_ projections: Matrix<S>, keyHead: Int) -> Matrix<S> {
    let start = shape.queryColumns + shape.keyColumns + keyHead * shape.headDimension
    return projections.columns(start..<start + shape.headDimension)
  }

  /// A block of queries of one head.
  private struct QueryTask {
    let sequence: Range<Int>
    let rows: Range<Int>
    let head: Int
  }

  /// - Parameters:
  ///   - projections: [tokens × (queries + keys + values)]
  ///   - output: [tokens × queries]
  ///   - logSums: [heads × tokens], log Σ exp of each query's scores, for the gradient.
  func forward(_ projections: Matrix<S>, sequences: [Range<Int>], into output: Matrix<S>, logSums: Matrix<S>) {
    var tasks: [QueryTask] = []
    for sequence in sequences {
      for start in stride(from: sequence.lowerBound, to: sequence.upperBound, by: Attention.queryBlock) {
        let rows = start..<min(sequence.upperBound, start + Attention.queryBlock)
        for head in 0..<shape.headCount { tasks.append(QueryTask(sequence: sequence, rows: rows, head: head)) }
      }
    }
    // The longest first.
    tasks.reverse()
    pool.run(tasks.count) { index in
      scratch.use { forward(tasks[index], projections, output, logSums, $0) }
    }
  }

  private func forward(
    _ task: QueryTask, _ projections: Matrix<S>, _ output: Matrix<S>, _ logSums: Matrix<S>, _ memory: Matrix<S>
  ) {
    var memory = ScratchCursor(memory)
    let count = task.rows.count
    let scores = memory.take(rows: Attention.queryBlock, columns: Attention.keyBlock)
    let (maximum, sum, correction) = (memory.take(count: count), memory.take(count: count), memory.take(count: count))
    maximum.fill(-.infinity)
    sum.fill(0)
    let keyHead = task.head / shape.groupSize
    let queries = queries(projections, head: task.head).rows(task.rows)
    let keys = keys(projections, keyHead: keyHead)
    let values = values(projections, keyHead: keyHead)
    let result = output.columns(task.head * shape.headDimension..<(task.head + 1) * shape.headDimension).rows(task.rows)
    for start in stride(from: task.sequence.lowerBound, to: task.rows.upperBound, by: Attention.keyBlock) {
      let block = start..<min(task.rows.upperBound, start + Attention.keyBlock)
      let part = scores.columns(0..<block.count).rows(0..<count)
      BLAS.multiply(queries, transposed: keys.rows(block), into: part)
      Kernels.attentionWeights(
        part, diagonal: task.rows.lowerBound - block.lowerBound, scale: scale, maximum: maximum, sum: sum,
        correction: correction)
      let isFirst = start == task.sequence.lowerBound
      if !isFirst { Kernels.scaleRows(result, by: correction) }
      BLAS.multiply(part, values.rows(block), into: result, beta: isFirst ? 0 : 1)
    }
    for row in 0..<count {
      correction[row] = 1 / sum[row]
      logSums[task.head, task.rows.lowerBound + row] = maximum[row] + naturalLogarithm(sum[row])
    }
    Kernels.scaleRows(result, by: correction)
  }

  /// - Parameters:
  ///   - output, logSums: what `forward` gave.
  ///   - doutput: [tokens × queries]
  ///   - dots: [heads × tokens], Σ doutput · output by head.
  ///   - dprojections: is set; shaped as `projections`.
  func backward(
    _ projections: Matrix<S>, sequences: [Range<Int>], logSums: Matrix<S>, doutput: Matrix<S>, dots: Matrix<S>,
    into dprojections: Matrix<S>
  ) {
    // By sequence and key head: all that such a task adds to is its own.
    let tasks = sequences.sorted { $0.count > $1.count }.flatMap { sequence in
      (0..<shape.keyValueHeadCount).map { (sequence: sequence, keyHead: $0) }
    }
    pool.run(tasks.count) { index in
      scratch.use {
        backward(tasks[index].sequence, tasks[index].keyHead, projections, logSums, doutput, dots, dprojections, $0)
      }
    }
  }

  private func backward(
    _ sequence: Range<Int>, _ keyHead: Int, _ projections: Matrix<S>, _ logSums: Matrix<S>, _ doutput: Matrix<S>,
    _ dots: Matrix<S>, _ dprojections: Matrix<S>, _ memory: Matrix<S>
  ) {
    var memory = ScratchCursor(memory)
    let (queryBlock, keyBlock) = (Attention.queryBlock, Attention.keyBlock)
    let scores = memory.take(rows: queryBlock, columns: keyBlock)
    let dweights = memory.take(rows: queryBlock, columns: keyBlock)
    let heads = keyHead * shape.groupSize..<(keyHead + 1) * shape.groupSize
    let (keys, values) = (self.keys(projections, keyHead: keyHead), self.values(projections, keyHead: keyHead))
    let (dkeys, dvalues) = (self.keys(dprojections, keyHead: keyHead), self.values(dprojections, keyHead: keyHead))
    for keyStart in stride(from: sequence.lowerBound, to: sequence.upperBound, by: keyBlock) {
      let block = keyStart..<min(sequence.upperBound, keyStart + keyBlock)
      var isFirst = true
      for head in heads {
        let dqueries = queries(dprojections, head: head)
        let columns = head * shape.headDimension..<(head + 1) * shape.headDimension
        let first = sequence.lowerBound + (keyStart - sequence.lowerBound) / queryBlock * queryBlock
        for start in stride(from: first, to: sequence.upperBound, by: queryBlock) {
          let rows = start..<min(sequence.upperBound, start + queryBlock)
          // Keys beyond the last query of this block are not seen.
          let seen = block.lowerBound..<min(block.upperBound, rows.upperBound)
          let part = scores.rows(0..<rows.count).columns(0..<seen.count)
          let dpart = dweights.rows(0..<rows.count).columns(0..<seen.count)
          let queries = queries(projections, head: head).rows(rows)
          let doutput = doutput.columns(columns).rows(rows)
          BLAS.multiply(queries, transposed: keys.rows(seen), into: part)
          BLAS.multiply(doutput, transposed: values.rows(seen), into: dpart)
          Kernels.attentionGradient(
            part, dpart, diagonal: rows.lowerBound - seen.lowerBound, scale: scale,
            logSums: logSums.row(head).columns(rows), dots: dots.row(head).columns(rows))
          if isFirst {
            dkeys.rows(block).fill(0)
            dvalues.rows(block).fill(0)
            isFirst = false
          }
          BLAS.multiply(transposed: part, doutput, into: dvalues.rows(seen), beta: 1)
          BLAS.multiply(transposed: dpart, queries, into: dkeys.rows(seen), beta: 1)
          BLAS.multiply(
            dpart, keys.rows(seen), into: dqueries.rows(rows), beta: keyStart == sequence.lowerBound ? 0 : 1)
        }
      }
    }
  }
}
