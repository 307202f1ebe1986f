import Sandbox

/// Turns a program's files into something that can be run, inside a sandbox of its own.
struct Compiler: Sendable {
  let runner: any Runner
  let cache: BuildCache

  enum Outcome: Sendable {
    case ready(PreparedProgram)
    case failed(CompileResult, Reason)
  }

  /// - Throws: `SandboxFault` when the compiler could not be run at all.
  func prepare(_ layout: ProgramLayout, in language: ResolvedLanguage) async throws(SandboxFault) -> Outcome {
    if let why = layout.cannotStart { return .failed(CompileResult.refused(why), .compilerFailed) }
    guard let command = language.compileCommand(layout), let step = language.language.compile else {
      let program = PreparedProgram(
        language: language, layout: layout, files: try Compiler.workFiles(layout), compile: nil)
      // A single source that is none shows at its first run; of several, one may never be looked at.
      if layout.sources.count > 1, let refused = try await syntaxError(in: program) {
        return .failed(refused, .compilerFailed)
      }
      return .ready(program)
    }
    let runner = runner
    let prepared = cache.prepared
    let (result, cached) = await cache.built(BuildKey.program(layout, in: language)) {
      do throws(SandboxFault) {
        return .success(try await Compiler.build(layout, command, step, language, runner, prepared))
      } catch {
        return .failure(error)
      }
    }
    switch try result.get() {
    case .artifact(let bundle, var compile, _):
      compile.cached = cached || compile.cached
      return .ready(
        PreparedProgram(
          language: language, layout: layout, files: [RunSpecification.WorkFile(bundle: bundle)], compile: compile))
    case .failed(var compile, let reason):
      compile.cached = cached
      return .failed(compile, reason)
    }
  }

  /// What a language that is run from source says of a program that is not of the language; `nil` if it is.
  func syntaxError(in program: PreparedProgram) async throws(SandboxFault) -> CompileResult? {
    guard let command = program.language.syntaxCheckCommand(program.layout) else { return nil }
    let language = program.language.language
    let limits = Limits(
      cpu: .seconds(10), memoryBytes: language.memoryLimitBytes(problemBytes: 512 << 20), outputBytes: 1 << 20,
      processes: 64 + language.processAllowance, openFiles: 256, stackBytes: language.stackBytes)
    var specification = program.specification(limits: limits, memoryBytes: limits.memoryBytes)
    specification.arguments = command
    let report = try await runner.run(specification)
    guard report.stopCause == nil, case .exited(let code) = report.ending, code != 0 else { return nil }
    return CompileResult(
      succeeded: false, cpuTimeSeconds: report.cpuTime.inSeconds, wallTimeSeconds: report.wallTime.inSeconds,
      peakMemoryBytes: report.peakMemoryBytes, cached: false, message: Compiler.message(of: report))
  }

  static func workFiles(_ layout: ProgramLayout) throws(SandboxFault) -> [RunSpecification.WorkFile] {
    var files: [RunSpecification.WorkFile] = []
    for file in layout.files {
      files.append(RunSpecification.WorkFile(path: file.name, contents: try SealedBytes(file.contents)))
    }
    return files
  }

  /// The quick way, where there is one and it ends well without a word; else the plain way decides.
  private static func build(
    _ layout: ProgramLayout, _ command: [String], _ step: CompileStep, _ language: ResolvedLanguage,
    _ runner: any Runner, _ prepared: PreparedFiles?
  ) async throws(SandboxFault) -> BuildCache.Built {
    if let prepared, let plan = QuickCompile.plan(layout, in: language) {
      var folder: String?
      if let preparation = plan.preparation { folder = await prepared.folder(for: preparation, runner) }
      if plan.preparation == nil || folder != nil {
        do throws(SandboxFault) {
          let root = folder == nil ? ToolSet.rootName(of: language) : ToolSet.compileRootName(of: language)
          let attempt = try await compile(
            layout, plan.command(command, prepared: folder), step, language, runner, root: root)
          if attempt.decides(plan) { return attempt.built }
        } catch {
          if error.stage == .cancelled || error.stage == .closed { throw error }
          // A sandbox that was opened without these roots, or a fault that the plain way will meet again.
          if let preparation = plan.preparation { prepared.discard(preparation) }
        }
      }
    }
    return try await compile(layout, command, step, language, runner, root: ToolSet.rootName(of: language)).built
  }

  /// One run of a compiler, and what it says about itself.
  private struct Attempt {
    var built: BuildCache.Built
    var ending: RunReport.Ending
    var stopCause: RunReport.StopCause?
    var saysOutput: Bool
    var saysError: Bool

