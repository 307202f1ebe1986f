import Glibc

/// Files without a name: nothing is left behind, however the process ends.
enum TemporaryFile {
  /// A new empty file in `TMPDIR` (else `/tmp`), open to read and write.
  /// - Parameter file: what the error should name.
  static func create(file: String) throws -> Descriptor {
    let directory = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    let name = "\(directory)/klear-dataset-\(UInt64.random(in: 0 ... .max))"
    let named = open(name, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    guard named >= 0 else {
      throw DatasetError(
        .temporaryFile, file: file,
        message: "no temporary file in \(directory) (\(errorText(errno))): set TMPDIR to a folder with room",
        endsInput: true)
    }
    unlink(name)
    return Descriptor(number: named)
  }

  /// Appends all bytes.
  /// - Throws: ``DatasetError`` `.temporaryFile`, for instance on a full disk.
  static func write(_ bytes: [UInt8], to descriptor: Descriptor, file: String) throws {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor.number, buffer.baseAddress.map { $0 + written }, buffer.count - written)
      }
      if count >= 0 {
        written += count
      } else if errno != EINTR {
        throw DatasetError(
          .temporaryFile, file: file,
          message: "the decompressed copy cannot be written (\(errorText(errno))): set TMPDIR to a folder with room",
          endsInput: true)
      }
    }
  }
}
