internal import ModelFiles

/// The numbers of reinforcement learning: from answers with advantages to updates of the weights.
///
/// A step scores its answers under the weights that wrote them, then does `epochs` rounds of updates. Scoring goes over
/// the same micro-batches as the updates, so that the first update's ratio is exactly 1. Losses are averaged over an
/// update's answers, however they are split into micro-batches.
final class RLStepper<S: Scalar>: ModelStepper {
  let model: DecoderModel<S>
  let optimiser: Optimiser<S>
  let pass: TrainingPass<S>
  let gradients: ParameterBuffer<S>
  let loss: PolicyLoss
  /// The model that does not learn; `nil` where the loss does not look at it.
  let reference: TrainingPass<S>?
  /// Whether the model learns, or its value head alone.
  var learnsPolicy = true
  /// `nil` where advantages need no values.
  let valueHead: ValueHead<S>?
  /// Of the step.
  var temperature: S
  /// Tokens of a forward pass.
  let microBatchTokens: Int
  /// Called before each update, for tests that plant faults.
  var onGradients: (ParameterBuffer<S>) -> Void = { _ in }
  /// Called with each part of a mini-batch and what the loss said of it, for tests.
  var onPart: (PolicyBatch, LossResult) -> Void = { _, _ in }

  init(
    _ model: DecoderModel<S>, reference: DecoderModel<S>?, loss: PolicyLoss, hasValues: Bool = false, settings: AdamW,
    temperature: Double, microBatchTokens: Int, capacity: Int, threads: Int, checkpointing: Bool
  ) {
    self.model = model
    self.loss = loss
    self.temperature = S(temperature)
    self.microBatchTokens = microBatchTokens
    optimiser = Optimiser(settings, count: model.layout.count)
    gradients = ParameterBuffer(model.layout)
    pass = TrainingPass(model, capacity: capacity, threads: threads, checkpointing: checkpointing)
    valueHead = hasValues ? ValueHead(hiddenSize: model.shape.hiddenSize, settings: settings) : nil
    pass.valueHead = valueHead
    self.reference = reference.map {
      TrainingPass($0, capacity: capacity, threads: threads, checkpointing: true)
    }
  }

  /// Of the answers' tokens, in the batch's flat order.
  struct Scores: Sendable, Hashable {
    var logProbabilities: [Double] = []
    var entropies: [Double] = []
    /// Of a value head; empty without.
    var values: [Double] = []
    /// Tokens that passed through the model.
    var tokens = 0
  }

  /// Log-probabilities and entropies of all answers, without gradient.
  func score(_ batch: LearningBatch, with pass: TrainingPass<S>) -> Scores {
    var scores = Scores()
    for rows in batch.updates.flatMap({ microBatches(batch, $0) }) {
      let sequences = Array(batch.sequences[rows])
      let packed = PackedBatch(sequences.map(\.tokens))
      let found = pass.statistics(packed, targets: sequences.flatMap(\.targets), temperature: temperature)
      let places = Self.answerPlaces(sequences)
      scores.logProbabilities += places.map { Double(found.logProbabilities[$0]) }
      scores.entropies += places.map { Double(found.entropies[$0]) }
      if let values = found.values { scores.values += places.map { Double(values[$0]) } }
      scores.tokens += packed.count
    }
    return scores
  }

  /// What an update did.
  struct Update: Sendable, Hashable {
    var summary = LossSummary()
    /// Of the policy before this update, in the order of the update's tokens.
    var logProbabilities: [Double] = []
    var entropies: [Double] = []
    var gradientNorm = 0.0
    /// Whether a number was not finite, so that nothing was changed.
    var isSkipped = false
    /// Tokens that passed through the model.
    var tokens = 0
  }

  /// One update.
  ///
  /// - Parameters:
  ///   - rows: those of the update.
  ///   - old: log π_old, [tokens] of the whole batch.
  ///   - referenceScores: log π_ref, likewise.
  ///   - randomKey: what the loss's random choices follow from.
  func update(
    _ batch: LearningBatch, rows: Range<Int>, old: [Double], referenceScores: [Double]?, randomKey: UInt64,
    learningRate: Double
  ) throws(RLMathError) -> Update {
    var mini = try batch.policyBatch(rows, old: old, reference: referenceScores)
    mini.randomKey = randomKey
    gradients.fillWithZeros(pool: pass.pool)
    valueHead?.gradients.fill(0)
    var update =
      loss.scope == .miniBatch
      ? try wholeGradient(batch, rows, &mini) : try gradient(batch, rows, mini)
    onGradients(gradients)
    guard update.summary.loss.isFinite, valueHead.map({ Kernels.sumOfSquares($0.gradients).isFinite }) != false else {
      update.isSkipped = true
      update.gradientNorm = Kernels.norm(gradients.all, pool: pass.pool)
      return update
    }
    guard learnsPolicy else {
      if let valueHead {
        let step = valueHead.optimiser.step(
          valueHead.parameters, gradients: valueHead.gradients, learningRate: learningRate, pool: pass.pool)
        (update.gradientNorm, update.isSkipped) = (step.gradientNorm, step.isSkipped)
      }
      return update
    }
    let step = optimiser.step(
      model.weights.all, gradients: gradients.all, learningRate: learningRate, pool: pass.pool)
    if let valueHead, !step.isSkipped {
      _ = valueHead.optimiser.step(
        valueHead.parameters, gradients: valueHead.gradients, learningRate: learningRate, pool: pass.pool)
    }
    update.gradientNorm = step.gradientNorm
    update.isSkipped = step.isSkipped
    return update
  }

