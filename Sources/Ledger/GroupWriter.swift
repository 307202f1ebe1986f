import Dispatch
import Foundation
import GRDB
import Synchronization

/// What one caller wants written, whole or not at all.
struct LedgerWrite: Sendable {
  var entries: [LedgerEntry] = []
  var request: RequestRecord?
  var problem: StoredProblem?
}

/// Commits together what waits together: a commit costs a flush of the disk, whatever is in it, so while one is under
/// way the next writes gather.
final class GroupWriter: Sendable {
  private struct Waiting {
    var write: LedgerWrite
    var continuation: CheckedContinuation<Result<Void, LedgerError>, Never>
  }

  private struct State {
    var waiting: [Waiting] = []
    var isRunning = false
  }

  /// Of one commit: more would make the first of them wait for long.
  private static let largestGroup = 512

  private let database: any DatabaseWriter
  private let name: String
  private let queue = DispatchQueue(label: "klear-judge.ledger.writer")
  private let state = Mutex(State())

  init(database: any DatabaseWriter, name: String) {
    self.database = database
    self.name = name
  }

  func write(_ write: LedgerWrite) async throws(LedgerError) {
    let result = await withCheckedContinuation { continuation in
      let starts = state.withLock { state in
        state.waiting.append(Waiting(write: write, continuation: continuation))
        defer { state.isRunning = true }
        return !state.isRunning
      }
      if starts { queue.async { self.drain() } }
    }
    try result.get()
  }

  private func drain() {
    while true {
      let group = state.withLock { state in
        let group = Array(state.waiting.prefix(Self.largestGroup))
        state.waiting.removeFirst(group.count)
        if group.isEmpty { state.isRunning = false }
        return group
      }
      if group.isEmpty { return }
      let failure = commit(group.map(\.write))
      guard let failure, group.count > 1, failure.code == .failed else {
        for waiting in group { waiting.continuation.resume(returning: failure.map { .failure($0) } ?? .success(())) }
        continue
      }
      // One of them may be what fails: each gets its own answer.
      for waiting in group {
        waiting.continuation.resume(returning: commit([waiting.write]).map { .failure($0) } ?? .success(()))
      }
    }
  }

  private func commit(_ writes: [LedgerWrite]) -> LedgerError? {
    do {
      try database.writeWithoutTransaction { database in
        try database.inTransaction(.immediate) {
          for write in writes { try GroupWriter.insert(write, into: database) }
          return .commit
        }
      }
      return nil
    } catch {
      return LedgerError(error, path: name)
    }
  }

  private static func insert(_ write: LedgerWrite, into database: Database) throws {
    if let request = write.request {
      let statement = try database.cachedStatement(
        sql: "INSERT INTO request VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
      try statement.execute(arguments: [request.request, request.bodyHash, LedgerClock.milliseconds()])
    }
    if !write.entries.isEmpty {
      let statement = try database.cachedStatement(sql: EntryColumns.insert)
      for entry in write.entries { try statement.execute(arguments: EntryColumns.values(of: entry)) }
    }
    if let problem = write.problem {
      let statement = try database.cachedStatement(sql: "INSERT OR REPLACE INTO problem VALUES (?, ?, ?, ?, ?)")
      try statement.execute(arguments: [
        problem.id, problem.hash, problem.format, LedgerClock.milliseconds(), Data(problem.row),
      ])
    }
  }
}
