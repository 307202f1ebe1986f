/// A container of named tensors: a safetensors file, a folder of them, or a GGUF file.
///
/// Everything that it says of a tensor was checked against the size of the file when it was opened.
///
/// ```swift
/// let file: any TensorFile = try SafetensorsFile(path: "model.safetensors")
/// let weights = try file.floats("model.norm.weight")
/// ```
public protocol TensorFile: Sendable {
  var tensors: TensorCollection { get }
}

extension TensorFile {
  /// The file, or the folder of several.
  public var path: String { tensors.path }

  /// The names of all tensors in the order of the file.
  public var names: [String] { tensors.descriptions.map(\.name) }

  /// What the file says of a tensor, or nil where it has none of that name.
  public func description(of name: String) -> TensorDescription? { tensors[name] }

  /// The shape of a tensor, outermost dimension first, or nil where there is none of that name.
  public func shape(of name: String) -> [Int]? { tensors[name]?.shape }

  /// Reads a whole tensor as floats or doubles.
  ///
  /// Beyond the target it takes less than 1 MiB of memory. Values that were stored quantised or in half precision are
  /// decoded in float arithmetic, in ggml's order, and then widened; 64-bit values are rounded to the nearest float.
  /// - Parameter target: as many numbers as the tensor has elements, in row-major order.
  /// - Throws: `ModelFileError`: no such tensor, a target of another size, a number format that is not supported
  ///   (`TensorStorage` has those that are), or a file that can no longer be read.
  public func read<Scalar: TensorScalar>(
    _ name: String, into target: UnsafeMutableBufferPointer<Scalar>
  ) throws(ModelFileError) {
    let tensor = try tensors.tensor(name)
    try tensor.read(0..<tensor.description.elementCount, into: target)
  }

  /// Reads a run of a tensor's elements; its bounds are multiples of the number format's `blockElements`.
  public func read<Scalar: TensorScalar>(
    _ name: String, elements: Range<Int>, into target: UnsafeMutableBufferPointer<Scalar>
  ) throws(ModelFileError) {
    try tensors.tensor(name).read(elements, into: target)
  }

  /// A whole tensor as an array of floats.
  public func floats(_ name: String) throws(ModelFileError) -> [Float] { try values(name) }

  /// A whole tensor as an array of doubles.
  public func doubles(_ name: String) throws(ModelFileError) -> [Double] { try values(name) }

  private func values<Scalar: TensorScalar>(_ name: String) throws(ModelFileError) -> [Scalar] {
    let tensor = try tensors.tensor(name)
    // Refuse what cannot be decoded before memory is taken for it.
    _ = try tensor.storage()
    return try [Scalar](count: tensor.description.elementCount) { target throws(ModelFileError) in
      try read(name, into: target)
    }
  }
}

extension Array where Element: TensorScalar {
  /// An array that a function fills through its memory.
  init(
    count: Int, filling fill: (UnsafeMutableBufferPointer<Element>) throws(ModelFileError) -> Void
  ) throws(ModelFileError) {
    self.init(repeating: 0, count: count)
    let failure = withUnsafeMutableBufferPointer { target -> ModelFileError? in
      do throws(ModelFileError) {
        try fill(target)
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }
}
