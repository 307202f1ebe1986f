import Rewards
import Sandbox

/// Programs of the drop-in routes that are only run, in turn with everything else.
struct ProgramExecution: Sendable {
  let service: RewardService
  let client: String
  let presence: ClientPresence?

  /// - Parameter seconds: how long its client waits: for a place in a full queue, its turn and the run together.
  ///   A client that hangs up takes the answer for a wrong one, so that it gets an error before, to ask again.
  /// - Throws: ``APIError`` where it could not be begun or ended in time, or the client left.
  func run(_ run: ProgramRun, within seconds: Double) async throws -> SingleRun.Outcome {
    guard !service.state.isDraining else { throw APIError.draining() }
    let end = ContinuousClock.now + .seconds(seconds)
    let ticket = try await place(cost: 0.05, until: end)
    let (judge, dispatcher) = (service.judges.code, service.dispatcher)
    let task = Task.detached { () -> SingleRun.Outcome? in
      guard await dispatcher.turn(ticket) else { return nil }
      let outcome = await JudgingEvents(onSetAside: { dispatcher.setAside(ticket) }).hearing { await judge.run(run) }
      dispatcher.finish(ticket, cost: outcome.report?.cpuTime.inSeconds ?? 0)
      return outcome
    }
    let patience = Task {
      try await Task.sleep(until: end)
      task.cancel()
    }
    defer { patience.cancel() }
    let watcher = presence?.onLeave { task.cancel() }
    let work = service.state.whenOver { task.cancel() }
    let outcome = await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
    service.state.forget(work)
    if let watcher { presence?.forget(watcher) }
    if presence?.isGone == true { service.metrics.countCancelled() }
    guard let outcome, !task.isCancelled else {
      guard ContinuousClock.now >= end else { throw APIError.draining() }
      throw APIError(
        .deadline, "the program was not done within \(JSONObjectText.plain(seconds)) s; ask again", retryAfter: 1)
    }
    service.metrics.ran(outcome.verdict)
    return outcome
  }

  private func place(cost: Double, until end: ContinuousClock.Instant) async throws -> Dispatcher.Ticket {
    while true {
      if let ticket = service.dispatcher.enqueue(client: client, costs: [cost])?.first {
        return ticket
      }
      guard ContinuousClock.now < end else { throw service.full(1) }
      try await Task.sleep(for: .milliseconds(50))
    }
  }
}

extension ProgramExecution {
  init(service: RewardService, context: ServerContext) async {
    self.init(service: service, client: context.requester.client, presence: context.presence)
  }
}

extension SingleRun.Outcome {
  /// The exit code, or the signal as a negative number; 137 − 256 for a program that was stopped at a limit.
  var returnCode: Int? {
    guard let report, verdict != .timeLimit else { return nil }
    guard report.stopCause == nil else { return -9 }
    switch report.ending {
    case .exited(let code): return code
    case .signaled(let number): return -number
    }
  }

  func output(limit: Int) -> String { Self.text(report?.output, limit: limit) }

  /// With our words where the program was stopped.
  func errorOutput(limit: Int) -> String {
    let own = Self.text(report?.errorOutput, limit: limit)
    guard report?.stopCause != nil, verdict != .timeLimit, let message else { return own }
    return own.isEmpty || own.hasSuffix("\n") ? own + message : own + "\n" + message
  }

  private static func text(_ bytes: [UInt8]?, limit: Int) -> String {
    String(decoding: (bytes ?? []).prefix(limit), as: UTF8.self)
  }
}

extension Limits {
  /// Of a peer that has one time limit, of wall time, for everything: as much CPU time, and as long asleep.
  static func peer(
    seconds: Double, memoryBytes: Int, language: Language, outputBytes: Int = 64 << 20
  ) -> Limits {
    Limits(
      cpu: .seconds(seconds), idle: .seconds(seconds), overload: .seconds(max(60, seconds * 10)),
      memoryBytes: language.memoryLimitBytes(problemBytes: memoryBytes), outputBytes: outputBytes, errorBytes: 1 << 20,
      processes: 64 + language.processAllowance, openFiles: language.openFilesLimit, stackBytes: language.stackBytes)
  }
}
