/// Which tensor goes into which file at which place; all of it is known before a byte is written.
struct SafetensorsPlan {
  let tensors: [PlannedTensor]
  let elementCounts: [Int]
  /// The number of the file of each tensor, rising.
  let shardOfTensor: [Int]
  private let metadata: [String: String]
  private let totalBytes: Int

  private var shardCount: Int { (shardOfTensor.last ?? 0) + 1 }

  init(
    _ tensors: [PlannedTensor], metadata: [String: String], maximumShardBytes: Int, path: String
  ) throws(ModelFileError) {
    var elementCounts: [Int] = []
    var shardOfTensor: [Int] = []
    var names: Set<String> = []
    var shard = 0
    var shardBytes = 0
    var totalBytes = 0
    for tensor in tensors {
      func wrong(_ code: ModelFileError.Code, _ problem: String) -> ModelFileError {
        ModelFileError(code, path: path, at: .tensor(tensor.name), problem)
      }
      guard names.insert(tensor.name).inserted, tensor.name != SafetensorsHeader.metadataKey else {
        throw wrong(.malformed, "the name is taken")
      }
      guard tensor.storage.isPlain else {
        throw wrong(.unsupported, "safetensors has no \(tensor.storage.rawValue)")
      }
      guard tensor.shape.allSatisfy({ $0 >= 0 }), let count = tensor.shape.checkedProduct(),
        let bytes = count.multiplied(by: tensor.storage.blockBytes), let total = totalBytes.adding(bytes)
      else { throw wrong(.malformed, "shape \(tensor.shape) is not possible") }
      if shardBytes > 0, bytes > maximumShardBytes - min(shardBytes, maximumShardBytes) {
        shard += 1
        shardBytes = 0
      }
      elementCounts.append(count)
      shardOfTensor.append(shard)
      shardBytes += bytes
      totalBytes = total
    }
    self.tensors = tensors
    self.elementCounts = elementCounts
    self.shardOfTensor = shardOfTensor
    self.metadata = metadata
    self.totalBytes = totalBytes
  }

  /// The names of the files in a folder, as transformers gives them.
  var folderNames: [String] {
    guard shardCount > 1 else { return [Safetensors.fileName] }
    func fiveDigits(_ number: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }
    return (1...shardCount).map { "model-\(fiveDigits($0))-of-\(fiveDigits(shardCount)).safetensors" }
  }

  /// Length and header of a file, padded with spaces to a multiple of 8 bytes as the reference library does it.
  func header(ofShard shard: Int) -> [UInt8] {
    var object = JSONObject()
    if !metadata.isEmpty {
      var entries = JSONObject()
      for key in metadata.keys.sorted() { entries[key] = metadata[key].map { .string($0) } }
      object[SafetensorsHeader.metadataKey] = .object(entries)
    }
    var offset = 0
    for (index, tensor) in tensors.enumerated() where shardOfTensor[index] == shard {
      let end = offset + elementCounts[index] * tensor.storage.blockBytes
      object[tensor.name] = [
        "dtype": .string(tensor.storage.rawValue),
        "shape": .array(tensor.shape.map { .integer($0) }),
        "data_offsets": .array([.integer(offset), .integer(end)]),
      ]
      offset = end
    }
    var text = Array(JSONValue.object(object).text().utf8)
    while !text.count.isMultiple(of: 8) { text.append(UInt8(ascii: " ")) }
    let length = UInt64(text.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + text
  }

  /// The list of a folder of several files.
  func index(fileNames: [String]) -> JSONValue {
    var map = JSONObject()
    for (index, tensor) in tensors.enumerated() { map[tensor.name] = .string(fileNames[shardOfTensor[index]]) }
    return ["metadata": ["total_size": .integer(totalBytes)], "weight_map": .object(map)]
  }
}
