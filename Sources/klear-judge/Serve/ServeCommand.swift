public import ArgumentParser
import Glibc
import Ledger
import Rewards
public import RewardServer
import Sandbox

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Judges over HTTP: its own API, and the request shapes that trainers already speak.",
    discussion: """
      Prints "listening on http://HOST:PORT" when it is ready. SIGTERM or Ctrl-C lets what was asked be answered, then \
      ends with 0. A page to look at is at /, the API's description at /openapi.json.

      Exit codes: 0 ended as asked; 2 bad usage, or it cannot listen, open its files or a sandbox.

      EXAMPLES
        klear-judge serve --ledger verdicts.sqlite
        klear-judge serve --listen 0.0.0.0:8080 --token-file tokens
      """)

  @OptionGroup(title: "Listening") var listening: ServeListeningOptions
  @OptionGroup(title: "Bounds") var bounds: ServeBoundsOptions
  @OptionGroup(title: "Judging") var judging: GradeJudgingOptions

  func validate() throws {
    try listening.validateChoice()
    try bounds.validateChoice()
    try judging.validateChoice()
  }

  func run() async throws {
    guard let config = listening.config else { return try await serve() }
    // What the command line says comes last, and so it counts.
    let words = Array(CommandLine.arguments.dropFirst(2))
    do {
      try await ServeCommand.parse(try ServeConfiguration.arguments(config) + words).serve()
    } catch let error as ServeConfiguration.Failure {
      StandardError.say(error.description)
      throw ExitStatus.badInput
    }
  }

  private func serve() async throws {
    // A client that goes away is an error of the write. A handler, since what is ignored stays so in programs.
    signal(SIGPIPE) { _ in }
    // So is a file that may not grow.
    signal(SIGXFSZ) { _ in }
    OpenFiles.allowAll()
    let access = try listening.access()
    var settings = ServerSettings()
    (settings.host, settings.port) = (listening.listen.host, listening.listen.port)
    settings.run = listening.runName ?? RunName.make("serve")
    bounds.apply(to: &settings)
    settings.sharesVerdicts = !judging.noDedupe
    ServerLog.shared.use(listening.logFormat, requests: listening.logRequests)
    let ledger = try openLedger()
    var tools = ToolSet(environment: ProcessEnvironment.variables)
    tools.buildStore = try BuildStoreOpening.open(judging.buildCache, limitBytes: judging.buildCacheSize.bytes)
    let sandbox = try SandboxOpening.open(roots: tools.roots, isolation: judging.requireIsolation)
    var options = judging.options(
      defaultJobs: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), isPackage: false)
    // Others wait behind a run for no longer than this.
    options.setsAsideAfter = .milliseconds(50)
    let judge = CodeJudge(runner: sandbox, tools: tools.usable(with: sandbox.layers), options: options)
    let service = RewardService(
      judges: ServerJudges(code: judge), ledger: ledger, settings: settings, versions: LanguageVersions())
    do {
      try await judge.warm(["python3"])
      try await RewardServer(service: service, settings: settings, access: access).run { address in
        print("listening on \(address)")
        fflush(nil)
      }
    } catch let error as ServerStartError {
      await sandbox.close()
      StandardError.say("\(error)")
      throw ExitStatus.badInput
    } catch {
      await sandbox.close()
      throw error
    }
    await sandbox.close()
    ledger.close()
  }

  private func openLedger() throws -> Ledger {
    do throws(LedgerError) {
      guard let path = listening.ledger else { return try Ledger.inMemory() }
      return try Ledger(path: path)
    } catch {
      StandardError.say("--ledger \(error)")
      throw ExitStatus.badInput
    }
  }
}

