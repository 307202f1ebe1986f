/// Arithmetic on runs of machine words, the lowest word first.
///
/// The callers guarantee that the runs are as long as is said; results may overwrite an operand of the same place.
enum Limbs {
  typealias Source = UnsafePointer<UInt>
  typealias Target = UnsafeMutablePointer<UInt>

  /// - Returns: the carry.
  @discardableResult
  static func add(_ result: Target, _ a: Source, _ b: Source, _ count: Int) -> UInt {
    var carry: UInt = 0
    for i in 0..<count {
      let (sum, first) = a[i].addingReportingOverflow(b[i])
      let (total, second) = sum.addingReportingOverflow(carry)
      result[i] = total
      carry = (first ? 1 : 0) &+ (second ? 1 : 0)
    }
    return carry
  }

  /// - Returns: the borrow.
  @discardableResult
  static func subtract(_ result: Target, _ a: Source, _ b: Source, _ count: Int) -> UInt {
    var borrow: UInt = 0
    for i in 0..<count {
      let (difference, first) = a[i].subtractingReportingOverflow(b[i])
      let (total, second) = difference.subtractingReportingOverflow(borrow)
      result[i] = total
      borrow = (first ? 1 : 0) &+ (second ? 1 : 0)
    }
    return borrow
  }

  /// Adds `a * factor` in place. - Returns: the carry.
  @inline(__always)
  static func addProduct(_ result: Target, _ a: Source, _ count: Int, _ factor: UInt) -> UInt {
    var carry: UInt = 0
    for i in 0..<count {
      // At most (2^64 - 1)^2 + 2 (2^64 - 1) = 2^128 - 1.
      let wide = UInt128(a[i]) &* UInt128(factor) &+ UInt128(result[i]) &+ UInt128(carry)
      result[i] = UInt(truncatingIfNeeded: wide)
      carry = UInt(truncatingIfNeeded: wide >> 64)
    }
    return carry
  }

  /// Subtracts `a * factor` in place. - Returns: the borrow.
  @inline(__always)
  private static func subtractProduct(_ result: Target, _ a: Source, _ count: Int, _ factor: UInt) -> UInt {
    var borrow: UInt = 0
    for i in 0..<count {
      let wide = UInt128(a[i]) &* UInt128(factor) &+ UInt128(borrow)
      let (difference, under) = result[i].subtractingReportingOverflow(UInt(truncatingIfNeeded: wide))
      result[i] = difference
      borrow = UInt(truncatingIfNeeded: wide >> 64) &+ (under ? 1 : 0)
    }
    return borrow
  }

  /// The whole product, of `countA + countB` words. The result overlaps neither operand.
  static func multiply(_ result: Target, _ a: Source, _ countA: Int, _ b: Source, _ countB: Int) {
    for i in 0..<countA { result[i] = 0 }
    for j in 0..<countB { result[j + countA] = addProduct(result + j, a, countA, b[j]) }
  }

  /// The high half of a product of equally long runs, with `2 * count` words to work in: columns that reach it only by
  /// carries are left out, but for two, so that it is too small by at most `1 + count / 2^63` units.
  @inline(__always)
  static func multiplyHigh(_ result: Target, _ a: Source, _ b: Source, _ count: Int, _ scratch: Target) {
    for i in max(0, count - 2)...count { scratch[i] = 0 }
    for j in 0..<count {
      let first = max(0, count - 2 - j)
      scratch[j + count] = addProduct(scratch + j + first, a + first, count - first, b[j])
    }
    for i in 0..<count { result[i] = scratch[count + i] }
  }

  /// Divides in place. - Returns: the remainder.
  @discardableResult
  static func divide(_ a: Target, _ count: Int, by divisor: UInt) -> UInt {
    var remainder: UInt = 0
    for i in stride(from: count - 1, through: 0, by: -1) {
      (a[i], remainder) = divisor.dividingFullWidth((remainder, a[i]))
    }
    return remainder
  }

  /// Long division (Knuth's algorithm D): the quotient gets `count - divisorCount` words, the remainder is left in the
  /// lowest words of the dividend.
  ///
  /// - Precondition: the divisor's highest bit is set, and the dividend's highest `divisorCount` words are less than
  ///   the divisor.
  static func divide(
    _ quotient: Target, _ dividend: Target, _ count: Int, by divisor: Source, _ divisorCount: Int
  ) {
    let top = divisor[divisorCount - 1]
    let next = divisorCount > 1 ? divisor[divisorCount - 2] : 0
    for j in stride(from: count - divisorCount - 1, through: 0, by: -1) {
      let high = dividend[j + divisorCount]
      var digit = UInt.max
      if high < top {
        let low = dividend[j + divisorCount - 1]
        var remainder: UInt
        (digit, remainder) = top.dividingFullWidth((high, low))
        let below = j + divisorCount >= 2 && divisorCount > 1 ? dividend[j + divisorCount - 2] : 0
        while UInt128(digit) &* UInt128(next) > UInt128(remainder) << 64 | UInt128(below) {
          digit &-= 1
          let (sum, over) = remainder.addingReportingOverflow(top)
          if over { break }
          remainder = sum
        }
      }
      let borrow = subtractProduct(dividend + j, divisor, divisorCount, digit)
      var (rest, under) = high.subtractingReportingOverflow(borrow)
      while under {
        digit &-= 1
        let carry = add(dividend + j, dividend + j, divisor, divisorCount)
        let (sum, over) = rest.addingReportingOverflow(carry)
        rest = sum
        under = !over
      }
      dividend[j + divisorCount] = rest
      quotient[j] = digit
    }
  }

  /// - Parameter shift: less than a word.
  static func shiftRight(_ a: Target, _ count: Int, _ shift: Int) {
    guard shift > 0 else { return }
    for i in 0..<count - 1 { a[i] = a[i] &>> UInt(shift) | a[i + 1] &<< UInt(UInt.bitWidth - shift) }
    a[count - 1] &>>= UInt(shift)
  }

  /// - Returns: the bit that is shifted out.
  @discardableResult
  static func double(_ a: Target, _ count: Int) -> UInt {
    var carry: UInt = 0
    for i in 0..<count {
      let next = a[i] &>> 63
      a[i] = a[i] &<< 1 | carry
      carry = next
    }
    return carry
  }

  static func isZero(_ a: Source, _ count: Int) -> Bool {
    for i in 0..<count where a[i] != 0 { return false }
    return true
  }

  /// Zero bits above the highest one.
  static func leadingZeros(_ a: Source, _ count: Int) -> Int {
    for i in stride(from: count - 1, through: 0, by: -1) where a[i] != 0 {
      return (count - 1 - i) * UInt.bitWidth + a[i].leadingZeroBitCount
    }
    return count * UInt.bitWidth
  }

  /// Runs the body with that many words to write in; their content is arbitrary.
  @inline(__always)
  static func withScratch<Result>(_ count: Int, _ body: (Target) -> Result) -> Result {
    withUnsafeTemporaryAllocation(of: UInt.self, capacity: max(1, count)) { buffer in
      // A buffer of one element or more has a base.
      body(buffer.baseAddress.unsafelyUnwrapped)
    }
  }
}
