import Ledger
import ServiceLifecycle

/// What a server does beside answering: looks at its tokens, keeps rows in memory few, and drains when it has to end.
struct Upkeep: Service {
  let service: RewardService
  let access: AccessRule
  let drainSeconds: Double

  func run() async throws {
    await withGracefulShutdownHandler {
      var turn = 0
      while !Task.isCancelled, !service.state.isDraining {
        try? await Task.sleep(for: .seconds(1))
        turn += 1
        if case .tokens(let tokens) = access { report(tokens.reloadIfChanged(), path: tokens.path) }
        if turn % 30 == 0, service.ledger.path == nil {
          _ = try? await service.ledger.prune(.init(), keep: service.settings.rowsInMemory)
        }
      }
    } onGracefulShutdown: {
      service.state.drain()
      let waiting = service.dispatcher.numbers
      ServerLog.shared.write(
        .info, "draining", ["waiting": String(waiting.waiting), "running": String(waiting.running)])
      let seconds = drainSeconds
      Task {
        try? await Task.sleep(for: .seconds(seconds))
        service.state.endWork()
      }
    }
  }

  private func report(_ outcome: Result<Int, TokenFileError>?, path: String) {
    switch outcome {
    case nil: return
    case .success(let count)?: ServerLog.shared.write(.info, "tokens_read", ["count": String(count)])
    case .failure(let error)?:
      ServerLog.shared.write(
        .warning, "tokens_unchanged", ["message": "\(error.description); the tokens stay as they were"])
    }
  }
}
