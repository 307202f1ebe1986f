public import Sandbox

/// Compiles and runs one program without any test: `klear-judge run`.
public struct SingleRun: Sendable {
  private let runner: any Runner

  public init(runner: any Runner) { self.runner = runner }

  /// What happened, with the streams.
  public struct Outcome: Sendable {
    public var verdict: Verdict
    public var reason: Reason
    public var limitKind: LimitKind?
    public var syscall: String?
    public var message: String?
    /// `nil` when nothing was run: the program does not compile, or a fault.
    public var report: RunReport?
    /// `nil` for languages that are run from source.
    public var compile: CompileResult?
  }

  /// - Parameter limits: taken as they are, without the language's factor and allowance.
  public func run(
    _ source: String, in language: ResolvedLanguage, input: [UInt8], limits: Limits
  ) async -> Outcome {
    do throws(SandboxFault) {
      let layout = ProgramLayout(language: language.language, source: source)
      let compiler = Compiler(runner: runner, cache: BuildCache())
      switch try await compiler.prepare(layout, in: language) {
      case .failed(let compile, let reason):
        return Outcome(verdict: .compileError, reason: reason, message: compile.message, compile: compile)
      case .ready(let program):
        var specification = program.specification(limits: limits, memoryBytes: limits.memoryBytes)
        specification.limits.errorBytes = 1 << 20
        specification.input = .bytes(try SealedBytes(input))
        return SingleRun.outcome(
          try await runner.run(specification), language: language.language, limits: limits, compile: program.compile)
      }
    } catch {
      return Outcome(verdict: .internalError, reason: .judgeFault, message: error.description)
    }
  }

  static func outcome(
    _ report: RunReport, language: Language, limits: Limits, compile: CompileResult?
  ) -> Outcome {
    do throws(JudgeFault) {
      guard let failure = try RunOutcome.failure(of: report, language: language, limits: limits) else {
        return Outcome(verdict: .accepted, reason: .ok, report: report, compile: compile)
      }
      return Outcome(
        verdict: failure.verdict, reason: failure.reason, limitKind: failure.limitKind, syscall: failure.syscall,
        message: failure.message, report: report, compile: compile)
    } catch {
      return Outcome(
        verdict: .internalError, reason: .overload, message: error.description, report: report, compile: compile)
    }
  }
}
