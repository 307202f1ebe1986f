import Datasets
import Hummingbird
import Rewards
import Sandbox

/// SandboxFusion's `POST /run_code`, as verl's client and the `sandbox-fusion` package call it.
struct SandboxFusionRun: Sendable {
  let service: RewardService
  let reader: BodyReader

  /// Its name → our id.
  static let languages: [String: String] = [
    "python": "python3", "cpp": "cpp", "nodejs": "javascript", "go": "go", "java": "java", "bash": "bash",
    "rust": "rust", "ruby": "ruby", "swift": "swift",
  ]
  /// What it offers beyond.
  static let others: Set<String> = [
    "go_test", "php", "csharp", "typescript", "sql", "cuda", "lua", "R", "perl", "D_ut", "scala", "julia", "pytest",
    "junit", "kotlin_script", "jest", "verilog", "python_gpu", "lean", "racket",
  ]
  private static let memoryBytes = 2 << 30

  func answer(_ request: Request, _ context: ServerContext) async throws -> Response {
    let (root, _) = try await reader.object(of: request)
    let language = try Self.language(root.required("language"), tools: service.judges.code.tools)
    let seconds = try root.member("run_timeout")?.number(in: 0.001...3600) ?? 10
    let compileSeconds = try root.member("compile_timeout")?.number(in: 0...3600) ?? 10
    let memory = try root.member("memory_limit_MB")?.integer(in: -1...1_048_576) ?? -1
    let fetched = try root.member("fetch_files")?.elements().map { try $0.string() } ?? []
    var run = ProgramRun(
      source: try root.required("code").string(), language: language, input: try root.member("stdin")?.utf8() ?? [],
      limits: .peer(
        seconds: seconds, memoryBytes: memory > 0 ? memory << 20 : Self.memoryBytes, language: language.language),
      files: try root.member("files").map(Self.files) ?? [], keepsWorkDirectory: !fetched.isEmpty)
    run.compileLimit = .seconds(max(0.001, compileSeconds))
    let outcome = try await ProgramExecution(service: service, context: context)
      .run(run, within: seconds + compileSeconds + 8)
    return .json(Self.text(outcome, fetched: fetched, limit: service.settings.streamBytes))
  }

  static func language(_ field: JSONValue, tools: ToolSet) throws -> ResolvedLanguage {
    let name = try field.string()
    guard let id = languages[name] else {
      let known = languages.keys.sorted().joined(separator: ", ")
      let why = others.contains(name) ? "is not offered by this judge" : "is unknown"
      throw field.error(.invalidValue, "language \"\(name.prefix(40))\" \(why): use one of \(known)")
    }
    guard let resolved = tools.languages[id] else {
      throw field.error(.invalidValue, tools.missing[id]?.description ?? "is not installed")
    }
    return resolved
  }

  /// Path → Base64, or null for an empty one.
  static func files(_ field: JSONValue) throws -> [SourceFile] {
    try field.members().compactMap { path, value in
      let parts = path.split(separator: "/", omittingEmptySubsequences: false)
      guard !path.isEmpty, !parts.contains(".."), !parts.contains(""), !parts.contains(".") else {
        throw value.error(.invalidValue, "is no relative path inside the work directory")
      }
      if value.isNull { return SourceFile(name: path, contents: []) }
      guard let contents = decodeBase64(try value.utf8()) else { throw value.error(.invalidValue, "is not Base64") }
      return SourceFile(name: path, contents: contents)
    }
  }

  /// The whole answer: every key is there, nulls too.
  static func text(_ outcome: SingleRun.Outcome, fetched: [String] = [], limit: Int) -> String {
    let compile = outcome.compile.map { compileText($0, outcome) }
    var body = JSONObjectText()
    let status: String
    switch outcome.verdict {
    case .internalError: status = "SandboxError"
    case .accepted: status = "Success"
    default: status = "Failed"
    }
    body.add("status", status)
    body.add("message", outcome.verdict == .internalError ? "a fault of the judge: \(outcome.reason.rawValue)" : "")
    body.add("compile_result", raw: outcome.verdict == .internalError ? "null" : compile ?? "null")
    body.add("run_result", raw: outcome.verdict == .internalError ? "null" : runText(outcome, limit: limit))
    body.add("executor_pod_name", nil as String?)
    var files = JSONObjectText()
    for path in fetched {
      guard let contents = outcome.report?.workDirectory?.contents(of: path, limit: 16 << 20) else { continue }
      files.add(path, encodeBase64(contents))
    }
    body.add("files", raw: files.line)
    return body.line
  }

  private static func compileText(_ compile: CompileResult, _ outcome: SingleRun.Outcome) -> String {
    var result = JSONObjectText()
    let isLimit = outcome.reason == .compilerLimit
    result.add("status", isLimit ? "TimeLimitExceeded" : "Finished")
    result.add("execution_time", compile.wallTimeSeconds)
    result.add("return_code", isLimit ? nil : compile.succeeded ? 0 : 1)
    result.add("stdout", "")
    result.add("stderr", compile.message)
    return result.line
  }

  private static func runText(_ outcome: SingleRun.Outcome, limit: Int) -> String {
    guard let report = outcome.report else { return "null" }
    var result = JSONObjectText()
    result.add("status", outcome.verdict == .timeLimit ? "TimeLimitExceeded" : "Finished")
    result.add("execution_time", report.wallTime.inSeconds)
    result.add("return_code", outcome.returnCode)
    result.add("stdout", outcome.output(limit: limit))
    result.add("stderr", outcome.errorOutput(limit: limit))
    return result.line
  }

  static func encodeBase64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var bits: UInt32 = 0
      for offset in 0..<3 { bits = bits << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0) }
      for place in 0..<4 {
        text.append(place <= count ? digits[Int(bits >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
