import Testing

@testable import ModelFiles

/// `config.json` in both forms: what is read of it, and what is refused because it would be another model.
@Suite struct ModelConfigurationTests {
  /// The fewest keys that make a model.
  private static let smallest: JSONObject = [
    "model_type": .string("llama"), "vocab_size": .integer(64), "hidden_size": .integer(32),
    "intermediate_size": .integer(48), "num_hidden_layers": .integer(2), "num_attention_heads": .integer(4),
  ]

  private func read(_ changes: JSONObject, type: String = "llama") throws -> ModelConfiguration {
    var json = Self.smallest
    json["model_type"] = .string(type)
    for key in changes.keys { json[key] = changes[key] }
    return try ModelConfiguration(json: json, path: "config.json")
  }

  // MARK: What is read

  @Test(arguments: ["llama", "qwen2", "qwen3"])
  func bothFormsAreTheSameModel(name: String) throws {
    var five = try ModelConfiguration(file: TestData.path("\(name)/config.json"))
    var four = try ModelConfiguration(file: TestData.path("\(name)/config-4.json"))
    five.original = JSONObject()
    four.original = JSONObject()
    #expect(five == four)
    #expect(five.architecture.rawValue == name)
  }

  @Test func everyFieldIsRead() throws {
    let read = try ModelConfiguration(file: TestData.path("llama/config.json"))
    let expected = ModelConfiguration(
      architecture: .llama, vocabularySize: 32, hiddenSize: 16, intermediateSize: 24, layerCount: 2, headCount: 4,
      keyValueHeadCount: 2, headDimension: 16, rmsNormEpsilon: 1e-5, ropeTheta: 500_000,
      ropeScaling: .llama3(factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalMaxPositions: 8_192),
      tieWordEmbeddings: true, attentionBias: true, mlpBias: true, maxPositions: 131_072, bosTokenID: 1,
      eosTokenIDs: [2], padTokenID: 0, initializerRange: 0.02, original: read.original)
    #expect(read == expected)
  }

  /// The defaults of transformers' classes.
  @Test func defaultsAreThoseOfTheFamily() throws {
    let llama = try read([:])
    #expect(llama.keyValueHeadCount == 4)
    #expect(llama.headDimension == 8)
    #expect(llama.rmsNormEpsilon == 1e-6)
    #expect(llama.ropeTheta == 10_000)
    #expect(llama.ropeScaling == .none)
    #expect(!llama.tieWordEmbeddings)
    #expect(llama.maxPositions == 2_048)
    #expect(llama.bosTokenID == 1)
    #expect(llama.eosTokenIDs == [2])
    #expect(!llama.hasQueryKeyValueBias)

    let qwen2 = try read(["num_key_value_heads": .integer(2)], type: "qwen2")
    #expect(qwen2.headDimension == 8)
    #expect(!qwen2.tieWordEmbeddings)
    #expect(qwen2.maxPositions == 32_768)
    #expect(qwen2.bosTokenID == nil)
    #expect(qwen2.eosTokenIDs.isEmpty)
    #expect(qwen2.hasQueryKeyValueBias)
    #expect(!qwen2.hasAttentionOutputBias)

    let qwen3 = try read(["num_key_value_heads": .null], type: "qwen3")
    #expect(qwen3.keyValueHeadCount == 4)
    #expect(qwen3.headDimension == 128)
    #expect(qwen3.hasQueryKeyNorm)
    #expect(!qwen3.hasQueryKeyValueBias)
  }

  @Test(arguments: [
    (JSONValue.integer(7), [7]), (.array([.integer(7), .integer(9)]), [7, 9]), (.null, []), (.integer(-1), []),
  ])
  func anyNumberOfTokensMayEndAText(value: JSONValue, identifiers: [Int]) throws {
    #expect(try read(["eos_token_id": value]).eosTokenIDs == identifiers)
  }

