import Synchronization

/// How many runs may be under way at once. Waiting costs no thread.
///
/// Of those that wait the shortest expected is next, within fairness: each is given a place in the queue by its arrival
/// and its expected length, and keeps it, so that a long one is overtaken for a time that is bounded by its own length.
///
/// Who asks to be alone waits for all others to end and holds back those who come later, but only so much: after each
/// such run the others have their turn for four times as long, while there are others.
///
/// A run that turns out to be long may be set aside (``SlotLease``): it goes on, with little weight, and its slot serves
/// another.
final class JobSlots: Sendable {
  private struct Waiter {
    var count: Int
    /// Seconds; the least is next.
    var place: Double
    var continuation: CheckedContinuation<Void, Never>
  }

  private struct Holder {
    var isAside = false
    /// Memory that it may take; not 0 once it asked to be set aside.
    var bytes = 0
    var granted: @Sendable () -> Void = {}
  }

  private struct State {
    var free: Int
    /// In the order of their places.
    var waiters: [Waiter] = []
    var holders: [Int: Holder] = [:]
    var nextHolder = 0
    var asideCount = 0
    var asideBytes = 0
    /// Holders for which there was no room aside, in the order in which they asked.
    var wanting: [Int] = []
    /// When the next may be alone.
    var aloneFrom = 0.0

    mutating func began() -> Int {
      nextHolder += 1
      holders[nextHolder] = Holder()
      return nextHolder
    }

    /// Those who may start now.
    mutating func next() -> [CheckedContinuation<Void, Never>] {
      var woken: [CheckedContinuation<Void, Never>] = []
      while let first = waiters.first, first.count <= free {
        free -= first.count
        woken.append(waiters.removeFirst().continuation)
      }
      return woken
    }
  }

  /// How much longer, in units of its own expected length, a run may wait for shorter ones that came later.
  private static let patience = 2.0
  /// How long others have their turn after a run alone, in units of its expected length.
  private static let rest = 4.0
  private static let asideASlot = 16

  let total: Int
  private let asideBytes: Int
  private let now: @Sendable () -> Double
  private let whenAlone: @Sendable (Bool) -> Void
  private let state: Mutex<State>

  /// - Parameters:
  ///   - asideBytes: memory that runs set aside may take, all together.
  ///   - whenAlone: told when a run begins to be alone, and when it ends.
  init(
    _ total: Int, asideBytes: Int = 0, whenAlone: @escaping @Sendable (Bool) -> Void = { _ in },
    now: @escaping @Sendable () -> Double = JobSlots.secondsSinceStart
  ) {
    self.total = max(1, total)
    self.asideBytes = asideBytes
    self.whenAlone = whenAlone
    self.now = now
    state = Mutex(State(free: max(1, total)))
  }

  func withSlot<Value, Failure: Error>(
    expectedSeconds: Double = 0, _ work: () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    await acquire(1, patience: Self.patience * expectedSeconds)
    let lease = SlotLease(slots: self, number: state.withLock { $0.began() })
    defer { end(lease.number) }
    let result: Result<Value, Failure> = await SlotLease.$current.withValue(lease) {
      do throws(Failure) { return .success(try await work()) } catch { return .failure(error) }
    }
    return try result.get()
  }

  /// - Parameter expectedSeconds: how long the others will have to wait for it.
  func alone<Value, Failure: Error>(
    expectedSeconds: Double = 0, _ work: () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    await acquire(total, alone: expectedSeconds)
    whenAlone(true)
    defer {
      whenAlone(false)
      release(total)
    }
    return try await work()
  }

  // ---- waiting

  private func acquire(_ count: Int, patience: Double = 0, alone: Double? = nil) async {
    await withCheckedContinuation { continuation in
      let ready = state.withLock { state in
        if state.waiters.isEmpty, state.free >= count {
          state.free -= count
          if let alone { state.aloneFrom = now() + (1 + Self.rest) * alone }
          return true
        }
        var place = now() + patience
        if let alone {
          place = max(place, state.aloneFrom)
          state.aloneFrom = place + (1 + Self.rest) * alone
        }
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
    resume(
      state.withLock {
        $0.free += count; return $0.next()
      })
  }

  private func resume(_ woken: [CheckedContinuation<Void, Never>]) {
    for continuation in woken { continuation.resume() }
  }

  // ---- aside

  fileprivate func setAside(_ number: Int, bytes: Int, _ granted: @escaping @Sendable () -> Void) {
    let (granted, woken) = state.withLock { state in
      guard var holder = state.holders[number], !holder.isAside, holder.bytes == 0 else {
        return ([@Sendable () -> Void](), [CheckedContinuation<Void, Never>]())
      }
      (holder.bytes, holder.granted) = (max(1, bytes), granted)
      state.holders[number] = holder
      state.wanting.append(number)
      return (makeRoom(&state), state.next())
    }
    for action in granted { action() }
    resume(woken)
  }

  private func end(_ number: Int) {
    let (granted, woken) = state.withLock { state in
      guard let holder = state.holders.removeValue(forKey: number) else {
        return ([@Sendable () -> Void](), [CheckedContinuation<Void, Never>]())
      }
      if holder.isAside {
        state.asideCount -= 1
        state.asideBytes -= holder.bytes
      } else {
        state.free += 1
        state.wanting.removeAll { $0 == number }
      }
      return (makeRoom(&state), state.next())
    }
    for action in granted { action() }
    resume(woken)
  }

  /// Sets aside whom there is room for.
  private func makeRoom(_ state: inout State) -> [@Sendable () -> Void] {
    var granted: [@Sendable () -> Void] = []
    while let number = state.wanting.first, let holder = state.holders[number],
      state.asideCount < total * Self.asideASlot, state.asideBytes + holder.bytes <= asideBytes
    {
      state.wanting.removeFirst()
      state.holders[number]?.isAside = true
      state.asideCount += 1
      state.asideBytes += holder.bytes
      state.free += 1
      granted.append(holder.granted)
    }
    return granted
  }

  var freeCount: Int { state.withLock { $0.free } }
  var waitingCount: Int { state.withLock { $0.waiters.count } }
  var asideCount: Int { state.withLock { $0.asideCount } }

  private static let start = ContinuousClock.now

  @Sendable static func secondsSinceStart() -> Double {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}

/// The slot of what runs now.
struct SlotLease: Sendable {
  @TaskLocal static var current: SlotLease?

  fileprivate let slots: JobSlots
  fileprivate let number: Int

  /// Gives the slot to another, now or when there is room aside.
  /// - Parameter granted: called once, when it is so.
  func setAside(bytes: Int, granted: @escaping @Sendable () -> Void) {
    slots.setAside(number, bytes: bytes, granted)
  }
}
