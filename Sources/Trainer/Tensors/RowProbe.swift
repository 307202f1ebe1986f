#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif
internal import Synchronization

/// Finds out how this machine's BLAS gives a row the same bits, whatever else is in the call.
///
/// Products have up to ``mostRows`` rows a call. The smallest number is taken whose every multiple up to that gives each
/// row what it has in a call of ``mostRows`` rows. The place within that number may count (on Zen 3, OpenBLAS computes the
/// first six of twelve rows one way, and the others another way): places then fall into kinds, within which they are alike.
/// The answer depends on the panel's sizes alone, not on how many rows a batch may have, so that two batches of different
/// sizes agree. If there is no such number, rows are multiplied one by one, which is right by construction and slow.
enum RowProbe {
  /// A weight's panel, [outputs × inputs]; beta is 0 or 1.
  struct Panel: Hashable, Sendable {
    var outputs: Int
    var inputs: Int
    var beta: Int
  }

  enum Method: Hashable, Sendable {
    /// Rows filled up to a multiple of this; of each place within it, its kind, from 0 on.
    case filled(to: Int, kinds: [Int])
    case rowByRow
  }

  /// Rows of a call at most: a multiple of all that is tried, and enough to make packing the weights cheap.
  static let mostRows = 48
  static let tried = [1, 2, 4, 8, 12, 24, 48]

  /// What was found in this process, for each type of numbers.
  private static let found = Mutex<[ObjectIdentifier: [Panel: Method]]>([:])

  static func methods<S: Scalar>(for panels: Set<Panel>, of type: S.Type, pool: ThreadPool) -> [Panel: Method] {
    let key = ObjectIdentifier(type)
    var known = found.withLock { $0[key] ?? [:] }.filter { panels.contains($0.key) }
    // The largest first, since they take longest.
    let missing = panels.filter { known[$0] == nil }.sorted { $0.outputs * $0.inputs > $1.outputs * $1.inputs }
    let results = Mutex([Panel: Method]())
    pool.run(missing.count) { index in
      let method = probe(missing[index], of: type)
      results.withLock { $0[missing[index]] = method }
    }
    known.merge(results.withLock { $0 }) { old, _ in old }
    found.withLock { $0[key, default: [:]].merge(known) { old, _ in old } }
    return known
  }

  /// - Parameter multiply: the product to look at; another one in tests.
  static func probe<S: Scalar>(
    _ panel: Panel, of _: S.Type,
    multiply: @escaping (Matrix<S>, Matrix<S>, Matrix<S>, S) -> Void = {
      BLAS.multiplyMatrices($0, transposed: $1, into: $2, beta: $3)
    }
  ) -> Method {
    let trial = Trial(panel, multiply)
    let places = trial.kinds()
    for step in tried {
      let kinds = Array(places[..<step])
      // The places have to repeat, and be few kinds.
      guard places.indices.allSatisfy({ places[$0] == kinds[$0 % step] }), Set(kinds).count <= 4 else { continue }
      if trial.holds(step, kinds) { return .filled(to: step, kinds: kinds) }
    }
    return .rowByRow
  }

  /// Random rows, whose products are looked at in calls of different sizes and at different places.
  private struct Trial<S: Scalar> {
    let panel: Panel
    let multiply: (Matrix<S>, Matrix<S>, Matrix<S>, S) -> Void
    let weight: Matrix<S>
    /// Twice the same, so that any row can be the first.
    let x: Matrix<S>
    let before: Matrix<S>

    init(_ panel: Panel, _ multiply: @escaping (Matrix<S>, Matrix<S>, Matrix<S>, S) -> Void) {
      self.panel = panel
      self.multiply = multiply
      var numbers = QuickNumbers()
      weight = numbers.matrix(panel.outputs, panel.inputs)
      x = numbers.repeated(mostRows, panel.inputs)
      before = numbers.repeated(mostRows, panel.outputs)
    }

    private func product(_ x: Matrix<S>, _ before: Matrix<S>) -> Matrix<S> {
      let result = Matrix<S>(rows: x.rows, columns: panel.outputs)
      result.copy(from: before)
      multiply(x, weight, result, S(panel.beta))
      return result
    }

