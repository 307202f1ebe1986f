import Datasets
import Hummingbird
import HTTPTypes
import Rewards
import Sandbox

/// Piston's `POST /api/v2/execute` and `GET /api/v2/runtimes`.
struct PistonRoutes: Sendable {
  let service: RewardService
  let reader: BodyReader

  func execute(_ request: Request, _ context: ServerContext) async throws -> Response {
    guard request.headers[.contentType]?.lowercased().hasPrefix("application/json") == true else {
      throw APIError(.unsupportedMedia, "requests must be of type application/json")
    }
    let (root, _) = try await reader.object(of: request)
    guard let name = try root.member("language")?.string() else {
      throw APIError(.badRequest, "language is required as a string")
    }
    let version = try root.member("version")?.string() ?? "*"
    guard let fields = try root.member("files"), fields.kind == .array else {
      throw APIError(.badRequest, "files is required as an array")
    }
    guard let language = language(name) else {
      throw APIError(.badRequest, "\(name.prefix(40))-\(version.prefix(20)) runtime is unknown")
    }
    var files = try fields.elements().enumerated().map { try file($1, index: $0) }
    guard !files.isEmpty else { throw APIError(.badRequest, "files must hold at least one file") }
    let main = files.removeFirst()
    let milliseconds = try root.member("run_timeout")?.number(in: 1...600_000) ?? 3_000
    let cpu = try root.member("run_cpu_time")?.number(in: 1...600_000) ?? milliseconds
    let memory = try root.member("run_memory_limit")?.integer(in: -1...(1 << 40)) ?? -1
    var limits = Limits.peer(
      seconds: milliseconds / 1000, memoryBytes: memory > 0 ? max(16 << 20, memory) : 2 << 30,
      language: language.language)
    limits.cpu = .seconds(min(cpu, milliseconds) / 1000)
    let compileMilliseconds = try root.member("compile_timeout")?.number(in: 1...600_000)
    var run = ProgramRun(
      source: String(decoding: main.contents, as: UTF8.self), language: language,
      input: try root.member("stdin")?.utf8() ?? [], limits: limits,
      arguments: try root.member("args")?.elements().map { try $0.string() } ?? [], files: files)
    run.compileLimit = compileMilliseconds.map { .seconds($0 / 1000) }
    let execution = await ProgramExecution(service: service, context: context)
    if PistonGrader.isMeant(by: name, files: files) {
      let grader = PistonGrader(execution: execution, run: run, seconds: milliseconds / 1000)
      return .json(await text(try await grader.answer(), language: language))
    }
    let outcome = try await execution.run(
      run, within: milliseconds / 1000 + (compileMilliseconds ?? 10_000) / 1000 + 10)
    guard outcome.verdict != .internalError else {
      throw APIError(.internalError, "a fault of the judge: \(outcome.reason.rawValue)")
    }
    return .json(await text(outcome, language: language))
  }

  private func language(_ name: String) -> ResolvedLanguage? {
    let tools = service.judges.code.tools
    if let language = tools.languages[name], LanguageTable.all.contains(where: { $0.id == name }) { return language }
    let names = ["c++": "cpp", "node-javascript": "javascript", "node-js": "javascript"]
    let id = names[name] ?? PistonGrader.language(name) ?? LanguageTable.language(fenceTag: name)?.id
    return id.flatMap { tools.languages[$0] }
  }

  private func file(_ field: JSONValue, index: Int) throws -> SourceFile {
    guard field.kind == .object, let content = try field.member("content"), content.isString else {
      throw APIError(.badRequest, "files[\(index)].content is required as a string")
    }
    let name = try field.member("name")?.string() ?? "file\(index).code"
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !parts.contains(".."), !parts.contains(""), !parts.contains(".") else {
      throw APIError(.badRequest, "files[\(index)].name is no relative path")
    }
    let bytes: [UInt8]?
    switch try field.member("encoding")?.string() ?? "utf8" {
    case "base64": bytes = decodeBase64(try content.utf8())
    case "hex": bytes = Self.hex(try content.utf8())
    default: bytes = try content.utf8()
    }
    guard let bytes else { throw APIError(.badRequest, "files[\(index)].content is not of its encoding") }
    return SourceFile(name: name, contents: bytes)
  }

