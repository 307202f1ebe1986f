/// Products split over the pool by rows of the weight: for few rows of x, as decoding has them.
struct Products: Sendable {
  let pool: ThreadPool

  /// Multiplications below which a product stays in one thread.
  static let smallest = 1 << 16

  /// y = x · weightᵀ + beta · y
  func multiply<S: Scalar>(_ x: Matrix<S>, transposed weight: Matrix<S>, into y: Matrix<S>, beta: S = 0) {
    guard x.rows * weight.rows * weight.columns >= Products.smallest else {
      return BLAS.multiply(x, transposed: weight, into: y, beta: beta)
    }
    let parts = pool.ranges(weight.rows, multiple: 16)
    pool.run(parts.count) { part in
      BLAS.multiply(x, transposed: weight.rows(parts[part]), into: y.columns(parts[part]), beta: beta)
    }
  }
}
