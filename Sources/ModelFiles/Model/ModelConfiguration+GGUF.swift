extension ModelConfiguration {
  /// Reads the metadata of a GGUF file, and from its list of tensors what the metadata do not say: whether the output
  /// is tied to the embedding (there is no `output.weight`), which biases there are, and Llama 3.1's factors.
  /// - Throws: `ModelFileError` that names the key: something is missing, of a wrong type, or not supported.
  public init(gguf file: GGUF) throws(ModelFileError) {
    let metadata = try GGUFModelMetadata(file)
    let architecture = metadata.architecture
    try metadata.refuseUnsupported()
    let keys = metadata.keys

    let hiddenSize = try file.required(keys.hiddenSize, file.integer)
    let headCount = try file.required(keys.headCount, file.integer)
    let headDimension = try metadata.headDimension(hiddenSize: hiddenSize, headCount: headCount)
    let theta = try file.number(keys.ropeTheta) ?? 10_000
    self.init(
      architecture: architecture,
      vocabularySize: try metadata.vocabularySize(),
      hiddenSize: hiddenSize,
      intermediateSize: try file.required(keys.intermediateSize, file.integer),
      layerCount: try file.required(keys.layerCount, file.integer),
      headCount: headCount,
      keyValueHeadCount: try file.integer(keys.keyValueHeadCount) ?? headCount,
      headDimension: headDimension,
      rmsNormEpsilon: try metadata.shortNumber(keys.rmsNormEpsilon),
      ropeTheta: theta,
      tieWordEmbeddings: file.shape(of: "output.weight") == nil,
      attentionBias: architecture != .qwen2 && file.shape(of: "blk.0.attn_q.bias") != nil,
      mlpBias: architecture == .llama && file.shape(of: "blk.0.ffn_gate.bias") != nil,
      maxPositions: try file.required(keys.maxPositions, file.integer),
      bosTokenID: try file.integer("tokenizer.ggml.bos_token_id"),
      eosTokenIDs: try metadata.eosTokenIDs(),
      padTokenID: try file.integer(keys.padTokenID))
    try validate(path: file.path, keys: keys)
    // Only now is the length of the factors known to be sound.
    ropeScaling = try metadata.ropeScaling(headDimension: headDimension, theta: theta)
  }
}

/// The metadata of a model in a GGUF file, whose keys begin with the name of the architecture.
private struct GGUFModelMetadata {
  let file: GGUF
  let architecture: ModelArchitecture
  let keys: ModelConfiguration.Keys

