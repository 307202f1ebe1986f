import Rewards
import Sandbox

/// Programs of the drop-in routes that are only run, in turn with everything else.
struct ProgramExecution: Sendable {
  let service: RewardService
  let context: ServerContext

  /// - Parameter waitingSeconds: how long a full queue is waited for.
  /// - Throws: ``APIError`` where it could not be begun, or the client left.
  func run(_ run: ProgramRun, waitingSeconds: Double) async throws -> SingleRun.Outcome {
    guard !service.state.isDraining else { throw APIError.draining() }
    let ticket = try await place(cost: 0.05, waitingSeconds: waitingSeconds)
    let (judge, dispatcher) = (service.judges.code, service.dispatcher)
    let task = Task.detached { () -> SingleRun.Outcome? in
      guard await dispatcher.turn(ticket) else { return nil }
      let outcome = await JudgingEvents(onSetAside: { dispatcher.setAside(ticket) }).hearing { await judge.run(run) }
      dispatcher.finish(ticket, cost: outcome.report?.cpuTime.inSeconds ?? 0)
      return outcome
    }
    let presence = await context.presence()
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
    guard let outcome, !task.isCancelled else { throw APIError.draining() }
    service.metrics.ran(outcome.verdict)
    return outcome
  }

  private func place(cost: Double, waitingSeconds: Double) async throws -> Dispatcher.Ticket {
    let end = ContinuousClock.now + .seconds(waitingSeconds)
    while true {
      if let ticket = service.dispatcher.enqueue(client: context.requester.client, costs: [cost])?.first {
        return ticket
      }
      guard ContinuousClock.now < end else { throw service.full(1) }
      try await Task.sleep(for: .milliseconds(50))
    }
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
