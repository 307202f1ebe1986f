public import Datasets
import Rewards

/// What to audit, and how.
public struct AuditRequest: Sendable {
  /// Dataset files, as the user names them.
  public var data: [String]
  /// `nil`: told row by row.
  public var format: DatasetFormat?
  public var against: [String] = []
  public var references: [String] = []
  public var rollouts: [String] = []
  public var settings = AuditSettings()
  /// `nil`: findings go where ``Audit/run(_:)`` is told, and there is no cleaned set.
  public var out: String?
  public var resume = false
  public var jobs = 1
  /// Tokens of a text, where a tokenizer was given.
  public var tokenCount: (@Sendable (String) -> Int)?
  /// Runs programs; `nil`: checks that need the sandbox are left out.
  public var bench: TrialBench?
  /// Checks that need the sandbox were not asked for, or why they cannot be had.
  public var withoutBench: String?
  public var commandLine = ""

  public init(data: [String], format: DatasetFormat? = nil) {
    self.data = data
    self.format = format
  }
}

/// How far an audit is.
public struct AuditProgress: Sendable {
  public enum Phase: String, Sendable {
    case reading
    case judging
    case writing
  }

  public var phase: Phase
  public var rows: Int
  /// An estimate until all have been read.
  public var total: Int?
  public var resumed = 0
}

/// An audit came to its end.
public struct AuditOutcome: Sendable {
  public var rows = 0
  public var kept = 0
  /// Rows by file that could not be read at all.
  public var unreadable = 0
  public var counts: [CheckCounts] = []
  /// Trouble beside the findings: rows of `--references` that cannot be read, checks that were left out.
  public var notes: [String] = []
  /// Rows of which programs could not be judged, for a fault of the judge.
  public var faults = 0
  public var badSupplements = 0
  public var isInterrupted = false

  /// The worst severity among the findings.
  public var worst: Severity? { counts.flatMap(\.severities).max() }
}

/// How often a check spoke.
public struct CheckCounts: Sendable, Hashable {
  public var id: String
  public var errors = 0
  public var warnings = 0
  public var infos = 0
  public var dropped = 0

  public var total: Int { errors + warnings + infos }

  var severities: [Severity] {
    (errors > 0 ? [.error] : []) + (warnings > 0 ? [.warning] : []) + (infos > 0 ? [.info] : [])
  }
}

/// Reads datasets, says what is wrong with their rows, and writes them without it.
///
/// All rows are read three times at most: once for the checks that look at a row or at the set, once more for those
/// that run programs, and once to write what stays. Memory holds a few hundred bytes a row.
public final class Audit {
  let request: AuditRequest
  private let progress: (AuditProgress) -> Void
  private let isStopped: @Sendable () -> Bool

  public init(
    _ request: AuditRequest, progress: @escaping (AuditProgress) -> Void = { _ in },
    isStopped: @escaping @Sendable () -> Bool = { false }
  ) {
    self.request = request
    self.progress = progress
    self.isStopped = isStopped
  }

  /// - Parameter each: gets every finding as a row's text, in the order of the rows, where there is no folder.
  /// - Throws: `DatasetError` where a file cannot be read, ``AuditError``, `ReportError`.
  public func run(each: (String) -> Bool = { _ in true }) async throws -> AuditOutcome {
    var outcome = AuditOutcome()
    let folder = try request.out.map { try AuditFolder(path: $0) }
    var supplements = Supplements()
    for path in request.references { try supplements.readReferences(path) }
    for path in request.rollouts { try supplements.readRollouts(path) }
    outcome.notes += supplements.badRows
    outcome.badSupplements = supplements.badRows.count
    let benchmark =
      request.against.isEmpty ? nil : try Benchmarks.index(request.against, width: request.settings.overlapWords)
    let scanner = RowScanner(
      format: request.format, settings: request.settings, supplements: supplements, benchmark: benchmark,
      tokenCount: request.tokenCount)
    let spool = try FindingSpool()
    let sets = SetChecks(request, benchmark: benchmark)
    try await scan(scanner, sets, spool, &outcome)
    guard !isStopped() else {
      outcome.isInterrupted = true
      return outcome
    }
    var remarks = sets.finish()
    if sets.judgedRows > 0, let bench = request.bench {
      let journal = try folder.map { try Journal(folder: $0, resume: request.resume) }
      let judging = JudgedPass(
        scanner: scanner, bench: bench, journal: journal, settings: request.settings, jobs: request.jobs)
      let judged = try await judging.run(
        files: request.data, total: sets.judgedRows, isStopped: isStopped,
        progress: { done, resumed in
          self.progress(AuditProgress(phase: .judging, rows: done, total: sets.judgedRows, resumed: resumed))
        })
      remarks += judged.remarks
      outcome.faults = judged.faults
      guard !isStopped() else {
        outcome.isInterrupted = true
        return outcome
      }
    } else if sets.judgedRows > 0, let why = request.withoutBench {
      outcome.notes.append("checks that run programs were left out: \(why)")
    }
    try write(remarks, sets, spool, folder, &outcome, each: each)
    return outcome
  }

