import Testing

@testable import ModelFiles

/// A model is the same under the same names, whatever it is stored in.
@Suite struct ModelSourceTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A copy of a model's folder with another configuration.
  private func copy(_ name: String, changing changes: JSONObject) throws -> String {
    let source = try ModelConfiguration(file: TestData.path("\(name)/config.json"))
    var json = source.original
    for key in changes.keys { json[key] = changes[key] }
    try folder.write(JSONValue.object(json).text(), to: "config.json")
    for file in ["model.safetensors", "model.safetensors.index.json"]
      + (1...2).map({ "model-0000\($0)-of-00002.safetensors" })
    where FileSystem.exists(TestData.path("\(name)/\(file)")) {
      try folder.copy("\(name)/\(file)", as: file)
    }
    return folder.path
  }

  // MARK: Folder and GGUF

  @Test(arguments: ["llama", "qwen2", "qwen3"])
  func aFolderAndItsGGUFAreTheSameModel(name: String) throws {
    let safetensors = try ModelSource.open(TestData.path(name))
    let gguf = try ModelSource.open(TestData.path("\(name).gguf"))
    var fromFolder = safetensors.configuration
    // GGUF has no field for these two.
    fromFolder.original = JSONObject()
    fromFolder.padTokenID = nil
    #expect(gguf.configuration == fromFolder)
    #expect(Set(gguf.names).subtracting(["rope_freqs.weight"]) == Set(safetensors.names))
    for tensor in safetensors.configuration.expectedTensors {
      #expect(safetensors.shape(of: tensor.name) == tensor.shape)
      #expect(gguf.shape(of: tensor.name) == tensor.shape)
      #expect(try gguf.floats(tensor.name) == safetensors.floats(tensor.name), "\(tensor.name)")
    }
  }

  /// Llama's queries and keys, biases too, lie in another order in the file.
  @Test(arguments: ["attn_q.weight", "attn_k.weight", "attn_q.bias", "attn_k.bias"])
  func rowsOfLlamaArePutBack(name: String) throws {
    let gguf = try ModelSource.open(TestData.path("llama.gguf"))
    let hugging = try #require(GGUFNames.huggingFace("blk.1.\(name)"))
    let stored = try gguf.file.floats("blk.1.\(name)")
    let ordered = try gguf.floats(hugging)
    #expect(stored != ordered)
    #expect(stored.sorted() == ordered.sorted())
    // Within a head of 16 dimensions, the file's row 3 is the second of pair 1: dimension 8 + 1.
    let columns = name.hasSuffix("bias") ? 1 : 16
    #expect(Array(stored[3 * columns..<4 * columns]) == Array(ordered[9 * columns..<10 * columns]))
    #expect(Array(stored[18 * columns..<19 * columns]) == Array(ordered[17 * columns..<18 * columns]))
  }

  @Test func doublesAreOrderedToo() throws {
    let gguf = try ModelSource.open(TestData.path("llama.gguf"))
    let name = "model.layers.0.self_attn.q_proj.weight"
    #expect(try gguf.doubles(name) == gguf.floats(name).map { Double($0) })
  }

  @Test func scalingOfLlama3IsRecognisedFromItsFactors() throws {
    let gguf = try ModelSource.open(TestData.path("llama.gguf"))
    #expect(
      gguf.configuration.ropeScaling
        == .llama3(factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalMaxPositions: 8_192))
    let stored = try gguf.file.doubles("rope_freqs.weight")
    let made = try #require(gguf.configuration.ropeScaling.frequencyDivisors(headDimension: 16, theta: 500_000))
    #expect(zip(stored, made).allSatisfy { abs($0 - $1) < 1e-5 * $1 })
    #expect(RopeScaling.recognised(divisors: [1, 2, 3, 4], theta: 10_000) == .factors([1, 2, 3, 4]))
    #expect(RopeScaling.recognised(divisors: [1, 1], theta: 10_000) == .none)
  }

  @Test func namesAreOneToOne() throws {
    for name in ["llama", "qwen2", "qwen3"] {
      for tensor in try ModelConfiguration(file: TestData.path("\(name)/config.json")).expectedTensors {
        let gguf = try #require(GGUFNames.gguf(tensor.name))
        #expect(GGUFNames.huggingFace(gguf) == tensor.name)
      }
    }
    for strange in ["blk.0.attn_q", "blk.-1.attn_q.weight", "blk.01.attn_q.weight", "blk.x.attn_q.weight", "blk.", ""] {
      #expect(GGUFNames.huggingFace(strange) == nil)
    }
  }

  // MARK: Verification

  @Test func aMissingOutputSaysHowItMayBeTied() throws {
    let path = try copy("qwen2", changing: ["tie_word_embeddings": .bool(false)])
    let error = modelFileError { _ = try ModelSource.open(path) }
    #expect(error?.code == .missing)
    #expect(error?.place == .tensor("lm_head.weight"))
    #expect(error?.advice?.contains("tie_word_embeddings") == true)
  }

  @Test func missingTensorsAreNamed() throws {
    let path = try copy("qwen3", changing: ["num_hidden_layers": .integer(3), "layer_types": .null])
    let error = modelFileError { _ = try ModelSource.open(path) }
    #expect(error?.code == .missing)
    #expect(error?.place == .tensor("model.layers.2.input_layernorm.weight"))
    #expect(error?.problem.hasPrefix("is missing, and 10 more: model.layers.2.self_attn.q_proj.weight") == true)
    #expect(try ModelSource.open(path, verifying: false).configuration.layerCount == 3)
  }

  @Test func unexpectedTensorsAreNamed() throws {
    let path = try copy("llama", changing: ["mlp_bias": .bool(false)])
    let error = modelFileError { _ = try ModelSource.open(path) }
    #expect(error?.code == .unexpected)
    #expect(error?.problem.contains("and 5 more") == true)
  }

  @Test func shapesAreThoseOfTheConfiguration() throws {
    let path = try copy("llama", changing: ["intermediate_size": .integer(32)])
    let error = modelFileError { _ = try ModelSource.open(path) }
    #expect(error?.code == .mismatch)
    #expect(error?.problem == "has shape [24, 16], should have [32, 16] by the configuration")
  }

  @Test func manyLayersAreRefusedBeforeTheyAreListed() throws {
    let path = try copy("llama", changing: ["num_hidden_layers": .integer(16_384)])
    #expect(modelFileError { _ = try ModelSource.open(path) }?.problem.contains("too few") == true)
  }

  /// A tied model may have its output stored as well, if it is the same.
  @Test func aStoredOutputOfATiedModelMustBeTheEmbedding() throws {
    let source = try ModelSource.open(TestData.path("qwen2"))
    for isSame in [true, false] {
      try source.configuration.write(toFolder: folder.path)
      let names = source.names + ["lm_head.weight", "model.layers.0.self_attn.rotary_emb.inv_freq"]
      let plan = names.map {
        PlannedTensor(
          name: $0, shape: source.shape(of: $0) ?? ($0 == "lm_head.weight" ? [32, 16] : [2]), storage: .float32)
      }
      let writer = try SafetensorsWriter(folder: folder.path, tensors: plan)
      for name in source.names { try writer.write(name, source.floats(name)) }
      var output = try source.floats("model.embed_tokens.weight")
      if !isSame { output[511] += 1 }
      try writer.write("lm_head.weight", output)
      try writer.write("model.layers.0.self_attn.rotary_emb.inv_freq", [1, 0.1] as [Float])
      try writer.finish()
      let error = modelFileError { _ = try ModelSource.open(folder.path) }
      #expect((error == nil) == isSame)
      if !isSame { #expect(error?.advice == "set tie_word_embeddings to false to use it") }
    }
  }

  @Test func anotherArchitectureInGGUFIsNamed() throws {
    let bytes = try TestData.bytes("qwen3.gguf")
    let text = Array("qwen3".utf8)
    let replaced = try folder.write(bytes.replacing(text, with: Array("gemma".utf8)), to: "other.gguf")
    let error = modelFileError { _ = try ModelSource.open(replaced) }
    #expect(error?.code == .unsupported)
    #expect(error?.place == .key("general.architecture"))
    #expect(error?.advice == "supported are llama, qwen2, qwen3")
  }

  @Test func parametersAreCounted() throws {
    let counts = try ["llama", "qwen2", "qwen3"].map { name in
      try ModelConfiguration(file: TestData.path("\(name)/config.json")).parameterCount
    }
    // As transformers counts them.
    #expect(counts == [9_456, 4_496, 6_512])
  }

  @Test func aFileOfWeightsIsNoModel() throws {
    let error = modelFileError { _ = try ModelSource.open(TestData.path("plain.safetensors")) }
    #expect(error?.advice == "give the folder that it is in")
  }

  @Test func anErrorIsOneLine() {
    let error = ModelFileError(
      .malformed, path: "a.gguf", at: .tensor("b\n\u{1B}[31m"), "is no tensor", advice: "fetch it again")
    #expect(error.description == "a.gguf: tensor b??[31m: is no tensor (fetch it again)")
  }
}
