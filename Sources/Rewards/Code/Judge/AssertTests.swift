import Sandbox

/// Problems whose test code calls the program and asserts: test code and program run in two sandboxes and meet only as
/// messages over two pipes, so the program never shares a process with what checks it.
extension SubmissionJudging {
  func attemptAssert(_ index: Int) async throws(JudgeFault) -> Attempt {
    let limits = limits()
    let (programReport, testReport) = try await runBothSides(index, limits: limits)
    let failure = try RunOutcome.failure(of: programReport, language: program.language.language, limits: limits)
    // Past its limits the program has failed whatever the test side saw of it.
    if let failure, failure.verdict != .runtimeError {
      return attempt(TestResult(index: index, outcome: failure, report: programReport), programReport)
    }
    let (outcome, message) = try testOutcome(testReport)
    let (verdict, reason): (Verdict, Reason)
    switch outcome {
    case .passed where failure == nil: (verdict, reason) = (.accepted, .ok)
    case .failed: (verdict, reason) = (.wrongAnswer, .assertionFailed)
    case .programRaised: (verdict, reason) = (.runtimeError, .programRaised)
    case .noSuchName: (verdict, reason) = (.runtimeError, .noSuchFunction)
    case .notPlain: (verdict, reason) = (.runtimeError, .resultNotPlain)
    case .notStarted: throw .dataset("test_code[\(index)]: does not start: \(message)")
    case .passed, .programGone:
      if let failure {
        return Attempt(
          result: TestResult(index: index, outcome: failure, report: programReport), layers: programReport.layers)
      }
      (verdict, reason) = (.runtimeError, .noResult)
    }
    let shown = message.isEmpty ? nil : message
    let result = TestResult(index: index, verdict: verdict, reason: reason, report: programReport, message: shown)
    return Attempt(result: result, layers: programReport.layers)
  }

  private func runBothSides(_ index: Int, limits: Limits) async throws(JudgeFault) -> (RunReport, RunReport) {
    if let reports = try await runBothSidesWarm(index, limits: limits) { return reports }
    do throws(SandboxFault) {
      let (program, test) = try await bothSides(index, limits: limits)
      async let programReport = judge.runner.result(of: program)
      async let testReport = judge.runner.result(of: test)
      return (try await programReport.get(), try await testReport.get())
    } catch {
      throw .sandbox(error)
    }
  }

  /// Each side from a warm interpreter where it cannot tell; `nil` where neither may, or a warm start failed.
  private func runBothSidesWarm(
    _ index: Int, limits: Limits
  ) async throws(JudgeFault) -> (RunReport, RunReport)? {
    guard let pool = judge.warmPool else { return nil }
    let sides: (program: RunSpecification, test: RunSpecification)
    do throws(SandboxFault) {
      sides = try await bothSides(index, limits: limits)
    } catch {
      throw .sandbox(error)
    }
    func warmed(
      _ side: RunSpecification, _ start: WarmRules.Start, _ code: CompiledCode?
    ) async -> RunSpecification {
      guard case .warm(let form) = start else { return side }
      return await pool.warmed(side, in: program.language, as: form, code: code) ?? side
    }
    let programSide = judge.givingWay(await warmed(sides.program, warmStart, code))
    let testSide = await warmed(sides.test, WarmRules.start(of: Array(problem.testCode[index].utf8)), nil)
    async let programResult = judge.runner.result(of: programSide)
    async let testResult = judge.runner.result(of: testSide)
    var (reports, failed) = ([RunReport](), false)
    for (side, result) in [(programSide, await programResult), (testSide, await testResult)] {
      switch result {
      case .success(let report): reports.append(report)
      case .failure(let fault):
        // Of two sides that talk one takes the other along: only that of a warm one is not thrown.
        if fault.stage == .cancelled || fault.stage == .closed { throw .sandbox(fault) }
        guard let interpreter = side.warm?.interpreter else { throw .sandbox(fault) }
        await pool.failed(interpreter, of: program.language, fault)
        failed = true
      }
    }
    guard !failed, reports.count == 2 else { return nil }
    if let handedOut = reports[0].channels.removeValue(forKey: PythonHarness.codeOutput) { code.keep(handedOut) }
    return (reports[0], reports[1])
  }

  private func bothSides(
    _ index: Int, limits: Limits
  ) async throws(SandboxFault) -> (program: RunSpecification, test: RunSpecification) {
    let harness = try await judge.harnesses.harness(for: program.language)
    let toProgram = try Descriptor.pipe()
    let toTest = try Descriptor.pipe()
    let prelude = problem.prelude == .none ? "0" : "1"
    var programSide = try harness.specification(
      "kj_program", language: program.language, files: program.files,
      arguments: [program.layout.sources.first ?? "main.py", prelude], limits: limits,
      memoryBytes: problem.memoryLimitBytes)
    programSide.descriptors = [(3, toProgram.reading), (4, toTest.writing)]
    let code = RunSpecification.WorkFile(path: "test_code.py", contents: try SealedBytes(problem.testCode[index]))
    var testSide = try harness.specification(
      "kj_test", language: program.language, files: [code],
      arguments: ["test_code.py", prelude, String(problem.testSeed)] + (tuplesEqualLists ? ["json"] : []),
      limits: testLimits(limits), memoryBytes: 1 << 30)
    testSide.descriptors = [(3, toTest.reading), (4, toProgram.writing)]
    testSide.channels = [RunSpecification.Channel(number: PythonHarness.outcomeChannel, limitBytes: 1 << 20)]
    return (programSide, testSide)
  }

  /// Klear itself runs the asserts as they are.
  private var tuplesEqualLists: Bool { problem.testsAreFromJSON && judge.options.compatibility == .none }

  /// The test's side has limits of its own: it waits for the program, whose limits are to be met first.
  private func testLimits(_ program: Limits) -> Limits {
    let cpu = program.cpu * 2 + .seconds(10)
    let idle = program.idle * 2 + cpu * 3
    return Limits(
      cpu: cpu, idle: idle, overload: idle * 10, memoryBytes: 2 << 30, outputBytes: 16 << 20, processes: 64,
      openFiles: 256, stackBytes: 256 << 20)
  }

  /// - Throws: `JudgeFault.checker` when the test code was stopped or crashed instead of deciding.
  private func testOutcome(_ report: RunReport) throws(JudgeFault) -> (AssertOutcome, String) {
    let frames = ResultFrames.decodePrefix(report.channels[PythonHarness.outcomeChannel] ?? [])
    if case .assertOutcome(let outcome, let message)? = frames.frames.first?.content { return (outcome, message) }
    let words = PrintableText.tail(of: report.errorOutput, limitBytes: 1024, lines: 3)
    if report.stopCause == .overload { throw .overload }
    throw .checker("the test code gave no outcome (\(report.stopCause.map { "\($0)" } ?? "\(report.ending)")) \(words)")
  }
}

extension Problem {
  /// A seed for randomness in test code that is the same in every run: FNV-1a of what the test is.
  fileprivate var testSeed: UInt32 {
    var hash: UInt32 = 2_166_136_261
    for byte in ([id] + testCode).joined(separator: "\u{0}").utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return hash
  }
}
