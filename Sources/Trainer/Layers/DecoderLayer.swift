/// One block: x + attention(norm(x)), then that + SwiGLU(norm(that)).
///
/// All but attention works row by row, so a part of a job takes some rows through every step up to the next attention
/// while they are in the cache.
struct DecoderLayer<S: Scalar>: Sendable {
  let shape: DecoderShape
  let spans: ParameterLayout.Layer
  let weights: ParameterBuffer<S>
  let attention: Attention<S>
  let pool: ThreadPool

  private var epsilon: S { S(shape.rmsNormEpsilon) }

  /// Rows that a part of a job takes; few parts, since each packs the weights anew.
  func panels(_ rows: Int) -> [Range<Int>] { pool.ranges(rows, largest: 1024, multiple: 8) }

  /// - Parameters:
  ///   - input: the residual stream, [tokens × hidden].
  ///   - output: is set; may not be `input`.
  func forward(
    _ input: Matrix<S>, batch: BatchPlaces<S>, keeping kept: LayerActivations<S>, scratch: LayerScratch<S>,
    into output: Matrix<S>
  ) {
    let products = ThreadProducts<S>()
    let panels = panels(input.rows)
    pool.run(panels.count) { part in
      let rows = panels[part]
      projectQueriesKeysValues(
        input.rows(rows), positions: batch.positions.columns(rows), angles: batch.angles,
        normed: scratch.normedInput.rows(rows), inverse: scratch.inverseInput.columns(rows),
        raw: kept.rawQueriesAndKeys.rows(rows), rawInverse: scratch.inverseMiddle.columns(rows),
        into: kept.projections.rows(rows), by: products)
    }
    attention.forward(kept.projections, sequences: batch.sequences, into: kept.attended, logSums: kept.logSums)
    pool.run(panels.count) { part in
      let rows = panels[part]
      let middle = kept.middle.rows(rows)
      middle.copy(from: input.rows(rows))
      addAttention(kept.attended.rows(rows), to: middle, by: products)
      let result = output.rows(rows)
      result.copy(from: middle)
      feedForward(
        middle, normed: scratch.normedMiddle.rows(rows), inverse: scratch.inverseMiddle.columns(rows),
        gateAndUp: kept.gateAndUp.rows(rows), activated: scratch.activated.rows(rows), addingTo: result, by: products)
    }
  }

  // MARK: The steps of rows, in training and in decoding

  /// - Parameters:
  ///   - raw: gets queries and keys before their norm, where they have one.
  ///   - inverse, rawInverse: one a row; are overwritten.
  func projectQueriesKeysValues(
    _ input: Matrix<S>, positions: Matrix<Int32>, angles: RotaryAngles<S>, normed: Matrix<S>, inverse: Matrix<S>,
    raw: Matrix<S>, rawInverse: Matrix<S>, into projections: Matrix<S>, by products: some LinearProducts<S>
  ) {
    Kernels.rmsNorm(input, weight: weights.matrix(spans.inputNorm), into: normed, inverse: inverse, epsilon: epsilon)
    products.multiply(normed, transposed: weights.matrix(spans.queryKeyValue), into: projections, beta: 0)
    if let bias = spans.queryKeyValueBias { Kernels.addBias(weights.matrix(bias), to: projections) }
    let turned = projections.columns(0..<shape.queryColumns + shape.keyColumns)
    if shape.normalisesQueriesAndKeys {
      raw.copy(from: turned)
      normaliseHeads(raw, into: turned, inverse: rawInverse)
    }
    Kernels.rotate(
      turned, heads: shape.headCount + shape.keyValueHeadCount, positions: positions, by: angles, inverse: false)
  }

  /// Queries and keys, each head by itself; `inverse` is overwritten.
  private func normaliseHeads(_ raw: Matrix<S>, into result: Matrix<S>, inverse: Matrix<S>) {
    forEachHead { columns, span in
      Kernels.rmsNorm(
        raw.columns(columns), weight: weights.matrix(span), into: result.columns(columns), inverse: inverse,
        epsilon: epsilon)
    }
  }

  private func forEachHead(_ body: (Range<Int>, ParameterLayout.Span) -> Void) {
    guard let queryNorm = spans.queryNorm, let keyNorm = spans.keyNorm else { return }
    for head in 0..<shape.headCount + shape.keyValueHeadCount {
      body(
        head * shape.headDimension..<(head + 1) * shape.headDimension, head < shape.headCount ? queryNorm : keyNorm)
    }
  }

  func addAttention(_ attended: Matrix<S>, to stream: Matrix<S>, by products: some LinearProducts<S>) {
    products.multiply(attended, transposed: weights.matrix(spans.attentionOutput), into: stream, beta: 1)
    if let bias = spans.attentionOutputBias { Kernels.addBias(weights.matrix(bias), to: stream) }
  }

