import Glibc
import Sandbox

extension TestData {
  /// The bytes, read now if they lie in a file.
  ///
  /// - Throws: `JudgeFault.dataset` naming the file.
  func load() throws(JudgeFault) -> [UInt8] {
    switch self {
    case .bytes(let bytes): return bytes
    case .file(let path, let byteCount):
      let number = open(path, O_RDONLY | O_CLOEXEC)
      guard number >= 0 else { throw .dataset("\(path): cannot be opened") }
      let file = Descriptor(owning: number)
      var complete = true
      let bytes = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
        count = 0
        while count < byteCount {
          let got = pread(file.number, buffer.baseAddress?.advanced(by: count), byteCount - count, off_t(count))
          if got < 0 && errno == EINTR { continue }
          guard got > 0 else {
            complete = false
            break
          }
          count += got
        }
      }
      guard complete else { throw .dataset("\(path): has become shorter than \(byteCount) bytes") }
      return bytes
    }
  }

  /// The same as something a sandbox can read.
  func sealed() throws(JudgeFault) -> SealedBytes {
    let bytes = try load()
    do throws(SandboxFault) {
      return try SealedBytes(bytes)
    } catch {
      throw .sandbox(error)
    }
  }
}
