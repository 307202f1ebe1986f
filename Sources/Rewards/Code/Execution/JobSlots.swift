import Synchronization

/// How many runs may be under way at once. Waiting costs no thread.
///
/// Of those that wait the shortest expected is next, within fairness: each is given a place in the queue by its arrival
/// and its expected length, and keeps it, so that a long one is overtaken for a time that is bounded by its own length.
/// Who asks to be alone waits for all others to end and holds back those who come later.
final class JobSlots: Sendable {
  private struct Waiter {
    var count: Int
    /// Seconds; the least is next.
    var place: Double
    var continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    var free: Int
    /// In the order of their places.
    var waiters: [Waiter] = []
  }

  /// How much longer, in units of its own expected length, a run may wait for shorter ones that came later.
  private static let patience = 2.0

  let total: Int
  private let now: @Sendable () -> Double
  private let state: Mutex<State>

  init(_ total: Int, now: @escaping @Sendable () -> Double = JobSlots.secondsSinceStart) {
    self.total = max(1, total)
    self.now = now
    state = Mutex(State(free: max(1, total)))
  }

  func withSlot<Value, Failure: Error>(
    expectedSeconds: Double = 0, _ work: () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    try await holding(1, expectedSeconds, work)
  }

  func alone<Value, Failure: Error>(_ work: () async throws(Failure) -> Value) async throws(Failure) -> Value {
    try await holding(total, 0, work)
  }

  private func holding<Value, Failure: Error>(
    _ count: Int, _ expectedSeconds: Double, _ work: () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    await acquire(count, expectedSeconds)
    defer { release(count) }
    return try await work()
  }

  private func acquire(_ count: Int, _ expectedSeconds: Double) async {
    await withCheckedContinuation { continuation in
      let ready = state.withLock { state in
        if state.waiters.isEmpty, state.free >= count {
          state.free -= count
          return true
        }
        let place = now() + Self.patience * expectedSeconds
        // Most are the last: looked for from the end. Equals keep the order of arrival.
        var index = state.waiters.count
        while index > 0, state.waiters[index - 1].place > place { index -= 1 }
        state.waiters.insert(Waiter(count: count, place: place, continuation: continuation), at: index)
        return false
      }
      if ready { continuation.resume() }
    }
  }

  private func release(_ count: Int) {
    let woken = state.withLock { state in
      state.free += count
      var woken: [CheckedContinuation<Void, Never>] = []
      while let first = state.waiters.first, first.count <= state.free {
        state.free -= first.count
        woken.append(state.waiters.removeFirst().continuation)
      }
      return woken
    }
    for continuation in woken { continuation.resume() }
  }

  var freeCount: Int { state.withLock { $0.free } }
  var waitingCount: Int { state.withLock { $0.waiters.count } }

  private static let start = ContinuousClock.now

  @Sendable static func secondsSinceStart() -> Double {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
