import GRDB

/// The tables, and the steps from each version to the next. A step that was released is never changed.
enum Schema {
  /// "KLJL": tells a ledger from any other database.
  static let applicationID = 0x4B4C_4A4C

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1: verdicts, requests, problems") { database in
      try database.execute(
        sql: """
          CREATE TABLE verdict (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            run TEXT NOT NULL,
            created_ms INTEGER NOT NULL,
            submission_id TEXT NOT NULL,
            problem_id TEXT NOT NULL,
            language TEXT,
            language_version TEXT,
            program_hash TEXT NOT NULL,
            problem_hash TEXT NOT NULL,
            tests_hash TEXT NOT NULL,
            checker_hash TEXT NOT NULL,
            limits_hash TEXT NOT NULL,
            settings TEXT NOT NULL,
            verdict TEXT NOT NULL,
            reason TEXT NOT NULL,
            reward REAL,
            passed INTEGER NOT NULL,
            total INTEGER NOT NULL,
            cpu_time_s REAL NOT NULL,
            outcome TEXT NOT NULL,
            may_be_shared INTEGER NOT NULL,
            copied_from TEXT,
            request TEXT,
            position INTEGER,
            row TEXT NOT NULL
          );
          CREATE INDEX verdict_by_content ON verdict(program_hash, problem_hash) WHERE may_be_shared AND copied_from IS NULL;
          CREATE INDEX verdict_by_run ON verdict(run, problem_id, submission_id);
          CREATE UNIQUE INDEX verdict_by_place ON verdict(request, position) WHERE request IS NOT NULL;
          CREATE TABLE request (
            request TEXT PRIMARY KEY,
            body_hash TEXT NOT NULL,
            created_ms INTEGER NOT NULL
          ) WITHOUT ROWID;
          CREATE TABLE problem (
            id TEXT PRIMARY KEY,
            problem_hash TEXT NOT NULL,
            format TEXT NOT NULL,
            created_ms INTEGER NOT NULL,
            row BLOB NOT NULL
          );
          CREATE INDEX problem_by_hash ON problem(problem_hash);
          """)
    }
    return migrator
  }
}
