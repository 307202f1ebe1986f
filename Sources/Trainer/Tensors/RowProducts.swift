/// Products of few rows, as decoding has them, split over the pool by rows of the weight.
///
/// Deterministic, these are the one kind of product that is not a call of BLAS but a kernel of ours
/// (``Kernels/multiplyRows(_:transposed:into:beta:)``), for two reasons. BLAS chooses its ways by the sizes of a call, so a
/// row's bits hang on how many others there are, and on its place among them; the kernel sums each element in one order,
/// and a rollout is the same alone and among others by construction. And BLAS packs the weight anew for each call, which
/// takes several times as long as reading it once, and reading it once is all that a step of few rows needs.
struct RowProducts<Element: Scalar>: LinearProducts {
  let pool: ThreadPool
  /// Whether a row's result may not depend on the others.
  let isDeterministic: Bool

  /// Multiplications below which a product stays in one thread.
  static var smallest: Int { 1 << 16 }

  init(pool: ThreadPool, deterministic: Bool) {
    self.pool = pool
    isDeterministic = deterministic
  }

  func multiply(_ x: Matrix<Element>, transposed weight: Matrix<Element>, into y: Matrix<Element>, beta: Element) {
    func part(_ rows: Range<Int>) {
      if isDeterministic {
        Kernels.multiplyRows(x, transposed: weight.rows(rows), into: y.columns(rows), beta: beta)
      } else {
        BLAS.multiply(x, transposed: weight.rows(rows), into: y.columns(rows), beta: beta)
      }
    }
    guard x.rows * weight.rows * weight.columns >= RowProducts.smallest else { return part(0..<weight.rows) }
    let panels = pool.ranges(weight.rows, multiple: 16)
    pool.run(panels.count) { part(panels[$0]) }
  }
}
