public import Sandbox

/// Judges programs: compiles them, runs them against the tests of a problem, compares outside of the sandbox, and says
/// what came of it.
///
/// ```swift
/// let tools = ToolSet(environment: ProcessInfo.processInfo.environment)
/// let sandbox = try Sandbox(roots: tools.roots)
/// let judge = CodeJudge(runner: sandbox, tools: tools, options: JudgeOptions(jobs: 2))
/// let result = await judge.judge(submission, of: problem)
/// ```
///
/// Any number of submissions may be judged at once; `JudgeOptions.jobs` bounds the runs. A fault of ours becomes
/// `internal_error` in the result after one retry, alone; it is never thrown and never a reward.
public final class CodeJudge: Sendable {
  public let tools: ToolSet
  public let options: JudgeOptions
  public let runner: any Runner
  let compiler: Compiler
  let harnesses: HarnessCache
  let slots: JobSlots
  let warmPool: WarmPool?
  /// With `JudgeOptions.sharesProcess`: what the sample said.
  public let sharing = SharingRecord()
  private let shared = SharedVerdicts()
  let costs = TestCosts()
  private let aliases: LanguageAliases

  public init(runner: any Runner, tools: ToolSet, options: JudgeOptions) {
    self.runner = runner
    self.tools = tools
    self.options = options
    compiler = Compiler(runner: runner, cache: BuildCache(store: tools.buildStore))
    harnesses = HarnessCache(runner: runner)
    slots = JobSlots(
      options.jobs, asideBytes: MachineLoad.memoryBytes / 2, whenAlone: { runner.holdAside($0) })
    warmPool = options.warm ? WarmPool(runner: runner, harnesses: harnesses, count: options.jobs) : nil
    aliases = LanguageAliases(LanguageTable.all.map { ($0.id, LanguageTable.aliases(of: $0.id)) })
  }

  /// Judges one submission.
  public func judge(_ submission: Submission, of problem: Problem) async -> SubmissionResult {
    let problem = options.compatibility == .klear ? KlearCompatibility.sampled(problem) : problem
    var result = SubmissionResult(
      submissionID: submission.id, problemID: problem.id, language: submission.language, verdict: .internalError,
      reason: .judgeFault, reward: nil, rewardKind: options.rule.kind, passed: 0, total: problem.total)
    var score: Score
    switch locate(submission) {
    case .success(let (layout, language)):
      result.language = language.language.id
      score = await judge(
        layout, in: language, submittedLanguage: submission.language, problem: problem, result: &result)
    case .failure(let refusal): score = refusal.score(total: problem.total, rule: options.rule)
    }
    if case .response(let text) = submission.body, let penalty = options.formatPenalty {
      score = penalty.applied(to: score, response: text, range: options.rule.range)
    }
    result.verdict = score.verdict
    result.reason = score.reason
    result.reward = score.reward
    result.message = score.message
    result.passed = score.passed
    result.total = score.total
    result.tests = score.tests
    return result
  }

  private func judge(
    _ layout: ProgramLayout, in language: ResolvedLanguage, submittedLanguage: String?, problem: Problem,
    result: inout SubmissionResult
  ) async -> Score {
    if let fault = problem.unjudgeable(in: language.language) {
      return result.language == submittedLanguage
        ? Scoring.internalError(reason: .datasetError, message: fault, total: problem.total)
        : Scoring.compileError(reason: .noProgram, message: fault, total: problem.total, rule: options.rule)
    }
    if let why = missingCheckerLanguage(of: problem) {
      return Scoring.skipped(reason: .languageMissing, message: why, total: problem.total)
    }
    let limits = limitPolicy.limits(for: problem, in: language.language, expectedBytes: problem.largestExpected)
    result.limits = AppliedLimits(
      cpuSeconds: limits.cpu.inSeconds, wallSeconds: limits.idle.inSeconds, memoryBytes: limits.memoryBytes,
      outputBytes: limits.outputBytes, processes: limits.processes)
    let key = options.sharesVerdicts ? SharedVerdicts.key(layout, language, problem) : nil
    if let key, let known = shared.agreed(key) {
      result.compile = known.compile
      result.layers = known.layers
      return Scoring.combine(tests: known.tests, total: problem.total, rule: options.rule)
    }
    let program: PreparedProgram
    let checker: PreparedProgram?
    do throws(JudgeFault) {
      switch try await prepare(layout, in: language) {
      case .failed(let compile, let reason):
        result.compile = compile
        return Scoring.compileError(reason: reason, message: compile.message, total: problem.total, rule: options.rule)
      case .ready(let ready): program = ready
      }
      checker = try await prepareChecker(of: problem)
    } catch {
      return Scoring.internalError(reason: error.reason, message: error.description, total: problem.total)
    }
    result.compile = program.compile
    let judging = SubmissionJudging(
      judge: self, problem: problem, program: program, checker: checker, source: layout.singleSource)
    switch await judging.run() {
    case .syntaxError(let compile):
      result.compile = compile
      return Scoring.compileError(
        reason: .compilerFailed, message: compile.message, total: problem.total, rule: options.rule)
    case .judged(let tests, let layers):
      result.layers = layers.map(\.rawValue)
      costs.record(tests, of: problem)
      if let key { shared.record(key, tests: tests, compile: program.compile, layers: result.layers) }
      return Scoring.combine(tests: tests, total: problem.total, rule: options.rule)
    }
  }

