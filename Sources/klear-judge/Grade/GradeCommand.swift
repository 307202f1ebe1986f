public import ArgumentParser
import Datasets
public import Rewards

struct GradeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grade",
    abstract: "Judges submissions: one JSON row each, with verdict, reward and every test.",
    discussion: """
      Input is one of: --problems with --submissions; --package with one or more Kattis problem packages; --dataset with \
      --format and --submissions (or --canonical). Files may be gzip or zstd; - is standard input.

      Exit codes: 0 done; 1 an expectation was not met (--expect); 2 bad usage or bad input, named by file, line and \
      field; 3 faults of the judge remained (rows with internal_error, which carry no reward); 130 interrupted.

      EXAMPLES
        klear-judge grade --problems p.jsonl --submissions s.jsonl --out v.jsonl
        klear-judge grade --dataset lcb.jsonl.gz --format lcb --submissions s.jsonl
        klear-judge grade --package contest/problems --expect
      """)

  @OptionGroup(title: "Input") var input: GradeInputOptions
  @OptionGroup(title: "Output") var output: GradeOutputOptions
  @OptionGroup(title: "Judging") var judging: GradeJudgingOptions

  func validate() throws {
    try input.validateChoice()
    try judging.validateChoice()
    if output.resume, output.out == nil {
      throw ValidationError("--resume needs --out: the rows that are there already")
    }
    if output.runName != nil, output.ledger == nil { throw ValidationError("--run-name goes with --ledger") }
    if let name = output.runName, name.isEmpty || name.utf8.count > 200 {
      throw ValidationError("--run-name takes 1 to 200 characters")
    }
  }

  func run() async throws {
    let status = try await GradeRun(input: input, output: output, judging: judging).run()
    if status != .done { throw status }
  }
}

struct GradeInputOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Problems, native rows (JSON lines).", valueName: "file"))
  var problems: String?

  @Option(
    help: ArgumentHelp(
      "Submissions: native rows, HumanEval samples or LiveCodeBench code lists.", valueName: "file"))
  var submissions: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Kattis problem packages, or folders that hold some.", valueName: "folder"))
  var package: [String] = []

  @Option(help: ArgumentHelp("Problems of a public dataset.", valueName: "file"))
  var dataset: String?

  @Option(help: ArgumentHelp("Its format: native, lcb, verl, humaneval or mbpp.", valueName: "name"))
  var format: String?

  @Flag(help: "Judge the dataset's own solutions (humaneval, mbpp).")
  var canonical = false

  @Flag(help: "Stop before judging when any submission row is bad.")
  var strictInput = false

  @Flag(inversion: .prefixedNo, help: "Leave out submissions whose language is not installed (default for --package).")
  var skipMissingLanguages: Bool?

  func validateChoice() throws {
    let ways = [problems != nil, !package.isEmpty, dataset != nil].filter { $0 }.count
    guard ways == 1 else {
      throw ValidationError("give one of --problems, --package and --dataset (see klear-judge grade --help)")
    }
    if problems != nil, submissions == nil { throw ValidationError("--problems needs --submissions") }
    if !package.isEmpty, submissions != nil { throw ValidationError("--package brings its own submissions") }
    if dataset != nil {
      guard let format else { throw ValidationError("--dataset needs --format lcb, verl, humaneval, mbpp or native") }
      guard DatasetFormat(name: format) != nil else {
        let names = DatasetFormat.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--format \(format) is none of \(names)")
      }
      if (submissions == nil) != canonical {
        throw ValidationError("--dataset needs --submissions or --canonical, one of them")
      }
    } else if format != nil || canonical {
      throw ValidationError("--format and --canonical go with --dataset")
    }
    if problems == "-", submissions == "-" {
      throw ValidationError("only one of --problems and --submissions can be -")
    }
  }
}

struct GradeOutputOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Where rows go (default: standard output).", valueName: "file"))
  var out: String?

  @Option(help: ArgumentHelp("An HTML report, one self-contained file.", valueName: "file"))
  var report: String?

  @Option(
    help: ArgumentHelp(
      "A ledger of verdicts, made where it is not there; known verdicts are taken from it.", valueName: "file"))
  var ledger: String?

  @Option(help: ArgumentHelp("The name of this run in the ledger (default: with the time).", valueName: "name"))
  var runName: String?

  @Flag(help: "Go on with the rows that --out has already.")
  var resume = false

  @Flag(help: "End with 1 if a verdict is none of those that its submission expects.")
  var expect = false

  @Option(help: ArgumentHelp("auto: on a terminal; plain: lines; none.", valueName: "how"))
  var progress: ProgressChoice = .auto
}

