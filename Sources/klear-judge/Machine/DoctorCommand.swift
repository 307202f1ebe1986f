import ArgumentParser
import Rewards
import Sandbox
import Trainer

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract:
      "Says which isolation layers this machine gives, what is missing, how to get it, and what training runs on.",
    discussion: """
      Exit codes: 0 every layer is on, 1 some are missing (or, with --server, something to serve with), 2 no sandbox can \
      be had at all.
      """)

  @Flag(help: "Also whether this machine can serve: open files, port, a ledger with durable commits.")
  var server = false

  @Option(help: "text, or json for a program.")
  var format: OutputFormat = .text

  func run() async throws {
    let found = ToolSet(environment: ProcessEnvironment.variables)
    let sandbox: Sandbox
    do {
      sandbox = try Sandbox(roots: found.roots)
    } catch {
      switch format {
      case .json: print("{\"layers\":[],\"training\":\(training.json),\"error\":\(JSONObjectText.quoted("\(error)"))}")
      case .text: print(training.lines.joined(separator: "\n"))
      }
      StandardError.say("no sandbox can be had on this machine: \(error)")
      throw ExitStatus.badInput
    }
    let probe = RunSpecification(
      arguments: ["/bin/true"], root: "system", limits: Limits(cpu: .seconds(5), memoryBytes: 64 << 20))
    let report: RunReport
    do {
      report = try await sandbox.run(probe)
    } catch {
      await sandbox.close()
      StandardError.say("the sandbox opens, but cannot run a program: \(error)")
      throw ExitStatus.badInput
    }
    let serving = server ? await ServingChecks.all() : []
    let missing = sandbox.missingLayers
    let tools = found.usable(with: report.layers)
    switch format {
    case .json: print(json(on: report.layers, missing: missing, tools: tools, serving: serving))
    case .text:
      print(text(on: report.layers, missing: missing, tools: tools), terminator: "")
      if server { print(ServingChecks.text(serving).joined(separator: "\n")) }
    }
    await sandbox.close()
    if report.layers.count < IsolationLayer.allCases.count || !serving.allSatisfy(\.isGood) {
      throw ExitStatus.answerIsNo
    }
  }

  /// Training needs no sandbox.
  private var training: TrainerMachine { .current }

  private func text(
    on layers: [IsolationLayer], missing: [(layer: IsolationLayer, why: String, fix: String)], tools: ToolSet
  ) -> String {
    var lines: [String] = ["Isolation"]
    for layer in IsolationLayer.allCases {
      let name = layer.rawValue + String(repeating: " ", count: 20 - layer.rawValue.count)
      if layers.contains(layer) {
        lines.append("  \(name)on")
      } else {
        let reason = missing.first { $0.layer == layer }
        lines.append("  \(name)OFF  \(reason?.why ?? "not on in a run")")
        if let fix = reason?.fix { lines.append(String(repeating: " ", count: 22) + "fix: \(fix)") }
      }
    }
    lines.append("\nLanguages")
    for language in LanguageTable.all {
      let name = language.id + String(repeating: " ", count: max(1, 14 - language.id.count))
      if let resolved = tools.languages[language.id] {
        lines.append("  \(name)\(resolved.tools.values.sorted().joined(separator: ", "))")
      } else if let absent = tools.missing[language.id] {
        lines.append("  \(name)missing: \(absent)")
      }
    }
    return (lines + [""] + training.lines).joined(separator: "\n") + "\n"
  }

  private func json(
    on layers: [IsolationLayer], missing: [(layer: IsolationLayer, why: String, fix: String)], tools: ToolSet,
    serving: [ServingChecks.Check]
  ) -> String {
    let rows = IsolationLayer.allCases.map { layer in
      let reason = missing.first { $0.layer == layer }
      var row = JSONObjectText()
      row.add("name", layer.rawValue)
      row.add("on", layers.contains(layer))
      row.add("why", layers.contains(layer) ? nil : reason?.why ?? "not on in a run")
      row.add("fix", layers.contains(layer) ? nil : reason?.fix)
      return row.line
    }
    let languages = LanguageTable.all.map { language in
      var row = JSONObjectText()
      row.add("id", language.id)
      row.add("installed", tools.languages[language.id] != nil)
      row.add("advice", tools.missing[language.id]?.description)
      return row.line
    }
    return "{\"layers\":[\(rows.joined(separator: ","))],\"languages\":[\(languages.joined(separator: ","))],"
      + "\"training\":\(training.json)" + (server ? ",\"serving\":\(ServingChecks.json(serving))}" : "}")
  }
}

extension TrainerMachine {
  /// The section of its own.
  fileprivate var lines: [String] {
    [
      "Training",
      "  products      \(blas), for \(blasCore)",
      "  kernels       \(usesAVX2 ? "AVX2 with FMA" : "for any machine, since this CPU has no AVX2 with FMA")",
      "  threads       \(threads)",
    ]
  }

  fileprivate var json: String {
    var row = JSONObjectText()
    row.add("blas", blas)
    row.add("blas_core", blasCore)
    row.add("avx2", usesAVX2)
    row.add("threads", threads)
    return row.line
  }
}

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}
