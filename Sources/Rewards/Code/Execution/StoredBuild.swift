import Crypto

/// A compiled program as it lies on disk: a mark, the digest of all that follows, the key, what the compilation took,
/// and the bundle.
///
/// Only programs that compiled are kept there: that one did not may be the machine's doing (no memory, no disk), and
/// must not outlive the process.
struct StoredBuild: Sendable, Equatable {
  var bundle: [UInt8]
  var compile: CompileResult

  init(bundle: [UInt8], compile: CompileResult) {
    self.bundle = bundle
    self.compile = compile
  }

  /// `nil` unless every byte is as it was written, for this key.
  init?(_ bytes: [UInt8], key: String) {
    guard var record = SealedRecord(bytes, mark: Self.mark, key: key) else { return nil }
    guard let cpu = record.number(), let wall = record.number(), let peak = record.number(),
      let message = record.text(), let peak = Int(exactly: peak)
    else { return nil }
    bundle = record.rest()
    compile = CompileResult(
      succeeded: true, cpuTimeSeconds: Double(bitPattern: cpu), wallTimeSeconds: Double(bitPattern: wall),
      peakMemoryBytes: peak, cached: true, message: message)
  }

  func encoded(key: String) -> [UInt8] {
    var record = SealedRecord()
    record.add(compile.cpuTimeSeconds.bitPattern)
    record.add(compile.wallTimeSeconds.bitPattern)
    record.add(UInt64(max(0, compile.peakMemoryBytes)))
    record.add(compile.message)
    record.add(rest: bundle)
    return record.encoded(mark: Self.mark, key: key)
  }

  private static let mark = "klearbp1"
}

/// What was prepared under a key: where it lies, digests of its files, and what it was made from.
struct PreparedNote: Sendable, Equatable {
  struct File: Sendable, Equatable {
    var path: String
    var byteCount: Int
    var digest: [UInt8]
  }

  var name: String
  var files: [File]
  /// `FileFacts.identity` of every file that went into it: a header that changes makes it stale.
  var stamps: [String]

  var byteCount: Int { files.reduce(0) { $0 + $1.byteCount } }

  init(name: String, files: [(path: String, contents: [UInt8])], stamps: [String]) {
    self.name = name
    self.files = files.map {
      File(path: $0.path, byteCount: $0.contents.count, digest: Array(SHA256.hash(data: $0.contents)))
    }
    self.stamps = stamps
  }

  init?(_ bytes: [UInt8], key: String) {
    guard var record = SealedRecord(bytes, mark: Self.mark, key: key) else { return nil }
    guard let name = record.text(), !name.contains("/"), let count = record.number(), count <= 64 else { return nil }
    self.name = name
    files = []
    for _ in 0..<count {
      guard let path = record.text(), let size = record.number(), let byteCount = Int(exactly: size),
        let digest = record.bytes(32)
      else { return nil }
      files.append(File(path: path, byteCount: byteCount, digest: digest))
    }
    stamps = String(decoding: record.rest(), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  func encoded(key: String) -> [UInt8] {
    var record = SealedRecord()
    record.add(name)
    record.add(UInt64(files.count))
    for file in files {
      record.add(file.path)
      record.add(UInt64(file.byteCount))
      record.add(rest: file.digest)
    }
    record.add(rest: Array(stamps.joined(separator: "\n").utf8))
    return record.encoded(mark: Self.mark, key: key)
  }

  /// Are the files whole, and what they were made from unchanged? Reads them all: 50 ms for 120 MB, once a process.
  func isCurrent(in folder: String) -> Bool {
    for stamp in stamps {
      guard let end = stamp.lastIndex(of: ":"), let middle = stamp[..<end].lastIndex(of: ":") else { return false }
      if FileFacts.identity(String(stamp[..<middle])) != stamp { return false }
    }
    return files.allSatisfy { StoredFile.digest("\(folder)/\(name)/\($0.path)") == $0.digest }
  }

  private static let mark = "klearbh1"
}

/// Fields one after the other, sealed by a digest of all of them and the key they stand for.
private struct SealedRecord {
  private var body: [UInt8] = []
  private var at = 0

  init() {}

  init?(_ bytes: [UInt8], mark: String, key: String) {
    let head = mark.utf8.count + 32
    guard bytes.count >= head + key.utf8.count, bytes.starts(with: mark.utf8) else { return nil }
    let digest = bytes[mark.utf8.count..<head]
    body = Array(bytes[head...])
    guard digest.elementsEqual(SHA256.hash(data: body)), body.starts(with: key.utf8) else { return nil }
    at = key.utf8.count
  }

  func encoded(mark: String, key: String) -> [UInt8] {
    let whole = Array(key.utf8) + body
    return Array(mark.utf8) + Array(SHA256.hash(data: whole)) + whole
  }

  mutating func add(_ number: UInt64) { withUnsafeBytes(of: number.littleEndian) { body.append(contentsOf: $0) } }

  mutating func add(_ text: String) {
    add(UInt64(text.utf8.count))
    body.append(contentsOf: text.utf8)
  }

  mutating func add(rest: [UInt8]) { body.append(contentsOf: rest) }

  mutating func number() -> UInt64? {
    bytes(8).map { $0.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
  }

  mutating func text() -> String? {
    guard let size = number(), let count = Int(exactly: size) else { return nil }
    return bytes(count).map { String(decoding: $0, as: UTF8.self) }
  }

  mutating func bytes(_ count: Int) -> [UInt8]? {
    guard count >= 0, body.count - at >= count else { return nil }
    defer { at += count }
    return Array(body[at..<at + count])
  }

  func rest() -> [UInt8] { Array(body[at...]) }
}
