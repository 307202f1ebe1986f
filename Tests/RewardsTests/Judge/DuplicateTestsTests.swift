import Rewards
import Sandbox
import Synchronization
import Testing

/// Tests that are the same are run twice, and no more once the two have agreed.
@Suite(.enabled(if: RealSandbox.tools.languages["python3"] != nil, "no python3"))
struct DuplicateTestsTests {
  /// Prints what it is given, as often as it is asked, and counts.
  private final class CountingRunner: Runner {
    let runs = Atomic<Int>(0)
    private let outputs: [String]

    init(_ outputs: [String]) { self.outputs = outputs }

    func run(_ specification: RunSpecification) async throws(SandboxFault) -> RunReport {
      let index = runs.wrappingAdd(1, ordering: .relaxed).oldValue
      return RunReport(
        ending: .exited(code: 0), stopCause: nil, cpuTime: .milliseconds(1), wallTime: .milliseconds(1),
        peakMemoryBytes: 1, output: Array(outputs[index % outputs.count].utf8))
    }
  }

  private func judge(
    _ tests: [TestCase], outputs: [String], sharesVerdicts: Bool = true
  ) async -> (result: SubmissionResult, runs: Int) {
    let runner = CountingRunner(outputs)
    let options = JudgeOptions(jobs: 1, sharesVerdicts: sharesVerdicts, warm: false)
    let judge = CodeJudge(runner: runner, tools: RealSandbox.tools, options: options)
    let problem = Problem(id: "p", kind: .stdio, tests: tests)
    let result = await judge.judge(
      Submission(id: "s", problemID: "p", language: "python3", body: .source("print(1)")), of: problem)
    return (result, runner.runs.load(ordering: .relaxed))
  }

  private static func same(_ count: Int) -> [TestCase] {
    [TestCase](repeating: TestCase(input: TestData("1"), output: TestData("1\n")), count: count)
  }

  @Test func theThirdIsNotRun() async {
    let (result, runs) = await judge(Self.same(10), outputs: ["1\n"])
    #expect(runs == 2)
    #expect(result.verdict == .accepted && result.passed == 10 && result.tests.map(\.index) == Array(0..<10))
  }

  @Test func twoThatDisagreeDecideNothing() async {
    let (result, runs) = await judge(Self.same(4), outputs: ["1\n", "2\n"])
    #expect(runs == 4)
    #expect(result.passed == 2 && result.verdict == .wrongAnswer)
  }

  @Test func anotherExpectedOutputIsAnotherTest() async {
    let tests = Self.same(2) + [TestCase(input: TestData("1"), output: TestData("2\n"))]
    let (result, runs) = await judge(tests, outputs: ["1\n"])
    #expect(runs == 3)
    #expect(result.passed == 2)
  }

  @Test func allAreRunWhereNothingIsShared() async {
    let (_, runs) = await judge(Self.same(10), outputs: ["1\n"], sharesVerdicts: false)
    #expect(runs == 10)
  }
}
