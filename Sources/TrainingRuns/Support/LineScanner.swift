import Glibc
import Text

/// The lines of a file, one at a time: a chunk of 64 KiB and the line itself are all the memory it takes.
final class LineScanner {
  struct Line {
    /// From 1; blank lines count.
    var number: Int
    /// Byte of the file at which the line begins.
    var offset: Int
    /// Without the line end.
    var bytes: [UInt8]
    /// A line feed follows; without one the line may be torn.
    var isTerminated: Bool

    /// The offset of the next line.
    var end: Int { offset + bytes.count + (isTerminated ? 1 : 0) }
  }

  static let chunkBytes = 1 << 16

  let input: InputFile
  private let maximumLineBytes: Int
  private let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: LineScanner.chunkBytes, alignment: 16)
  private var chunkStart = 0
  private var chunkEnd = 0
  /// Byte of the file that `chunk[chunkStart]` is.
  private var offset = 0
  private(set) var number = 0

  init(_ input: InputFile, maximumLineBytes: Int) {
    self.input = input
    self.maximumLineBytes = maximumLineBytes
  }

  deinit { chunk.deallocate() }

  /// The next line; `nil` at the end.
  /// - Throws: ``RunFileError``; after `.tooLarge` the line after can be asked for.
  func next() throws(RunFileError) -> Line? {
    var line = Line(number: number + 1, offset: offset, bytes: [], isTerminated: false)
    var isTooLong = false
    while !line.isTerminated {
      if chunkStart == chunkEnd {
        chunkStart = 0
        chunkEnd = try input.read(into: chunk, at: offset)
        if chunkEnd == 0 { break }
      }
      let rest = UnsafeRawBufferPointer(rebasing: chunk[chunkStart..<chunkEnd])
      let end = Self.lineFeed(in: rest)
      line.isTerminated = end != nil
      let taken = end ?? rest.count
      isTooLong = isTooLong || line.bytes.count + taken > maximumLineBytes
      if !isTooLong { line.bytes += rest[..<taken] }
      advance(by: taken + (end == nil ? 0 : 1))
    }
    guard offset > line.offset else { return nil }
    number += 1
    if isTooLong {
      throw RunFileError(
        .tooLarge, file: input.path, line: number,
        message: "the line has more than \(NumberText.bytes(maximumLineBytes)): is the file one JSON object a line?")
    }
    return line
  }

  private func advance(by count: Int) {
    chunkStart += count
    offset += count
  }

  private static func lineFeed(in bytes: UnsafeRawBufferPointer) -> Int? {
    guard let start = bytes.baseAddress, let found = memchr(start, 0x0A, bytes.count) else { return nil }
    return UnsafeRawPointer(found) - start
  }
}
