/// How x · weightᵀ is computed: a layer's steps are the same in training and in decoding, their products are not.
protocol LinearProducts<Element>: Sendable {
  associatedtype Element: Scalar

  /// y = x · weightᵀ + beta · y, of [rows × inputs] and [outputs × inputs].
  func multiply(_ x: Matrix<Element>, transposed weight: Matrix<Element>, into y: Matrix<Element>, beta: Element)
}

/// One call of BLAS in the thread that asks, which is a part of a job.
struct ThreadProducts<Element: Scalar>: LinearProducts {
  func multiply(_ x: Matrix<Element>, transposed weight: Matrix<Element>, into y: Matrix<Element>, beta: Element) {
    BLAS.multiply(x, transposed: weight, into: y, beta: beta)
  }
}
