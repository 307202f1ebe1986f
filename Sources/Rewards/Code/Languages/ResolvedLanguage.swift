import Sandbox

/// A language whose tools were found on this machine: commands become real.
public struct ResolvedLanguage: Sendable, Hashable {
  public var language: Language
  /// Tool name → absolute path, with links and version managers' proxies resolved.
  public var tools: [String: String]
  /// Folders outside /usr that the sandbox must offer read-only, at the same place.
  public var readPaths: [String]
  /// Path, size and time of change of every tool: a part of the build cache's key, beside `version()`.
  public var identity: String
  /// Placeholder → value, found with the tools: `java_home`, `class_path`.
  var variables: [String: String]
  /// Words for `{options}` that the machine decides.
  var machineOptions: [String]

  /// The compiler's words for a program; `nil` for languages that are run from source.
  public func compileCommand(_ program: ProgramLayout) -> [String]? {
    language.compile.map { expand($0.command, program: program, memoryBytes: 0) }
  }

  /// The same with less CPU time for its compiler.
  func compiling(within limit: Duration?) -> ResolvedLanguage {
    guard let limit, let step = language.compile, limit.inSeconds < step.cpuSeconds else { return self }
    var changed = self
    changed.language.compile?.cpuSeconds = limit.inSeconds
    return changed
  }

  /// The words that look at a program's sources without running it; `nil` for languages that are compiled.
  public func syntaxCheckCommand(_ program: ProgramLayout) -> [String]? {
    language.syntaxCheck.map { expand($0, program: program, memoryBytes: 512 << 20) }
  }

  /// The words that run a program, whose artifact or sources lie in the work directory.
  ///
  /// - Parameter memoryBytes: the problem's memory limit, without the language's allowance.
  public func runCommand(_ program: ProgramLayout, memoryBytes: Int) -> [String] {
    expand(language.run, program: program, memoryBytes: memoryBytes)
  }

  /// The whole environment of a compilation.
  public func compileEnvironment() -> [String: String] {
    environment(language.compile?.environment ?? [:], memoryBytes: 0)
  }

  /// The whole environment of a run.
  public func runEnvironment(memoryBytes: Int) -> [String: String] {
    environment(language.environment, memoryBytes: memoryBytes)
  }

  private func environment(_ additions: [String: String], memoryBytes: Int) -> [String: String] {
    let values = scalars(program: nil, memoryBytes: memoryBytes)
    return SandboxPaths.environment.merging(additions.mapValues { replace(in: $0, values) }) { $1 }
  }

  private func expand(_ words: [String], program: ProgramLayout, memoryBytes: Int) -> [String] {
    let values = scalars(program: program, memoryBytes: memoryBytes)
    return words.flatMap { word -> [String] in
      switch word {
      case "{sources}": program.sources.map(Self.inWork)
      case "{options}": options(program)
      default: [replace(in: word, values)]
      }
    }
  }

  private func options(_ program: ProgramLayout) -> [String] {
    switch language.id {
    // The files of one program import each other, so only a program of one file runs without its own folder.
    case "python3", "pypy3": program.files.count == 1 ? machineOptions : []
    case "swift": machineOptions + (program.startsAtMainAttribute ? ["-parse-as-library"] : [])
    default: machineOptions
    }
  }

  private func scalars(program: ProgramLayout?, memoryBytes: Int) -> [String: String] {
    var values = variables.merging(tools) { $1 }
    values["artifact"] = SandboxPaths.artifact
    // A machine of 16 MiB is the least that a JVM starts with.
    values["memory_mb"] = String(max(16, memoryBytes >> 20))
    values["main"] = program?.sources.first.map(Self.inWork) ?? ""
    values["main_class"] = program?.mainClass ?? "Main"
    return values
  }

  private static func inWork(_ name: String) -> String { "\(SandboxPaths.work)/\(name)" }

  /// One pass from left to right: a value's own braces are not looked at again.
  private func replace(in word: String, _ values: [String: String]) -> String {
    var result = ""
    var rest = word[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      result += rest[..<open]
      let name = String(rest[rest.index(after: open)..<close])
      result += values[name] ?? "{\(name)}"
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }
}
