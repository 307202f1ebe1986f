extension ModelConfiguration {
  /// The content of a `config.json` that transformers, 4 or 5, opens as this model.
  ///
  /// Keys that were read and not understood are kept, in their order; numbers that did not change keep their spelling.
  /// Rotation is written in the form that was read; a new configuration has that of transformers 4, which both read.
  /// - Parameter storage: the number format of the weights beside it (`torch_dtype` or `dtype`); nil keeps what is there.
  /// - Throws: `ModelFileError` where the scaling of frequencies has no form in `config.json`.
  public func json(storage: TensorStorage? = nil) throws(ModelFileError) -> JSONObject {
    var json = original
    func set(_ key: String, _ value: JSONValue) {
      // 10000 and 10000.0, a list of one id and the id alone are the same: what is right is left as it is.
      guard json[key].map({ Self.isSame($0, value) }) != true else { return }
      json[key] = value
    }
    if json.present("architectures") == nil { json["architectures"] = .array([.string(className)]) }
    set("model_type", .string(architecture.rawValue))
    set("vocab_size", .integer(vocabularySize))
    set("hidden_size", .integer(hiddenSize))
    set("intermediate_size", .integer(intermediateSize))
    set("num_hidden_layers", .integer(layerCount))
    set("num_attention_heads", .integer(headCount))
    set("num_key_value_heads", .integer(keyValueHeadCount))
    if architecture != .qwen2 || headDimension != hiddenSize / headCount || json["head_dim"] != nil {
      set("head_dim", .integer(headDimension))
    }
    set("hidden_act", .string("silu"))
    set("max_position_embeddings", .integer(maxPositions))
    set("rms_norm_eps", .double(rmsNormEpsilon))
    set("initializer_range", .double(initializerRange))
    set("tie_word_embeddings", .bool(tieWordEmbeddings))
    if architecture != .qwen2 { set("attention_bias", .bool(attentionBias)) }
    if architecture == .llama { set("mlp_bias", .bool(mlpBias)) }
    set("bos_token_id", bosTokenID.map { .integer($0) } ?? .null)
    set("eos_token_id", eosValue)
    set("pad_token_id", padTokenID.map { .integer($0) } ?? .null)
    try setRope(in: &json)
    // transformers keeps one entry a layer.
    if let types = json["layer_types"]?.array, types.count != layerCount {
      json["layer_types"] = .array(Array(repeating: .string("full_attention"), count: layerCount))
    }
    if let storage {
      let name = JSONValue.string(storage.torchName)
      let key =
        json["dtype"] != nil || (json["torch_dtype"] == nil && json["rope_parameters"] != nil)
        ? "dtype" : "torch_dtype"
      json[key] = name
    }
    return json
  }

  /// Writes `config.json` into a folder, whole or not at all.
  public func write(toFolder folder: String, storage: TensorStorage? = nil) throws(ModelFileError) {
    let path = FileSystem.join(folder, Self.fileName)
    let text: String
    do throws(ModelFileError) {
      text = JSONValue.object(try json(storage: storage)).text(indentation: 2) + "\n"
    } catch {
      var located = error
      located.path = path
      throw located
    }
    try FileSystem.makeFolder(folder)
    let file = try AtomicFile(path: path)
    try file.write(Array(text.utf8))
    try file.commit()
  }

  /// The class of transformers.
  private var className: String {
    switch architecture {
    case .llama: "LlamaForCausalLM"
    case .qwen2: "Qwen2ForCausalLM"
    case .qwen3: "Qwen3ForCausalLM"
    }
  }

  private var eosValue: JSONValue {
    switch eosTokenIDs.count {
    case 0: .null
    case 1: .integer(eosTokenIDs[0])
    default: .array(eosTokenIDs.map { .integer($0) })
    }
  }

  private static func isSame(_ old: JSONValue, _ new: JSONValue) -> Bool {
    if case .array(let values) = old, values.count == 1, case .number = new { return isSame(values[0], new) }
    if case .number = old, case .number = new { return old.double == new.double }
    // A negative token id stands for none.
    if case .null = new, let number = old.integer, number < 0 { return true }
    return old == new
  }

  private func setRope(in json: inout JSONObject) throws(ModelFileError) {
    let scalingParameters = try scalingJSON()
    // What is there already and means the same stays as it is.
    if !json.keys.isEmpty {
      let source = ConfigurationJSON(object: json, path: Self.fileName)
      let read = try? Self.rope(source, maxPositions: maxPositions)
      if let read, read.theta == ropeTheta, read.scaling == ropeScaling { return }
    }
    if json["rope_parameters"] != nil {
      var parameters = scalingParameters ?? ["rope_type": .string("default")]
      parameters["rope_theta"] = .double(ropeTheta)
      json["rope_parameters"] = .object(parameters)
      json["rope_theta"] = nil
      json["rope_scaling"] = nil
    } else {
      json["rope_theta"] = .double(ropeTheta)
      json["rope_scaling"] = scalingParameters.map { .object($0) } ?? .null
    }
  }

  private func scalingJSON() throws(ModelFileError) -> JSONObject? {
    switch ropeScaling {
    case .none: return nil
    case .linear(let factor): return ["rope_type": .string("linear"), "factor": .double(factor)]
    case .llama3(let factor, let low, let high, let original):
      return [
        "rope_type": .string("llama3"), "factor": .double(factor), "low_freq_factor": .double(low),
        "high_freq_factor": .double(high), "original_max_position_embeddings": .integer(original),
      ]
    case .factors:
      throw ModelFileError(
        .unsupported, path: Self.fileName, at: .key("rope_scaling"),
        "the frequency factors of the model are none that Llama 3.1's rule makes, and config.json has no form for them")
    }
  }
}

extension TensorStorage {
  /// PyTorch's name of a plain format.
  var torchName: String {
    switch self {
    case .float64: "float64"
    case .float16: "float16"
    case .bfloat16: "bfloat16"
    default: "float32"
    }
  }
}
