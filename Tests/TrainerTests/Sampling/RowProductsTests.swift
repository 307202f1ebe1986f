import Testing

@testable import Trainer

/// Products whose rows do not depend on each other, and attention by parts.
@Suite struct RowProductsTests {
  private static func random(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix<Float> {
    var generator = SeededGenerator(seed: seed)
    let matrix = Matrix<Float>(rows: rows, columns: columns)
    for index in matrix.elements.indices { matrix.elements[index] = Float.random(in: -1...1, using: &generator) }
    return matrix
  }

  /// Sizes that are multiples of vectors and tiles, and such that are not; more than a panel of weights.
  private static let sizes = [(1, 1), (3, 7), (16, 8), (20, 33), (48, 64), (67, 129), (130, 344), (2000, 40)]

  @Test(arguments: sizes, [0, 1] as [Float]) func productsAreRight(_ size: (Int, Int), _ beta: Float) {
    for rows in [1, 2, 3, 4, 5, 7, 8, 13] {
      let (x, weight) = (Self.random(rows, size.1, seed: 1), Self.random(size.0, size.1, seed: 2))
      let y = Self.random(rows, size.0, seed: 3)
      let before = Matrix<Float>(rows: rows, columns: size.0)
      before.copy(from: y)
      Kernels.multiplyRows(x, transposed: weight, into: y, beta: beta)
      for row in 0..<rows {
        for output in 0..<size.0 {
          let exact = (0..<size.1).reduce(Double(beta * before[row, output])) {
            $0 + Double(x[row, $1]) * Double(weight[output, $1])
          }
          #expect(abs(Double(y[row, output]) - exact) < 1e-4, "[\(row), \(output)]")
        }
      }
    }
  }

  /// To the bit: alone, among any number of others, and however the weight is split.
  @Test(arguments: sizes) func aRowDoesNotDependOnOthers(_ size: (Int, Int)) {
    let weight = Self.random(size.0, size.1, seed: 4)
    let x = Self.random(40, size.1, seed: 5)
    func product(_ rows: Range<Int>, width: Int = 1) -> Matrix<Float> {
      let y = Matrix<Float>(rows: rows.count, columns: size.0)
      RowProducts(pool: ThreadPool(width: width), deterministic: true).multiply(
        x.rows(rows), transposed: weight, into: y, beta: 0)
      return y
    }
    let alone = (0..<40).map { product($0..<$0 + 1).values }
    for (count, width) in [(2, 1), (3, 2), (4, 3), (5, 1), (7, 2), (8, 1), (12, 5), (32, 2), (40, 2)] {
      for first in [0, 1, 2, 3] where first + count <= 40 {
        let together = product(first..<first + count, width: width)
        for row in 0..<count { #expect(together.row(row).values == alone[first + row], "\(count) rows, \(row)") }
      }
    }
  }

  @Test func portableKernelsAreAsIndependent() {
    let (x, weight) = (Self.random(9, 37, seed: 6), Self.random(11, 37, seed: 7))
    func product(_ rows: Range<Int>) -> [Double] {
      let (part, y) = (x.rows(rows), Matrix<Float>(rows: rows.count, columns: 11))
      Float.portableFunctions.rowProducts(
        part.pointer, part.stride, weight.pointer, weight.stride, y.pointer, y.stride, rows.count, 11, 37, false)
      return y.values
    }
    #expect(product(0..<9) == (0..<9).flatMap { product($0..<$0 + 1) })
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity]) func whatIsNotFiniteStaysWithItsRow(_ value: Float) {
    for column in [0, 8, 36] {
      let (x, weight) = (Self.random(6, 37, seed: 8), Self.random(11, 37, seed: 9))
      let clean = Matrix<Float>(rows: 6, columns: 11)
      Kernels.multiplyRows(x, transposed: weight, into: clean, beta: 0)
      x[4, column] = value
      let y = Matrix<Float>(rows: 6, columns: 11)
      Kernels.multiplyRows(x, transposed: weight, into: y, beta: 0)
      for row in 0..<6 {
        if row == 4 {
          #expect(y.row(row).values.allSatisfy { !$0.isFinite })
        } else {
          #expect(y.row(row).values == clean.row(row).values)
        }
      }
    }
  }

  /// Against softmax by definition; the split into segments and parts is one of rounding alone.
  @Test(arguments: [(8, 1), (20, 2), (32, 2), (64, 1), (33, 3)]) func attentionIsRight(_ size: (Int, Int)) {
    let (dimension, groupSize) = size
    let heads = 2 * groupSize
    let query = Self.random(1, heads * dimension, seed: 10)
    let segments = [(5, 11), (1, 12), (70, 13)].map { count, seed in
      (
        keys: Self.random(count, 2 * dimension, seed: UInt64(seed)),
        values: Self.random(count, 2 * dimension, seed: UInt64(seed) + 10)
      )
    }
    for room in [1, 16, 100] {
      let output = Self.random(1, heads * dimension, seed: 30)
      Kernels.attend(
        query, heads: 0..<heads, groupSize: groupSize, dimension: dimension, over: segments, scale: 0.7,
        scores: Matrix(count: room), into: output)
      for head in 0..<heads {
        let column = head / groupSize * dimension
        let rows = segments.flatMap { segment in (0..<segment.keys.rows).map { (segment, $0) } }
        let weights = rows.map { segment, row in
          (0..<dimension).reduce(0.0) {
            $0 + Double(query[head * dimension + $1]) * Double(segment.keys[row, column + $1])
          } * 0.7
        }.map(exponential)
        let total = weights.reduce(0, +)
        for j in 0..<dimension {
          let exact = zip(rows, weights).reduce(0.0) { $0 + $1.1 * Double($1.0.0.values[$1.0.1, column + j]) } / total
          #expect(abs(Double(output[head * dimension + j]) - exact) < 1e-5, "head \(head), \(j), room for \(room)")
        }
      }
    }
  }

  /// It reaches the heads that look at it, and no other.
  @Test(arguments: [(.nan, 0), (.nan, 1), (.infinity, 1)] as [(Float, Int)]) func whatIsNotFiniteReachesTheOutput(
    _ value: Float, _ place: Int
  ) {
    let (query, keys, values) = (Self.random(1, 32, seed: 1), Self.random(9, 32, seed: 2), Self.random(9, 32, seed: 3))
    (place == 0 ? keys : values)[8, 3] = value
    let output = Matrix<Float>(count: 32)
    Kernels.attend(
      query, heads: 0..<4, groupSize: 1, dimension: 8, over: [(keys: keys, values: values)], scale: 1,
      scores: Matrix(count: 16), into: output)
    #expect(!output[3].isFinite)
    #expect((8..<32).allSatisfy { output[$0].isFinite })
  }

  private func exponential(_ value: Double) -> Double {
    let matrix = Matrix<Double>(copying: [value])
    Kernels.exponential(matrix)
    return matrix[0]
  }
}
