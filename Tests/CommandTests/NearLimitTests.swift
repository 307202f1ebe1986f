import Rewards
import Testing

@testable import klear_judge

/// Labels that another machine's speed would change are told from those that are wrong.
@Suite struct NearLimitTests {
  private static func test(_ index: Int, _ verdict: Verdict, _ seconds: Double, _ kind: LimitKind? = nil) -> TestResult
  {
    TestResult(index: index, verdict: verdict, reason: .ok, limitKind: kind, cpuTimeSeconds: seconds)
  }

  private static func result(_ verdict: Verdict, _ tests: [TestResult]) -> SubmissionResult {
    SubmissionResult(
      submissionID: "p/f/a", problemID: "p", language: "c", verdict: verdict, reason: .ok, reward: 0, rewardKind: .hard,
      passed: 0, total: tests.count, tests: tests)
  }

  private static func submission(_ expected: Set<Verdict>, someTestHas: [Set<Verdict>] = []) -> Submission {
    Submission(
      id: "p/f/a", problemID: "p", language: "c", body: .source(""), expected: expected,
      expectation: Expectation(label: "f", someTestHas: someTestHas))
  }

  @Test(
    arguments: [
      ("met is met, near or not", .accepted, [.accepted], true, .met),
      ("slow here", .timeLimit, [.accepted], true, .machineDependent),
      ("too slow by far", .timeLimit, [.accepted], false, .notMet),
      ("fast here", .accepted, [.timeLimit], true, .machineDependent),
      ("fast by far", .accepted, [.timeLimit], false, .notMet),
      ("slow before it was wrong", .timeLimit, [.wrongAnswer], true, .machineDependent),
      ("a mistake that no machine changes", .accepted, [.wrongAnswer], true, .notMet),
    ] as [(String, Verdict, Set<Verdict>, Bool, ExpectationCheck.Outcome)])
  func outcomes(
    what: String, verdict: Verdict, expected: Set<Verdict>, isNear: Bool, outcome: ExpectationCheck.Outcome
  ) {
    let found = ExpectationCheck.outcome(
      of: Self.result(verdict, []), submission: Self.submission(expected), isNearLimit: isNear)
    #expect(found == outcome, "\(what)")
  }

  @Test func requiredTimeLimitIsAboutTime() {
    let slow = Self.submission([.accepted, .timeLimit], someTestHas: [[.timeLimit]])
    let passed = Self.result(.accepted, [Self.test(0, .accepted, 0.9)])
    #expect(ExpectationCheck.outcome(of: passed, submission: slow, isNearLimit: true) == .machineDependent)
    #expect(ExpectationCheck.outcome(of: passed, submission: slow, isNearLimit: false) == .notMet)
  }

  @Test func decidingTimes() {
    let slowLater = Self.result(
      .wrongAnswer,
      [Self.test(0, .accepted, 0.3), Self.test(1, .wrongAnswer, 0.2), Self.test(2, .accepted, 0.9)])
    #expect(NearLimit.longest(slowLater) == 0.3 && NearLimit.decidingTimeLimit(slowLater) == nil)
    let stopped = Self.result(.timeLimit, [Self.test(0, .accepted, 0.4), Self.test(1, .timeLimit, 1.0, .cpu)])
    #expect(NearLimit.longest(stopped) == 0.4 && NearLimit.decidingTimeLimit(stopped)?.index == 1)
    let asleep = Self.result(.timeLimit, [Self.test(0, .timeLimit, 0.1, .idle)])
    #expect(NearLimit.longest(asleep) == nil && NearLimit.decidingTimeLimit(asleep) == nil)
    let notRun = Self.result(.compileError, [])
    #expect(NearLimit.longest(notRun) == nil)
  }

  @Test(
    arguments: [
      (.compileError, "SyntaxError: invalid syntax", true),
      (.runtimeError, "test 0: exit code 1: ImportError: cannot import name 'pairwise' from 'itertools'", true),
      (.runtimeError, "test 0: exit code 1: ModuleNotFoundError: No module named 'numpy'", true),
      (.runtimeError, "test 0: exit code 1: AttributeError: 'int' object has no attribute 'bit_count'", true),
      (.runtimeError, "test 0: exit code 1: ZeroDivisionError: division by zero", false),
      (.wrongAnswer, "test 0: ImportError: cannot import name 'x'", false), (.accepted, nil, false),
    ] as [(Verdict, String?, Bool)])
  func programsNewerThanPyPy(verdict: Verdict, message: String?, lacks: Bool) {
    var result = Self.result(verdict, [])
    result.message = message
    #expect(PackagePython.lacksSomething(result) == lacks)
  }
}
