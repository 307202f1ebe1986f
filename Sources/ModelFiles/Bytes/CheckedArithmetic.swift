// Sizes and offsets come from files: none is added or multiplied without a check.

extension FixedWidthInteger {
  /// The sum, or nil where it overflows.
  func adding(_ other: Self) -> Self? {
    let (value, overflow) = addingReportingOverflow(other)
    return overflow ? nil : value
  }

  /// The product, or nil where it overflows.
  func multiplied(by other: Self) -> Self? {
    let (value, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? nil : value
  }

  /// The next multiple of a positive number, or nil where it overflows.
  func roundedUp(toMultipleOf step: Self) -> Self? {
    let rest = self % step
    return rest == 0 ? self : adding(step - rest)
  }
}

extension Sequence where Element: FixedWidthInteger {
  /// The product of all, 1 of none, or nil where it overflows.
  func checkedProduct() -> Element? {
    var product: Element = 1
    var hasZero = false
    for factor in self {
      // A later zero must not hide an overflow, nor an overflow a zero: factors are judged without the zeros.
      if factor == 0 {
        hasZero = true
        continue
      }
      guard let next = product.multiplied(by: factor) else { return nil }
      product = next
    }
    return hasZero ? 0 : product
  }
}
