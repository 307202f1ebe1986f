public import Sandbox

/// One program to compile and run without any test, by a judge that has other work as well: what servers offer under
/// names like "execute" and "run code".
public struct ProgramRun: Sendable {
  public var source: String
  public var language: ResolvedLanguage
  public var input: [UInt8]
  /// Taken as they are, without the language's factor and allowance.
  public var limits: Limits
  public var arguments: [String]
  /// Put into the work directory beside the program.
  public var files: [SourceFile]
  /// The work directory comes with the report.
  public var keepsWorkDirectory: Bool
  /// CPU time of the compiler, where less than its own limit.
  public var compileLimit: Duration?

  public init(
    source: String, language: ResolvedLanguage, input: [UInt8], limits: Limits, arguments: [String] = [],
    files: [SourceFile] = [], keepsWorkDirectory: Bool = false
  ) {
    self.source = source
    self.language = language
    self.input = input
    self.limits = limits
    self.arguments = arguments
    self.files = files
    self.keepsWorkDirectory = keepsWorkDirectory
  }

  /// Whether a warm interpreter can serve it.
  var isPlain: Bool { arguments.isEmpty && files.isEmpty && !keepsWorkDirectory }
}

extension CodeJudge {
  /// Compiles and runs it in turn with the judge's other runs. A fault of ours is tried once more, alone, and is then
  /// `internal_error`.
  public func run(_ run: ProgramRun) async -> SingleRun.Outcome {
    let layout = ProgramLayout(language: run.language.language, source: run.source)
    let program: PreparedProgram
    do throws(JudgeFault) {
      switch try await prepare(layout, in: run.language.compiling(within: run.compileLimit)) {
      case .failed(let compile, let reason):
        return SingleRun.Outcome(
          verdict: .compileError, reason: reason, message: compile.message, compile: compile)
      case .ready(let ready): program = ready
      }
    } catch {
      return SingleRun.Outcome(verdict: .internalError, reason: error.reason, message: error.description)
    }
    let runs = SubmissionJudging(
      judge: self, problem: Problem(id: "run", kind: .stdio), program: program, checker: nil,
      source: run.isPlain ? layout.singleSource : nil)
    let slots = slots
    let first = await slots.withSlot { await report(run, program, runs) }
    guard case .failure(let fault) = first, !fault.isFinal else { return outcome(first, run, program) }
    return outcome(
      await slots.alone(expectedSeconds: run.limits.cpu.inSeconds) { await report(run, program, runs) }, run, program)
  }

  private func report(
    _ run: ProgramRun, _ program: PreparedProgram, _ runs: SubmissionJudging
  ) async -> Result<RunReport, JudgeFault> {
    do throws(JudgeFault) {
      var specification = program.specification(
        limits: run.limits, memoryBytes: run.limits.memoryBytes, arguments: run.arguments)
      specification.keepsWorkDirectory = run.keepsWorkDirectory
      do throws(SandboxFault) {
        for file in run.files {
          specification.files.append(
            RunSpecification.WorkFile(path: file.name, contents: try SealedBytes(file.contents)))
        }
        specification.input = run.input.isEmpty ? .empty : .bytes(try SealedBytes(run.input))
      } catch {
        throw .sandbox(error)
      }
      return .success(try await runs.runProgram(specification))
    } catch {
      return .failure(error)
    }
  }

  private func outcome(
    _ result: Result<RunReport, JudgeFault>, _ run: ProgramRun, _ program: PreparedProgram
  ) -> SingleRun.Outcome {
    switch result {
    case .success(let report):
      return SingleRun.outcome(
        report, language: run.language.language, limits: run.limits, compile: program.compile)
    case .failure(.sandbox(let fault)) where fault.stage == .exec && program.compile != nil:
      return SingleRun.Outcome(
        verdict: .runtimeError, reason: .allocationRefused,
        message: "the kernel refused to load the program: \(fault.description)", compile: program.compile)
    case .failure(let fault):
      return SingleRun.Outcome(
        verdict: .internalError, reason: fault.reason, message: fault.description, compile: program.compile)
    }
  }
}

extension JudgeFault {
  /// Trying again would say the same.
  fileprivate var isFinal: Bool {
    guard case .sandbox(let fault) = self else { return false }
    return fault.stage == .cancelled || fault.stage == .closed || fault.stage == .exec
  }
}
