import Synchronization

/// The submissions of one request while they are judged. Its events come as they end; who stops listening ends the
/// rest.
final class GradeRun: Sendable {
  let count: Int
  let events: AsyncStream<GradeEvent>
  private let continuation: AsyncStream<GradeEvent>.Continuation
  private struct State {
    var tasks: [Task<Void, Never>] = []
    var delivered = 0
    var isCancelled = false
  }
  private let state = Mutex(State())

  init(count: Int) {
    self.count = count
    (events, continuation) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    if count == 0 { continuation.finish() }
  }

  deinit { cancel() }

  /// - Parameter work: gives `nil` where it was cancelled.
  func start(_ work: @escaping @Sendable () async -> GradeEvent?) {
    let task = Task.detached { [weak self, continuation] in
      guard let event = await work() else { return }
      // Who went away does not keep the rest from ending.
      if let self { self.deliver(event) } else { continuation.finish() }
    }
    let isCancelled = state.withLock { state in
      state.tasks.append(task)
      return state.isCancelled
    }
    if isCancelled { task.cancel() }
  }

  func deliver(_ event: GradeEvent) {
    continuation.yield(event)
    let isLast = state.withLock { state in
      state.delivered += 1
      return state.delivered == count
    }
    if isLast { continuation.finish() }
  }

  /// Ends what is not judged yet.
  func cancel() {
    let tasks = state.withLock { state in
      state.isCancelled = true
      defer { state.tasks = [] }
      return state.tasks
    }
    for task in tasks { task.cancel() }
    continuation.finish()
  }
}
