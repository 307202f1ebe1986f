import Rewards
import Synchronization

/// What a submission will take, by what those on the same problem have taken: only the order of waiting hangs on it.
final class CostEstimates: Sendable {
  private static let capacity = 20_000
  /// Of a test of a problem that nobody knows.
  private static let unknownTestSeconds = 0.02

  private let known = Mutex<[String: Double]>([:])

  func seconds(of problem: Problem, hash: String) -> Double {
    known.withLock { $0[hash] } ?? Double(problem.total) * Self.unknownTestSeconds
  }

  func learn(_ seconds: Double, hash: String) {
    known.withLock { known in
      if known.count >= Self.capacity { known.removeAll(keepingCapacity: true) }
      known[hash] = known[hash].map { $0 * 0.8 + seconds * 0.2 } ?? seconds
    }
  }
}
