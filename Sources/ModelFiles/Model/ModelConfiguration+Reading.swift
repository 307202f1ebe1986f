extension ModelConfiguration {
  /// The name of the file in a model's folder.
  public static let fileName = "config.json"

  /// Reads a `config.json`.
  /// - Throws: `ModelFileError` that names the key and its value: something is missing, of a wrong type, or not
  ///   supported.
  public init(file path: String) throws(ModelFileError) {
    let bytes = try FileReader.contents(of: path, limit: 16 << 20)
    guard case .object(let object) = try JSONParser.parse(bytes, path: path) else {
      throw ModelFileError(.malformed, path: path, "is no JSON object")
    }
    try self.init(json: object, path: path)
  }

  /// Reads the content of a `config.json`.
  /// - Parameter path: the file to name in errors.
  public init(json object: JSONObject, path: String) throws(ModelFileError) {
    let json = ConfigurationJSON(object: object, path: path)
    let architecture = try Self.architecture(json)
    try Self.refuseUnsupported(json, architecture: architecture)

    let hiddenSize = try json.requiredInteger("hidden_size")
    let headCount = try json.requiredInteger("num_attention_heads")
    let maxPositions = try json.integer("max_position_embeddings") ?? (architecture == .llama ? 2_048 : 32_768)
    let rope = try Self.rope(json, maxPositions: maxPositions)
    self.init(
      architecture: architecture,
      vocabularySize: try json.requiredInteger("vocab_size"),
      hiddenSize: hiddenSize,
      intermediateSize: try json.requiredInteger("intermediate_size"),
      layerCount: try json.requiredInteger("num_hidden_layers"),
      headCount: headCount,
      keyValueHeadCount: try Self.keyValueHeadCount(json, architecture: architecture, headCount: headCount),
      headDimension: try Self.headDimension(
        json, architecture: architecture, hiddenSize: hiddenSize, headCount: headCount),
      rmsNormEpsilon: try json.double("rms_norm_eps") ?? 1e-6,
      ropeTheta: rope.theta,
      ropeScaling: rope.scaling,
      // The three families agree: not tied unless it is said.
      tieWordEmbeddings: try json.bool("tie_word_embeddings") ?? false,
      attentionBias: architecture == .qwen2 ? false : try json.bool("attention_bias") ?? false,
      mlpBias: architecture == .llama ? try json.bool("mlp_bias") ?? false : false,
      maxPositions: maxPositions,
      // Llama's classes have defaults for these, Qwen's have none.
      bosTokenID: try (json.tokenIDs("bos_token_id") ?? (architecture == .llama ? [1] : [])).first,
      eosTokenIDs: try json.tokenIDs("eos_token_id") ?? (architecture == .llama ? [2] : []),
      padTokenID: try json.tokenIDs("pad_token_id")?.first,
      initializerRange: try json.double("initializer_range") ?? 0.02,
      original: object)
    try validate(path: path)
  }

  private static func architecture(_ json: ConfigurationJSON) throws(ModelFileError) -> ModelArchitecture {
    let supported = "supported are \(ModelArchitecture.allCases.map(\.rawValue).joined(separator: ", "))"
    guard let type = try json.string("model_type"), let architecture = ModelArchitecture(rawValue: type) else {
      throw json.wrong("model_type", supported, code: .unsupported)
    }
    // A classifier or a reward model has the same body and another head.
    if let classes = json.object.present("architectures"), classes != .array([]) {
      guard let names = classes.array, names.contains(where: { $0.string?.hasSuffix("ForCausalLM") == true }) else {
        throw json.wrong("architectures", "supported are causal language models", code: .unsupported)
      }
    }
    return architecture
  }

  private static func keyValueHeadCount(
    _ json: ConfigurationJSON, architecture: ModelArchitecture, headCount: Int
  ) throws(ModelFileError) -> Int {
    if let count = try json.integer("num_key_value_heads") { return count }
    // Null means as many as there are heads; Qwen's classes take 32 where the key is absent.
    return architecture == .llama || json.object["num_key_value_heads"] != nil ? headCount : 32
  }

  private static func headDimension(
    _ json: ConfigurationJSON, architecture: ModelArchitecture, hiddenSize: Int, headCount: Int
  ) throws(ModelFileError) -> Int {
    if let dimension = try json.integer("head_dim") { return dimension }
    if architecture == .qwen3 { return 128 }
    guard headCount > 0, hiddenSize.isMultiple(of: headCount) else {
      throw json.wrong("num_attention_heads", "it should divide hidden_size, as there is no head_dim")
    }
    return hiddenSize / headCount
  }

  /// Everything that would make another model of the same weights.
  private static func refuseUnsupported(
    _ json: ConfigurationJSON, architecture: ModelArchitecture
  ) throws(ModelFileError) {
    if let activation = try json.string("hidden_act"), activation != "silu" {
      throw json.wrong("hidden_act", "supported is silu", code: .unsupported)
    }
    if json.object.present("quantization_config") != nil {
      throw json.wrong("quantization_config", "save the model without quantisation, or as GGUF", code: .unsupported)
    }
    for key in ["num_experts", "num_local_experts", "n_routed_experts", "moe_intermediate_size"]
    where json.object.present(key) != nil {
      throw json.wrong(key, "mixtures of experts are not supported", code: .unsupported)
    }
    if let factor = try json.double("partial_rotary_factor"), factor != 1 {
      throw json.wrong("partial_rotary_factor", "supported is 1", code: .unsupported)
    }
    if try json.bool("use_sliding_window") == true {
      throw json.wrong("use_sliding_window", "supported is full attention in all layers", code: .unsupported)
    }
    if let types = json.object.present("layer_types") {
      guard let names = types.array, names.allSatisfy({ $0.string == "full_attention" }) else {
        throw json.wrong("layer_types", "supported is full attention in all layers", code: .unsupported)
      }
    }
  }
}
