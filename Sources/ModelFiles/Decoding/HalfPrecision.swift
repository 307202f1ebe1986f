/// IEEE half precision (1 sign, 5 exponent, 10 fraction bits) and bfloat16 (1, 8, 7), by bit operations: the same on
/// every machine, and a loop of them is compiled to vector code.
enum HalfPrecision {
  /// The value of a half-precision number; exact.
  @inline(__always)
  static func float(float16 bits: UInt16) -> Float {
    let wide = UInt32(bits)
    // With the exponent in a float's place, the value is too small by 2^(127 − 15); the product mends subnormals too.
    let magnitude = Float(bitPattern: (wide & 0x7FFF) << 13) * 0x1p112
    // Infinity and not-a-number have all exponent bits set; the product has left the fraction as it was.
    let exponent: UInt32 = wide & 0x7C00 == 0x7C00 ? 0x7F80_0000 : 0
    return Float(bitPattern: magnitude.bitPattern | exponent | (wide & 0x8000) << 16)
  }

  /// The value of a bfloat16 number; exact: it is the upper half of a float.
  @inline(__always)
  static func float(bfloat16 bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }

  /// The nearest half-precision number, ties to even; infinity beyond 65,504 and its half step.
  @inline(__always)
  static func float16(rounding value: Float) -> UInt16 {
    let sign = UInt16(truncatingIfNeeded: value.bitPattern >> 16) & 0x8000
    let magnitude = value.bitPattern & 0x7FFF_FFFF
    if magnitude > 0x7F80_0000 { return sign | 0x7E00 | UInt16(truncatingIfNeeded: magnitude >> 13) & 0x3FF }
    if magnitude >= 0x4780_0000 { return sign | 0x7C00 }
    if magnitude < 0x3880_0000 {
      // Below 2^-14 the step is 2^-24: adding a half makes the float's own rounding do the work.
      let shifted = Float(bitPattern: magnitude) + 0.5
      return sign | UInt16(truncatingIfNeeded: shifted.bitPattern - 0x3F00_0000)
    }
    let odd = magnitude >> 13 & 1
    let rounded = (magnitude + 0xFFF + odd) >> 13
    return sign | UInt16(truncatingIfNeeded: rounded - (112 << 10))
  }

  /// The nearest bfloat16 number, ties to even.
  @inline(__always)
  static func bfloat16(rounding value: Float) -> UInt16 {
    let bits = value.bitPattern
    if bits & 0x7FFF_FFFF > 0x7F80_0000 { return UInt16(truncatingIfNeeded: bits >> 16) | 0x40 }
    let odd = bits >> 16 & 1
    // No overflow: the largest that comes here is an infinity, whose lower half is zero.
    return UInt16(truncatingIfNeeded: (bits + 0x7FFF + odd) >> 16)
  }
}
