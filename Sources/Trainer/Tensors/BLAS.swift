/// Products of matrices, one call of BLAS in the thread that asks; shapes are checked, the pool splits (``Products``).
enum BLAS {
  /// y = alpha · x · weightᵀ + beta · y, of [rows × inputs] and [outputs × inputs].
  static func multiply<S: Scalar>(
    _ x: Matrix<S>, transposed weight: Matrix<S>, into y: Matrix<S>, alpha: S = 1, beta: S = 0
  ) {
    precondition(x.columns == weight.columns && y.rows == x.rows && y.columns == weight.rows, "shapes that fit")
    if x.rows == 0 || weight.rows == 0 { return }
    if x.rows == 1 {
      ProductClock.timed {
        S.functions.productWithVector(
          false, weight.rows, weight.columns, alpha, weight.pointer, weight.stride, x.pointer, beta, y.pointer)
      }
      return
    }
    multiplyMatrices(x, transposed: weight, into: y, alpha: alpha, beta: beta)
  }

  /// The same as a product of matrices even where x has a single row.
  static func multiplyMatrices<S: Scalar>(
    _ x: Matrix<S>, transposed weight: Matrix<S>, into y: Matrix<S>, alpha: S = 1, beta: S = 0
  ) {
    precondition(x.columns == weight.columns && y.rows == x.rows && y.columns == weight.rows, "shapes that fit")
    if x.rows == 0 || weight.rows == 0 { return }
    ProductClock.timed {
      S.functions.product(
        false, true, x.rows, weight.rows, x.columns, alpha, x.pointer, x.stride, weight.pointer, weight.stride, beta,
        y.pointer, y.stride)
    }
  }

  /// y = alpha · x · weight + beta · y, of [rows × n] and [n × columns].
  static func multiply<S: Scalar>(_ x: Matrix<S>, _ weight: Matrix<S>, into y: Matrix<S>, alpha: S = 1, beta: S = 0) {
    precondition(x.columns == weight.rows && y.rows == x.rows && y.columns == weight.columns, "shapes that fit")
    if x.rows == 0 || weight.columns == 0 { return }
    ProductClock.timed {
      S.functions.product(
        false, false, x.rows, weight.columns, x.columns, alpha, x.pointer, x.stride, weight.pointer, weight.stride,
        beta,
        y.pointer, y.stride)
    }
  }

  /// y = alpha · aᵀ · x + beta · y, of [n × rows] and [n × columns].
  static func multiply<S: Scalar>(transposed a: Matrix<S>, _ x: Matrix<S>, into y: Matrix<S>, alpha: S = 1, beta: S = 0)
  {
    precondition(a.rows == x.rows && y.rows == a.columns && y.columns == x.columns, "shapes that fit")
    if a.columns == 0 || x.columns == 0 { return }
    ProductClock.timed {
      S.functions.product(
        true, false, a.columns, x.columns, a.rows, alpha, a.pointer, a.stride, x.pointer, x.stride, beta, y.pointer,
        y.stride)
    }
  }

  /// y = x · weight + beta · y for a single row, which is several times faster this way than as a product of matrices.
  static func multiply<S: Scalar>(row x: Matrix<S>, _ weight: Matrix<S>, into y: Matrix<S>, beta: S = 0) {
    precondition(x.rows == 1 && x.columns == weight.rows && y.columns == weight.columns, "shapes that fit")
    if weight.rows == 0 { return }
    ProductClock.timed {
      S.functions.productWithVector(
        true, weight.rows, weight.columns, 1, weight.pointer, weight.stride, x.pointer, beta, y.pointer)
    }
  }
}
