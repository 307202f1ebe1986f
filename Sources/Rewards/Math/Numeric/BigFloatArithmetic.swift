extension BigFloat {
  /// - Parameter limbs: the words of the result. Where operands have no more than that, cancellation is exact.
  static func sum(_ a: BigFloat, _ b: BigFloat, limbs: Int) -> Rounded {
    if a.isZero { return b.rounded(limbs: limbs) }
    if b.isZero { return a.rounded(limbs: limbs) }
    let (high, low) = a.exponent >= b.exponent ? (a, b) : (b, a)
    let gap = high.exponent - low.exponent
    if gap > (limbs + 1) * UInt.bitWidth {
      var result = high.rounded(limbs: limbs)
      result.error = result.error + .powerOfTwo(low.exponent)
      return result
    }
    // Two words more than the result has. A lower number loses bits only if it is shifted by more than a word, and then
    // at most one bit cancels; otherwise the difference is exact.
    let fraction = max(limbs, min(limbs + 2, max(high.limbs.count, low.limbs.count + gap / UInt.bitWidth + 1)))
    return Limbs.withScratch(2 * fraction + 1) { scratch in
      let other = scratch + fraction + 1
      var isExact = high.scaled(by: -high.exponent).store(scratch, fraction: fraction, whole: 0)
      if !low.scaled(by: -high.exponent).store(other, fraction: fraction, whole: 0) { isExact = false }
      var isNegative = high.isNegative
      scratch[fraction] = 0
      if high.isNegative == low.isNegative {
        scratch[fraction] = Limbs.add(scratch, scratch, other, fraction)
      } else if Limbs.subtract(scratch, scratch, other, fraction) != 0 {
        // Only possible for equal exponents; the borrow is undone by negation.
        isNegative.toggle()
        negate(scratch, fraction)
      }
      var result = rounded(isNegative, scratch, fraction + 1, exponent: high.exponent + UInt.bitWidth, limbs: limbs)
      if !isExact {
        // Less than one unit of the lowest word in each operand.
        result.error = result.error + .powerOfTwo(high.exponent - fraction * UInt.bitWidth + 1)
      }
      return result
    }
  }

  private static func negate(_ a: Limbs.Target, _ count: Int) {
    var carry = true
    for i in 0..<count { (a[i], carry) = (~a[i]).addingReportingOverflow(carry ? 1 : 0) }
  }

  static func difference(_ a: BigFloat, _ b: BigFloat, limbs: Int) -> Rounded { sum(a, b.negated, limbs: limbs) }

  static func product(_ a: BigFloat, _ b: BigFloat, limbs: Int) -> Rounded {
    if a.isZero || b.isZero { return Rounded(value: .zero, error: .zero) }
    let count = a.limbs.count + b.limbs.count
    return Limbs.withScratch(count) { scratch in
      a.limbs.withUnsafeBufferPointer { first in
        b.limbs.withUnsafeBufferPointer { second in
          Limbs.multiply(
            scratch, first.baseAddress.unsafelyUnwrapped, first.count, second.baseAddress.unsafelyUnwrapped,
            second.count)
        }
      }
      return rounded(
        a.isNegative != b.isNegative, scratch, count, exponent: a.exponent + b.exponent, limbs: limbs)
    }
  }

  /// - Precondition: the divisor is not zero.
  static func quotient(_ a: BigFloat, _ b: BigFloat, limbs: Int) -> Rounded {
    if a.isZero { return Rounded(value: .zero, error: .zero) }
    // One word more than the result has: a divisor cut off there changes the quotient by one part in 2^(64 limbs + 63).
    let divisor = b.rounded(limbs: limbs + 1)
    let divisorCount = divisor.value.limbs.count
    let quotientCount = limbs + 1
    let count = divisorCount + quotientCount
    // A highest word of zero: the dividend's highest words are less than the divisor.
    return Limbs.withScratch(count + quotientCount) { scratch in
      let quotient = scratch + count
      var isExact = a.scaled(by: -a.exponent - UInt.bitWidth).store(scratch, fraction: count, whole: 0)
      divisor.value.limbs.withUnsafeBufferPointer { words in
        Limbs.divide(quotient, scratch, count, by: words.baseAddress.unsafelyUnwrapped, divisorCount)
      }
      if !Limbs.isZero(scratch, divisorCount) || !divisor.error.isZero { isExact = false }
      var result = rounded(
        a.isNegative != b.isNegative, quotient, quotientCount, exponent: a.exponent - b.exponent + UInt.bitWidth,
        limbs: limbs)
      if !isExact {
        // What was cut off of the dividend and the quotient is below two units of the quotient's lowest word, whose
        // highest word may be one; the divisor adds two such units.
        result.error = result.error + .powerOfTwo(a.exponent - b.exponent - limbs * UInt.bitWidth + 2)
      }
      return result
    }
  }
}
