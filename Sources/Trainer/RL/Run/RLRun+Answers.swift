internal import Foundation
internal import TrainingRuns

/// A step's answers, judged.
struct StepAnswers {
  /// Rows of the data, by prompt index.
  var rows: [Int]
  var prompts: [[Int32]]
  var records: [RolloutRecord]
  /// Where the data goes on.
  var cursor: DataOrder.Cursor
  /// `nil` for answers that were read from the journal.
  var rolloutSeconds: Double?
  var rewardSeconds: Double?
  var start: ContinuousClock.Instant
}

extension RLRun {
  enum Answers {
    case judged(StepAnswers)
    case stopped
    /// The judge failed; nothing of the step is kept.
    case failed(String)
  }

  /// The next prompts with their answers: of the journal where the step was judged before, else new ones, journalled.
  func answers() throws -> Answers {
    let start = core.clock.now
    let settings = configuration.rl
    var cursor = core.state.cursor
    let rows = (0..<settings.promptsPerStep).compactMap { _ in
      cursor.next(count: sources.prompts.count, seed: configuration.seed)
    }
    cursor.advance(0, count: sources.prompts.count)
    let step = core.state.step + 1
    let prompts = rows.map { sources.prompts.tokens[$0] }
    let journal = RolloutJournal(file: core.folder.rollouts(step: step))
    let header = header(step: step, prompts: prompts)
    if let records = journal.read(header) {
      return .judged(
        StepAnswers(rows: rows, prompts: prompts, records: records, cursor: cursor, start: start))
    }
    let requests = RolloutRequest.all(
      prompts, rollouts: settings.rollouts, step: step, maximumNewTokens: configuration.sampling.maximumNewTokens)
    let records = rows.map { sources.prompts.records[$0] }
    let (collector, sampling, seed, stop) = (collector, configuration.sampling, configuration.seed, sources.stop)
    let isStopping = core.surroundings.isStopping
    let collection: RolloutCollector.Collection?
    do {
      collection = try Waiting.for {
        try await collector.collect(
          requests, prompts: records, sampling: sampling, seed: seed, stop: stop, isStopping: isStopping)
      }
    } catch let error as RewardSourceGone {
      return .failed(error.description)
    }
    guard let collection else { return .stopped }
    let judged = zip(collection.rollouts, collection.rewards).map { rollout, reward in
      RolloutRecord(
        rollout, row: rows[rollout.promptIndex], prompt: records[rollout.promptIndex], reward: reward)
    }
    if let cause = tooManyFaults(judged) { return .failed(cause) }
    try journal.write(header, judged)
    return .judged(
      StepAnswers(
        rows: rows, prompts: prompts, records: judged, cursor: cursor, rolloutSeconds: collection.rolloutSeconds,
        rewardSeconds: collection.rewardSeconds, start: start))
  }

  /// Words for the user where the judge failed on more answers than it may.
  private func tooManyFaults(_ records: [RolloutRecord]) -> String? {
    let faults = records.filter { $0.reward == nil }
    let most = configuration.reward.maximumFaultShare
    guard Double(faults.count) > most * Double(records.count), let first = faults.first else { return nil }
    return "the judge failed on \(faults.count) of \(records.count) answers of step \(core.state.step + 1), more than "
      + "reward.max_fault_share (\(most)) allows; the first: \(first.verdict)"
  }

  private func header(step: Int, prompts: [[Int32]]) -> RolloutJournal.Header {
    var weights = Fingerprint()
    weights.add(stepper.model.weights)
    var settings = Fingerprint()
    settings.add(configuration.seed)
    for prompt in prompts { settings.add(prompt) }
    var relevant = RunConfiguration()
    relevant.sampling = configuration.sampling
    relevant.reward = configuration.reward
    relevant.rl.preset = configuration.rl.preset
    relevant.rl.rollouts = configuration.rl.rollouts
    settings.add(relevant.yaml)
    return RolloutJournal.Header(
      step: step, weights: weights.text, settings: settings.text, answers: prompts.count * configuration.rl.rollouts)
  }
}
