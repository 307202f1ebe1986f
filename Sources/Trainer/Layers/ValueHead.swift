internal import ModelFiles

/// V(s) of each token: a row of weights and a bias over the last norm's result, learned along with the model for
/// advantages that need it (GAE). It begins at 0, is no part of the model's files, and has an optimiser of its own, so that
/// its gradient's norm does not cut the model's.
final class ValueHead<S: Scalar> {
  let optimiser: Optimiser<S>
  /// [1 × hidden + 1]; the bias comes last.
  let parameters: Matrix<S>
  let gradients: Matrix<S>
  private let hiddenSize: Int

  init(hiddenSize: Int, settings: AdamW) {
    self.hiddenSize = hiddenSize
    optimiser = Optimiser(settings, count: hiddenSize + 1)
    parameters = Matrix(count: hiddenSize + 1)
    gradients = Matrix(count: hiddenSize + 1)
  }

  /// - Parameter hidden: [tokens × hidden].
  /// - Returns: [tokens].
  func values(_ hidden: Matrix<S>) -> [S] {
    let values = Matrix<S>(rows: hidden.rows, columns: 1)
    BLAS.multiplyMatrices(hidden, transposed: parameters.columns(0..<hiddenSize), into: values)
    return values.elements.map { $0 + parameters[hiddenSize] }
  }

  /// Adds to the gradients, and to that by `hidden`.
  ///
  /// - Parameter byValue: d(loss)/dV, [tokens].
  func backward(_ hidden: Matrix<S>, byValue: [S], addingTo dhidden: Matrix<S>) {
    let slopes = Matrix(copying: byValue)
    BLAS.multiply(row: slopes, hidden, into: gradients.columns(0..<hiddenSize), beta: 1)
    gradients[hiddenSize] += byValue.reduce(0, +)
    BLAS.multiply(
      slopes.reshaped(rows: byValue.count, columns: 1), parameters.columns(0..<hiddenSize), into: dhidden, beta: 1)
  }

  var isFinite: Bool {
    [parameters, optimiser.firstMoments, optimiser.secondMoments].allSatisfy { Kernels.sumOfSquares($0).isFinite }
  }

  // MARK: Files

  private static var fileName: String { "value_head.safetensors" }

  /// With the optimiser's moments.
  func write(toFolder folder: String) throws(ModelFileError) {
    let storage: TensorStorage = S.self == Double.self ? .float64 : .float32
    let tensors = [
      ("parameters", parameters), ("first", optimiser.firstMoments), ("second", optimiser.secondMoments),
    ]
    let writer = try SafetensorsWriter(
      file: "\(folder)/\(Self.fileName)",
      tensors: tensors.map { PlannedTensor(name: $0.0, shape: [hiddenSize + 1], storage: storage) })
    for (name, values) in tensors { try writer.write(name, from: UnsafeBufferPointer(values.elements)) }
    try writer.finish()
  }

  func read(fromFolder folder: String) throws(ModelFileError) {
    let file = try Safetensors(file: "\(folder)/\(Self.fileName)")
    try file.read("parameters", into: parameters.elements)
    try file.read("first", into: optimiser.firstMoments.elements)
    try file.read("second", into: optimiser.secondMoments.elements)
  }
}