struct ServeListeningOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Address and port; port 0 is any free one.", valueName: "host:port"))
  var listen = ListenAddress(host: "127.0.0.1", port: 8080)

  @Option(help: ArgumentHelp("Bearer tokens, a line each: NAME TOKEN. Read again when changed.", valueName: "file"))
  var tokenFile: String?

  @Flag(help: "Serve whoever reaches the address, without tokens, where it is not a loopback one.")
  var withoutToken = false

  @Option(help: ArgumentHelp("A ledger of verdicts; without it, the latest are kept in memory.", valueName: "file"))
  var ledger: String?

  @Option(help: ArgumentHelp("The name of this run in the ledger (default: with the time).", valueName: "name"))
  var runName: String?

  @Option(
    help: ArgumentHelp("Options in a YAML file, by their names; the command line counts more.", valueName: "file"))
  var config: String?

  @Option(help: "Lines on standard error: text, or json.")
  var logFormat: ServerLog.Format = .text

  @Flag(inversion: .prefixedNo, help: "A line for each request.")
  var logRequests = true

  func validateChoice() throws {
    if tokenFile != nil, withoutToken { throw ValidationError("--token-file and --without-token: which of them?") }
    guard tokenFile != nil || withoutToken || AccessRule.isLoopback(listen.host) || config != nil else {
      throw ValidationError(exposed)
    }
    if let name = runName, name.isEmpty || name.utf8.count > 200 {
      throw ValidationError("--run-name takes 1 to 200 characters")
    }
  }

  private var exposed: String {
    "\(listen.host) can be reached from other machines: give a --token-file, or --without-token if that is meant"
  }

  /// - Throws: `ExitStatus.badInput` after saying why.
  func access() throws -> AccessRule {
    guard let tokenFile else {
      if withoutToken { return .everybody }
      // Asked again here: what the file of --config says is known only now.
      guard AccessRule.isLoopback(listen.host) else {
        StandardError.say(exposed)
        throw ExitStatus.badInput
      }
      return .loopback
    }
    do throws(TokenFileError) {
      return .tokens(try TokenStore(path: tokenFile))
    } catch {
      StandardError.say("--token-file \(error)")
      throw ExitStatus.badInput
    }
  }
}

struct ServeBoundsOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Submissions that may wait; beyond that, 429.", valueName: "n"))
  var queue = 4_096

  @Option(help: ArgumentHelp("The largest body of a request.", valueName: "size"))
  var bodyLimit = ByteCount(bytes: 64 << 20)

  @Option(help: ArgumentHelp("Seconds to an answer, where a request does not say.", valueName: "s"))
  var deadline = 600.0

  @Option(help: ArgumentHelp("Seconds to end what was asked after SIGTERM.", valueName: "s"))
  var drainTimeout = 30.0

  @Option(help: ArgumentHelp("Connections at once; further ones wait.", valueName: "n"))
  var connections = 4_096

  func validateChoice() throws {
    guard (1...1_000_000).contains(queue) else {
      throw ValidationError("--queue is between 1 and 1000000, not \(queue)")
    }
    guard (1 << 10...1 << 30).contains(bodyLimit.bytes) else {
      throw ValidationError("--body-limit is between 1KiB and 1GiB")
    }
    guard deadline > 0, deadline <= 3_600 else {
      throw ValidationError("--deadline is above 0 and at most 3600, not \(deadline)")
    }
    guard drainTimeout >= 0, drainTimeout <= 86_400 else {
      throw ValidationError("--drain-timeout is between 0 and 86400, not \(drainTimeout)")
    }
    guard (1...1_000_000).contains(connections) else {
      throw ValidationError("--connections is between 1 and 1000000, not \(connections)")
    }
  }

  func apply(to settings: inout ServerSettings) {
    settings.queueCapacity = queue
    settings.bodyBytes = bodyLimit.bytes
    settings.inflatedBodyBytes = bodyLimit.bytes * 4
    settings.deadlineSeconds = deadline
    settings.drainSeconds = drainTimeout
    settings.connections = connections
  }
}

extension ServerLog.Format: ExpressibleByArgument {}

/// `127.0.0.1:8080`, `[::1]:8080`, `localhost:0`.
struct ListenAddress: ExpressibleByArgument, CustomStringConvertible {
  var host: String
  var port: Int

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  init?(argument: String) {
    guard let colon = argument.lastIndex(of: ":"), let port = Int(argument[argument.index(after: colon)...]),
      (0...65_535).contains(port)
    else { return nil }
    var host = String(argument[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty else { return nil }
    self.init(host: host, port: port)
  }

  var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
  var defaultValueDescription: String { description }
}
