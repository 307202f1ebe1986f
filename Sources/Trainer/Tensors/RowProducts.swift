/// Products of few rows, as decoding has them, split over the pool by rows of the weight.
///
/// Deterministic, a row's result does not depend on how many others there are, nor on its place among those of its kind
/// (``places``). BLAS chooses its ways by the sizes of a call, so these are held to those at which ``RowProbe`` found a row
/// to have the same bits: rows are filled up to a multiple of some number, and many rows take several calls. The matrices
/// that are given need room behind their rows for that (``capacity(rows:)``); what stands there is of no consequence.
struct RowProducts<Element: Scalar>: LinearProducts {
  let pool: ThreadPool
  /// By the panels' sizes; none: any sizes will do.
  private let methods: [RowProbe.Panel: RowProbe.Method]?
  /// Where rows may stand.
  let places: RowPlaces

  /// Multiplications below which a product stays in one thread.
  static var smallest: Int { 1 << 16 }
  /// Weights' rows in a panel, so that panels of large vocabularies stay in the cache, and quick to probe.
  static var largestPanel: Int { 4096 }

  /// Any sizes.
  init(pool: ThreadPool) {
    self.pool = pool
    methods = nil
    places = .any
  }

  /// Deterministic, for these products.
  init(pool: ThreadPool, deterministicFor products: [(rows: Int, columns: Int, beta: Int)]) {
    self.pool = pool
    let panels = products.flatMap { product in
      RowProducts.panels(product.rows, pool).map {
        RowProbe.Panel(outputs: $0.count, inputs: product.columns, beta: product.beta)
      }
    }
    let methods = RowProbe.methods(for: Set(panels), of: Element.self, pool: pool)
    self.methods = methods
    places = RowPlaces(methods.values)
  }

  /// Rows that matrices need for `rows` of them, at places of whatever kinds.
  func capacity(rows: Int) -> Int {
    let rows = places.capacity(rows: rows)
    return (methods ?? [:]).values.reduce(rows) { max($0, $1.filled(rows)) }
  }

  /// Panels whose products go row by row, since no size made rows independent.
  var slowPanels: Int { (methods ?? [:]).values.count { $0 == .rowByRow } }

  private static func panels(_ rows: Int, _ pool: ThreadPool) -> [Range<Int>] {
    pool.ranges(rows, largest: largestPanel, multiple: 16)
  }

  func multiply(_ x: Matrix<Element>, transposed weight: Matrix<Element>, into y: Matrix<Element>, beta: Element) {
    let panels = RowProducts.panels(weight.rows, pool)
    func part(_ index: Int) {
      multiply(panel: weight.rows(panels[index]), x, y.columns(panels[index]), beta)
    }
    // The panels are the same in either case, whatever the number of rows.
    if x.rows * weight.rows * weight.columns < RowProducts.smallest {
      for index in panels.indices { part(index) }
    } else {
      pool.run(panels.count, part)
    }
  }

  private func multiply(panel weight: Matrix<Element>, _ x: Matrix<Element>, _ y: Matrix<Element>, _ beta: Element) {
    guard let methods else { return BLAS.multiply(x, transposed: weight, into: y, beta: beta) }
    let panel = RowProbe.Panel(outputs: weight.rows, inputs: weight.columns, beta: beta == 0 ? 0 : 1)
    guard let method = methods[panel] else { preconditionFailure("a product that was not announced") }
    method.multiply(x, transposed: weight, into: y, beta: beta)
  }
}
