import Synchronization

/// How many runs may be under way at once. Waiting is in order of arrival and costs no thread; who asks to be alone
/// waits for all others to end and holds back those who come later.
final class JobSlots: Sendable {
  private struct Waiter {
    var count: Int
    var continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    var free: Int
    var waiters: [Waiter] = []
  }

  let total: Int
  private let state: Mutex<State>

  init(_ total: Int) {
    self.total = max(1, total)
    state = Mutex(State(free: max(1, total)))
  }

  func withSlot<Value, Failure: Error>(
    _ work: () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    try await holding(1, work)
  }

  func alone<Value, Failure: Error>(_ work: () async throws(Failure) -> Value) async throws(Failure) -> Value {
    try await holding(total, work)
  }

  private func holding<Value, Failure: Error>(
    _ count: Int, _ work: () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    await acquire(count)
    defer { release(count) }
    return try await work()
  }

  private func acquire(_ count: Int) async {
    await withCheckedContinuation { continuation in
      let ready = state.withLock { state in
        if state.waiters.isEmpty, state.free >= count {
          state.free -= count
          return true
        }
        state.waiters.append(Waiter(count: count, continuation: continuation))
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
}
