import Sandbox

/// Problems whose program defines a function: a harness in the program's sandbox calls it and sends what it returned.
/// That is only a claim, decoded and compared out here.
extension SubmissionJudging {
  func attemptCall(_ index: Int) async throws(JudgeFault) -> Attempt {
    let test = problem.tests[index]
    let limits = limits(test)
    let specification = try await callSpecification(inputs: [try test.input.load()], limits: limits)
    let report = try await runProgram(specification)
    let frames = ResultFrames.decodePrefix(report.channels[PythonHarness.resultChannel] ?? [])
    if let failure = try RunOutcome.failure(of: report, language: program.language.language, limits: limits) {
      return attempt(callFailure(index, failure, frames.frames, report), report)
    }
    if case .badInput(let message)? = frames.frames.first?.content {
      throw .dataset("tests[\(index)].input: \(message)")
    }
    let result = decide(index, frames, expected: try test.output.load(), report: report)
    return Attempt(result: result.0, layers: result.1)
  }

  /// A run that calls the function once for each input, all in one process.
  func callSpecification(inputs: [[UInt8]], limits: Limits) async throws(JudgeFault) -> RunSpecification {
    let request = CallRequest(
      functionName: problem.functionName ?? "", usesPrelude: problem.prelude != .none, inputs: inputs)
    do throws(SandboxFault) {
      let harness = try await judge.harnesses.harness(for: program.language)
      return try harness.callSpecification(
        program: program, request: request, limits: limits, memoryBytes: problem.memoryLimitBytes)
    } catch {
      throw .sandbox(error)
    }
  }

  /// A run that failed: what the harness said about it says more than exit code 1.
  private func callFailure(
    _ index: Int, _ failure: RunOutcome, _ frames: [ResultFrame], _ report: RunReport
  ) -> TestResult {
    var outcome = failure
    if failure.verdict == .runtimeError, failure.reason == .exitCode, let frame = frames.last,
      let explained = frame.content.explanation
    {
      outcome.reason = explained.reason
      outcome.message = explained.message
    }
    return TestResult(index: index, outcome: outcome, report: report)
  }

  func decide(
    _ index: Int, _ frames: (frames: [ResultFrame], error: ResultFrameError?), expected: [UInt8], report: RunReport
  ) -> (TestResult, [IsolationLayer]) {
    func result(_ verdict: Verdict, _ reason: Reason, _ message: String?) -> (TestResult, [IsolationLayer]) {
      (TestResult(index: index, verdict: verdict, reason: reason, report: report, message: message), report.layers)
    }
    if let error = frames.error { return result(.runtimeError, .malformedResult, error.description) }
    guard let frame = frames.frames.first else {
      return result(.runtimeError, .noResult, "the program ended before the call returned")
    }
    guard frames.frames.count == 1, frame.index == 0 else {
      return result(.runtimeError, .malformedResult, "more than one result came for one call")
    }
    guard case .value(let value) = frame.content else {
      let explained = frame.content.explanation
      return result(.runtimeError, explained?.reason ?? .noResult, explained?.message)
    }
    do throws(JSONTextError) {
      let comparison = try CallComparison.compare(
        result: value, expectedText: expected, checker: problem.checker.builtIn ?? .lcb,
        tuplesAsLists: judge.options.compatibility == .lcb ? .outermost : .all)
      return result(
        comparison.accepted ? .accepted : .wrongAnswer, comparison.accepted ? .ok : .resultDiffers, comparison.message)
    } catch {
      return result(.internalError, .judgeFault, "the expected value of test \(index) is \(error.description)")
    }
  }
}

extension ResultFrame.Content {
  /// Why there is no value, in the words of the contract.
  var explanation: (reason: Reason, message: String)? {
    switch self {
    case .raised(let type, let message): (.programRaised, ResultFrame.Content.join(type, message))
    case .notPlain(let type): (.resultNotPlain, "the result is no plain value: \(type)")
    case .noSuchFunction(let message): (.noSuchFunction, message)
    case .loadFailed(let type, let message): (.programRaised, ResultFrame.Content.join(type, message))
    case .syntaxError(let message): (.programRaised, message)
    default: nil
    }
  }

  private static func join(_ type: String, _ message: String) -> String {
    message.contains(type) || message.isEmpty ? (message.isEmpty ? type : message) : "\(type): \(message)"
  }
}
