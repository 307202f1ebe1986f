import Glibc
import Datasets
import Ledger
import Rewards

/// `grade --ledger`: each verdict is in the ledger before its row is written.
struct GradeLedger: Sendable {
  /// A verdict with its name.
  struct Recorded: Sendable {
    var result: SubmissionResult
    var id: VerdictID
    var copiedFrom: VerdictID?
  }

  let ledger: Ledger
  let run: String
  private let versions = LanguageVersions()

  /// - Throws: `ExitStatus.badInput` after saying why.
  init?(_ output: GradeOutputOptions) throws {
    guard let path = output.ledger else { return nil }
    do throws(LedgerError) {
      ledger = try Ledger(path: path)
    } catch {
      StandardError.say("--ledger \(error)")
      throw ExitStatus.badInput
    }
    run = output.runName ?? RunName.make("grade")
  }

  /// Judges, unless two runs of the same program have agreed, and records what came of it.
  func judged(_ job: GradeJob, key: String, keys: RowKey, by judges: Judges) async throws(LedgerError) -> Recorded? {
    var version: String?
    if let language = judges.code?.language(of: job.submission) { version = await versions.version(of: language) }
    let material = VerdictMaterial(
      program: job.submission.fullDigest, digests: job.problem.digests, languageVersion: version,
      settings: judges.options.settingsText)
    var result: SubmissionResult
    var source: VerdictID?
    if judges.options.sharesVerdicts, job.problem.kind != .math, let known = try await ledger.agreed(material),
      let copy = try? SubmissionResult(row: Array(known.row.utf8), file: "ledger", line: nil)
    {
      result = copy
      result.submissionID = job.submission.id
      source = known.id
    } else {
      result = await judges.judge(job.submission, of: job.problem)
      if Task.isCancelled, result.verdict == .internalError { return nil }
    }
    let id = VerdictID()
    let row = result.rowText(key: key, settings: keys.settings, verdictID: id.text, copiedFrom: source?.text)
    try await ledger.record([
      LedgerEntry(id: id, run: run, result: result, material: material, copiedFrom: source, row: row)
    ])
    return Recorded(result: result, id: id, copiedFrom: source)
  }
}

/// Names of runs in a ledger, where none is given.
enum RunName {
  /// `grade-20261126T215500Z-4f2a`.
  static func make(_ command: String) -> String {
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    var buffer = [CChar](repeating: 0, count: 32)
    strftime(&buffer, buffer.count, "%Y%m%dT%H%M%SZ", &parts)
    let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return "\(command)-\(text)-\(VerdictID().text.suffix(4))"
  }
}
