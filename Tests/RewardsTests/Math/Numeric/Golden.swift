import Glibc

@testable import Rewards

/// A row of testdata/math/numeric.jsonl.
struct GoldenRow: Decodable, Sendable {
  var f: String
  var x: String
  var bits: Int
  var value: String

  var arguments: [Rational] { x.split(separator: " ").map { Rational(fraction: $0) } }
  var values: [Rational] { value.split(separator: " ").map { Rational(decimal: $0) } }
  /// What a value's rounding to decimal digits may change, relatively.
  var slack: Rational { Rational(1, 2).power(bits + 30) }
}

extension Rational {
  init(fraction: Substring) {
    let parts = fraction.split(separator: "/")
    self = parts.count == 1 ? Rational(decimal: parts[0]) : Rational(decimal: parts[0]) / Rational(decimal: parts[1])
  }

  /// A number like `-12.34e-5`.
  init(decimal: Substring) {
    let isNegative = decimal.hasPrefix("-")
    let halves = decimal.drop { $0 == "-" }.split(separator: "e")
    let parts = halves[0].split(separator: ".")
    let digits = parts.joined()
    var scale = parts.count > 1 ? -parts[1].count : 0
    var value = Rational.zero
    var rest = digits[...]
    while !rest.isEmpty {
      let chunk = rest.prefix(18)
      rest = rest.dropFirst(18)
      value = value * Rational(10).power(chunk.count) + Rational(Int(chunk) ?? 0)
    }
    if halves.count > 1 { scale += Int(halves[1]) ?? 0 }
    self = (isNegative ? -value : value) * Rational(10).power(scale)
  }
}

extension SeededGenerator {
  /// Fractions of many sizes; every tenth a whole number.
  mutating func rational() -> Rational {
    let numerator = Int.random(in: -(1 << Int.random(in: 1...60, using: &self))...(1 << 20), using: &self)
    if Int.random(in: 0..<10, using: &self) == 0 { return Rational(numerator) }
    return Rational(numerator, Int.random(in: 1...(1 << Int.random(in: 1...60, using: &self)), using: &self))
  }

  mutating func positive() -> Rational {
    let value = rational().magnitude
    return value.isZero ? 1 : value
  }
}

extension RealBall {
  /// Whether that is inside, or misses the ball by less than the slack.
  func holds(_ value: Rational, slack: Rational) -> Bool {
    var context = BallContext(bits: 64)
    return widened(RealBall.exact(slack, &context).above).contains(value)
  }
}
