import Synchronization

/// Hands the places of an ``AdmissionQueue`` to tasks that wait for them.
final class Dispatcher: Sendable {
  typealias Ticket = AdmissionQueue.Ticket

  private enum Wait {
    case waiting(CheckedContinuation<Bool, Never>)
    /// Its turn came, or it was withdrawn, before anybody waited.
    case decided(Bool)
  }

  private struct State {
    var queue: AdmissionQueue
    var waits: [Ticket: Wait] = [:]
  }

  private let state: Mutex<State>
  let workers: Int

  init(capacity: Int, workers: Int) {
    self.workers = workers
    state = Mutex(State(queue: AdmissionQueue(capacity: capacity, workers: workers)))
  }

  struct Numbers: Sendable {
    var waiting: Int
    var running: Int
    var clients: Int
    var waitingCost: Double
  }

  var numbers: Numbers {
    state.withLock {
      Numbers(
        waiting: $0.queue.waitingCount, running: $0.queue.runningCount, clients: $0.queue.clientCount,
        waitingCost: $0.queue.waitingCost)
    }
  }

  /// Places for all of them, or `nil` where there is no room.
  func enqueue(client: String, costs: [Double]) -> [Ticket]? {
    let (tickets, woken) = state.withLock { state in
      let tickets = state.queue.add(client: client, costs: costs)
      return (tickets, Dispatcher.startAll(&state))
    }
    for continuation in woken { continuation.resume(returning: true) }
    return tickets
  }

  /// Returns when the ticket's turn has come; false when it was withdrawn, as by the end of the task that waits.
  func turn(_ ticket: Ticket) async -> Bool {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let decided: Bool? = state.withLock { state in
          if case .decided(let mayStart) = state.waits.removeValue(forKey: ticket) { return mayStart }
          state.waits[ticket] = .waiting(continuation)
          return nil
        }
        if let decided { continuation.resume(returning: decided) }
      }
    } onCancel: {
      withdraw(ticket)
    }
  }

  /// The ticket is not wanted any more. One that has started is left to its end.
  func withdraw(_ ticket: Ticket) {
    let waiter: CheckedContinuation<Bool, Never>? = state.withLock { state in
      guard state.queue.withdraw(ticket) else { return nil }
      if case .waiting(let continuation) = state.waits.removeValue(forKey: ticket) { return continuation }
      state.waits[ticket] = .decided(false)
      return nil
    }
    waiter?.resume(returning: false)
  }

  /// A ticket whose turn had come goes on, and another may begin beside it.
  func setAside(_ ticket: Ticket) {
    let woken = state.withLock { state in
      state.queue.setAside(ticket)
      return Dispatcher.startAll(&state)
    }
    for continuation in woken { continuation.resume(returning: true) }
  }

  /// A ticket whose turn had come has ended.
  func finish(_ ticket: Ticket, cost: Double) {
    let woken = state.withLock { state in
      state.queue.finish(ticket, cost: cost)
      state.waits[ticket] = nil
      return Dispatcher.startAll(&state)
    }
    for continuation in woken { continuation.resume(returning: true) }
  }

  private static func startAll(_ state: inout State) -> [CheckedContinuation<Bool, Never>] {
    var woken: [CheckedContinuation<Bool, Never>] = []
    while let ticket = state.queue.next() {
      if case .waiting(let continuation) = state.waits.removeValue(forKey: ticket) {
        woken.append(continuation)
      } else {
        state.waits[ticket] = .decided(true)
      }
    }
    return woken
  }
}
