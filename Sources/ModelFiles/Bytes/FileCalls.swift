#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The system calls by which files are written, as values: a test lets the nth of them fail.
struct FileCalls: Sendable {
  /// Each returns what the call of the same name does, or the negated errno.
  var write: @Sendable (_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int
  var synchronise: @Sendable (_ descriptor: Int32) -> Int32
  var rename: @Sendable (_ from: String, _ to: String) -> Int32

  static let system = FileCalls(
    write: { descriptor, bytes in
      #if canImport(Glibc)
        let count = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
      #elseif canImport(Musl)
        let count = Musl.write(descriptor, bytes.baseAddress, bytes.count)
      #else
        let count = Darwin.write(descriptor, bytes.baseAddress, bytes.count)
      #endif
      return count < 0 ? -Int(errno) : count
    },
    synchronise: { fsync($0) < 0 ? -errno : 0 },
    rename: { from, to in
      #if canImport(Glibc)
        let result = Glibc.rename(from, to)
      #elseif canImport(Musl)
        let result = Musl.rename(from, to)
      #else
        let result = Darwin.rename(from, to)
      #endif
      return result < 0 ? -errno : 0
    })
}

extension ModelFileError {
  /// A refusal of the operating system: what was tried, and its own words for why not.
  static func system(_ errorNumber: Int32, path: String, _ action: String) -> ModelFileError {
    let reason = strerror(errorNumber).map { String(cString: $0) } ?? "error \(errorNumber)"
    let advice: String? =
      switch errorNumber {
      case ENOSPC, EDQUOT: "free some space, or write to another disk"
      case EMFILE: "raise the limit on open files (ulimit -n)"
      default: nil
      }
    return ModelFileError(
      errorNumber == ENOENT ? .missing : .system, path: path, "\(action): \(reason)", advice: advice,
      errorNumber: errorNumber)
  }
}
