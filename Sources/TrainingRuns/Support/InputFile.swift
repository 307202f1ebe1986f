import Glibc
import Text

/// An open file that is read.
final class InputFile: Sendable {
  let path: String
  let descriptor: Int32
  /// Size, time of the last change and identity: the file that was opened, not one that came after it.
  let identity: Identity

  struct Identity: Sendable, Hashable {
    var bytes: Int
    var seconds: Int
    var nanoseconds: Int
  }

  init(_ path: String) throws(RunFileError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.openError(path, errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw RunFileError(.unreadable, file: path, message: "cannot be read: \(systemText(code))")
    }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      close(descriptor)
      throw RunFileError(.unreadable, file: path, message: "is a folder: name a file in it")
    }
    identity = Identity(status)
  }

  deinit { close(descriptor) }

  /// Throws where the file was changed since it was opened.
  func requireUnchanged() throws(RunFileError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, Identity(status) == identity else {
      throw RunFileError(.changed, file: path, message: "changed while it was in use: start again from a stable copy")
    }
  }

  /// Reads at most the buffer's size; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(RunFileError) -> Int {
    while true {
      let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      if count >= 0 { return count }
      if errno == EINTR { continue }
      throw RunFileError(.unreadable, file: path, message: "reading failed: \(systemText(errno))")
    }
  }

  /// `count` bytes from `offset`, fewer only at the end of the file.
  func bytes(at offset: Int, count: Int) throws(RunFileError) -> [UInt8] {
    var failure: RunFileError?
    let result = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      while filled < count {
        do throws(RunFileError) {
          let read = try read(into: UnsafeMutableRawBufferPointer(rebasing: raw[filled...]), at: offset + filled)
          if read == 0 { break }
          filled += read
        } catch {
          failure = error
          break
        }
      }
    }
    if let failure { throw failure }
    return result
  }

  /// A whole small file.
  static func contents(_ path: String, limit: Int) throws(RunFileError) -> [UInt8] {
    let file = try InputFile(path)
    let bytes = try file.bytes(at: 0, count: limit + 1)
    guard bytes.count <= limit else {
      throw RunFileError(
        .tooLarge, file: path, message: "has more than \(NumberText.bytes(limit)): is this the file that was meant?")
    }
    return bytes
  }

  private static func openError(_ path: String, _ code: Int32) -> RunFileError {
    switch code {
    case ENOENT, ENOTDIR:
      RunFileError(.notFound, file: path, message: "not found: paths are relative to the current directory")
    case EACCES: RunFileError(.unreadable, file: path, message: "permission denied: make it readable for this user")
    default: RunFileError(.unreadable, file: path, message: "cannot be opened: \(systemText(code))")
    }
  }
}

extension InputFile.Identity {
  init(_ status: stat) {
    self.init(bytes: Int(status.st_size), seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
  }
}

/// The words of the C library for an `errno`.
func systemText(_ code: Int32) -> String {
  guard let text = strerror(code) else { return "error \(code)" }
  return String(cString: text)
}
