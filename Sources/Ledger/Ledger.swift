import Dispatch
import GRDB

/// Every verdict with the hashes of what it was made from, in one SQLite file that several processes may use at once.
///
/// What ``record(_:)`` has returned from is on disk: it survives `kill -9` and the loss of power. Writes that wait
/// together are committed together, so that many cost little more than one.
///
/// ```swift
/// let ledger = try Ledger(path: "verdicts.sqlite")
/// try await ledger.record([entry])
/// let entry = try await ledger.entry(id)
/// ```
public final class Ledger: Sendable {
  /// As the user named it; `nil` for a ledger in memory.
  public let path: String?
  let database: any DatabaseWriter
  private let writer: GroupWriter

  /// Opens a ledger, or makes a new one.
  /// - Throws: ``LedgerError``.
  public convenience init(path: String) throws(LedgerError) {
    do {
      let pool = try DatabasePool(path: path, configuration: Ledger.configuration)
      try self.init(database: pool, path: path)
      // A pool sets NORMAL after everything that its configuration can say, and then the last commits before a loss of
      // power may be gone.
      try pool.writeWithoutTransaction { database in
        try database.execute(sql: "PRAGMA synchronous = FULL")
        let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
        let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode")
        guard synchronous == 2, journal == "wal" else {
          throw LedgerError(
            .failed,
            "\(path): the file system gives no durable commits (journal \(journal ?? "none")): use a local disk")
        }
      }
    } catch {
      throw LedgerError(error, path: path)
    }
  }

  /// A ledger in memory, gone with the process.
  public static func inMemory() throws(LedgerError) -> Ledger {
    do {
      return try Ledger(database: DatabaseQueue(configuration: configuration), path: nil)
    } catch {
      throw LedgerError(error, path: "memory")
    }
  }

  private init(database: any DatabaseWriter, path: String?) throws {
    self.database = database
    self.path = path
    let name = path ?? "memory"
    writer = GroupWriter(database: database, name: name)
    let (owner, hasTables) = try database.read {
      (
        try Int.fetchOne($0, sql: "PRAGMA application_id") ?? 0,
        try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master") ?? 0 > 0
      )
    }
    guard !hasTables || owner == Schema.applicationID else {
      throw LedgerError(.notALedger, "\(name): is a database, but no ledger: name another file, or a new one")
    }
    let migrator = Schema.migrator
    if try database.read(migrator.hasBeenSuperseded) {
      throw LedgerError(.newer, "\(name): was written by a later version of klear-judge: use that one")
    }
    try database.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
    }
    try migrator.migrate(database)
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.label = "klear-judge.ledger"
    configuration.busyMode = .timeout(10)
    configuration.maximumReaderCount = 4
    configuration.prepareDatabase { database in
      // Of an old file this changes nothing. Pruning gives room back to the disk with it.
      guard !database.configuration.readonly else { return }
      try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
    }
    return configuration
  }

  /// Writes entries; when this returns, they are on disk.
  /// - Parameter request: the body's hash of a request that may be repeated, where the entries have a place in one.
  /// - Throws: ``LedgerError``; then none of them is in the ledger, and trying again is allowed.
  public func record(_ entries: [LedgerEntry], request: RequestRecord? = nil) async throws(LedgerError) {
    try await writer.write(LedgerWrite(entries: entries, request: request))
  }

  /// Whether there is room, and the right, to write: a page of it and nothing that stays.
  public func tryWriting() async throws(LedgerError) {
    let padding = String(repeating: "x", count: 16 << 10)
    let id = "klear-judge.try"
    try await keep(StoredProblem(id: id, hash: id, format: "none", row: Array(padding.utf8)))
    do {
      try await database.write { try $0.execute(sql: "DELETE FROM problem WHERE id = ?", arguments: [id]) }
    } catch {
      throw LedgerError(error, path: path ?? "memory")
    }
  }

  /// Keeps a problem under its id; an older one of that id is replaced.
  public func keep(_ problem: StoredProblem) async throws(LedgerError) {
    try await writer.write(LedgerWrite(problem: problem))
  }

  /// Ends what is open. A ledger that is let go of ends by itself.
  public func close() {
    try? database.close()
  }

  /// Runs a query on a thread of the database's own.
  func read<Value: Sendable>(_ query: @escaping @Sendable (Database) throws -> Value) async throws(LedgerError) -> Value
  {
    do {
      return try await database.read(query)
    } catch {
      throw LedgerError(error, path: path ?? "memory")
    }
  }
}

/// A request with an idempotency key, as far as it has to be known again.
public struct RequestRecord: Sendable, Hashable {
  /// Hash of client and key.
  public var request: String
  public var bodyHash: String

  public init(request: String, bodyHash: String) {
    self.request = request
    self.bodyHash = bodyHash
  }
}

/// A problem that was registered by id.
public struct StoredProblem: Sendable, Hashable {
  public var id: String
  /// Of ``ProblemDigests``.
  public var hash: String
  /// The format of the row, by its name.
  public var format: String
  public var row: [UInt8]

  public init(id: String, hash: String, format: String, row: [UInt8]) {
    self.id = id
    self.hash = hash
    self.format = format
    self.row = row
  }
}
