/// Which tensor goes into which file at which place; all of it is known before a byte is written.
struct SafetensorsPlan {
  let tensors: [PlannedTensor.Checked]
  /// The number of the file of each tensor, rising.
  let shardOfTensor: [Int]
  private let metadata: [String: String]

  private var shardCount: Int { (shardOfTensor.last ?? 0) + 1 }

  init(
    _ tensors: [PlannedTensor], metadata: [String: String], maximumShardBytes: Int, path: String
  ) throws(ModelFileError) {
    let checked = try PlannedTensor.checked(tensors, path: path, reserved: SafetensorsHeader.metadataKey)
    var shardOfTensor: [Int] = []
    var shard = 0
    var shardBytes = 0
    for tensor in checked {
      if shardBytes > 0, tensor.byteCount > maximumShardBytes - min(shardBytes, maximumShardBytes) {
        shard += 1
        shardBytes = 0
      }
      shardOfTensor.append(shard)
      shardBytes += tensor.byteCount
    }
    self.tensors = checked
    self.shardOfTensor = shardOfTensor
    self.metadata = metadata
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
    for (index, checked) in tensors.enumerated() where shardOfTensor[index] == shard {
      let end = offset + checked.byteCount
      object[checked.tensor.name] = [
        "dtype": .string(checked.tensor.storage.rawValue),
        "shape": .array(checked.tensor.shape.map { .integer($0) }),
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
    var totalBytes = 0
    for (index, checked) in tensors.enumerated() {
      map[checked.tensor.name] = .string(fileNames[shardOfTensor[index]])
      totalBytes += checked.byteCount
    }
    return ["metadata": ["total_size": .integer(totalBytes)], "weight_map": .object(map)]
  }
}
