import Ledger
import Rewards
import Synchronization

/// Of submissions that are the same in everything that counts two are judged at a time: the others, which come while
/// these are under way, wait for both, and are given the verdict on which those agree.
final class TwinGate: Sendable {
  private struct Entry {
    var running = 1
    /// Those that run and those that ran beside them.
    var started = 1
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  /// A verdict stands for others once so many runs agree.
  private static let atOnce = 2

  private let entries = Mutex<[String: Entry]>([:])

  /// Waits for the turn of a submission; ``leave(_:)`` ends it.
  /// - Parameter waits: called before, if it has to wait.
  func enter(_ key: String, waits: () -> Void) async {
    let mayGo = entries.withLock { entries in
      guard let entry = entries[key] else {
        entries[key] = Entry()
        return true
      }
      guard entry.started < Self.atOnce else { return false }
      entries[key]?.running += 1
      entries[key]?.started += 1
      return true
    }
    if mayGo { return }
    waits()
    await withCheckedContinuation { continuation in
      let mayGo = entries.withLock { entries in
        guard let entry = entries[key] else {
          entries[key] = Entry()
          return true
        }
        guard entry.started < Self.atOnce else {
          entries[key]?.waiting.append(continuation)
          return false
        }
        entries[key]?.running += 1
        entries[key]?.started += 1
        return true
      }
      if mayGo { continuation.resume() }
    }
  }

  func leave(_ key: String) {
    let next = entries.withLock { entries -> [CheckedContinuation<Void, Never>] in
      guard var entry = entries[key] else { return [] }
      entry.running -= 1
      guard entry.running == 0 else {
        entries[key] = entry
        return []
      }
      let next = Array(entry.waiting.prefix(Self.atOnce))
      entry.waiting.removeFirst(next.count)
      (entry.running, entry.started) = (next.count, next.count)
      entries[key] = next.isEmpty ? nil : entry
      return next
    }
    for continuation in next { continuation.resume() }
  }
}

extension VerdictMaterial {
  /// All of it in one text.
  var text: String {
    [program, digests.problem, digests.limits, languageVersion ?? "", settings].joined(separator: "\u{0}")
  }
}
