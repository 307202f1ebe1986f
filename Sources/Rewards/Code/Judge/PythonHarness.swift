import Sandbox
import Synchronization

/// The Python side of call and assert problems, built once for an interpreter: the files in `Harness/Python`, bundled
/// and compiled by that interpreter itself, in a sandbox.
struct PythonHarness: Sendable {
  /// Bundle name → the compiled file.
  let bundles: [String: SealedBytes]

  static let requestChannel = 3
  static let resultChannel = 4
  static let outcomeChannel = 5
  /// Of a warm start: where the compiled program comes from, and where it goes when it had to be compiled.
  static let codeInput = 6
  static let codeOutput = 7

  private static let bundleNames = ["kj_call", "kj_lcb", "kj_program", "kj_test", "kj_warm"]

  private static let sources: [(name: String, contents: [UInt8])] = [
    ("kj_build.py", PackageResources.kj_build_py), ("kj_load.py", PackageResources.kj_load_py),
    ("kj_frames.py", PackageResources.kj_frames_py), ("kj_call.py", PackageResources.kj_call_py),
    ("kj_results.py", PackageResources.kj_results_py), ("kj_lcb.py", PackageResources.kj_lcb_py),
    ("kj_wire.py", PackageResources.kj_wire_py),
    ("kj_values.py", PackageResources.kj_values_py), ("kj_proxy.py", PackageResources.kj_proxy_py),
    ("kj_program.py", PackageResources.kj_program_py), ("kj_test.py", PackageResources.kj_test_py),
    ("kj_warm.py", PackageResources.kj_warm_py),
  ]

  static func build(for language: ResolvedLanguage, runner: any Runner) async throws(SandboxFault) -> PythonHarness {
    var layout = ProgramLayout(language: language.language, source: "")
    layout.sources = ["kj_build.py"]
    var files = [RunSpecification.WorkFile(path: "built/", contents: try SealedBytes.empty())]
    for source in sources {
      files.append(RunSpecification.WorkFile(path: source.name, contents: try SealedBytes(source.contents)))
    }
    let limits = Limits(cpu: .seconds(60), memoryBytes: 1 << 30)
    var specification = PreparedProgram(language: language, layout: layout, files: files, compile: nil)
      .specification(limits: limits, memoryBytes: limits.memoryBytes, arguments: [".", "built"])
    specification.keepsWorkDirectory = true
    let report = try await runner.run(specification)
    guard report.succeeded, let work = report.workDirectory else {
      let words = PrintableText.tail(of: report.errorOutput, limitBytes: 2048, lines: 4)
      throw SandboxFault(SandboxFault.Stage(rawValue: "harness"), "the Python harness could not be built: \(words)")
    }
    var bundles: [String: SealedBytes] = [:]
    for name in bundleNames {
      guard let contents = work.contents(of: "built/\(name).pyc", limit: 8 << 20) else {
        throw SandboxFault(SandboxFault.Stage(rawValue: "harness"), "the Python harness left no \(name).pyc")
      }
      bundles[name] = try SealedBytes(contents)
    }
    return PythonHarness(bundles: bundles)
  }

  /// A run of one of the bundles beside the given files.
  func specification(
    _ bundle: String, language: ResolvedLanguage, files: [RunSpecification.WorkFile], arguments: [String],
    limits: Limits, memoryBytes: Int
  ) throws(SandboxFault) -> RunSpecification {
    guard let compiled = bundles[bundle] else { throw SandboxFault(.request, "the harness has no \(bundle)") }
    let name = bundle + ".pyc"
    var layout = ProgramLayout(language: language.language, source: "")
    layout.sources = [name]
    return PreparedProgram(
      language: language, layout: layout, files: files + [RunSpecification.WorkFile(path: name, contents: compiled)],
      compile: nil
    ).specification(limits: limits, memoryBytes: memoryBytes, arguments: arguments)
  }

  /// The interpreter that is started once and forked for each program; it holds the other bundles ready.
  func warmSpecification(
    language: ResolvedLanguage, prelude: WarmPrelude
  ) throws(SandboxFault) -> RunSpecification {
    var others: [RunSpecification.WorkFile] = []
    for (name, contents) in bundles.sorted(by: { $0.key < $1.key }) where name != "kj_warm" {
      others.append(RunSpecification.WorkFile(path: name + ".pyc", contents: contents))
    }
    let limits = Limits(cpu: .seconds(60), memoryBytes: 1 << 30)
    return try specification(
      "kj_warm", language: language, files: others, arguments: prelude.modules, limits: limits,
      memoryBytes: limits.memoryBytes)
  }

  /// A run that serves calls: the request lies on one descriptor, results come over another.
  func callSpecification(
    program: PreparedProgram, request: CallRequest, limits: Limits, memoryBytes: Int
  ) throws(SandboxFault) -> RunSpecification {
    var specification = try self.specification(
      "kj_call", language: program.language, files: program.files,
      arguments: [program.layout.sources.first ?? "main.py"],
      limits: limits, memoryBytes: memoryBytes)
    specification.descriptors = [(Self.requestChannel, try SealedBytes(request.bytes).reopened())]
    specification.channels = [RunSpecification.Channel(number: Self.resultChannel, limitBytes: limits.outputBytes)]
    return specification
  }
}

/// What the harness is asked: N calls of one function, in one process or one process each.
struct CallRequest: Sendable, Hashable {
  enum Mode: String, Sendable {
    case one
    case each
  }

  var functionName: String
  var usesPrelude: Bool
  var mode = Mode.one
  /// For each call the arguments, one JSON value a line.
  var inputs: [[UInt8]]

  var bytes: [UInt8] {
    var bytes = Array("calls \(inputs.count) \(mode.rawValue) \(functionName) \(usesPrelude ? 1 : 0)\n".utf8)
    for input in inputs {
      bytes += Array("\(input.count)\n".utf8)
      bytes += input
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }
}

/// Harnesses by interpreter, each built when it is first needed.
final class HarnessCache: Sendable {
  private let runner: any Runner
  private let tasks = Mutex<[String: Task<Result<PythonHarness, SandboxFault>, Never>]>([:])

  init(runner: any Runner) { self.runner = runner }

  func harness(for language: ResolvedLanguage) async throws(SandboxFault) -> PythonHarness {
    let runner = runner
    let task = tasks.withLock { tasks in
      if let task = tasks[language.identity] { return task }
      let task = Task { () async -> Result<PythonHarness, SandboxFault> in
        do throws(SandboxFault) {
          return .success(try await PythonHarness.build(for: language, runner: runner))
        } catch {
          return .failure(error)
        }
      }
      tasks[language.identity] = task
      return task
    }
    let result = await task.value
    // A fault is not kept: the next test tries again.
    if case .failure = result { tasks.withLock { $0[language.identity] = nil } }
    return try result.get()
  }
}
