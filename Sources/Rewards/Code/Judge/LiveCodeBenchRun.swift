import Sandbox

/// `--compat lcb` for Python: all tests of a submission in one process, served by a harness that does what
/// LiveCodeBench's does. The comparison stays out here.
///
/// A test's time limit is a timer in that process, as in LiveCodeBench, which a program can swallow as there. What
/// bounds the run is the sandbox, by LiveCodeBench's global limit counted in CPU time: (limit + 1) × tests + 5 s.
extension SubmissionJudging {
  /// Programs in other languages, and problems with a checker of their own, are unknown to LiveCodeBench.
  var usesLiveCodeBenchRun: Bool {
    guard judge.options.compatibility == .lcb, ["python3", "pypy3"].contains(program.language.language.id) else {
      return false
    }
    guard problem.kind != .assert, !problem.tests.isEmpty else { return false }
    return problem.tests.indices.allSatisfy { problem.checker(forTest: $0).builtIn != nil }
  }

  func runAsLiveCodeBench() async -> Outcome {
    let first: Result<(LiveCodeBenchResults, busy: Bool), JudgeFault> = await judge.slots.withSlot {
      do throws(JudgeFault) {
        let results = try await runAllTests()
        return .success((results, MachineLoad.isOverloaded))
      } catch {
        return .failure(error)
      }
    }
    let results: LiveCodeBenchResults
    switch first {
    case .success((let once, let busy)):
      let isDoubtful = busy && once.tests.contains { $0.limitKind == .cpu }
      results = isDoubtful ? await retryAllTests(charging: false) : once
    case .failure(let fault):
      if case .sandbox(let sandbox) = fault, sandbox.stage == .cancelled || sandbox.stage == .closed {
        results = allFaulted(fault)
      } else {
        results = await retryAllTests(charging: true)
      }
    }
    if program.compile == nil, results.mayBeSyntaxError,
      let compile = try? await judge.compiler.syntaxError(in: program)
    {
      return .syntaxError(compile)
    }
    return .judged(tests: results.tests, layers: results.layers)
  }

  /// The one retry, alone.
  private func retryAllTests(charging: Bool) async -> LiveCodeBenchResults {
    await judge.slots.alone(expectedSeconds: problem.timeLimitSeconds * Double(problem.tests.count)) {
      do throws(JudgeFault) {
        return try await runAllTests()
      } catch {
        guard charging, case .program(let verdict) = await cause(of: error, 0) else { return allFaulted(error) }
        let tests = problem.tests.indices.map { index in
          TestResult(index: index, verdict: verdict, reason: .provokedFault, message: error.description)
        }
        return LiveCodeBenchResults(tests: tests)
      }
    }
  }

  private func allFaulted(_ fault: JudgeFault) -> LiveCodeBenchResults {
    LiveCodeBenchResults(tests: problem.tests.indices.map { faulted($0, fault).result })
  }

  private func runAllTests() async throws(JudgeFault) -> LiveCodeBenchResults {
    let limits = wholeRunLimits
    let request = LiveCodeBenchRequest(
      functionName: problem.kind == .call ? problem.functionName ?? "" : nil,
      stopsAtFirstFailure: judge.options.rule.stopsAtFirstFailure, cpuSeconds: problem.timeLimitSeconds,
      idleSeconds: Limits.idleLimit(forCPU: .seconds(problem.timeLimitSeconds)).inSeconds,
      inputs: try loaded(\.input))
    let specification: RunSpecification
    do throws(SandboxFault) {
      let harness = try await judge.harnesses.harness(for: program.language)
      specification = try harness.liveCodeBenchSpecification(
        program: program, request: request, limits: limits, memoryBytes: problem.memoryLimitBytes)
    } catch {
      throw .sandbox(error)
    }
    let report = try await runProgram(specification)
    let failure = try RunOutcome.failure(of: report, language: program.language.language, limits: limits)
    var run = LiveCodeBenchClaims(
      report: report, failure: failure, expected: try loaded(\.output), isCall: problem.kind == .call)
    return try run.results()
  }

  private func loaded(_ part: KeyPath<TestCase, TestData>) throws(JudgeFault) -> [[UInt8]] {
    var all: [[UInt8]] = []
    for test in problem.tests { all.append(try test[keyPath: part].load()) }
    return all
  }

  /// Memory and processes as for one test. The stack is that of a shell, as LiveCodeBench has it: it decides how deep a
  /// recursion through C may go.
  private var wholeRunLimits: Limits {
    let expected = problem.tests.reduce(0) { $0 + $1.output.byteCount }
    var limits = judge.limitPolicy.limits(for: problem, in: program.language.language, expectedBytes: expected)
    let seconds = (problem.timeLimitSeconds + 1) * Double(problem.tests.count) + 5
    limits.cpu = .seconds(seconds)
    limits.idle = max(limits.cpu, limits.idle * 2)
    limits.overload = limits.idle * 10
    limits.stackBytes = 8 << 20
    return limits
  }
}

/// What came of a run of all tests.
struct LiveCodeBenchResults: Sendable, Hashable {
  var tests: [TestResult]
  var layers: [IsolationLayer] = []
  /// The program was not even loaded: a check of its syntax says why, with the compiler's words.
  var mayBeSyntaxError = false
}

/// What the harness is asked: all tests of a submission, in one process.
struct LiveCodeBenchRequest: Sendable, Hashable {
  /// `nil`: the program reads standard input.
  var functionName: String?
  var stopsAtFirstFailure: Bool
  var cpuSeconds: Double
  var idleSeconds: Double
  var inputs: [[UInt8]]

  var bytes: [UInt8] {
    let way = functionName.map { "call \($0)" } ?? "stdio "
    var bytes = Array("lcb \(inputs.count) \(stopsAtFirstFailure ? 1 : 0) \(cpuSeconds) \(idleSeconds) \(way)\n".utf8)
    for input in inputs {
      bytes += Array("\(input.count)\n".utf8)
      bytes += input
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }
}

extension PythonHarness {
  /// A run that serves all tests as LiveCodeBench does.
  func liveCodeBenchSpecification(
    program: PreparedProgram, request: LiveCodeBenchRequest, limits: Limits, memoryBytes: Int
  ) throws(SandboxFault) -> RunSpecification {
    var specification = try self.specification(
      "kj_lcb", language: program.language, files: program.files,
      arguments: [program.layout.sources.first ?? "main.py"], limits: limits, memoryBytes: memoryBytes)
    specification.descriptors = [(Self.requestChannel, try SealedBytes(request.bytes).reopened())]
    specification.channels = [RunSpecification.Channel(number: Self.resultChannel, limitBytes: limits.outputBytes)]
    return specification
  }
}
