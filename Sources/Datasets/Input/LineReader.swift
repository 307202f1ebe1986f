import Glibc
import Text

/// The lines of a text file, one at a time, in bounded memory.
///
/// Plain, gzip and Zstandard files (by their first bytes), Parquet through Python, and standard input (`-`).
/// A byte order mark and CRLF line ends are taken off, blank lines are skipped but counted.
///
/// ```swift
/// let reader = try LineReader(path: "rows.jsonl.gz")
/// while let line = try reader.next() { print(line.number, line.bytes.count) }
/// ```
public final class LineReader {
  /// One line without its end.
  public struct Line: Sendable {
    /// From 1.
    public var number: Int
    /// Where the text begins in the (decompressed) file.
    public var offset: Int
    /// Well-formed UTF-8.
    public var bytes: [UInt8]
  }

  /// The longest line that is read: the largest public row has about 200 MB.
  public static let defaultMaximumLineBytes = 512 << 20
  private static let chunkBytes = 1 << 20

  public let file: String
  /// Set where a line can be read again from its offset.
  let seekable: Descriptor?
  private let source: any ByteSource
  private let input: Descriptor
  private let maximumLineBytes: Int
  private let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: LineReader.chunkBytes, alignment: 16)
  private var chunkStart = 0
  private var chunkEnd = 0
  /// Offset in the file of `chunk[chunkStart]`.
  private var offset = 0
  private var number = 0
  private var gaveLine = false
  private var ended = false

  /// Opens a file.
  /// - Throws: ``DatasetError``: not found, a directory, unreadable, an archive of another kind.
  public init(path: String, maximumLineBytes: Int = LineReader.defaultMaximumLineBytes) throws {
    file = path
    let input = try OpenedInput(path: path)
    source = input.source
    self.input = input.descriptor
    seekable = input.seekable
    self.maximumLineBytes = maximumLineBytes
  }

  deinit { chunk.deallocate() }

  /// Whether there is something to read without waiting for whoever writes a pipe.
  var isNextAtHand: Bool {
    ended || firstNewline(UnsafeRawBufferPointer(rebasing: chunk[chunkStart..<chunkEnd])) != nil || input.isReadable
  }

  /// The next line that is not blank; `nil` at the end.
  /// - Throws: ``DatasetError``; after one about a single line (its UTF-8, its length) the next line can be asked for.
  public func next() throws -> Line? {
    while !ended {
      guard let line = try readLine() else {
        ended = true
        if gaveLine { return nil }
        throw DatasetError(.emptyFile, file: file, message: "has no rows", endsInput: true)
      }
      if line.bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
      gaveLine = true
      if let bad = line.bytes.withUnsafeBytes(firstInvalidUTF8) {
        throw DatasetError(
          .invalidUTF8, file: file, line: line.number,
          message: "byte \(bad + 1) of the line is not UTF-8: convert the file, for instance with iconv")
      }
      return line
    }
    return nil
  }

  private func readLine() throws -> Line? {
    number += 1
    var line = Line(number: number, offset: offset, bytes: [])
    var tooLong = false
    while true {
      if chunkStart == chunkEnd, try !refill() {
        if line.bytes.isEmpty && !tooLong { return nil }
        break
      }
      let rest = UnsafeRawBufferPointer(rebasing: chunk[chunkStart..<chunkEnd])
      let newline = firstNewline(rest)
      let count = newline ?? rest.count
      if tooLong || line.bytes.count + count > maximumLineBytes {
        tooLong = true
        line.bytes = []
      } else {
        line.bytes.append(contentsOf: rest[..<count])
      }
      let used = newline == nil ? count : count + 1
      chunkStart += used
      offset += used
      if newline != nil { break }
    }
    if tooLong {
      gaveLine = true
      throw DatasetError(
        .tooLarge, file: file, line: number,
        message: "the line is longer than \(maximumLineBytes) bytes: is this a file of one row a line?")
    }
    if line.number == 1, line.bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      line.bytes.removeFirst(3)
      line.offset += 3
    }
    if line.bytes.last == 0x0D { line.bytes.removeLast() }
    return line
  }

  private func firstNewline(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard let base = bytes.baseAddress, let found = memchr(base, 0x0A, bytes.count) else { return nil }
    return base.distance(to: UnsafeRawPointer(found))
  }

  private func refill() throws -> Bool {
    do {
      chunkEnd = try source.read(into: chunk)
      chunkStart = 0
      return chunkEnd > 0
    } catch var error as DatasetError {
      ended = true
      error.line = error.line ?? number
      throw error
    }
  }
}