  /// - Parameter stream: holds the middle, as `middle` does, which may be the same matrix.
  func feedForward(
    _ middle: Matrix<S>, normed: Matrix<S>, inverse: Matrix<S>, gateAndUp: Matrix<S>, activated: Matrix<S>,
    addingTo stream: Matrix<S>, by products: some LinearProducts<S>
  ) {
    Kernels.rmsNorm(
      middle, weight: weights.matrix(spans.postAttentionNorm), into: normed, inverse: inverse, epsilon: epsilon)
    products.multiply(normed, transposed: weights.matrix(spans.gateAndUp), into: gateAndUp, beta: 0)
    if let bias = spans.gateAndUpBias { Kernels.addBias(weights.matrix(bias), to: gateAndUp) }
    Kernels.swiglu(gateAndUp: gateAndUp, into: activated)
    products.multiply(activated, transposed: weights.matrix(spans.down), into: stream, beta: 1)
    if let bias = spans.downBias { Kernels.addBias(weights.matrix(bias), to: stream) }
  }

  // MARK: Gradient

  /// - Parameters:
  ///   - dstream: the gradient by the block's result; becomes that by its input.
  ///   - kept: is used up.
  ///   - gradients: are added to.
  func backward(
    _ dstream: Matrix<S>, input: Matrix<S>, batch: BatchPlaces<S>, keeping kept: LayerActivations<S>,
    scratch: LayerScratch<S>, gradients: ParameterBuffer<S>
  ) {
    let panels = panels(input.rows)
    let norms = NormGradients<S>(parts: panels.count, columns: shape.hiddenSize, shape: shape)
    pool.run(panels.count) { part in
      feedForwardGradient(dstream, panels[part], kept, scratch, norms.postAttention.row(part))
    }
    attention.backward(
      kept.projections, sequences: batch.sequences, logSums: kept.logSums, doutput: scratch.dattended,
      dots: scratch.dots, into: scratch.dprojections)
    pool.run(panels.count) { part in
      projectionGradient(dstream, input, panels[part], batch, kept, scratch, norms, part)
    }
    weightGradients(dstream, kept, scratch, gradients)
    norms.add(to: gradients, spans)
  }

  private func feedForwardGradient(
    _ dstream: Matrix<S>, _ rows: Range<Int>, _ kept: LayerActivations<S>, _ scratch: LayerScratch<S>,
    _ dnorm: Matrix<S>
  ) {
    let (dstream, gateAndUp) = (dstream.rows(rows), kept.gateAndUp.rows(rows))
    scratch.dresult.rows(rows).copy(from: dstream)
    Kernels.swiglu(gateAndUp: gateAndUp, into: scratch.activated.rows(rows))
    let wide = scratch.wide.rows(rows)
    let dactivated = wide.columns(0..<shape.intermediateSize)
    BLAS.multiply(dstream, weights.matrix(spans.down), into: dactivated)
    Kernels.swigluGradient(gateAndUp: gateAndUp, dactivated)
    let (middle, inverse) = (kept.middle.rows(rows), scratch.inverseMiddle.columns(rows))
    Kernels.rmsNorm(
      middle, weight: weights.matrix(spans.postAttentionNorm), into: scratch.normedMiddle.rows(rows), inverse: inverse,
      epsilon: epsilon)
    let dnormed = wide.columns(0..<shape.hiddenSize)
    BLAS.multiply(gateAndUp, weights.matrix(spans.gateAndUp), into: dnormed)
    Kernels.rmsNormGradient(
      dnormed, x: middle, weight: weights.matrix(spans.postAttentionNorm), inverse: inverse, into: dstream,
      accumulate: true, dweight: dnorm)
    let dattended = scratch.dattended.rows(rows)
    BLAS.multiply(dstream, weights.matrix(spans.attentionOutput), into: dattended)
    for head in 0..<shape.headCount {
      let columns = head * shape.headDimension..<(head + 1) * shape.headDimension
      Kernels.dotRows(
        dattended.columns(columns), kept.attended.rows(rows).columns(columns),
        into: scratch.dots.row(head).columns(rows))
    }
  }

