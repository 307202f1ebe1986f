import Rewards
import Synchronization
import Testing

@testable import Sandbox

/// Test code and program of an assert problem are forked from warm interpreters, and come to what they come to cold.
@Suite(.serialized, .enabled(if: RealSandbox.shared != nil, "python3 and a root of its own are needed"))
struct WarmAssertTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var what: String
    var test: String
    var program: String
    var verdict: Verdict

    var testDescription: String { what }
  }

  static let cases: [Case] = [
    Case(what: "right", test: "assert f(2) == 4", program: "def f(x): return x * 2", verdict: .accepted),
    Case(what: "wrong", test: "assert f(2) == 4", program: "def f(x): return x * 3", verdict: .wrongAnswer),
    Case(what: "raises", test: "assert f(2) == 4", program: "def f(x): return x / 0", verdict: .runtimeError),
    Case(
      what: "does not load", test: "assert f(2) == 4", program: "import nothing_of_that_name", verdict: .runtimeError),
    Case(what: "defines nothing", test: "assert f(2) == 4", program: "g = 1", verdict: .runtimeError),
    Case(
      what: "an object that stays with the program", test: "assert f(2) is not None",
      program: "def f(x): return object()\n", verdict: .accepted),
    Case(what: "exits", test: "assert f(2) == 4", program: "def f(x): raise SystemExit(0)", verdict: .runtimeError),
    Case(
      what: "kills itself", test: "assert f(2) == 4", program: "import os\ndef f(x): os.kill(os.getpid(), 9)",
      verdict: .runtimeError),
    Case(what: "never ends", test: "assert f(2) == 4", program: "def f(x):\n    while True: pass", verdict: .timeLimit),
    Case(
      what: "the prelude's names", test: "assert f([3, 1]) == 1 and gcd(4, 6) == 2",
      program: "def f(x): return heappop(sorted(x))", verdict: .accepted),
    Case(
      what: "randomness of the test", test: "import random\nx = random.random()\nassert f(x) == x",
      program: "def f(x): return x", verdict: .accepted),
    Case(
      what: "deep recursion", test: "assert f(9000) == 9000",
      program: "def f(x): return 0 if x == 0 else 1 + f(x - 1)", verdict: .accepted),
    Case(
      what: "state between two calls", test: "assert f() == 1\nassert f() == 2",
      program: "n = 0\ndef f():\n    global n\n    n += 1\n    return n", verdict: .accepted),
    Case(
      what: "a class of the program", test: "c = C(3)\nc.add(4)\nassert c.total == 7",
      program: "class C:\n    def __init__(self, x): self.total = x\n    def add(self, x): self.total += x",
      verdict: .accepted),
    Case(
      what: "prints much", test: "assert f(2) == 4", program: "def f(x):\n    print('x' * 5000)\n    return 2 * x",
      verdict: .accepted),
    // Words that look at the interpreter itself: started cold.
    Case(
      what: "test code that inspects", test: "import inspect\nassert callable(f) and f(2) == 4",
      program: "def f(x): return x * 2", verdict: .accepted),
    Case(
      what: "a program that inspects", test: "assert f(2) == 4",
      program: "import sys\ndef f(x): return x * 2 if 'heapq' in sys.modules or True else 0", verdict: .accepted),
  ]

  private func judge(_ item: Case, warm: Bool) async throws -> (SubmissionResult, started: Int) {
    let runner = CountingWarmRuns(try #require(RealSandbox.shared))
    let judge = CodeJudge(
      runner: runner, tools: RealSandbox.tools, options: JudgeOptions(jobs: 1, sharesVerdicts: false, warm: warm))
    let problem = Problem(
      id: "asserted", kind: .assert, testCode: [item.test], timeLimitSeconds: 1)
    let submission = Submission(id: "s", problemID: problem.id, language: "python3", body: .source(item.program))
    let result = await judge.judge(submission, of: problem)
    return (result, runner.count.load(ordering: .relaxed))
  }

  @Test(arguments: cases) func sameBothWays(item: Case) async throws {
    let (warm, _) = try await judge(item, warm: true)
    let (cold, started) = try await judge(item, warm: false)
    #expect(started == 0)
    #expect(cold.verdict == item.verdict, "\(cold.message ?? "")")
    #expect(warm.verdict == cold.verdict && warm.reason == cold.reason)
    #expect(warm.message == cold.message)
  }

  @Test func bothSidesAreForked() async throws {
    let sandbox = try #require(RealSandbox.shared)
    guard WarmInterpreter.neededLayers.isSubset(of: sandbox.layers) else { return }
    // One run of an empty program learns what is shared, twice.
    let (_, started) = try await judge(Self.cases[0], warm: true)
    #expect(started == 2 + 2)
  }
}

/// Hands runs on and counts those that are forked.
private final class CountingWarmRuns: Runner {
  let count = Atomic<Int>(0)
  private let runner: Sandbox

  init(_ runner: Sandbox) { self.runner = runner }

  func run(_ specification: RunSpecification) async throws(SandboxFault) -> RunReport {
    if specification.warm != nil { count.wrappingAdd(1, ordering: .relaxed) }
    return try await runner.run(specification)
  }

  func startInterpreter(_ specification: RunSpecification) throws(SandboxFault) -> WarmInterpreter {
    try runner.startInterpreter(specification)
  }
}
