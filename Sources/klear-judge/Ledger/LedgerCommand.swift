public import ArgumentParser
import Glibc
import Ledger
public import Rewards

struct LedgerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger",
    abstract: "Looks into a ledger of verdicts: what was judged, with what, and to what end.",
    discussion: """
      grade --ledger and serve --ledger write one. It is a SQLite file that several processes may use at once.

      Exit codes: 0 done; 1 compare found differences; 2 bad usage, or a ledger that cannot be used.

      EXAMPLES
        klear-judge ledger list verdicts.sqlite --runs
        klear-judge ledger compare verdicts.sqlite before after
        klear-judge ledger export verdicts.sqlite --run before --out before.jsonl
        klear-judge ledger prune verdicts.sqlite --older-than 30d
      """,
    subcommands: [
      LedgerListCommand.self, LedgerShowCommand.self, LedgerExportCommand.self, LedgerCompareCommand.self,
      LedgerPruneCommand.self,
    ])
}

struct LedgerFileArgument: ParsableArguments {
  @Argument(help: "The ledger.")
  var ledger: String

  /// A ledger that is there; a mistyped name makes no new file.
  /// - Throws: `ExitStatus.badInput` after saying why.
  func open() throws -> Ledger {
    guard access(ledger, F_OK) == 0 else {
      StandardError.say("\(ledger): \(String(cString: strerror(errno)))")
      throw ExitStatus.badInput
    }
    do throws(LedgerError) {
      return try Ledger(path: ledger)
    } catch {
      StandardError.say(error.description)
      throw ExitStatus.badInput
    }
  }
}

struct LedgerFilterOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Only of this run.", valueName: "name"))
  var run: String?

  @Option(help: ArgumentHelp("Only on this problem.", valueName: "id"))
  var problem: String?

  @Option(help: ArgumentHelp("Only of this submission.", valueName: "id"))
  var submission: String?

  @Option(help: ArgumentHelp("Only with this verdict.", valueName: "name"))
  var verdict: Verdict?

  var filter: LedgerFilter {
    LedgerFilter(run: run, problemID: problem, submissionID: submission, verdict: verdict)
  }
}

extension Verdict: ExpressibleByArgument {}

/// Runs a query and says what a ledger has against it.
func withLedger<Value>(_ file: LedgerFileArgument, _ body: (Ledger) async throws -> Value) async throws -> Value {
  let ledger = try file.open()
  do {
    return try await body(ledger)
  } catch let error as LedgerError {
    StandardError.say(error.description)
    throw ExitStatus.badInput
  }
}

struct LedgerShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Prints one verdict: its row, and the hashes of what it was made from.")

  @OptionGroup var file: LedgerFileArgument
  @Argument(help: "The verdict_id of a row.")
  var id: String

  func run() async throws {
    guard let id = VerdictID(id) else {
      StandardError.say("\"\(id.prefix(60))\" is no verdict_id: it has 32 digits of 0-9 and a-f")
      throw ExitStatus.badInput
    }
    let entry = try await withLedger(file) { try await $0.entry(id) }
    guard let entry else {
      StandardError.say("\(file.ledger): has no verdict \(id)")
      throw ExitStatus.badInput
    }
    print(LedgerRowText.whole(entry))
  }
}

struct LedgerExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Writes verdicts as JSON lines, the oldest first.")

  @OptionGroup var file: LedgerFileArgument
  @OptionGroup(title: "Which") var which: LedgerFilterOptions
  @Option(help: ArgumentHelp("Where they go (default: standard output).", valueName: "file"))
  var out: String?

  func run() async throws {
    try await withLedger(file) { ledger in
      let rows = try RowFile(path: out, appending: false, advice: "")
      try await ledger.forEach(which.filter) { entry in
        guard rows.write(LedgerRowText.whole(entry)) else {
          StandardError.say("--out: \(rows.failure ?? "")")
          throw ExitStatus.badInput
        }
      }
    }
  }
}

struct LedgerPruneCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune", abstract: "Removes verdicts and gives their room back to the disk.")

  @OptionGroup var file: LedgerFileArgument
  @OptionGroup(title: "Which") var which: LedgerFilterOptions
  @Option(help: ArgumentHelp("Only those older than this: 30d, 12h, 90m.", valueName: "age"))
  var olderThan: LedgerAge?
  @Option(help: ArgumentHelp("Of those, the newest N stay.", valueName: "n"))
  var keep = 0

  func validate() throws {
    guard which.filter != LedgerFilter() || olderThan != nil || keep > 0 else {
      throw ValidationError("say what may go: --older-than, --keep, --run, --problem, --submission or --verdict")
    }
    guard keep >= 0 else { throw ValidationError("--keep is 0 or more, not \(keep)") }
  }

  func run() async throws {
    var filter = which.filter
    if let olderThan { filter.beforeMilliseconds = LedgerClock.milliseconds() - olderThan.milliseconds }
    let chosen = filter
    let (removed, left) = try await withLedger(file) {
      (try await $0.prune(chosen, keep: keep), try await $0.count())
    }
    print("removed \(removed), \(left) left")
  }
}

/// `30d`, `12h`, `90m`, `10s`.
struct LedgerAge: ExpressibleByArgument {
  var milliseconds: Int64

  init?(argument: String) {
    let units: [Character: Int64] = ["d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000]
    guard let unit = argument.last.flatMap({ units[$0] }), let number = Int64(argument.dropLast()), number >= 0
    else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: unit)
    guard !overflow else { return nil }
    milliseconds = product
  }
}
