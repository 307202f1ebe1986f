import Sandbox

/// Problems on standard input and output whose checker is one of ours.
extension SubmissionJudging {
  func attemptPlain(_ index: Int) async throws(JudgeFault) -> Attempt {
    let test = problem.tests[index]
    let limits = limits(test)
    var specification = program.specification(limits: limits, memoryBytes: problem.memoryLimitBytes)
    specification.input = .bytes(try test.input.sealed())
    let report: RunReport
    do throws(JudgeFault) {
      report = try await runProgram(specification)
    } catch {
      if let attempt = loadFailure(error, index) { return attempt }
      throw error
    }
    if let failure = try RunOutcome.failure(of: report, language: program.language.language, limits: limits) {
      return Attempt(result: TestResult(index: index, outcome: failure, report: report), layers: report.layers)
    }
    let checker = problem.checker(forTest: index).builtIn ?? .lines
    let comparison = compare(report.output, expected: try test.output.load(), checker: checker)
    let result = TestResult(
      index: index, verdict: comparison.accepted ? .accepted : .wrongAnswer,
      reason: comparison.accepted ? .ok : .outputDiffers, report: report, message: comparison.message)
    return Attempt(result: result, layers: report.layers)
  }

  private func compare(_ output: [UInt8], expected: [UInt8], checker: BuiltInChecker) -> Comparison {
    switch judge.options.compatibility {
    case .klear: KlearCompatibility.compare(output: output, expected: expected)
    case .lcb: OutputComparison.compare(output: output, expected: expected, checker: .lcb)
    case .none: OutputComparison.compare(output: output, expected: expected, checker: checker)
    }
  }
}
