import Foundation
import GRDB
public import Rewards

/// Which entries a query is about; what is `nil` does not matter.
public struct LedgerFilter: Sendable, Hashable {
  public var run: String?
  public var problemID: String?
  public var submissionID: String?
  public var verdict: Verdict?
  /// Only those made before this moment.
  public var beforeMilliseconds: Int64?

  public init(
    run: String? = nil, problemID: String? = nil, submissionID: String? = nil, verdict: Verdict? = nil,
    beforeMilliseconds: Int64? = nil
  ) {
    self.run = run
    self.problemID = problemID
    self.submissionID = submissionID
    self.verdict = verdict
    self.beforeMilliseconds = beforeMilliseconds
  }

  var condition: (sql: String, arguments: StatementArguments) {
    var parts = ["1"]
    var arguments = StatementArguments()
    func add(_ sql: String, _ value: (any DatabaseValueConvertible)?) {
      guard let value else { return }
      parts.append(sql)
      arguments += [value]
    }
    add("run = ?", run)
    add("problem_id = ?", problemID)
    add("submission_id = ?", submissionID)
    add("verdict = ?", verdict?.rawValue)
    add("created_ms < ?", beforeMilliseconds)
    return (parts.joined(separator: " AND "), arguments)
  }
}

/// One run of a ledger, in numbers.
public struct LedgerRun: Sendable, Hashable {
  public var name: String
  public var verdicts: Int
  public var accepted: Int
  public var faults: Int
  /// Of those that have a reward.
  public var meanReward: Double?
  public var firstMilliseconds: Int64
  public var lastMilliseconds: Int64
}

extension Ledger {
  /// The verdict of this name.
  public func entry(_ id: VerdictID) async throws(LedgerError) -> LedgerEntry? {
    try await read {
      try Row.fetchOne($0, sql: "SELECT \(EntryColumns.list) FROM verdict WHERE id = ?", arguments: [id.text])
        .map(EntryColumns.entry)
    }
  }

  /// The latest entries first.
  public func latest(_ filter: LedgerFilter = LedgerFilter(), limit: Int) async throws(LedgerError) -> [LedgerEntry] {
    try await read { database in
      var (condition, arguments) = filter.condition
      arguments += [limit]
      return try Row.fetchAll(
        database, sql: "SELECT \(EntryColumns.list) FROM verdict WHERE \(condition) ORDER BY sequence DESC LIMIT ?",
        arguments: arguments
      ).map(EntryColumns.entry)
    }
  }

  /// Every entry, the oldest first, in memory that does not grow with their number.
  public func forEach(
    _ filter: LedgerFilter = LedgerFilter(), _ body: (LedgerEntry) throws -> Void
  ) async throws {
    var last: Int64 = 0
    while true {
      let from = last
      let page = try await read { database in
        var (condition, arguments) = filter.condition
        arguments += [from]
        let sql =
          "SELECT \(EntryColumns.list), sequence FROM verdict WHERE \(condition) AND sequence > ? ORDER BY sequence LIMIT 500"
        return try Row.fetchAll(database, sql: sql, arguments: arguments).map {
          (try EntryColumns.entry($0), $0[EntryColumns.names.count] as Int64)
        }
      }
      guard let end = page.last?.1 else { return }
      last = end
      for (entry, _) in page { try body(entry) }
    }
  }

  /// All runs, the latest first.
  public func runs() async throws(LedgerError) -> [LedgerRun] {
    try await read {
      try Row.fetchAll(
        $0,
        sql: """
          SELECT run, count(*), sum(verdict = 'accepted'), sum(verdict = 'internal_error'), avg(reward),
            min(created_ms), max(created_ms), max(sequence) AS latest
          FROM verdict GROUP BY run ORDER BY latest DESC
          """
      ).map {
        LedgerRun(
          name: $0[0], verdicts: $0[1], accepted: $0[2], faults: $0[3], meanReward: $0[4], firstMilliseconds: $0[5],
          lastMilliseconds: $0[6])
      }
    }
  }

  /// The verdict of a program of the same content, if two independent runs of it agree and it may be shared.
  public func agreed(_ material: VerdictMaterial) async throws(LedgerError) -> LedgerEntry? {
    try await read { database in
      let statement = try database.cachedStatement(
        sql: """
          SELECT \(EntryColumns.list) FROM verdict
          WHERE program_hash = ? AND problem_hash = ? AND may_be_shared AND copied_from IS NULL
            AND settings = ? AND language_version IS ?
          ORDER BY sequence DESC LIMIT 2
          """)
      let entries = try Row.fetchAll(
        statement,
        arguments: [material.program, material.digests.problem, material.settings, material.languageVersion]
      ).map(EntryColumns.entry)
      guard entries.count == 2, entries[0].outcome == entries[1].outcome else { return nil }
      return entries[0]
    }
  }

  /// What is known of a request that may be repeated: the hash of its body, and the rows that were made for it.
  public func request(_ key: String) async throws(LedgerError) -> (bodyHash: String, rows: [Int: LedgerEntry])? {
    try await read { database in
      guard
        let body = try String.fetchOne(
          database, sql: "SELECT body_hash FROM request WHERE request = ?", arguments: [key])
      else { return nil }
      let entries = try Row.fetchAll(
        database, sql: "SELECT \(EntryColumns.list) FROM verdict WHERE request = ?", arguments: [key]
      ).map(EntryColumns.entry)
      let rows = entries.compactMap { entry in entry.place.map { ($0.position, entry) } }
      return (body, Dictionary(rows, uniquingKeysWith: { first, _ in first }))
    }
  }

  /// A problem by its id or by its content's hash.
  public func problem(_ name: String) async throws(LedgerError) -> StoredProblem? {
    try await read { database in
      let sql =
        "SELECT id, problem_hash, format, row FROM problem WHERE id = ? OR problem_hash = ? ORDER BY id = ? DESC"
      return try Row.fetchOne(database, sql: sql, arguments: [name, name, name]).map {
        StoredProblem(id: $0[0], hash: $0[1], format: $0[2], row: Array($0[3] as Data))
      }
    }
  }
}
