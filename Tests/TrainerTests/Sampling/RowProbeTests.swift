import Testing

@testable import Trainer

/// Products at which a row does not depend on others.
@Suite struct RowProbeTests {
  private static let panel = RowProbe.Panel(outputs: 20, inputs: 9, beta: 1)

  /// The product of this machine, and a little more where `differs` says so of rows of a call and the row's place.
  private static func probe(_ differs: @escaping (_ rows: Int, _ row: Int) -> Bool) -> RowProbe.Method {
    RowProbe.probe(panel, of: Float.self) { x, weight, y, beta in
      for row in 0..<x.rows {
        BLAS.multiply(x.row(row), transposed: weight, into: y.row(row), beta: beta)
        if differs(x.rows, row) { y[row, 7] = y[row, 7].nextUp }
      }
    }
  }

  private static func alike(_ count: Int) -> [Int] { Array(repeating: 0, count: count) }

  @Test func placesMayCount() {
    #expect(Self.probe { _, row in row % 4 == 3 } == .filled(to: 4, kinds: [0, 0, 0, 1]))
    // As OpenBLAS has it on Zen 3.
    let twelve = Self.alike(6) + Array(repeating: 1, count: 6)
    #expect(Self.probe { rows, row in rows % 12 != 0 || row % 12 >= 6 } == .filled(to: 12, kinds: twelve))
    #expect(Self.probe { rows, row in row == rows - 1 } == .filled(to: 48, kinds: Self.alike(47) + [1]))
    var generator = SeededGenerator(seed: 1)
    let random = Self.probe { _, _ in Bool.random(using: &generator) }
    #expect(random == .rowByRow, "no call like the other")
  }

  @Test func rowsStandWhereTheirKindMay() {
    let twelve = RowProbe.Method.filled(to: 12, kinds: Self.alike(6) + Array(repeating: 1, count: 6))
    let places = RowPlaces([twelve, .filled(to: 1, kinds: [0]), .rowByRow, twelve])
    #expect(places.period == 12 && places.kinds == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]])
    #expect(places.places([1, 0, 1] + Array(repeating: 0, count: 6)) == [6, 0, 7, 1, 2, 3, 4, 5, 12])
    #expect(places.capacity(rows: 7) == 24 && places.capacity(rows: 6) == 12)
    #expect(RowPlaces([.filled(to: 8, kinds: Self.alike(8))]) == .any && RowPlaces.any.places([0, 0, 0]) == [0, 1, 2])
    #expect(RowPlaces.any.capacity(rows: 7) == 7)
    let mixed = RowPlaces([.filled(to: 2, kinds: [0, 1]), .filled(to: 4, kinds: [0, 0, 1, 1])])
    #expect(mixed.kinds == [[0], [1], [2], [3]])
  }

  @Test func theSmallestNumberThatHoldsIsTaken() {
    #expect(Self.probe { _, _ in false } == .filled(to: 1, kinds: [0]))
    #expect(Self.probe { rows, _ in rows < 2 } == .filled(to: 2, kinds: Self.alike(2)))
    #expect(Self.probe { rows, _ in rows % 12 != 0 } == .filled(to: 12, kinds: Self.alike(12)))
    #expect(
      Self.probe { rows, row in row >= rows / 8 * 8 } == .filled(to: 8, kinds: Self.alike(8)), "rows of an open end")
    #expect(
      Self.probe { rows, _ in rows <= 23 } == .filled(to: 24, kinds: Self.alike(24)), "another way for small products")
    #expect(Self.probe { rows, _ in rows < 48 } == .filled(to: 48, kinds: Self.alike(48)))
    #expect(Self.probe { rows, _ in rows % 5 == 0 } == .filled(to: 12, kinds: Self.alike(12)))
    #expect(Self.probe { rows, row in rows % 2 == 1 && row == 0 } == .filled(to: 2, kinds: [0, 0]))
  }

  /// Whatever was found on this machine holds for rows of their own numbers.
  @Test(arguments: [(192, 128, 0), (128, 344, 1), (700, 128, 0), (11, 12, 0), (33, 5, 1), (256, 1376, 1)])
  func rowsAreIndependent(rows outputs: Int, columns inputs: Int, beta: Int) {
    let pool = ThreadPool(width: 2)
    let products = RowProducts<Float>(pool: pool, deterministicFor: [(outputs, inputs, beta)])
    #expect(products.slowPanels == 0)
    var generator = SeededGenerator(seed: 8)
    let weight = Matrix<Float>.random(rows: outputs, columns: inputs, &generator)
    let capacity = products.capacity(rows: 130)
    #expect(capacity >= 130)
    let x = Matrix<Float>.random(rows: capacity, columns: inputs, &generator)
    let before = Matrix<Float>.random(rows: capacity, columns: outputs, &generator)
    func product(_ rows: Range<Int>) -> [[Float]] {
      let (input, result) = (
        Matrix<Float>(rows: capacity, columns: inputs), Matrix<Float>(rows: capacity, columns: outputs)
      )
      // What is left over from others, behind the rows and between them, is of no consequence.
      input.fill(.nan)
      let places = products.places.places(rows.map { $0 % products.places.kinds.count })
      for (place, row) in zip(places, rows) {
        input.row(place).copy(from: x.row(row))
        result.row(place).copy(from: before.row(row))
      }
      let count = (places.max() ?? 0) + 1
      products.multiply(input.rows(0..<count), transposed: weight, into: result.rows(0..<count), beta: Float(beta))
      return places.map { Array(result.row($0).elements) }
    }
    let all = product(0..<130)
    for row in stride(from: 0, to: 130, by: 7) { #expect(product(row..<row + 1) == [all[row]]) }
    for rows in [0..<3, 5..<17, 40..<90, 1..<130] { #expect(product(rows) == Array(all[rows])) }
  }

  @Test func rowByRowIsAWayToo() {
    var generator = SeededGenerator(seed: 8)
    let (x, weight) = (
      Matrix<Float>.random(rows: 5, columns: 30, &generator), Matrix<Float>.random(rows: 40, columns: 30, &generator)
    )
    let (a, b) = (Matrix<Float>(rows: 5, columns: 40), Matrix<Float>(rows: 5, columns: 40))
    RowProbe.Method.rowByRow.multiply(x, transposed: weight, into: a, beta: 0)
    for row in 0..<5 { BLAS.multiply(x.row(row), transposed: weight, into: b.row(row)) }
    #expect(a.values == b.values)
    #expect(
      RowProbe.Method.rowByRow.filled(5) == 5 && RowProbe.Method.filled(to: 12, kinds: Self.alike(12)).filled(13) == 24)
  }
}
