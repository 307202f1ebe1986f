/// A model on disk: its configuration and its weights under Hugging Face's names, whatever the container.
///
/// ```swift
/// let model = try ModelSource.open("SmolLM2-135M-Instruct.Q4_1.gguf")
/// let shape = model.shape(of: "model.layers.0.self_attn.q_proj.weight")  // [576, 576]
/// let weights = try model.floats("model.layers.0.self_attn.q_proj.weight")
/// ```
public struct ModelSource: Sendable {
  /// The folder or the GGUF file.
  public let path: String
  public let configuration: ModelConfiguration
  /// The container, under its own names and in its own order of rows.
  public let file: any TensorFile
  /// Hugging Face's names of the weights in the order of the file. What has none keeps its own.
  public let names: [String]
  /// The container's names by Hugging Face's.
  private let containerNames: [String: String]
  private let isGGUF: Bool

  /// Opens a folder with `config.json` and safetensors files, or a GGUF file.
  /// - Parameters:
  ///   - path: the folder or the file, whose name need not end in `.gguf`.
  ///   - verifying: whether the weights must be those of the configuration (`verify`).
  /// - Throws: `ModelFileError`.
  public static func open(_ path: String, verifying: Bool = true) throws(ModelFileError) -> ModelSource {
    if path.hasSuffix(".safetensors") {
      throw ModelFileError(
        .malformed, path: path, "is weights without a configuration", advice: "give the folder that it is in")
    }
    let source = FileSystem.isFolder(path) ? try ModelSource(folder: path) : try ModelSource(gguf: GGUF(path: path))
    if verifying { try source.verify() }
    return source
  }

  private init(folder: String) throws(ModelFileError) {
    let file = FileSystem.join(folder, ModelConfiguration.fileName)
    guard FileSystem.exists(file) else {
      throw ModelFileError(
        .missing, path: file, "there is no such file",
        advice: "give the folder of a model in Hugging Face's format, or a GGUF file")
    }
    configuration = try ModelConfiguration(file: file)
    let weights = try Safetensors(folder: folder)
    path = folder
    self.file = weights
    names = weights.names
    containerNames = Dictionary(weights.names.map { ($0, $0) }) { first, _ in first }
    isGGUF = false
  }

  private init(gguf: GGUF) throws(ModelFileError) {
    configuration = try ModelConfiguration(gguf: gguf)
    var names: [String] = []
    var containerNames: [String: String] = [:]
    for name in gguf.names {
      let known = GGUFNames.huggingFace(name) ?? name
      guard containerNames.updateValue(name, forKey: known) == nil else {
        throw ModelFileError(.malformed, path: gguf.path, at: .tensor(name), "is there under two names")
      }
      names.append(known)
    }
    path = gguf.path
    file = gguf
    self.names = names
    self.containerNames = containerNames
    isGGUF = true
  }

  /// What the file says of a tensor, under the container's name, or nil where there is none.
  public func description(of name: String) -> TensorDescription? {
    containerNames[name].flatMap { file.description(of: $0) }
  }

  /// The shape of a tensor, outermost dimension first, or nil where there is none of that name.
  public func shape(of name: String) -> [Int]? { description(of: name)?.shape }

  /// Reads a whole tensor, its rows in Hugging Face's order.
  ///
  /// Takes as little memory as `TensorFile.read`; for queries and keys of Llama's GGUF files, one head's rows more.
  /// - Throws: `ModelFileError`, as `TensorFile.read` does.
  public func read<Scalar: TensorScalar>(
    _ name: String, into target: UnsafeMutableBufferPointer<Scalar>
  ) throws(ModelFileError) {
    try file.read(containerName(name), into: target)
    guard isGGUF, let heads = configuration.interleavedHeads(name) else { return }
    let rows = heads * configuration.headDimension
    guard shape(of: name)?.first == rows else {
      throw ModelFileError(
        .mismatch, path: path, at: .tensor(name),
        "has shape \(shape(of: name) ?? []), should have \(rows) rows for \(heads) heads")
    }
    let bytes = UnsafeMutableRawBufferPointer(target)
    RotaryRowOrder.undo(bytes, headDimension: configuration.headDimension, rowBytes: bytes.count / rows)
  }

  /// A whole tensor as an array of floats.
  public func floats(_ name: String) throws(ModelFileError) -> [Float] { try values(name) }

  /// A whole tensor as an array of doubles.
  public func doubles(_ name: String) throws(ModelFileError) -> [Double] { try values(name) }

  private func values<Scalar: TensorScalar>(_ name: String) throws(ModelFileError) -> [Scalar] {
    let tensor = try file.tensors.tensor(containerName(name))
    // Refuse what cannot be decoded before memory is taken for it.
    _ = try tensor.storage()
    return try [Scalar](count: tensor.description.elementCount) { target throws(ModelFileError) in
      try read(name, into: target)
    }
  }

  private func containerName(_ name: String) throws(ModelFileError) -> String {
    guard let container = containerNames[name] else {
      throw ModelFileError(.missing, path: path, at: .tensor(name), "there is no such tensor")
    }
    return container
  }
}
