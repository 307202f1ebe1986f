import GRDB

extension Ledger {
  /// Removes entries, and gives their room back to the disk. Requests whose rows are gone are forgotten with them.
  /// - Parameter keep: the newest of those that fit stay, this many.
  /// - Returns: how many entries are gone.
  @discardableResult
  public func prune(_ filter: LedgerFilter, keep: Int = 0) async throws(LedgerError) -> Int {
    var removed = 0
    while true {
      let count = try await write { database in
        var (condition, arguments) = filter.condition
        arguments += [keep]
        // A batch at a time, so that others can write between.
        try database.execute(
          sql: """
            DELETE FROM verdict WHERE sequence IN (SELECT sequence FROM (
              SELECT sequence FROM verdict WHERE \(condition) ORDER BY sequence DESC LIMIT -1 OFFSET ?)
              ORDER BY sequence LIMIT 5000)
            """, arguments: arguments)
        return database.changesCount
      }
      removed += count
      if count == 0 { break }
    }
    guard removed > 0 else { return 0 }
    _ = try await write { database in
      try database.execute(
        sql: """
          DELETE FROM request WHERE NOT EXISTS (SELECT 1 FROM verdict WHERE verdict.request = request.request)
            AND created_ms < ?
          """, arguments: [LedgerClock.milliseconds() - 3_600_000])
      return 0
    }
    if path != nil {
      do {
        try await database.writeWithoutTransaction { database in
          try database.execute(sql: "PRAGMA incremental_vacuum")
          try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
      } catch {
        throw LedgerError(error, path: path ?? "memory")
      }
    }
    return removed
  }

  /// How many entries there are.
  public func count(_ filter: LedgerFilter = LedgerFilter()) async throws(LedgerError) -> Int {
    try await read { database in
      let (condition, arguments) = filter.condition
      return try Int.fetchOne(
        database, sql: "SELECT count(*) FROM verdict WHERE \(condition)", arguments: arguments) ?? 0
    }
  }

  private func write(_ body: @escaping @Sendable (Database) throws -> Int) async throws(LedgerError) -> Int {
    do {
      return try await database.write(body)
    } catch {
      throw LedgerError(error, path: path ?? "memory")
    }
  }
}
