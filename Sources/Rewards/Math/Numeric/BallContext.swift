/// The precision that balls are computed with, and the constants computed for it so far.
struct BallContext: Sendable {
  /// Words of a midpoint: each operation is as accurate as they allow, to a few units in the last place.
  var limbs: Int

  private var quarterPi = FixedConstant(kind: .quarterPi)
  private var logOfTwo = FixedConstant(kind: .logOfTwo)

  /// - Parameter bits: at least this many, rounded up to whole words.
  init(bits: Int) { limbs = max(1, (bits + UInt.bitWidth - 1) / UInt.bitWidth) }

  var bits: Int { limbs * UInt.bitWidth }

  /// The first words of pi / 4 as a fraction, which is too small by at most ``FixedConstant/slack`` units of the
  /// lowest.
  mutating func quarterPi(limbs: Int) -> ArraySlice<UInt> { quarterPi.words(limbs) }
  /// Likewise for the natural logarithm of 2.
  mutating func logOfTwo(limbs: Int) -> ArraySlice<UInt> { logOfTwo.words(limbs) }

  /// Runs the body with more words.
  mutating func with<Result>(
    moreLimbs: Int, _ body: (inout BallContext) throws(NumericFailure) -> Result
  ) throws(NumericFailure) -> Result {
    limbs += moreLimbs
    defer { limbs -= moreLimbs }
    return try body(&self)
  }
}

/// A constant between a half and one, to as many words as were asked for so far.
struct FixedConstant: Sendable {
  enum Kind: Sendable { case quarterPi, logOfTwo }

  let kind: Kind
  /// The lowest first.
  private var digits: [UInt] = []

  init(kind: Kind) { self.kind = kind }

  /// How many units of the lowest word the fraction may be too small by; it is never too large.
  static let slack = 4

  mutating func words(_ count: Int) -> ArraySlice<UInt> {
    if digits.count < count { digits = FixedConstant.compute(kind, count) }
    return digits.suffix(count)
  }

  private static func compute(_ kind: Kind, _ count: Int) -> [UInt] {
    // A word more than asked for takes up the rounding of the terms, of which there are less than 2^32.
    let length = count + 1
    return Limbs.withScratch(3 * length) { sum in
      for i in 0..<length { sum[i] = 0 }
      let work = sum + length
      switch kind {
      case .quarterPi:
        // Machin: pi / 4 = 4 atan(1 / 5) - atan(1 / 239).
        addSeries(sum, work, length, factor: 4, base: 5, isNegative: false, alternates: true)
        addSeries(sum, work, length, factor: 1, base: 239, isNegative: true, alternates: true)
      case .logOfTwo:
        // log 2 = 18 atanh(1 / 26) - 2 atanh(1 / 4801) + 8 atanh(1 / 8749).
        addSeries(sum, work, length, factor: 18, base: 26, isNegative: false, alternates: false)
        addSeries(sum, work, length, factor: 2, base: 4801, isNegative: true, alternates: false)
        addSeries(sum, work, length, factor: 8, base: 8749, isNegative: false, alternates: false)
      }
      // The sum is off by less than one unit of the second word; two units are taken away, so that it is not too large.
      let digits = [UInt](UnsafeBufferPointer(start: sum + 1, count: count))
      return subtracting(2, digits)
    }
  }

  private static func subtracting(_ value: UInt, _ digits: [UInt]) -> [UInt] {
    var result = digits
    var borrow = value
    for i in result.indices where borrow > 0 {
      let (difference, under) = result[i].subtractingReportingOverflow(borrow)
      result[i] = difference
      borrow = under ? 1 : 0
    }
    return result
  }

  /// Adds `factor` times the inverse tangent of `1 / base`, circular (alternating signs) or hyperbolic.
  ///
  /// - Precondition: the factor is less than the base, and partial sums are between zero and one.
  private static func addSeries(
    _ sum: Limbs.Target, _ work: Limbs.Target, _ count: Int, factor: UInt, base: UInt, isNegative: Bool,
    alternates: Bool
  ) {
    // The power of 1 / base, with the factor.
    let (power, term) = (work, work + count)
    for i in 0..<count { power[i] = 0 }
    var remainder = factor
    for i in stride(from: count - 1, through: 0, by: -1) {
      (power[i], remainder) = base.dividingFullWidth((remainder, 0))
    }
    var length = count
    var odd: UInt = 1
    var subtracts = isNegative
    while true {
      while length > 0, power[length - 1] == 0 { length -= 1 }
      if length == 0 { return }
      for i in 0..<length { term[i] = power[i] }
      if odd > 1 { Limbs.divide(term, length, by: odd) }
      for i in length..<count { term[i] = 0 }
      if subtracts { Limbs.subtract(sum, sum, term, count) } else { Limbs.add(sum, sum, term, count) }
      if alternates { subtracts.toggle() }
      Limbs.divide(power, length, by: base * base)
      odd += 2
    }
  }
}
