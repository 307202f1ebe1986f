import GRDB

/// How two runs differ on the submissions that both have judged.
public struct LedgerComparison: Sendable, Hashable {
  public struct Difference: Sendable, Hashable {
    public var problemID: String
    public var submissionID: String
    public var first: Side
    public var second: Side
  }

  public struct Side: Sendable, Hashable {
    public var id: String
    public var verdict: String
    public var reason: String
    public var reward: Double?
    public var passed: Int
    public var total: Int
  }

  /// Submissions of both runs.
  public var common: Int
  public var onlyFirst: Int
  public var onlySecond: Int
  /// Those whose verdict, reward or tests passed are not the same.
  public var differing: Int
  /// The first of them.
  public var differences: [Difference]

  public var areSame: Bool { differing == 0 && onlyFirst == 0 && onlySecond == 0 }
}

extension Ledger {
  /// Compares two runs, submission by submission; where one was judged more than once in a run, its last verdict counts.
  /// - Throws: ``LedgerError`` `.unknown` for a run that the ledger does not have.
  public func compare(_ first: String, _ second: String, limit: Int) async throws(LedgerError) -> LedgerComparison {
    let name = path ?? "memory"
    return try await read { database in
      for run in [first, second] {
        let count = try Int.fetchOne(
          database, sql: "SELECT EXISTS (SELECT 1 FROM verdict WHERE run = ?)", arguments: [run])
        guard count == 1 else {
          throw LedgerError(
            .unknown, "\(name): has no run \"\(run)\"; `klear-judge ledger list FILE --runs` names them")
        }
      }
      let latest = """
        WITH a AS (SELECT problem_id, submission_id, max(sequence) AS sequence FROM verdict WHERE run = ?
            GROUP BY problem_id, submission_id),
          b AS (SELECT problem_id, submission_id, max(sequence) AS sequence FROM verdict WHERE run = ?
            GROUP BY problem_id, submission_id),
          pair AS (SELECT a.problem_id, a.submission_id, a.sequence AS first, b.sequence AS second
            FROM a JOIN b USING (problem_id, submission_id)),
          differing AS (SELECT pair.problem_id, pair.submission_id, x.id AS x_id, x.verdict AS x_verdict,
              x.reason AS x_reason, x.reward AS x_reward, x.passed AS x_passed, x.total AS x_total, y.id AS y_id,
              y.verdict AS y_verdict, y.reason AS y_reason, y.reward AS y_reward, y.passed AS y_passed, y.total AS y_total
            FROM pair JOIN verdict x ON x.sequence = first JOIN verdict y ON y.sequence = second
            WHERE x.verdict != y.verdict OR x.reward IS NOT y.reward OR x.passed != y.passed)

        """
      func count(_ sql: String) throws -> Int {
        try Int.fetchOne(database, sql: latest + sql, arguments: [first, second]) ?? 0
      }
      let common = try count("SELECT count(*) FROM pair")
      let rows = try Row.fetchAll(
        database, sql: latest + "SELECT * FROM differing ORDER BY problem_id, submission_id LIMIT ?",
        arguments: [first, second, limit])
      return LedgerComparison(
        common: common, onlyFirst: try count("SELECT count(*) FROM a") - common,
        onlySecond: try count("SELECT count(*) FROM b") - common,
        differing: try count("SELECT count(*) FROM differing"),
        differences: rows.map { row in
          func side(_ start: Int) -> LedgerComparison.Side {
            LedgerComparison.Side(
              id: row[start], verdict: row[start + 1], reason: row[start + 2], reward: row[start + 3],
              passed: row[start + 4], total: row[start + 5])
          }
          return LedgerComparison.Difference(
            problemID: row[0], submissionID: row[1], first: side(2), second: side(8))
        })
    }
  }
}
