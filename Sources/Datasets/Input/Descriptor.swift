import Glibc

/// An open file that closes itself. The number is never reused while this lives, so it may be shared.
final class Descriptor: Sendable {
  let number: Int32

  init(number: Int32) { self.number = number }

  deinit { close(number) }

  /// Opens a file to read; `-` is standard input.
  /// - Throws: ``DatasetError`` that names the file: not found, a directory, unreadable.
  static func open(_ path: String) throws -> Descriptor {
    if path == "-" {
      let copy = fcntl(0, F_DUPFD_CLOEXEC, 3)
      guard copy >= 0 else {
        throw DatasetError(.unreadable, file: path, message: "standard input is closed", endsInput: true)
      }
      return Descriptor(number: copy)
    }
    if path.utf8.contains(0) {
      throw DatasetError(.fileNotFound, file: path, message: "a path cannot hold a NUL byte", endsInput: true)
    }
    let number = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else { throw openError(path, errno) }
    let descriptor = Descriptor(number: number)
    if descriptor.mode() & S_IFMT == S_IFDIR {
      throw DatasetError(
        .wrongFileKind, file: path,
        message: "is a directory, expected a file (problem packages are read with --package)", endsInput: true)
    }
    return descriptor
  }

  static func openError(_ path: String, _ code: Int32) -> DatasetError {
    let kind: DatasetError.Code = code == ENOENT || code == ENOTDIR ? .fileNotFound : .unreadable
    let text =
      switch code {
      case ENOENT, ENOTDIR: "no such file"
      case EACCES: "permission denied: make it readable for this user"
      default: "cannot be opened: \(errorText(code))"
      }
    return DatasetError(kind, file: path, message: text, endsInput: true)
  }

  /// `st_mode`, 0 where it cannot be asked for.
  func mode() -> UInt32 {
    var status = stat()
    return fstat(number, &status) == 0 ? status.st_mode : 0
  }

  /// A regular file can be read again from any place.
  var isRegularFile: Bool { mode() & S_IFMT == S_IFREG }

  /// Whether a read returns at once: there are bytes, or there is the end.
  var isReadable: Bool {
    var request = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, 0) > 0
  }

  /// Reads at most the buffer's size; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer, file: String) throws -> Int {
    while true {
      let count = Glibc.read(number, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno == EINTR { continue }
      let code: DatasetError.Code = errno == EISDIR ? .wrongFileKind : .unreadable
      throw DatasetError(code, file: file, message: "reading failed: \(errorText(errno))", endsInput: true)
    }
  }

  /// `count` bytes from `offset`.
  /// - Throws: ``DatasetError`` `.truncated` where the file has become shorter.
  func bytes(at offset: Int, count: Int, file: String) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let read = pread(number, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
        if read > 0 {
          filled += read
        } else if read == 0 {
          throw DatasetError(.truncated, file: file, message: "the file changed while it was read", endsInput: true)
        } else if errno != EINTR {
          throw DatasetError(
            .unreadable, file: file, message: "reading failed: \(errorText(errno))", endsInput: true)
        }
      }
    }
  }
}

/// The words of the C library for an `errno`.
func errorText(_ code: Int32) -> String {
  guard let text = strerror(code) else { return "error \(code)" }
  return String(cString: text)
}
