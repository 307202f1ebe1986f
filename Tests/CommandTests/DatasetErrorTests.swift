import Foundation
import Testing

/// What is wrong with a problem is charged to nobody: no reward, the problem named, exit code 2.
@Suite(.enabled(if: Command.canJudge, "needs a sandbox and python3")) struct DatasetErrorTests {
  struct Case {
    var problem: String
    var program: String
    var says: String
  }

  /// Found while judging: the others are judged.
  @Test(arguments: [
    Case(
      problem: #"{"id":"p","kind":"assert","test_code":["import no_such_module\nneg(1)"]}"#,
      program: "def neg(x): return -x", says: "p.jsonl:2: test_code[0]: does not start: "),
    Case(
      problem: #"{"id":"p","kind":"call","fn_name":"f","tests":[{"input":"[1","output":"1"}]}"#,
      program: "def f(x): return 1", says: "p.jsonl:2: tests[0].input: "),
  ])
  func foundWhileJudging(_ bad: Case) throws {
    let rows = [
      Sample.submission("x", to: "p", bad.program), Sample.submission("y", to: "p", bad.program + "\n"),
      Sample.submission("a", Sample.right),
    ]
    let result = try grade(Sample.echo + "\n" + bad.problem, rows.joined(separator: "\n"))
    #expect(result.status == 2)
    #expect(result.rows.map { $0["verdict"] as? String } == ["internal_error", "internal_error", "accepted"])
    #expect(result.rows.map { $0["reason"] as? String } == ["dataset_error", "dataset_error", "ok"])
    #expect(result.rows.first?["reward"] is NSNull)
    #expect(
      result.errors.components(separatedBy: "klear-judge: " + bad.says).count == 2, "named once: \(result.errors)")
    #expect(result.errors.contains("Dataset errors: 2 submissions"))
  }

  /// Checkers of rows are tried on the expected output before anything is judged.
  @Test(arguments: [
    ("import sys; sys.exit(7)", "checker: fails on the expected output of test 0: exit code 7 is no decision"),
    ("def (", "checker: "),
    ("import sys; sys.exit(0)", "checker: fails on the expected output of test 0: exit code 0 is no decision"),
  ])
  func aCheckerThatFails(_ checker: String, _ says: String) throws {
    let result = try grade(checkedProblem(checker), Sample.submission("a", Sample.right))
    #expect(result.status == 2)
    #expect(result.output == "")
    #expect(result.errors.contains("klear-judge: p.jsonl:1: \(says)"), "\(result.errors)")
    #expect(result.errors.contains("nothing was judged"))
  }

  /// A checker in a language that is not installed is like a program in one: nothing begins, or what needs it is left out.
  @Test func aCheckerWhoseLanguageIsMissing() throws {
    let scratch = try Scratch()
    let checked = checkedProblem("print(1)").replacing("python3", with: "swift")
    try scratch.write("p.jsonl", checked + "\n" + Sample.echo.replacing("echo", with: "plain"))
    let rows = [Sample.submission("a", Sample.right), Sample.submission("b", to: "plain", Sample.right)]
    try scratch.write("s.jsonl", rows.joined(separator: "\n"))
    let grade = "env -i PATH=/nowhere $K grade --problems p.jsonl --submissions s.jsonl"
    let refused = try Command.shell(grade, in: scratch.path)
    #expect(refused.status == 2)
    #expect(refused.errors.contains("swift needs swiftc"), "\(refused.errors)")
    let skipped = try Command.shell(grade + " --skip-missing-languages", in: scratch.path)
    #expect(skipped.status == 0, "\(skipped.errors)")
    #expect(skipped.rows.map { $0["reason"] as? String } == ["language_missing", "ok"])
  }

  /// The same in a package is found when it happens: the control run fails as well.
  @Test func aPackagesCheckerThatFails() throws {
    let scratch = try Scratch()
    let made = try Command.shell(
      """
      mkdir -p pack/data/secret pack/output_validators pack/submissions/accepted
      printf 'name: pack\\nvalidation: custom\\nlimits:\\n  time_limit: 1\\n' > pack/problem.yaml
      echo 1 > pack/data/secret/1.in; echo 1 > pack/data/secret/1.ans
      echo 'import sys; sys.exit(1)' > pack/output_validators/v.py
      echo 'print(input())' > pack/submissions/accepted/a.py
      $K grade --package pack --expect
      """, in: scratch.path)
    #expect(made.status == 2, "\(made.errors)")
    #expect(made.rows.map { $0["reason"] as? String } == ["dataset_error"])
    #expect(
      made.errors.contains("klear-judge: pack: checker: fails on the expected output of test 0 too"), "\(made.errors)")
  }

  /// A checker that only this program's output breaks is the program's doing, and counted.
  @Test func aProvokedFaultIsChargedAndCounted() throws {
    let checker = "import sys; sys.exit(42 if int(sys.stdin.read()) else 43)"
    let result = try grade(checkedProblem(checker), Sample.submission("a", "print('x')"))
    #expect(result.status == 0)
    #expect(result.rows.map { $0["verdict"] as? String } == ["wrong_answer"])
    #expect(result.rows.map { $0["reason"] as? String } == ["provoked_fault"])
    #expect(result.rows.first?["reward"] as? Double == 0)
    #expect(result.errors.contains("Provoked faults, charged to the programs: 1"), "\(result.errors)")
  }

  /// A program in another language than a call problem's is none, when it comes in a response.
  @Test func aResponseInAnotherLanguage() throws {
    let problem = #"{"id":"f","kind":"call","fn_name":"f","tests":[{"input":"1","output":"1"}]}"#
    let response = #"{"id":"a","problem_id":"f","response":"```cpp\nint main() {}\n```"}"#
    let result = try grade(problem, response)
    #expect(result.status == 0)
    #expect(result.rows.map { $0["reason"] as? String } == ["no_program"])
    #expect(result.rows.first?["reward"] as? Double == 0)
  }

  /// Programs of the same text share verdicts only on the very same problem.
  @Test func verdictsAreNotSharedBetweenProblems() throws {
    let problems = ["1", "2", "3", "4"].map {
      #"{"id":"p\#($0)","kind":"stdio","tests":[{"input":"\#($0)\n","output":"1\n"}]}"#
    }
    let rows = (1...4).flatMap { problem in
      (0..<3).map { Sample.submission("s\(problem)\($0)", to: "p\(problem)", Sample.right) }
    }
    let result = try grade(problems.joined(separator: "\n"), rows.joined(separator: "\n"))
    #expect(
      result.rows.map { $0["verdict"] as? String }
        == [String](repeating: "accepted", count: 3) + [String](repeating: "wrong_answer", count: 9))
  }
}
