/// The numbers of supervised fine-tuning: a step is a forward and backward pass over some rows, and one update.
///
/// The loss is the mean negative log-likelihood of all learned tokens of the step, however they are split into passes.
public final class SFTStepper<S: Scalar>: ModelStepper {
  /// What a step did.
  public struct Result: Sendable, Hashable {
    /// The mean negative log-likelihood a token, before the update; `nil` where there is nothing to learn.
    public var loss: Double?
    /// The mean entropy of the predictions of learned tokens, in nats; `nil` as the loss.
    public var entropy: Double?
    public var gradientNorm: Double
    /// Whether a number was not finite, so that nothing was changed.
    public var isSkipped: Bool
    public var tokens: Int
    public var lossTokens: Int
  }

  public let model: DecoderModel<S>
  public let optimiser: Optimiser<S>
  let pass: TrainingPass<S>
  let gradients: ParameterBuffer<S>
  let plan: BatchPlan
  /// Called before the update, for tests that plant faults.
  var onGradients: (ParameterBuffer<S>) -> Void = { _ in }

  /// - Parameters:
  ///   - capacity: tokens of a forward pass, at least those of the longest row.
  init(
    _ model: DecoderModel<S>, settings: AdamW, plan: BatchPlan, capacity: Int, threads: Int, checkpointing: Bool
  ) {
    self.model = model
    self.plan = plan
    optimiser = Optimiser(settings, count: model.layout.count)
    gradients = ParameterBuffer(model.layout)
    pass = TrainingPass(model, capacity: capacity, threads: threads, checkpointing: checkpointing)
  }

  /// One update; none where the rows have nothing to learn.
  public func step(_ rows: [TokenizedRow], learningRate: Double) -> Result {
    let lossTokens = rows.reduce(0) { $0 + $1.lossTokens }
    var result = Result(
      gradientNorm: 0, isSkipped: false, tokens: rows.reduce(0) { $0 + $1.tokens.count }, lossTokens: lossTokens)
    guard lossTokens > 0 else { return result }
    gradients.fillWithZeros(pool: pass.pool)
    var (loss, entropy) = (0.0, 0.0)
    for rows in passes(of: rows) {
      let targets = rows.flatMap(\.targets)
      let weight = -1 / S(lossTokens)
      let statistics = pass.accumulate(
        PackedBatch(rows.map(\.tokens)), targets: targets, into: gradients,
        derivatives: TokenGradients(byLogProbability: targets.map { $0 < 0 ? 0 : weight }))
      for (token, target) in targets.enumerated() where target >= 0 {
        loss -= Double(statistics.logProbabilities[token])
        entropy += Double(statistics.entropies[token])
      }
    }
    onGradients(gradients)
    (loss, entropy) = (loss / Double(lossTokens), entropy / Double(lossTokens))
    (result.loss, result.entropy) = (loss, entropy)
    guard loss.isFinite else {
      result.isSkipped = true
      result.gradientNorm = Kernels.norm(gradients.all, pool: pass.pool)
      return result
    }
    let update = optimiser.step(
      model.weights.all, gradients: gradients.all, learningRate: learningRate, pool: pass.pool)
    result.gradientNorm = update.gradientNorm
    result.isSkipped = update.isSkipped
    return result
  }

  /// The sum of the negative log-likelihoods of some rows, and the tokens that it is over; nothing changes.
  public func evaluate(_ rows: [TokenizedRow]) -> (sum: Double, tokens: Int) {
    var sum = 0.0
    for rows in passes(of: rows) {
      let targets = rows.flatMap(\.targets)
      let statistics = pass.statistics(PackedBatch(rows.map(\.tokens)), targets: targets)
      sum -= statistics.logProbabilities.reduce(0.0) { $0 + Double($1) }
    }
    return (sum, rows.reduce(0) { $0 + $1.lossTokens })
  }

  private func passes(of rows: [TokenizedRow]) -> [[TokenizedRow]] {
    plan.microBatches(rows.map(\.tokens.count)).map { $0.map { rows[$0] } }
  }

  /// What is not finite, in words: the first of weights, moments, hidden states and gradients that has NaN or infinity.
  func nonFinitePlace(_ rows: [TokenizedRow]) -> String {
    if let place = nonFiniteWeights { return place }
    for rows in passes(of: rows) {
      if let place = pass.firstNonFinitePlace(PackedBatch(rows.map(\.tokens))) { return place }
    }
    return nonFiniteGradient ?? "the loss"
  }
}

extension TrainingPass {
  /// Where hidden states or logits stop being finite, in words; `nil` where they are to the end.
  func firstNonFinitePlace(_ batch: PackedBatch) -> String? {
    guard batch.count > 0 else { return nil }
    let found = statistics(batch, targets: batch.tokens.map { _ in -1 })
    for (index, stream) in streams.enumerated() {
      let rows = stream.rows(0..<batch.count)
      if !Kernels.sumOfSquares(rows).isFinite {
        return index == 0 ? "the embeddings of the tokens" : "the result of layer \(index - 1)"
      }
    }
    return found.entropies.allSatisfy(\.isFinite) ? nil : "the logits"
  }
}
