import Foundation
import Rewards
import Sandbox
import Testing

/// A program that makes a part of the judge fail pays for it; what is judged beside it does not.
@Suite(.enabled(if: RealSandbox.shared != nil, "no sandbox with its own root, or no python3"))
struct ProvokedFaultTests {
  /// What a submission gets for it.
  struct Charge: Equatable {
    var verdict: Verdict
    var reason: Reason
    var reward: Double?

    static let none = Charge(verdict: .accepted, reason: .ok, reward: 1)
  }

  /// Judges programs side by side.
  private func charges(_ problem: Problem, _ programs: [String], on runner: any Runner) async -> [Charge] {
    let judge = CodeJudge(runner: runner, tools: RealSandbox.tools, options: JudgeOptions(jobs: 2))
    return await withTaskGroup(of: (Int, Charge).self) { group in
      for (index, source) in programs.enumerated() {
        group.addTask {
          let submission = Submission(id: "\(index)", problemID: problem.id, language: "python3", body: .source(source))
          let result = await judge.judge(submission, of: problem)
          return (index, Charge(verdict: result.verdict, reason: result.reason, reward: result.reward))
        }
      }
      return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  private static func checked(by checker: String) -> Problem {
    let file = SourceFile(name: "checker.py", contents: Array(checker.utf8))
    return Problem(
      id: "checked", kind: .stdio, checker: .custom(CheckerProgram(language: "python3", files: [file])),
      tests: [TestCase(input: TestData("1\n"), output: TestData("right\n"))])
  }

  @Test func crashingAChecker() async throws {
    let sandbox = try #require(RealSandbox.shared)
    let problem = Self.checked(
      by: """
        import os, sys
        output = sys.stdin.read().strip()
        if output == 'crash': os.abort()
        if output == 'exit': sys.exit(0)
        sys.exit(42 if output == 'right' else 43)
        """)
    let programs = ["print('crash')", "print('right')", "print('exit')", "print('wrong')"]
    let provoked = Charge(verdict: .wrongAnswer, reason: .provokedFault, reward: 0)
    #expect(
      await charges(problem, programs, on: sandbox)
        == [provoked, .none, provoked, Charge(verdict: .wrongAnswer, reason: .checkerRejected, reward: 0)])
  }

  /// A checker that fails whatever it is given is the dataset's fault: nobody learns from it.
  @Test func aCheckerThatAlwaysFailsChargesNobody() async throws {
    let sandbox = try #require(RealSandbox.shared)
    let results = await charges(Self.checked(by: "raise SystemExit(5)"), ["print('right')"], on: sandbox)
    #expect(results == [Charge(verdict: .internalError, reason: .datasetError, reward: nil)])
  }

  @Test func crashingTestCode() async throws {
    let sandbox = try #require(RealSandbox.shared)
    let code = "import os\nif f() == 'crash': os.abort()\nassert f() == 1"
    let problem = Problem(id: "asserted", kind: .assert, testCode: [code])
    let programs = ["def f(): return 'crash'", "def f(): return 1"]
    #expect(
      await charges(problem, programs, on: sandbox)
        == [Charge(verdict: .wrongAnswer, reason: .provokedFault, reward: 0), .none])
  }

  /// The limits of the program are met first: it waits for a test that its answer has sent into a loop.
  @Test func testCodeThatNeverEnds() async throws {
    let sandbox = try #require(RealSandbox.shared)
    let problem = Problem(
      id: "endless", kind: .assert, testCode: ["while f() == 'endless':\n  while True: pass"], timeLimitSeconds: 1)
    let programs = ["def f(): return 'endless'", "def f(): return 1"]
    let results = await charges(problem, programs, on: sandbox)
    let allowed = [
      Charge(verdict: .timeLimit, reason: .idleTime, reward: 0),
      Charge(verdict: .wrongAnswer, reason: .provokedFault, reward: 0),
    ]
    #expect(results.count == 2)
    #expect(allowed.contains(results[0]))
    #expect(results[1] == .none)
  }

  /// Runs in the real sandbox, but the init of a run with a certain program dies.
  private struct Failing: Runner {
    var sandbox: Sandbox
    var alsoControls = false

    func run(_ specification: RunSpecification) async throws(SandboxFault) -> RunReport {
      let isControl = specification.arguments == ["/bin/true"]
      if isControl ? alsoControls : try provokes(specification) {
        throw SandboxFault(.initDied, "a run ended without a report")
      }
      return try await sandbox.run(specification)
    }

    private func provokes(_ specification: RunSpecification) throws(SandboxFault) -> Bool {
      for file in specification.files {
        let reader = try file.contents.reopened()
        var bytes = [UInt8](repeating: 0, count: file.contents.byteCount)
        let count = read(reader.number, &bytes, bytes.count)
        if count > 0, String(decoding: bytes, as: UTF8.self).contains("PROVOKE") { return true }
      }
      return false
    }
  }

  private static let plain = Problem(
    id: "plain", kind: .stdio, tests: [TestCase(input: TestData("1\n"), output: TestData("1\n"))])

  @Test func killingAnInit() async throws {
    let sandbox = try #require(RealSandbox.shared)
    let programs = ["print(input())  # PROVOKE", "print(input())"]
    #expect(
      await charges(Self.plain, programs, on: Failing(sandbox: sandbox))
        == [Charge(verdict: .runtimeError, reason: .provokedFault, reward: 0), .none])
  }

  /// When a control program fails as well the sandbox is to blame.
  @Test func aSandboxThatFailsForAllChargesNobody() async throws {
    let sandbox = try #require(RealSandbox.shared)
    let results = await charges(Self.plain, ["print(1)  # PROVOKE"], on: Failing(sandbox: sandbox, alsoControls: true))
    #expect(results == [Charge(verdict: .internalError, reason: .judgeFault, reward: nil)])
  }
}