  // MARK: Reading

  private func scan(
    _ scanner: RowScanner, _ sets: SetChecks, _ spool: FindingSpool, _ outcome: inout AuditOutcome
  ) async throws {
    let source = LineSource(files: request.data)
    let window = request.jobs + 1
    var unreadable = 0
    var isFirst = true
    try await withThrowingTaskGroup(of: (Int, [ScannedRow], [String]).self) { group in
      var started = 0
      var taken = 0
      var waiting: [Int: ([ScannedRow], [String])] = [:]
      var ended = false
      while true {
        while !ended, started - taken < window {
          let lines = try source.chunk(lines: isFirst ? 16 : 256)
          isFirst = false
          if lines.isEmpty || isStopped() {
            ended = true
            break
          }
          let number = started
          started += 1
          group.addTask { (number, scanner.scan(lines), lines.map(\.file)) }
        }
        guard started > taken, let (number, rows, files) = try await group.next() else { break }
        waiting[number] = (rows, files)
        while let (rows, files) = waiting.removeValue(forKey: taken) {
          taken += 1
          for (row, file) in zip(rows, files) {
            if row.digest == nil { unreadable += 1 }
            try sets.take(row, file: file, spool)
          }
          let rows = sets.table.count
          let read = max(1, source.bytesRead)
          let total = source.totalBytes > read ? Int(Double(rows) * Double(source.totalBytes) / Double(read)) : rows
          progress(AuditProgress(phase: .reading, rows: rows, total: max(total, rows + (ended ? 0 : 1))))
        }
      }
    }
    outcome.rows = sets.table.count
    outcome.unreadable = unreadable
  }

  // MARK: Writing

  private func write(
    _ remarks: [SetRemark], _ sets: SetChecks, _ spool: FindingSpool, _ folder: AuditFolder?,
    _ outcome: inout AuditOutcome, each: (String) -> Bool
  ) throws {
    let merge = FindingMerge(remarks: remarks, spool: spool, table: sets.table, settings: request.settings)
    guard let folder else {
      for row in 0..<sets.table.count {
        let findings = merge.findings(of: RowIndex(row))
        merge.count(findings)
        for finding in findings where !each(finding.rowText) { return }
      }
      outcome.kept = merge.kept
      outcome.counts = merge.counts
      return
    }
    let writer = try AuditWriter(folder: folder, request: request, table: sets.table)
    let source = LineSource(files: request.data)
    var row = 0
    while let line = try source.next() {
      guard row < sets.table.count, sets.table.line(RowIndex(row)) == line.number else {
        throw AuditError(.inputChanged, "\(line.file): the file changed while it was read: run the audit again")
      }
      let findings = merge.findings(of: RowIndex(row))
      let isKept = merge.count(findings)
      try writer.write(findings, of: line, isKept: isKept)
      row += 1
      if row % 1_024 == 0 { progress(AuditProgress(phase: .writing, rows: row, total: sets.table.count)) }
    }
    outcome.kept = merge.kept
    outcome.counts = merge.counts
    try writer.finish(outcome, lengths: sets.lengths)
    progress(AuditProgress(phase: .writing, rows: row, total: row))
  }
}