    private func product(_ rows: Int, from first: Int) -> Matrix<S> {
      product(x.rows(first..<first + rows), before.rows(first..<first + rows))
    }

    private func isSame(_ a: Matrix<S>, _ b: Matrix<S>) -> Bool {
      memcmp(a.pointer, b.pointer, panel.outputs * MemoryLayout<S>.stride) == 0
    }

    /// The kind of each place of a large call, by what the place makes of the same row.
    func kinds() -> [Int] {
      var kinds = [[Int]](repeating: [], count: mostRows)
      for row in 0..<4 {
        let (same, start) = (
          Matrix<S>(rows: mostRows, columns: panel.inputs), Matrix<S>(rows: mostRows, columns: panel.outputs)
        )
        for place in 0..<mostRows {
          same.row(place).copy(from: x.row(row))
          start.row(place).copy(from: before.row(row))
        }
        let results = product(same, start)
        for place in 0..<mostRows {
          kinds[place].append((0..<place).first { isSame(results.row($0), results.row(place)) } ?? place)
        }
      }
      var numbers: [[Int]: Int] = [:]
      return kinds.map { kind in
        let number = numbers[kind] ?? numbers.count
        numbers[kind] = number
        return number
      }
    }

    /// Whether each row has one result for each kind of place, in all calls of a multiple of `step` rows.
    func holds(_ step: Int, _ kinds: [Int]) -> Bool {
      var expected: [[Int]: Matrix<S>] = [:]
      func agrees(_ rows: Int, from first: Int) -> Bool {
        let result = product(rows, from: first)
        return (0..<rows).allSatisfy { place in
          let name = [kinds[place % step], (first + place) % mostRows]
          guard let other = expected[name] else {
            expected[name] = result.row(place)
            return true
          }
          return isSame(other, result.row(place))
        }
      }
      // Large calls first; then different places for different sizes, more of them where there are few sizes.
      return stride(from: mostRows, through: step, by: -step).allSatisfy { rows in
        stride(from: 0, through: step, by: 6).allSatisfy { agrees(rows, from: ($0 + 5 * (mostRows - rows)) % mostRows) }
      }
    }
  }

  /// Numbers between −1 and 1, good enough that sums in another order differ.
  private struct QuickNumbers {
    private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

    private mutating func next<S: Scalar>() -> S {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return S(Double(Int64(bitPattern: state) >> 11) * 0x1p-52)
    }

    mutating func matrix<S: Scalar>(_ rows: Int, _ columns: Int) -> Matrix<S> {
      let matrix = Matrix<S>(rows: rows, columns: columns)
      for index in matrix.elements.indices { matrix.elements[index] = next() }
      return matrix
    }

    /// The same rows two times.
    mutating func repeated<S: Scalar>(_ rows: Int, _ columns: Int) -> Matrix<S> {
      let result = Matrix<S>(rows: 2 * rows, columns: columns)
      let once: Matrix<S> = matrix(rows, columns)
      result.rows(0..<rows).copy(from: once)
      result.rows(rows..<2 * rows).copy(from: once)
      return result
    }
  }
}

extension RowProbe.Method {
  /// Rows that matrices of `rows` rows need.
  func filled(_ rows: Int) -> Int {
    switch self {
    case .filled(let step, _): (rows + step - 1) / step * step
    case .rowByRow: rows
    }
  }

  /// y = x · weightᵀ + beta · y; x and y have room for ``filled(_:)`` rows.
  func multiply<S: Scalar>(_ x: Matrix<S>, transposed weight: Matrix<S>, into y: Matrix<S>, beta: S) {
    switch self {
    case .filled:
      let (x, y) = (x.extended(rows: filled(x.rows)), y.extended(rows: filled(x.rows)))
      for start in stride(from: 0, to: x.rows, by: RowProbe.mostRows) {
        let rows = start..<min(x.rows, start + RowProbe.mostRows)
        BLAS.multiplyMatrices(x.rows(rows), transposed: weight, into: y.rows(rows), beta: beta)
      }
    case .rowByRow:
      for row in 0..<x.rows { BLAS.multiply(x.row(row), transposed: weight, into: y.row(row), beta: beta) }
    }
  }
}
