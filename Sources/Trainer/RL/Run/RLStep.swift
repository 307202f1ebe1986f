internal import TrainingRuns

/// What all updates of a step came to.
struct RLStepSummary: Sendable {
  var loss = LossSummary()
  /// Losses of the updates, summed.
  var lossSum = 0.0
  var gradientNorms: [Double] = []
  var updates = 0
  var skipped = 0
  /// Mean over the answers' tokens, before the first update.
  var entropy: Double?
  var mismatch: Double?
  var learningRate: Double?
  var scoreTokens = 0
  var scoreSeconds = 0.0
  var trainTokens = 0
  var trainSeconds = 0.0
}

extension RLStepper {
  /// Scores a batch and learns from it.
  ///
  /// - Parameters:
  ///   - rate: the learning rate of the step's n-th update, from 0.
  ///   - randomKey: likewise.
  ///   - onUpdate: whether an update was skipped; may stop the step by throwing.
  func step(
    _ batch: LearningBatch, epochs: Int, recomputes: Bool, rate: (Int) -> Double, randomKey: (Int) -> UInt64,
    onUpdate: (Bool) throws -> Void
  ) throws -> RLStepSummary {
    var summary = RLStepSummary()
    guard !batch.updates.isEmpty else { return summary }
    let clock = ContinuousClock()
    let start = clock.now
    var batch = batch
    var old = batch.rolloutLogProbabilities
    if recomputes || batch.awaitsValues {
      let scores = score(batch, with: pass)
      summary.scoreTokens += scores.tokens
      if batch.awaitsValues { try batch.take(values: scores.values) }
      if recomputes {
        old = scores.logProbabilities
        summary.entropy = Self.mean(scores.entropies)
        summary.mismatch =
          LogProbabilityMismatch(old: old, rollout: batch.rolloutLogProbabilities, mask: batch.rows.mask)?.mean
      }
    }
    let reference = reference.map { score(batch, with: $0) }
    summary.scoreTokens += reference?.tokens ?? 0
    let scored = clock.now
    summary.scoreSeconds = (scored - start).seconds
    for epoch in 0..<epochs {
      for (place, rows) in batch.updates.enumerated() {
        let number = epoch * batch.updates.count + place
        let update = try update(
          batch, rows: rows, old: old, referenceScores: reference?.logProbabilities, randomKey: randomKey(number),
          learningRate: rate(number))
        if number == 0, !recomputes {
          let tokens = batch.rows.layout.tokens(of: rows)
          summary.entropy = Self.mean(update.entropies)
          summary.mismatch =
            LogProbabilityMismatch(
              old: update.logProbabilities, rollout: Array(batch.rolloutLogProbabilities[tokens]),
              mask: Array(batch.rows.mask[tokens]))?.mean
        }
        summary.add(update.summary, norm: update.gradientNorm, isSkipped: update.isSkipped)
        summary.trainTokens += update.tokens
        summary.learningRate = rate(number)
        try onUpdate(update.isSkipped)
      }
    }
    summary.trainSeconds = (clock.now - scored).seconds
    return summary
  }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}

extension RLStepSummary {
  fileprivate mutating func add(_ summary: LossSummary, norm: Double, isSkipped: Bool) {
    loss += summary
    lossSum += summary.loss
    gradientNorms.append(norm)
    updates += 1
    if isSkipped { skipped += 1 }
  }

  /// Writes the numbers of the updates into a row.
  func fill(_ row: inout StepMetrics, needsReference: Bool) {
    row.learningRate = learningRate
    guard updates > 0 else { return }
    row.loss = lossSum / Double(updates)
    row.entropy = entropy
    row.klOld = loss.divergenceFromOld
    row.klReference = needsReference ? loss.terms[RLMethod.referenceTerm].map { $0 / Double(updates) } : nil
    row.clipFraction = StepMetrics.BySide(loss.clip.fractions)
    row.clipGradientShare = StepMetrics.BySide(loss.clip.gradientShares)
    row.gradientNorm = gradientNorms.reduce(0, +) / Double(updates)
    row.logProbMismatch = mismatch
    row.timeSeconds.score = scoreSeconds
    row.timeSeconds.train = trainSeconds
    row.tokensPerSecond.score = scoreTokens > 0 && scoreSeconds > 0 ? Double(scoreTokens) / scoreSeconds : nil
    row.tokensPerSecond.train = trainSeconds > 0 ? Double(trainTokens) / trainSeconds : nil
  }
}

extension StepMetrics.BySide {
  init(_ cells: ClipCells?) {
    self.init(
      positiveHigh: cells?.positiveHigh, positiveLow: cells?.positiveLow, negativeHigh: cells?.negativeHigh,
      negativeLow: cells?.negativeLow)
  }
}
