/// Power series in fixed point: fractions of `count` words, the lowest first, of which "a unit" is the lowest bit.
///
/// Each product and quotient is cut off, by about one unit; Horner's rule with divisors that grow keeps the sum of
/// these errors below four units, one for the terms left out included. What the rule multiplies by a small power later
/// is computed to fewer words: one more than reaches the result, so that this adds nothing to speak of.
enum Series {
  /// How often an argument is halved before its series is summed: halvings and terms cost about the same.
  ///
  /// At most 56, so that what the doublings afterwards lose (two bits each, at worst) fits into two words.
  static func halvings(_ count: Int) -> Int {
    min(56, Int(Double(count * UInt.bitWidth).squareRoot() / 2))
  }

  /// Words in which the losses of that many doublings fit, with 16 bits to spare.
  static func guardLimbs(_ halvings: Int) -> Int { 2 * halvings + 16 <= UInt.bitWidth ? 1 : 2 }

  /// `e^r - 1` in place, for an `r` at least 0 and below `log 2`: too small by at most `2^(halvings + 4)` units.
  static func exponentialMinusOne(_ r: Limbs.Target, _ count: Int) {
    let halvings = halvings(count)
    Limbs.withScratch(3 * count) { sum in
      let scratch = sum + count
      Limbs.shiftRight(r, count, halvings)
      // sum(k) = (r + r sum(k + 1)) / k, so that sum(1) = e^r - 1; it is multiplied by r^(k - 1) / (k - 1)! later.
      for i in 0..<count { sum[i] = 0 }
      var (terms, zeros) = terms(count, bits: halvings) { $0 }
      while terms > 0 {
        zeros -= halvings + log2(terms)
        let length = needed(count, zeros)
        let (part, factor) = (sum + count - length, r + count - length)
        Limbs.multiplyHigh(part, part, factor, length, scratch)
        Limbs.add(part, part, factor, length)
        if terms > 1 { Limbs.divide(part, length, by: UInt(terms)) }
        terms -= 1
      }
      // (1 + f)^2 - 1 = 2f + f^2. All values are cut off, so they stay below the true ones and so below 1. The error of
      // f is multiplied by 2 (1 + f), by 2^halvings e^r in all, and grows by one each time.
      for _ in 0..<halvings {
        Limbs.multiplyHigh(r, sum, sum, count, scratch)
        Limbs.double(sum, count)
        Limbs.add(sum, sum, r, count)
      }
      for i in 0..<count { r[i] = sum[i] }
    }
  }

  /// The least number of terms after which `x^k / product` is below a unit, for an `x` below `2^-bits`, where the
  /// product is of all `divisor(i)` up to `k`; and how many bits below one that is, at least.
  private static func terms(_ count: Int, bits: Int, _ divisor: (Int) -> Int) -> (terms: Int, zeros: Int) {
    var (zeros, k) = (0, 0)
    while zeros <= count * UInt.bitWidth {
      k += 1
      zeros += bits + log2(divisor(k))
    }
    return (k, zeros)
  }

  private static func log2(_ x: Int) -> Int { Int.bitWidth - 1 - x.leadingZeroBitCount }

  /// Words that matter of something that is multiplied by a number with that many zero bits.
  private static func needed(_ count: Int, _ zeros: Int) -> Int {
    max(1, min(count, count - zeros / UInt.bitWidth + 1))
  }

  /// `sin r` and `1 - cos r`, for an `r` at least 0 and at most `pi / 4`: off by at most `2^(2 halvings + 4)` units.
  /// The argument is overwritten by the sine.
  static func sine(_ r: Limbs.Target, versine: Limbs.Target, _ count: Int) {
    let halvings = halvings(count)
    Limbs.withScratch(5 * count) { square in
      let (sum, product) = (square + count, square + 2 * count)
      let scratch = product + count
      Limbs.shiftRight(r, count, halvings)
      Limbs.multiplyHigh(square, r, r, count, scratch)
      // sin r = r - r h(1) with h(k) = (s - s h(k + 1)) / (2k (2k + 1)) and s the square.
      alternating(sum, square, count, bits: 2 * halvings, scratch) { 2 * $0 * (2 * $0 + 1) }
      // Likewise 1 - cos r = h(1) with h(k) = (s - s h(k + 1)) / ((2k - 1) 2k).
      alternating(versine, square, count, bits: 2 * halvings, scratch) { (2 * $0 - 1) * 2 * $0 }
      Limbs.multiplyHigh(product, r, sum, count, scratch)
      Limbs.subtract(r, r, product, count)
      // With v = 1 - cos: sin 2r = 2 (sin r - v sin r), 1 - cos 2r = 2 sin^2 r. The larger error E of both becomes less
      // than 2.8 E + 3, as sin r < 0.39 and v < 0.08 before the last doubling: below 4^halvings 8 in all.
      for _ in 0..<halvings {
        Limbs.multiplyHigh(product, r, versine, count, scratch)
        Limbs.multiplyHigh(versine, r, r, count, scratch)
        Limbs.double(versine, count)
        Limbs.subtract(r, r, product, count)
        Limbs.double(r, count)
      }
    }
  }

  /// `h(1)` with `h(k) = (s - s h(k + 1)) / divisor(k)`, for a square `s` below `2^-bits`.
  @inline(__always)
  private static func alternating(
    _ sum: Limbs.Target, _ square: Limbs.Source, _ count: Int, bits: Int, _ scratch: Limbs.Target,
    _ divisor: (Int) -> Int
  ) {
    for i in 0..<count { sum[i] = 0 }
    var (terms, zeros) = terms(count, bits: bits, divisor)
    while terms > 0 {
      zeros -= bits + log2(divisor(terms))
      let length = needed(count, zeros)
      let (part, factor) = (sum + count - length, square + count - length)
      Limbs.multiplyHigh(part, part, factor, length, scratch)
      Limbs.subtract(part, factor, part, length)
      Limbs.divide(part, length, by: UInt(divisor(terms)))
      terms -= 1
    }
  }

  /// `w/3 + w^2/5 + ...` in place, or with alternating signs `w/3 - w^2/5 + ...`, for a `w` below `2^-zeros` (at least
  /// 2): what the inverse tangents of `sqrt w` differ from it by, over `sqrt w`. Off by at most four units.
  static func inverseTangent(_ w: Limbs.Target, _ count: Int, zeros: Int, alternates: Bool) {
    Limbs.withScratch(4 * count) { sum in
      let (unit, scratch) = (sum + count, sum + 2 * count)
      for i in 0..<count { sum[i] = 0 }
      for k in stride(from: count * UInt.bitWidth / zeros + 1, to: 0, by: -1) {
        // g(k) = 1 / (2k + 1) +- w g(k + 1); it is multiplied by w^k later.
        let length = needed(count, k * zeros)
        let (part, factor) = (sum + count - length, w + count - length)
        Limbs.multiplyHigh(part, part, factor, length, scratch)
        var remainder: UInt = 1
        let divisor = UInt(2 * k + 1)
        for i in stride(from: length - 1, through: 0, by: -1) {
          (unit[i], remainder) = divisor.dividingFullWidth((remainder, 0))
        }
        if alternates { Limbs.subtract(part, unit, part, length) } else { Limbs.add(part, part, unit, length) }
      }
      Limbs.multiplyHigh(w, sum, w, count, scratch)
    }
  }
}
