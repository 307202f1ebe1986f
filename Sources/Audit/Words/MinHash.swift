/// The MinHash signature of a text: how many places of two signatures agree estimates what share of their words and
/// pairs of words two texts have in common.
struct MinHash: Sendable {
  static let count = 64
  /// Sixteen bits of each minimum: a collision by chance in one place of 65,536.
  var values: [UInt16]

  private static let multipliers: [SIMD16<UInt32>] = vectors(seed: 0x9E37_79B9, odd: true)
  private static let offsets: [SIMD16<UInt32>] = vectors(seed: 0x85EB_CA6B, odd: false)

  private static func vectors(seed: UInt64, odd: Bool) -> [SIMD16<UInt32>] {
    var state = seed
    return (0..<count / 16).map { _ in
      var vector = SIMD16<UInt32>(repeating: 0)
      for lane in 0..<16 {
        state = Hash.finish(state &* 0x5851_F42D_4C95_7F2D &+ 0x1405_7B7E_F767_814F)
        vector[lane] = UInt32(truncatingIfNeeded: state >> 16) | (odd ? 1 : 0)
      }
      return vector
    }
  }

  /// Of the words and the pairs of neighbours.
  init(_ words: WordScan) {
    var m0 = SIMD16<UInt32>(repeating: .max)
    var m1 = m0
    var m2 = m0
    var m3 = m0
    let (a, b) = (Self.multipliers, Self.offsets)
    let (a0, a1, a2, a3) = (a[0], a[1], a[2], a[3])
    let (b0, b1, b2, b3) = (b[0], b[1], b[2], b[3])
    var previous: UInt64?
    for hash in words.hashes {
      for feature in [hash, previous.map { Hash.pair($0, hash) }].lazy.compactMap({ $0 }) {
        let x = SIMD16<UInt32>(repeating: UInt32(truncatingIfNeeded: feature ^ feature >> 32))
        m0 = pointwiseMin(m0, x &* a0 &+ b0)
        m1 = pointwiseMin(m1, x &* a1 &+ b1)
        m2 = pointwiseMin(m2, x &* a2 &+ b2)
        m3 = pointwiseMin(m3, x &* a3 &+ b3)
      }
      previous = hash
    }
    values = []
    values.reserveCapacity(Self.count)
    for vector in [m0, m1, m2, m3] {
      for lane in 0..<16 {
        // The minima are small numbers: their high bits say little.
        let mixed = vector[lane] &* 0x85EB_CA6B
        values.append(UInt16(truncatingIfNeeded: mixed >> 16))
      }
    }
  }
}
