internal import BigInt

/// An exact fraction in lowest terms. Machine words while both parts fit, big integers beyond.
///
/// Nothing here bounds the size of a result: whoever computes with input of strangers charges a ``WorkBudget`` first.
struct Rational: Sendable, Hashable {
  private enum Storage: Sendable, Hashable {
    /// The denominator is positive; used whenever both fit, so that equal values have equal storage.
    case small(Int, Int)
    case big(BigInt, BigInt)
  }

  private var storage: Storage

  static let zero = Rational(0)
  static let one = Rational(1)
  static let minusOne = Rational(-1)
  static let half = Rational(1, 2)

  init(_ value: Int) { storage = .small(value, 1) }

  /// - Precondition: the denominator is not zero.
  init(_ numerator: Int, _ denominator: Int) {
    precondition(denominator != 0)
    if numerator == .min || denominator == .min {
      self = Rational(BigInt(numerator), BigInt(denominator))
    } else {
      let divisor = Rational.gcd(numerator.magnitude, denominator.magnitude)
      let sign = denominator < 0 ? -1 : 1
      storage = .small(sign * numerator / Int(divisor), sign * denominator / Int(divisor))
    }
  }

  init(_ value: BigInt) { self.init(reduced: value, 1) }

  /// - Precondition: the denominator is not zero.
  init(_ numerator: BigInt, _ denominator: BigInt) {
    precondition(denominator != 0)
    let divisor = numerator.greatestCommonDivisor(with: denominator)
    let sign = denominator.sign == .minus ? BigInt(-1) : 1
    self.init(reduced: sign * numerator / divisor, sign * denominator / divisor)
  }

  /// `value / 10^places`, in lowest terms without a general division: only twos and fives can be in common.
  init(_ value: BigInt, tenths places: Int) {
    if value == 0 {
      self = .zero
      return
    }
    var numerator = value
    let twos = min(places, numerator.magnitude.trailingZeroBitCount)
    numerator >>= twos
    var fives = 0
    var step = 1
    // Powers of five by doubling, then by halving again.
    var powers: [(BigInt, Int)] = []
    var power = BigInt(5)
    while fives + step <= places {
      let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: power)
      guard remainder == 0 else { break }
      numerator = quotient
      fives += step
      powers.append((power, step))
      power *= power
      step *= 2
    }
    for (power, step) in powers.reversed() where fives + step <= places {
      let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: power)
      if remainder == 0 {
        numerator = quotient
        fives += step
      }
    }
    self.init(reduced: numerator, BigInt(5).power(places - fives) << (places - twos))
  }

  private init(reduced numerator: BigInt, _ denominator: BigInt) {
    if let n = Int(exactly: numerator), let d = Int(exactly: denominator), n != .min {
      storage = .small(n, d)
    } else {
      storage = .big(numerator, denominator)
    }
  }

  var numerator: BigInt {
    switch storage {
    case .small(let n, _): BigInt(n)
    case .big(let n, _): n
    }
  }

  var denominator: BigInt {
    switch storage {
    case .small(_, let d): BigInt(d)
    case .big(_, let d): d
    }
  }

  /// Both parts as machine words, where they fit.
  var smallParts: (numerator: Int, denominator: Int)? {
    if case .small(let n, let d) = storage { (n, d) } else { nil }
  }

  /// The value as a machine integer, if it is one.
  var smallInteger: Int? {
    if case .small(let n, 1) = storage { n } else { nil }
  }

  var isZero: Bool { storage == .small(0, 1) }
  var isOne: Bool { storage == .small(1, 1) }

  var isInteger: Bool {
    switch storage {
    case .small(_, let d): d == 1
    case .big(_, let d): d == 1
    }
  }

  /// -1, 0 or 1.
  var sign: Int {
    switch storage {
    case .small(let n, _): n.signum()
    case .big(let n, _): n.sign == .minus ? -1 : 1
    }
  }

  /// Bits of the numerator and the denominator together: what an operation on it costs.
  var bitWidth: Int {
    switch storage {
    case .small(let n, let d): (Int.bitWidth - n.magnitude.leadingZeroBitCount) + (Int.bitWidth - d.leadingZeroBitCount)
    case .big(let n, let d): n.magnitude.bitWidth + d.magnitude.bitWidth
    }
  }

  /// Steps that an operation with it takes: bringing fractions into lowest terms is quadratic in their length.
  var workSteps: Int {
    let bits = min(bitWidth, 1 << 24)
    return bits <= 128 ? 4 : bits * bits / 100
  }

  var magnitude: Rational { sign < 0 ? -self : self }

  /// - Precondition: the value is not zero.
  var inverse: Rational {
    switch storage {
    case .small(let n, let d):
      precondition(n != 0)
      return n < 0 ? Rational(storage: .small(-d, -n)) : Rational(storage: .small(d, n))
    case .big(let n, let d):
      return n.sign == .minus ? Rational(reduced: -d, -n) : Rational(reduced: d, n)
    }
  }

  private init(storage: Storage) { self.storage = storage }

  /// The largest integer that is not above the value.
  var floor: BigInt {
    if case .small(let n, let d) = storage { return BigInt(n % d < 0 ? n / d - 1 : n / d) }
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    return remainder.sign == .minus && remainder != 0 ? quotient - 1 : quotient
  }

  /// The nearest binary floating-point number; infinite or zero beyond the range of `Double`.
  var double: Double {
    switch storage {
    case .small(let n, let d): return Double(n) / Double(d)
    case .big(let n, let d):
      let shift = d.magnitude.bitWidth - n.magnitude.bitWidth + 64
      let scaled = shift >= 0 ? (n << shift) / d : n / (d << -shift)
      return Double(sign: .plus, exponent: 0, significand: Double(scaled)) * Rational.powerOfTwo(-shift)
    }
  }

  private static func powerOfTwo(_ exponent: Int) -> Double {
    if exponent > 1100 { return .infinity }
    if exponent < -1200 { return 0 }
    return Double(sign: .plus, exponent: exponent / 2, significand: 1)
      * Double(sign: .plus, exponent: exponent - exponent / 2, significand: 1)
  }

  /// The value to a whole power, negative ones too. - Precondition: not zero to a negative power.
  func power(_ exponent: Int) -> Rational {
    if exponent < 0 { return inverse.power(-exponent) }
    if case .small(let n, let d) = storage, n.magnitude <= 1, d == 1 {
      return n == -1 && exponent % 2 == 0 ? .one : (exponent == 0 ? .one : self)
    }
    return Rational(reduced: numerator.power(exponent), denominator.power(exponent))
  }

  static func gcd(_ a: UInt, _ b: UInt) -> UInt {
    if a == 0 || b == 0 { return max(a | b, 1) }
    var (a, b) = (a, b)
    let shift = (a | b).trailingZeroBitCount
    a >>= a.trailingZeroBitCount
    while b != 0 {
      b >>= b.trailingZeroBitCount
      if a > b { swap(&a, &b) }
      b -= a
    }
    return a << shift
  }
}

