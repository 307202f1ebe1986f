#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that appears under its name only when it is complete.
///
/// It is written beside its place under another name, flushed to the disk, renamed, and its folder flushed. A file that
/// is not committed, because writing failed or was given up, leaves nothing behind.
final class AtomicFile {
  let path: String
  private let temporaryPath: String
  private let calls: FileCalls
  private var descriptor: Int32
  private var isCommitted = false

  init(path: String, calls: FileCalls = .system) throws(ModelFileError) {
    self.path = path
    self.calls = calls
    temporaryPath = "\(path).partial-\(getpid())-\(String(UInt32.random(in: 0...UInt32.max), radix: 36))"
    descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      let errorNumber = errno
      isCommitted = true  // There is nothing to remove.
      throw .system(errorNumber, path: path, "cannot be created")
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if !isCommitted { unlink(temporaryPath) }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(ModelFileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = calls.write(descriptor, UnsafeRawBufferPointer(rebasing: rest))
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if count != -Int(EINTR) {
        throw .system(Int32(-count), path: path, "cannot be written")
      }
    }
  }

  func write(_ bytes: [UInt8]) throws(ModelFileError) {
    let failure = bytes.withUnsafeBytes { memory -> ModelFileError? in
      do throws(ModelFileError) {
        try write(memory)
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }

  /// Flushes the bytes to the disk; nothing can be written after this.
  func flush() throws(ModelFileError) {
    guard descriptor >= 0 else { return }
    let result = calls.synchronise(descriptor)
    guard result == 0 else { throw .system(-result, path: path, "cannot be flushed to the disk") }
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0 else { throw .system(errno, path: path, "cannot be closed") }
  }

  /// Gives the file its name, replacing one that has it.
  func commit() throws(ModelFileError) {
    try flush()
    let result = calls.rename(temporaryPath, path)
    guard result == 0 else { throw .system(-result, path: path, "cannot be given its name") }
    isCommitted = true
    try Self.flushFolder(FileSystem.folder(of: path), calls: calls)
  }

  /// Makes the names in a folder survive a power failure.
  static func flushFolder(_ folder: String, calls: FileCalls) throws(ModelFileError) {
    let opened = open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
    guard opened >= 0 else { throw .system(errno, path: folder, "cannot be opened") }
    defer { close(opened) }
    let result = calls.synchronise(opened)
    // Some network file systems cannot flush a folder and say so.
    guard result == 0 || result == -EINVAL else {
      throw .system(-result, path: folder, "cannot be flushed to the disk")
    }
  }
}

extension FileSystem {
  static func makeFolder(_ path: String) throws(ModelFileError) {
    guard mkdir(path, 0o755) != 0 else { return }
    let errorNumber = errno
    if errorNumber == EEXIST, isFolder(path) { return }
    throw .system(errorNumber, path: path, "cannot be created")
  }

  static func removeIfPresent(_ path: String) throws(ModelFileError) {
    guard unlink(path) != 0, errno != ENOENT else { return }
    throw .system(errno, path: path, "cannot be removed")
  }
}