  private func projectionGradient(
    _ dstream: Matrix<S>, _ input: Matrix<S>, _ rows: Range<Int>, _ batch: BatchPlaces<S>,
    _ kept: LayerActivations<S>, _ scratch: LayerScratch<S>, _ norms: NormGradients<S>, _ part: Int
  ) {
    let (dprojections, inverse) = (scratch.dprojections.rows(rows), scratch.inverseInput.columns(rows))
    let turned = dprojections.columns(0..<shape.queryColumns + shape.keyColumns)
    Kernels.rotate(
      turned, heads: shape.headCount + shape.keyValueHeadCount, positions: batch.positions.columns(rows),
      by: batch.angles, inverse: true)
    if shape.normalisesQueriesAndKeys {
      let raw = kept.rawQueriesAndKeys.rows(rows)
      // The turned queries and keys are used up: their place takes the norm's result, of which only `inverse` counts.
      let unused = kept.projections.rows(rows)
      forEachHead { columns, span in
        let head = columns.lowerBound / shape.headDimension
        Kernels.rmsNorm(
          raw.columns(columns), weight: weights.matrix(span), into: unused.columns(columns), inverse: inverse,
          epsilon: epsilon)
        Kernels.rmsNormGradient(
          turned.columns(columns), x: raw.columns(columns), weight: weights.matrix(span), inverse: inverse,
          into: turned.columns(columns), accumulate: false,
          dweight: (head < shape.headCount ? norms.queries : norms.keys).row(part))
      }
    }
    Kernels.rmsNorm(
      input.rows(rows), weight: weights.matrix(spans.inputNorm), into: scratch.normedInput.rows(rows),
      inverse: inverse, epsilon: epsilon)
    // The gradient by the middle of the stream is needed once more, for the attention's output weights.
    kept.middle.rows(rows).copy(from: dstream.rows(rows))
    let dnormed = scratch.wide.rows(rows).columns(0..<shape.hiddenSize)
    BLAS.multiply(dprojections, weights.matrix(spans.queryKeyValue), into: dnormed)
    Kernels.rmsNormGradient(
      dnormed, x: input.rows(rows), weight: weights.matrix(spans.inputNorm), inverse: inverse,
      into: dstream.rows(rows), accumulate: true, dweight: norms.input.row(part))
  }

  /// The products over all tokens, split by rows of the weights.
  private func weightGradients(
    _ dstream: Matrix<S>, _ kept: LayerActivations<S>, _ scratch: LayerScratch<S>, _ gradients: ParameterBuffer<S>
  ) {
    let products = [
      WeightGradient(dy: kept.gateAndUp, x: scratch.normedMiddle, into: gradients.matrix(spans.gateAndUp)),
      WeightGradient(dy: scratch.dresult, x: scratch.activated, into: gradients.matrix(spans.down)),
      WeightGradient(dy: scratch.dprojections, x: scratch.normedInput, into: gradients.matrix(spans.queryKeyValue)),
      WeightGradient(dy: kept.middle, x: kept.attended, into: gradients.matrix(spans.attentionOutput)),
    ].map { $0.rows(dstream.rows) }
    let parts = products.flatMap { product in pool.ranges(product.into.rows, multiple: 8).map { (product, $0) } }
    pool.run(parts.count) { parts[$0].0.add(rows: parts[$0].1) }
    for (bias, dy) in [
      (spans.downBias, scratch.dresult), (spans.gateAndUpBias, kept.gateAndUp),
      (spans.queryKeyValueBias, scratch.dprojections), (spans.attentionOutputBias, kept.middle),
    ] {
      guard let bias else { continue }
      let (dbias, dy) = (gradients.matrix(bias), dy.rows(0..<dstream.rows))
      let columns = pool.ranges(dbias.columns, multiple: 16)
      pool.run(columns.count) { Kernels.biasGradient(dy.columns(columns[$0]), into: dbias.columns(columns[$0])) }
    }
  }
}

/// into += dyᵀ · x
struct WeightGradient<S: Scalar>: Sendable {
  let dy: Matrix<S>
  let x: Matrix<S>
  let into: Matrix<S>

  func rows(_ count: Int) -> WeightGradient {
    WeightGradient(dy: dy.rows(0..<count), x: x.rows(0..<count), into: into)
  }

  /// For these rows of the result.
  func add(rows: Range<Int>) { BLAS.multiply(transposed: dy.columns(rows), x, into: into.rows(rows), beta: 1) }
}

/// The gradients of a block's norms, by part of the job, since parts run side by side; added up in the parts' order.
private struct NormGradients<S: Scalar>: Sendable {
  let input: Matrix<S>
  let postAttention: Matrix<S>
  let queries: Matrix<S>
  let keys: Matrix<S>

  init(parts: Int, columns: Int, shape: DecoderShape) {
    input = Matrix(rows: parts, columns: columns)
    postAttention = Matrix(rows: parts, columns: columns)
    let head = shape.normalisesQueriesAndKeys ? shape.headDimension : 0
    queries = Matrix(rows: parts, columns: head)
    keys = Matrix(rows: parts, columns: head)
  }

  func add(to gradients: ParameterBuffer<S>, _ spans: ParameterLayout.Layer) {
    Kernels.biasGradient(input, into: gradients.matrix(spans.inputNorm))
    Kernels.biasGradient(postAttention, into: gradients.matrix(spans.postAttentionNorm))
    if let span = spans.queryNorm { Kernels.biasGradient(queries, into: gradients.matrix(span)) }
    if let span = spans.keyNorm { Kernels.biasGradient(keys, into: gradients.matrix(span)) }
  }
}

/// Where a batch's tokens stand: what attention and rotation need to know.
struct BatchPlaces<S: Scalar>: Sendable {
  let positions: Matrix<Int32>
  let sequences: [Range<Int>]
  let angles: RotaryAngles<S>
}
