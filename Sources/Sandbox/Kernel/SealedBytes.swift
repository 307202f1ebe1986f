import CSandbox
import Glibc

/// Bytes in a memory file that nobody can change any more: what a run may read. Many runs share one copy.
public final class SealedBytes: Sendable {
  public let byteCount: Int
  private let file: Descriptor

  public static func empty() throws(SandboxFault) -> SealedBytes { try SealedBytes([]) }

  public convenience init(_ text: String) throws(SandboxFault) { try self.init(Array(text.utf8)) }

  public init(_ bytes: [UInt8]) throws(SandboxFault) {
    let file = try SealedBytes.memoryFile()
    try SealedBytes.append(bytes, to: file)
    try SealedBytes.seal(file)
    self.file = file
    byteCount = bytes.count
  }

  /// Copies an open regular file from its start, at most `limit` bytes.
  public init(copying source: Descriptor, limit: Int) throws(SandboxFault) {
    let file = try SealedBytes.memoryFile()
    var status = stat()
    guard fstat(source.number, &status) == 0, status.st_size <= limit else {
      throw SandboxFault(.resources, errorNumber: EFBIG, "a file of more than \(limit) bytes was to be copied")
    }
    var offset: off_t = 0
    while offset < status.st_size {
      let sent = sendfile(file.number, source.number, &offset, min(Int(status.st_size - offset), 1 << 30))
      guard sent > 0 else { throw SandboxFault(.resources, errorNumber: sent < 0 ? errno : ENODATA, "copying failed") }
    }
    try SealedBytes.seal(file)
    self.file = file
    byteCount = Int(status.st_size)
  }

  /// A descriptor of its own position that can only read.
  public func reopened() throws(SandboxFault) -> Descriptor {
    try Descriptor.open("/proc/self/fd/\(file.number)", flags: O_RDONLY)
  }

  /// The memory file itself, for reading at offsets.
  var descriptor: Descriptor { file }

  private static func memoryFile() throws(SandboxFault) -> Descriptor {
    let number = csandbox_memory_file("klear")
    guard number >= 0 else { throw SandboxFault(.resources, errorNumber: errno, "no memory file could be made") }
    return Descriptor(owning: number)
  }

  private static func append(_ bytes: [UInt8], to file: Descriptor) throws(SandboxFault) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        write(file.number, $0.baseAddress?.advanced(by: written), bytes.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw SandboxFault(.resources, errorNumber: errno, "a memory file could not be filled") }
      written += count
    }
  }

  private static func seal(_ file: Descriptor) throws(SandboxFault) {
    guard csandbox_seal(file.number) == 0 else {
      throw SandboxFault(.resources, errorNumber: errno, "a memory file could not be sealed")
    }
  }
}
