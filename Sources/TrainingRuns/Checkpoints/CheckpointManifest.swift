import Glibc
import Text

/// What a checkpoint holds: each file with its size and CRC-32C, in `trainer_state/manifest.json`.
struct CheckpointManifest: Hashable {
  struct File: Hashable {
    /// From the checkpoint's folder.
    var path: String
    var bytes: Int
    var checksum: UInt32
  }

  static let path = "trainer_state/manifest.json"
  private static let maximumBytes = 64 << 20
  private static let chunkBytes = 1 << 20

  var step: Int
  var files: [File]

  /// Takes down all files below a folder.
  init(of folder: String, step: Int) throws(RunFileError) {
    self.step = step
    files = []
    for entry in try FolderListing.tree(folder) where !entry.isFolder && entry.path != Self.path {
      guard FolderListing.kind("\(folder)/\(entry.path)") == S_IFREG else {
        throw RunFileError(
          .invalidValue, file: "\(folder)/\(entry.path)", message: "a checkpoint holds plain files only")
      }
      files.append(try Self.file(folder, entry.path))
    }
  }

  var json: String {
    let lines = files.map {
      "    {\"path\": \(JSON.quoted($0.path)), \"bytes\": \($0.bytes), \"crc32c\": \($0.checksum)}"
    }
    return "{\n  \"version\": 1,\n  \"step\": \(step),\n  \"files\": [\n\(lines.joined(separator: ",\n"))\n  ]\n}\n"
  }

  /// Reads the manifest of a checkpoint.
  init(reading folder: String) throws(RunFileError) {
    let name = "\(folder)/\(Self.path)"
    let bytes = try InputFile.contents(name, limit: Self.maximumBytes)
    func integer(_ json: JSON?) -> Int? {
      guard case .number(let text)? = json else { return nil }
      return Int(text)
    }
    guard bytes.withUnsafeBytes({ firstInvalidUTF8($0) }) == nil, let json = try? JSON(bytes),
      let step = integer(json["step"]), case .array(let items)? = json["files"]
    else { throw RunFileError(.damaged, file: name, message: "is not a manifest") }
    guard integer(json["version"]) == 1 else {
      throw RunFileError(.damaged, file: name, message: "was written by another version of klear-judge")
    }
    self.step = step
    files = []
    for item in items {
      guard case .string(let path)? = item["path"], let size = integer(item["bytes"]),
        let checksum = integer(item["crc32c"]).flatMap({ UInt32(exactly: $0) })
      else { throw RunFileError(.damaged, file: name, message: "is not a manifest") }
      files.append(File(path: path, bytes: size, checksum: checksum))
    }
  }

  /// What differs between the manifest and the files; `nil` where all is as it was saved.
  func difference(in folder: String) throws(RunFileError) -> String? {
    for expected in files {
      let path = "\(folder)/\(expected.path)"
      guard FolderListing.kind(path) == S_IFREG else { return "\(expected.path) is missing" }
      let input = try InputFile(path)
      // The cheap look first: a torn file of gigabytes is refused at once.
      guard input.identity.bytes == expected.bytes else {
        return "\(expected.path) has \(input.identity.bytes) bytes, not \(expected.bytes)"
      }
    }
    for expected in files where try Self.file(folder, expected.path).checksum != expected.checksum {
      return "the contents of \(expected.path) are not those that were saved"
    }
    return nil
  }

  private static func file(_ folder: String, _ path: String) throws(RunFileError) -> File {
    let input = try InputFile("\(folder)/\(path)")
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkBytes, alignment: 16)
    defer { chunk.deallocate() }
    var checksum = CRC32C()
    var bytes = 0
    while true {
      let count = try input.read(into: chunk, at: bytes)
      if count == 0 { break }
      checksum.update(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
      bytes += count
    }
    return File(path: path, bytes: bytes, checksum: checksum.value)
  }
}
