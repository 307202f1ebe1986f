import Synchronization

/// Does things when their time has come, a tick late at most: one timer for all requests, whatever their number.
final class Deadlines: Sendable {
  private struct Entry {
    var time: ContinuousClock.Instant
    var action: @Sendable () -> Void
  }

  private struct State {
    var next = 0
    var entries: [Int: Entry] = [:]
    var isTicking = false
  }

  private static let tick = Duration.milliseconds(20)
  private let state = Mutex(State())

  /// Calls `action` once, behind `time`, unless it is forgotten before.
  func at(_ time: ContinuousClock.Instant, _ action: @escaping @Sendable () -> Void) -> Int {
    let (number, starts) = state.withLock { state in
      state.next += 1
      state.entries[state.next] = Entry(time: time, action: action)
      defer { state.isTicking = true }
      return (state.next, !state.isTicking)
    }
    if starts { Task { await self.run() } }
    return number
  }

  func forget(_ number: Int) { state.withLock { $0.entries[number] = nil } }

  /// Ends when nothing is waited for.
  private func run() async {
    repeat { try? await Task.sleep(for: Self.tick) } while fireDue()
  }

  /// - Returns: whether there is more to wait for.
  private func fireDue() -> Bool {
    let now = ContinuousClock.now
    let (due, goesOn) = state.withLock { state in
      let due = state.entries.filter { $0.value.time <= now }
      for number in due.keys { state.entries[number] = nil }
      state.isTicking = !state.entries.isEmpty
      return (due.values.sorted { $0.time < $1.time }.map(\.action), state.isTicking)
    }
    for action in due { action() }
    return goesOn
  }
}
