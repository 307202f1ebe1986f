import Glibc

/// An open file that is written to, without a buffer: each write is one system call, so that a crash leaves whole
/// writes, and at most one torn at the end.
final class OutputFile {
  enum Mode {
    /// A new file; one of that name is an error.
    case create
    /// A new file in place of any of that name.
    case replace
    /// At the end of a file, which is made if need be.
    case append
  }

  let path: String
  private var descriptor: Int32

  init(_ path: String, _ mode: Mode) throws(RunFileError) {
    self.path = path
    let flags: Int32 =
      switch mode {
      case .create: O_CREAT | O_EXCL
      case .replace: O_CREAT | O_TRUNC
      case .append: O_CREAT | O_APPEND
      }
    descriptor = open(path, O_WRONLY | O_CLOEXEC | flags, 0o644)
    guard descriptor >= 0 else { throw Self.error(path, errno, "cannot be opened for writing") }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  func write(_ bytes: [UInt8]) throws(RunFileError) {
    var start = 0
    while start < bytes.count {
      let written = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress?.advanced(by: start), $0.count - start)
      }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw Self.error(path, errno, "writing failed") }
      start += written
    }
  }

  /// Returns when the bytes are on the disk.
  func synchronize() throws(RunFileError) {
    guard fsync(descriptor) == 0 else { throw Self.error(path, errno, "writing failed") }
  }

  /// Cuts the file to its first `bytes`.
  func truncate(to bytes: Int) throws(RunFileError) {
    guard ftruncate(descriptor, off_t(bytes)) == 0 else { throw Self.error(path, errno, "cannot be shortened") }
  }

  /// Closes; some file systems tell only now that bytes were lost.
  func finish() throws(RunFileError) {
    let result = close(descriptor)
    descriptor = -1
    guard result == 0 else { throw Self.error(path, errno, "writing failed") }
  }

  /// Writes `bytes` under `path` such that a crash leaves the old file or the new one.
  static func replace(_ path: String, with bytes: [UInt8]) throws(RunFileError) {
    let temporary = "\(path).\(getpid()).tmp"
    do throws(RunFileError) {
      let file = try OutputFile(temporary, .replace)
      try file.write(bytes)
      try file.synchronize()
      try file.finish()
      guard rename(temporary, path) == 0 else { throw error(path, errno, "cannot be replaced") }
    } catch {
      unlink(temporary)
      throw error
    }
    try synchronizeFolder(of: path)
  }

  /// Makes names in the folder of `path` lasting.
  static func synchronizeFolder(of path: String) throws(RunFileError) {
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    try synchronizeFolder(folder)
  }

  static func synchronizeFolder(_ folder: String) throws(RunFileError) { try synchronize(folder) }

  /// Makes what was written to a file or folder lasting, whoever wrote it.
  static func synchronize(_ path: String) throws(RunFileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw error(path, errno, "cannot be opened") }
    defer { close(descriptor) }
    // Some file systems cannot do this for folders (EINVAL); there is no other way to ask them.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw error(path, errno, "writing failed") }
  }

  /// Makes a folder and those above it.
  static func makeFolder(_ path: String) throws(RunFileError) {
    var prefix = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      prefix += part
      guard mkdir(prefix, 0o755) == 0 || errno == EEXIST else { throw error(prefix, errno, "cannot be made") }
      prefix += "/"
    }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw RunFileError(.unwritable, file: path, message: "is not a folder: choose another place (output_dir)")
    }
  }

  static func error(_ path: String, _ code: Int32, _ what: String) -> RunFileError {
    switch code {
    case ENOSPC, EDQUOT:
      RunFileError(.diskFull, file: path, message: "\(what): \(systemText(code)); free some space, then resume the run")
    case EACCES, EPERM, EROFS:
      RunFileError(
        .unwritable, file: path, message: "\(what): \(systemText(code)); choose a folder that you may write to")
    default: RunFileError(.unwritable, file: path, message: "\(what): \(systemText(code))")
    }
  }
}
