/// Decodes stored numbers to floats.
///
/// The layouts are ggml's (`ggml-common.h`); the arithmetic is float arithmetic in the order of the reference, the Python
/// package `gguf` (`gguf/quants.py`), so that the results are equal bit for bit. All integers are little-endian.
enum BlockDecoder {
  /// Decodes the whole blocks in some bytes; the output has room for their elements.
  static func decode(
    _ bytes: UnsafeRawBufferPointer, as storage: TensorStorage, into output: UnsafeMutablePointer<Float>
  ) {
    guard let base = bytes.baseAddress else { return }
    switch storage {
    case .float64:
      each(bytes, storage, output) { block, output in
        output[0] = Float(Double(bitPattern: UInt64(littleEndian: block.loadUnaligned(as: UInt64.self))))
      }
    case .float32:
      each(bytes, storage, output) { block, output in
        output[0] = Float(bitPattern: UInt32(littleEndian: block.loadUnaligned(as: UInt32.self)))
      }
    case .float16:
      for index in 0..<bytes.count / 2 { output[index] = half(base, at: index * 2) }
    case .bfloat16:
      for index in 0..<bytes.count / 2 {
        let bits = UInt16(littleEndian: base.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self))
        output[index] = HalfPrecision.float(bfloat16: bits)
      }
    case .q4_0: each(bytes, storage, output, q4_0)
    case .q4_1: each(bytes, storage, output, q4_1)
    case .q5_0: each(bytes, storage, output, q5_0)
    case .q5_1: each(bytes, storage, output, q5_1)
    case .q8_0: each(bytes, storage, output, q8_0)
    case .q2_K: each(bytes, storage, output, q2_K)
    case .q3_K: each(bytes, storage, output, q3_K)
    case .q4_K: each(bytes, storage, output, q4_K)
    case .q5_K: each(bytes, storage, output, q5_K)
    case .q6_K: each(bytes, storage, output, q6_K)
    }
  }

  @inline(__always)
  private static func each(
    _ bytes: UnsafeRawBufferPointer, _ storage: TensorStorage, _ output: UnsafeMutablePointer<Float>,
    _ decode: (UnsafeRawPointer, UnsafeMutablePointer<Float>) -> Void
  ) {
    guard var block = bytes.baseAddress else { return }
    var output = output
    for _ in 0..<bytes.count / storage.blockBytes {
      decode(block, output)
      block += storage.blockBytes
      output += storage.blockElements
    }
  }

  /// A half-precision number at an offset in bytes.
  @inline(__always)
  static func half(_ block: UnsafeRawPointer, at offset: Int) -> Float {
    HalfPrecision.float(float16: UInt16(littleEndian: block.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
  }

  @inline(__always)
  static func byte(_ block: UnsafeRawPointer, at offset: Int) -> UInt8 {
    block.load(fromByteOffset: offset, as: UInt8.self)
  }

  // MARK: Blocks of 32. Low nibbles are elements 0...15, high nibbles 16...31.

  /// Scale d (half), 16 bytes of nibbles: d · (q − 8).
  @inline(__always)
  private static func q4_0(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
    let scale = half(block, at: 0)
    for index in 0..<16 {
      let pair = byte(block, at: 2 + index)
      output[index] = scale * Float(Int32(pair & 0x0F) - 8)
      output[index + 16] = scale * Float(Int32(pair >> 4) - 8)
    }
  }

  /// Scale d, minimum m (halves), 16 bytes of nibbles: d · q + m.
  @inline(__always)
  private static func q4_1(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
    let scale = half(block, at: 0)
    let minimum = half(block, at: 2)
    for index in 0..<16 {
      let pair = byte(block, at: 4 + index)
      output[index] = scale * Float(Int32(pair & 0x0F)) + minimum
      output[index + 16] = scale * Float(Int32(pair >> 4)) + minimum
    }
  }

  /// Scale d (half), 32 fifth bits, 16 bytes of nibbles: d · (q − 16).
  @inline(__always)
  private static func q5_0(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
    let scale = half(block, at: 0)
    let high = UInt32(littleEndian: block.loadUnaligned(fromByteOffset: 2, as: UInt32.self))
    for index in 0..<16 {
      let pair = UInt32(byte(block, at: 6 + index))
      let low = pair & 0x0F | (high >> UInt32(index) & 1) << 4
      let upper = pair >> 4 | (high >> UInt32(index + 16) & 1) << 4
      output[index] = scale * Float(Int32(bitPattern: low) - 16)
      output[index + 16] = scale * Float(Int32(bitPattern: upper) - 16)
    }
  }

  /// Scale d, minimum m (halves), 32 fifth bits, 16 bytes of nibbles: d · q + m.
  @inline(__always)
  private static func q5_1(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
    let scale = half(block, at: 0)
    let minimum = half(block, at: 2)
    let high = UInt32(littleEndian: block.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    for index in 0..<16 {
      let pair = UInt32(byte(block, at: 8 + index))
      let low = pair & 0x0F | (high >> UInt32(index) & 1) << 4
      let upper = pair >> 4 | (high >> UInt32(index + 16) & 1) << 4
      output[index] = scale * Float(Int32(bitPattern: low)) + minimum
      output[index + 16] = scale * Float(Int32(bitPattern: upper)) + minimum
    }
  }

  /// Scale d (half), 32 signed bytes: q · d.
  @inline(__always)
  private static func q8_0(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
    let scale = half(block, at: 0)
    for index in 0..<32 {
      output[index] = Float(Int32(block.load(fromByteOffset: 2 + index, as: Int8.self))) * scale
    }
  }
}
