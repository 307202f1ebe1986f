/// Philox4x32-10 of Salmon, Moraes, Dror and Shaw ("Parallel random numbers: as easy as 1, 2, 3", 2011): a block of
/// random bits as a pure function of a counter and a key. There is no state to save or to share.
public enum Philox {
  /// The block of a counter.
  public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var counter = counter
    var key = key
    for round in 0..<10 {
      if round > 0 { key &+= SIMD2(0x9E37_79B9, 0xBB67_AE85) }
      let first = counter.x.multipliedFullWidth(by: 0xD251_1F53)
      let second = counter.z.multipliedFullWidth(by: 0xCD9E_8D57)
      counter = SIMD4(second.high ^ counter.y ^ key.x, second.low, first.high ^ counter.w ^ key.y, first.low)
    }
    return counter
  }
}

/// Mixes the bits of a 64-bit number so that each depends on all: the finaliser of SplitMix64.
enum SplitMix {
  static func mixed(_ value: UInt64) -> UInt64 {
    var bits = value
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }

  static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15
}