  @Test func scalingIsReadInEveryForm() throws {
    let linear: JSONValue = ["type": .string("linear"), "factor": .number("2.0")]
    #expect(try read(["rope_scaling": linear]).ropeScaling == .linear(factor: 2))
    let both = try read([
      "rope_theta": .integer(5_000),
      "rope_parameters": ["rope_type": .string("linear"), "factor": .integer(4), "rope_theta": .number("7e5")],
    ])
    #expect(both.ropeScaling == .linear(factor: 4))
    #expect(both.ropeTheta == 700_000)
    #expect(try read(["rope_scaling": ["rope_type": .string("default")]]).ropeScaling == .none)
    let llama3: JSONValue = [
      "rope_type": .string("llama3"), "factor": .integer(8), "low_freq_factor": .integer(1),
      "high_freq_factor": .integer(4),
    ]
    #expect(
      try read(["rope_scaling": llama3]).ropeScaling
        == .llama3(factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalMaxPositions: 2_048))
  }

  @Test func aWindowThatIsNotUsedIsNoMatter() throws {
    let configuration = try read(
      [
        "sliding_window": .integer(4_096), "use_sliding_window": .bool(false), "max_window_layers": .integer(28),
        "num_key_value_heads": .integer(4),
        "layer_types": .array([.string("full_attention"), .string("full_attention")]),
      ], type: "qwen2")
    #expect(configuration.layerCount == 2)
  }

  // MARK: What is refused

  @Test(
    arguments: [
      ("model_type", .string("mistral"), "supported are llama, qwen2, qwen3"),
      ("architectures", .array([.string("LlamaForSequenceClassification")]), "supported are causal language models"),
      ("hidden_act", .string("gelu"), "supported is silu"),
      ("use_sliding_window", .bool(true), "supported is full attention in all layers"),
      (
        "layer_types", .array([.string("full_attention"), .string("sliding_attention")]),
        "supported is full attention in all layers"
      ),
      ("partial_rotary_factor", .number("0.5"), "supported is 1"),
      ("quantization_config", ["quant_method": .string("awq")], "save the model without quantisation, or as GGUF"),
      ("num_experts", .integer(8), "mixtures of experts are not supported"),
      ("num_local_experts", .integer(8), "mixtures of experts are not supported"),
    ] as [(String, JSONValue, String)])
  func anotherModelIsRefused(key: String, value: JSONValue, advice: String) throws {
    let error = modelFileError { _ = try read([key: value]) }
    #expect(error?.code == .unsupported)
    #expect(error?.place == .key(key))
    #expect(error?.problem == "is \(value.text())")
    #expect(error?.advice == advice)
  }

  @Test(arguments: ["yarn", "dynamic", "longrope", "su", "mrope"])
  func otherScalingIsRefused(type: String) throws {
    for (key, typeKey) in [("rope_scaling", "type"), ("rope_scaling", "rope_type"), ("rope_parameters", "rope_type")] {
      let error = modelFileError { _ = try read([key: [typeKey: .string(type), "factor": .integer(2)]]) }
      #expect(error?.code == .unsupported)
      #expect(error?.place == .key("\(key).\(typeKey)"))
      #expect(error?.advice == "supported are default, linear and llama3")
    }
  }

  @Test(
    arguments: [
      ("rope_scaling", ["type": .string("linear")], "rope_scaling.factor"),
      ("rope_scaling", ["type": .string("linear"), "factor": .integer(0)], "rope_scaling.factor"),
      ("rope_parameters", ["full_attention": ["rope_theta": .integer(1)]], "rope_parameters.full_attention"),
      ("rope_parameters", ["partial_rotary_factor": .number("0.25")], "rope_parameters.partial_rotary_factor"),
      ("rope_scaling", .integer(2), "rope_scaling"),
      ("vocab_size", .string("64"), "vocab_size"),
      ("vocab_size", .number("1.5"), "vocab_size"),
      ("vocab_size", .integer(0), "vocab_size"),
      ("vocab_size", .integer(-64), "vocab_size"),
      ("hidden_size", .number("9223372036854775804"), "hidden_size"),
      ("num_hidden_layers", .integer(1 << 40), "num_hidden_layers"),
      ("num_attention_heads", .integer(0), "num_attention_heads"),
      ("num_attention_heads", .integer(5), "num_attention_heads"),
      ("num_key_value_heads", .integer(3), "num_key_value_heads"),
      ("num_key_value_heads", .integer(0), "num_key_value_heads"),
      ("head_dim", .integer(7), "head_dim"),
      ("rms_norm_eps", .integer(0), "rms_norm_eps"),
      ("rms_norm_eps", .number("1e999"), "rms_norm_eps"),
      ("rope_theta", .integer(-1), "rope_theta"),
      ("tie_word_embeddings", .integer(1), "tie_word_embeddings"),
      ("eos_token_id", .string("</s>"), "eos_token_id"),
      ("pad_token_id", .integer(64), "pad_token_id"),
    ] as [(String, JSONValue, String)])
  func valuesThatCannotBeNameTheirKey(key: String, value: JSONValue, place: String) throws {
    let error = modelFileError { _ = try read([key: value]) }
    #expect(error?.path == "config.json")
    #expect(error?.place == .key(place))
  }

  @Test(arguments: Self.smallest.keys)
  func theDimensionsHaveNoDefault(key: String) throws {
    var json = Self.smallest
    json[key] = nil
    let error = modelFileError { _ = try ModelConfiguration(json: json, path: "config.json") }
    #expect(error?.place == .key(key))
  }

  @Test func aFolderWithoutConfigurationSaysSo() throws {
    let folder = try TemporaryFolder()
    let error = modelFileError { _ = try ModelSource.open(folder.path) }
    #expect(error?.code == .missing)
    #expect(error?.path == folder.file("config.json"))
  }
}
