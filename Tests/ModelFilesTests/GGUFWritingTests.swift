import Testing

@testable import ModelFiles

/// GGUF files that are written are read back the same, and hold what the converter of llama.cpp puts there.
@Suite struct GGUFWritingTests {
  let folder: TemporaryFolder
  var path: String { folder.file("out.gguf") }

  init() throws { folder = try TemporaryFolder() }

  @Test func metadataOfEveryTypeComeBack() throws {
    let original = try GGUF(path: TestData.path("quantised.gguf"))
    let metadata = original.keys.compactMap { key in original[key].map { (key: key, value: $0) } }
    try GGUFWriter(file: path, metadata: metadata, tensors: []).finish()
    let read = try GGUF(path: path)
    #expect(read.keys == original.keys)
    for key in read.keys { #expect(read[key] == original[key], "\(key)") }
  }

  @Test(arguments: TensorStorage.allCases.filter(\.isPlain))
  func tensorsComeBack(storage: TensorStorage) throws {
    let plan = [
      PlannedTensor(name: "a", shape: [3], storage: storage),
      PlannedTensor(name: "empty", shape: [0], storage: storage),
      PlannedTensor(name: "b", shape: [2, 3], storage: storage),
    ]
    let writer = try GGUFWriter(file: path, metadata: [], tensors: plan)
    try writer.write("a", [1, 2, 3] as [Float])
    try writer.write("b", [1, 2] as [Double])
    try writer.write("b", [0.5, -0.25, 8, 16] as [Double])
    try writer.finish()
    let read = try GGUF(path: path)
    #expect(try read.floats("a") == [1, 2, 3])
    #expect(try read.floats("b") == [1, 2, 0.5, -0.25, 8, 16])
    #expect(read.shape(of: "b") == [2, 3])
    #expect(read.shape(of: "empty") == [0])
  }

  /// The file of each model that the Python package wrote, tensor by tensor in its own order of rows.
  @Test(arguments: ["llama", "qwen2", "qwen3"])
  func aModelIsWrittenAsTheConverterDoesIt(name: String) throws {
    let source = try ModelSource.open(TestData.path(name))
    let writer = try GGUFModelWriter(file: path, configuration: source.configuration, storage: .float16)
    for tensor in writer.tensors { try writer.write(tensor.name, source.floats(tensor.name)) }
    try writer.finish()

    let written = try ModelSource.open(path)
    var expected = source.configuration
    expected.original = JSONObject()
    #expect(written.configuration == expected)
    let reference = try GGUF(path: TestData.path("\(name).gguf"))
    #expect(Set(written.file.names) == Set(reference.names))
    for tensor in reference.tensors.descriptions {
      #expect(written.file.shape(of: tensor.name) == tensor.shape)
      #expect(written.file.description(of: tensor.name)?.storage == tensor.storage)
      let values = try written.file.floats(tensor.name)
      // transformers computes the factors in single precision.
      let tolerance: Float = tensor.name == "rope_freqs.weight" ? 1e-5 : 0
      let other = try reference.floats(tensor.name)
      #expect(zip(values, other).allSatisfy { abs($0 - $1) <= tolerance * $1 }, "\(tensor.name)")
    }
  }

  @Test func linearScalingComesBack() throws {
    var configuration = try ModelConfiguration(file: TestData.path("qwen3/config.json"))
    configuration.ropeScaling = .linear(factor: 2)
    try GGUFWriter(
      file: path, metadata: configuration.ggufMetadata(storage: .float32),
      tensors: [PlannedTensor(name: "token_embd.weight", shape: [32, 0], storage: .float32)]
    ).finish()
    #expect(try ModelConfiguration(gguf: GGUF(path: path)).ropeScaling == .linear(factor: 2))
  }

  /// Metadata that make another model than the one that is computed.
  @Test(
    arguments: [
      ("general.type", .string("adapter")), ("split.count", .unsigned(2)), ("llama.expert_count", .unsigned(8)),
      ("llama.attention.sliding_window", .unsigned(4_096)), ("llama.rope.scaling.type", .string("yarn")),
      ("llama.rope.dimension_count", .unsigned(8)), ("llama.attention.value_length", .unsigned(8)),
      ("llama.logit_scale", .float(2)),
    ] as [(String, GGUFValue)])
  func anotherModelIsRefused(key: String, value: GGUFValue) throws {
    var configuration = try ModelConfiguration(file: TestData.path("llama/config.json"))
    configuration.ropeScaling = .none
    var metadata = configuration.ggufMetadata(storage: .float32).filter { $0.key != key }
    metadata.append((key, value))
    try GGUFWriter(
      file: path, metadata: metadata,
      tensors: [PlannedTensor(name: "token_embd.weight", shape: [32, 0], storage: .float32)]
    ).finish()
    let error = modelFileError { _ = try ModelSource.open(path) }
    #expect(error?.code == .unsupported)
    #expect(error?.place == .key(key))
  }

  @Test func mistakesAreRefused() throws {
    let tensor = PlannedTensor(name: "a", shape: [2], storage: .float32)
    #expect(
      modelFileError { _ = try GGUFWriter(file: path, metadata: [], tensors: [tensor, tensor]) }?.code == .malformed)
    let pair = (key: "k", value: GGUFValue.bool(true))
    #expect(modelFileError { _ = try GGUFWriter(file: path, metadata: [pair, pair], tensors: []) }?.place == .key("k"))
    let five = PlannedTensor(name: "a", shape: [1, 1, 1, 1, 1], storage: .float32)
    #expect(modelFileError { _ = try GGUFWriter(file: path, metadata: [], tensors: [five]) }?.code == .unsupported)
    let writer = try GGUFWriter(file: path, metadata: [], tensors: [tensor])
    #expect(modelFileError { try writer.write("b", [1] as [Float]) }?.code == .mismatch)
    #expect(modelFileError { try writer.finish() }?.place == .tensor("a"))

    var configuration = try ModelConfiguration(file: TestData.path("llama/config.json"))
    configuration.layerCount = -1
    #expect(
      modelFileError { _ = try GGUFModelWriter(file: path, configuration: configuration, storage: .float32) }?.place
        == .key("num_hidden_layers"))
  }

  @Test func aWriterThatIsDroppedLeavesNothing() throws {
    do {
      let writer = try GGUFWriter(
        file: path, metadata: [], tensors: [PlannedTensor(name: "a", shape: [2], storage: .float32)])
      try writer.write("a", [1] as [Float])
    }
    #expect(try folder.contents().isEmpty)
  }
}
