import Glibc

/// The folder of an audit's files.
struct AuditFolder: Sendable {
  let path: String

  /// Makes the folder where it is not there.
  /// - Throws: ``AuditError``.
  init(path: String) throws(AuditError) {
    self.path = path
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFDIR else {
        throw AuditError(.output, "--out \(path) is a file, not a folder")
      }
      guard access(path, W_OK) == 0 else {
        throw AuditError(.output, "--out \(path): \(String(cString: strerror(errno)))")
      }
      return
    }
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
      throw AuditError(.output, "--out \(path): \(String(cString: strerror(errno))); make its parent folder first")
    }
  }

  func file(_ name: String) -> String { path.hasSuffix("/") ? path + name : path + "/" + name }

  /// The name of the cleaned set: `clean.jsonl`; with several inputs `clean-NAME.jsonl`, each its own.
  static func cleanNames(_ inputs: [String]) -> [String] {
    var taken: Set<String> = []
    return inputs.map { input in
      let name = input.split(separator: "/").last.map(String.init) ?? input
      var parts = name.split(separator: ".").map(String.init)
      // What was packed, or converted by a reader, is written as plain rows.
      while let last = parts.last, parts.count > 1, ["gz", "zst", "zstd"].contains(last) { parts.removeLast() }
      var ending = parts.count > 1 ? parts.removeLast() : "jsonl"
      if ending == "parquet" { ending = "jsonl" }
      let stem = parts.joined(separator: ".")
      var result = inputs.count == 1 ? "clean.\(ending)" : "clean-\(stem).\(ending)"
      var number = 2
      while !taken.insert(result).inserted {
        result = "clean-\(stem)-\(number).\(ending)"
        number += 1
      }
      return result
    }
  }
}
