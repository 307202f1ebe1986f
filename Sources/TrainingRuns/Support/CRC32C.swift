/// The Castagnoli checksum, eight bytes a step: that of TensorBoard's files, and of our checkpoints' manifests.
struct CRC32C: Hashable {
  private var state: UInt32 = 0xFFFF_FFFF

  /// The checksum of all bytes so far.
  var value: UInt32 { ~state }

  /// As record files hold it: a checksum of bytes that hold checksums is weak, so it is turned and moved.
  var masked: UInt32 { (value >> 15 | value << 17) &+ 0xA282_EAD8 }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    Self.tables.withUnsafeBufferPointer { tables in
      var crc = state
      var index = 0
      while index + 8 <= bytes.count {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) ^ UInt64(crc)
        var next: UInt32 = 0
        for lane in 0..<8 {
          next ^= tables[(7 - lane) * 256 + Int(word >> UInt64(lane * 8) & 0xFF)]
        }
        crc = next
        index += 8
      }
      while index < bytes.count {
        crc = tables[Int((crc ^ UInt32(bytes[index])) & 0xFF)] ^ crc >> 8
        index += 1
      }
      state = crc
    }
  }

  static func of(_ bytes: some Sequence<UInt8>) -> CRC32C {
    var crc = CRC32C()
    Array(bytes).withUnsafeBytes { crc.update($0) }
    return crc
  }

  /// Table k gives the checksum of a byte followed by k zero bytes.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var crc = UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
      tables[byte] = crc
    }
    for table in 1..<8 {
      for byte in 0..<256 {
        let before = tables[(table - 1) * 256 + byte]
        tables[table * 256 + byte] = tables[Int(before & 0xFF)] ^ before >> 8
      }
    }
    return tables
  }()
}
