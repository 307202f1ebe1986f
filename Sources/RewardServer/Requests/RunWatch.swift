import Synchronization

/// Ends a run when its client leaves, when its time is over, or when the server has to end.
final class RunWatch: Sendable {
  private struct State {
    var isExpired = false
    var timer: Int?
    var watcher: Int?
    var work: Int?
  }

  private let service: ServiceState
  private let deadlines: Deadlines
  private let presence: ClientPresence?
  private let state = Mutex(State())

  init(
    _ run: GradeRun, _ service: RewardService, presence: ClientPresence?, deadline: ContinuousClock.Instant
  ) {
    self.service = service.state
    deadlines = service.deadlines
    self.presence = presence
    let timer = deadlines.at(deadline) { [weak self, weak run] in
      self?.expire()
      run?.cancel()
    }
    let watcher = presence?.onLeave { [weak run] in run?.cancel() }
    let work = self.service.whenOver { [weak run] in run?.cancel() }
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
    if let timer { deadlines.forget(timer) }
    if let watcher { presence?.forget(watcher) }
    if let work { service.forget(work) }
  }
}
