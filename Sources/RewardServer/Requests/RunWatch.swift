import Synchronization

/// Ends a run when its client leaves, when its time is over, or when the server has to end.
final class RunWatch: Sendable {
  private struct State {
    var isExpired = false
    var timer: Task<Void, Never>?
    var watcher: Int?
    var work: Int?
  }

  private let service: ServiceState
  private let presence: ClientPresence?
  private let state = Mutex(State())

  init(
    _ run: GradeRun, _ service: ServiceState, presence: ClientPresence?, deadline: ContinuousClock.Instant
  ) async {
    self.service = service
    self.presence = presence
    let timer = Task { [weak self, weak run] in
      do {
        try await Task.sleep(until: deadline, clock: .continuous)
      } catch {
        return
      }
      self?.expire()
      run?.cancel()
    }
    let watcher = presence?.onLeave { [weak run] in run?.cancel() }
    let work = service.whenOver { [weak run] in run?.cancel() }
    state.withLock {
      $0.timer = timer
      $0.watcher = watcher
      $0.work = work
    }
  }

  deinit { end() }

  private func expire() { state.withLock { $0.isExpired = true } }

  var isExpired: Bool { state.withLock { $0.isExpired } }
  var clientIsGone: Bool { presence?.isGone ?? false }

  func end() {
    let (timer, watcher, work) = state.withLock { ($0.timer, $0.watcher, $0.work) }
    timer?.cancel()
    if let watcher { presence?.forget(watcher) }
    if let work { service.forget(work) }
  }
}