  private static func hex(_ digits: [UInt8]) -> [UInt8]? {
    guard digits.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: digits.count, by: 2) {
      guard let byte = UInt8(String(decoding: digits[start..<start + 2], as: UTF8.self), radix: 16) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  private func text(_ outcome: SingleRun.Outcome, language: ResolvedLanguage) async -> String {
    var body = JSONObjectText()
    if let compile = outcome.compile {
      let stage = Self.compileStage(compile, outcome)
      body.add("compile", raw: stage)
      // What cannot be compiled was never run; Piston gives the one for the other.
      body.add("run", raw: outcome.report == nil ? stage : runStage(outcome))
    } else {
      body.add("run", raw: runStage(outcome))
    }
    body.add("language", language.language.id)
    body.add("version", await version(language))
    return body.line
  }

  /// A compile stage for Python too, as open-r1's package has it and its scores read it.
  private func text(_ answer: PistonGrader.Answer, language: ResolvedLanguage) async -> String {
    var body = JSONObjectText()
    let compile = answer.outcome.compile.map { Self.compileStage($0, answer.outcome) }
    body.add("compile", raw: compile ?? stage("", "", code: 0, answer.outcome))
    let limit = service.settings.streamBytes
    let (output, errors) = (String(answer.output.prefix(limit)), String(answer.errors.prefix(limit)))
    body.add("run", raw: stage(output, errors, code: answer.code, answer.outcome))
    body.add("language", language.language.id)
    body.add("version", await version(language))
    return body.line
  }

  private func stage(_ output: String, _ errors: String, code: Int, _ outcome: SingleRun.Outcome) -> String {
    var stage = JSONObjectText()
    stage.add("stdout", output)
    stage.add("stderr", errors)
    stage.add("code", code)
    stage.add("signal", nil as String?)
    stage.add("output", output + errors)
    stage.add("memory", outcome.report?.peakMemoryBytes)
    stage.add("message", nil as String?)
    stage.add("status", code == 0 ? nil : "RE")
    stage.add("cpu_time", outcome.report.map { Int($0.cpuTime.inSeconds * 1000) })
    stage.add("wall_time", outcome.report.map { Int($0.wallTime.inSeconds * 1000) })
    return stage.line
  }

  private func runStage(_ outcome: SingleRun.Outcome) -> String {
    let limit = service.settings.streamBytes
    let (output, errors) = (outcome.output(limit: limit), outcome.errorOutput(limit: limit))
    let code = outcome.returnCode
    var stage = JSONObjectText()
    stage.add("stdout", output)
    stage.add("stderr", errors)
    stage.add("code", code.flatMap { $0 >= 0 ? $0 : nil })
    var signal: String?
    if outcome.verdict == .timeLimit { signal = "SIGKILL" }
    if let code, code < 0 { signal = SignalName.name(of: -code) }
    stage.add("signal", signal)
    stage.add("output", output + errors)
    stage.add("memory", outcome.report?.peakMemoryBytes)
    let status: String? =
      switch outcome.verdict {
      case .accepted: nil
      case .timeLimit: "TO"
      case .outputLimit: "OL"
      case .runtimeError: signal == nil ? "RE" : "SG"
      default: "SG"
      }
    stage.add("message", status == nil ? nil : outcome.message)
    stage.add("status", status)
    stage.add("cpu_time", outcome.report.map { Int($0.cpuTime.inSeconds * 1000) })
    stage.add("wall_time", outcome.report.map { Int($0.wallTime.inSeconds * 1000) })
    return stage.line
  }

  private static func compileStage(_ compile: CompileResult, _ outcome: SingleRun.Outcome) -> String {
    var stage = JSONObjectText()
    stage.add("stdout", "")
    stage.add("stderr", compile.message)
    stage.add("code", compile.succeeded ? 0 : 1)
    stage.add("signal", nil as String?)
    stage.add("output", compile.message)
    stage.add("memory", compile.peakMemoryBytes)
    stage.add("message", nil as String?)
    stage.add("status", compile.succeeded ? nil : outcome.reason == .compilerLimit ? "TO" : "RE")
    stage.add("cpu_time", Int(compile.cpuTimeSeconds * 1000))
    stage.add("wall_time", Int(compile.wallTimeSeconds * 1000))
    return stage.line
  }

  func runtimes(_ request: Request, _ context: ServerContext) async throws -> Response {
    var rows: [String] = []
    for language in LanguageTable.all {
      guard let resolved = service.judges.code.tools.languages[language.id] else { continue }
      var row = JSONObjectText()
      row.add("language", language.id)
      row.add("version", await version(resolved))
      row.add("aliases", language.aliases.filter { $0 != language.id })
      rows.append(row.line)
    }
    return .json("[" + rows.joined(separator: ",") + "]")
  }

  /// The first number of what the tool says: `3.11.2`.
  private func version(_ language: ResolvedLanguage) async -> String {
    let words = await service.versions.version(of: language).split { !($0.isNumber || $0 == ".") }
    guard let number = words.first(where: { $0.contains(".") && $0.first?.isNumber == true }) else { return "0.0.0" }
    let parts = number.split(separator: ".").prefix(3).map(String.init)
    return (parts + ["0", "0"]).prefix(3).joined(separator: ".")
  }
}
