/// The loops between two products, on matrices, in the thread that asks. Shapes are checked here and nowhere below.
enum Kernels {
  static func rmsNorm<S: Scalar>(_ x: Matrix<S>, weight: Matrix<S>, into y: Matrix<S>, inverse: Matrix<S>, epsilon: S) {
    precondition(x.rows == y.rows && x.columns == y.columns && weight.columns == x.columns, "shapes that fit")
    precondition(inverse.isContiguous && inverse.rows * inverse.columns >= x.rows, "one inverse a row")
    S.functions.rmsNorm(
      x.pointer, x.stride, weight.pointer, y.pointer, y.stride, inverse.pointer, x.rows, x.columns, epsilon)
  }

  /// Adds to `dx`, or sets it; adds to `dweight`.
  static func rmsNormGradient<S: Scalar>(
    _ dy: Matrix<S>, x: Matrix<S>, weight: Matrix<S>, inverse: Matrix<S>, into dx: Matrix<S>, accumulate: Bool,
    dweight: Matrix<S>
  ) {
    precondition(dy.rows == x.rows && dx.rows == x.rows && dy.columns == x.columns && dx.columns == x.columns)
    precondition(weight.columns == x.columns && dweight.columns == x.columns, "shapes that fit")
    S.functions.rmsNormGradient(
      dy.pointer, dy.stride, x.pointer, x.stride, weight.pointer, inverse.pointer, dx.pointer, dx.stride, accumulate,
      dweight.pointer, x.rows, x.columns)
  }

  /// - Parameters:
  ///   - x: rows of `heads` heads.
  ///   - positions: one a row.
  static func rotate<S: Scalar>(
    _ x: Matrix<S>, heads: Int, positions: Matrix<Int32>, by angles: RotaryAngles<S>, inverse: Bool
  ) {
    precondition(x.columns == heads * angles.dimension && positions.columns == x.rows, "shapes that fit")
    S.functions.rope(
      x.pointer, x.stride, positions.pointer, angles.cosines.pointer, angles.sines.pointer, x.rows, heads,
      angles.dimension, inverse)
  }

  static func swiglu<S: Scalar>(gateAndUp: Matrix<S>, into y: Matrix<S>) {
    precondition(gateAndUp.rows == y.rows && gateAndUp.columns == 2 * y.columns, "shapes that fit")
    S.functions.swiglu(gateAndUp.pointer, gateAndUp.stride, y.pointer, y.stride, y.rows, y.columns)
  }

  /// Writes the gradient over `gateAndUp`.
  static func swigluGradient<S: Scalar>(gateAndUp: Matrix<S>, _ dy: Matrix<S>) {
    precondition(gateAndUp.rows == dy.rows && gateAndUp.columns == 2 * dy.columns, "shapes that fit")
    S.functions.swigluGradient(gateAndUp.pointer, gateAndUp.stride, dy.pointer, dy.stride, dy.rows, dy.columns)
  }

  static func add<S: Scalar>(_ x: Matrix<S>, to y: Matrix<S>) {
    precondition(x.rows == y.rows && x.columns == y.columns, "shapes that fit")
    S.functions.add(y.pointer, y.stride, x.pointer, x.stride, x.rows, x.columns)
  }

  static func addBias<S: Scalar>(_ bias: Matrix<S>, to y: Matrix<S>) {
    precondition(bias.columns == y.columns, "shapes that fit")
    S.functions.addBias(y.pointer, y.stride, bias.pointer, y.rows, y.columns)
  }

  /// Adds the sum of the rows of `dy` to `dbias`.
  static func biasGradient<S: Scalar>(_ dy: Matrix<S>, into dbias: Matrix<S>) {
    precondition(dbias.columns == dy.columns, "shapes that fit")
    S.functions.biasGradient(dy.pointer, dy.stride, dbias.pointer, dy.rows, dy.columns)
  }

  static func scaleRows<S: Scalar>(_ x: Matrix<S>, by factors: Matrix<S>) {
    precondition(factors.columns >= x.rows, "one factor a row")
    S.functions.scaleRows(x.pointer, x.stride, factors.pointer, x.rows, x.columns)
  }

  static func dotRows<S: Scalar>(_ a: Matrix<S>, _ b: Matrix<S>, into result: Matrix<S>) {
    precondition(a.rows == b.rows && a.columns == b.columns && result.columns >= a.rows, "shapes that fit")
    S.functions.dotRows(a.pointer, a.stride, b.pointer, b.stride, result.pointer, a.rows, a.columns)
  }

  /// Σ x² in double; not finite if any element is not.
  static func sumOfSquares<S: Scalar>(_ x: Matrix<S>) -> Double {
    S.functions.sumOfSquares(x.elements.baseAddress, x.elements.count)
  }

  /// One block of attention: scores become weights, and the running maximum and sum of each row move on. Row `i` sees the
  /// keys up to `diagonal + i`.
  static func attentionWeights<S: Scalar>(
    _ scores: Matrix<S>, diagonal: Int, scale: S, maximum: Matrix<S>, sum: Matrix<S>, correction: Matrix<S>
  ) {
    precondition(
      maximum.columns >= scores.rows && sum.columns >= scores.rows && correction.columns >= scores.rows, "one a row")
    S.functions.attentionWeights(
      scores.pointer, scores.stride, scores.rows, scores.columns, diagonal, scale, maximum.pointer, sum.pointer,
      correction.pointer)
  }

