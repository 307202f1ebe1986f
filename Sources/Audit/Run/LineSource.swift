import Datasets
import Glibc

/// The lines of all input files in order, as often as they are asked for.
final class LineSource {
  private let files: [String]
  private var reader: LineReader?
  private var position = 0
  /// Bytes of the files before the present one.
  private var bytesBefore = 0
  private(set) var bytesRead = 0
  let totalBytes: Int

  init(files: [String]) {
    self.files = files
    totalBytes = files.reduce(0) { $0 + LineSource.size($1) }
  }

  private static func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// The next line; one that is no text comes with its error.
  /// - Throws: `DatasetError` where a file ends in an error.
  func next() throws -> RawLine? {
    while position < files.count {
      let file = files[position]
      let open: LineReader
      if let reader {
        open = reader
      } else {
        open = try LineReader(path: file)
        reader = open
      }
      do {
        if let line = try open.next() {
          bytesRead = bytesBefore + line.offset + line.bytes.count
          return RawLine(file: file, number: line.number, bytes: line.bytes)
        }
      } catch let error as DatasetError where !error.endsInput && error.line != nil {
        return RawLine(file: file, number: error.line ?? 0, bytes: [], failure: error)
      }
      bytesBefore += LineSource.size(file)
      reader = nil
      position += 1
    }
    return nil
  }

  /// A few lines, about a chunk's worth.
  func chunk(lines limit: Int = 256, bytes: Int = 1 << 20) throws -> [RawLine] {
    var chunk: [RawLine] = []
    var size = 0
    while chunk.count < limit, size < bytes, let line = try next() {
      chunk.append(line)
      size += line.bytes.count
    }
    return chunk
  }
}
