import ArgumentParser
import Glibc
import Rewards
import Sandbox

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs one program in the sandbox and says exactly what happened.",
    discussion: """
      Exit codes: 0 the program ended by itself with 0, 1 it did not, 2 bad usage or bad input, 3 a fault of the judge.

      EXAMPLE
        klear-judge run --language cpp20 solution.cpp --stdin input.txt --cpu 2 --memory 256MiB --format json
      """)

  @Argument(help: "The source file, or - for standard input.")
  var program: String

  @Option(help: "A language id of `klear-judge doctor`.")
  var language: String

  @Option(help: "A file that the program reads as standard input; - is ours.")
  var stdin: String?

  @Option(help: "CPU seconds of the whole process tree.")
  var cpu: Double = 10

  @Option(help: "Seconds in which the program may be idle (default: 10, or three times --cpu).")
  var wall: Double?

  @Option(help: "Memory: bytes, or with KiB, MiB, GiB.")
  var memory: ByteCount = ByteCount(bytes: 512 << 20)

  @Option(help: "text, or json for a program.")
  var format: OutputFormat = .text

  @Option(
    help: "available; full: refuse unless every layer is on; none: run even where this user's files are not protected.")
  var requireIsolation: SandboxOpening.Isolation = .available

  func validate() throws {
    guard cpu > 0, cpu <= 86_400 else { throw ValidationError("--cpu takes a number of seconds above 0, not \(cpu)") }
    guard (wall ?? 1) > 0, (wall ?? 1) <= 864_000 else {
      throw ValidationError("--wall takes a number of seconds above 0")
    }
    guard memory.bytes >= 1 << 20 else { throw ValidationError("--memory takes at least 1MiB") }
    guard program != "-" || stdin != "-" else { throw ValidationError("only one of program and --stdin can be -") }
  }

  func run() async throws {
    let resolved = try resolveLanguage()
    let source = try InputFile.read(program, limit: 64 << 20)
    let input = try stdin.map { try InputFile.read($0, limit: 1 << 30) } ?? []
    let tools = ToolSet(only: [language], environment: ProcessEnvironment.variables)
    let sandbox = try SandboxOpening.open(roots: tools.roots, isolation: requireIsolation)
    if let unusable = tools.usable(with: sandbox.layers).missing[resolved.language.id] {
      StandardError.say("\(unusable)")
      await sandbox.close()
      throw ExitStatus.badInput
    }
    let text = String(decoding: source, as: UTF8.self)
    let limits = Limits(
      cpu: .seconds(cpu), idle: wall.map { .seconds($0) }, memoryBytes: memory.bytes, outputBytes: 64 << 20,
      processes: 64 + resolved.language.processAllowance, openFiles: resolved.language.openFilesLimit,
      stackBytes: resolved.language.stackBytes)
    let result = await SingleRun(runner: sandbox).run(text, in: resolved, input: input, limits: limits)
    await sandbox.close()
    switch format {
    case .json: print(result.json)
    case .text: result.printText()
    }
    switch result.verdict {
    case .accepted: return
    case .internalError: throw ExitStatus.faultsRemained
    default: throw ExitStatus.answerIsNo
    }
  }

  private func resolveLanguage() throws -> ResolvedLanguage {
    do {
      let language = try LanguageTable.language(id: language)
      return try LanguageTools.resolve(language, environment: ProcessEnvironment.variables)
    } catch {
      StandardError.say("\(error)")
      throw ExitStatus.badInput
    }
  }
}

extension SandboxOpening.Isolation: ExpressibleByArgument {}

/// `512MiB`, `1GiB`, `268435456`.
struct ByteCount: ExpressibleByArgument {
  var bytes: Int

  init(bytes: Int) { self.bytes = bytes }

  init?(argument: String) {
    let units: [(String, Int)] = [
      ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000),
      ("K", 1 << 10), ("M", 1 << 20), ("G", 1 << 30), ("B", 1), ("", 1),
    ]
    for (suffix, factor) in units where argument.hasSuffix(suffix) {
      guard let number = Int(argument.dropLast(suffix.count)), number >= 0 else { continue }
      let (product, overflow) = number.multipliedReportingOverflow(by: factor)
      guard !overflow else { return nil }
      bytes = product
      return
    }
    return nil
  }

  var defaultValueDescription: String { bytes % (1 << 20) == 0 ? "\(bytes >> 20)MiB" : "\(bytes)" }
}

/// Whole small files for a command.
enum InputFile {
  /// - Throws: `ExitStatus.badInput` after naming the file.
  static func read(_ path: String, limit: Int) throws -> [UInt8] {
    let file = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    func fail(_ why: String) -> ExitStatus {
      StandardError.say("\(path): \(why)")
      return .badInput
    }
    guard file >= 0 else { throw fail(String(cString: strerror(errno))) }
    defer { if file > 0 { close(file) } }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 256 << 10)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw fail(String(cString: strerror(errno))) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: buffer.prefix(count))
      guard bytes.count <= limit else { throw fail("more than \(limit) bytes") }
    }
  }
}
