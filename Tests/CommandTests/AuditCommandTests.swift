import Foundation
import Processes
import Testing

/// `klear-judge audit` as a person starts it.
@Suite struct AuditCommandTests {
  private static let clean = #"{"id": "a", "question": "What is 3 + 4 of them?", "answer": "7"}"#
  private static let empty = #"{"id": "b", "question": "", "answer": "7"}"#
  private static let link = #"{"id": "c", "question": "What does https://example.org/x say about 5?", "answer": "5"}"#

  struct Ending: Sendable {
    var rows: [String]
    var options: [String]
    var status: Int32

    init(_ rows: [String], _ options: [String], _ status: Int32) {
      self.rows = rows
      self.options = options
      self.status = status
    }
  }

  static let endings: [Ending] = [
    Ending([clean], [], 0), Ending([clean], ["--fail-on", "error"], 0), Ending([empty], [], 0),
    Ending([empty], ["--fail-on", "error"], 1), Ending([link], ["--fail-on", "error"], 0),
    Ending([link], ["--fail-on", "warning"], 1), Ending([empty], ["--fail-on", "warning"], 1),
    Ending([clean, "no JSON"], [], 0), Ending(["no JSON"], [], 2),
    Ending([empty], ["--skip", "empty_prompt", "--fail-on", "error"], 0),
    Ending([empty], ["--only", "url", "--fail-on", "error"], 0), Ending([clean], ["--skip", "empty_promt"], 2),
    Ending([clean], ["--against", "none.jsonl"], 2), Ending([clean], ["--resume"], 2),
  ]

  @Test(arguments: endings) func exitCodes(_ ending: Ending) throws {
    let (rows, options, status) = (ending.rows, ending.options, ending.status)
    let scratch = try Scratch()
    try scratch.write("d.jsonl", rows.joined(separator: "\n") + "\n")
    let result = try Command.run(["audit", "d.jsonl"] + options, in: scratch.path)
    #expect(result.status == status, "\(options): \(result.errors)")
  }

  @Test func findingsGoToStandardOutput() throws {
    let scratch = try Scratch()
    try scratch.write("d.jsonl", [Self.clean, Self.empty, "{\"question\": 5}", Self.link].joined(separator: "\n"))
    let result = try Command.run(["audit", "d.jsonl"], in: scratch.path)
    let rows = result.rows.map { "\($0["file"] ?? ""):\($0["line"] ?? 0) \($0["check"] ?? "") \($0["severity"] ?? "")" }
    #expect(rows == ["d.jsonl:2 empty_prompt error", "d.jsonl:3 schema error", "d.jsonl:4 url warning"])
    #expect(
      result.rows.first?.keys.sorted() == [
        "advice", "check", "confidence", "evidence", "file", "line", "related", "row_id", "severity",
      ])
    #expect((result.rows[1]["evidence"] as? String ?? "").contains("question: expected a string, got a number"))
    #expect(result.errors.contains("4 rows"))
  }

  @Test(arguments: [
    (["nowhere.jsonl"], "nowhere.jsonl: no such file"), ([".", "--no-sandbox"], ".: is a directory"),
    (["d.jsonl", "--out", "d.jsonl"], "--out d.jsonl is a file, not a folder"),
    (["d.jsonl", "--out", "no/such/folder"], "make its parent folder first"),
    (
      ["d.jsonl", "--config", "c.yaml"],
      "c.yaml:1: there is no setting \"minimum_test\"; did you mean \"minimum_tests\"?"
    ),
    (["d.jsonl", "--drop", "urls"], "--drop: there is no check \"urls\"; did you mean \"url\"?"),
    (["-"], "give a file instead of -"), (["d.jsonl", "d.jsonl"], "a dataset file is given twice"),
    (["d.jsonl", "--tokenizer", "."], "--tokenizer"),
  ]) func errors(_ arguments: [String], _ words: String) throws {
    let scratch = try Scratch()
    try scratch.write("d.jsonl", Self.clean + "\n")
    try scratch.write("c.yaml", "minimum_test: 3\n")
    let result = try Command.run(["audit"] + arguments, in: scratch.path)
    #expect(result.status == 2)
    #expect(result.errors.contains(words), "\(result.errors)")
  }

  /// Killed while programs are judged, and gone on with: the same findings, none twice, and no program run twice.
  @Test(.enabled(if: Command.canJudge, "no sandbox or no python3 here"))
  func killedAndResumed() throws {
    let scratch = try Scratch()
    let rows = (0..<24).map { number in
      """
      {"id":"p\(number)","kind":"stdio","statement":"Problem \(number): print the number read plus \(number).","tests":\
      [{"input":"1","output":"\(number + 1)"},{"input":"2","output":"\(number + (number % 3 == 0 ? 9 : 2))"},\
      {"input":"30","output":"\(number + 30)"}]}
      """
    }
    let references = (0..<24).map { Sample.submission("r\($0)", to: "p\($0)", "print(int(input()) + \($0))") }
    try scratch.write("d.jsonl", rows.joined(separator: "\n") + "\n")
    try scratch.write("r.jsonl", references.joined(separator: "\n") + "\n")
    let words = ["audit", "d.jsonl", "--references", "r.jsonl", "--jobs", "1", "--out"]
    let whole = try Command.run(words + ["whole"], in: scratch.path)
    #expect(whole.status == 0, "\(whole.errors)")
    let process = try Command.start(words + ["cut"], in: scratch.path)
    // Some rows are judged, and not all.
    let deadline = Date(timeIntervalSinceNow: 120)
    while scratch.text("cut/judged.jsonl").split(separator: "\n").count < 4, Date() < deadline { usleep(5_000) }
    process.send(SIGKILL)
    process.wait()
    let before = scratch.text("cut/judged.jsonl").split(separator: "\n").count
    #expect(before >= 4 && before < 24)
    #expect(scratch.text("cut/findings.jsonl") == "")
    let resumed = try Command.run(words + ["cut", "--resume"], in: scratch.path)
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(scratch.text("cut/findings.jsonl") == scratch.text("whole/findings.jsonl"))
    #expect(scratch.text("cut/clean.jsonl") == scratch.text("whole/clean.jsonl"))
    #expect(scratch.text("whole/findings.jsonl").contains("reference_fails"))
    let keys = JSONRows.parse(scratch.text("cut/judged.jsonl")).compactMap { $0["key"] as? String }
    #expect(keys.count == 24 && Set(keys).count == 24)
    // What stays is judged as any other file.
    let graded = try Command.run(
      ["grade", "--problems", "cut/clean.jsonl", "--submissions", "r.jsonl"], in: scratch.path)
    #expect(graded.rows.allSatisfy { $0["verdict"] as? String == "accepted" } && graded.rows.count == 16)
    let again = try Command.run(
      ["audit", "cut/clean.jsonl", "--references", "r.jsonl", "--fail-on", "error"], in: scratch.path)
    #expect(again.status == 0, "\(again.output)")
  }
}
