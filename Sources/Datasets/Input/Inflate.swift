import CCompression

/// Why a compressed value inside a row does not decode.
package enum InflateFailure: Error {
  case damaged
  case tooLarge
}

/// The bytes of one zlib stream, at most `limit`.
func inflateZlib(_ bytes: [UInt8], limit: Int) throws(InflateFailure) -> [UInt8] {
  try inflateStream(bytes, limit: limit, start: klear_inflate_init_zlib)
}

/// The bytes of one gzip member, at most `limit`.
package func inflateGzip(_ bytes: [UInt8], limit: Int) throws(InflateFailure) -> [UInt8] {
  try inflateStream(bytes, limit: limit, start: klear_inflate_init_gzip)
}

private func inflateStream(
  _ bytes: [UInt8], limit: Int, start: (z_streamp?) -> Int32
) throws(InflateFailure) -> [UInt8] {
  let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  stream.initialize(to: z_stream())
  defer { stream.deallocate() }
  guard start(stream) == Z_OK else { throw .damaged }
  defer { inflateEnd(stream) }
  var output: [UInt8] = []
  var status = Z_OK
  var input = bytes
  let failure: InflateFailure? = input.withUnsafeMutableBufferPointer { source in
    stream.pointee.next_in = source.baseAddress
    stream.pointee.avail_in = UInt32(clamping: source.count)
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 << 16) { chunk in
      while status == Z_OK {
        stream.pointee.next_out = chunk.baseAddress
        stream.pointee.avail_out = UInt32(chunk.count)
        status = inflate(stream, Z_NO_FLUSH)
        let written = chunk.count - Int(stream.pointee.avail_out)
        guard output.count + written <= limit else { return .tooLarge }
        output.append(contentsOf: chunk[..<written])
      }
      return nil
    }
  }
  if let failure { throw failure }
  guard status == Z_STREAM_END else { throw .damaged }
  return output
}

/// The bytes of standard Base64 text, white space ignored; `nil` where it is not Base64.
package func decodeBase64(_ text: [UInt8]) -> [UInt8]? {
  var output: [UInt8] = []
  output.reserveCapacity(text.count / 4 * 3)
  var bits: UInt32 = 0
  var count = 0
  var padding = 0
  for byte in text {
    let value: UInt32
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(byte - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): value = UInt32(byte - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt32(byte - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): value = 62
    case UInt8(ascii: "/"): value = 63
    case UInt8(ascii: "="):
      padding += 1
      continue
    case 0x20, 0x0A, 0x0D, 0x09: continue
    default: return nil
    }
    guard padding == 0 else { return nil }
    bits = bits << 6 | value
    count += 1
    if count % 4 == 0 {
      output.append(UInt8(truncatingIfNeeded: bits >> 16))
      output.append(UInt8(truncatingIfNeeded: bits >> 8))
      output.append(UInt8(truncatingIfNeeded: bits))
      bits = 0
    }
  }
  switch count % 4 {
  case 0: break
  case 2: output.append(UInt8(truncatingIfNeeded: bits >> 4))
  case 3:
    output.append(UInt8(truncatingIfNeeded: bits >> 10))
    output.append(UInt8(truncatingIfNeeded: bits >> 2))
  default: return nil
  }
  return padding <= 2 ? output : nil
}
