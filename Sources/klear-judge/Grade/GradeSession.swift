import Datasets
import Glibc
import Ledger
import Reports
import Rewards
import Sandbox

/// One run of grade: judges jobs side by side, writes rows in the order of the input, keeps count of what a person and
/// the exit code have to know.
final class GradeSession {
  private let judges: Judges
  private let output: GradeOutputOptions
  private let stopsAtBadRow: Bool
  private let skipsMissingLanguages: Bool
  private let keys: RowKey
  private let rows: RowFile
  private let resumed: Resume?
  private let ledger: GradeLedger?
  private var ledgerFailure: String?
  private let report: HTMLReportWriter?
  private let interrupt: Interrupt
  private var summary = RunSummary()
  private var progress: ProgressPrinter
  private var order: [String] = []
  private var badRows = 0
  private var notMet = 0
  private var nearLimit: [String] = []
  private var faults = 0
  private var datasetErrors = DatasetErrors()
  private var resumedCount = 0
  private var resumeFailed = false
  private var reportFailure: String?
  private let started = ContinuousClock.now

  /// - Parameter sandbox: `nil` where none was opened.
  init(
    judges: Judges, sandbox: Sandbox?, interrupt: Interrupt, output: GradeOutputOptions, stopsAtBadRow: Bool,
    skipsMissingLanguages: Bool
  ) throws {
    self.judges = judges
    self.interrupt = interrupt
    self.output = output
    self.stopsAtBadRow = stopsAtBadRow
    self.skipsMissingLanguages = skipsMissingLanguages
    keys = RowKey(options: judges.options)
    resumed =
      output.resume
      ? try output.out.map { try Resume(path: $0, settings: RowKey(options: judges.options).settings) } : nil
    ledger = try GradeLedger(output)
    rows = try RowFile(path: output.out, appending: output.resume)
    do {
      report = try output.report.map { path in
        try HTMLReportWriter(path: path, header: GradeSession.header(judges: judges, sandbox: sandbox))
      }
    } catch {
      StandardError.say("--report: \(error)")
      throw ExitStatus.badInput
    }
    progress = ProgressPrinter(choice: output.progress)
  }

  var isInterrupted: Bool { interrupt.happened }

  /// Beyond this much test data under way, reading waits: the jobs of huge problems are few at a time.
  private static let pendingTestBytes = 64 << 20

  private enum Event: Sendable {
    case judged(Int, SubmissionResult, nearLimit: String?, recorded: GradeLedger.Recorded?)
    case notRecorded(Int, String)
    case interrupted
  }

  /// Judges all jobs. Memory is bounded by those under way: a slow one holds back the reading of others.
  func grade(_ jobs: any GradeJobs) async {
    progress.expect(jobs.total)
    let judges = judges
    let (ledger, keys) = (ledger, keys)
    var pending: [Int: PendingJob] = [:]
    let checksLabels = output.expect
    var nextToWrite = 0
    var nextToStart = 0
    var ended = false
    // Some more than run at once, so that one slow submission does not leave the others idle.
    let window = judges.options.jobs * 2
    let interrupt = interrupt
    await withTaskGroup(of: Event.self) { group in
      func fill() {
        while !ended, nextToStart - nextToWrite < window, !isInterrupted, rows.failure == nil, ledgerFailure == nil,
          pending.isEmpty || pending.values.reduce(0, { $0 + $1.job.testBytes }) < Self.pendingTestBytes
        {
          guard let job = nextJob(jobs, ended: &ended) else { break }
          let index = nextToStart
          let key = keys.key(of: job)
          let isThere = resumed?.holds(job.submission.id, key: key) == true
          nextToStart += 1
          pending[index] = PendingJob(job: job, key: key, isThere: isThere)
          guard !isThere else { continue }
          group.addTask {
            var recorded: GradeLedger.Recorded?
            if let ledger {
              do throws(LedgerError) {
                recorded = try await ledger.judged(job, key: key, keys: keys, by: judges)
              } catch {
                return .notRecorded(index, error.description)
              }
              if recorded == nil { return .interrupted }
            }
            let result: SubmissionResult
            if let recorded {
              result = recorded.result
            } else {
              result = await judges.judge(job.submission, of: job.problem)
            }
            // Only packages say which program their limit was made for.
            var near: String?
            if checksLabels, job.submission.expectation != nil {
              near = await judges.nearLimit(result, job.submission, of: job.problem)
            }
            return .judged(index, result, nearLimit: near, recorded: recorded)
          }
        }
        while let next = pending[nextToWrite], next.isThere || next.result != nil {
          pending[nextToWrite] = nil
          nextToWrite += 1
          record(next)
        }
      }
      group.addTask {
        await interrupt.wait()
        return .interrupted
      }
      repeat {
        fill()
      } while pending.isEmpty && !ended && !isInterrupted && rows.failure == nil && ledgerFailure == nil
      while !pending.isEmpty, let event = await group.next() {
        switch event {
        case .interrupted: group.cancelAll()
        case .notRecorded(let index, let message):
          if ledgerFailure == nil { StandardError.say("--ledger \(message)") }
          ledgerFailure = message
          // Neither it nor what comes behind it gets a row: --resume judges them.
          pending = pending.filter { $0.key < index }
        case .judged(let index, let result, let near, let recorded):
          pending[index]?.result = result
          pending[index]?.nearLimit = near
          pending[index]?.recorded = recorded
          repeat {
            fill()
          } while pending.isEmpty && !ended && !isInterrupted && rows.failure == nil && ledgerFailure == nil
        }
      }
      group.cancelAll()
    }
    progress.clear()
  }

