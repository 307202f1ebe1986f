/// What a file says of a tensor.
public struct TensorDescription: Hashable, Sendable {
  public let name: String
  /// Row-major, outermost dimension first, as PyTorch has it; empty for a single number.
  public let shape: [Int]
  /// The file's own name of the number format, such as `BF16` or `Q4_1`.
  public let storageName: String
  /// The number format, or nil where this library cannot read it.
  public let storage: TensorStorage?
  /// The product of the shape.
  public let elementCount: Int
  /// The size in the file in bytes.
  public let byteCount: Int
}

/// A tensor and where its bytes are. Whoever makes one has checked that the file has them.
struct StoredTensor: Sendable {
  let description: TensorDescription
  let reader: FileReader
  /// Where the bytes begin in the file.
  let offset: UInt64
}

/// The tensors of a file or of several that belong together, under unique names.
public struct TensorCollection: Sendable {
  /// The file, or the folder of several.
  public let path: String
  /// The tensors in the order of the file.
  public let descriptions: [TensorDescription]
  private let stored: [String: StoredTensor]

  init(path: String, stored: [StoredTensor]) throws(ModelFileError) {
    var table: [String: StoredTensor] = [:]
    for tensor in stored {
      guard table.updateValue(tensor, forKey: tensor.description.name) == nil else {
        throw ModelFileError(
          .malformed, path: tensor.reader.path, at: .tensor(tensor.description.name), "the tensor stands twice")
      }
    }
    self.path = path
    self.stored = table
    descriptions = stored.map(\.description)
  }

  public subscript(name: String) -> TensorDescription? { stored[name]?.description }

  func tensor(_ name: String) throws(ModelFileError) -> StoredTensor {
    guard let tensor = stored[name] else {
      throw ModelFileError(.missing, path: path, at: .tensor(name), "there is no such tensor")
    }
    return tensor
  }
}
