/// A GGUF file: metadata and tensors, as llama.cpp and its relatives use it.
///
/// The format: <https://github.com/ggml-org/ggml/blob/master/docs/gguf.md>, versions 2 and 3, little-endian. Shapes are
/// stored innermost dimension first; here they are given outermost first, as everywhere in this library. Names and the
/// order of rows are the file's own; `ModelSource` gives a model under Hugging Face's names.
///
/// ```swift
/// let file = try GGUF(path: "SmolLM2-135M-Instruct.Q4_1.gguf")
/// let architecture = try file.string("general.architecture")
/// let tokens = try file.strings("tokenizer.ggml.tokens")
/// let embedding = try file.floats("token_embd.weight")
/// ```
public struct GGUF: TensorFile {
  /// The version of the format: 2 or 3.
  public let version: Int
  public let tensors: TensorCollection
  /// The keys of the metadata in the order of the file.
  public let keys: [String]
  /// The bytes to whose multiples tensors are aligned.
  public let alignment: Int
  let metadata: [String: GGUFValue]

  /// Opens a file and reads its metadata and the list of its tensors.
  /// - Throws: `ModelFileError`.
  public init(path: String) throws(ModelFileError) {
    let reader = try FileReader(path: path)
    var parser = GGUFParser(reader: reader)
    let counts = try parser.header()
    var keys: [String] = []
    var metadata: [String: GGUFValue] = [:]
    for _ in 0..<counts.metadata {
      let (key, value) = try parser.pair()
      guard metadata.updateValue(value, forKey: key) == nil else {
        throw ModelFileError(.malformed, path: path, at: .key(key), "the key stands twice")
      }
      keys.append(key)
    }
    version = counts.version
    self.keys = keys
    self.metadata = metadata
    alignment = try Self.alignment(metadata[Self.alignmentKey], path: path)
    var infos: [GGUFTensorInfo] = []
    for _ in 0..<counts.tensors { infos.append(try parser.tensorInfo()) }
    let stored = try GGUFTensorInfo.placed(infos, after: parser.position, alignment: UInt64(alignment), reader: reader)
    tensors = try TensorCollection(path: path, stored: stored)
  }

  private static let alignmentKey = "general.alignment"

  private static func alignment(_ value: GGUFValue?, path: String) throws(ModelFileError) -> Int {
    guard let value else { return 32 }
    guard case .unsigned(let number) = value, number > 0, number & (number - 1) == 0, number <= 1 << 30 else {
      throw ModelFileError(
        .malformed, path: path, at: .key(alignmentKey), "is \(value.kind), not a power of two up to 2^30")
    }
    return Int(number)
  }
}

// MARK: Metadata

extension GGUF {
  /// The value of a key, or nil where the file does not have it.
  public subscript(key: String) -> GGUFValue? { metadata[key] }

  /// A text, or nil where the file does not have the key.
  /// - Throws: `ModelFileError` where the value is of another type.
  public func string(_ key: String) throws(ModelFileError) -> String? {
    try typed(key, "a string") { if case .string(let text) = $0 { text } else { nil } }
  }

  /// A whole number of any width and sign that an `Int` holds.
  public func integer(_ key: String) throws(ModelFileError) -> Int? {
    try typed(key, "an integer") { value in
      switch value {
      case .unsigned(let number): Int(exactly: number)
      case .signed(let number): Int(exactly: number)
      default: nil
      }
    }
  }

  /// A number; of a 32-bit one, its exact value, and an integer as far as it is exact.
  public func number(_ key: String) throws(ModelFileError) -> Double? {
    try typed(key, "a number") { value in
      switch value {
      case .float(let number): Double(number)
      case .double(let number): number
      case .unsigned(let number): Double(exactly: number)
      case .signed(let number): Double(exactly: number)
      default: nil
      }
    }
  }

  public func boolean(_ key: String) throws(ModelFileError) -> Bool? {
    try typed(key, "a boolean") { if case .bool(let value) = $0 { value } else { nil } }
  }

  /// An array of texts, such as `tokenizer.ggml.tokens`.
  ///
  /// Two tokens can be equal as Swift strings and yet differ in bytes (é has two spellings): key tables by their UTF-8.
  public func strings(_ key: String) throws(ModelFileError) -> [String]? {
    try typed(key, "an array of strings") { if case .array(.strings(let values)) = $0 { values } else { nil } }
  }

  /// An array of whole numbers, such as `tokenizer.ggml.token_type`.
  public func integers(_ key: String) throws(ModelFileError) -> [Int]? {
    try typed(key, "an array of integers") { value in
      switch value {
      case .array(.unsigned(let numbers)):
        numbers.allSatisfy { $0 <= UInt64(Int.max) } ? numbers.map { Int($0) } : nil
      case .array(.signed(let numbers)): numbers.map { Int($0) }
      default: nil
      }
    }
  }

  /// An array of numbers, such as `tokenizer.ggml.scores`.
  public func numbers(_ key: String) throws(ModelFileError) -> [Double]? {
    try typed(key, "an array of numbers") { value in
      switch value {
      case .array(.floats(let numbers)): numbers.map { Double($0) }
      case .array(.doubles(let numbers)): numbers
      default: nil
      }
    }
  }

  /// Turns an absent key into an error: `try file.required("general.name", file.string)`.
  public func required<Value>(
    _ key: String, _ read: (String) throws(ModelFileError) -> Value?
  ) throws(ModelFileError) -> Value {
    guard let value = try read(key) else {
      throw ModelFileError(.missing, path: path, at: .key(key), "the metadata lack the key")
    }
    return value
  }

  private func typed<Value>(
    _ key: String, _ wanted: String, _ convert: (GGUFValue) -> Value?
  ) throws(ModelFileError) -> Value? {
    guard let value = metadata[key] else { return nil }
    guard let converted = convert(value) else {
      throw ModelFileError(.mismatch, path: path, at: .key(key), "is \(value.kind), should be \(wanted)")
    }
    return converted
  }
}
