import Testing

@testable import ModelFiles

/// Half precision and bfloat16, over all their values.
@Suite struct HalfPrecisionTests {
  /// The value by the definition of the format.
  private func defined(_ bits: UInt16, exponentBits: Int, fractionBits: Int) -> Double {
    let bias = 1 << (exponentBits - 1) - 1
    let sign: Double = bits >> 15 == 1 ? -1 : 1
    let exponent = Int(bits) >> fractionBits & (1 << exponentBits - 1)
    let fraction = Double(Int(bits) & (1 << fractionBits - 1)) / Double(1 << fractionBits)
    if exponent == 1 << exponentBits - 1 { return fraction == 0 ? sign * .infinity : .nan }
    let significand = exponent == 0 ? fraction : 1 + fraction
    return sign * significand * Double(sign: .plus, exponent: max(exponent, 1) - bias, significand: 1)
  }

  @Test func everyHalfIsItsValue() {
    for bits in UInt16.min...UInt16.max {
      let value = HalfPrecision.float(float16: bits)
      let defined = defined(bits, exponentBits: 5, fractionBits: 10)
      if defined.isNaN {
        #expect(value.isNaN)
      } else if Double(value) != defined || (value.sign == .minus) != (bits >> 15 == 1) {
        Issue.record("\(bits): \(value), not \(defined)")
      }
    }
  }

  @Test func everyBrainFloatIsItsValue() {
    for bits in UInt16.min...UInt16.max {
      let value = HalfPrecision.float(bfloat16: bits)
      let defined = defined(bits, exponentBits: 8, fractionBits: 7)
      if defined.isNaN {
        #expect(value.isNaN)
      } else if Double(value) != defined || (value.sign == .minus) != (bits >> 15 == 1) {
        Issue.record("\(bits): \(value), not \(defined)")
      }
    }
  }

  @Test func everyValueComesBack() {
    for bits in UInt16.min...UInt16.max {
      let half = HalfPrecision.float(float16: bits)
      if half.isNaN {
        #expect(HalfPrecision.float(float16: HalfPrecision.float16(rounding: half)).isNaN)
      } else if HalfPrecision.float16(rounding: half) != bits {
        Issue.record("half \(bits)")
      }
      let brain = HalfPrecision.float(bfloat16: bits)
      if brain.isNaN {
        #expect(HalfPrecision.float(bfloat16: HalfPrecision.bfloat16(rounding: brain)).isNaN)
      } else if HalfPrecision.bfloat16(rounding: brain) != bits {
        Issue.record("bfloat16 \(bits)")
      }
    }
  }

  /// Between two neighbours, a value goes to the nearer, and from the middle to the even one.
  @Test func roundingIsToNearestEven() {
    for bits in UInt16(0)..<0x7BFF {
      let low = HalfPrecision.float(float16: bits)
      let high = HalfPrecision.float(float16: bits + 1)
      let middle = (low + high) / 2
      let even = bits.isMultiple(of: 2) ? bits : bits + 1
      if HalfPrecision.float16(rounding: middle) != even || HalfPrecision.float16(rounding: middle.nextDown) != bits
        || HalfPrecision.float16(rounding: middle.nextUp) != bits + 1
        || HalfPrecision.float16(rounding: -middle) != even | 0x8000
      {
        Issue.record("after half \(bits)")
      }
    }
    for bits in UInt16(0)..<0x7F7F {
      // The middle of two upper halves of a float is the lower half 0x8000.
      let middle = Float(bitPattern: UInt32(bits) << 16 | 0x8000)
      let even = bits.isMultiple(of: 2) ? bits : bits + 1
      if HalfPrecision.bfloat16(rounding: middle) != even || HalfPrecision.bfloat16(rounding: middle.nextDown) != bits
        || HalfPrecision.bfloat16(rounding: middle.nextUp) != bits + 1
      {
        Issue.record("after bfloat16 \(bits)")
      }
    }
  }

  @Test func whatIsTooLargeIsInfinite() {
    #expect(HalfPrecision.float16(rounding: 65_519.996) == 0x7BFF)
    #expect(HalfPrecision.float16(rounding: 65_520) == 0x7C00)
    #expect(HalfPrecision.float16(rounding: 1e9) == 0x7C00)
    #expect(HalfPrecision.float16(rounding: -.infinity) == 0xFC00)
  }

  @Test func bfloat16OverflowsToInfinity() {
    #expect(HalfPrecision.bfloat16(rounding: .greatestFiniteMagnitude) == 0x7F80)
    #expect(HalfPrecision.bfloat16(rounding: -.infinity) == 0xFF80)
  }
}
