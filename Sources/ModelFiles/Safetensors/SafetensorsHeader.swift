/// The header of one safetensors file, checked against the file's size.
struct SafetensorsHeader {
  let metadata: [String: String]
  let tensors: [StoredTensor]

  /// The largest header in bytes: the limit of the reference library.
  static let byteLimit: UInt64 = 100_000_000

  static let metadataKey = "__metadata__"

  /// Bits of a number in each format that the reference library knows. A format that is not here can be passed over, but
  /// its spans cannot be checked against shapes.
  private static let bits: [String: Int] = [
    "F64": 64, "F32": 32, "F16": 16, "BF16": 16, "I64": 64, "U64": 64, "I32": 32, "U32": 32, "I16": 16, "U16": 16,
    "I8": 8, "U8": 8, "BOOL": 8, "C64": 64, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8, "F8_E4M3FNUZ": 8,
    "F8_E5M2FNUZ": 8, "F6_E2M3": 6, "F6_E3M2": 6, "F4": 4,
  ]

  init(reader: FileReader) throws(ModelFileError) {
    var cursor = ByteCursor(reader: reader)
    let length = try cursor.integer(UInt64.self)
    guard length <= Self.byteLimit else {
      throw ModelFileError(
        .limit, path: reader.path, at: .byte(0),
        "the header claims \(length) bytes, at most \(Self.byteLimit) are read",
        advice: "is it a safetensors file?")
    }
    let text = try reader.bytes(at: 8, count: Int(length))
    guard text.first == UInt8(ascii: "{") else {
      throw ModelFileError(
        .malformed, path: reader.path, at: .byte(8), "the header does not begin with a brace",
        advice: "is it a safetensors file?")
    }
    guard case .object(let object) = try JSONParser.parse(text, path: reader.path, base: 8) else {
      throw ModelFileError(.malformed, path: reader.path, at: .byte(8), "the header is no JSON object")
    }
    metadata = try Self.metadata(object[Self.metadataKey], path: reader.path)
    let dataStart = 8 + length
    var tensors: [StoredTensor] = []
    for name in object.keys where name != Self.metadataKey {
      guard let entry = object[name] else { continue }
      tensors.append(try Self.tensor(name, entry, reader: reader, dataStart: dataStart))
    }
    try Self.checkSpans(tensors, reader: reader, dataStart: dataStart)
    self.tensors = tensors
  }

  private static func metadata(_ value: JSONValue?, path: String) throws(ModelFileError) -> [String: String] {
    guard let value else { return [:] }
    guard case .object(let object) = value else {
      throw ModelFileError(.malformed, path: path, at: .key(metadataKey), "is no JSON object")
    }
    var metadata: [String: String] = [:]
    for key in object.keys {
      guard case .string(let text) = object[key] else {
        throw ModelFileError(.malformed, path: path, at: .key("\(metadataKey).\(key)"), "is no string")
      }
      metadata[key] = text
    }
    return metadata
  }

  /// One entry: `{"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}`.
  private static func tensor(
    _ name: String, _ entry: JSONValue, reader: FileReader, dataStart: UInt64
  ) throws(ModelFileError) -> StoredTensor {
    func malformed(_ problem: String) -> ModelFileError {
      ModelFileError(.malformed, path: reader.path, at: .tensor(name), problem)
    }
    guard let dtype = entry.object?["dtype"]?.string else { throw malformed("has no dtype") }
    guard let shape = naturalNumbers(entry.object?["shape"]) else { throw malformed("has no shape of whole numbers") }
    guard let span = naturalNumbers(entry.object?["data_offsets"]), span.count == 2, span[0] <= span[1] else {
      throw malformed("has no data_offsets of two rising numbers")
    }
    guard let elementCount = shape.checkedProduct() else { throw malformed("shape \(shape) overflows") }
    let byteCount = span[1] - span[0]
    if let bits = bits[dtype] {
      guard let wholeBits = elementCount.multiplied(by: bits), wholeBits.isMultiple(of: 8), wholeBits / 8 == byteCount
      else {
        throw malformed("shape \(shape) of \(dtype) does not take the \(byteCount) bytes of its data_offsets")
      }
    }
    guard let offset = dataStart.adding(UInt64(span[0])), let end = offset.adding(UInt64(byteCount)),
      end <= reader.size
    else {
      throw ModelFileError(
        .truncated, path: reader.path, at: .tensor(name),
        "ends at byte \(span[1]) of the data, the file has \(reader.size - dataStart) bytes of it",
        advice: FileReader.fetchAgain)
    }
    let storage = TensorStorage(rawValue: dtype)
    let description = TensorDescription(
      name: name, shape: shape, storageName: dtype, storage: storage?.isPlain == true ? storage : nil,
      elementCount: elementCount, byteCount: byteCount)
    return StoredTensor(description: description, reader: reader, offset: offset)
  }

  private static func naturalNumbers(_ value: JSONValue?) -> [Int]? {
    guard let values = value?.array else { return nil }
    var numbers: [Int] = []
    for value in values {
      guard case .number(let text) = value, let number = Int(text), number >= 0 else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  /// The spans fill the rest of the file, one after the other.
  private static func checkSpans(
    _ tensors: [StoredTensor], reader: FileReader, dataStart: UInt64
  ) throws(ModelFileError) {
    let byPosition = tensors.sorted {
      ($0.offset, $0.description.byteCount) < ($1.offset, $1.description.byteCount)
    }
    var end = dataStart
    for tensor in byPosition {
      guard tensor.offset == end else {
        throw ModelFileError(
          .malformed, path: reader.path, at: .tensor(tensor.description.name),
          tensor.offset < end ? "overlaps the tensor before it" : "a gap lies between it and the tensor before it")
      }
      end = tensor.offset + UInt64(tensor.description.byteCount)
    }
    guard end == reader.size else {
      throw ModelFileError(
        .malformed, path: reader.path, at: .byte(end), "\(reader.size - end) bytes follow the last tensor")
    }
  }
}
