import Sandbox

/// The tests of one submission: side by side where slots are free, each with the rules on retries, always in order in
/// the result.
struct SubmissionJudging: Sendable {
  let judge: CodeJudge
  let problem: Problem
  let program: PreparedProgram
  let checker: PreparedProgram?
  /// Of a program of one file.
  private let source: [UInt8]?
  let warmStart: WarmRules.Start
  let code = CompiledCode()
  /// Whether a CPU limit may be overrun while processors are short; not when a test is run again for that.
  var givesGrace = true

  init(judge: CodeJudge, problem: Problem, program: PreparedProgram, checker: PreparedProgram?, source: [UInt8]?) {
    self.judge = judge
    self.problem = problem
    self.program = program
    self.checker = checker
    self.source = source
    let isOneFile = program.files.count == 1
    warmStart = judge.warmPool == nil || !isOneFile ? .cold : source.map(WarmRules.start) ?? .cold
  }

  /// What came of trying a test once.
  struct Attempt: Sendable {
    var result: TestResult
    var layers: [IsolationLayer]
    /// A CPU limit that may have been the machine's doing.
    var isDoubtful = false

    /// An interpreter that cannot read its source ends by itself with an error; so does much else.
    var mayBeSyntaxError: Bool { result.verdict == .runtimeError && result.signal == nil }
  }

  /// An attempt that a run has decided.
  func attempt(_ result: TestResult, _ report: RunReport) -> Attempt {
    let missed = report.stopCause == .cpuLimit && result.limitKind == .cpu
    let limits = limits()
    let isNear = report.cpuTime <= limits.cpu + limits.cpuGrace
    return Attempt(result: result, layers: report.layers, isDoubtful: missed && isNear && report.cpuLimitWasBusy)
  }

  /// What came of all tests.
  enum Outcome: Sendable {
    case judged(tests: [TestResult], layers: [IsolationLayer])
    /// The first run showed that the source is none of its language.
    case syntaxError(CompileResult)

    var verdicts: [Verdict] {
      guard case .judged(let tests, _) = self else { return [] }
      return tests.map(\.verdict)
    }
  }

  func run() async -> Outcome {
    if usesLiveCodeBenchRun { return await runAsLiveCodeBench() }
    guard sharesProcess else { return await runFresh([Attempt?](repeating: nil, count: problem.total)) }
    let shared = await runFresh(await attemptsOfSharedProcess())
    guard let source, SharingRecord.isSampled(source) else { return shared }
    let fresh = await runFresh([Attempt?](repeating: nil, count: problem.total))
    judge.sharing.add(agreed: shared.verdicts == fresh.verdicts)
    return fresh
  }

  /// Each test in a process of its own, but for those that are decided.
  private func runFresh(_ decided: [Attempt?]) async -> Outcome {
    var attempts = decided
    let duplicates = judge.options.sharesVerdicts ? DuplicateTests(problem.tests) : DuplicateTests([])
    let costs = judge.costs.expected(of: problem)
    let order = order(costs)
    var firstFailure = Int.max
    var syntaxError: CompileResult?
    var syntaxIsChecked = program.compile != nil
    // A program that was long once is expected to be so again.
    var longest = 0.0
    await withTaskGroup(of: (Int, Attempt).self) { group in
      var next = 0
      func startNext() {
        while next < order.count {
          let index = order[next]
          if attempts[index] == nil { attempts[index] = duplicates.agreed(index, among: attempts) }
          if attempts[index] == nil { break }
          next += 1
        }
        // Behind the first failure nothing counts any more when the run stops there.
        guard next < order.count, !(judge.options.rule.stopsAtFirstFailure && order[next] > firstFailure) else {
          return
        }
        let index = order[next]
        next += 1
        let expected = max(costs[index], longest)
        group.addTask { (index, await decide(index, expectedSeconds: expected)) }
      }
      for _ in 0..<judge.options.jobs { startNext() }
      for await (index, attempt) in group {
        attempts[index] = attempt
        longest = max(longest, attempt.result.cpuTimeSeconds)
        if !syntaxIsChecked, attempt.mayBeSyntaxError {
          syntaxIsChecked = true
          syntaxError = try? await judge.compiler.syntaxError(in: program)
          if syntaxError != nil { return group.cancelAll() }
        }
        if attempt.result.verdict != .accepted { firstFailure = min(firstFailure, index) }
        startNext()
      }
    }
    if let syntaxError { return .syntaxError(syntaxError) }
    let layers = attempts.lazy.compactMap { $0?.layers }.first { !$0.isEmpty } ?? []
    return .judged(tests: attempts.compactMap { $0?.result }, layers: layers)
  }

  /// The tests in the order in which they are started: the longest first, so that none is left running alone at the end;
  /// in their own order where only those up to the first failure count.
  private func order(_ costs: [Double]) -> [Int] {
    guard !judge.options.rule.stopsAtFirstFailure else { return Array(costs.indices) }
    return costs.indices.sorted { costs[$0] > costs[$1] || (costs[$0] == costs[$1] && $0 < $1) }
  }

