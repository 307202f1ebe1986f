import Foundation
import Processes
import Testing

/// `--resume` after an interruption gives the file of an undisturbed run, but for times and memory.
@Suite(.enabled(if: Command.canJudge, "needs a sandbox and python3")) struct ResumeTests {
  let scratch: Scratch
  static let count = 10

  init() throws {
    scratch = try Scratch()
    try scratch.write("p.jsonl", Sample.echo)
    let programs = (0..<Self.count).map { index in
      Sample.submission(
        "s\(index)", "\(index.isMultiple(of: 3) ? Sample.wrong : Sample.right) # \(index)", expected: "accepted")
    }
    try scratch.write("s.jsonl", programs.joined(separator: "\n"))
  }

  private var arguments: [String] {
    ["grade", "--problems", "p.jsonl", "--submissions", "s.jsonl", "--out", "v.jsonl"]
  }

  private func resume(_ more: [String] = []) throws -> Command.Outcome {
    try Command.run(arguments + ["--resume"] + more, in: scratch.path)
  }

  /// The rows of a run that nothing disturbs.
  private func undisturbed() throws -> [NSDictionary] {
    try Command.run(arguments + ["--out", "whole.jsonl"], in: scratch.path).status == 0
      ? JSONRows.comparable(scratch.text("whole.jsonl")) : []
  }

  /// Runs grade until at least `rows` rows are there, sends it a signal and gives its exit code.
  private func interrupted(after rows: Int, by signal: Int32) throws -> Int32 {
    let command = try Command.start(arguments + ["--jobs", "1"], in: scratch.path)
    while command.isRunning, scratch.text("v.jsonl").utf8.count(where: { $0 == 0x0A }) < rows { sched_yield() }
    command.send(signal)
    return command.wait()
  }

  @Test(arguments: [0, 1, 4, 7]) func killedAtAnyMoment(_ rows: Int) throws {
    let whole = try undisturbed()
    #expect(whole.count == Self.count)
    _ = try interrupted(after: rows, by: SIGKILL)
    #expect(try resume().status == 0)
    #expect(JSONRows.comparable(scratch.text("v.jsonl")) == whole)
  }

  @Test func interruptedWithCtrlC() throws {
    #expect(try interrupted(after: 2, by: SIGINT) == 130)
    let kept = scratch.text("v.jsonl")
    #expect(kept.hasSuffix("\n"))
    #expect(JSONRows.parse(kept).count >= 2)
    #expect(JSONRows.parse(kept).allSatisfy { $0["verdict"] as? String != "internal_error" })
    #expect(try resume().status == 0)
    #expect(JSONRows.comparable(scratch.text("v.jsonl")) == (try undisturbed()))
  }

  /// What an earlier run may have left, made from the rows of a whole one.
  @Test func tornRowsFaultsAndOrder() throws {
    let whole = try undisturbed()
    let lines = scratch.text("whole.jsonl").split(separator: "\n").map(String.init)
    let fault = lines[4].replacingOccurrences(
      of: #""verdict":"accepted","reason":"ok""#, with: #""verdict":"internal_error","reason":"judge_fault""#)
    #expect(fault != lines[4])
    let cases: [(name: String, file: String, kept: Int)] = [
      ("nothing", "", 0),
      ("a torn first line", String(lines[0].prefix(50)), 0),
      ("a torn last line", lines[0] + "\n" + lines[1].prefix(200), 1),
      ("torn inside a text", lines[0] + "\n" + #"{"message":""#, 1),
      ("a last line without its end", lines[0] + "\n" + lines[1], 1),
      ("a fault of the judge", lines[3] + "\n" + fault + "\n" + lines[5] + "\n", 2),
      ("another order, with gaps", [lines[7], lines[2], lines[9]].joined(separator: "\n\n") + "\n", 3),
      ("rows of submissions that are gone", lines[0].replacingOccurrences(of: #":"s0""#, with: #":"gone""#) + "\n", 0),
      ("all rows", lines.joined(separator: "\n") + "\n", 10),
    ]
    for (name, file, kept) in cases {
      try scratch.write("v.jsonl", file)
      let result = try resume()
      #expect(result.status == 0, "\(name): \(result.errors)")
      #expect(JSONRows.comparable(scratch.text("v.jsonl")) == whole, "\(name)")
      #expect(result.errors.contains("there already, kept and counted") == (kept > 0), "\(name)")
      if kept > 1 { #expect(result.errors.contains("\(kept) rows there already"), "\(name)") }
    }
  }

  /// Rows that stayed count for the summary, the report, `--expect` and the exit code.
  @Test func rowsThatStayedCount() throws {
    let first = try Command.run(arguments + ["--expect"], in: scratch.path)
    let again = try resume(["--expect", "--report", "r.html"])
    #expect(first.status == 1)
    #expect(again.status == 1)
    #expect(again.errors.contains("klear-judge: s0: expected accepted, got wrong_answer"))
    #expect(again.errors.contains("Expectations not met: 4 of 10"))
    #expect(again.errors.contains("Mean soft reward: 0.800"))
    #expect(scratch.text("r.html").contains("s9"))
  }

  @Test func refusals() throws {
    _ = try undisturbed()
    let whole = scratch.text("whole.jsonl")
    let cases: [(file: String, options: [String], says: String)] = [
      (whole, ["--reward", "hard"], "v.jsonl:1 was judged with other settings or another version"),
      (whole, ["--reward-range=-1..1"], "v.jsonl:1 was judged with other settings"),
      (whole, ["--compat", "lcb"], "v.jsonl:1 was judged with other settings"),
      (Sample.echo + "\n", [], "v.jsonl:1: key: is missing"),
      ("notes of mine\n", [], "v.jsonl:1: not JSON at byte 1"),
    ]
    for (file, options, says) in cases {
      try scratch.write("v.jsonl", file)
      let result = try resume(options)
      #expect(result.status == 2)
      #expect(result.errors.contains("--resume: \(says)"), "\(result.errors)")
      #expect(scratch.text("v.jsonl") == file, "a file that is refused stays as it is")
    }
    #expect(try Command.run(["grade", "--problems", "p", "--submissions", "s", "--resume"]).status == 2)
  }

  /// Another program or another problem under the same id is judged again.
  @Test func whatChangedIsJudgedAgain() throws {
    _ = try Command.run(arguments, in: scratch.path)
    try scratch.write("p.jsonl", Sample.echo.replacingOccurrences(of: "2\\n", with: "3\\n"))
    let result = try resume()
    #expect(result.status == 0)
    #expect(!result.errors.contains("there already"))
    #expect(JSONRows.parse(scratch.text("v.jsonl")).count == Self.count)
  }
}
