import Rewards
import Sandbox
import Testing

/// `JudgeOptions.failsFast`: a program is stopped once what it has printed is wrong, and that decides.
@Suite(.enabled(if: RealSandbox.shared != nil, "no sandbox with its own root, or no python3"))
struct FastFailTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var what: String
    var program: String
    var verdict: Verdict
    /// Without it.
    var otherwise: Verdict

    var testDescription: String { what }
  }

  static let cases: [Case] = [
    Case(what: "right", program: "print(1)\nprint(2)", verdict: .accepted, otherwise: .accepted),
    Case(
      what: "wrong, then never ends", program: "print(3, flush=True)\nwhile True: pass", verdict: .wrongAnswer,
      otherwise: .timeLimit),
    Case(
      what: "wrong for ever", program: "while True: print('7' * 9999)", verdict: .wrongAnswer, otherwise: .outputLimit),
    Case(
      what: "wrong, then crashes", program: "print(3, flush=True)\nraise SystemExit(3)", verdict: .wrongAnswer,
      otherwise: .runtimeError),
    Case(
      what: "right so far, then crashes", program: "print(1, flush=True)\nraise SystemExit(3)",
      verdict: .runtimeError, otherwise: .runtimeError),
    Case(what: "too short", program: "print(1)", verdict: .wrongAnswer, otherwise: .wrongAnswer),
  ]

  @Test(arguments: cases) func verdict(of item: Case) async throws {
    let sandbox = try #require(RealSandbox.shared)
    let problem = Problem(
      id: "two lines", kind: .stdio, timeLimitSeconds: 1,
      tests: [TestCase(input: TestData(""), output: TestData("1\n2\n"))])
    for failsFast in [true, false] {
      let judge = CodeJudge(
        runner: sandbox, tools: RealSandbox.tools, options: JudgeOptions(jobs: 1, failsFast: failsFast))
      let submission = Submission(id: "s", problemID: problem.id, language: "python3", body: .source(item.program))
      let result = await judge.judge(submission, of: problem)
      #expect(result.verdict == (failsFast ? item.verdict : item.otherwise), "\(result.message ?? "")")
    }
  }
}
