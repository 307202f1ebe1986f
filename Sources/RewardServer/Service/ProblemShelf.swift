import Datasets
import Ledger
import Rewards
import Synchronization

/// Problems that were registered: in the ledger, and those used lately in memory.
final class ProblemShelf: Sendable {
  private struct Cached {
    var problem: HashedProblem
    var bytes: Int
    var used: Int
  }

  private struct State {
    /// By id and by hash.
    var names: [String: String] = [:]
    var problems: [String: Cached] = [:]
    var bytes = 0
    var clock = 0
    /// Hashes of problems whose checker decides on their own outputs.
    var checked: Set<String> = []
  }

  private let ledger: Ledger
  private let capacityBytes: Int
  private let state = Mutex(State())

  init(ledger: Ledger, capacityBytes: Int) {
    self.ledger = ledger
    self.capacityBytes = capacityBytes
  }

  func register(_ problem: HashedProblem, row: [UInt8]) async throws(LedgerError) {
    try await ledger.keep(
      StoredProblem(id: problem.problem.id, hash: problem.digests.problem, format: "native", row: row))
    keep(problem, bytes: row.count)
  }

  /// - Parameter name: an id, or a hash of the content.
  func problem(_ name: String) async throws(LedgerError) -> HashedProblem? {
    let cached: HashedProblem? = state.withLock { state in
      guard let hash = state.names[name], let found = state.problems[hash] else { return nil }
      state.clock += 1
      state.problems[hash]?.used = state.clock
      return found.problem
    }
    if let cached { return cached }
    guard let stored = try await ledger.problem(name),
      let problem = try? ProblemDecoder(format: .native).decode(stored.row, file: "ledger", line: nil)
    else { return nil }
    let hashed = HashedProblem(problem)
    keep(hashed, bytes: stored.row.count)
    return hashed
  }

  /// Whether the checker of a problem has been tried; true from the second time on.
  func isChecked(_ hash: String) -> Bool { state.withLock { $0.checked.contains(hash) } }

  func setChecked(_ hash: String) {
    state.withLock { state in
      if state.checked.count > 100_000 { state.checked = [] }
      state.checked.insert(hash)
    }
  }

  private func keep(_ problem: HashedProblem, bytes: Int) {
    state.withLock { state in
      state.clock += 1
      let hash = problem.digests.problem
      if let old = state.problems[hash] { state.bytes -= old.bytes }
      state.problems[hash] = Cached(problem: problem, bytes: bytes, used: state.clock)
      state.names[problem.problem.id] = hash
      state.names[hash] = hash
      state.bytes += bytes
      while state.bytes > capacityBytes, state.problems.count > 1,
        let oldest = state.problems.min(by: { $0.value.used < $1.value.used })
      {
        state.bytes -= oldest.value.bytes
        state.problems[oldest.key] = nil
        state.names = state.names.filter { $0.value != oldest.key }
      }
    }
  }
}