enum ProgressChoice: String, ExpressibleByArgument, CaseIterable {
  case auto
  case plain
  case none
}

struct GradeJudgingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("soft: the share of tests passed; hard: 1 if accepted, else 0.", valueName: "kind"))
  var reward: RewardKind = .soft

  @Option(help: ArgumentHelp("0..1, or -1..1 (written --reward-range=-1..1).", valueName: "range"))
  var rewardRange: String = "0..1"

  @Flag(help: "Run all tests (the default), or stop at the first failure; the latter needs --reward hard.")
  var tests: TestChoice = .allTests

  @Option(help: ArgumentHelp("Runs under way at once (default: the number of processors).", valueName: "n"))
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "think: a response without a well-formed <think>…</think> gets the format penalty.", valueName: "format"))
  var requireFormat: RequiredFormat?

  @Option(
    help: ArgumentHelp("The reward of a malformed response (default: the low end of the range).", valueName: "x"))
  var formatPenalty: Double?

  @Option(help: ArgumentHelp("lcb or klear: reproduce that judge's verdicts, flaws and all.", valueName: "judge"))
  var compat: JudgeOptions.Compatibility = .none

  @Flag(help: "Run programs of the same text, and tests that are the same, each time.")
  var noDedupe = false

  @Flag(help: "Start a fresh Python interpreter for each run; by default programs are forked from a warm one.")
  var cold = false

  @Flag(help: "All calls of a submission in one process, whose state may carry over; one in a hundred is checked.")
  var shareProcess = false

  @Flag(
    help: """
      Stop a program at the first difference in its output, a wrong answer even where it would have crashed later.
      """)
  var fastFail = false

  @Option(
    help: ArgumentHelp(
      "Where compiled programs are kept for later runs, or off (default: the user's cache folder).",
      valueName: "folder"))
  var buildCache: String?

  @Option(help: ArgumentHelp("Its size; beyond it, what was used longest ago goes.", valueName: "size"))
  var buildCacheSize: ByteCount = ByteCount(bytes: BuildStore.defaultLimitBytes)

  @Option(
    help:
      "available; full: refuse unless every layer is on; none: judge even where this user's files are not protected.")
  var requireIsolation: SandboxOpening.Isolation = .available

  func validateChoice() throws {
    guard RewardRange(rewardRange) != nil else {
      throw ValidationError("--reward-range is 0..1 or -1..1, not \(rewardRange)")
    }
    if tests == .stopAtFirstFailure, reward == .soft {
      throw ValidationError("--stop-at-first-failure leaves the share of tests passed unknown: add --reward hard")
    }
    if let jobs, jobs < 1 || jobs > 4096 { throw ValidationError("--jobs is between 1 and 4096, not \(jobs)") }
    if formatPenalty != nil, requireFormat == nil {
      throw ValidationError("--format-penalty goes with --require-format think")
    }
    if FormatPenalty(reward: formatPenalty) == nil { throw ValidationError("--format-penalty must be a finite number") }
    if buildCacheSize.bytes < 16 << 20 {
      throw ValidationError("--build-cache-size takes at least 16MiB; off: --build-cache off")
    }
  }

  func options(defaultJobs: Int, isPackage: Bool) -> JudgeOptions {
    let rule = ScoringRule(
      kind: reward, range: RewardRange(rewardRange) ?? .zeroToOne, stopsAtFirstFailure: tests == .stopAtFirstFailure)
    return JudgeOptions(
      rule: rule, formatPenalty: requireFormat == nil ? nil : FormatPenalty(reward: formatPenalty),
      compatibility: compat, usesLanguageAllowances: !isPackage, jobs: jobs ?? defaultJobs, sharesVerdicts: !noDedupe,
      warm: !cold, sharesProcess: shareProcess, failsFast: fastFail)
  }
}

enum TestChoice: EnumerableFlag {
  case allTests
  case stopAtFirstFailure
}

enum RequiredFormat: String, ExpressibleByArgument, CaseIterable {
  case think
}

extension RewardKind: ExpressibleByArgument {}
extension JudgeOptions.Compatibility: ExpressibleByArgument {}
