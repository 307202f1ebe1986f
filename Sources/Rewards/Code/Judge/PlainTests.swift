import Sandbox

/// Problems on standard input and output whose checker is one of ours.
extension SubmissionJudging {
  func attemptPlain(_ index: Int) async throws(JudgeFault) -> Attempt {
    let test = problem.tests[index]
    let limits = limits(test)
    var specification = program.specification(limits: limits, memoryBytes: problem.memoryLimitBytes)
    specification.input = .bytes(try test.input.sealed())
    let checker = problem.checker(forTest: index).builtIn ?? .lines
    let streaming = try streamingComparison(of: test, checker)
    if let streaming { specification.refusesOutput = { streaming.refuses($0) } }
    let report: RunReport
    do throws(JudgeFault) {
      report = try await runProgram(specification)
    } catch {
      if let attempt = loadFailure(error, index) { return attempt }
      throw error
    }
    // A program may have crashed before it could be stopped: what it had printed decides, however fast the machine was.
    let isRefused = streaming?.refuses(report.output) == true
    if !isRefused,
      let failure = try RunOutcome.failure(of: report, language: program.language.language, limits: limits)
    {
      return attempt(TestResult(index: index, outcome: failure, report: report), report)
    }
    let comparison = compare(report.output, expected: try test.output.load(), checker: checker)
    if isRefused, comparison.accepted {
      throw .sandbox(SandboxFault(.request, "a program was stopped for an output that is accepted"))
    }
    let result = TestResult(
      index: index, verdict: comparison.accepted ? .accepted : .wrongAnswer,
      reason: comparison.accepted ? .ok : .outputDiffers, report: report, message: comparison.message)
    return Attempt(result: result, layers: report.layers)
  }

  /// With `JudgeOptions.failsFast`: what looks at the output while it comes.
  private func streamingComparison(
    of test: TestCase, _ checker: BuiltInChecker
  ) throws(JudgeFault) -> StreamingComparison? {
    guard judge.options.failsFast else { return nil }
    switch judge.options.compatibility {
    case .klear: return nil
    case .lcb: return StreamingComparison(expected: try test.output.load(), checker: .lcb)
    case .none: return StreamingComparison(expected: try test.output.load(), checker: checker)
    }
  }

  private func compare(_ output: [UInt8], expected: [UInt8], checker: BuiltInChecker) -> Comparison {
    switch judge.options.compatibility {
    case .klear: KlearCompatibility.compare(output: output, expected: expected)
    case .lcb: OutputComparison.compare(output: output, expected: expected, checker: .lcb)
    case .none: OutputComparison.compare(output: output, expected: expected, checker: checker)
    }
  }
}
