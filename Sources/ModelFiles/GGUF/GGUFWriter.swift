/// Writes a GGUF file (version 3, little-endian) of plain tensors, in one pass and with under 1 MiB of memory.
///
/// The file appears under its name whole, at `finish`, or not at all.
///
/// ```swift
/// let writer = try GGUFWriter(
///   file: "out.gguf", metadata: [("general.architecture", .string("llama"))],
///   tensors: [PlannedTensor(name: "output_norm.weight", shape: [2], storage: .float32)])
/// try writer.write("output_norm.weight", [1, 1] as [Float])
/// try writer.finish()
/// ```
public final class GGUFWriter {
  public let path: String
  private let file: AtomicFile
  private var sequence: TensorSequence
  /// The bytes that follow each tensor, up to the alignment.
  private let padding: [Int]

  static let alignment = 32

  /// Starts a file.
  /// - Parameters:
  ///   - metadata: in their order. Integers are written with 32 bits where that is enough, else with 64.
  ///   - tensors: in the order in which they will be written; up to four dimensions, outermost first.
  /// - Throws: `ModelFileError`.
  public init(
    file path: String, metadata: [(key: String, value: GGUFValue)], tensors: [PlannedTensor]
  ) throws(ModelFileError) {
    let checked = try PlannedTensor.checked(tensors, path: path)
    var encoder = GGUFEncoder()
    encoder.append(UInt32(0x4655_4747))
    encoder.append(UInt32(3))
    encoder.append(UInt64(tensors.count))
    encoder.append(UInt64(metadata.count))
    var keys: Set<String> = []
    for (key, value) in metadata {
      guard keys.insert(key).inserted else {
        throw ModelFileError(.malformed, path: path, at: .key(key), "the key stands twice")
      }
      encoder.append(key)
      encoder.append(value)
    }
    var offset = 0
    var padding: [Int] = []
    for tensor in checked {
      guard tensor.tensor.shape.count <= 4, let end = offset.adding(tensor.byteCount),
        let next = end.roundedUp(toMultipleOf: Self.alignment)
      else {
        throw ModelFileError(
          .unsupported, path: path, at: .tensor(tensor.tensor.name),
          "shape \(tensor.tensor.shape) does not go into GGUF")
      }
      encoder.appendInfo(tensor.tensor, offset: UInt64(offset))
      padding.append(next - end)
      offset = next
    }
    encoder.pad(to: Self.alignment)
    self.path = path
    self.padding = padding
    sequence = TensorSequence(checked, path: path)
    file = try AtomicFile(path: path)
    try file.write(encoder.bytes)
  }

  /// Writes the next elements of a tensor; when all are written, the next tensor in the order of the plan follows.
  /// - Throws: `ModelFileError`: another tensor is due, too many elements, or the disk refuses.
  public func write<Scalar: TensorScalar>(
    _ name: String, from values: UnsafeBufferPointer<Scalar>
  ) throws(ModelFileError) {
    let tensor = try sequence.accept(name, count: values.count)
    let current = sequence.current
    try file.write(values, as: tensor.tensor.storage)
    if sequence.completePiece(values.count), let current {
      try file.write([UInt8](repeating: 0, count: padding[current]))
    }
  }

  /// Writes the next elements of a tensor.
  public func write<Scalar: TensorScalar>(_ name: String, _ values: [Scalar]) throws(ModelFileError) {
    try values.writing { memory throws(ModelFileError) in try write(name, from: memory) }
  }

  /// Flushes the file to the disk and gives it its name.
  /// - Throws: `ModelFileError`: a tensor of the plan was not written, or the disk refuses.
  public func finish() throws(ModelFileError) {
    try sequence.checkComplete()
    try file.commit()
  }
}

/// Bytes of the head of a GGUF file.
struct GGUFEncoder {
  private(set) var bytes: [UInt8] = []

  mutating func append<Value: FixedWidthInteger>(_ value: Value) {
    for index in 0..<MemoryLayout<Value>.size { bytes.append(UInt8(truncatingIfNeeded: value >> Value(8 * index))) }
  }

  mutating func append(_ text: String) {
    append(UInt64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  mutating func pad(to step: Int) {
    while !bytes.count.isMultiple(of: step) { bytes.append(0) }
  }

  mutating func appendInfo(_ tensor: PlannedTensor, offset: UInt64) {
    append(tensor.name)
    append(UInt32(tensor.shape.count))
    for dimension in tensor.shape.reversed() { append(UInt64(dimension)) }
    append(tensor.storage.ggmlType)
    append(offset)
  }

  /// Type and value.
  mutating func append(_ value: GGUFValue) {
    switch value {
    case .unsigned(let number):
      if let small = UInt32(exactly: number) {
        scalar(.uint32) { $0.append(small) }
      } else {
        scalar(.uint64) { $0.append(number) }
      }
    case .signed(let number):
      if let small = Int32(exactly: number) {
        scalar(.int32) { $0.append(small) }
      } else {
        scalar(.int64) { $0.append(number) }
      }
    case .float(let number): scalar(.float32) { $0.append(number.bitPattern) }
    case .double(let number): scalar(.float64) { $0.append(number.bitPattern) }
    case .bool(let value): scalar(.bool) { $0.append(UInt8(value ? 1 : 0)) }
    case .string(let text): scalar(.string) { $0.append(text) }
    case .array(let array): scalar(.array) { $0.append(array) }
    }
  }

  private mutating func scalar(_ type: GGUFValueType, _ write: (inout GGUFEncoder) -> Void) {
    append(type.rawValue)
    write(&self)
  }

  /// Type of the elements, their number, and they.
  private mutating func append(_ array: GGUFArray) {
    switch array {
    case .unsigned(let numbers):
      if numbers.allSatisfy({ UInt32(exactly: $0) != nil }) {
        elements(.uint32, numbers) { $0.append(UInt32(truncatingIfNeeded: $1)) }
      } else {
        elements(.uint64, numbers) { $0.append($1) }
      }
    case .signed(let numbers):
      if numbers.allSatisfy({ Int32(exactly: $0) != nil }) {
        elements(.int32, numbers) { $0.append(Int32(truncatingIfNeeded: $1)) }
      } else {
        elements(.int64, numbers) { $0.append($1) }
      }
    case .floats(let numbers): elements(.float32, numbers) { $0.append($1.bitPattern) }
    case .doubles(let numbers): elements(.float64, numbers) { $0.append($1.bitPattern) }
    case .bools(let values): elements(.bool, values) { $0.append(UInt8($1 ? 1 : 0)) }
    case .strings(let texts): elements(.string, texts) { $0.append($1) }
    case .arrays(let arrays): elements(.array, arrays) { $0.append($1) }
    }
  }

  private mutating func elements<Value>(
    _ type: GGUFValueType, _ values: [Value], _ write: (inout GGUFEncoder, Value) -> Void
  ) {
    append(type.rawValue)
    append(UInt64(values.count))
    for value in values { write(&self, value) }
  }
}

extension TensorStorage {
  /// The number of a plain format in `ggml_type`.
  var ggmlType: UInt32 {
    switch self {
    case .float16: 1
    case .float64: 28
    case .bfloat16: 30
    default: 0
    }
  }
}
