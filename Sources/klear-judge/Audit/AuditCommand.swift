import ArgumentParser
import Audit
import Datasets
import Reports

struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Says what is wrong with a dataset, row by row, and writes the dataset without it.",
    discussion: """
      DATA are files of rows in any format that is read: native problems, LiveCodeBench, verl and Klear, HumanEval, \
      MBPP, APPS, questions with answers, math pairs, conversations. With --out a folder gets findings.jsonl, \
      clean.jsonl, manifest.json and report.html; without it findings go to standard output. Rows with an error leave \
      the cleaned set, and those that --drop names.

      Exit codes: 0 done; 1 --fail-on, and there was such a finding; 2 bad usage or bad input; 3 faults of the judge \
      remained; 130 interrupted.

      EXAMPLES
        klear-judge audit train.jsonl --out audit --against math500.jsonl
        klear-judge audit problems.jsonl --references right.jsonl --fail-on error
        klear-judge audit HumanEval.jsonl.gz --out audit --drop tests_weak
      """)

  @Argument(help: ArgumentHelp("Dataset files; also gzip, zstd or Parquet.", valueName: "data"))
  var data: [String] = []

  @OptionGroup(title: "Input") var input: AuditInputOptions
  @OptionGroup(title: "Output") var output: AuditOutputOptions
  @OptionGroup(title: "Checks") var checks: AuditCheckOptions

  func validate() throws {
    if checks.listChecks { return }
    guard !data.isEmpty else { throw ValidationError("give a dataset file (see klear-judge audit --help)") }
    for path in data + input.against + input.references + input.rollouts + input.prompts where path == "-" {
      throw ValidationError("an audit reads its files more than once: give a file instead of -")
    }
    if Set(data).count < data.count { throw ValidationError("a dataset file is given twice") }
    if let format = input.format, DatasetFormat(name: format) == nil {
      let names = DatasetFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--format \(format) is none of \(names)")
    }
    if !input.prompts.isEmpty, output.out == nil {
      throw ValidationError("--prompts needs --out: the folder they go to")
    }
    if output.resume, output.out == nil { throw ValidationError("--resume needs --out: the folder of that audit") }
    if let jobs = checks.jobs, jobs < 1 || jobs > 4096 {
      throw ValidationError("--jobs is between 1 and 4096, not \(jobs)")
    }
  }

  func run() async throws {
    if checks.listChecks { return AuditCheckList.print() }
    let status = try await AuditRun(data: data, input: input, output: output, checks: checks).run()
    if status != .done { throw status }
  }
}

struct AuditInputOptions: ParsableArguments {
  @Option(help: ArgumentHelp("native, lcb, verl, humaneval or mbpp (default: told row by row).", valueName: "name"))
  var format: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Benchmarks whose problems must not be in the data.", valueName: "file"))
  var against: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Right programs, as submission rows; those that expect another verdict are left out.",
      valueName: "file"))
  var references: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Responses, as submission rows with an optional `score`.", valueName: "file"))
  var rollouts: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Prompts that name their problem (`problem_id`): --out gets them without those whose problem left.",
      valueName: "file"))
  var prompts: [String] = []

  @Option(help: ArgumentHelp("A model's folder: prompts are measured in its tokens.", valueName: "folder"))
  var tokenizer: String?
}

struct AuditOutputOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder for findings, cleaned set, manifest and report.", valueName: "folder"))
  var out: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Checks whose rows leave the cleaned set too, or `warnings`: all of them.", valueName: "check"))
  var drop: [String] = []

  @Option(
    help: ArgumentHelp(
      "error or warning: end with 1 if there is such a finding, or a worse one.", valueName: "severity"))
  var failOn: FailOn?

  @Flag(help: "Go on with an audit of --out that was interrupted: programs judged before are not run again.")
  var resume = false

  @Option(help: ArgumentHelp("auto: on a terminal; plain: lines; none.", valueName: "how"))
  var progress: ProgressChoice = .auto

  @Option(help: "The summary as text, or json for a program.")
  var summary: OutputFormat = .text
}

enum FailOn: String, ExpressibleByArgument, CaseIterable {
  case error
  case warning
}

struct AuditCheckOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Settings in YAML: which checks speak, how loudly, and their numbers.", valueName: "file"))
  var config: String?

  @Option(parsing: .upToNextOption, help: ArgumentHelp("Only these checks.", valueName: "check"))
  var only: [String] = []

  @Option(parsing: .upToNextOption, help: ArgumentHelp("All checks but these.", valueName: "check"))
  var skip: [String] = []

  @Flag(help: "Leave out the checks that run programs.")
  var noSandbox = false

  @Option(
    help: ArgumentHelp("Rows looked at, and programs run, at once (default: the number of processors).", valueName: "n")
  )
  var jobs: Int?

  @Option(help: "available; full: refuse unless every layer is on; none: run even where files are not protected.")
  var requireIsolation: SandboxOpening.Isolation = .available

  @Flag(help: "List all checks with what they look for, and end.")
  var listChecks = false
}