extension Rational: Comparable {
  static func < (left: Rational, right: Rational) -> Bool {
    if case .small(let n, let d) = left.storage, case .small(let m, let e) = right.storage {
      return n.multipliedFullWidth(by: e) < m.multipliedFullWidth(by: d)
    }
    return left.numerator * right.denominator < right.numerator * left.denominator
  }
}

extension Rational {
  static prefix func - (value: Rational) -> Rational {
    switch value.storage {
    case .small(let n, let d): Rational(storage: .small(-n, d))
    case .big(let n, let d): Rational(reduced: -n, d)
    }
  }

  static func + (left: Rational, right: Rational) -> Rational {
    if case .small(let n, let d) = left.storage, case .small(let m, let e) = right.storage {
      if d == 1, e == 1 {
        let (sum, overflow) = n.addingReportingOverflow(m)
        if !overflow { return Rational(sum, 1) }
      } else {
        let (ne, o1) = n.multipliedReportingOverflow(by: e)
        let (md, o2) = m.multipliedReportingOverflow(by: d)
        let (sum, o3) = ne.addingReportingOverflow(md)
        let (de, o4) = d.multipliedReportingOverflow(by: e)
        if !(o1 || o2 || o3 || o4) { return Rational(sum, de) }
      }
    }
    return Rational(
      left.numerator * right.denominator + right.numerator * left.denominator, left.denominator * right.denominator)
  }

  static func - (left: Rational, right: Rational) -> Rational { left + -right }

  static func * (left: Rational, right: Rational) -> Rational {
    if case .small(let n, let d) = left.storage, case .small(let m, let e) = right.storage {
      let (nm, o1) = n.multipliedReportingOverflow(by: m)
      let (de, o2) = d.multipliedReportingOverflow(by: e)
      if !(o1 || o2) { return Rational(nm, de) }
    }
    return Rational(left.numerator * right.numerator, left.denominator * right.denominator)
  }

  /// - Precondition: the divisor is not zero.
  static func / (left: Rational, right: Rational) -> Rational { left * right.inverse }

  static func += (left: inout Rational, right: Rational) { left = left + right }
  static func *= (left: inout Rational, right: Rational) { left = left * right }
}

extension Rational: ExpressibleByIntegerLiteral {
  init(integerLiteral value: Int) { self.init(value) }
}

extension Rational: CustomStringConvertible {
  var description: String { isInteger ? "\(numerator)" : "\(numerator)/\(denominator)" }
}
