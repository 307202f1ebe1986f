/// Sums and products of matrices, determinants.
extension Interpreter {
  private enum Value {
    case scalar(Scalar)
    case matrix([[Scalar]])
  }

  /// A matrix, or an expression of some.
  func matrixValue(_ expression: Expression) throws(AlgebraError) -> Answer {
    switch try value(expression) {
    case .scalar(let scalar): return .value(scalar)
    case .matrix(let rows): return .matrix(rows)
    }
  }

  private func value(_ expression: Expression) throws(AlgebraError) -> Value {
    switch expression {
    case .matrix(let rows): return .matrix(try matrixEntries(rows))
    case .bracketed(let items, let open, let close) where items.count == 1 && open == close: return try value(items[0])
    case .sum(let a, let b): return try sum(try value(a), try value(b), 1)
    case .difference(let a, let b): return try sum(try value(a), try value(b), -1)
    case .negated(let a): return try product(.scalar(Scalar(-1)), try value(a))
    case .product(let a, let b): return try product(try value(a), try value(b))
    case .quotient(let a, let b): return try product(try value(a), .scalar(try algebra.inverse(try scalar(b))))
    case .power(let base, let exponent):
      guard case .matrix(let rows) = try value(base) else { return .scalar(try scalar(expression)) }
      guard let whole = try scalar(exponent).rational?.smallInteger, (1...16).contains(whole) else {
        throw .unsupported("a power of a matrix")
      }
      var result = Value.matrix(rows)
      for _ in 1..<whole { result = try product(result, .matrix(rows)) }
      return result
    default: return .scalar(try scalar(expression))
    }
  }

  private func sum(_ left: Value, _ right: Value, _ sign: Int) throws(AlgebraError) -> Value {
    switch (left, right) {
    case (.scalar(let a), .scalar(let b)):
      return .scalar(sign > 0 ? try algebra.sum(a, b) : try algebra.difference(a, b))
    case (.matrix(let a), .matrix(let b)):
      guard a.count == b.count, a.first?.count == b.first?.count else {
        throw .undefined("a sum of matrices of different sizes")
      }
      var rows: [[Scalar]] = []
      for (x, y) in zip(a, b) {
        var row: [Scalar] = []
        for (p, q) in zip(x, y) { row.append(sign > 0 ? try algebra.sum(p, q) : try algebra.difference(p, q)) }
        rows.append(row)
      }
      return .matrix(rows)
    default: throw .undefined("a sum of a matrix and a number")
    }
  }

  private func product(_ left: Value, _ right: Value) throws(AlgebraError) -> Value {
    switch (left, right) {
    case (.scalar(let a), .scalar(let b)): return .scalar(try algebra.product(a, b))
    case (.scalar(let a), .matrix(let rows)), (.matrix(let rows), .scalar(let a)):
      return .matrix(
        try rows.map { row throws(AlgebraError) in
          try row.map { entry throws(AlgebraError) in try algebra.product(a, entry) }
        })
    case (.matrix(let a), .matrix(let b)):
      guard let width = b.first?.count, a.first?.count == b.count else {
        throw .undefined("a product of matrices that do not fit")
      }
      guard a.count * width * b.count <= 4096 else { throw .budget }
      var rows: [[Scalar]] = []
      for row in a {
        var line: [Scalar] = []
        for column in 0..<width {
          var entry = Scalar.zero
          for (k, value) in row.enumerated() {
            entry = try algebra.sum(entry, try algebra.product(value, b[k][column]))
          }
          line.append(entry)
        }
        rows.append(line)
      }
      return .matrix(rows)
    }
  }

  func determinant(_ rows: [[Scalar]]) throws(AlgebraError) -> Scalar {
    guard rows.count == rows.first?.count else { throw .undefined("a determinant of a matrix that is not square") }
    guard rows.count <= 6 else { throw .budget }
    if rows.count == 1 { return rows[0][0] }
    var result = Scalar.zero
    for column in rows.indices {
      let minor = rows.dropFirst().map { row in row.enumerated().filter { $0.offset != column }.map(\.element) }
      let term = try algebra.product(rows[0][column], try determinant(minor))
      result = column & 1 == 0 ? try algebra.sum(result, term) : try algebra.difference(result, term)
    }
    return result
  }
}
