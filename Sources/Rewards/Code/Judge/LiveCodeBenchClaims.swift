import Sandbox

/// Reads what a run of all tests claimed, in LiveCodeBench's way.
///
/// A claim counts where LiveCodeBench would have a result. It stops at the first failure, so whatever happens behind one
/// cannot take the results up to it away. Where nothing has failed and its process dies, or it raises by itself, it has
/// one failure for the whole submission: then all tests fail. A limit that it does not have (memory, output, forbidden
/// calls) costs only the test that met it and those behind.
struct LiveCodeBenchClaims {
  let report: RunReport
  /// What the sandbox says against the run.
  let failure: RunOutcome?
  let expected: [[UInt8]]
  let isCall: Bool
  private var tests: [TestResult] = []
  private var cpuLeft: Double
  private var wallLeft: Double

  init(report: RunReport, failure: RunOutcome?, expected: [[UInt8]], isCall: Bool) {
    self.report = report
    self.failure = failure
    self.expected = expected
    self.isCall = isCall
    cpuLeft = report.cpuTime.inSeconds
    wallLeft = report.wallTime.inSeconds
  }

  /// - Throws: `JudgeFault.dataset` where an input or an expected value is not JSON.
  mutating func results() throws(JudgeFault) -> LiveCodeBenchResults {
    let (frames, error) = ResultFrames.decodePrefix(report.channels[PythonHarness.resultChannel] ?? [])
    var usage: (cpu: Int, wall: Int)?
    var end: Ending?
    for frame in frames {
      if case .usage(let cpu, let wall) = frame.content, usage == nil {
        usage = (cpu, wall)
      } else if let ending = try Ending(frame.content) {
        end = ending
        break
      } else if frame.index == tests.count, frame.index < expected.count, let used = usage {
        tests.append(try result(frame, used))
        usage = nil
      } else {
        end = .malformed("a result that belongs to no test")
        break
      }
    }
    if end == nil, tests.count < expected.count, let error { end = .malformed(error.description) }
    return finished(end)
  }

  private mutating func finished(_ end: Ending?) -> LiveCodeBenchResults {
    let failed = tests.contains { $0.verdict != .accepted }
    let isComplete = end == nil && failure == nil && tests.count == expected.count
    var mayBeSyntaxError = false
    if !isComplete {
      let outcome = runOutcome(end)
      if case .notLoaded? = end { mayBeSyntaxError = tests.isEmpty }
      if !failed && takesAll(outcome) { tests = [] }
      for index in tests.count..<max(tests.count, expected.count) {
        var result = TestResult(index: index, outcome: outcome, report: report)
        result.cpuTimeSeconds = index == tests.count ? cpuLeft : 0
        result.wallTimeSeconds = index == tests.count ? wallLeft : 0
        (cpuLeft, wallLeft) = (0, 0)
        tests.append(result)
      }
    }
    return LiveCodeBenchResults(tests: tests, layers: report.layers, mayBeSyntaxError: mayBeSyntaxError)
  }

  /// Whether the results before are lost with it.
  private func takesAll(_ outcome: RunOutcome) -> Bool {
    switch outcome.verdict {
    case .memoryLimit, .outputLimit, .securityViolation: false
    default: true
    }
  }

  private func runOutcome(_ end: Ending?) -> RunOutcome {
    // Exit code 1 is the harness's own, and what it said about it says more.
    if let failure, end == nil || failure.verdict != .runtimeError || failure.reason != .exitCode { return failure }
    switch end {
    case .notLoaded(let reason, let message), .lost(let reason, let message):
      return RunOutcome(verdict: .runtimeError, reason: reason, message: message)
    case .malformed(let message):
      return RunOutcome(verdict: .runtimeError, reason: .malformedResult, message: message)
    case nil:
      return RunOutcome(
        verdict: .runtimeError, reason: .noResult, message: "the program ended before all tests had a result")
    }
  }

  /// A frame that ends the run.
  private enum Ending {
    case notLoaded(Reason, String)
    case lost(Reason, String)
    case malformed(String)

    init?(_ content: ResultFrame.Content) throws(JudgeFault) {
      switch content {
      case .badInput(let message): throw .dataset(message)
      case .uncaught, .noSuchFunction, .callStatus, .assertOutcome, .usage:
        guard case .uncaught(let type, let message) = content else {
          guard case .noSuchFunction(let message) = content else {
            self = .malformed("a message that is no result")
            return
          }
          self = .notLoaded(.noSuchFunction, message)
          return
        }
        self = .lost(.programRaised, message.isEmpty ? type : message)
      case .syntaxError, .loadFailed:
        let explained = content.explanation
        self = .notLoaded(explained?.reason ?? .programRaised, explained?.message ?? "")
      default: return nil
      }
    }
  }

  // One test

  private mutating func result(_ frame: ResultFrame, _ usage: (cpu: Int, wall: Int)) throws(JudgeFault) -> TestResult {
    var result = TestResult(index: frame.index, verdict: .wrongAnswer, reason: .resultDiffers, report: report)
    // How the process ended belongs to no single test.
    (result.exitCode, result.signal) = (nil, nil)
    // The measured total is the sandbox's; the process's own words only say how it divides.
    result.cpuTimeSeconds = Self.share(usage.cpu, of: &cpuLeft, isLast: frame.index == expected.count - 1)
    result.wallTimeSeconds = Self.share(usage.wall, of: &wallLeft, isLast: frame.index == expected.count - 1)
    switch frame.content {
    case .value(let value):
      let comparison = try compare(value, frame.index)
      result.verdict = comparison.accepted ? .accepted : .wrongAnswer
      result.reason = comparison.accepted ? .ok : isCall ? .resultDiffers : .outputDiffers
      result.message = comparison.message
    case .neverEqual(let type): result.message = "the result is no JSON value and equals none: \(type)"
    case .timedOut(let clock, let message):
      result.verdict = .timeLimit
      result.limitKind = clock == "idle" ? .idle : .cpu
      result.reason = clock == "idle" ? .idleTime : .cpuTime
      result.message = message
    default:
      let explained = frame.content.explanation
      result.verdict = .runtimeError
      result.reason = explained?.reason ?? .noResult
      result.message = explained?.message
    }
    return result
  }

  private static func share(_ microseconds: Int, of left: inout Double, isLast: Bool) -> Double {
    let share = isLast ? left : min(left, Double(max(0, microseconds)) / 1e6)
    left -= share
    return share
  }

  private func compare(_ value: PlainValue, _ index: Int) throws(JudgeFault) -> Comparison {
    guard isCall else {
      guard case .string(let text) = value else { return .different("the output is no text") }
      return OutputComparison.compare(output: text.utf8, expected: expected[index], checker: .lcb)
    }
    do throws(JSONTextError) {
      return try CallComparison.compare(
        result: value, expectedText: expected[index], checker: .lcb, tuplesAsLists: .outermost)
    } catch {
      throw .dataset("the expected value of test \(index) is \(error.description)")
    }
  }
}
