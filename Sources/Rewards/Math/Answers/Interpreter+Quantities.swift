/// Values with units: their products, their sums, and angles.
extension Interpreter {
  /// Products and quotients of quantities, and sums whose unit stands behind the last term.
  func measured(_ expression: Expression) throws(AlgebraError) -> Answer? {
    switch expression {
    case .sum(let left, .quantity(let right, let unit)): return .quantity(try scalar(.sum(left, right)), unit)
    case .difference(let left, .quantity(let right, let unit)):
      return .quantity(try scalar(.difference(left, right)), unit)
    default:
      guard let (value, unit) = try quantityProduct(expression) else { return nil }
      return unit == .one ? .value(value) : .quantity(value, unit)
    }
  }

  private func quantityProduct(_ expression: Expression) throws(AlgebraError) -> (Scalar, Unit)? {
    switch expression {
    case .quantity(let value, let unit): return (try scalar(value), unit)
    case .bracketed(let items, let open, let close) where items.count == 1 && open == close:
      return try quantityProduct(items[0])
    case .product(let left, let right):
      guard let (a, unit) = try quantityProduct(left), let (b, other) = try quantityProduct(right) else { return nil }
      return (try algebra.product(a, b), unit * other)
    case .quotient(let left, let right):
      guard let (a, unit) = try quantityProduct(left), let (b, other) = try quantityProduct(right) else { return nil }
      return (try algebra.quotient(a, b), unit / other)
    default:
      if expression.contains({ if case .quantity = $0 { true } else { false } }) { return nil }
      return (try scalar(expression), .one)
    }
  }

  /// Degrees, minutes and seconds as degrees.
  func angle(_ expression: Expression) throws(AlgebraError) -> Answer {
    guard case .angle(let degrees, let minutes, let seconds) = expression, let unit = UnitTable.unit("°") else {
      throw .unsupported("an angle")
    }
    if degrees.contains({ if case .plusMinus = $0 { true } else { false } }), minutes == nil {
      guard case .list(let items) = try arithmetic(degrees) else { return .quantity(try scalar(degrees), unit) }
      return .list(items.map { if case .value(let value) = $0 { .quantity(value, unit) } else { $0 } })
    }
    var total = try scalar(degrees)
    for (part, size) in [(minutes, 60), (seconds, 3600)] {
      if let part { total = try algebra.sum(total, try algebra.scaled(try scalar(part), Rational(1, size))) }
    }
    return .quantity(total, unit)
  }

  /// `5 ft 3 in`, `2 hours + 30 minutes`; `nil` if these are no quantities.
  func sumOfQuantities(
    _ expression: Expression, _ left: Expression, _ right: Expression
  ) throws(AlgebraError) -> Answer? {
    guard case .quantity(let a, let unit) = left, case .quantity(let b, let other) = right,
      let ratio = other.ratio(to: unit), ratio.piExponent == 0
    else { return nil }
    let second = try algebra.scaled(try scalar(b), ratio.factor)
    if case .difference = expression { return .quantity(try algebra.difference(try scalar(a), second), unit) }
    return .quantity(try algebra.sum(try scalar(a), second), unit)
  }
}
