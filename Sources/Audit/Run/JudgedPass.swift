import Rewards

/// The checks that run programs: row by row, several at once, with what was judged before taken from the journal.
struct JudgedPass {
  let scanner: RowScanner
  let bench: TrialBench
  let journal: Journal?
  let settings: AuditSettings
  let jobs: Int

  struct Result {
    var remarks: [SetRemark] = []
    var faults = 0
  }

  private struct Judged: Sendable {
    var row: RowIndex
    var key: String
    /// `nil` after a fault of the judge.
    var remarks: [Remark]?
  }

  func run(
    files: [String], total: Int, isStopped: @escaping @Sendable () -> Bool, progress: (Int, Int) -> Void
  ) async throws -> Result {
    let source = LineSource(files: files)
    let checks = Checks.judged.filter {
      settings.isOn($0.about.id) || $0 == ReferenceCheck.self || $0 == CodeRolloutCheck.self
    }
    .map { (about: $0.about, check: $0.init(settings)) }
    var result = Result()
    var next: RowIndex = 0
    var done = 0
    var resumed = 0
    try await withThrowingTaskGroup(of: Judged.self) { group in
      var running = 0
      func take(_ judged: Judged) throws {
        done += 1
        guard let remarks = judged.remarks else {
          result.faults += 1
          return
        }
        for remark in remarks {
          result.remarks.append(SetRemark(row: judged.row, check: remark.check ?? "", remark: remark))
        }
      }
      while !isStopped(), let line = try source.next() {
        let index = next
        next += 1
        guard line.failure == nil, let row = try? scanner.row(line), row.problem != nil else { continue }
        let key = self.key(line, row)
        if let known = journal?.remarks(key) {
          resumed += 1
          try take(Judged(row: index, key: key, remarks: known))
          progress(done, resumed)
          continue
        }
        while running >= jobs, let judged = try await group.next() {
          running -= 1
          if let remarks = judged.remarks { try journal?.record(judged.key, remarks) }
          try take(judged)
          progress(done, resumed)
        }
        running += 1
        let bench = bench
        group.addTask { await Self.judge(row, index, key, bench, checks.map { ($0.about, $0.check) }) }
      }
      while running > 0, !isStopped(), let judged = try await group.next() {
        running -= 1
        if let remarks = judged.remarks { try journal?.record(judged.key, remarks) }
        try take(judged)
        progress(done, resumed)
      }
      if isStopped() { group.cancelAll() }
    }
    result.remarks = result.remarks.filter { settings.isOn($0.check) }
    return result
  }

  private static func judge(
    _ row: AuditRow, _ index: RowIndex, _ key: String, _ bench: TrialBench,
    _ checks: [(about: CheckDescription, check: any JudgedCheck)]
  ) async -> Judged {
    do {
      guard let trial = try await Trial(row, bench: bench) else { return Judged(row: index, key: key, remarks: []) }
      var remarks: [Remark] = []
      for (about, check) in checks {
        for var remark in try await check.remarks(on: trial) {
          remark.check = remark.check ?? about.id
          remarks.append(remark)
        }
      }
      return Judged(row: index, key: key, remarks: remarks)
    } catch {
      return Judged(row: index, key: key, remarks: nil)
    }
  }

  /// All that the row's findings depend on.
  private func key(_ line: RawLine, _ row: AuditRow) -> String {
    var parts = [JudgeVersion.current, settings.text, ContentHash.text(of: line.bytes)]
    parts += row.references.map { $0.id + $0.contentDigest }
    parts += row.responses.map { "\($0.text)|\($0.score ?? -9)|\($0.language ?? "")" }
    return ContentHash.shortText(of: parts.joined(separator: "\u{1}"))
  }
}
