public import ArgumentParser
import Datasets
public import Rewards

struct MathCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "math",
    abstract: "Says whether an answer is right, by what it means: one pair, or a file of pairs.",
    discussion: """
      A prediction is right if it equals the gold, or differs only as the leniency table of the manual allows. Whatever \
      begins with a minus sign and is no option is a text; behind -- everything is.

      Exit codes: 0 right, or all pairs judged; 1 not right, or an expectation was not met (--expect); 2 the gold does \
      not parse, bad usage or bad input, named by file, line and field; 130 interrupted.

      EXAMPLES
        klear-judge math '\\frac{1}{2}' 0.5
        klear-judge math 72 'So the answer is \\boxed{72}.' --kind extraction
        klear-judge math --pairs pairs.jsonl --out results.jsonl --expect
      """)

  @Argument(parsing: .allUnrecognized, help: ArgumentHelp("GOLD and PREDICTION.", valueName: "texts"))
  var texts: [String] = []

  @Option(help: "answer: both texts are answers; extraction: they may be whole responses, whose final answer counts.")
  var kind: AnswerKind = .answer

  @OptionGroup(title: "Pairs") var pairs: MathPairsOptions
  @OptionGroup(title: "Settings (with --pairs those of rows that do not say)") var settings: MathSettingsOptions

  @Option(help: "text, or json for a program (one pair).")
  var format: OutputFormat = .text

  func validate() throws {
    let words = try MathArguments(texts).words
    if pairs.pairs == nil {
      guard words.count == 2 else {
        throw ValidationError("two texts are needed, GOLD and PREDICTION, or --pairs; got \(words.count)")
      }
      if let stray = pairs.stray { throw ValidationError("\(stray) goes with --pairs") }
    } else if let first = words.first {
      throw ValidationError("GOLD and PREDICTION stand in the rows of --pairs; what is \"\(first)\"?")
    }
    try pairs.validateChoice()
    try settings.validateChoice()
  }

  func run() async throws {
    guard let path = pairs.pairs else { return try judgeOne() }
    let decoder = MathPairDecoder(kind: kind, settings: settings.value)
    let status: ExitStatus
    do {
      status = try await MathPairsRun(path: path, decoder: decoder, options: pairs).run()
    } catch let error as DatasetError {
      StandardError.say("\(error)")
      status = .badInput
    }
    if status != .done { throw status }
  }

  private func judgeOne() throws {
    let words = try MathArguments(texts).words
    let judgement = MathChecker(settings: settings.value)
      .compare(gold: GoldAnswer(words[0]), prediction: PredictedAnswer(words[1]), kind: kind)
    switch format {
    case .json: print(judgement.rowText())
    case .text: print(judgement.sentence)
    }
    switch judgement.correct {
    case true?: return
    case false?: throw ExitStatus.answerIsNo
    case nil: throw ExitStatus.badInput
    }
  }
}

/// What stands on the command line and is no option of ours: `-3` and `-x` are texts, and so is everything behind `--`.
struct MathArguments {
  let words: [String]

  /// - Throws: a usage error for what looks like a misspelt option.
  init(_ given: [String]) throws {
    let terminator = given.firstIndex(of: "--") ?? given.endIndex
    for word in given[..<terminator] where word.hasPrefix("--") {
      throw ValidationError("there is no option \"\(word)\"; behind -- everything is a text")
    }
    words = Array(given[..<terminator] + given[terminator...].dropFirst())
  }
}

struct MathPairsOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Pairs to judge, JSON lines, also gzip or zstd; - is standard input.", valueName: "file"))
  var pairs: String?

  @Option(help: ArgumentHelp("Where rows go (default: standard output).", valueName: "file"))
  var out: String?

  @Flag(help: "End with 1 if a pair is not decided as its row expects; rows get `expected` and `met`.")
  var expect = false

  @Option(help: ArgumentHelp("Pairs judged at once, in chunks (default: the number of processors).", valueName: "n"))
  var jobs: Int?

  @Option(help: ArgumentHelp("auto: on a terminal; plain: lines; none.", valueName: "how"))
  var progress: ProgressChoice?

  /// An option that says nothing without `--pairs`.
  var stray: String? {
    if out != nil { return "--out" }
    if expect { return "--expect" }
    if jobs != nil { return "--jobs" }
    return progress == nil ? nil : "--progress"
  }

  func validateChoice() throws {
    if let jobs, jobs < 1 || jobs > 4096 { throw ValidationError("--jobs is between 1 and 4096, not \(jobs)") }
  }
}

struct MathSettingsOptions: ParsableArguments {
  @Flag(inversion: .prefixedNo, help: "Variables have to be named as in the gold (the default).")
  var strict: Bool?

  @Option(
    help: ArgumentHelp("Decimals are equal that agree when rounded to so many places (default: exact).", valueName: "n")
  )
  var decimalPlaces: Int?

  @Flag(inversion: .prefixedNo, help: "An inequality may be given where the gold is an interval (the default).")
  var setRelations: Bool?

  @Option(help: "The language of the responses, a hint for phrases such as \"the answer is\".")
  var language: String?

  @Option(
    help: ArgumentHelp("Where answers are looked for: some of latex,expr,string (default: all).", valueName: "list"))
  var targets: MathTargets?

  func validateChoice() throws {
    let range = MathSettings.decimalPlacesRange
    if let decimalPlaces, !range.contains(decimalPlaces) {
      throw ValidationError(
        "--decimal-places is between \(range.lowerBound) and \(range.upperBound), not \(decimalPlaces)")
    }
  }

  var value: MathSettings {
    var value = MathSettings()
    if let strict { value.strict = strict }
    if let decimalPlaces { value.decimalPlaces = decimalPlaces }
    if let setRelations { value.setRelations = setRelations }
    if let language { value.language = language }
    if let targets { value.targets = targets.targets }
    return value
  }
}

/// `latex,expr`.
struct MathTargets: ExpressibleByArgument {
  var targets: Set<MathSettings.Target>

  init?(argument: String) {
    let words = argument.split(separator: ",", omittingEmptySubsequences: false)
    let known = words.compactMap { MathSettings.Target(rawValue: String($0)) }
    guard known.count == words.count else { return nil }
    targets = Set(known)
  }
}

extension AnswerKind: ExpressibleByArgument {}
