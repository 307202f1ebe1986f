/// Writes a model as a GGUF file that llama.cpp runs, from weights under Hugging Face's names.
///
/// Matrices are stored in the format given, vectors in 32 bits as llama.cpp wants them; Llama's queries and keys get its
/// order of rows, Llama 3.1's scaling becomes `rope_freqs.weight`. The tokenizer's metadata come from the caller.
public final class GGUFModelWriter {
  /// What is to be written, in this order.
  public let tensors: [ExpectedTensor]
  private let configuration: ModelConfiguration
  private let writer: GGUFWriter

  /// Starts a file.
  /// - Parameters:
  ///   - storage: F32, F16 or BF16.
  ///   - metadata: what follows the keys of the model, such as `tokenizer.ggml.tokens`.
  /// - Throws: `ModelFileError`.
  public init(
    file: String, configuration: ModelConfiguration, storage: TensorStorage,
    metadata: [(key: String, value: GGUFValue)] = []
  ) throws(ModelFileError) {
    try configuration.validate(path: file)
    let divisors: [Double]? =
      switch configuration.ropeScaling {
      case .none, .linear: nil
      case .llama3, .factors:
        configuration.ropeScaling.frequencyDivisors(
          headDimension: configuration.headDimension, theta: configuration.ropeTheta)
      }
    tensors = configuration.expectedTensors
    var plan: [PlannedTensor] = []
    if let divisors {
      plan.append(PlannedTensor(name: GGUFNames.ropeFactors, shape: [divisors.count], storage: .float32))
    }
    for tensor in tensors {
      plan.append(
        PlannedTensor(
          name: Self.containerName(tensor.name), shape: tensor.shape,
          storage: tensor.shape.count > 1 ? storage : .float32))
    }
    self.configuration = configuration
    writer = try GGUFWriter(
      file: file, metadata: configuration.ggufMetadata(storage: storage) + metadata, tensors: plan)
    if let divisors { try writer.write(GGUFNames.ropeFactors, divisors) }
  }

  /// Writes a whole tensor, the next of `tensors`. Llama's queries and keys are copied once to be put in order.
  /// - Throws: `ModelFileError`: another tensor is due, or the disk refuses.
  public func write<Scalar: TensorScalar>(
    _ name: String, from values: UnsafeBufferPointer<Scalar>
  ) throws(ModelFileError) {
    let container = Self.containerName(name)
    guard let heads = configuration.interleavedHeads(name) else {
      return try writer.write(container, from: values)
    }
    let rows = heads * configuration.headDimension
    guard !values.isEmpty, values.count.isMultiple(of: rows) else {
      throw ModelFileError(
        .mismatch, path: writer.path, at: .tensor(name), "\(values.count) elements are not \(rows) whole rows")
    }
    let ordered = UnsafeMutableBufferPointer<Scalar>.allocate(capacity: values.count)
    defer { ordered.deallocate() }
    _ = ordered.initialize(from: values)
    let bytes = UnsafeMutableRawBufferPointer(ordered)
    RotaryRowOrder.apply(bytes, headDimension: configuration.headDimension, rowBytes: bytes.count / rows)
    try writer.write(container, from: UnsafeBufferPointer(ordered))
  }

  /// Writes a whole tensor, the next of `tensors`.
  public func write<Scalar: TensorScalar>(_ name: String, _ values: [Scalar]) throws(ModelFileError) {
    try values.writing { memory throws(ModelFileError) in try write(name, from: memory) }
  }

  /// Flushes the file to the disk and gives it its name.
  public func finish() throws(ModelFileError) { try writer.finish() }

  private static func containerName(_ name: String) -> String { GGUFNames.gguf(name) ?? name }
}

extension ModelConfiguration {
  /// The metadata of this model in a GGUF file, as llama.cpp's converter writes them; none of the tokenizer but ids.
  public func ggufMetadata(storage: TensorStorage) -> [(key: String, value: GGUFValue)] {
    let name = architecture.rawValue
    func size(_ number: Int) -> GGUFValue { .unsigned(UInt64(clamping: number)) }
    var metadata: [(key: String, value: GGUFValue)] = [
      ("general.architecture", .string(name)),
      ("general.type", .string("model")),
      // llama_ftype: all F32, mostly F16, mostly BF16.
      ("general.file_type", .unsigned(storage == .float16 ? 1 : storage == .bfloat16 ? 32 : 0)),
      ("\(name).vocab_size", size(vocabularySize)),
      ("\(name).context_length", size(maxPositions)),
      ("\(name).embedding_length", size(hiddenSize)),
      ("\(name).block_count", size(layerCount)),
      ("\(name).feed_forward_length", size(intermediateSize)),
      ("\(name).attention.head_count", size(headCount)),
      ("\(name).attention.head_count_kv", size(keyValueHeadCount)),
      ("\(name).attention.key_length", size(headDimension)),
      ("\(name).attention.value_length", size(headDimension)),
      ("\(name).attention.layer_norm_rms_epsilon", .float(Float(rmsNormEpsilon))),
      ("\(name).rope.dimension_count", size(headDimension)),
      ("\(name).rope.freq_base", .float(Float(ropeTheta))),
    ]
    if case .linear(let factor) = ropeScaling {
      metadata.append(("\(name).rope.scaling.type", .string("linear")))
      metadata.append(("\(name).rope.scaling.factor", .float(Float(factor))))
    }
    let identifiers = [
      ("bos", bosTokenID), ("eos", eosTokenIDs.first), ("eot", eosTokenIDs.dropFirst().first), ("padding", padTokenID),
    ]
    for (key, identifier) in identifiers {
      guard let identifier, identifier >= 0 else { continue }
      metadata.append(("tokenizer.ggml.\(key)_token_id", size(identifier)))
    }
    return metadata
  }

  /// The heads of a projection whose rows lie interleaved in GGUF files; nil of all other tensors.
  func interleavedHeads(_ name: String) -> Int? {
    guard architecture == .llama, name.hasPrefix("model.layers.") else { return nil }
    if name.hasSuffix(".self_attn.q_proj.weight") || name.hasSuffix(".self_attn.q_proj.bias") { return headCount }
    if name.hasSuffix(".self_attn.k_proj.weight") || name.hasSuffix(".self_attn.k_proj.bias") {
      return keyValueHeadCount
    }
    return nil
  }
}
