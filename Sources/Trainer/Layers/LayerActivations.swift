/// What a block's forward pass keeps for its backward pass, for up to `capacity` tokens.
struct LayerActivations<S: Scalar>: Sendable {
  /// [tokens × (queries + keys + values)], normalised and turned.
  let projections: Matrix<S>
  /// [tokens × (queries + keys)] before that; of no columns where queries and keys are not normalised.
  let rawQueriesAndKeys: Matrix<S>
  /// [tokens × queries]
  let attended: Matrix<S>
  /// [heads × tokens]
  let logSums: Matrix<S>
  /// The residual stream after attention, [tokens × hidden].
  let middle: Matrix<S>
  /// [tokens × 2 intermediate]
  let gateAndUp: Matrix<S>

  init(_ shape: DecoderShape, capacity: Int) {
    projections = Matrix(rows: capacity, columns: shape.attentionColumns)
    rawQueriesAndKeys = Matrix(
      rows: capacity, columns: shape.normalisesQueriesAndKeys ? shape.queryColumns + shape.keyColumns : 0)
    attended = Matrix(rows: capacity, columns: shape.queryColumns)
    logSums = Matrix(rows: shape.headCount, columns: capacity)
    middle = Matrix(rows: capacity, columns: shape.hiddenSize)
    gateAndUp = Matrix(rows: capacity, columns: 2 * shape.intermediateSize)
  }

  private init(_ whole: LayerActivations, tokens: Int) {
    projections = whole.projections.rows(0..<tokens)
    rawQueriesAndKeys = whole.rawQueriesAndKeys.rows(0..<tokens)
    attended = whole.attended.rows(0..<tokens)
    logSums = whole.logSums.columns(0..<tokens)
    middle = whole.middle.rows(0..<tokens)
    gateAndUp = whole.gateAndUp.rows(0..<tokens)
  }

  /// For the first `tokens` tokens.
  func first(_ tokens: Int) -> LayerActivations { LayerActivations(self, tokens: tokens) }

  /// Elements a token.
  static func elements(_ shape: DecoderShape) -> Int {
    shape.attentionColumns + (shape.normalisesQueriesAndKeys ? shape.queryColumns + shape.keyColumns : 0)
      + shape.queryColumns + shape.headCount + shape.hiddenSize + 2 * shape.intermediateSize
  }
}

/// What blocks share, one after the other: nothing in it outlives a call.
struct LayerScratch<S: Scalar>: Sendable {
  /// The input after its norm, [tokens × hidden].
  let normedInput: Matrix<S>
  /// The middle of the residual stream after its norm.
  let normedMiddle: Matrix<S>
  /// [tokens × intermediate]
  let activated: Matrix<S>
  let inverseInput: Matrix<S>
  let inverseMiddle: Matrix<S>
  // Only for gradients:
  /// By the block's result, while the gradient moves on: [tokens × hidden].
  let dresult: Matrix<S>
  /// [tokens × the widest of intermediate and hidden]
  let wide: Matrix<S>
  /// [tokens × queries]
  let dattended: Matrix<S>
  /// [heads × tokens]
  let dots: Matrix<S>
  /// [tokens × (queries + keys + values)]
  let dprojections: Matrix<S>

  init(_ shape: DecoderShape, capacity: Int, hasGradient: Bool) {
    let training = hasGradient ? capacity : 0
    normedInput = Matrix(rows: capacity, columns: shape.hiddenSize)
    normedMiddle = Matrix(rows: capacity, columns: shape.hiddenSize)
    activated = Matrix(rows: capacity, columns: shape.intermediateSize)
    inverseInput = Matrix(count: capacity)
    inverseMiddle = Matrix(count: capacity)
    dresult = Matrix(rows: training, columns: shape.hiddenSize)
    wide = Matrix(rows: training, columns: max(shape.intermediateSize, shape.hiddenSize))
    dattended = Matrix(rows: training, columns: shape.queryColumns)
    dots = Matrix(rows: shape.headCount, columns: training)
    dprojections = Matrix(rows: training, columns: shape.attentionColumns)
  }

  /// Elements a token.
  static func elements(_ shape: DecoderShape, hasGradient: Bool) -> Int {
    let forward = 2 * shape.hiddenSize + shape.intermediateSize + 2
    guard hasGradient else { return forward }
    return forward + shape.hiddenSize + max(shape.intermediateSize, shape.hiddenSize) + shape.queryColumns
      + shape.headCount + shape.attentionColumns
  }
}