  init(_ file: GGUF) throws(ModelFileError) {
    self.file = file
    let name = try file.required("general.architecture", file.string)
    guard let architecture = ModelArchitecture(rawValue: name) else {
      throw ModelFileError(
        .unsupported, path: file.path, at: .key("general.architecture"), "is \(name.shownInErrors)",
        advice: "supported are \(ModelArchitecture.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self.architecture = architecture
    keys = ModelConfiguration.Keys(
      vocabularySize: "\(name).vocab_size", hiddenSize: "\(name).embedding_length",
      intermediateSize: "\(name).feed_forward_length", layerCount: "\(name).block_count",
      headCount: "\(name).attention.head_count", keyValueHeadCount: "\(name).attention.head_count_kv",
      headDimension: "\(name).attention.key_length", maxPositions: "\(name).context_length",
      rmsNormEpsilon: "\(name).attention.layer_norm_rms_epsilon", ropeTheta: "\(name).rope.freq_base",
      padTokenID: "tokenizer.ggml.padding_token_id")
  }

  private func key(_ rest: String) -> String { "\(architecture.rawValue).\(rest)" }

  private func unsupported(_ key: String, _ advice: String) -> ModelFileError {
    ModelFileError(
      .unsupported, path: file.path, at: .key(key), "is \(file[key]?.kind ?? "absent")", advice: advice)
  }

  func refuseUnsupported() throws(ModelFileError) {
    if let type = try file.string("general.type"), type != "model" {
      throw unsupported("general.type", "supported is model")
    }
    if let count = try file.integer("split.count"), count > 1 {
      throw unsupported("split.count", "merge the parts with llama-gguf-split --merge")
    }
    if let count = try file.integer(key("expert_count")), count > 0 {
      throw unsupported(key("expert_count"), "mixtures of experts are not supported")
    }
    if let window = try file.integer(key("attention.sliding_window")), window > 0 {
      throw unsupported(key("attention.sliding_window"), "supported is full attention in all layers")
    }
    for rest in ["attention.scale", "logit_scale", "residual_scale", "embedding_scale"] where file[key(rest)] != nil {
      throw unsupported(key(rest), "models with factors of their own are not supported")
    }
  }

  /// A 32-bit number as the shortest decimal that makes it: 1e-5 was written, not 9.999999747378752e-06.
  func shortNumber(_ key: String) throws(ModelFileError) -> Double {
    if case .float(let value) = file[key], let short = Double("\(value)") { return short }
    return try file.required(key, file.number)
  }

  func vocabularySize() throws(ModelFileError) -> Int {
    guard let rows = file.shape(of: "token_embd.weight")?.first else {
      throw ModelFileError(.missing, path: file.path, at: .tensor("token_embd.weight"), "there is no such tensor")
    }
    return try file.integer(keys.vocabularySize) ?? rows
  }

  func headDimension(hiddenSize: Int, headCount: Int) throws(ModelFileError) -> Int {
    let dimension: Int
    if let length = try file.integer(keys.headDimension) {
      dimension = length
    } else if headCount > 0, hiddenSize.isMultiple(of: headCount) {
      dimension = hiddenSize / headCount
    } else {
      throw ModelFileError(
        .malformed, path: file.path, at: .key(keys.headCount),
        "is \(headCount), should divide \(hiddenSize) as there is no \(keys.headDimension)")
    }
    for other in [key("attention.value_length"), key("rope.dimension_count")] {
      guard let value = try file.integer(other), value != dimension else { continue }
      throw unsupported(other, "supported is the dimension of a head, \(dimension)")
    }
    return dimension
  }

  func eosTokenIDs() throws(ModelFileError) -> [Int] {
    var identifiers: [Int] = []
    // The end of a turn ends a text too.
    for key in ["tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id"] {
      if let identifier = try file.integer(key), !identifiers.contains(identifier) { identifiers.append(identifier) }
    }
    return identifiers
  }

  func ropeScaling(headDimension: Int, theta: Double) throws(ModelFileError) -> RopeScaling {
    let typeKey = key("rope.scaling.type")
    var scaling = RopeScaling.none
    switch try file.string(typeKey) ?? "none" {
    case "none": break
    case "linear": scaling = try linear(key("rope.scaling.factor"))
    default: throw unsupported(typeKey, "supported are none, linear and Llama 3.1's factors")
    }
    // The older key of the same thing.
    if scaling == .none, file[key("rope.scale_linear")] != nil { scaling = try linear(key("rope.scale_linear")) }
    guard let shape = file.shape(of: GGUFNames.ropeFactors) else { return scaling }

    func wrong(_ problem: String) -> ModelFileError {
      ModelFileError(.malformed, path: file.path, at: .tensor(GGUFNames.ropeFactors), problem)
    }
    guard shape == [headDimension / 2] else { throw wrong("has shape \(shape), should have [\(headDimension / 2)]") }
    guard scaling == .none else { throw wrong("stands beside linear scaling") }
    let divisors = try file.doubles(GGUFNames.ropeFactors)
    guard divisors.allSatisfy({ $0.isFinite && $0 > 0 }) else { throw wrong("has factors that are not positive") }
    return RopeScaling.recognised(divisors: divisors, theta: theta)
  }

  private func linear(_ key: String) throws(ModelFileError) -> RopeScaling {
    let factor = try file.required(key, file.number)
    guard factor.isFinite, factor > 0 else {
      throw ModelFileError(.malformed, path: file.path, at: .key(key), "is \(factor), should be positive")
    }
    return factor == 1 ? .none : .linear(factor: factor)
  }
}
