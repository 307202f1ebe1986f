/// Bytes in order, from a file, a decompressor or a child process.
protocol ByteSource: AnyObject {
  /// Fills a part of the buffer; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// A file or pipe, with the first bytes looked at without being lost.
final class FileSource: ByteSource {
  let file: String
  let descriptor: Descriptor
  private(set) var head: [UInt8] = []
  private var headUsed = 0

  init(path: String, descriptor: Descriptor) throws {
    file = path
    self.descriptor = descriptor
    try readHead(count: 8)
  }

  private func readHead(count: Int) throws {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let read = try bytes.withUnsafeMutableBytes { buffer in
        try descriptor.read(into: .init(rebasing: buffer[filled...]), file: file)
      }
      if read == 0 { break }
      filled += read
    }
    head = Array(bytes[..<filled])
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard headUsed < head.count else { return try descriptor.read(into: buffer, file: file) }
    let count = min(buffer.count, head.count - headUsed)
    buffer.copyBytes(from: head[headUsed..<headUsed + count])
    headUsed += count
    return count
  }
}

/// What the first bytes of a file say about it.
enum Container {
  case plain
  case gzip
  case zstandard
  case parquet

  /// - Throws: ``DatasetError`` `.wrongFormat` for archives that nobody reads here, with the command to unpack.
  init(head: [UInt8], file: String) throws {
    if head.starts(with: [0x1F, 0x8B]) {
      self = .gzip
    } else if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
      // A skippable frame, which zstd's own parallel mode may write first.
      || (head.count >= 4 && head[0] & 0xF0 == 0x50 && head[1...3] == [0x2A, 0x4D, 0x18])
    {
      self = .zstandard
    } else if head.starts(with: Array("PAR1".utf8)) {
      self = .parquet
    } else {
      let foreign: [(magic: [UInt8], name: String, command: String)] = [
        ([0x50, 0x4B, 0x03, 0x04], "a zip archive", "unzip"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "xz data", "unxz"),
        (Array("BZh".utf8), "bzip2 data", "bunzip2"),
      ]
      for (magic, name, command) in foreign where head.starts(with: magic) {
        throw DatasetError(
          .wrongFormat, file: file, message: "is \(name): unpack it with `\(command)` first", endsInput: true)
      }
      self = .plain
    }
  }
}

/// A dataset file opened for reading from its start, whatever it is packed in.
struct OpenedInput {
  let source: any ByteSource
  /// What it reads in the end, packed or not.
  let descriptor: Descriptor
  /// Set where the bytes of `source` are those of the file at the same offsets.
  let seekable: Descriptor?

  /// - Parameter path: a file; `-` and `/dev/stdin` are standard input.
  init(path: String) throws {
    descriptor = try Descriptor.open(path)
    let file = try FileSource(path: path, descriptor: descriptor)
    switch try Container(head: file.head, file: path) {
    case .plain:
      source = file
      // Standard input may be a regular file whose offset is not 0.
      seekable = descriptor.isRegularFile && path != "-" && path != "/dev/stdin" ? descriptor : nil
    case .gzip:
      source = try GzipSource(file)
      seekable = nil
    case .zstandard:
      source = try ZstandardSource(file)
      seekable = nil
    case .parquet:
      guard descriptor.isRegularFile, path != "-" else {
        throw DatasetError(
          .unsupported, file: path, message: "Parquet cannot be read from a pipe: give the file's path",
          endsInput: true)
      }
      source = try ParquetSource(path: path)
      seekable = nil
    }
  }
}
