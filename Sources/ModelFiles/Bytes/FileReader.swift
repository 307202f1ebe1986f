#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A regular file that is open for reading.
///
/// It is read with `pread`, not mapped: a file that another process cuts short is an error here, not a SIGBUS.
final class FileReader: Sendable {
  let path: String
  /// The size in bytes when the file was opened.
  let size: UInt64
  private let descriptor: Int32

  init(path: String) throws(ModelFileError) {
    // Non-blocking, so that a named pipe is refused rather than waited for.
    let opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard opened >= 0 else { throw .system(errno, path: path, "cannot be opened") }
    var status = stat()
    guard fstat(opened, &status) == 0 else {
      let errorNumber = errno
      close(opened)
      throw .system(errorNumber, path: path, "cannot be examined")
    }
    guard status.st_mode & S_IFMT == S_IFREG, let size = UInt64(exactly: status.st_size) else {
      close(opened)
      throw ModelFileError(.malformed, path: path, "is not a regular file")
    }
    self.path = path
    self.size = size
    descriptor = opened
  }

  deinit { close(descriptor) }

  /// Fills the memory with the bytes from an offset on.
  func read(into memory: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(ModelFileError) {
    guard let end = offset.adding(UInt64(memory.count)), end <= size, var position = off_t(exactly: offset) else {
      throw ModelFileError(
        .truncated, path: path, at: .byte(offset),
        "\(memory.count) bytes should stand here, the file has \(size) in all", advice: Self.fetchAgain)
    }
    var rest = memory[...]
    while !rest.isEmpty {
      let count = pread(descriptor, UnsafeMutableRawBufferPointer(rebasing: rest).baseAddress, rest.count, position)
      if count > 0 {
        rest = rest.dropFirst(count)
        position += off_t(count)
      } else if count == 0 {
        throw ModelFileError(
          .truncated, path: path, at: .byte(UInt64(position)), "the file became shorter while it was read")
      } else if errno != EINTR {
        throw .system(errno, path: path, "cannot be read")
      }
    }
  }

  /// The bytes from an offset on; memory is taken only when the file is known to have them.
  func bytes(at offset: UInt64, count: Int) throws(ModelFileError) -> [UInt8] {
    guard let end = offset.adding(UInt64(count)), end <= size else {
      throw ModelFileError(
        .truncated, path: path, at: .byte(offset), "\(count) bytes should stand here, the file has \(size) in all",
        advice: Self.fetchAgain)
    }
    var bytes = [UInt8](repeating: 0, count: count)
    let failure = bytes.withUnsafeMutableBytes { memory -> ModelFileError? in
      do throws(ModelFileError) {
        try read(into: memory, at: offset)
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// The bytes of a whole small file.
  static func contents(of path: String, limit: Int) throws(ModelFileError) -> [UInt8] {
    let reader = try FileReader(path: path)
    guard reader.size <= UInt64(limit) else {
      throw ModelFileError(
        .limit, path: path, "has \(reader.size) bytes, at most \(limit) are read", advice: "is it the right file?")
    }
    return try reader.bytes(at: 0, count: Int(reader.size))
  }

  static let fetchAgain = "the file is incomplete: fetch it again"
}

/// What can be asked of the file system without opening a file.
enum FileSystem {
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0
  }

  static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
