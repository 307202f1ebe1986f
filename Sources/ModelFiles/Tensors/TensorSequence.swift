/// A tensor that is to be written.
public struct PlannedTensor: Hashable, Sendable {
  public var name: String
  /// Row-major, outermost dimension first.
  public var shape: [Int]
  /// One of the plain formats.
  public var storage: TensorStorage

  public init(name: String, shape: [Int], storage: TensorStorage) {
    self.name = name
    self.shape = shape
    self.storage = storage
  }

  /// A tensor whose size is known to be possible.
  struct Checked {
    let tensor: PlannedTensor
    let elementCount: Int
    let byteCount: Int
  }

  /// Checks names, formats and sizes before a byte is written.
  /// - Parameter reserved: a name that no tensor may have.
  static func checked(
    _ tensors: [PlannedTensor], path: String, reserved: String? = nil
  ) throws(ModelFileError) -> [Checked] {
    var names: Set<String> = []
    var total = 0
    var checked: [Checked] = []
    for tensor in tensors {
      func wrong(_ code: ModelFileError.Code, _ problem: String) -> ModelFileError {
        ModelFileError(code, path: path, at: .tensor(tensor.name), problem)
      }
      guard names.insert(tensor.name).inserted, tensor.name != reserved else {
        throw wrong(.malformed, "the name is taken")
      }
      guard tensor.storage.isPlain else {
        throw wrong(.unsupported, "\(tensor.storage.rawValue) is not written, only F64, F32, F16 and BF16 are")
      }
      guard tensor.shape.allSatisfy({ $0 >= 0 }), let count = tensor.shape.checkedProduct(),
        let bytes = count.multiplied(by: tensor.storage.blockBytes), let sum = total.adding(bytes)
      else { throw wrong(.malformed, "shape \(tensor.shape) is not possible") }
      total = sum
      checked.append(Checked(tensor: tensor, elementCount: count, byteCount: bytes))
    }
    return checked
  }
}

/// Tensors that are written one after the other, each in one piece or in several: which is due, and how far it is.
struct TensorSequence {
  private let tensors: [PlannedTensor.Checked]
  private let path: String
  private var index = 0
  private var writtenElements = 0

  init(_ tensors: [PlannedTensor.Checked], path: String) {
    self.tensors = tensors
    self.path = path
    skipEmpty()
  }

  /// The number of the tensor that is due, or nil when all are written.
  var current: Int? { index < tensors.count ? index : nil }

  /// The tensor that the next elements belong to.
  /// - Throws: another one is due, or it does not have so many elements left.
  func accept(_ name: String, count: Int) throws(ModelFileError) -> PlannedTensor.Checked {
    guard let current, tensors[current].tensor.name == name else {
      let due = current.map { tensors[$0].tensor.name } ?? "none"
      throw ModelFileError(.mismatch, path: path, at: .tensor(name), "is written out of order, \(due) is due")
    }
    let tensor = tensors[current]
    guard count <= tensor.elementCount - writtenElements else {
      throw ModelFileError(
        .mismatch, path: path, at: .tensor(name),
        "shape \(tensor.tensor.shape) has \(tensor.elementCount) elements, \(writtenElements + count) were written")
    }
    return tensor
  }

  /// Notes that elements were written; whether they were the last of their tensor.
  mutating func completePiece(_ count: Int) -> Bool {
    writtenElements += count
    guard writtenElements == tensors[index].elementCount else { return false }
    index += 1
    writtenElements = 0
    skipEmpty()
    return true
  }

  func checkComplete() throws(ModelFileError) {
    guard let current else { return }
    throw ModelFileError(.missing, path: path, at: .tensor(tensors[current].tensor.name), "was not written")
  }

  /// Empty tensors need no bytes: they are done when their turn comes.
  private mutating func skipEmpty() {
    while index < tensors.count, tensors[index].elementCount == 0 { index += 1 }
  }
}

extension AtomicFile {
  /// Encodes and writes numbers, some 65,000 at a time.
  func write<Scalar: TensorScalar>(
    _ values: UnsafeBufferPointer<Scalar>, as storage: TensorStorage
  ) throws(ModelFileError) {
    guard !values.isEmpty else { return }
    let chunkElements = min(65_536, values.count)
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkElements * storage.blockBytes, alignment: 16)
    defer { chunk.deallocate() }
    for start in stride(from: 0, to: values.count, by: chunkElements) {
      let end = min(values.count, start + chunkElements)
      Scalar._encode(UnsafeBufferPointer(rebasing: values[start..<end]), as: storage, into: chunk)
      try write(UnsafeRawBufferPointer(rebasing: chunk[..<((end - start) * storage.blockBytes)]))
    }
  }
}

extension Array where Element: TensorScalar {
  /// Hands the array's memory to a function that writes it.
  func writing(
    _ body: (UnsafeBufferPointer<Element>) throws(ModelFileError) -> Void
  ) throws(ModelFileError) {
    let failure = withUnsafeBufferPointer { memory -> ModelFileError? in
      do throws(ModelFileError) {
        try body(memory)
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }
}
