import Datasets
public import Ledger
public import Rewards
import Sandbox

/// Judging for many callers: the queue, the ledger, the numbers. Knows nothing of HTTP.
public final class RewardService: Sendable {
  let judges: ServerJudges
  let ledger: Ledger
  let settings: ServerSettings
  let dispatcher: Dispatcher
  let twins = TwinGate()
  let versions: LanguageVersions
  let problems: ProblemShelf
  let metrics = ServerMetrics()
  let activity = RecentActivity()
  let gate = IdempotencyGate()
  let state = ServiceState()
  let deadlines = Deadlines()

  public init(judges: ServerJudges, ledger: Ledger, settings: ServerSettings, versions: LanguageVersions) {
    self.judges = judges
    self.ledger = ledger
    self.settings = settings
    self.versions = versions
    // Some more than run at once, so that one slow submission does not leave processors idle.
    dispatcher = Dispatcher(capacity: settings.queueCapacity, workers: judges.options.jobs * 2)
    problems = ProblemShelf(ledger: ledger, capacityBytes: settings.problemCacheBytes)
  }

  /// The rule that a request asks for.
  func rule(_ kind: RewardKind?) -> ScoringRule {
    var rule = judges.options.rule
    if let kind { rule.kind = kind }
    return rule
  }

  /// Begins to judge. Places in the queue are taken for all or for none.
  /// - Throws: `queue_full`, `draining`.
  func grade(
    _ items: [GradeItem], for requester: Requester, kind: RewardKind?, known: KnownRequest? = nil
  ) throws(APIError) -> GradeRun {
    guard !state.isDraining else { throw .draining() }
    let open = items.indices.filter { known?.rows[$0] == nil }
    let costs = open.map { judges.code.expectedSeconds(of: items[$0].problem.problem) }
    guard let tickets = dispatcher.enqueue(client: requester.client, costs: costs) else { throw full(items.count) }
    let rule = rule(kind)
    let run = GradeRun(count: items.count)
    for (index, entry) in known?.rows ?? [:] where items.indices.contains(index) {
      run.deliver(replayed(entry, index: index))
    }
    for (index, ticket) in zip(open, tickets) {
      let item = items[index]
      let place = known.map { RequestPlace(request: $0.record.request, position: index) }
      run.start {
        guard await self.dispatcher.turn(ticket) else { return nil }
        let dispatcher = self.dispatcher
        let (event, seconds) = await JudgingEvents(onSetAside: { dispatcher.setAside(ticket) }).hearing {
          await self.judged(item, index, ticket, rule: rule, record: known?.record, place: place)
        }
        self.dispatcher.finish(ticket, cost: seconds)
        return event
      }
    }
    return run
  }

