/// A safetensors file, or a folder whose weights are in one or several of them.
///
/// The format: 8 bytes with the length of the header (little-endian), the header in JSON, the bytes of the tensors one
/// after the other (<https://github.com/huggingface/safetensors#format>). What the reference library refuses is refused
/// here too: a header of over 100 MB, a tensor whose span is not what its shape and number format make, spans that
/// overlap or leave a gap, a name given twice, bytes after the last tensor.
///
/// ```swift
/// let weights = try Safetensors(folder: "Qwen2.5-0.5B")
/// let norm = try weights.floats("model.norm.weight")
/// ```
public struct Safetensors: TensorFile {
  public let tensors: TensorCollection
  /// What the files say under `__metadata__`; of several files, the first that has a key.
  public let metadata: [String: String]

  /// The name of the weights in a folder that has them in one file.
  public static let fileName = "model.safetensors"
  /// The name of the list of the files, in a folder that has its weights in several.
  public static let indexName = "model.safetensors.index.json"

  /// Opens one file and reads its header.
  /// - Throws: `ModelFileError`.
  public init(file path: String) throws(ModelFileError) {
    let header = try SafetensorsHeader(reader: FileReader(path: path))
    tensors = try TensorCollection(path: path, stored: header.tensors)
    metadata = header.metadata
  }

  /// Opens `model.safetensors` in a folder, or else all files that `model.safetensors.index.json` names.
  /// - Throws: `ModelFileError`: neither is there; the list and the files do not name the same tensors.
  public init(folder path: String) throws(ModelFileError) {
    let single = FileSystem.join(path, Self.fileName)
    let index = FileSystem.join(path, Self.indexName)
    if FileSystem.exists(single) {
      try self.init(file: single)
    } else if FileSystem.exists(index) {
      try self.init(index: SafetensorsIndex(path: index), folder: path)
    } else {
      let hasPickle = ["pytorch_model.bin", "pytorch_model.bin.index.json"].contains {
        FileSystem.exists(FileSystem.join(path, $0))
      }
      throw ModelFileError(
        .missing, path: path, "holds neither \(Self.fileName) nor \(Self.indexName)",
        advice: hasPickle
          ? "its weights are in PyTorch's pickle format: save them with safe_serialization=True"
          : "give the folder of a model in Hugging Face's format")
    }
  }

  private init(index: SafetensorsIndex, folder path: String) throws(ModelFileError) {
    var stored: [StoredTensor] = []
    var metadata: [String: String] = [:]
    for file in index.files {
      let header = try SafetensorsHeader(reader: FileReader(path: FileSystem.join(path, file)))
      for tensor in header.tensors {
        let name = tensor.description.name
        guard let listed = index.fileOfTensor[name] else {
          throw ModelFileError(
            .mismatch, path: index.path, at: .tensor(name), "is not listed, yet \(file.shownInErrors) holds it")
        }
        guard listed == file else {
          throw ModelFileError(
            .mismatch, path: index.path, at: .tensor(name),
            "is listed for \(listed.shownInErrors), yet \(file.shownInErrors) holds it")
        }
      }
      stored += header.tensors
      metadata.merge(header.metadata) { first, _ in first }
    }
    tensors = try TensorCollection(path: path, stored: stored)
    self.metadata = metadata
    for name in index.names where tensors[name] == nil {
      throw ModelFileError(
        .missing, path: index.path, at: .tensor(name),
        "is listed for \((index.fileOfTensor[name] ?? "").shownInErrors), which does not hold it")
    }
  }
}
