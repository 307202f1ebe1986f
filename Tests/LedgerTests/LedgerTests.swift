import Foundation
import Ledger
import Rewards
import Testing

@Suite struct LedgerTests {
  @Test func whatIsRecordedComesBack() async throws {
    let scratch = try Scratch()
    let entries = [Sample.entry("s1"), Sample.entry("s2", .wrongAnswer, reason: .outputDiffers)]
    do {
      let ledger = try Ledger(path: scratch.file("l.sqlite"))
      try await ledger.record(entries)
      ledger.close()
    }
    let ledger = try Ledger(path: scratch.file("l.sqlite"))
    for entry in entries { #expect(try await ledger.entry(entry.id) == entry) }
    #expect(try await ledger.entry(VerdictID()) == nil)
    #expect(try await ledger.latest(limit: 10) == entries.reversed())
    #expect(try await ledger.latest(LedgerFilter(verdict: .accepted), limit: 10) == [entries[0]])
    #expect(try await ledger.latest(LedgerFilter(run: "other"), limit: 10) == [])
  }

  @Test func manyWritersAtOnceLoseAndDoubleNothing() async throws {
    let scratch = try Scratch()
    let ledger = try Ledger(path: scratch.file("l.sqlite"))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<400 { group.addTask { try await ledger.record([Sample.entry("s\(number)")]) } }
      try await group.waitForAll()
    }
    #expect(try await ledger.count() == 400)
    var seen: Set<String> = []
    try await ledger.forEach { seen.insert($0.submissionID) }
    #expect(seen.count == 400)
  }

  @Test func twoLedgersOnOneFileShareIt() async throws {
    let scratch = try Scratch()
    let first = try Ledger(path: scratch.file("l.sqlite"))
    let second = try Ledger(path: scratch.file("l.sqlite"))
    async let one: Void = first.record([Sample.entry("s1")])
    async let two: Void = second.record([Sample.entry("s2")])
    _ = try await (one, two)
    #expect(try await first.count() == 2)
  }

  /// One of a group that cannot be written does not take the others with it.
  @Test func aWriteThatFailsFailsAlone() async throws {
    let ledger = try Ledger.inMemory()
    let twice = Sample.entry("s")
    try await ledger.record([twice])
    let outcomes = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<20 {
        group.addTask {
          do throws(LedgerError) {
            try await ledger.record([number == 7 ? twice : Sample.entry("n\(number)")])
            return true
          } catch {
            return false
          }
        }
      }
      return await group.reduce(into: [Bool]()) { $0.append($1) }
    }
    #expect(outcomes.count { !$0 } == 1)
    #expect(try await ledger.count() == 20)
  }

  @Test func runsAreSummed() async throws {
    let ledger = try Ledger.inMemory()
    try await ledger.record([Sample.entry("s1", milliseconds: 10), Sample.entry("s2", .wrongAnswer, milliseconds: 20)])
    try await ledger.record([Sample.entry("s1", run: "b", .internalError, reason: .judgeFault, milliseconds: 30)])
    let runs = try await ledger.runs()
    #expect(runs.map(\.name) == ["b", "a"])
    #expect(runs.map(\.verdicts) == [1, 2])
    #expect(runs.map(\.faults) == [1, 0])
    #expect(runs.map(\.meanReward) == [nil, 0.5])
    #expect(runs[1].firstMilliseconds == 10 && runs[1].lastMilliseconds == 20)
  }

  @Test func comparisonFindsEveryDifference() async throws {
    let ledger = try Ledger.inMemory()
    try await ledger.record([Sample.entry("same"), Sample.entry("changed"), Sample.entry("gone")])
    try await ledger.record([
      Sample.entry("same", run: "b"), Sample.entry("changed", run: "b"),
      Sample.entry("changed", run: "b", .wrongAnswer, reason: .outputDiffers), Sample.entry("new", run: "b"),
    ])
    let comparison = try await ledger.compare("a", "b", limit: 10)
    #expect(comparison.common == 2)
    #expect(comparison.onlyFirst == 1 && comparison.onlySecond == 1)
    #expect(comparison.differing == 1)
    #expect(comparison.differences.map(\.submissionID) == ["changed"])
    #expect(comparison.differences.first?.second.verdict == "wrong_answer")
    await #expect(throws: LedgerError.self) { try await ledger.compare("a", "c", limit: 10) }
  }

  @Test func pruningKeepsTheNewest() async throws {
    let scratch = try Scratch()
    let ledger = try Ledger(path: scratch.file("l.sqlite"))
    try await ledger.record((1...30).map { Sample.entry("s\($0)", milliseconds: Int64($0)) })
    #expect(try await ledger.prune(LedgerFilter(beforeMilliseconds: 11)) == 10)
    #expect(try await ledger.prune(LedgerFilter(), keep: 5) == 15)
    #expect(try await ledger.latest(limit: 30).map(\.submissionID) == ["s30", "s29", "s28", "s27", "s26"])
    #expect(try await ledger.prune(LedgerFilter(run: "nobody")) == 0)
  }

  @Test func problemsAreFoundByIDAndByHash() async throws {
    let ledger = try Ledger.inMemory()
    let problem = StoredProblem(id: "sum", hash: "abc", format: "native", row: Array("{}".utf8))
    try await ledger.keep(problem)
    #expect(try await ledger.problem("sum") == problem)
    #expect(try await ledger.problem("abc") == problem)
    #expect(try await ledger.problem("sun") == nil)
    let newer = StoredProblem(id: "sum", hash: "abd", format: "native", row: Array("[]".utf8))
    try await ledger.keep(newer)
    #expect(try await ledger.problem("sum") == newer)
  }

  @Test func verdictNamesSortByTimeAndAreChecked() {
    let older = VerdictID(milliseconds: 1_700_000_000_000)
    let newer = VerdictID(milliseconds: 1_700_000_000_001)
    #expect(older.text < newer.text)
    #expect(VerdictID(older.text) == older)
    for text in ["", "xyz", older.text.uppercased() + "A", String(repeating: "g", count: 32)] {
      #expect(VerdictID(text) == nil, "\(text)")
    }
    #expect(Set((0..<1000).map { _ in VerdictID().text }).count == 1000)
  }
}