  private func nextJob(_ jobs: any GradeJobs, ended: inout Bool) -> GradeJob? {
    while true {
      do {
        guard let event = try jobs.next() else {
          ended = true
          return nil
        }
        switch event {
        case .job(let job): return job
        case .bad(let message):
          progress.clear()
          StandardError.say(message)
          badRows += 1
          if stopsAtBadRow {
            ended = true
            return nil
          }
        }
      } catch {
        progress.clear()
        StandardError.say("\(error)")
        badRows += 1
        ended = true
        return nil
      }
    }
  }

  private func record(_ next: PendingJob) {
    order.append(next.job.submission.id)
    if next.isThere {
      recordKept(next.job)
    } else if let result = next.result {
      recordJudged(next, result)
    }
  }

  /// A row that an earlier run has written counts as if this one had, but is not written again.
  private func recordKept(_ job: GradeJob) {
    guard let result = try? resumed?.result(job.submission.id) else {
      resumeFailed = true
      return
    }
    resumedCount += 1
    count(job, result)
    progress.advance(accepted: result.verdict == .accepted, fault: false, resumed: true)
  }

  private func recordJudged(_ next: PendingJob, _ result: SubmissionResult) {
    let job = next.job
    // A row of an interrupted run says nothing; the next run makes it.
    if isInterrupted, result.verdict == .internalError { return }
    if result.verdict == .skipped, !skipsMissingLanguages {
      progress.clear()
      StandardError.say("\(job.submission.id): \(result.message ?? "its language is missing")")
      badRows += 1
    }
    let text = result.rowText(
      key: next.key, settings: keys.settings, verdictID: next.recorded?.id.text,
      copiedFrom: next.recorded?.copiedFrom?.text)
    guard rows.write(text) else { return }
    if let error = datasetErrors.new(in: result, place: job.problemPlace) {
      progress.clear()
      StandardError.say(error)
    }
    if result.verdict == .internalError, !result.hasDatasetError {
      faults += 1
      progress.clear()
      StandardError.say("\(job.submission.id): internal_error: \(result.message ?? "")")
    }
    if let near = next.nearLimit {
      nearLimit.append(ExpectationCheck.nearLimitMessage(result, submission: job.submission, time: near))
    }
    count(job, result, isNearLimit: next.nearLimit != nil)
    progress.advance(accepted: result.verdict == .accepted, fault: result.verdict == .internalError, resumed: false)
  }

