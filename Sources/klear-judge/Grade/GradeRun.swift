import Datasets
import Glibc
import Reports
import Rewards
import Sandbox

/// `klear-judge grade`, from the options to the exit code.
struct GradeRun {
  let input: GradeInputOptions
  let output: GradeOutputOptions
  let judging: GradeJudgingOptions

  func run() async throws -> ExitStatus {
    do {
      return try await input.package.isEmpty ? gradeRows() : gradePackages()
    } catch let error as DatasetError {
      StandardError.say("\(error)")
      return .badInput
    }
  }

  // ---- rows

  private func gradeRows() async throws -> ExitStatus {
    let path = input.problems ?? input.dataset ?? ""
    let format = input.format.flatMap { DatasetFormat(name: $0) } ?? .native
    let problems = try ProblemStore(path: path, format: format)
    func jobs(total: Int?) throws -> FileJobs {
      guard let file = input.submissions else {
        let reader = try CanonicalSubmissionReader(path: path, format: format)
        return FileJobs(file: path, problems: problems, total: total) { try reader.next() }
      }
      let reader = try SubmissionReader(path: file, problems: problems)
      return FileJobs(file: file, problems: problems, total: total) { try reader.next() }
    }
    // Standard input and pipes can be read once: for them the first pass is left out and languages are met as they come.
    var check: InputCheck?
    if InputKind.isRegularFile(input.submissions ?? path) {
      let first = try InputCheck(try jobs(total: nil))
      if input.strictInput, !first.badRows.isEmpty {
        for row in first.badRows { StandardError.say(row) }
        StandardError.say("--strict-input: nothing was judged")
        return .badInput
      }
      check = first
    }
    let options = options(isPackage: false)
    guard problems.kinds != [.math] else {
      // Answers are only compared: no sandbox is needed, and so none has to be had.
      let session = try GradeSession(
        judges: Judges(options: options, code: nil), sandbox: nil, interrupt: Interrupt(), output: output,
        stopsAtBadRow: input.strictInput, skipsMissingLanguages: false)
      await session.grade(try jobs(total: check?.count))
      return try session.finish()
    }
    return try await withSandbox { sandbox, tools in
      if let check, input.skipMissingLanguages != true {
        let missing = check.missingLanguages(tools)
        guard missing.isEmpty else {
          for language in missing { StandardError.say(language) }
          StandardError.say("nothing was judged; install what is missing, or pass --skip-missing-languages")
          return .badInput
        }
      }
      let judge = CodeJudge(runner: sandbox, tools: tools, options: options)
      let interrupt = Interrupt()
      if let check {
        let control = CheckerControl(judge: judge, problems: problems, interrupt: interrupt)
        guard try await control.allDecide(check.problemsWithCheckers) else {
          return interrupt.happened ? .interrupted : .badInput
        }
      }
      let session = try GradeSession(
        judges: Judges(options: options, code: judge), sandbox: sandbox, interrupt: interrupt, output: output,
        stopsAtBadRow: input.strictInput,
        skipsMissingLanguages: input.skipMissingLanguages == true)
      try await judge.warm(Set(check?.languages.keys.map { $0 } ?? []))
      await session.grade(try jobs(total: check?.count))
      return try session.finish()
    }
  }

  // ---- packages

  private func gradePackages() async throws -> ExitStatus {
    var packages: [Package] = []
    var status = ExitStatus.done
    for path in try input.package.flatMap({ try Package.find(in: $0) }) {
      do {
        packages.append(try Package(path: path))
      } catch let error as DatasetError {
        StandardError.say("\(error)")
        status = .badInput
      }
    }
    PackageNames.makeUnique(&packages)
    guard !packages.isEmpty, !(input.strictInput && status == .badInput) else { return .badInput }
    let options = options(isPackage: true)
    let graded = packages
    let result = try await withSandbox { sandbox, tools in
      let judge = CodeJudge(runner: sandbox, tools: tools, options: options)
      let session = try GradeSession(
        judges: Judges(options: options, code: judge), sandbox: sandbox, interrupt: Interrupt(), output: output,
        stopsAtBadRow: false, skipsMissingLanguages: input.skipMissingLanguages != false)
      try await judge.warm([])
      for var package in graded {
        PackagePython.prefer(in: &package, tools)
        for note in package.notes { StandardError.say("\(package.problem.id): \(note)") }
        guard await PackageLimit(judge: judge, session: session).settle(&package) else { break }
        await session.grade(PackageJobs(package))
        if session.isInterrupted { break }
      }
      return try session.finish()
    }
    return max(result, status)
  }

  private func options(isPackage: Bool) -> JudgeOptions {
    judging.options(defaultJobs: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), isPackage: isPackage)
  }

  private func withSandbox(
    _ work: (Sandbox, ToolSet) async throws -> ExitStatus
  ) async throws -> ExitStatus {
    var tools = ToolSet(environment: ProcessEnvironment.variables)
    tools.buildStore = try BuildStoreOpening.open(judging.buildCache, limitBytes: judging.buildCacheSize.bytes)
    let sandbox = try SandboxOpening.open(roots: tools.roots, isolation: judging.requireIsolation)
    do {
      let status = try await work(sandbox, tools.usable(with: sandbox.layers))
      await sandbox.close()
      return status
    } catch {
      await sandbox.close()
      throw error
    }
  }
}

/// What kind of thing a path names.
enum InputKind {
  static func isRegularFile(_ path: String) -> Bool {
    var status = stat()
    return path != "-" && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}

/// Packages of the same folder name get their parents' names in front.
enum PackageNames {
  static func makeUnique(_ packages: inout [Package]) {
    var taken: Set<String> = []
    for index in packages.indices {
      var id = packages[index].problem.id
      var parents = packages[index].path.split(separator: "/").dropLast().map(String.init)
      while taken.contains(id) {
        id = (parents.popLast() ?? String(index)) + "/" + id
      }
      if id != packages[index].problem.id { packages[index].rename(id) }
      taken.insert(id)
    }
  }
}
