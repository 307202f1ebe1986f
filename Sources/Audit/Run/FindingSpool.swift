import Glibc

/// Remarks in the order of their rows, in a file without a name: a million of them take no memory.
final class FindingSpool {
  struct Record {
    var row: RowIndex
    var check: UInt16
    var severity: Severity
    var confidence: Float
    var evidence: String
    var advice: String?
    var related: [String]
  }

  private let stream: UnsafeMutablePointer<FILE>
  private var isReading = false
  private(set) var count = 0

  /// - Throws: ``AuditError`` where no temporary file can be had.
  init() throws(AuditError) {
    guard let stream = tmpfile() else {
      throw AuditError(
        .output, "no temporary file: \(String(cString: strerror(errno))); set TMPDIR to a folder with room")
    }
    self.stream = stream
  }

  deinit { fclose(stream) }

  func append(_ record: Record) throws(AuditError) {
    var bytes: [UInt8] = []
    func put(_ value: some FixedWidthInteger) {
      withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
    func put(_ text: String) {
      put(UInt32(text.utf8.count))
      bytes.append(contentsOf: text.utf8)
    }
    put(record.row)
    put(record.check)
    put(UInt8(Severity.allCases.firstIndex(of: record.severity) ?? 0))
    put(record.confidence.bitPattern)
    put(record.evidence)
    put(record.advice ?? "")
    put(UInt32(record.related.count))
    for place in record.related { put(place) }
    var framed: [UInt8] = []
    withUnsafeBytes(of: UInt32(bytes.count).littleEndian) { framed.append(contentsOf: $0) }
    framed += bytes
    guard fwrite(framed, 1, framed.count, stream) == framed.count else {
      throw AuditError(
        .output,
        "the temporary file cannot be written: \(String(cString: strerror(errno))); set TMPDIR to a folder with room")
    }
    count += 1
  }

  func rewind() {
    fflush(stream)
    Glibc.rewind(stream)
  }

  func next() -> Record? {
    guard let length = integer(UInt32.self) else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(length))
    guard fread(&bytes, 1, bytes.count, stream) == bytes.count else { return nil }
    var position = 0
    func take<Value: FixedWidthInteger>(_: Value.Type) -> Value {
      let size = MemoryLayout<Value>.size
      let value = bytes[position..<position + size].reversed().reduce(Value(0)) {
        $0 << 8 | Value(truncatingIfNeeded: $1)
      }
      position += size
      return value
    }
    func text() -> String {
      let length = Int(take(UInt32.self))
      defer { position += length }
      return String(decoding: bytes[position..<position + length], as: UTF8.self)
    }
    let row = take(UInt32.self)
    let check = take(UInt16.self)
    let severity = Severity.allCases[Int(take(UInt8.self))]
    let confidence = Float(bitPattern: take(UInt32.self))
    let evidence = text()
    let advice = text()
    let related = (0..<Int(take(UInt32.self))).map { _ in text() }
    return Record(
      row: row, check: check, severity: severity, confidence: confidence, evidence: evidence,
      advice: advice.isEmpty ? nil : advice, related: related)
  }

  private func integer<Value: FixedWidthInteger>(_: Value.Type) -> Value? {
    var value = Value(0)
    let count = withUnsafeMutableBytes(of: &value) { fread($0.baseAddress, 1, $0.count, stream) }
    return count == MemoryLayout<Value>.size ? Value(littleEndian: value) : nil
  }
}
