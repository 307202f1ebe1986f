/// One language of the table: everything the judge knows about it, as data.
///
/// Commands are words with placeholders in braces. A word that is a list placeholder alone (`{sources}`, `{options}`)
/// becomes as many words as the list has; the others are replaced inside their word:
///
/// - `{TOOL}`: the absolute path of the tool with that name in `tools`
/// - `{sources}`: absolute paths of the program's files of this language, the main one first
/// - `{main}`: absolute path of the main file
/// - `{main_class}`: the class that has `main` (Java, Kotlin)
/// - `{artifact}`: where the compiler writes, `SandboxPaths.artifact`
/// - `{memory_mb}`: the memory limit in MiB, without the language's allowance
/// - `{options}`: words that depend on the tool or the program (`LanguageTools` and `ProgramLayout` say which)
/// - `{class_path}`: libraries that come with the tool, each preceded by a colon
public struct Language: Sendable, Hashable {
  /// The id of rows and `--language`: `python3`, `cpp20`.
  public var id: String
  /// As a person writes it: `C++20`.
  public var name: String
  /// Tags of fenced blocks that mean this language, lower case; the id is always one of them.
  public var aliases: [String]
  /// File name endings without the dot, the usual one first.
  public var fileExtensions: [String]
  /// What a single source text is called in the sandbox.
  public var sourceName: String
  /// Programs that must be there, the one that runs first or most first.
  public var tools: [Tool]
  /// `nil` for languages that are run from their source.
  public var compile: CompileStep?
  /// The words that start the program, with placeholders.
  public var run: [String]
  /// For languages that are run from source: looks at all sources without running them, and ends with something else
  /// than 0 when one is not of the language. `nil` where the tool cannot.
  public var syntaxCheck: [String]? = nil
  /// Added to `SandboxPaths.environment` at run time; values may have placeholders.
  public var environment: [String: String]
  /// CPU limit = the problem's limit × `timeFactor` + `startupSeconds`.
  public var timeFactor: Double
  /// CPU seconds that a program which does nothing may take; docs/languages.md has the measurement behind each.
  public var startupSeconds: Double
  /// What the runtime itself takes; added to the problem's memory limit.
  public var memoryAllowanceBytes: Int
  /// Threads and processes that the runtime starts by itself; added to the problem's process limit.
  public var processAllowance: Int
  public var seccompFamily: SeccompFamily
  /// `RLIMIT_NOFILE`.
  public var openFilesLimit: Int
  /// `RLIMIT_STACK` in bytes; `nil`: as large as the memory limit, so that deep recursion is a matter of memory.
  public var stackBytes: Int?
  /// How the runtime itself says that memory is exhausted.
  public var memorySigns: [MemorySign]
  /// The runtime reserves far more address space than it uses and cannot start under `RLIMIT_AS`: without a memory
  /// cgroup its memory cannot be limited, and such a language is refused.
  public var reservesAddressSpace = false
}

/// One program that a language needs.
public struct Tool: Sendable, Hashable {
  /// Its placeholder: `javac`.
  public var name: String
  /// Where to look, in order: absolute paths, or names that are looked up in PATH.
  public var candidates: [String]
  /// The Debian package that brings it.
  public var package: String
  /// Arguments that make it print its version.
  public var versionArguments: [String]
}

/// How a program is compiled: in a sandbox too, with limits of its own.
public struct CompileStep: Sendable, Hashable {
  public var command: [String]
  public var artifact: ArtifactKind
  /// Added to `SandboxPaths.environment`; values may have placeholders.
  public var environment: [String: String]
  public var cpuSeconds: Double
  public var memoryBytes: Int
  public var processes: Int
  /// Size of the artifact, all files together.
  public var artifactBytes: Int

  /// The limits are those of contest systems: the slowest compiler of the table takes 4.4 CPU seconds and 350 MB for a
  /// small program, honest large ones four times that, and a compile bomb must end soon.
  public init(
    command: [String], artifact: ArtifactKind, environment: [String: String] = [:], cpuSeconds: Double = 30,
    memoryBytes: Int = 2 << 30, processes: Int = 64, artifactBytes: Int = 64 << 20
  ) {
    self.command = command
    self.artifact = artifact
    self.environment = environment
    self.cpuSeconds = cpuSeconds
    self.memoryBytes = memoryBytes
    self.processes = processes
    self.artifactBytes = artifactBytes
  }
}

