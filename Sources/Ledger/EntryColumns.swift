import GRDB
import Rewards

/// How an entry stands in the table. Positions, not names: what a run records counts by the thousand.
enum EntryColumns {
  static let names = [
    "id", "run", "created_ms", "submission_id", "problem_id", "language", "language_version", "program_hash",
    "problem_hash", "tests_hash", "checker_hash", "limits_hash", "settings", "verdict", "reason", "reward", "passed",
    "total", "cpu_time_s", "outcome", "may_be_shared", "copied_from", "request", "position", "row",
  ]
  static let list = names.joined(separator: ", ")
  static let insert =
    "INSERT INTO verdict (\(list)) VALUES (\(names.map { _ in "?" }.joined(separator: ", ")))"

  static func values(of entry: LedgerEntry) -> StatementArguments {
    [
      entry.id.text, entry.run, entry.createdMilliseconds, entry.submissionID, entry.problemID, entry.language,
      entry.languageVersion, entry.program, entry.digests.problem, entry.digests.tests, entry.digests.checker,
      entry.digests.limits, entry.settings, entry.verdict.rawValue, entry.reason.rawValue, entry.reward, entry.passed,
      entry.total, entry.cpuTimeSeconds, entry.outcome, entry.mayBeShared, entry.copiedFrom?.text,
      entry.place?.request, entry.place?.position, entry.row,
    ]
  }

  static func entry(_ row: Row) throws -> LedgerEntry {
    guard let id = VerdictID(row[0]), let verdict = Verdict(rawValue: row[13]), let reason = Reason(rawValue: row[14])
    else {
      throw LedgerError(.newer, "a verdict of the ledger is of a later version of klear-judge: use that one")
    }
    return LedgerEntry(
      id: id, run: row[1], createdMilliseconds: row[2], submissionID: row[3], problemID: row[4], language: row[5],
      languageVersion: row[6], program: row[7],
      digests: ProblemDigests(problem: row[8], tests: row[9], checker: row[10], limits: row[11]), settings: row[12],
      verdict: verdict, reason: reason, reward: row[15], passed: row[16], total: row[17], cpuTimeSeconds: row[18],
      outcome: row[19], mayBeShared: row[20], copiedFrom: (row[21] as String?).flatMap { VerdictID($0) },
      place: (row[22] as String?).map { RequestPlace(request: $0, position: row[23]) }, row: row[24])
  }
}

extension LedgerEntry {
  /// Every field as it is stored.
  init(
    id: VerdictID, run: String, createdMilliseconds: Int64, submissionID: String, problemID: String, language: String?,
    languageVersion: String?, program: String, digests: ProblemDigests, settings: String, verdict: Verdict,
    reason: Reason, reward: Double?, passed: Int, total: Int, cpuTimeSeconds: Double, outcome: String,
    mayBeShared: Bool, copiedFrom: VerdictID?, place: RequestPlace?, row: String
  ) {
    self.id = id
    self.run = run
    self.createdMilliseconds = createdMilliseconds
    self.submissionID = submissionID
    self.problemID = problemID
    self.language = language
    self.languageVersion = languageVersion
    self.program = program
    self.digests = digests
    self.settings = settings
    self.verdict = verdict
    self.reason = reason
    self.reward = reward
    self.passed = passed
    self.total = total
    self.cpuTimeSeconds = cpuTimeSeconds
    self.outcome = outcome
    self.mayBeShared = mayBeShared
    self.copiedFrom = copiedFrom
    self.place = place
    self.row = row
  }
}
