import CCompression

/// A compressed file may not grow without measure: text shrinks by 5 to 100 times, a bomb by far more.
struct ExpansionLimit {
  static let freeBytes = 1 << 30
  static let ratio = 2_000

  private var compressed = 0
  private var expanded = 0

  mutating func add(compressed: Int = 0, expanded: Int = 0, file: String) throws {
    self.compressed += compressed
    self.expanded += expanded
    if self.expanded > Self.freeBytes, self.expanded / Self.ratio > self.compressed {
      throw DatasetError(
        .tooLarge, file: file,
        message: "expands to more than \(Self.ratio) times its size: not a dataset that anyone would write",
        endsInput: true)
    }
  }
}

/// Decompressed bytes of a `.gz` file; several members one after the other count as one.
final class GzipSource: ByteSource {
  private let input: FileSource
  private let stream: UnsafeMutablePointer<z_stream>
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
  private var limit = ExpansionLimit()
  private var inMember = true
  private var ended = false

  init(_ input: FileSource) throws {
    self.input = input
    // zlib keeps a pointer back to the stream, so it must not move.
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard klear_inflate_init_gzip(stream) == Z_OK else {
      throw DatasetError(.corrupt, file: input.file, message: "zlib cannot start", endsInput: true)
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    buffer.deallocate()
  }

  func read(into output: UnsafeMutableRawBufferPointer) throws -> Int {
    while !ended {
      if stream.pointee.avail_in == 0, try !refill() { break }
      if !inMember, try !startNextMember() { break }
      stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(clamping: output.count)
      let status = inflate(stream, Z_NO_FLUSH)
      let written = output.count - Int(stream.pointee.avail_out)
      try limit.add(expanded: written, file: input.file)
      if status == Z_STREAM_END {
        inMember = false
      } else if status != Z_OK && status != Z_BUF_ERROR {
        throw DatasetError(
          .corrupt, file: input.file, message: "the gzip data is damaged: fetch or pack it again", endsInput: true)
      }
      if written > 0 { return written }
    }
    ended = true
    return 0
  }

  private func refill() throws -> Bool {
    let count = try input.read(into: buffer)
    try limit.add(compressed: count, file: input.file)
    if count == 0 {
      guard !inMember else { throw truncatedStream(input.file, "gzip") }
      return false
    }
    stream.pointee.next_in = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(count)
    return true
  }

  /// Zero bytes after the last member are padding; anything else must be another member.
  private func startNextMember() throws -> Bool {
    while stream.pointee.avail_in > 0, stream.pointee.next_in.pointee == 0 {
      stream.pointee.next_in += 1
      stream.pointee.avail_in -= 1
    }
    if stream.pointee.avail_in == 0 { return try refill() ? try startNextMember() : false }
    guard inflateReset(stream) == Z_OK else { return false }
    inMember = true
    return true
  }
}

/// Decompressed bytes of a `.zst` file; several frames one after the other count as one.
final class ZstandardSource: ByteSource {
  private let input: FileSource
  private let stream: OpaquePointer
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
  private var limit = ExpansionLimit()
  private var filled = ZSTD_inBuffer()
  private var inFrame = true

  init(_ input: FileSource) throws {
    self.input = input
    guard let stream = ZSTD_createDStream() else {
      buffer.deallocate()
      throw DatasetError(.corrupt, file: input.file, message: "libzstd cannot start", endsInput: true)
    }
    self.stream = stream
  }

  deinit {
    ZSTD_freeDStream(stream)
    buffer.deallocate()
  }

  func read(into output: UnsafeMutableRawBufferPointer) throws -> Int {
    var out = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    while out.pos == 0 {
      if filled.pos == filled.size {
        let count = try input.read(into: buffer)
        try limit.add(compressed: count, file: input.file)
        if count == 0 {
          guard !inFrame else { throw truncatedStream(input.file, "zstd") }
          return 0
        }
        filled = ZSTD_inBuffer(src: buffer.baseAddress, size: count, pos: 0)
      }
      let status = ZSTD_decompressStream(stream, &out, &filled)
      guard ZSTD_isError(status) == 0 else {
        let words = ZSTD_getErrorName(status).map { String(cString: $0) } ?? "unknown error"
        throw DatasetError(
          .corrupt, file: input.file, message: "the zstd data is damaged (\(words)): fetch or pack it again",
          endsInput: true)
      }
      inFrame = status != 0
    }
    try limit.add(expanded: out.pos, file: input.file)
    return out.pos
  }
}

private func truncatedStream(_ file: String, _ kind: String) -> DatasetError {
  DatasetError(
    .truncated, file: file, message: "the \(kind) data ends in the middle: the file was cut off, fetch it again",
    endsInput: true)
}
