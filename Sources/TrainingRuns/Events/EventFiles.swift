import Glibc

/// The event files of a run's `tb` folder, cut back when a run goes on from a checkpoint.
enum EventFiles {
  /// Takes out of every event file what belongs to steps after `step`, and a torn end.
  static func cut(_ folder: String, after step: Int) throws(RunFileError) {
    for name in try names(folder) { try cut(file: "\(folder)/\(name)", after: step) }
  }

  /// Names of the event files of a folder, in order.
  static func names(_ folder: String) throws(RunFileError) -> [String] {
    try FolderListing.names(folder).filter { $0.hasPrefix("events.out.tfevents.") && !$0.hasSuffix(".tmp") }
  }

  private static func cut(file path: String, after step: Int) throws(RunFileError) {
    var reader = try RecordFile.Reader(path)
    let temporary = "\(path).tmp"
    let output = try OutputFile(temporary, .replace)
    do throws(RunFileError) {
      var buffer: [UInt8] = []
      while let record = try reader.next() {
        guard let number = ProtocolBuffer.integer(2, in: record) else {
          throw RunFileError(.damaged, file: path, message: "holds what is no event; move the file away")
        }
        if number > step { continue }
        buffer += RecordFile.framed(record)
        if buffer.count >= 1 << 16 {
          try output.write(buffer)
          buffer.removeAll(keepingCapacity: true)
        }
      }
      try output.write(buffer)
      try output.synchronize()
      try output.finish()
      guard rename(temporary, path) == 0 else { throw OutputFile.error(path, errno, "cannot be replaced") }
    } catch {
      unlink(temporary)
      throw error
    }
    try OutputFile.synchronizeFolder(of: path)
  }
}