  /// Scores become weights, and `dweights` the gradient by the scores before their scale.
  static func attentionGradient<S: Scalar>(
    _ scores: Matrix<S>, _ dweights: Matrix<S>, diagonal: Int, scale: S, logSums: Matrix<S>, dots: Matrix<S>
  ) {
    precondition(scores.rows == dweights.rows && scores.columns == dweights.columns, "shapes that fit")
    precondition(scores.stride == dweights.stride, "the same stride")
    precondition(logSums.columns >= scores.rows && dots.columns >= scores.rows, "one a row")
    S.functions.attentionGradient(
      scores.pointer, dweights.pointer, scores.stride, scores.rows, scores.columns, diagonal, scale, logSums.pointer,
      dots.pointer)
  }

  /// Of softmax(logits · inverseTemperature); a target below 0 is none.
  static func softmaxStatistics<S: Scalar>(
    _ logits: Matrix<S>, targets: Matrix<Int32>, inverseTemperature: S, logSums: Matrix<S>,
    logProbabilities: Matrix<S>, entropies: Matrix<S>
  ) {
    precondition(targets.columns >= logits.rows && logSums.columns >= logits.rows, "one a row")
    precondition(logProbabilities.columns >= logits.rows && entropies.columns >= logits.rows, "one a row")
    for row in 0..<logits.rows { precondition(targets[row] < Int32(logits.columns), "a target of the vocabulary") }
    S.functions.softmaxStatistics(
      logits.pointer, logits.stride, targets.pointer, inverseTemperature, logSums.pointer, logProbabilities.pointer,
      entropies.pointer, logits.rows, logits.columns)
  }

  /// Writes the gradient over the logits.
  static func softmaxGradient<S: Scalar>(
    _ logits: Matrix<S>, targets: Matrix<Int32>, inverseTemperature: S, logSums: Matrix<S>, entropies: Matrix<S>,
    byLogProbability: Matrix<S>, byEntropy: Matrix<S>?
  ) {
    precondition(targets.columns >= logits.rows && logSums.columns >= logits.rows, "one a row")
    precondition(byLogProbability.columns >= logits.rows && entropies.columns >= logits.rows, "one a row")
    precondition((byEntropy?.columns ?? .max) >= logits.rows, "one a row")
    S.functions.softmaxGradient(
      logits.pointer, logits.stride, targets.pointer, inverseTemperature, logSums.pointer, entropies.pointer,
      byLogProbability.pointer, byEntropy?.pointer, logits.rows, logits.columns)
  }

  /// exp of every element, in place.
  static func exponential<S: Scalar>(_ x: Matrix<S>) {
    S.functions.exponential(x.elements.baseAddress, x.elements.count)
  }

  /// y = x · weightᵀ + beta · y, beta 0 or 1, of [rows × inputs] and [outputs × inputs]; a row's bits hang on nothing but
  /// the row and the weight.
  static func multiplyRows<S: Scalar>(_ x: Matrix<S>, transposed weight: Matrix<S>, into y: Matrix<S>, beta: S) {
    precondition(x.columns == weight.columns && y.rows == x.rows && y.columns == weight.rows, "shapes that fit")
    precondition(beta == 0 || beta == 1, "a sum, or none")
    ProductClock.timed {
      S.functions.rowProducts(
        x.pointer, x.stride, weight.pointer, weight.stride, y.pointer, y.stride, x.rows, weight.rows, x.columns,
        beta == 1)
    }
  }

  /// Some heads' attention of one token over keys and values that lie in several places, one behind the other.
  ///
  /// - Parameters:
  ///   - query: [heads · dimension], as is the output.
  ///   - heads: those to compute; `groupSize` of them share the columns of a head of keys and values.
  ///   - segments: keys and values, [tokens × key heads · dimension] each.
  ///   - scores: room for the scores of as many tokens as are looked at at a time.
  static func attend<S: Scalar>(
    _ query: Matrix<S>, heads: Range<Int>, groupSize: Int, dimension: Int,
    over segments: [(keys: Matrix<S>, values: Matrix<S>)], scale: S, scores: Matrix<S>, into output: Matrix<S>
  ) {
    precondition(query.rows == 1 && output.rows == 1 && scores.columns > 0, "one token, and some room")
    precondition(heads.upperBound * dimension <= min(query.columns, output.columns), "heads of the query")
    for segment in segments {
      precondition(segment.keys.rows == segment.values.rows, "a value for each key")
      precondition(
        ((heads.upperBound - 1) / groupSize + 1) * dimension <= min(segment.keys.columns, segment.values.columns),
        "heads of the keys")
    }
    for head in heads {
      let (result, column) = (output.pointer + head * dimension, head / groupSize * dimension)
      result.update(repeating: 0, count: dimension)
      // The maximum, and the sum of exponentials.
      var sums = (-S.infinity, S.zero)
      withUnsafeMutablePointer(to: &sums) { sums in
        sums.withMemoryRebound(to: S.self, capacity: 2) { sums in
          for segment in segments {
            for start in Swift.stride(from: 0, to: segment.keys.rows, by: scores.columns) {
              S.functions.attend(
                query.pointer + head * dimension, segment.keys.pointer + start * segment.keys.stride + column,
                segment.keys.stride, segment.values.pointer + start * segment.values.stride + column,
                segment.values.stride, min(scores.columns, segment.keys.rows - start), dimension, scale,
                scores.pointer, sums, result)
            }
          }
        }
      }
      var inverse = 1 / sums.1
      S.functions.scaleRows(result, dimension, &inverse, 1, dimension)
    }
  }
}
