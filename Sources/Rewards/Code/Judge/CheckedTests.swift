import Sandbox

/// Problems that bring a checker of their own, also in several passes (Kattis multi-pass).
extension SubmissionJudging {
  func attemptChecked(_ index: Int, _ description: CheckerProgram) async throws(JudgeFault) -> Attempt {
    guard let checker else { throw .checker("it is not there") }
    let test = problem.tests[index]
    let limits = limits(test)
    let answer = try test.output.load()
    // Program and validator both get the input of the pass (package format, "Multi-pass problems").
    var input = try test.input.load()
    var feedback: [BundleFile] = []
    var total = PassTotal(index: index)
    for pass in 1...max(1, description.maximumPasses) {
      var specification = program.specification(limits: limits, memoryBytes: problem.memoryLimitBytes)
      specification.input = .bytes(try TestData.bytes(input).sealed())
      let report: RunReport
      do throws(JudgeFault) {
        report = try await runProgram(specification)
      } catch {
        if let attempt = loadFailure(error, index) { return attempt }
        throw error
      }
      if let failure = try RunOutcome.failure(of: report, language: program.language.language, limits: limits) {
        return total.attempt(attempt(TestResult(index: index, outcome: failure, report: report), report))
      }
      let run = CheckerRun(runner: judge.runner, program: checker, description: description)
      let decision = try await run.decide(
        test: test, input: input, answer: answer, output: report.output, feedback: feedback)
      let next = decision.feedback.first { $0.path == Self.nextPass }
      let result = TestResult(
        index: index, verdict: decision.accepted ? .accepted : .wrongAnswer,
        reason: decision.accepted ? .ok : .checkerRejected, report: report, message: decision.message)
      guard decision.accepted, description.maximumPasses > 1, let next else {
        return total.attempt(attempt(result, report))
      }
      total.add(report)
      if pass == description.maximumPasses { throw .checker("it asks for more than \(pass) passes") }
      input = next.contents
      feedback = decision.feedback.filter { $0.path != Self.nextPass }
    }
    throw .checker("it made no decision")
  }

  /// The name under which a validator leaves the input of the next pass.
  static var nextPass: String { "nextpass.in" }
}

/// What the passes before the last one used: time adds up, memory is the largest.
struct PassTotal {
  let index: Int
  private var cpuTime = 0.0
  private var wallTime = 0.0
  private var peakMemoryBytes = 0

  init(index: Int) { self.index = index }

  mutating func add(_ report: RunReport) {
    cpuTime += report.cpuTime.inSeconds
    wallTime += report.wallTime.inSeconds
    peakMemoryBytes = max(peakMemoryBytes, report.peakMemoryBytes)
  }

  func attempt(_ last: SubmissionJudging.Attempt) -> SubmissionJudging.Attempt {
    var total = last
    total.result.cpuTimeSeconds += cpuTime
    total.result.wallTimeSeconds += wallTime
    total.result.peakMemoryBytes = max(total.result.peakMemoryBytes, peakMemoryBytes)
    return total
  }
}

extension CodeJudge {
  /// Why the problem's checker cannot run on this machine, if its language is not there.
  func missingCheckerLanguage(of problem: Problem) -> String? {
    switch problem.checker {
    case .custom(let checker), .interactive(let checker):
      guard tools.languages[checker.language] == nil else { return nil }
      return tools.missing[checker.language]?.description ?? "no language of the table is called \(checker.language)"
    default: return nil
    }
  }

  /// The compiled checker of a problem; `nil` when it has none.
  ///
  /// - Throws: `JudgeFault.dataset` when it does not compile or its language is missing.
  func prepareChecker(of problem: Problem) async throws(JudgeFault) -> PreparedProgram? {
    let description: CheckerProgram
    switch problem.checker {
    case .custom(let program), .interactive(let program): description = program
    default: return nil
    }
    guard let language = tools.languages[description.language] else {
      throw .dataset("checker.language: \(missingCheckerLanguage(of: problem) ?? description.language)")
    }
    let layout: ProgramLayout
    do throws(UnusableProgram) {
      layout = try ProgramLayout(language: language.language, files: description.files)
    } catch {
      throw .dataset("checker: \(error)")
    }
    switch try await prepare(layout, in: language) {
    case .ready(let program): return program
    case .failed(let compile, _): throw .dataset("checker: does not compile: \(compile.message)")
    }
  }
}
