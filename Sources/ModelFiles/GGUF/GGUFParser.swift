/// Reads the parts of a GGUF file in their order: header, key-value pairs, tensor infos.
struct GGUFParser {
  private var cursor: ByteCursor
  /// Elements of arrays read so far, in all keys together.
  private var elementCount: UInt64 = 0

  private var path: String { cursor.reader.path }
  /// The offset of the next byte.
  var position: UInt64 { cursor.position }

  /// Far above real files, which have some 50 keys and some 1,000 tensors, and low enough to be held.
  static let pairLimit: UInt64 = 65_536
  static let tensorLimit: UInt64 = 1 << 20
  /// Names and keys; the specification allows keys of 65,535 bytes and names of 64.
  static let nameByteLimit: UInt64 = 65_535
  /// The longest real strings are chat templates of some 10 kB.
  static let stringByteLimit: UInt64 = 64 << 20
  /// The largest vocabularies have 262,144 entries in a handful of arrays.
  static let elementLimit: UInt64 = 16 << 20
  static let depthLimit = 4

  init(reader: FileReader) { cursor = ByteCursor(reader: reader) }

  private func malformed(at offset: UInt64, _ problem: String, advice: String? = nil) -> ModelFileError {
    ModelFileError(.malformed, path: path, at: .byte(offset), problem, advice: advice)
  }

  /// Magic, version, and how many tensors and pairs follow.
  mutating func header() throws(ModelFileError) -> (version: Int, tensors: Int, metadata: Int) {
    let magic: UInt32 = try cursor.integer()
    guard magic == 0x4655_4747 else {
      throw malformed(at: 0, "does not begin with GGUF", advice: "is it a GGUF file?")
    }
    let version: UInt32 = try cursor.integer()
    guard version & 0xFFFF != 0 else {
      throw ModelFileError(
        .unsupported, path: path, at: .byte(4), "is a big-endian GGUF file",
        advice: "convert it with gguf's gguf_convert_endian.py")
    }
    guard version == 2 || version == 3 else {
      throw ModelFileError(
        .unsupported, path: path, at: .byte(4), "is of GGUF version \(version)", advice: "supported are 2 and 3")
    }
    let tensors = try count(limit: Self.tensorLimit, of: "tensors")
    let pairs = try count(limit: Self.pairLimit, of: "metadata keys")
    return (Int(version), tensors, pairs)
  }

  private mutating func count(limit: UInt64, of things: String) throws(ModelFileError) -> Int {
    let offset = position
    let count: UInt64 = try cursor.integer()
    guard count <= limit else {
      throw ModelFileError(
        .limit, path: path, at: .byte(offset), "claims \(count) \(things), at most \(limit) are read")
    }
    return Int(count)
  }

  private mutating func text(limit: UInt64, of what: String) throws(ModelFileError) -> String {
    let offset = position
    let length: UInt64 = try cursor.integer()
    guard length <= limit else {
      throw ModelFileError(
        .limit, path: path, at: .byte(offset), "\(what) claims \(length) bytes, at most \(limit) are read")
    }
    guard let text = try cursor.text(byteCount: Int(length)) else {
      throw malformed(at: offset, "\(what) is not UTF-8")
    }
    return text
  }

  // MARK: Metadata

  mutating func pair() throws(ModelFileError) -> (key: String, value: GGUFValue) {
    let key = try text(limit: Self.nameByteLimit, of: "a key")
    let type = try valueType(key: key)
    switch type {
    case .uint8: return (key, .unsigned(UInt64(try cursor.integer(UInt8.self))))
    case .uint16: return (key, .unsigned(UInt64(try cursor.integer(UInt16.self))))
    case .uint32: return (key, .unsigned(UInt64(try cursor.integer(UInt32.self))))
    case .uint64: return (key, .unsigned(try cursor.integer()))
    case .int8: return (key, .signed(Int64(try cursor.integer(Int8.self))))
    case .int16: return (key, .signed(Int64(try cursor.integer(Int16.self))))
    case .int32: return (key, .signed(Int64(try cursor.integer(Int32.self))))
    case .int64: return (key, .signed(try cursor.integer()))
    case .float32: return (key, .float(try cursor.float()))
    case .float64: return (key, .double(try cursor.double()))
    case .bool: return (key, .bool(try bool(key: key)))
    case .string: return (key, .string(try text(limit: Self.stringByteLimit, of: "the string of \(key.shownInErrors)")))
    case .array: return (key, .array(try array(key: key, depth: 1)))
    }
  }