  /// Micro-batches one by one: the loss of each needs no other.
  private func gradient(
    _ batch: LearningBatch, _ rows: Range<Int>, _ mini: PolicyBatch
  ) throws(RLMathError) -> Update {
    var update = Update()
    let weights = try loss.weights(for: mini)
    for micro in microBatches(batch, rows) {
      let sequences = Array(batch.sequences[micro])
      let packed = PackedBatch(sequences.map(\.tokens))
      let places = Self.answerPlaces(sequences)
      let own = micro.lowerBound - rows.lowerBound..<micro.upperBound - rows.lowerBound
      var part = mini.rows(own)
      var failure: RLMathError?
      _ = pass.accumulate(
        packed, targets: sequences.flatMap(\.targets), temperature: temperature, into: gradients
      ) { found in
        part.logProbabilities = places.map { Double(found.logProbabilities[$0]) }
        part.entropies = places.map { Double(found.entropies[$0]) }
        part.values = found.values.map { values in places.map { Double(values[$0]) } }
        do throws(RLMathError) {
          let result = try loss.evaluate(part, weights: weights.rows(own))
          update.summary += result.summary
          onPart(part, result)
          return Self.spread(result, places, count: packed.count)
        } catch {
          failure = error
          return TokenGradients(byLogProbability: Array(repeating: 0, count: packed.count))
        }
      }
      if let failure { throw failure }
      update.logProbabilities += part.logProbabilities
      update.entropies += part.entropies ?? []
      update.tokens += packed.count
    }
    return update
  }

  /// The whole mini-batch is looked at first, without gradient, since the loss compares its tokens.
  private func wholeGradient(
    _ batch: LearningBatch, _ rows: Range<Int>, _ mini: inout PolicyBatch
  ) throws(RLMathError) -> Update {
    var update = Update()
    let micros = microBatches(batch, rows)
    var values: [Double] = []
    for micro in micros {
      let sequences = Array(batch.sequences[micro])
      let found = pass.statistics(
        PackedBatch(sequences.map(\.tokens)), targets: sequences.flatMap(\.targets), temperature: temperature)
      let places = Self.answerPlaces(sequences)
      update.logProbabilities += places.map { Double(found.logProbabilities[$0]) }
      update.entropies += places.map { Double(found.entropies[$0]) }
      if let found = found.values { values += places.map { Double(found[$0]) } }
    }
    mini.values = valueHead == nil ? nil : values
    mini.logProbabilities = update.logProbabilities
    mini.entropies = update.entropies
    let result = try loss.evaluate(mini)
    update.summary = result.summary
    onPart(mini, result)
    for micro in micros {
      let sequences = Array(batch.sequences[micro])
      let packed = PackedBatch(sequences.map(\.tokens))
      let tokens = mini.layout.tokens(
        of: micro.lowerBound - rows.lowerBound..<micro.upperBound - rows.lowerBound)
      var part = result
      part.byLogProbability = Array(result.byLogProbability[tokens])
      part.byEntropy = result.byEntropy.map { Array($0[tokens]) }
      part.byValue = result.byValue.map { Array($0[tokens]) }
      _ = pass.accumulate(
        packed, targets: sequences.flatMap(\.targets), temperature: temperature, into: gradients,
        derivatives: Self.spread(part, Self.answerPlaces(sequences), count: packed.count))
      update.tokens += packed.count
    }
    return update
  }

  private func microBatches(_ batch: LearningBatch, _ rows: Range<Int>) -> [Range<Int>] {
    AnswerSequence.microBatches(batch.sequences[rows], capacity: microBatchTokens)
  }

  /// Where the answers' tokens stand among those of all sequences.
  private static func answerPlaces(_ sequences: [AnswerSequence]) -> [Int] {
    var start = 0
    return sequences.flatMap { sequence in
      defer { start += sequence.tokens.count }
      return sequence.answer.map { start + $0 }
    }
  }

  /// Derivatives of the answers' tokens, among zeros for those of prompts.
  private static func spread(_ result: LossResult, _ places: [Int], count: Int) -> TokenGradients<S> {
    func spread(_ values: [Double]) -> [S] {
      var all = [S](repeating: 0, count: count)
      for (place, value) in zip(places, values) { all[place] = S(value) }
      return all
    }
    return TokenGradients(
      byLogProbability: spread(result.byLogProbability), byEntropy: result.byEntropy.map(spread),
      byValue: result.byValue.map(spread))
  }

  /// What is not finite, in words.
  var nonFinitePlace: String {
    if let valueHead, !valueHead.isFinite { return "the value head" }
    return nonFiniteWeights ?? nonFiniteGradient ?? "the loss"
  }

  var isFinite: Bool { isModelFinite && valueHead?.isFinite != false }

  func writeState(toFolder folder: String) throws(ModelFileError) {
    try optimiser.writeMoments(toFolder: folder)
    try valueHead?.write(toFolder: folder)
  }

  func readState(fromFolder folder: String, updates: Int) throws(ModelFileError) {
    try optimiser.readMoments(fromFolder: folder)
    try valueHead?.read(fromFolder: folder)
    optimiser.updates = updates
    valueHead?.optimiser.updates = updates
  }
}
