import Glibc

/// The files of a package. Links are followed only where they stay inside its collection, which is the Git working tree
/// around it (contests share headers that way), else the folder that holds it: a package from elsewhere must not be
/// able to hand this machine's files to the programs that it brings.
struct PackageFolder {
  /// A name in a folder, as a file or folder after links are followed.
  struct Entry {
    var name: String
    /// Relative to the package.
    var path: String
    var isFolder: Bool
    var byteCount: Int
    /// A link to nothing, or out of the collection.
    var isDeadLink = false
  }

  /// Far beyond any package, small enough that a folder cannot fill the memory.
  static let maximumEntries = 200_000
  static let maximumDepth = 16

  /// As the caller named it.
  let path: String
  private let root: String
  /// Where links may lead, with a slash at the end.
  private let collection: String

  /// - Throws: ``DatasetError``: not found, not a folder.
  init(path: String) throws {
    self.path = path
    guard let resolved = PackageFolder.resolve(path) else { throw Descriptor.openError(path, errno) }
    var status = stat()
    guard stat(resolved, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw DatasetError(
        .wrongFileKind, file: path, message: "is not a folder: a problem package is one (unpack archives first)",
        endsInput: true)
    }
    root = resolved
    collection = PackageFolder.collection(around: resolved)
  }

  /// The nearest folder above that holds `.git`, else the one that holds the package.
  private static func collection(around root: String) -> String {
    var parts = root.split(separator: "/")
    let parent = parts.dropLast()
    while !parts.isEmpty {
      let folder = "/" + parts.joined(separator: "/")
      if access(folder + "/.git", F_OK) == 0 { return folder + "/" }
      parts.removeLast()
    }
    // A package that lies in the root folder shares with nobody.
    return parent.isEmpty ? root + "/" : "/" + parent.joined(separator: "/") + "/"
  }

  /// The last part of the real path.
  var name: String { String(root.split(separator: "/").last ?? "package") }

  func absolute(_ relative: String) -> String { relative.isEmpty ? root : "\(root)/\(relative)" }

  private static func resolve(_ path: String) -> String? {
    guard !path.utf8.contains(0), let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// What stands at a relative path; `nil` where there is nothing, or a link that is dead.
  func entry(_ relative: String) -> Entry? {
    let full = absolute(relative)
    guard let resolved = PackageFolder.resolve(full), resolved == root || resolved.hasPrefix(collection) else {
      return nil
    }
    var status = stat()
    guard stat(resolved, &status) == 0 else { return nil }
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFDIR || kind == S_IFREG else { return nil }
    let name = relative.split(separator: "/").last.map(String.init) ?? ""
    return Entry(name: name, path: relative, isFolder: kind == S_IFDIR, byteCount: Int(status.st_size))
  }

  /// What a folder holds in the order of the names' bytes, without hidden files, dead links among it; empty where there
  /// is no such folder.
  func entries(in relative: String) throws -> [Entry] {
    guard let directory = opendir(absolute(relative)) else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      throw Descriptor.openError("\(path)/\(relative)", errno)
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let item = readdir(directory) {
      let name = withUnsafePointer(to: &item.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard !name.hasPrefix(".") else { continue }
      names.append(name)
      guard names.count <= PackageFolder.maximumEntries else {
        throw invalid(relative, "holds more than \(PackageFolder.maximumEntries) files")
      }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      .compactMap { name in
        let path = relative.isEmpty ? name : "\(relative)/\(name)"
        return entry(path) ?? deadLink(name, path)
      }
  }

  private func deadLink(_ name: String, _ path: String) -> Entry? {
    var status = stat()
    guard lstat(absolute(path), &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return nil }
    return Entry(name: name, path: path, isFolder: false, byteCount: 0, isDeadLink: true)
  }

  /// The contents of a file.
  /// - Throws: ``DatasetError``: it is not there, or larger than `limit`.
  func contents(_ relative: String, limit: Int = 16 << 20) throws -> [UInt8] {
    guard let entry = entry(relative), !entry.isFolder else {
      throw DatasetError(.fileNotFound, file: "\(path)/\(relative)", message: "no such file inside the package")
    }
    guard entry.byteCount <= limit else { throw invalid(relative, "is larger than \(limit >> 20) MiB") }
    let descriptor = try Descriptor.open(absolute(relative))
    return try descriptor.bytes(at: 0, count: entry.byteCount, file: "\(path)/\(relative)")
  }

  func invalid(_ relative: String, field: String? = nil, _ message: String) -> DatasetError {
    let file = relative.isEmpty ? path : "\(path)/\(relative)"
    return DatasetError(.invalidPackage, file: file, field: field, message: message)
  }

  func unsupported(_ relative: String, field: String? = nil, _ message: String) -> DatasetError {
    var error = invalid(relative, field: field, message)
    error.code = .unsupported
    return error
  }
}
