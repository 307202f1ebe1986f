import Ledger
import Synchronization

/// Whether the server takes work, and how what is under way is ended when there is no more time for it.
final class ServiceState: Sendable {
  private struct Work {
    var next = 0
    var actions: [Int: @Sendable () -> Void] = [:]
    var isOver = false
  }

  private let draining = Atomic<Bool>(false)
  private let broken = Mutex<LedgerError?>(nil)
  private let work = Mutex(Work())

  var isDraining: Bool { draining.load(ordering: .relaxed) }

  /// No new work is taken from here on.
  func drain() { draining.store(true, ordering: .relaxed) }

  /// Calls `action` once, when the time for ending by itself is over.
  func whenOver(_ action: @escaping @Sendable () -> Void) -> Int {
    let (number, now) = work.withLock { work in
      work.next += 1
      if !work.isOver { work.actions[work.next] = action }
      return (work.next, work.isOver)
    }
    if now { action() }
    return number
  }

  func forget(_ number: Int) { work.withLock { $0.actions[number] = nil } }

  /// Hands back what is still under way.
  func endWork() {
    let actions = work.withLock { work in
      work.isOver = true
      defer { work.actions = [:] }
      return Array(work.actions.values)
    }
    for action in actions { action() }
  }

  /// Why the ledger could not be written, the last time that something was to be.
  var ledgerTrouble: LedgerError? {
    get { broken.withLock { $0 } }
    set { broken.withLock { $0 = newValue } }
  }
}
