/// The framing of TFRecord files: length, its checksum, the bytes, their checksum.
enum RecordFile {
  /// Ours have some hundred bytes; a length beyond this is damage.
  static let maximumRecordBytes = 64 << 20

  static func framed(_ record: [UInt8]) -> [UInt8] {
    let length = littleEndian(UInt64(record.count), bytes: 8)
    return length + littleEndian(UInt64(CRC32C.of(length).masked), bytes: 4) + record
      + littleEndian(UInt64(CRC32C.of(record).masked), bytes: 4)
  }

  private static func littleEndian(_ value: UInt64, bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
  }

  private static func number(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Reads the records of a file in their order, one at a time.
  struct Reader {
    let input: InputFile
    private var offset = 0
    private var record = 0

    init(_ path: String) throws(RunFileError) { input = try InputFile(path) }

    /// The next record; `nil` at the end, and at a record that a crash tore or left as zeros.
    /// - Throws: ``RunFileError`` `.damaged` where a checksum does not fit.
    mutating func next() throws(RunFileError) -> [UInt8]? {
      let head = try input.bytes(at: offset, count: 12)
      guard head.count == 12 else { return nil }
      record += 1
      guard number(head[8...]) == UInt64(CRC32C.of(head[..<8]).masked) else {
        if head.allSatisfy({ $0 == 0 }) { return nil }
        throw damaged("the checksum of its length does not fit")
      }
      let length = number(head[..<8])
      guard length <= UInt64(maximumRecordBytes) else { throw damaged("has \(length) bytes") }
      let body = try input.bytes(at: offset + 12, count: Int(length) + 4)
      guard body.count == Int(length) + 4 else { return nil }
      let content = Array(body[..<Int(length)])
      guard number(body[Int(length)...]) == UInt64(CRC32C.of(content).masked) else {
        throw damaged("its checksum does not fit")
      }
      offset += 12 + body.count
      return content
    }

    private func damaged(_ message: String) -> RunFileError {
      RunFileError(
        .damaged, file: input.path,
        message:
          "record \(record) (byte \(offset + 1)): \(message); move the file away, metrics.jsonl has the same numbers")
    }
  }
}
