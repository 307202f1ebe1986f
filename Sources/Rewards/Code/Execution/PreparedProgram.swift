import Sandbox

/// A program ready to be run any number of times: compiled, or its sources as they are.
struct PreparedProgram: Sendable {
  var language: ResolvedLanguage
  var layout: ProgramLayout
  /// What is put into the work directory: sources, or the compiler's artifact as a bundle.
  var files: [RunSpecification.WorkFile]
  /// How compilation went; `nil` for languages that are run from source.
  var compile: CompileResult?

  /// A run of it.
  ///
  /// - Parameter memoryBytes: the problem's limit; the language's allowance comes on top in `limits`.
  func specification(limits: Limits, memoryBytes: Int, arguments: [String] = []) -> RunSpecification {
    RunSpecification(
      arguments: language.runCommand(layout, memoryBytes: memoryBytes) + arguments,
      environment: language.runEnvironment(memoryBytes: memoryBytes).map { "\($0.key)=\($0.value)" }.sorted(),
      root: ToolSet.rootName(of: language), profile: language.language.seccompFamily.profile, limits: limits,
      files: files)
  }
}

/// The limits of one run of a program in a language.
struct LimitPolicy: Sendable, Hashable {
  /// Contest packages are judged by the package's own limit in every language; rows get the table's factor and
  /// allowance.
  var usesLanguageAllowances = true

  func limits(for problem: Problem, in language: Language, expectedBytes: Int) -> Limits {
    let cpu =
      usesLanguageAllowances
      ? language.cpuLimitSeconds(problemSeconds: problem.timeLimitSeconds) : problem.timeLimitSeconds
    let output =
      problem.outputLimitBytes ?? max(16 << 20, expectedBytes.multipliedReportingOverflow(by: 4).partialValue)
    // A runtime that reserves memory for itself needs its allowance in any case.
    let memory =
      usesLanguageAllowances || language.reservesAddressSpace
      ? language.memoryLimitBytes(problemBytes: problem.memoryLimitBytes) : problem.memoryLimitBytes
    return Limits(
      cpu: .seconds(cpu), memoryBytes: memory,
      outputBytes: output, processes: problem.processLimit + language.processAllowance,
      openFiles: language.openFilesLimit, stackBytes: language.stackBytes)
  }
}