  /// What summary, report and exit code have to know of a row.
  private func count(_ job: GradeJob, _ result: SubmissionResult, isNearLimit: Bool = false) {
    let outcome = ExpectationCheck.outcome(of: result, submission: job.submission, isNearLimit: isNearLimit)
    if output.expect, outcome == .notMet {
      notMet += 1
      progress.clear()
      StandardError.say(ExpectationCheck.message(result, submission: job.submission))
    }
    let row = ReportRow(
      result: result, problemTitle: job.problem.title, program: ReportRow.programText(of: job.submission.body),
      expected: job.submission.expected.map { $0.sorted { $0.rawValue < $1.rawValue } },
      met: outcome.isMet)
    summary.add(row)
    do {
      try report?.add(row)
    } catch {
      if reportFailure == nil { StandardError.say("--report: \(error)") }
      reportFailure = "\(error)"
    }
  }

  /// Writes what comes at the end, and says how it went.
  func finish() throws -> ExitStatus {
    progress.clear()
    let elapsed = (ContinuousClock.now - started).inSeconds
    if let report, reportFailure == nil {
      do {
        try report.finish(ReportEnding(elapsedSeconds: elapsed, interrupted: isInterrupted, notes: notes))
      } catch {
        StandardError.say("--report: \(error)")
        reportFailure = "\(error)"
      }
    }
    if rows.failure == nil, !resumeFailed, !isInterrupted { try resumed?.sort(order: order) }
    if let failure = rows.failure { StandardError.say("--out: \(failure)") }
    if output.progress != .none {
      let color = StandardError.isTerminal && ProcessEnvironment.variables["NO_COLOR"] == nil
      StandardError.write(
        SummaryText(
          summary: summary, elapsedSeconds: elapsed, rewardKind: judges.options.rule.kind, color: color, ascii: false
        ).text)
      for note in notes { StandardError.say(note) }
    }
    if !nearLimit.isEmpty {
      StandardError.say("machine-dependent, since the time is between half and twice the limit: \(nearLimit.count)")
      for line in nearLimit { StandardError.say("  " + line) }
    }
    return status
  }

  private var status: ExitStatus {
    var status = ExitStatus.done
    if notMet > 0 { status = max(status, .answerIsNo) }
    if faults > 0 { status = max(status, .faultsRemained) }
    if badRows > 0 || datasetErrors.count > 0 || resumeFailed { status = max(status, .badInput) }
    if rows.failure != nil || reportFailure != nil || ledgerFailure != nil { status = max(status, .badInput) }
    if isInterrupted { status = max(status, .interrupted) }
    return status
  }

  private var notes: [String] {
    func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }
    var notes: [String] = []
    if resumedCount > 0 { notes.append("\(rows(resumedCount)) there already, kept and counted") }
    if badRows > 0 { notes.append("\(rows(badRows)) of the input not judged, named above") }
    if datasetErrors.count > 0 {
      notes.append(
        "\(rows(datasetErrors.count)) internal_error with reason dataset_error, no reward: "
          + "the problems named above cannot be judged")
    }
    if judges.options.compatibility == .klear {
      notes.append("--compat klear: problems of more than 16 tests were judged on 16, drawn by the problem's id")
    }
    if let fault = judges.code?.warmFault { notes.append("some Python programs were started cold: \(fault)") }
    if judges.options.sharesProcess, let counts = judges.code?.sharing.counts {
      notes.append(
        "--share-process: \(counts.sampled) submissions were judged in fresh processes as well, "
          + "\(counts.disagreements) of them otherwise")
    }
    return notes
  }

  private static func header(judges: Judges, sandbox: Sandbox?) -> ReportHeader {
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    var buffer = [CChar](repeating: 0, count: 64)
    strftime(&buffer, buffer.count, "%Y-%m-%d %H:%M:%S UTC", &parts)
    let started = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return ReportHeader(
      title: "klear-judge grade", commandLine: CommandLine.arguments.joined(separator: " "),
      version: JudgeVersion.current, started: started, layers: sandbox?.layers.map(\.rawValue) ?? [],
      missingLayers: sandbox?.missingLayers.map(\.layer.rawValue) ?? [], rewardKind: judges.options.rule.kind)
  }
}

/// A submission between its start and its row.
private struct PendingJob {
  var job: GradeJob
  var key: String
  /// Its row is in the file already.
  var isThere: Bool
  var result: SubmissionResult?
  /// Why its label depends on this machine's speed.
  var nearLimit: String?
  var recorded: GradeLedger.Recorded?
}
