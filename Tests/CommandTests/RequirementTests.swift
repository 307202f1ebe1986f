import Foundation
import Testing

/// What users of such judges ask for, one test a requirement that concerns judging. docs/verdicts.md and the other
/// documents say the same in words; README.md beside this file lists the rest and where it is tested.
@Suite(.enabled(if: Command.canJudge, "needs a sandbox and python3")) struct RequirementTests {
  static let limits = #""time_limit_s":0.2,"memory_limit_mb":64,"output_limit_mb":1"#
  static let problem =
    #"{"id":"echo","kind":"stdio",\#(limits),"tests":[{"input":"1\n","output":"1\n"},{"input":"2\n","output":"2\n"}]}"#

  struct Failure {
    var id: String
    var language = "python3"
    var source: String
    var verdict: String
    var reason: String
  }

  static let failures: [Failure] = [
    Failure(id: "wrong", source: "print(0)", verdict: "wrong_answer", reason: "output_differs"),
    Failure(id: "time", source: "while True: pass", verdict: "time_limit", reason: "cpu_time"),
    Failure(
      id: "memory", source: "x = bytearray(1 << 30)\nfor i in range(0, 1 << 30, 4096): x[i] = 1",
      verdict: "memory_limit", reason: "memory"),
    Failure(id: "output", source: "while True: print('x' * 100000)", verdict: "output_limit", reason: "output"),
    Failure(id: "exit", source: "import sys; sys.exit(3)", verdict: "runtime_error", reason: "exit_code"),
    Failure(id: "signal", source: "import os; os.abort()", verdict: "runtime_error", reason: "signal"),
    Failure(id: "syntax", source: "print(", verdict: "compile_error", reason: "compiler_failed"),
    Failure(
      id: "call", source: "import ctypes; ctypes.CDLL(None).ptrace(0, 0, 0, 0)", verdict: "security_violation",
      reason: "forbidden_call"),
  ]

  private func judged(_ options: [String] = []) throws -> [[String: Any]] {
    let rows =
      Self.failures.map { Sample.submission($0.id, language: $0.language, $0.source) }
      + [#"{"id":"prose","problem_id":"echo","language":"python3","response":"I do not know."}"#]
    return try grade(Self.problem, rows.joined(separator: "\n"), options).rows
  }

  /// 17 and 24: every zero has a machine-readable reason, and each limit and crash is a verdict of its own.
  @Test func everyZeroHasItsReason() throws {
    let rows = try judged()
    #expect(rows.map { $0["verdict"] as? String } == Self.failures.map(\.verdict) + ["compile_error"])
    #expect(rows.map { $0["reason"] as? String } == Self.failures.map(\.reason) + ["no_program"])
    #expect(rows.allSatisfy { $0["reward"] as? Double == 0 })
    #expect(
      (rows[0]["message"] as? String)?.contains(#"line 1, column 1: expected "1", got "0""#) == true,
      "\(rows[0]["message"] ?? "")")
    let tests = rows.map { ($0["tests"] as? [[String: Any]])?.first ?? [:] }
    #expect(tests[1]["limit_kind"] as? String == "cpu")
    #expect(tests[4]["exit_code"] as? Int == 3)
    #expect(tests[5]["signal"] as? String == "SIGABRT")
    #expect(tests[7]["syscall"] as? String == "ptrace")
  }

  /// 12 and 25: each result carries the limits that applied, the version, and what makes scores comparable.
  @Test func everyResultCarriesItsLimitsAndVersion() throws {
    let row = try #require(try grade(Self.problem, Sample.submission("a", Sample.right)).rows.first)
    let limits = try #require(row["limits"] as? [String: Any])
    #expect(Set(limits.keys) == ["cpu_s", "wall_s", "memory_bytes", "output_bytes", "processes"])
    #expect(limits["output_bytes"] as? Int == 1 << 20)
    #expect(limits["wall_s"] as? Double == 10)
    #expect((limits["cpu_s"] as? Double ?? 0) >= 0.2)
    let version = try Command.run(["--version"]).output.trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(row["judge_version"] as? String == version)
    #expect(row["reward_kind"] as? String == "soft")
    #expect((row["settings"] as? String)?.count == 24)
    #expect((row["layers"] as? [String])?.isEmpty == false)
  }

  /// 15: rewards are finite and within the range that was asked for.
  @Test(arguments: ["0..1", "-1..1"]) func rewardsStayInTheirRange(_ range: String) throws {
    let low = range == "0..1" ? 0.0 : -1.0
    let half = (low + 1) / 2
    let rows = [
      Sample.submission("none", "print(0)"), Sample.submission("half", Sample.wrong),
      Sample.submission("all", Sample.right),
    ]
    let soft = try grade(Sample.echo, rows.joined(separator: "\n"), ["--reward-range=\(range)"]).rows
    #expect(soft.map { $0["reward"] as? Double } == [low, half, 1])
    let hard = try grade(Sample.echo, rows.joined(separator: "\n"), ["--reward-range=\(range)", "--reward", "hard"])
      .rows
    #expect(hard.map { $0["reward"] as? Double } == [low, low, 1])
  }

  /// 7: where the sandbox cannot start there is no score, but exit code 2 or 3.
  @Test func aSandboxThatCannotStartScoresNothing() throws {
    let scratch = try Scratch()
    try scratch.write("p", Sample.echo)
    try scratch.write("s", Sample.submission("a", Sample.right))
    for launcher in ["/nonexistent", "/bin/false", "/bin/cat"] {
      let result = try Command.shell(
        "KLEAR_LAUNCHER=\(launcher) timeout 30 $K grade --problems p --submissions s", in: scratch.path)
      #expect(result.status == 2, "\(launcher)")
      #expect(result.output == "")
    }
  }

  /// 19: all tests in one pass, in the order of the problem; or none behind the first failure.
  @Test func scoresArePerTest() throws {
    func verdicts(_ options: [String]) throws -> [String?] {
      let row = try grade(Sample.echo, Sample.submission("a", "print(2)"), options).rows.first
      return (row?["tests"] as? [[String: Any]] ?? []).map { $0["verdict"] as? String }
    }
    #expect(try verdicts([]) == ["wrong_answer", "accepted"])
    #expect(try verdicts(["--reward", "hard", "--stop-at-first-failure"]) == ["wrong_answer", "skipped"])
    #expect(try grade(Sample.echo, Sample.submission("a", ""), ["--stop-at-first-failure"]).status == 2)
  }

  /// 21: a problem without tests is an error, never a pass.
  @Test(arguments: [#""stdio","tests":[]"#, #""assert","test_code":[]"#])
  func noTestsIsAnError(_ kind: String) throws {
    let result = try grade(#"{"id":"echo","kind":\#(kind)}"#, Sample.submission("a", Sample.right))
    #expect(result.status == 2)
    #expect(result.output == "")
  }

  /// 22: a problem brings its checker, several answers are right, and the checker runs in a sandbox too.
  @Test func aCheckerDecides() throws {
    let source = """
      import os, sys
      if os.path.exists('/etc/shadow') or os.path.exists('/root'): sys.exit(9)
      sys.exit(42 if int(sys.stdin.read()) % 2 == 0 else 43)
      """
    let rows = [2, 4, 7].map { Sample.submission("\($0)", "print(\($0))") }.joined(separator: "\n")
    let result = try grade(checkedProblem(source), rows)
    #expect(
      result.rows.map { $0["verdict"] as? String } == ["accepted", "accepted", "wrong_answer"], "\(result.errors)")
    #expect(result.rows.last?["reason"] as? String == "checker_rejected")
  }
}

/// A problem with a Kattis checker in Python.
func checkedProblem(_ checker: String, output: String = "2\n") -> String {
  let row: [String: Any] = [
    "id": "echo", "kind": "stdio", "tests": [["input": "1\n", "output": output]],
    "checker": ["type": "custom", "protocol": "kattis", "language": "python3", "source_code": checker],
  ]
  return String(decoding: (try? JSONSerialization.data(withJSONObject: row)) ?? Data(), as: UTF8.self)
}