  /// As ``grade(_:for:kind:known:)``, but waits for room in a full queue, as callers do that do not try again.
  func grade(
    _ items: [GradeItem], for requester: Requester, kind: RewardKind?, waitingSeconds: Double
  ) async throws -> GradeRun {
    let end = ContinuousClock.now + .seconds(waitingSeconds)
    while true {
      do throws(APIError) {
        return try grade(items, for: requester, kind: kind)
      } catch {
        guard error.code == .queueFull, ContinuousClock.now < end else { throw error }
      }
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  /// Where the ledger could not be written: tries whether it can be again.
  func lookAgain() async {
    guard state.ledgerTrouble != nil else { return }
    do throws(LedgerError) {
      try await ledger.tryWriting()
      state.ledgerTrouble = nil
    } catch {
      state.ledgerTrouble = error
    }
  }

  /// Nothing is judged whose verdict could not be kept.
  func checkLedger() async throws(APIError) {
    await lookAgain()
    if let trouble = state.ledgerTrouble { throw APIError(trouble) }
  }

  func full(_ wanted: Int) -> APIError {
    let numbers = dispatcher.numbers
    metrics.countRejection("queue_full")
    guard wanted <= settings.queueCapacity else {
      return APIError(.tooLarge, "\(wanted) submissions are more than the queue takes (\(settings.queueCapacity))")
    }
    let seconds = numbers.waitingCost / Double(max(1, judges.options.jobs))
    return APIError(
      .queueFull, "the queue is full: \(numbers.waiting) submissions wait; try again after Retry-After seconds",
      retryAfter: min(60, max(1, Int(seconds.rounded(.up)))))
  }

  // ---- one submission

  private func judged(
    _ item: GradeItem, _ index: Int, _ ticket: Dispatcher.Ticket, rule: ScoringRule, record: RequestRecord?,
    place: RequestPlace?
  ) async -> (GradeEvent?, seconds: Double) {
    var options = judges.options
    options.rule = rule
    let language = judges.code.language(of: item.submission)
    var version: String?
    if let language { version = await versions.version(of: language) }
    let material = VerdictMaterial(
      program: item.submission.fullDigest, digests: item.problem.digests, languageVersion: version,
      settings: options.settingsText)
    do throws(LedgerError) {
      var result: SubmissionResult
      var copiedFrom: VerdictID?
      var seconds = 0.0
      let twin = settings.sharesVerdicts && item.problem.problem.kind != .math ? material.text : nil
      if let twin {
        // What waits for its equals keeps nobody from a worker.
        await twins.enter(twin) { dispatcher.setAside(ticket) }
      }
      defer { if let twin { twins.leave(twin) } }
      if let (shared, source) = try await sharedVerdict(material, item) {
        (result, copiedFrom) = (shared, source)
        metrics.countCacheHit()
      } else {
        let started = ContinuousClock.now
        result = await judges.judge(item.submission, of: item.problem.problem)
        if Task.isCancelled { return (nil, 0) }
        seconds = result.cpuTimeSeconds + (result.compile.map { $0.cached ? 0 : $0.cpuTimeSeconds } ?? 0)
        metrics.judged(result, wallSeconds: (ContinuousClock.now - started).inSeconds)
      }
      var response: String?
      if case .response(let text) = item.submission.body { response = text }
      result = result.scored(by: rule, penalty: judges.options.formatPenalty, response: response)
      let id = VerdictID()
      let text = result.rowText(verdictID: id.text, copiedFrom: copiedFrom?.text)
      let entry = LedgerEntry(
        id: id, run: settings.run, result: result, material: material, copiedFrom: copiedFrom, place: place, row: text)
      try await ledger.record([entry], request: record)
      state.ledgerTrouble = nil
      metrics.recorded()
      activity.add(result, id: id.text, seconds: seconds)
      return (.row(GradedRow(index: index, result: result, text: text, verdictID: id.text)), seconds)
    } catch {
      // A query that was broken off with its client.
      if Task.isCancelled { return (nil, 0) }
      metrics.countLedgerFailure()
      state.ledgerTrouble = error
      ServerLog.shared.write(.error, "ledger", ["message": error.message])
      return (.failed(index: index, APIError(error)), 0)
    }
  }

  private func sharedVerdict(
    _ material: VerdictMaterial, _ item: GradeItem
  ) async throws(LedgerError) -> (SubmissionResult, VerdictID)? {
    guard settings.sharesVerdicts, item.problem.problem.kind != .math, let entry = try await ledger.agreed(material),
      var result = try? SubmissionResult(row: Array(entry.row.utf8), file: "ledger", line: nil)
    else { return nil }
    result.submissionID = item.submission.id
    result.problemID = item.problem.problem.id
    return (result, entry.id)
  }

  private func replayed(_ entry: LedgerEntry, index: Int) -> GradeEvent {
    guard let result = try? SubmissionResult(row: Array(entry.row.utf8), file: "ledger", line: nil) else {
      return .failed(index: index, APIError(.unavailable, "a row of the ledger cannot be read"))
    }
    return .row(GradedRow(index: index, result: result, text: entry.row, verdictID: entry.id.text))
  }
}

extension APIError {
  static func draining() -> APIError {
    APIError(.draining, "this server is about to end: ask another, or this one again when it is back", retryAfter: 5)
  }
}
