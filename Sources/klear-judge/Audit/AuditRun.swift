import Audit
import Datasets
import Reports
import Rewards
import Sandbox
import Text
import Tokenizers

/// `klear-judge audit`, from the options to the exit code.
struct AuditRun {
  let data: [String]
  let input: AuditInputOptions
  let output: AuditOutputOptions
  let checks: AuditCheckOptions

  func run() async throws -> ExitStatus {
    do {
      var request = try request()
      guard try needsSandbox(request) else { return try await audit(request) }
      let sandbox: Sandbox
      var tools = ToolSet(environment: ProcessEnvironment.variables)
      tools.buildStore = try BuildStoreOpening.open(nil, limitBytes: BuildStore.defaultLimitBytes)
      do {
        sandbox = try SandboxOpening.open(roots: tools.roots, isolation: checks.requireIsolation)
      } catch {
        guard checks.requireIsolation == .available else { throw error }
        // The checks of texts and answers need none.
        request.withoutBench = "this machine gives no sandbox"
        return try await audit(request)
      }
      do {
        let bench = TrialBench(runner: sandbox, tools: tools.usable(with: sandbox.layers), jobs: request.jobs)
        try await bench.warm()
        request.bench = bench
        let status = try await audit(request)
        await sandbox.close()
        return status
      } catch {
        await sandbox.close()
        throw error
      }
    } catch let error as DatasetError {
      StandardError.say("\(error)")
    } catch let error as AuditError {
      StandardError.say(error.description)
    } catch let error as ReportError {
      StandardError.say(error.description.replacing("--report", with: "--out"))
    } catch let error as PromptFiles.Failure {
      StandardError.say(error.description)
    } catch let error as TokenizerError {
      StandardError.say("--tokenizer: \(error)")
    }
    return .badInput
  }

  private func request() throws -> AuditRequest {
    var settings = AuditSettings()
    if let config = checks.config {
      let bytes: [UInt8]
      do {
        bytes = try InputFile.read(config, limit: 1 << 20)
      } catch {
        throw AuditError(.configuration, "--config: \(error)")
      }
      try SettingsFile.read(String(decoding: bytes, as: UTF8.self), file: config, into: &settings)
    }
    if !checks.only.isEmpty {
      let wanted = Set(try checks.only.map { try SettingsFile.known($0, place: "--only") })
      for check in Checks.all where !wanted.contains(check.id) { settings.severities[check.id] = .some(nil) }
      for id in wanted where settings.severities[id] == .some(nil) { settings.severities[id] = nil }
    }
    for id in checks.skip { settings.severities[try SettingsFile.known(id, place: "--skip")] = .some(nil) }
    for id in output.drop {
      if id == "warnings" {
        settings.dropsWarnings = true
      } else {
        settings.drop.insert(try SettingsFile.known(id, place: "--drop"))
      }
    }
    var request = AuditRequest(data: data, format: input.format.flatMap { DatasetFormat(name: $0) })
    request.against = input.against
    request.references = input.references
    request.rollouts = input.rollouts
    request.settings = settings
    request.out = output.out
    request.resume = output.resume
    request.jobs = checks.jobs ?? Machine.processorCount
    request.commandLine = CommandLine.arguments.joined(separator: " ")
    if checks.noSandbox { request.withoutBench = "--no-sandbox" }
    if let folder = input.tokenizer {
      let tokenizer = try Tokenizer(folder: folder)
      request.tokenCount = { tokenizer.encode($0, addSpecial: false, parseSpecial: false).count }
    }
    return request
  }

  /// Opening a sandbox takes a moment and rights that a set of questions does not need: a look at the first rows says
  /// whether there are programs.
  private func needsSandbox(_ request: AuditRequest) throws -> Bool {
    guard !checks.noSandbox, Checks.all.contains(where: { $0.cost == .sandbox && request.settings.isOn($0.id) }) else {
      return false
    }
    return try AuditedKinds.holdPrograms(request)
  }

  private func audit(_ request: AuditRequest) async throws -> ExitStatus {
    let interrupt = Interrupt(
      notice: "interrupted; what was judged is kept where there is --out, --resume goes on (again: end at once)")
    var progress = AuditProgressPrinter(choice: output.progress)
    let started = ContinuousClock.now
    var isWriteFailed = false
    let audit = Audit(
      request, progress: { progress.show($0) }, isStopped: { interrupt.happened })
    let rows = request.out == nil ? try RowFile(path: nil, appending: false, advice: "") : nil
    let outcome = try await audit.run { row in
      guard let rows else { return true }
      isWriteFailed = !rows.write(row)
      return !isWriteFailed
    }
    progress.clear()
    if outcome.isInterrupted { return .interrupted }
    for note in outcome.notes { StandardError.say(PrintableText.make(note)) }
    if let out = request.out {
      for line in try PromptFiles(files: input.prompts, folder: out).write() {
        StandardError.say(PrintableText.make(line))
      }
    }
    let (seconds, attoseconds) = (ContinuousClock.now - started).components
    let elapsed = Double(seconds) + Double(attoseconds) * 1e-18
    let text =
      output.summary == .json
      ? outcome.json(elapsedSeconds: elapsed) + "\n"
      : outcome.text(dropsWritten: request.out != nil, elapsedSeconds: elapsed)
    if request.out == nil { StandardError.write(text) } else { print(text, terminator: "") }
    return status(outcome, isWriteFailed: isWriteFailed)
  }

  private func status(_ outcome: AuditOutcome, isWriteFailed: Bool) -> ExitStatus {
    var status = ExitStatus.done
    switch (output.failOn, outcome.worst) {
    case (.error, .error?), (.warning, .error?), (.warning, .warning?): status = max(status, .answerIsNo)
    default: break
    }
    if outcome.faults > 0 { status = max(status, .faultsRemained) }
    // Nothing of the data could be read: that is the wrong file, not a bad row.
    if outcome.badSupplements > 0 || isWriteFailed || (outcome.rows > 0 && outcome.unreadable == outcome.rows) {
      status = max(status, .badInput)
    }
    return status
  }
}

/// The table of all checks.
enum AuditCheckList {
  static func print() {
    for check in Checks.all.sorted(by: { $0.id < $1.id }) {
      Swift.print(
        "\(check.id) (\(check.severity.rawValue), \(check.cost.rawValue))\n  \(check.summary)\n  \(check.advice)")
    }
  }
}