  private mutating func valueType(key: String) throws(ModelFileError) -> GGUFValueType {
    let number: UInt32 = try cursor.integer()
    guard let type = GGUFValueType(rawValue: number) else {
      throw ModelFileError(.malformed, path: path, at: .key(key), "is of the unknown type \(number)")
    }
    return type
  }

  private mutating func bool(key: String) throws(ModelFileError) -> Bool {
    let byte: UInt8 = try cursor.integer()
    guard byte <= 1 else {
      throw ModelFileError(.malformed, path: path, at: .key(key), "is the boolean \(byte)")
    }
    return byte == 1
  }

  private mutating func array(key: String, depth: Int) throws(ModelFileError) -> GGUFArray {
    guard depth <= Self.depthLimit else {
      throw ModelFileError(
        .limit, path: path, at: .key(key), "arrays nest deeper than \(Self.depthLimit) levels")
    }
    let type = try valueType(key: key)
    let claimed: UInt64 = try cursor.integer()
    // The file must have the bytes, before memory is taken for the elements.
    guard claimed <= cursor.remaining / type.minimumBytes else {
      throw ModelFileError(
        .truncated, path: path, at: .key(key), "claims \(claimed) elements, \(cursor.remaining) bytes are left")
    }
    elementCount += claimed
    guard elementCount <= Self.elementLimit else {
      throw ModelFileError(
        .limit, path: path, at: .key(key),
        "with it, arrays have \(elementCount) elements, at most \(Self.elementLimit) are read")
    }
    let count = Int(claimed)
    switch type {
    case .uint8: return .unsigned(try values(count) { c throws(ModelFileError) in UInt64(try c.integer(UInt8.self)) })
    case .uint16: return .unsigned(try values(count) { c throws(ModelFileError) in UInt64(try c.integer(UInt16.self)) })
    case .uint32: return .unsigned(try values(count) { c throws(ModelFileError) in UInt64(try c.integer(UInt32.self)) })
    case .uint64: return .unsigned(try values(count) { c throws(ModelFileError) in try c.integer() })
    case .int8: return .signed(try values(count) { c throws(ModelFileError) in Int64(try c.integer(Int8.self)) })
    case .int16: return .signed(try values(count) { c throws(ModelFileError) in Int64(try c.integer(Int16.self)) })
    case .int32: return .signed(try values(count) { c throws(ModelFileError) in Int64(try c.integer(Int32.self)) })
    case .int64: return .signed(try values(count) { c throws(ModelFileError) in try c.integer() })
    case .float32: return .floats(try values(count) { c throws(ModelFileError) in try c.float() })
    case .float64: return .doubles(try values(count) { c throws(ModelFileError) in try c.double() })
    case .bool:
      var values: [Bool] = []
      for _ in 0..<count { values.append(try bool(key: key)) }
      return .bools(values)
    case .string:
      var values: [String] = []
      let what = "a string of \(key.shownInErrors)"
      for _ in 0..<count { values.append(try text(limit: Self.stringByteLimit, of: what)) }
      return .strings(values)
    case .array:
      var values: [GGUFArray] = []
      for _ in 0..<count { values.append(try array(key: key, depth: depth + 1)) }
      return .arrays(values)
    }
  }

  private mutating func values<Value>(
    _ count: Int, _ next: (inout ByteCursor) throws(ModelFileError) -> Value
  ) throws(ModelFileError) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try next(&cursor)) }
    return values
  }

  // MARK: Tensors

  mutating func tensorInfo() throws(ModelFileError) -> GGUFTensorInfo {
    let name = try text(limit: Self.nameByteLimit, of: "a tensor's name")
    let rank: UInt32 = try cursor.integer()
    guard rank <= 4 else {
      throw ModelFileError(.malformed, path: path, at: .tensor(name), "has \(rank) dimensions, ggml has up to 4")
    }
    var innermostFirst: [Int] = []
    for _ in 0..<rank {
      let dimension: UInt64 = try cursor.integer()
      guard let size = Int(exactly: dimension) else {
        throw ModelFileError(.malformed, path: path, at: .tensor(name), "has a dimension of \(dimension)")
      }
      innermostFirst.append(size)
    }
    let type: UInt32 = try cursor.integer()
    let offset: UInt64 = try cursor.integer()
    return GGUFTensorInfo(name: name, shape: innermostFirst.reversed(), type: type, offset: offset)
  }
}
