import Crypto
import Glibc

/// The few things that the build store asks of files; links are never followed.
enum StoredFile {
  static func status(_ path: String) -> stat? {
    var result = stat()
    return lstat(path, &result) == 0 ? result : nil
  }

  /// A regular file of this user, whole; `nil` if it is anything else, or too large.
  static func contents(_ path: String, limitBytes: Int) -> [UInt8]? {
    guard let (file, byteCount) = opened(path), byteCount <= limitBytes else { return nil }
    defer { close(file) }
    var complete = true
    let bytes = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
      count = 0
      while count < byteCount {
        let got = read(file, buffer.baseAddress?.advanced(by: count), byteCount - count)
        if got < 0 && errno == EINTR { continue }
        guard got > 0 else { break }
        count += got
      }
      complete = count == byteCount
    }
    return complete ? bytes : nil
  }

  /// The digest of a file, read in pieces.
  static func digest(_ path: String) -> [UInt8]? {
    guard let (file, _) = opened(path) else { return nil }
    defer { close(file) }
    var hash = SHA256()
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(file, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return count == 0 ? Array(hash.finalize()) : nil }
      buffer.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
  }

  /// Says that the file was used now. Times of reading are often not recorded.
  static func touch(_ path: String) { utimensat(AT_FDCWD, path, nil, AT_SYMLINK_NOFOLLOW) }

  static func removeTree(_ path: String) {
    guard let status = status(path) else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    for name in FileFacts.entries(of: path) { removeTree("\(path)/\(name)") }
    rmdir(path)
  }

  private static func opened(_ path: String) -> (file: Int32, byteCount: Int)? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { return nil }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid() else {
      close(file)
      return nil
    }
    return (file, Int(status.st_size))
  }
}
