internal import ModelFiles
internal import TrainingRuns

/// What steps of any kind change: a model with its optimiser.
protocol ModelStepper<S> {
  associatedtype S: Scalar
  var model: DecoderModel<S> { get }
  var optimiser: Optimiser<S> { get }
  var gradients: ParameterBuffer<S> { get }
  var pass: TrainingPass<S> { get }
  /// Whether all that is learned is sound, so that a run can go on from it.
  var isFinite: Bool { get }

  /// What a run has to know to go on, beside the weights and its own state.
  func writeState(toFolder folder: String) throws(ModelFileError)
  /// - Parameter updates: of the optimiser so far.
  func readState(fromFolder folder: String, updates: Int) throws(ModelFileError)
}

extension ModelStepper {
  /// Takes up the optimiser's moments where a run goes on.
  func restore(_ checkpoint: Checkpoint?, updates: Int) throws(ModelFileError) {
    guard let checkpoint else { return }
    try readState(fromFolder: "\(checkpoint.path)/\(RunState.folderName)", updates: updates)
  }

  func writeState(toFolder folder: String) throws(ModelFileError) { try optimiser.writeMoments(toFolder: folder) }

  func readState(fromFolder folder: String, updates: Int) throws(ModelFileError) {
    try optimiser.readMoments(fromFolder: folder)
    optimiser.updates = updates
  }

  var isFinite: Bool { isModelFinite }

  /// Weights and moments.
  var isModelFinite: Bool {
    [model.weights.all, optimiser.firstMoments, optimiser.secondMoments].allSatisfy {
      Kernels.norm($0, pool: pass.pool).isFinite
    }
  }

  /// The first of weights and moments that has NaN or infinity, in words.
  var nonFiniteWeights: String? {
    if let name = firstNonFinite(model.weights.all) { return "the weights of \(name)" }
    for moments in [optimiser.firstMoments, optimiser.secondMoments] {
      if let name = firstNonFinite(moments) { return "the optimiser's moments of \(name)" }
    }
    return nil
  }

  /// Of gradients, likewise, or the largest where its square is endless.
  var nonFiniteGradient: String? {
    if let name = firstNonFinite(gradients.all) { return "the gradient of \(name)" }
    let norms = model.layout.parameters.map { Kernels.norm(gradients.matrix($0), pool: pass.pool) }
    let whole = Kernels.norm(gradients.all, pool: pass.pool)
    guard !S.square(whole * optimiser.scale(whole)).isFinite else { return nil }
    return zip(model.layout.parameters, norms).max { $0.1 < $1.1 }.map { "the square of the gradient of \($0.0.name)" }
  }

  private func firstNonFinite(_ values: Matrix<S>) -> String? {
    model.layout.parameters.first {
      !Kernels.sumOfSquares(values.columns($0.offset..<$0.offset + $0.count)).isFinite
    }?.name
  }
}
