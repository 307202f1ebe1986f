import CSandbox
import Glibc
import Synchronization

/// One thread with an epoll instance that serves every run: descriptors becoming readable, and deadlines.
///
/// Handlers run on that thread, one at a time, and must not block. What they share with it needs no lock as long as it
/// is touched there only; `perform` brings work to it from anywhere.
final class EventLoop: Sendable {
  typealias Handler = @Sendable () -> Void

  private struct State {
    var handlers: [UInt64: Handler] = [:]
    var submitted: [Handler] = []
    var deadlines: [UInt64: (at: ContinuousClock.Instant, handler: Handler)] = [:]
    var nextToken: UInt64 = 1
    var stopped = false
  }

  private let epoll: Descriptor
  private let wakeUp: Descriptor
  private let state = Mutex(State())

  init() throws(SandboxFault) {
    let epoll = csandbox_epoll_create()
    let event = csandbox_eventfd()
    guard epoll >= 0, event >= 0, csandbox_epoll_add(epoll, event, 0) == 0 else {
      throw SandboxFault(.resources, errorNumber: errno, "no event loop could be made")
    }
    self.epoll = Descriptor(owning: epoll)
    wakeUp = Descriptor(owning: event)
  }

  /// Starts the thread. It holds the loop until `stop`.
  func start() throws(SandboxFault) {
    let reference = Unmanaged.passRetained(self)
    var thread = pthread_t()
    let result = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<EventLoop>.fromOpaque(argument).takeRetainedValue().loop() }
        return nil
      }, reference.toOpaque())
    guard result == 0 else {
      reference.release()
      throw SandboxFault(.resources, errorNumber: result, "no thread could be made")
    }
    pthread_detach(thread)
  }

  func stop() {
    state.withLock { $0.stopped = true }
    wake()
  }

  /// Runs `work` on the loop's thread, in order of submission.
  func perform(_ work: @escaping Handler) {
    state.withLock { $0.submitted.append(work) }
    wake()
  }

  /// Calls `handler` whenever the descriptor can be read, until `unwatch`. Returns the token for that.
  func watch(_ descriptor: Descriptor, handler: @escaping Handler) -> UInt64? {
    let token = state.withLock { state in
      let token = state.nextToken
      state.nextToken += 1
      state.handlers[token] = handler
      return token
    }
    guard csandbox_epoll_add(epoll.number, descriptor.number, token) == 0 else {
      state.withLock { _ = $0.handlers.removeValue(forKey: token) }
      return nil
    }
    return token
  }

  func unwatch(_ descriptor: Descriptor, token: UInt64) {
    _ = csandbox_epoll_remove(epoll.number, descriptor.number)
    state.withLock { _ = $0.handlers.removeValue(forKey: token) }
  }

  /// Calls `handler` once, after `delay`, unless cancelled by the token returned.
  func schedule(after delay: Duration, handler: @escaping Handler) -> UInt64 {
    let token = state.withLock { state in
      let token = state.nextToken
      state.nextToken += 1
      state.deadlines[token] = (.now.advanced(by: delay), handler)
      return token
    }
    wake()
    return token
  }

  func cancel(deadline token: UInt64) {
    state.withLock { _ = $0.deadlines.removeValue(forKey: token) }
  }

  private func wake() {
    var one: UInt64 = 1
    _ = write(wakeUp.number, &one, 8)
  }

  private func loop() {
    var tokens = [UInt64](repeating: 0, count: 64)
    while true {
      let count = csandbox_epoll_wait(epoll.number, &tokens, Int32(tokens.count), timeout())
      var ready: [Handler] = []
      let stopped = state.withLock { state in
        for token in tokens.prefix(max(0, Int(count))) {
          if token == 0 { drainWakeUp() }
          if let handler = state.handlers[token] { ready.append(handler) }
        }
        let now = ContinuousClock.now
        for (token, deadline) in state.deadlines where deadline.at <= now {
          ready.append(deadline.handler)
          state.deadlines.removeValue(forKey: token)
        }
        ready.append(contentsOf: state.submitted)
        state.submitted.removeAll()
        return state.stopped
      }
      for handler in ready { handler() }
      if stopped { return }
    }
  }

  private func drainWakeUp() {
    var value: UInt64 = 0
    _ = read(wakeUp.number, &value, 8)
  }

  /// Milliseconds until the next deadline, at least one; -1 when there is none.
  private func timeout() -> Int32 {
    state.withLock { state in
      if !state.submitted.isEmpty { return 0 }
      guard let next = state.deadlines.values.map(\.at).min() else { return -1 }
      let seconds = (next - .now) / .milliseconds(1)
      return Int32(min(max(1, seconds + 1), 60_000))
    }
  }
}
