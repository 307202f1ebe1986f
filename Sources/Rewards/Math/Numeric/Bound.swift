/// A number that is not negative, as 32 bits and an exponent: what a radius is made of.
///
/// Every operation rounds upward by at most one part in 2^31, so that a bound stays a bound; those whose names say so
/// round downward.
struct Bound: Sendable, Hashable {
  /// Zero, or at least `2^31` and below `2^32`.
  private(set) var mantissa: UInt64
  /// The value is `mantissa * 2^exponent`.
  private(set) var exponent: Int

  static let zero = Bound(mantissa: 0, exponent: 0)

  private init(mantissa: UInt64, exponent: Int) {
    self.mantissa = mantissa
    self.exponent = exponent
  }

  static func powerOfTwo(_ exponent: Int) -> Bound { Bound(mantissa: 1 << 31, exponent: exponent - 31) }

  /// At least `value * 2^exponent`.
  init(above value: UInt64, exponent: Int = 0) {
    let excess = 32 - value.leadingZeroBitCount
    if value == 0 {
      self = .zero
    } else if excess <= 0 {
      self.init(mantissa: value << UInt64(-excess), exponent: exponent + excess)
    } else {
      let kept = value >> UInt64(excess)
      let rounded = kept << UInt64(excess) == value ? kept : kept + 1
      self =
        rounded >> 32 == 0
        ? Bound(mantissa: rounded, exponent: exponent + excess)
        : Bound(mantissa: 1 << 31, exponent: exponent + excess + 1)
    }
  }

  /// At most `value * 2^exponent`.
  init(below value: UInt64, exponent: Int = 0) {
    let excess = 32 - value.leadingZeroBitCount
    if value == 0 {
      self = .zero
    } else {
      self.init(
        mantissa: excess <= 0 ? value << UInt64(-excess) : value >> UInt64(excess), exponent: exponent + excess)
    }
  }

  var isZero: Bool { mantissa == 0 }

  /// The value is below `2^upperLog2`, and at least `2^lowerLog2`; for zero both are `Int.min`.
  var upperLog2: Int { isZero ? .min : exponent + 32 }
  var lowerLog2: Int { isZero ? .min : exponent + 31 }

  func scaled(by power: Int) -> Bound { isZero ? self : Bound(mantissa: mantissa, exponent: exponent + power) }

  static func + (left: Bound, right: Bound) -> Bound {
    if left.isZero { return right }
    if right.isZero { return left }
    let (high, low) = left.exponent >= right.exponent ? (left, right) : (right, left)
    let gap = high.exponent - low.exponent
    // The sum is below 2^63; the shifted part is rounded up.
    let part = gap >= 62 ? 1 : (low.mantissa << 30) >> UInt64(gap) + 1
    return Bound(above: high.mantissa << 30 + part, exponent: high.exponent - 30)
  }

  static func * (left: Bound, right: Bound) -> Bound {
    if left.isZero || right.isZero { return .zero }
    return Bound(above: left.mantissa * right.mantissa, exponent: left.exponent + right.exponent)
  }

  /// - Precondition: the divisor, which is a bound from below, is not zero.
  static func / (left: Bound, right: Bound) -> Bound {
    if left.isZero { return .zero }
    return Bound(
      above: (left.mantissa << 31) / right.mantissa + 1, exponent: left.exponent - right.exponent - 31)
  }

  /// The difference rounded downward; zero if it is not surely positive.
  func minusBelow(_ other: Bound) -> Bound {
    if other.isZero { return self }
    guard self > other else { return .zero }
    let gap = exponent - other.exponent
    let part = gap >= 62 ? 1 : (other.mantissa << 30) >> UInt64(gap) + 1
    let whole = mantissa << 30
    return part >= whole ? .zero : Bound(below: whole - part, exponent: exponent - 30)
  }

  /// The square root rounded upward.
  var squareRoot: Bound {
    if isZero { return self }
    // An even exponent; the mantissa is below 2^63 then, where the machine's root is off by less than one.
    let (wide, even) = exponent & 1 == 0 ? (mantissa << 30, exponent - 30) : (mantissa << 31, exponent - 31)
    return Bound(above: UInt64(Double(wide).squareRoot()) + 2, exponent: even / 2)
  }
}

extension Bound: Comparable {
  static func < (left: Bound, right: Bound) -> Bool {
    if left.isZero || right.isZero { return left.isZero && !right.isZero }
    return left.exponent != right.exponent ? left.exponent < right.exponent : left.mantissa < right.mantissa
  }
}
