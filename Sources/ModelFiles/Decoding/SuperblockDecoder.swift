/// ggml's K formats: blocks of 256 in groups of 16 or 32, whose small scales are themselves scaled by halves.
extension BlockDecoder {
  /// 16 bytes of scales (low nibble) and minimums (high), 64 bytes of 2-bit numbers, d, dmin (halves):
  /// d · scale · q − dmin · minimum, in groups of 16.
  @inline(__always)
  static func q2_K(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
    let scale = half(block, at: 80)
    let minimumScale = half(block, at: 82)
    for group in 0..<16 {
      let packed = byte(block, at: group)
      let groupScale = scale * Float(Int32(packed & 0x0F))
      let groupMinimum = minimumScale * Float(Int32(packed >> 4))
      // Two groups share 32 bytes, four times over, a pair of bits each time; then the next 32 bytes.
      let bytes = 16 + group / 8 * 32 + group % 2 * 16
      let shift = UInt8(group % 8 / 2 * 2)
      for index in 0..<16 {
        let number = byte(block, at: bytes + index) >> shift & 3
        output[group * 16 + index] = groupScale * Float(Int32(number)) - groupMinimum
      }
    }
  }

  /// 32 bytes of third bits, 64 bytes of 2-bit numbers, 12 bytes of 6-bit scales, d (half): d · (scale − 32) · q, where
  /// q is the 2-bit number, less 4 where the third bit is not set; in groups of 16.
  @inline(__always)
  static func q3_K(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
    let scale = half(block, at: 108)
    for group in 0..<16 {
      // Bytes 0...7 hold the low nibbles of scales 0...7, then of 8...15; bytes 8...11 two high bits of each.
      let low = group < 8 ? byte(block, at: 96 + group) & 0x0F : byte(block, at: 96 + group - 8) >> 4
      let high = byte(block, at: 104 + group % 4) >> UInt8(group / 4 * 2) & 3
      let groupScale = scale * Float(Int32(low | high << 4) - 32)
      let bytes = 32 + group / 8 * 32 + group % 2 * 16
      let shift = UInt8(group % 8 / 2 * 2)
      let maskShift = UInt8(group / 2)
      for index in 0..<16 {
        let number = Int32(byte(block, at: bytes + index) >> shift & 3)
        let isSet = Int32(byte(block, at: group % 2 * 16 + index) >> maskShift & 1)
        output[group * 16 + index] = groupScale * Float(number - 4 * (1 - isSet))
      }
    }
  }

  /// The 6-bit scale and minimum of a group of 32, from the 12 bytes that hold eight of each.
  @inline(__always)
  private static func scaleAndMinimum(_ scales: UnsafeRawPointer, group: Int) -> (scale: Float, minimum: Float) {
    if group < 4 {
      return (Float(Int32(byte(scales, at: group) & 0x3F)), Float(Int32(byte(scales, at: group + 4) & 0x3F)))
    }
    let last = byte(scales, at: group + 4)
    let scale = last & 0x0F | byte(scales, at: group - 4) >> 2 & 0x30
    let minimum = last >> 4 | byte(scales, at: group) >> 2 & 0x30
    return (Float(Int32(scale)), Float(Int32(minimum)))
  }

  /// d, dmin (halves), 12 bytes of scales and minimums, 128 bytes of nibbles: d · scale · q − dmin · minimum, in groups
  /// of 32: the low nibbles of 32 bytes, then their high nibbles.
  @inline(__always)
  static func q4_K(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
    let scale = half(block, at: 0)
    let minimumScale = half(block, at: 2)
    for group in 0..<8 {
      let small = scaleAndMinimum(block + 4, group: group)
      let groupScale = scale * small.scale
      let groupMinimum = minimumScale * small.minimum
      let bytes = 16 + group / 2 * 32
      let shift = UInt8(group % 2 * 4)
      for index in 0..<32 {
        let number = byte(block, at: bytes + index) >> shift & 0x0F
        output[group * 32 + index] = groupScale * Float(Int32(number)) - groupMinimum
      }
    }
  }

  /// As Q4_K, with 32 bytes of fifth bits before the nibbles: bit g of byte i is that of element i in group g.
  @inline(__always)
  static func q5_K(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
    let scale = half(block, at: 0)
    let minimumScale = half(block, at: 2)
    for group in 0..<8 {
      let small = scaleAndMinimum(block + 4, group: group)
      let groupScale = scale * small.scale
      let groupMinimum = minimumScale * small.minimum
      let bytes = 48 + group / 2 * 32
      let shift = UInt8(group % 2 * 4)
      for index in 0..<32 {
        let low = byte(block, at: bytes + index) >> shift & 0x0F
        let high = byte(block, at: 16 + index) >> UInt8(group) & 1
        output[group * 32 + index] = groupScale * Float(Int32(low | high << 4)) - groupMinimum
      }
    }
  }

  /// 128 bytes of low nibbles, 64 bytes of high pairs of bits, 16 signed scales, d (half): d · scale · (q − 32), in
  /// groups of 16; rows of 32 elements take the nibbles and bits in the order that is written out here.
  @inline(__always)
  static func q6_K(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
    let scale = half(block, at: 208)
    for row in 0..<8 {
      let low = row / 4 * 64 + row % 2 * 32
      let lowShift = UInt8(row % 4 / 2 * 4)
      let high = 128 + row / 4 * 32
      let highShift = UInt8(row % 4 * 2)
      for halfRow in 0..<2 {
        let group = row * 2 + halfRow
        let groupScale = scale * Float(Int32(block.load(fromByteOffset: 192 + group, as: Int8.self)))
        for index in halfRow * 16..<halfRow * 16 + 16 {
          let nibble = byte(block, at: low + index) >> lowShift & 0x0F
          let pair = byte(block, at: high + index) >> highShift & 3
          output[row * 32 + index] = groupScale * Float(Int32(nibble | pair << 4) - 32)
        }
      }
    }
  }
}
