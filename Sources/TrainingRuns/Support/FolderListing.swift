import Glibc

/// What stands in a folder.
enum FolderListing {
  struct Entry: Hashable {
    /// From the folder that was listed: `trainer_state/adam.bin`.
    var path: String
    var isFolder: Bool
  }

  /// Names without `.` and `..`, in order.
  static func names(_ folder: String) throws(RunFileError) -> [String] {
    guard let directory = opendir(folder) else {
      let code = errno
      throw RunFileError(
        code == ENOENT ? .notFound : .unreadable, file: folder, message: "cannot be listed: \(systemText(code))")
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: UInt8.self, capacity: 256) { String(decodingCString: $0, as: UTF8.self) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// All files and folders below, each folder before what is in it. Links are files.
  static func tree(_ folder: String, below prefix: String = "") throws(RunFileError) -> [Entry] {
    var entries: [Entry] = []
    for name in try names(folder) {
      let isFolder = kind("\(folder)/\(name)") == S_IFDIR
      entries.append(Entry(path: prefix + name, isFolder: isFolder))
      if isFolder { entries += try tree("\(folder)/\(name)", below: "\(prefix)\(name)/") }
    }
    return entries
  }

  /// The type bits of what a path names, links not followed; 0 where there is nothing.
  static func kind(_ path: String) -> UInt32 {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
  }

  /// Removes a file, or a folder with all in it; links are removed, not followed. What is not there is no error.
  static func remove(_ path: String) throws(RunFileError) {
    switch kind(path) {
    case 0: return
    case S_IFDIR:
      for entry in try tree(path).reversed() {
        let inner = "\(path)/\(entry.path)"
        guard (entry.isFolder ? rmdir(inner) : unlink(inner)) == 0 || errno == ENOENT else {
          throw OutputFile.error(inner, errno, "cannot be removed")
        }
      }
      guard rmdir(path) == 0 || errno == ENOENT else { throw OutputFile.error(path, errno, "cannot be removed") }
    default:
      guard unlink(path) == 0 || errno == ENOENT else { throw OutputFile.error(path, errno, "cannot be removed") }
    }
  }
}
