/// The number types that tensors are read into and written from: `Float` and `Double`. No other type may conform.
///
/// The requirements work on many numbers at a time, so that callers in other modules need no specialised code.
public protocol TensorScalar: BinaryFloatingPoint, Sendable {
  /// Decodes whole blocks; the output has room for their elements.
  static func _decode(
    _ bytes: UnsafeRawBufferPointer, as storage: TensorStorage, into output: UnsafeMutablePointer<Self>)

  /// Encodes numbers in a plain format; the output has room for them.
  static func _encode(
    _ values: UnsafeBufferPointer<Self>, as storage: TensorStorage, into output: UnsafeMutableRawBufferPointer)
}

extension Float: TensorScalar {
  public static func _decode(
    _ bytes: UnsafeRawBufferPointer, as storage: TensorStorage, into output: UnsafeMutablePointer<Float>
  ) {
    BlockDecoder.decode(bytes, as: storage, into: output)
  }

  public static func _encode(
    _ values: UnsafeBufferPointer<Float>, as storage: TensorStorage, into output: UnsafeMutableRawBufferPointer
  ) {
    switch storage {
    case .float64: store(values, into: output) { Double($0).bitPattern }
    case .float32: store(values, into: output) { $0.bitPattern }
    case .float16: store(values, into: output) { HalfPrecision.float16(rounding: $0) }
    case .bfloat16: store(values, into: output) { HalfPrecision.bfloat16(rounding: $0) }
    default: preconditionFailure("\(storage) is not written")
    }
  }
}

extension Double: TensorScalar {
  public static func _decode(
    _ bytes: UnsafeRawBufferPointer, as storage: TensorStorage, into output: UnsafeMutablePointer<Double>
  ) {
    if storage == .float64 {
      for index in 0..<bytes.count / 8 {
        let pattern = bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
        output[index] = Double(bitPattern: UInt64(littleEndian: pattern))
      }
      return
    }
    // A quantised value is by definition a float: decode a few blocks as floats, then widen them.
    let blocks = bytes.count / storage.blockBytes
    let groupBlocks = max(1, 2_048 / storage.blockElements)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: groupBlocks * storage.blockElements) { floats in
      guard let start = floats.baseAddress else { return }
      for first in stride(from: 0, to: blocks, by: groupBlocks) {
        let end = min(blocks, first + groupBlocks)
        let group = UnsafeRawBufferPointer(rebasing: bytes[(first * storage.blockBytes)..<(end * storage.blockBytes)])
        BlockDecoder.decode(group, as: storage, into: start)
        let target = output + first * storage.blockElements
        for index in 0..<(end - first) * storage.blockElements { target[index] = Double(start[index]) }
      }
    }
  }

  /// Half precision is reached by way of a float, as PyTorch does it.
  public static func _encode(
    _ values: UnsafeBufferPointer<Double>, as storage: TensorStorage, into output: UnsafeMutableRawBufferPointer
  ) {
    switch storage {
    case .float64: store(values, into: output) { $0.bitPattern }
    case .float32: store(values, into: output) { Float($0).bitPattern }
    case .float16: store(values, into: output) { HalfPrecision.float16(rounding: Float($0)) }
    case .bfloat16: store(values, into: output) { HalfPrecision.bfloat16(rounding: Float($0)) }
    default: preconditionFailure("\(storage) is not written")
    }
  }
}

/// Stores the bits of each number, least significant byte first.
@inline(__always)
private func store<Scalar, Bits: FixedWidthInteger>(
  _ values: UnsafeBufferPointer<Scalar>, into output: UnsafeMutableRawBufferPointer, bits: (Scalar) -> Bits
) {
  let size = MemoryLayout<Bits>.size
  for index in values.indices {
    output.storeBytes(of: bits(values[index]).littleEndian, toByteOffset: index * size, as: Bits.self)
  }
}
