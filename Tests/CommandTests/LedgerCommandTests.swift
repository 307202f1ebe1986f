import Foundation
import Glibc
import Processes
import Testing

@Suite(.enabled(if: Command.canJudge, "this machine gives no sandbox, or has no python3")) struct LedgerCommandTests {
  static let submissions = [
    Sample.submission("a", Sample.right), Sample.submission("b", Sample.wrong), Sample.submission("c", "exit(1)"),
  ].joined(separator: "\n")

  @Test func gradeRecordsWhatItWrites() throws {
    let scratch = try Scratch()
    let graded = try grade(
      Sample.echo, Self.submissions, ["--ledger", "l.sqlite", "--run-name", "first"], in: scratch)
    #expect(graded.status == 0, "\(graded.errors)")
    let listed = try Command.run(["ledger", "list", "l.sqlite", "--format", "json"], in: scratch.path)
    #expect(
      Set(listed.rows.compactMap { ($0["row"] as? [String: Any]) as NSDictionary? })
        == Set(graded.rows.map { $0 as NSDictionary }))
    for row in listed.rows {
      for key in ["program_hash", "problem_hash", "tests_hash", "checker_hash", "limits_hash", "settings"] {
        #expect((row[key] as? String)?.isEmpty == false, "\(key)")
      }
      #expect((row["language_version"] as? String)?.hasPrefix("Python 3") == true)
    }
    let id = try #require(graded.rows.first?["verdict_id"] as? String)
    let shown = try Command.run(["ledger", "show", "l.sqlite", id], in: scratch.path)
    #expect(shown.rows.first?["verdict_id"] as? String == id)
    let runs = try Command.run(["ledger", "list", "l.sqlite", "--runs", "--format", "json"], in: scratch.path)
    #expect(runs.rows.first?["run"] as? String == "first")
    #expect(runs.rows.first?["verdicts"] as? Int == 3)
    let wrong = try Command.run(
      ["ledger", "export", "l.sqlite", "--verdict", "wrong_answer", "--out", "x.jsonl"], in: scratch.path)
    #expect(wrong.status == 0)
    #expect(JSONRows.parse(scratch.text("x.jsonl")).count == 1)
  }

  @Test func runsAreCompared() throws {
    let scratch = try Scratch()
    _ = try grade(Sample.echo, Self.submissions, ["--ledger", "l.sqlite", "--run-name", "one"], in: scratch)
    _ = try grade(Sample.echo, Self.submissions, ["--ledger", "l.sqlite", "--run-name", "two"], in: scratch)
    let same = try Command.run(["ledger", "compare", "l.sqlite", "one", "two"], in: scratch.path)
    #expect(same.status == 0)
    #expect(same.output == "3 in both, 0 differ; only in one: 0, only in two: 0\n")
    let changed = Sample.submission("a", Sample.wrong)
    _ = try grade(Sample.echo, changed, ["--ledger", "l.sqlite", "--run-name", "three"], in: scratch)
    let other = try Command.run(
      ["ledger", "compare", "l.sqlite", "one", "three", "--format", "json"], in: scratch.path)
    #expect(other.status == 1)
    #expect(other.rows.first?["differing"] as? Int == 1)
    #expect(other.rows.first?["only_first"] as? Int == 2)
    let nobody = try Command.run(["ledger", "compare", "l.sqlite", "one", "nobody"], in: scratch.path)
    #expect(nobody.status == 2)
    #expect(nobody.errors.contains(#"has no run "nobody""#))
  }

  /// A third run of the same program takes its verdict from the ledger; --no-dedupe does not.
  @Test func knownVerdictsAreTakenFromIt() throws {
    let scratch = try Scratch()
    let one = Sample.submission("a", Sample.right)
    func source(_ options: [String] = []) throws -> String? {
      let rows = try grade(Sample.echo, one, ["--ledger", "l.sqlite"] + options, in: scratch).rows
      #expect(rows.first?["verdict"] as? String == "accepted")
      return rows.first?["cached_from"] as? String
    }
    #expect(try source() == nil)
    #expect(try source() == nil)
    #expect(try source() != nil)
    #expect(try source(["--no-dedupe"]) == nil)
  }

  @Test func pruning() throws {
    let scratch = try Scratch()
    _ = try grade(Sample.echo, Self.submissions, ["--ledger", "l.sqlite"], in: scratch)
    let kept = try Command.run(["ledger", "prune", "l.sqlite", "--older-than", "1d"], in: scratch.path)
    #expect(kept.output == "removed 0, 3 left\n")
    let pruned = try Command.run(["ledger", "prune", "l.sqlite", "--keep", "1"], in: scratch.path)
    #expect(pruned.output == "removed 2, 1 left\n")
  }

  @Test(arguments: [
    ("none.sqlite", "No such file or directory"), ("p.jsonl", "is no ledger"),
  ])
  func whatIsNoLedgerIsNamed(_ file: String, _ says: String) throws {
    let scratch = try Scratch()
    try scratch.write("p.jsonl", String(repeating: Sample.echo + "\n", count: 20))
    let listed = try Command.run(["ledger", "list", file], in: scratch.path)
    #expect(listed.status == 2)
    #expect(listed.errors.contains(says), "\(listed.errors)")
    #expect(!FileManager.default.fileExists(atPath: scratch.file("none.sqlite")))
  }

  /// Whatever row had come out before `kill -9` is in the ledger.
  @Test func aKilledGradeHasLostNothingThatItSaid() async throws {
    let scratch = try Scratch()
    try scratch.write("p.jsonl", Sample.echo)
    let rows = (0..<400).map { Sample.submission("s\($0)", Sample.right + " # \($0)") }.joined(separator: "\n")
    try scratch.write("s.jsonl", rows)
    let process = try Command.start(
      ["grade", "--problems", "p.jsonl", "--submissions", "s.jsonl", "--out", "v.jsonl", "--ledger", "l.sqlite"],
      in: scratch.path)
    while JSONRows.parse(scratch.text("v.jsonl")).count < 20, process.isRunning {
      try await Task.sleep(for: .milliseconds(5))
    }
    process.send(SIGKILL)
    process.wait()
    let said = Set(JSONRows.parse(scratch.text("v.jsonl")).compactMap { $0["verdict_id"] as? String })
    let listed = try Command.run(
      ["ledger", "list", "l.sqlite", "--format", "json", "--limit", "1000"], in: scratch.path)
    let kept = Set(listed.rows.compactMap { $0["verdict_id"] as? String })
    #expect(said.count >= 20)
    #expect(said.subtracting(kept).isEmpty)
  }
}
