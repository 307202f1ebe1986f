internal import BigInt
import Glibc

/// Arithmetic of machine numbers, rounded towards a side.
///
/// The ends of an interval may be infinite; the bounds returned are bounds of what the finite points inside give, so
/// zero times infinity is zero, and so are a number over infinity and infinity over infinity, whose limits other ends
/// give.
enum Directed {
  /// `nextDown` that keeps negative infinity and leads from positive infinity to the greatest finite number.
  @inline(__always) static func below(_ x: Double) -> Double { x.nextDown }
  @inline(__always) static func above(_ x: Double) -> Double { x.nextUp }

  // MARK: Sums

  /// Knuth's two-sum: the rounding error of `a + b` exactly; a NaN, which no comparison holds for, at an overflow.
  @inline(__always) private static func sumError(_ a: Double, _ b: Double, _ sum: Double) -> Double {
    let part = sum - a
    return (a - (sum - part)) + (b - part)
  }

  @inline(__always) static func sumBelow(_ a: Double, _ b: Double) -> Double {
    let sum = a + b
    return sumError(a, b, sum) >= 0 ? sum : below(sum)
  }

  @inline(__always) static func sumAbove(_ a: Double, _ b: Double) -> Double {
    let sum = a + b
    return sumError(a, b, sum) <= 0 ? sum : above(sum)
  }

  // MARK: Products

  /// Below this a product's error may be no machine number, so that a fused multiplication no longer tells its sign.
  private static let smallest = 0x1p-900

  @inline(__always) static func productBelow(_ a: Double, _ b: Double) -> Double {
    if a == 0 || b == 0 { return 0 }
    let product = a * b
    return abs(product) > smallest && fma(a, b, -product) >= 0 ? product : below(product)
  }

  @inline(__always) static func productAbove(_ a: Double, _ b: Double) -> Double {
    if a == 0 || b == 0 { return 0 }
    let product = a * b
    return abs(product) > smallest && fma(a, b, -product) <= 0 ? product : above(product)
  }

  // MARK: Quotients

  /// How much the true quotient exceeds the rounded one, times a positive number; a NaN where that is not known.
  @inline(__always) private static func quotientError(_ a: Double, _ b: Double, _ quotient: Double) -> Double {
    // The remainder of a division is a machine number as long as its operands are far from the least ones.
    guard abs(a) > smallest, abs(quotient) > smallest else { return .nan }
    let excess = fma(quotient, b, -a)
    return b > 0 ? -excess : excess
  }

  @inline(__always) static func quotientBelow(_ a: Double, _ b: Double) -> Double {
    if a == 0 || b.isInfinite { return 0 }
    let quotient = a / b
    return quotientError(a, b, quotient) >= 0 ? quotient : below(quotient)
  }

  @inline(__always) static func quotientAbove(_ a: Double, _ b: Double) -> Double {
    if a == 0 || b.isInfinite { return 0 }
    let quotient = a / b
    return quotientError(a, b, quotient) <= 0 ? quotient : above(quotient)
  }

  /// Bounds of a quotient of whole numbers.
  static func bounds(_ numerator: BigUInt, _ denominator: BigUInt) -> (below: Double, above: Double) {
    if numerator == 0 { return (0, 0) }
    // A quotient of 54 or 55 bits; its lowest two are dropped, so that it and its successor fit a machine number.
    let shift = denominator.bitWidth - numerator.bitWidth + 54
    let (quotient, remainder) =
      shift >= 0
      ? (numerator << shift).quotientAndRemainder(dividingBy: denominator)
      : numerator.quotientAndRemainder(dividingBy: denominator << -shift)
    let whole = UInt64(quotient)
    let isExact = remainder == 0 && whole & 3 == 0
    let least = scaled(Double(whole >> 2), 2 - shift)
    let most = isExact ? least : scaled(Double((whole >> 2) + 1), 2 - shift)
    // Scaling is exact but where it overflows or reaches the subnormal numbers.
    let isNormal = least >= Double.leastNormalMagnitude && most < .infinity
    return isNormal ? (least, most) : (max(0, below(least)), above(most))
  }

  private static func scaled(_ value: Double, _ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: value)
  }

  // MARK: Square roots

  @inline(__always) static func rootBelow(_ x: Double) -> Double {
    if x == 0 { return 0 }
    let root = x.squareRoot()
    return x > smallest && fma(root, root, -x) <= 0 ? root : below(root)
  }

  @inline(__always) static func rootAbove(_ x: Double) -> Double {
    if x == 0 { return 0 }
    let root = x.squareRoot()
    return x > smallest && fma(root, root, -x) >= 0 ? root : above(root)
  }

  // MARK: The C library's functions

  /// Four units in the last place below: the functions of the C library that are used here err by two at most.
  @inline(__always) static func wellBelow(_ x: Double) -> Double {
    if x.isInfinite { return x < 0 ? x : .greatestFiniteMagnitude }
    return x - (abs(x) * 0x1p-50 + 0x1p-1072)
  }

  @inline(__always) static func wellAbove(_ x: Double) -> Double { -wellBelow(-x) }
}
