import CSandbox
import Glibc

/// The work directory of a run that has ended, as a dead tree of files: every process that could change it is gone.
///
/// Reading follows no link, opens nothing but regular files and folders, and never leaves the directory.
public final class WorkDirectory: Sendable, Hashable {
  private let descriptor: Descriptor
  /// Open as long as the files may be read: an init whose folder is the host's ends, and loses it, when this closes.
  private let runSocket: Descriptor

  init(_ descriptor: Descriptor, holding runSocket: Descriptor) {
    self.descriptor = descriptor
    self.runSocket = runSocket
  }

  public static func == (left: WorkDirectory, right: WorkDirectory) -> Bool { left === right }
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }

  /// The contents of a regular file, or `nil` when there is none of that name or it is larger than `limit` bytes.
  public func contents(of path: String, limit: Int) -> [UInt8]? {
    let number = csandbox_open_beneath(descriptor.number, path, 0)
    guard number >= 0 else { return nil }
    return WorkDirectory.read(Descriptor(owning: number), limit: limit)
  }

  /// A regular file and its mode, or every regular file below a folder, as paths relative to it, in name order.
  ///
  /// - Throws: `SandboxFault` with stage `artifact` when there is nothing, or more than the limits allow.
  public func files(at path: String, limitBytes: Int, limitCount: Int) throws(SandboxFault) -> [BundleFile] {
    let file = csandbox_open_beneath(descriptor.number, path, 0)
    if file >= 0 {
      let owned = Descriptor(owning: file)
      guard let contents = WorkDirectory.read(owned, limit: limitBytes) else {
        throw SandboxFault(.artifact, "\(path) is larger than \(limitBytes) bytes")
      }
      return [BundleFile(path: path, mode: 0o755, contents: contents)]
    }
    var found: [BundleFile] = []
    var pending = [path]
    var remaining = limitBytes
    while let folder = pending.popLast() {
      let number = csandbox_open_beneath(descriptor.number, folder, 1)
      guard number >= 0, let entries = fdopendir(number) else {
        if number >= 0 { close(number) }
        throw SandboxFault(.artifact, errorNumber: errno, "\(folder) is not there")
      }
      defer { closedir(entries) }
      for name in WorkDirectory.names(in: entries) {
        let below = folder + "/" + name
        let number = csandbox_open_beneath(descriptor.number, below, 0)
        guard number >= 0 else {
          pending.append(below)
          continue
        }
        let file = Descriptor(owning: number)
        guard let contents = WorkDirectory.read(file, limit: remaining), found.count < limitCount else {
          throw SandboxFault(.artifact, "\(path) holds more than \(limitBytes) bytes or \(limitCount) files")
        }
        remaining -= contents.count
        found.append(BundleFile(path: below, mode: WorkDirectory.mode(of: file), contents: contents))
      }
      guard pending.count < limitCount else { throw SandboxFault(.artifact, "\(path) holds too many folders") }
    }
    return found.sorted { $0.path < $1.path }
  }

  private static func mode(of file: Descriptor) -> UInt32 {
    var status = stat()
    return fstat(file.number, &status) == 0 ? UInt32(status.st_mode) & 0o777 : 0o644
  }

  private static func names(in entries: OpaquePointer) -> [String] {
    var names: [String] = []
    while let entry = readdir(entries) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  private static func read(_ file: Descriptor, limit: Int) -> [UInt8]? {
    var status = stat()
    guard fstat(file.number, &status) == 0, status.st_size <= limit else { return nil }
    let size = Int(status.st_size)
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = 0
      while count < size {
        let got = pread(file.number, buffer.baseAddress?.advanced(by: count), size - count, off_t(count))
        if got < 0 && errno == EINTR { continue }
        guard got > 0 else { break }
        count += got
      }
    }
  }
}

/// One file of a bundle: what a compiler left, to be unpacked for each run of the program.
public struct BundleFile: Sendable, Hashable {
  public var path: String
  public var mode: UInt32
  public var contents: [UInt8]

  public init(path: String, mode: UInt32, contents: [UInt8]) {
    self.path = path
    self.mode = mode
    self.contents = contents
  }

  /// The form in which init unpacks files: for each, mode, length of the path, size, path, contents.
  public static func bundle(_ files: [BundleFile]) -> [UInt8] {
    var bytes: [UInt8] = []
    for file in files {
      let path = Array(file.path.utf8)
      withUnsafeBytes(of: file.mode) { bytes.append(contentsOf: $0) }
      withUnsafeBytes(of: UInt32(path.count)) { bytes.append(contentsOf: $0) }
      withUnsafeBytes(of: UInt64(file.contents.count)) { bytes.append(contentsOf: $0) }
      bytes.append(contentsOf: path)
      bytes.append(contentsOf: file.contents)
    }
    return bytes
  }
}