  /// One test, with the retries that the contract gives: after a fault once, alone; after a time limit that was taken
  /// while the machine was overloaded once, alone.
  private func decide(_ index: Int, expectedSeconds: Double) async -> Attempt {
    let slots = judge.slots
    let cpuSeconds = limits().cpu.inSeconds
    let first: Result<Attempt, JudgeFault> = await slots.withSlot(expectedSeconds: expectedSeconds) {
      do throws(JudgeFault) { return .success(try await attempt(index)) } catch { return .failure(error) }
    }
    switch first {
    case .success(let attempt):
      guard attempt.isDoubtful else { return attempt }
      var again = self
      again.givesGrace = false
      return await slots.alone(expectedSeconds: cpuSeconds) {
        do throws(JudgeFault) { return try await again.attempt(index) } catch { return faulted(index, error) }
      }
    case .failure(let fault):
      if case .sandbox(let sandbox) = fault, sandbox.stage == .cancelled || sandbox.stage == .closed {
        return faulted(index, fault)
      }
      return await slots.alone(expectedSeconds: cpuSeconds) { await retry(index) }
    }
  }

  /// The one retry, alone. A fault that comes back although the same sandbox serves a control program was provoked.
  private func retry(_ index: Int) async -> Attempt {
    do throws(JudgeFault) {
      return try await attempt(index)
    } catch {
      switch await cause(of: error, index) {
      case .judge: return faulted(index, error)
      case .dataset(let message): return faulted(index, .dataset(message))
      case .program(let verdict):
        let result = TestResult(index: index, verdict: verdict, reason: .provokedFault, message: error.description)
        return Attempt(result: result, layers: [])
      }
    }
  }

  func faulted(_ index: Int, _ fault: JudgeFault) -> Attempt {
    let result = TestResult(index: index, verdict: .internalError, reason: fault.reason, message: fault.description)
    return Attempt(result: result, layers: [])
  }

  /// Whose doing a fault is that came back.
  enum Cause {
    case judge
    /// The program pays for it with this verdict.
    case program(Verdict)
    case dataset(String)
  }

  func cause(of fault: JudgeFault, _ index: Int) async -> Cause {
    switch fault {
    case .overload, .dataset: return .judge
    case .checker where problem.kind == .assert:
      // Test code that starts, asks the program and then does not end: the answers made it so, if the sandbox is fine.
      return await sandboxServes() ? .program(.wrongAnswer) : .judge
    case .checker:
      // The checker decides on the expected output: then this output made it fail.
      guard let checker, case .custom(let description) = problem.checker(forTest: index) else { return .judge }
      let run = CheckerRun(runner: judge.runner, program: checker, description: description)
      do throws(JudgeFault) {
        try await run.decideOnExpected(problem.tests[index])
        return .program(.wrongAnswer)
      } catch {
        guard case .checker(let message) = error, await sandboxServes() else { return .judge }
        return .dataset("checker: fails on the expected output of test \(index) too: \(message)")
      }
    case .sandbox: return await sandboxServes() ? .program(.runtimeError) : .judge
    }
  }

  /// Whether a control program passes in the same kind of sandbox.
  private func sandboxServes() async -> Bool { await judge.serves(program.language, limits: limits()) }

  private func attempt(_ index: Int) async throws(JudgeFault) -> Attempt {
    switch problem.kind {
    case .call: return try await attemptCall(index)
    case .assert: return try await attemptAssert(index)
    case .math: throw .dataset("a math problem has no program to run")
    case .stdio:
      if case .interactive(let description) = problem.checker {
        return try await attemptInteractive(index, description)
      }
      if case .custom(let description) = problem.checker { return try await attemptChecked(index, description) }
      return try await attemptPlain(index)
    }
  }

  /// Runs the program, once: from a warm interpreter where nobody can tell, else cold.
  func runProgram(_ specification: RunSpecification) async throws(JudgeFault) -> RunReport {
    let specification = judge.givingWay(specification)
    if let report = try await runWarm(specification) { return report }
    do throws(SandboxFault) {
      return try await judge.runner.run(specification)
    } catch {
      throw .sandbox(error)
    }
  }

  /// `nil` where the run has to be cold, or a warm one failed for a reason of ours.
  private func runWarm(_ specification: RunSpecification) async throws(JudgeFault) -> RunReport? {
    guard case .warm(let form) = warmStart, let pool = judge.warmPool,
      let specification = await pool.warmed(specification, in: program.language, as: form, code: code),
      let interpreter = specification.warm?.interpreter
    else { return nil }
    do throws(SandboxFault) {
      var report = try await judge.runner.run(specification)
      if let handedOut = report.channels.removeValue(forKey: PythonHarness.codeOutput) { code.keep(handedOut) }
      return report
    } catch {
      if error.stage == .cancelled || error.stage == .closed { throw .sandbox(error) }
      await pool.failed(interpreter, of: program.language, error)
      return nil
    }
  }

  /// A program that the kernel will not load (too large for the memory limit, no executable) has failed by itself.
  func loadFailure(_ fault: JudgeFault, _ index: Int) -> Attempt? {
    guard case .sandbox(let sandbox) = fault, sandbox.stage == .exec, program.compile != nil else { return nil }
    let result = TestResult(
      index: index, verdict: .runtimeError, reason: .allocationRefused,
      message: "the kernel refused to load the program: \(sandbox.description)")
    return Attempt(result: result, layers: [])
  }

  /// Limits for a test; the output limit grows with what is expected of it.
  func limits(_ test: TestCase? = nil) -> Limits {
    var limits = judge.limitPolicy.limits(
      for: problem, in: program.language.language, expectedBytes: test?.output.byteCount ?? 0)
    // Less than half, since a run is stopped a little behind where it should be.
    if givesGrace { limits.cpuGrace = limits.cpu * 0.4 }
    return limits
  }
}
