import Dispatch
import Glibc
import Synchronization

/// Ctrl-C and SIGTERM: the first lets what is under way be cancelled and kept, the second ends at once.
///
/// The sources are only held, so that they stay; what changes is atomic.
final class Interrupt: @unchecked Sendable {
  private let count = Atomic<Int>(0)
  private let waiters = Mutex<[AsyncStream<Void>.Continuation]>([])
  private var sources: [any DispatchSourceSignal] = []

  /// - Parameter notice: what is said at the first.
  init(notice: String = "interrupted; rows judged so far are kept (again: end at once)") {
    // A reader that goes away is an error of the write, named and with its exit code. A handler, since what is only
    // ignored would stay ignored in the programs that we start.
    signal(SIGPIPE) { _ in }
    let queue = DispatchQueue(label: "klear-judge.interrupt")
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { [weak self] in
        guard let self else { return }
        guard count.wrappingAdd(1, ordering: .relaxed).oldValue == 0 else { _exit(ExitStatus.interrupted.rawValue) }
        StandardError.say(notice)
        for waiter in waiters.withLock({ $0 }) { waiter.finish() }
      }
      source.resume()
      sources.append(source)
    }
  }

  /// Returns when the first signal comes, or when the task is cancelled.
  func wait() async {
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    waiters.withLock { $0.append(continuation) }
    if happened { continuation.finish() }
    for await _ in stream {}
  }

  var happened: Bool { count.load(ordering: .relaxed) > 0 }
}