    /// May this stand for a run of the plain command? A quick run that needs too much CPU time says as much of the
    /// plain one, which needs more. What a virtual machine has to say of itself stands on standard output.
    func decides(_ plan: QuickCompile) -> Bool {
      if stopCause == .cpuLimit { return true }
      guard stopCause == nil, case .exited(let code) = ending, !saysOutput else { return false }
      if plan.sameWords.contains(code) { return true }
      if case .artifact = built { return !saysError }
      return false
    }
  }

  private static func compile(
    _ layout: ProgramLayout, _ command: [String], _ step: CompileStep, _ language: ResolvedLanguage,
    _ runner: any Runner, root: String
  ) async throws(SandboxFault) -> Attempt {
    let limits = Limits(
      cpu: .seconds(step.cpuSeconds), memoryBytes: step.memoryBytes, outputBytes: 1 << 20, errorBytes: 64 << 10,
      processes: step.processes, openFiles: 1024, fileBytes: step.artifactBytes, workBytes: step.memoryBytes / 2,
      workFiles: 65_536, stackBytes: 256 << 20)
    var files = try workFiles(layout)
    if step.artifact == .folder {
      files.append(RunSpecification.WorkFile(path: "out/", contents: try SealedBytes.empty()))
    }
    let report = try await runner.run(
      RunSpecification(
        arguments: command, environment: language.compileEnvironment().map { "\($0.key)=\($0.value)" }.sorted(),
        root: root, profile: .compiler, limits: limits, files: files, keepsWorkDirectory: true))
    func attempt(_ built: BuildCache.Built) -> Attempt {
      Attempt(
        built: built, ending: report.ending, stopCause: report.stopCause,
        saysOutput: !report.output.isEmpty, saysError: !report.errorOutput.isEmpty)
    }
    var result = CompileResult(
      succeeded: false, cpuTimeSeconds: report.cpuTime.inSeconds, wallTimeSeconds: report.wallTime.inSeconds,
      peakMemoryBytes: report.peakMemoryBytes, cached: false, message: message(of: report))
    if report.stopCause == .overload {
      throw SandboxFault(SandboxFault.Stage(rawValue: "overload"), "the machine was too busy to compile")
    }
    guard report.stopCause == nil else {
      result.message = limitMessage(report, step) + (result.message.isEmpty ? "" : "\n" + result.message)
      return attempt(.failed(result, .compilerLimit))
    }
    guard report.succeeded, let work = report.workDirectory else {
      return attempt(.failed(result, .compilerFailed))
    }
    let artifact: [BundleFile]
    do throws(SandboxFault) {
      artifact = try work.files(at: "out", limitBytes: step.artifactBytes, limitCount: 4096)
    } catch {
      result.message = "the compiler left no usable program: \(error.message)"
      return attempt(.failed(result, .compilerFailed))
    }
    result.succeeded = true
    // Headers and data files of a program may be read when it runs.
    let data = layout.files.filter { !layout.sources.contains($0.name) }
      .map { BundleFile(path: $0.name, mode: 0o644, contents: $0.contents) }
    let bundle = BundleFile.bundle(artifact + data)
    return attempt(.artifact(try SealedBytes(bundle), result, bundle: bundle))
  }

  /// The compiler's words: standard error, or what it printed where that is empty; the beginning, where errors stand.
  private static func message(of report: RunReport) -> String {
    let text = report.errorOutput.allSatisfy { $0 <= 32 } ? report.output : report.errorOutput
    return PrintableText.head(of: text, limitBytes: 4096)
  }

  private static func limitMessage(_ report: RunReport, _ step: CompileStep) -> String {
    switch report.stopCause {
    case .cpuLimit: "the compiler took more than \(Int(step.cpuSeconds)) s of CPU time"
    case .idleLimit: "the compiler waited for something that never came"
    case .memoryLimit: "the compiler took more than \(step.memoryBytes >> 20) MiB of memory"
    case .outputLimit: "the compiler printed more than 1 MiB"
    case .violation(let syscall): "the compiler made the forbidden system call \(syscall)"
    case .overload, .refusedOutput, nil: "the compiler was stopped"
    }
  }
}

extension CompileResult {
  /// Not handed to the compiler at all.
  fileprivate static func refused(_ why: String) -> CompileResult {
    CompileResult(
      succeeded: false, cpuTimeSeconds: 0, wallTimeSeconds: 0, peakMemoryBytes: 0, cached: false, message: why)
  }
}