  /// Why programs that could have been forked from a warm interpreter were not, where that failed; they were started
  /// cold instead, which changes no verdict.
  public var warmFault: String? { warmPool?.fault?.description }

  var limitPolicy: LimitPolicy { LimitPolicy(usesLanguageAllowances: options.usesLanguageAllowances) }

  /// Compiles with one retry, alone, after a fault.
  func prepare(_ layout: ProgramLayout, in language: ResolvedLanguage) async throws(JudgeFault) -> Compiler.Outcome {
    let compiler = compiler
    do throws(SandboxFault) {
      return try await slots.withSlot { () async throws(SandboxFault) in
        try await compiler.prepare(layout, in: language)
      }
    } catch {
      if error.stage == .cancelled || error.stage == .closed { throw .sandbox(error) }
    }
    do throws(SandboxFault) {
      return try await slots.alone(expectedSeconds: 10) { () async throws(SandboxFault) in
        try await compiler.prepare(layout, in: language)
      }
    } catch {
      throw .sandbox(error)
    }
  }

  /// The language that a submission is judged in; `nil` where it has no program, or its language is not installed.
  public func language(of submission: Submission) -> ResolvedLanguage? {
    if case .success((_, let language)) = locate(submission) { return language }
    return nil
  }

  /// The program in a model's response with its language; `nil` where there is none, or its language is not installed.
  ///
  /// - Parameter language: an id of the table; `nil`: the fence says it.
  public func program(in response: String, language: String?) -> (source: String, language: ResolvedLanguage)? {
    guard
      case .program(let source, let id) = ResponseProgram.extract(
        response: response, language: language, aliases: aliases),
      let language = tools.languages[id]
    else { return nil }
    return (source, language)
  }

  // ---- which program, in which language

  private func locate(_ submission: Submission) -> Result<(ProgramLayout, ResolvedLanguage), Refusal> {
    switch submission.body {
    case .source(let text):
      return resolve(submission.language ?? "").map { (ProgramLayout(language: $0.language, source: text), $0) }
    case .response(let text):
      switch ResponseProgram.extract(response: text, language: submission.language, aliases: aliases) {
      case .noProgram(let why): return .failure(.noProgram(why))
      case .program(let source, let id):
        return resolve(id).map { (ProgramLayout(language: $0.language, source: source), $0) }
      }
    case .answer: return .failure(.noProgram("an answer is no program"))
    case .files(let files):
      return resolve(submission.language ?? "").flatMap { language in
        do throws(UnusableProgram) {
          return .success((try ProgramLayout(language: language.language, files: files), language))
        } catch {
          return .failure(.noProgram(error.description))
        }
      }
    }
  }

  private func resolve(_ id: String) -> Result<ResolvedLanguage, Refusal> {
    if let language = tools.languages[id] { return .success(language) }
    return .failure(.languageMissing(tools.missing[id]?.description ?? "no language of the table is called \(id)"))
  }

  /// Why a submission is not run.
  private enum Refusal: Error {
    case noProgram(String)
    case languageMissing(String)

    func score(total: Int, rule: ScoringRule) -> Score {
      switch self {
      case .noProgram(let why): Scoring.compileError(reason: .noProgram, message: why, total: total, rule: rule)
      case .languageMissing(let why): Scoring.skipped(reason: .languageMissing, message: why, total: total)
      }
    }
  }
}

extension Problem {
  /// Why this problem cannot be judged in a language, if so.
  public func unjudgeable(in language: Language) -> String? {
    switch kind {
    case .stdio: nil
    case .math: "math problems are answered, not programmed"
    case .call, .assert:
      language.id == "python3" || language.id == "pypy3"
        ? nil : "\(kind.rawValue) problems are judged in python3 and pypy3, not in \(language.id)"
    }
  }

  var largestExpected: Int { tests.map(\.output.byteCount).max() ?? 0 }
}
