/// `model.safetensors.index.json`: which file of a folder holds which tensor.
struct SafetensorsIndex {
  let path: String
  /// The files, each once, sorted by name.
  let files: [String]
  /// The names of the tensors in the order of the list.
  let names: [String]
  let fileOfTensor: [String: String]

  /// Each file stays open while the weights are; the largest public checkpoints have under 200.
  static let fileLimit = 2_000
  private static let byteLimit = 100_000_000

  init(path: String) throws(ModelFileError) {
    self.path = path
    let bytes = try FileReader.contents(of: path, limit: Self.byteLimit)
    let value = try JSONParser.parse(bytes, path: path)
    guard let map = value.object?["weight_map"]?.object else {
      throw ModelFileError(.malformed, path: path, at: .key("weight_map"), "is no JSON object")
    }
    var fileOfTensor: [String: String] = [:]
    for name in map.keys {
      guard let file = map[name]?.string else {
        throw ModelFileError(.malformed, path: path, at: .tensor(name), "has no file name in weight_map")
      }
      // A list must not lead out of its folder.
      guard file.hasSuffix(".safetensors"), !file.utf8.contains(UInt8(ascii: "/")), !file.utf8.contains(0) else {
        throw ModelFileError(
          .malformed, path: path, at: .tensor(name), "is said to be in \(file.shownInErrors)",
          advice: "weight_map names .safetensors files of the same folder")
      }
      fileOfTensor[name] = file
    }
    names = map.keys
    self.fileOfTensor = fileOfTensor
    files = Set(fileOfTensor.values).sorted()
    guard files.count <= Self.fileLimit else {
      throw ModelFileError(.limit, path: path, "names \(files.count) files, at most \(Self.fileLimit) are opened")
    }
  }
}
