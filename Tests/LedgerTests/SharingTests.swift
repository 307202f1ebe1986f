import Ledger
import Rewards
import Testing

/// Which verdicts may stand for those of other programs of the same content.
@Suite struct SharingTests {
  @Test func twoRunsMustAgree() async throws {
    let ledger = try Ledger.inMemory()
    let material = Sample.material("x")
    #expect(try await ledger.agreed(material) == nil)
    try await ledger.record([Sample.entry("s1", program: "x")])
    #expect(try await ledger.agreed(material) == nil, "one run says nothing about the next")
    try await ledger.record([Sample.entry("s2", .wrongAnswer, reason: .outputDiffers, program: "x")])
    #expect(try await ledger.agreed(material) == nil, "they differ")
    let third = Sample.entry("s3", .wrongAnswer, reason: .outputDiffers, program: "x")
    try await ledger.record([third])
    #expect(try await ledger.agreed(material) == third)
  }

  @Test func copiesAreNoRuns() async throws {
    let ledger = try Ledger.inMemory()
    let first = Sample.entry("s1", program: "x")
    try await ledger.record([first, Sample.entry("s2", program: "x", copiedFrom: first.id)])
    #expect(try await ledger.agreed(Sample.material("x")) == nil)
  }

  @Test(arguments: [0, 1, 2]) func anythingElseThatCountsMustBeTheSame(_ part: Int) async throws {
    let ledger = try Ledger.inMemory()
    try await ledger.record([Sample.entry("s1", program: "x"), Sample.entry("s2", program: "x")])
    var material = Sample.material("x")
    #expect(try await ledger.agreed(material) != nil)
    switch part {
    case 0: material.digests.problem = "other"
    case 1: material.languageVersion = "Python 4"
    default: material.settings = "hard"
    }
    #expect(try await ledger.agreed(material) == nil)
  }

  static func test(_ verdict: Verdict, _ reason: Reason, _ kind: LimitKind? = nil, cpu: Double = 0) -> TestResult {
    TestResult(index: 0, verdict: verdict, reason: reason, limitKind: kind, cpuTimeSeconds: cpu)
  }

  /// The CPU limit of these is 2 s.
  @Test(arguments: [
    (test(.accepted, .ok), true), (test(.wrongAnswer, .outputDiffers), true), (test(.runtimeError, .exitCode), true),
    (test(.memoryLimit, .memory), true), (test(.internalError, .judgeFault), false),
    (test(.runtimeError, .provokedFault), false), (test(.timeLimit, .idleTime, .idle, cpu: 9), false),
    (test(.timeLimit, .cpuTime, .cpu, cpu: 2.01), false), (test(.timeLimit, .cpuTime, .cpu, cpu: 3.99), false),
    (test(.timeLimit, .cpuTime, .cpu, cpu: 4), true), (test(.skipped, .afterFailure), true),
    (test(.skipped, .notJudged), false),
  ])
  func onlyWhatWouldComeAgainIsShared(_ test: TestResult, _ shared: Bool) {
    let result = Sample.result("s", test.verdict == .skipped ? .wrongAnswer : test.verdict, tests: [test])
    #expect(result.isDeterministic == shared)
  }

  @Test func compilersThatRanIntoLimitsAreNotShared() {
    #expect(Sample.result("s", .compileError, reason: .compilerFailed, tests: []).isDeterministic)
    #expect(!Sample.result("s", .compileError, reason: .compilerLimit, tests: []).isDeterministic)
  }
}
