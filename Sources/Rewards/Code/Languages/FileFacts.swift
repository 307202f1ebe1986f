import Glibc

/// What resolution asks the file system. Every answer is about this moment.
enum FileFacts {
  /// The path with all links resolved; `nil` if there is nothing.
  static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The path with links resolved as far as the file keeps its name: `/usr/bin/java` becomes the one of its JDK, but
  /// `swiftc`, a link to a program that looks at the name it was called by, stays `swiftc`.
  static func realPathKeepingName(_ path: String) -> String? {
    guard let name = path.split(separator: "/").last else { return nil }
    var current = path
    // The kernel follows at most 40 links too.
    for _ in 0..<40 {
      guard let folder = realPath(parent(of: current)) else { return nil }
      current = (folder == "/" ? "" : folder) + "/\(name)"
      guard let target = linkTarget(current), target.split(separator: "/").last == name else { return current }
      current = target.hasPrefix("/") ? target : "\(folder)/\(target)"
    }
    return nil
  }

  private static func parent(of path: String) -> String {
    "/" + path.split(separator: "/").dropLast().joined(separator: "/")
  }

  private static func linkTarget(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink(path, &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
  }

  static func exists(_ path: String) -> Bool { status(path) != nil }

  /// A regular file (through links) that this user may execute.
  static func isExecutable(_ path: String) -> Bool {
    guard let status = status(path), status.st_mode & S_IFMT == S_IFREG else { return false }
    return access(path, X_OK) == 0
  }

  static func byteCount(_ path: String) -> Int? { status(path).map { Int($0.st_size) } }

  /// `path:size:mtime`, which changes when a package manager or a person replaces the file.
  static func identity(_ path: String) -> String {
    guard let status = status(path) else { return path }
    return "\(path):\(status.st_size):\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
  }

  /// The first `limit` bytes of a small text file.
  static func text(_ path: String, limit: Int = 64 << 10) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return String(decoding: readAll(descriptor, limit: limit), as: UTF8.self)
  }

  /// Reads until the end, an error, or `limit` bytes.
  static func readAll(_ descriptor: Int32, limit: Int) -> [UInt8] {
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while result.count < limit {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { break }
      result += buffer.prefix(count)
    }
    return result
  }

  static func entries(of folder: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func status(_ path: String) -> stat? {
    var result = stat()
    return stat(path, &result) == 0 ? result : nil
  }
}
