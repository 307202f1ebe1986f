internal import Foundation
internal import Tokenizers
internal import TrainingRuns

/// A step's answers, judged.
struct StepAnswers {
  var plan: StepPlan
  /// Tokens by the prompt's place, with what was given of a solution.
  var prompts: [[Int32]]
  /// What was written in this step.
  var records: [RolloutRecord]
  /// Rows of the data, by the prompt's place, and whether something of a solution was given.
  var groups: [Int: (row: Int, isGuided: Bool)]
  /// What is learned from, by the prompt's place.
  var learned: [RolloutRecord]
  /// What waits for the next step.
  var pool: RolloutPool
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
    let plan = plan()
    var (cursor, pool) = (core.state.cursor, self.pool)
    fill(&pool, plan, &cursor)
    var prompts = [[Int32]](repeating: [], count: configuration.rl.promptsPerStep)
    var groups: [Int: (row: Int, isGuided: Bool)] = [:]
    for group in pool.groups {
      prompts[group.slot] = sources.prompts.tokens[group.row] + given(group)
      groups[group.slot] = (group.row, group.guide > 0)
    }
    let requests = pool.requests(prompts, most: plan.maximumNewTokens, window: plan.windowTokens)
    var answers = StepAnswers(
      plan: plan, prompts: prompts, records: [], groups: groups, learned: [], pool: pool, cursor: cursor, start: start)
    let journal = RolloutJournal(file: core.folder.rollouts(step: plan.step))
    let header = header(plan, requests)
    if let records = journal.read(header) {
      answers.records = records
    } else {
      let collection: RolloutCollector.Collection?
      do {
        collection = try collect(requests, pool, plan)
      } catch let error as RewardSourceGone {
        return .failed(error.description)
      }
      guard let collection else { return .stopped }
      answers.records = judged(collection, pool)
      if let cause = tooManyFaults(answers.records) { return .failed(cause) }
      try journal.write(header, answers.records)
      (answers.rolloutSeconds, answers.rewardSeconds) = (collection.rolloutSeconds, collection.rewardSeconds)
    }
    let done = answers.pool.take(answers.records)
    answers.learned =
      sources.method.learnsWindows ? answers.records : done.flatMap { $0.answers.compactMap { $0 } }
    return .judged(answers)
  }

  private func plan() -> StepPlan {
    var plan = StepPlan(
      step: core.state.step + 1, seed: configuration.seed, temperature: configuration.sampling.temperature,
      maximumNewTokens: configuration.sampling.maximumNewTokens, windowTokens: sources.method.windowTokens,
      overlong: sources.method.overlong)
    feedback.plan(&plan)
    return plan
  }

  /// Prompts for the places that are free, in the data's order.
  private func fill(_ pool: inout RolloutPool, _ plan: StepPlan, _ cursor: inout DataOrder.Cursor) {
    let count = sources.prompts.count
    for slot in pool.freeSlots(of: configuration.rl.promptsPerStep) {
      guard let row = nextRow(plan, &cursor) else { break }
      var guide = sources.prompts.solutions[row].map { feedback.guide(row: row, solution: $0, plan: plan) } ?? 0
      // There has to be room for an answer.
      if sources.prompts.tokens[row].count + guide >= sources.limits.positions { guide = 0 }
      pool.begin(
        RolloutPool.Group(
          slot: slot, row: row, step: plan.step, guide: guide,
          answers: Array(repeating: nil, count: configuration.rl.rollouts)))
    }
    cursor.advance(0, count: count)
  }

  /// Rows that are left out are passed over; where all are that may be asked, none is.
  private func nextRow(_ plan: StepPlan, _ cursor: inout DataOrder.Cursor) -> Int? {
    let records = sources.prompts.records
    func mayBeAsked(_ row: Int) -> Bool { plan.files?.contains(records[row].file) != false }
    let leavesNone = records.indices.allSatisfy { !mayBeAsked($0) || plan.leftOut.contains($0) }
    // An epoch has every row once, so that two of them have a whole one.
    for _ in 0..<2 * records.count {
      guard let row = cursor.next(count: records.count, seed: configuration.seed) else { return nil }
      if mayBeAsked(row), leavesNone || !plan.leftOut.contains(row) { return row }
    }
    return nil
  }

  private func given(_ group: RolloutPool.Group) -> ArraySlice<Int32> {
    sources.prompts.solutions[group.row]?.tokens.prefix(group.guide) ?? []
  }

  /// - Returns: `nil` where it was stopped.
  private func collect(
    _ requests: [RolloutRequest], _ pool: RolloutPool, _ plan: StepPlan
  ) throws -> RolloutCollector.Collection? {
    var prompts: [Int: RolloutCollector.Prompt] = [:]
    for group in pool.groups {
      prompts[group.slot] = RolloutCollector.Prompt(
        record: sources.prompts.records[group.row], given: sources.setup.tokenizer.decode(given(group)),
        mostTokens: min(
          plan.maximumNewTokens,
          sources.limits.positions - sources.prompts.tokens[group.row].count - group.guide + 1))
    }
    var sampling = configuration.sampling
    sampling.temperature = plan.temperature
    let (collector, seed, stop, isStopping) = (
      collector, configuration.seed, sources.stop, core.surroundings.isStopping
    )
    return try Waiting.for { [prompts, sampling] in
      try await collector.collect(
        requests, prompts: prompts, sampling: sampling, seed: seed, stop: stop, isStopping: isStopping)
    }
  }

  private func judged(_ collection: RolloutCollector.Collection, _ pool: RolloutPool) -> [RolloutRecord] {
    let groups = Dictionary(uniqueKeysWithValues: pool.groups.map { ($0.slot, $0) })
    return zip(collection.rollouts, collection.rewards).compactMap { rollout, reward in
      guard let group = groups[rollout.promptIndex] else { return nil }
      var record = RolloutRecord(
        rollout, row: group.row, prompt: sources.prompts.records[group.row], reward: reward)
      record.text = sources.setup.tokenizer.decode(given(group)) + record.text
      record.earlierTokens = group.answers[rollout.rolloutIndex]?.ids.count
      return record
    }
  }

  /// Words for the user where the judge failed on more answers than it may.
  private func tooManyFaults(_ records: [RolloutRecord]) -> String? {
    let judged = records.filter { !$0.isUnfinished }
    let faults = judged.filter { $0.reward == nil }
    let most = configuration.reward.maximumFaultShare
    guard Double(faults.count) > most * Double(judged.count), let first = faults.first else { return nil }
    return "the judge failed on \(faults.count) of \(judged.count) answers of step \(core.state.step + 1), more than "
      + "reward.max_fault_share (\(most)) allows; the first: \(first.verdict)"
  }

  private func header(_ plan: StepPlan, _ requests: [RolloutRequest]) -> RolloutJournal.Header {
    var weights = Fingerprint()
    weights.add(stepper.model.weights)
    var settings = Fingerprint()
    settings.add(configuration.seed)
    for request in requests {
      settings.add(request.context)
      settings.add(UInt64(request.maximumNewTokens))
    }
    var relevant = RunConfiguration()
    relevant.sampling = configuration.sampling
    relevant.sampling.temperature = plan.temperature
    relevant.reward = configuration.reward
    relevant.rl.preset = configuration.rl.preset
    relevant.rl.rollouts = configuration.rl.rollouts
    settings.add(relevant.yaml)
    return RolloutJournal.Header(
      step: plan.step, weights: weights.text, settings: settings.text, answers: requests.count)
  }
}
