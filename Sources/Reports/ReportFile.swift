#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A file that appears under its name only when it is whole.
///
/// Bytes go to a temporary file beside it, which takes the name at the end; a file of that name from an earlier run
/// stays until then. What cannot be replaced (`/dev/stdout`, a pipe) is written to directly.
package final class ReportFile {
  package let path: String
  private let target: String
  private let temporary: String?
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  private var failure: ReportError?

  private static let flushSize = 1 << 16

  package init(path: String) throws(ReportError) {
    self.path = path
    var status = stat()
    let exists = stat(path, &status) == 0
    let kind = status.st_mode & S_IFMT
    if exists, kind == S_IFDIR { throw Self.error(.cannotCreate, path, EISDIR) }
    if exists, kind != S_IFREG {
      target = path
      temporary = nil
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
    } else {
      // A link keeps pointing to the file that it names.
      let target = exists ? Self.resolved(path) : path
      self.target = target
      let name = "\(target).\(getpid()).tmp"
      temporary = name
      unlink(name)
      descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    }
    guard descriptor >= 0 else { throw Self.error(.cannotCreate, path, errno) }
  }

  deinit { discard() }

  package func append(_ bytes: [UInt8]) throws(ReportError) {
    if let failure { throw failure }
    buffer += bytes
    if buffer.count >= Self.flushSize { try flush() }
  }

  package func append(_ text: String) throws(ReportError) { try append(Array(text.utf8)) }

  /// Makes the file appear under its name.
  package func finish() throws(ReportError) {
    try flush()
    guard let temporary else {
      close(descriptor)
      descriptor = -1
      return
    }
    guard fsync(descriptor) == 0 else { throw fail(.cannotWrite) }
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0 else { throw fail(.cannotWrite) }
    guard rename(temporary, target) == 0 else { throw fail(.cannotRename) }
  }

  private func flush() throws(ReportError) {
    if let failure { throw failure }
    var start = 0
    while start < buffer.count {
      let written = buffer.withUnsafeBytes { write(descriptor, $0.baseAddress?.advanced(by: start), $0.count - start) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw fail(.cannotWrite) }
      start += written
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private func fail(_ code: ReportError.Code) -> ReportError {
    let error = Self.error(code, path, errno)
    failure = error
    discard()
    return error
  }

  /// Closes the descriptor and removes the temporary file; after a rename there is none of that name.
  private func discard() {
    buffer = []
    guard descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
    if let temporary { unlink(temporary) }
  }

  private static func resolved(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func error(_ code: ReportError.Code, _ path: String, _ number: Int32) -> ReportError {
    ReportError(code: code, path: path, cause: strerror(number).map { String(cString: $0) } ?? "error \(number)")
  }
}
