/// What the model says of each target: log-probability and entropy, of softmax(logits / temperature).
public struct TokenStatistics<S: Scalar>: Sendable {
  /// 0 where there is no target.
  public var logProbabilities: [S]
  public var entropies: [S]
  /// V of each token, where there is a value head.
  public var values: [S]?
}

/// The last product, to the vocabulary, and the softmax behind it, for a block of tokens at a time: logits of all tokens
/// never exist at once.
struct LanguageModelHead<S: Scalar>: Sendable {
  /// [vocabulary × hidden]
  let weight: Matrix<S>
  let pool: ThreadPool
  /// [block × vocabulary]
  private let logits: Matrix<S>
  private let logSums: Matrix<S>

  /// Elements of a block of logits, about: 32 MiB of floats.
  static var blockElements: Int { 8 << 20 }

  static func block(vocabulary: Int, capacity: Int, width: Int) -> Int {
    let most = max(64, blockElements / max(1, vocabulary) / (8 * width) * (8 * width))
    return max(1, min(most, capacity))
  }

  init(weight: Matrix<S>, capacity: Int, pool: ThreadPool) {
    self.weight = weight
    self.pool = pool
    let block = LanguageModelHead.block(vocabulary: weight.rows, capacity: capacity, width: pool.width)
    logits = Matrix(rows: block, columns: weight.rows)
    logSums = Matrix(count: block)
  }

  /// Log-probabilities and entropies of `targets` (−1 where there is none).
  func statistics(_ hidden: Matrix<S>, targets: Matrix<Int32>, temperature: S, into result: HeadResult<S>) {
    eachPanel(hidden.rows) { rows, panel in
      statistics(hidden, targets, temperature, rows, panel, result)
    }
  }

  /// The gradient, given that of the loss by each log-probability and, if any, by each entropy.
  ///
  /// - Parameters:
  ///   - dhidden: is set.
  ///   - dweight: is added to.
  func gradient(
    _ hidden: Matrix<S>, targets: Matrix<Int32>, temperature: S, dlogProbability: Matrix<S>, dentropy: Matrix<S>?,
    into result: HeadResult<S>, dhidden: Matrix<S>, dweight: Matrix<S>
  ) {
    for block in blocks(hidden.rows) {
      let panels = pool.ranges(block.count, multiple: 8)
      pool.run(panels.count) { part in
        let panel = panels[part]
        let rows = block.lowerBound + panel.lowerBound..<block.lowerBound + panel.upperBound
        statistics(hidden, targets, temperature, rows, panel, result)
        let logits = logits.rows(panel)
        Kernels.softmaxGradient(
          logits, targets: targets.columns(rows), inverseTemperature: 1 / temperature,
          logSums: logSums.columns(panel), entropies: result.entropies.columns(rows),
          byLogProbability: dlogProbability.columns(rows), byEntropy: dentropy?.columns(rows))
        BLAS.multiply(logits, weight, into: dhidden.rows(rows))
      }
      let product = WeightGradient(dy: logits.rows(0..<block.count), x: hidden.rows(block), into: dweight)
      let parts = pool.ranges(dweight.rows, multiple: 8)
      pool.run(parts.count) { product.add(rows: parts[$0]) }
    }
  }

  private func blocks(_ rows: Int) -> [Range<Int>] {
    stride(from: 0, to: rows, by: logits.rows).map { $0..<min(rows, $0 + logits.rows) }
  }

  private func eachPanel(_ rows: Int, _ body: (Range<Int>, Range<Int>) -> Void) {
    for block in blocks(rows) {
      let panels = pool.ranges(block.count, multiple: 8)
      pool.run(panels.count) { part in
        body(block.lowerBound + panels[part].lowerBound..<block.lowerBound + panels[part].upperBound, panels[part])
      }
    }
  }

  private func statistics(
    _ hidden: Matrix<S>, _ targets: Matrix<Int32>, _ temperature: S, _ rows: Range<Int>, _ panel: Range<Int>,
    _ result: HeadResult<S>
  ) {
    let logits = logits.rows(panel)
    BLAS.multiply(hidden.rows(rows), transposed: weight, into: logits)
    Kernels.softmaxStatistics(
      logits, targets: targets.columns(rows), inverseTemperature: 1 / temperature, logSums: logSums.columns(panel),
      logProbabilities: result.logProbabilities.columns(rows), entropies: result.entropies.columns(rows))
  }
}

/// Where ``LanguageModelHead`` writes: one number a token each.
struct HeadResult<S: Scalar>: Sendable {
  let logProbabilities: Matrix<S>
  let entropies: Matrix<S>

  init(capacity: Int) {
    logProbabilities = Matrix(count: capacity)
    entropies = Matrix(count: capacity)
  }
}
