import Sandbox
import Testing

@testable import Rewards

/// What a run of all tests claimed, read in LiveCodeBench's way: three tests on standard output that expect 1, 2 and 3.
@Suite struct LiveCodeBenchClaimsTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var frames: [UInt8]
    var ending = RunReport.Ending.exited(code: 0)
    var stop: RunReport.StopCause?
    var verdicts: [Verdict]

    init(
      _ description: String, _ frames: [UInt8], ends ending: RunReport.Ending = .exited(code: 0),
      stop: RunReport.StopCause? = nil, _ verdicts: [Verdict]
    ) {
      testDescription = description
      self.frames = frames
      self.ending = ending
      self.stop = stop
      self.verdicts = verdicts
    }
  }

  private static func output(_ index: UInt32, _ text: String) -> [UInt8] {
    frame(index, "U", "10", "20") + frame(index, "V", #""\#(text)""#)
  }

  private static func raised(_ index: UInt32) -> [UInt8] {
    frame(index, "U", "10", "20") + frame(index, "E", #""ValueError""#, #""ValueError()""#)
  }

  static let rows: [Row] = [
    Row("all right", output(0, "1") + output(1, "2") + output(2, "3"), [.accepted, .accepted, .accepted]),
    Row("one wrong", output(0, "1") + output(1, "9") + output(2, "3"), [.accepted, .wrongAnswer, .accepted]),
    Row(
      "one raises, the next does not", output(0, "1") + raised(1) + output(2, "3"),
      [.accepted, .runtimeError, .accepted]),
    Row(
      "a timer", output(0, "1") + frame(1, "U", "10", "20") + frame(1, "T", #""cpu""#, #""text""#) + output(2, "3"),
      [.accepted, .timeLimit, .accepted]),
    Row("the process ends early: all is lost", output(0, "1"), [.runtimeError, .runtimeError, .runtimeError]),
    Row(
      "it ends behind a failure: that stands", output(0, "9") + output(1, "2"),
      [.wrongAnswer, .accepted, .runtimeError]),
    Row(
      "an exception that nobody catches", output(0, "1") + frame(0, "X", #""KeyboardInterrupt""#, #""text""#),
      ends: .exited(code: 1), [.runtimeError, .runtimeError, .runtimeError]),
    Row(
      "the whole run's CPU limit", output(0, "1"), ends: .signaled(number: 9), stop: .cpuLimit,
      [.timeLimit, .timeLimit, .timeLimit]),
    Row(
      "memory, which LiveCodeBench does not limit", output(0, "1"), ends: .signaled(number: 9), stop: .memoryLimit,
      [.accepted, .memoryLimit, .memoryLimit]),
    Row("a result out of order", output(1, "2"), [.runtimeError, .runtimeError, .runtimeError]),
    Row(
      "two results for a test", output(0, "1") + output(0, "1"), [.runtimeError, .runtimeError, .runtimeError]),
    Row("no frames at all", Array("hello".utf8), [.runtimeError, .runtimeError, .runtimeError]),
    Row("not loaded", frame(0, "C", #""bad""#), ends: .exited(code: 1), [.runtimeError, .runtimeError, .runtimeError]),
  ]

  @Test(arguments: rows)
  func verdicts(_ row: Row) throws {
    let (tests, _) = try Self.tests(row)
    #expect(tests.map(\.verdict) == row.verdicts)
    #expect(tests.map(\.index) == [0, 1, 2])
  }

  @Test(arguments: rows)
  func theTimesOfTheTestsAreTheTimeOfTheRun(_ row: Row) throws {
    let (tests, report) = try Self.tests(row)
    let claimed = tests.reduce(0) { $0 + $1.cpuTimeSeconds }
    #expect(claimed <= report.cpuTime.inSeconds + 1e-9)
  }

  @Test func anInputThatIsNoJSONIsTheDatasetsFault() {
    let report = Self.report(Row("", frame(0, "B", #""no JSON""#), ends: .exited(code: 1), []))
    var claims = LiveCodeBenchClaims(report: report, failure: nil, expected: [[]], isCall: true)
    #expect(throws: JudgeFault.dataset("no JSON")) { try claims.results() }
  }

  private static func report(_ row: Row) -> RunReport {
    RunReport(
      ending: row.ending, stopCause: row.stop, cpuTime: .seconds(1), wallTime: .seconds(2), peakMemoryBytes: 1,
      channels: [PythonHarness.resultChannel: row.frames])
  }

  private static func tests(_ row: Row) throws -> ([TestResult], RunReport) {
    let report = report(row)
    let python = try #require(LanguageTable.all.first { $0.id == "python3" })
    let limits = Limits(cpu: .seconds(1), memoryBytes: 1 << 20)
    let failure = try RunOutcome.failure(of: report, language: python, limits: limits)
    var claims = LiveCodeBenchClaims(
      report: report, failure: failure, expected: ["1", "2", "3"].map { Array($0.utf8) }, isCall: false)
    return (try claims.results().tests, report)
  }
}
