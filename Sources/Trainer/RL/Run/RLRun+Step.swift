internal import Foundation
internal import TrainingRuns

extension RLRun {
  /// Learns from a step's answers, and records what came of it.
  func step(_ answers: StepAnswers) throws -> StepMetrics {
    let settings = configuration.rl
    var records = answers.learned
    onAnswers(&records)
    feedback.observe(answers.outcome(epoch: answers.cursor.epoch))
    var method = sources.method
    method.overlong = answers.plan.overlong
    let batch = try LearningBatch(
      records, prompts: answers.prompts, method: method, promptsPerUpdate: settings.miniBatchPrompts,
      weights: answers.groups.mapValues { feedback.weight(row: $0.row) })
    stepper.temperature = Float(answers.plan.temperature)
    stepper.learnsPolicy = answers.plan.learnsPolicy
    let planned = core.state.step * settings.updatesPerStep
    let (seed, number) = (configuration.seed, UInt64(core.state.step))
    let summary = try stepper.step(
      batch, epochs: settings.epochs, recomputes: sources.method.recomputesOldLogProbabilities,
      rate: { schedule.rate(at: planned + min($0, settings.updatesPerStep - 1)) },
      randomKey: { update in
        CounterRandom(seed: seed, stream: 0x7570_6461, number, UInt64(update)).words(at: 0).0
      },
      onUpdate: { isSkipped in
        core.state.skipped += isSkipped ? 1 : 0
        core.state.skippedInARow = isSkipped ? core.state.skippedInARow + 1 : 0
        if isSkipped, core.state.skippedInARow >= configuration.sft.maximumSkippedSteps { throw notFinite }
      })
    core.state.step += 1
    core.state.updates = stepper.optimiser.updates
    core.state.valueUpdates = stepper.valueHead?.optimiser.updates
    core.state.cursor = answers.cursor
    pool = answers.pool
    var row = StepMetrics(step: core.state.step, phase: .rl)
    row.fill(answers.records.filter { !$0.isUnfinished })
    row.groups = batch.groups
    summary.fill(&row, needsReference: sources.method.needsReference)
    row.learningRate = row.learningRate ?? schedule.rate(at: planned)
    row.skipped = core.state.skipped
    row.tokens = batch.learnedTokens
    row.timeSeconds.rollout = answers.rolloutSeconds
    row.timeSeconds.reward = answers.rewardSeconds
    row.method = answers.metrics(remembers: !feedback.stages.isEmpty)
    let written = answers.records.reduce(0) { $0 + $1.ids.count - ($1.earlierTokens ?? 0) }
    row.tokensPerSecond.rollout = answers.rolloutSeconds.flatMap { $0 > 0 ? Double(written) / $0 : nil }
    row.peakResidentBytes = ProcessMemory.peakResidentBytes()
    row.timeSeconds.other = max(0, (core.clock.now - answers.start).seconds - row.timeSeconds.total)
    try core.record(row)
    if summary.loss.guardedTokens > 0 {
      core.surroundings.say(
        "step \(row.step): \(summary.loss.guardedTokens) tokens had log-probabilities that were not finite or ratios that "
          + "were out of range (log ratio beyond ±20): held, they taught little or nothing")
    }
    return row
  }
}

extension StepAnswers {
  /// What stages that remember are told: of groups that are done, by the answers that were judged.
  func outcome(epoch: Int) -> StepOutcome {
    let judged = Dictionary(grouping: records.filter { $0.reward != nil && !$0.isUnfinished }, by: \.promptIndex)
    let logarithms = records.flatMap { $0.logProbabilities.dropFirst($0.earlierTokens ?? 0) }
    return StepOutcome(
      epoch: epoch,
      groups: judged.keys.sorted().compactMap { slot in
        guard let group = groups[slot], let answers = judged[slot] else { return nil }
        return StepOutcome.Group(
          row: group.row, judged: answers.count, correct: answers.count(where: \.isCorrect), isGuided: group.isGuided)
      },
      entropy: logarithms.isEmpty ? nil : -logarithms.reduce(0, +) / Double(logarithms.count))
  }

  func metrics(remembers: Bool) -> StepMetrics.MethodNumbers {
    StepMetrics.MethodNumbers(
      temperature: remembers ? plan.temperature : nil,
      guided: remembers ? groups.values.count(where: \.isGuided) : nil,
      unfinished: plan.windowTokens == nil ? nil : pool.unfinished)
  }
}

extension StepMetrics {
  /// What the answers tell by themselves. Rewards are those of the judge, before any penalty; faults have none.
  mutating func fill(_ records: [RolloutRecord]) {
    let rewards = records.compactMap(\.reward)
    faults = records.count - rewards.count
    if !rewards.isEmpty {
      let count = Double(rewards.count)
      let mean = rewards.reduce(0, +) / count
      rewardMean = mean
      rewardStandardDeviation = (rewards.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
      passRate = Double(records.count { $0.reward != nil && $0.isCorrect }) / count
    }
    guard !records.isEmpty else { return }
    let lengths = records.map(\.ids.count)
    responseLength = ResponseLength(
      mean: Double(lengths.reduce(0, +)) / Double(lengths.count), maximum: lengths.max(),
      truncated: Double(records.count(where: \.isTruncated)) / Double(records.count))
  }
}

extension RLSettings {
  /// Updates of a step whose groups are all kept.
  var updatesPerStep: Int { promptsPerStep / miniBatchPrompts * epochs }
}