/// What a compiler leaves at `SandboxPaths.artifact`.
public enum ArtifactKind: String, Sendable, Hashable {
  /// One executable file.
  case file
  /// A folder of class files.
  case folder
}

/// The seccomp profile that a program of the language runs under. Each names what its runtime cannot live without.
public enum SeccompFamily: String, Sendable, Hashable, CaseIterable {
  /// Machine code with a C, Rust or Swift runtime: files, memory, threads, futexes.
  case native
  /// CPython and PyPy.
  case python
  /// The JVM: many threads, its own signal handlers.
  case jvm
  /// V8: memory protection keys, eventfd, epoll, worker threads.
  case node
  /// Go's scheduler: preemption by signals (tgkill), epoll.
  case go
  /// CRuby: a timer thread, eventfd or pipes.
  case ruby
  /// Shells: fork, exec, wait, pipes.
  case shell
  /// Compilers: all of the above and renames, links, modes of files below the work directory.
  case compiler
}

/// A runtime's documented way to end, or to complain, for want of memory.
public struct MemorySign: Sendable, Hashable {
  public enum Meaning: Sendable, Hashable {
    /// The heap limit that we set was reached: `memory_limit`.
    case heapExhausted
    /// An allocation failed: `memory_limit` if the peak was at 90 % of the limit or more, else
    /// `runtime_error` with the reason `allocation_refused`.
    case allocationFailed
    /// An allocation failed, which without a cgroup's kill is always `runtime_error`, `allocation_refused`.
    case allocationRefused
  }

  /// The exit code it comes with; `nil` with `signal` set, or for any.
  public var exitCode: Int?
  /// The signal's name, `SIGABRT`.
  public var signal: String?
  /// One of these stands in the last 8 KiB of standard error; none: the exit alone says it.
  public var standardError: [String]
  public var meaning: Meaning

  /// Does a program that ended this way give this sign?
  ///
  /// - Parameter standardError: the end of what the program wrote; only its last 8 KiB are looked at.
  public func matches(exitCode: Int?, signal: String?, standardError: [UInt8]) -> Bool {
    if let wanted = self.exitCode, wanted != exitCode { return false }
    if let wanted = self.signal, wanted != signal { return false }
    if self.standardError.isEmpty { return true }
    let tail = String(decoding: standardError.suffix(8 << 10), as: UTF8.self)
    return self.standardError.contains { tail.contains($0) }
  }
}

extension Language {
  /// What an end without success says about memory; `nil` if nothing. The first sign that matches counts.
  public func memorySign(exitCode: Int?, signal: String?, standardError: [UInt8]) -> MemorySign.Meaning? {
    memorySigns.first { $0.matches(exitCode: exitCode, signal: signal, standardError: standardError) }?.meaning
  }

  /// CPU seconds that a test may take in this language.
  public func cpuLimitSeconds(problemSeconds: Double) -> Double {
    problemSeconds * timeFactor + startupSeconds
  }

  /// Memory that a test may take in this language.
  public func memoryLimitBytes(problemBytes: Int) -> Int {
    let (sum, overflow) = problemBytes.addingReportingOverflow(memoryAllowanceBytes)
    return overflow ? .max : sum
  }
}

/// Where things are inside a sandbox, and the environment that every program starts with.
public enum SandboxPaths {
  /// The work directory: sources, artifacts, HOME.
  public static let work = "/box/work"
  /// A compiler's output, a file or a folder; at run time it is at the same place.
  public static let artifact = "/box/work/out"
  /// Where quick compilations find headers and classes that were prepared, read-only.
  static let prepared = "/klear"

  public static let environment: [String: String] = [
    "PATH": "/usr/bin:/bin", "HOME": "/box/work", "LANG": "C.UTF-8", "TMPDIR": "/tmp",
  ]
}
