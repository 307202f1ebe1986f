import ArgumentParser
import Ledger
import Rewards

struct LedgerListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists verdicts, the latest first, or the runs that they belong to.")

  @OptionGroup var file: LedgerFileArgument
  @OptionGroup(title: "Which") var which: LedgerFilterOptions
  @Flag(help: "The runs instead, in numbers.")
  var runs = false
  @Option(help: ArgumentHelp("At most this many.", valueName: "n"))
  var limit = 20
  @Option(help: "text, or json for a program.")
  var format: OutputFormat = .text

  func validate() throws {
    guard (1...1_000_000).contains(limit) else {
      throw ValidationError("--limit is between 1 and 1000000, not \(limit)")
    }
  }

  func run() async throws {
    try await withLedger(file) { ledger in
      if runs {
        for run in try await ledger.runs().prefix(limit) {
          print(format == .json ? LedgerRowText.json(run) : LedgerRowText.line(run))
        }
        return
      }
      for entry in try await ledger.latest(which.filter, limit: limit) {
        print(format == .json ? LedgerRowText.whole(entry) : LedgerRowText.line(entry))
      }
    }
  }
}

struct LedgerCompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Says where two runs differ in verdict, reward or tests passed.",
    discussion: "Exit codes: 0 the same submissions with the same verdicts, 1 they differ, 2 bad usage or no such run.")

  @OptionGroup var file: LedgerFileArgument
  @Argument(help: "A run.")
  var first: String
  @Argument(help: "Another.")
  var second: String
  @Option(help: ArgumentHelp("Differences to show.", valueName: "n"))
  var limit = 100
  @Option(help: "text, or json for a program.")
  var format: OutputFormat = .text

  func run() async throws {
    let comparison = try await withLedger(file) { try await $0.compare(first, second, limit: max(0, limit)) }
    switch format {
    case .json: print(json(comparison))
    case .text: text(comparison)
    }
    if !comparison.areSame { throw ExitStatus.answerIsNo }
  }

  private func text(_ comparison: LedgerComparison) {
    for difference in comparison.differences {
      let sides = [difference.first, difference.second].map { side in
        "\(side.verdict) (\(side.passed)/\(side.total), \(side.reward.map(LedgerRowText.number) ?? "no reward"))"
      }
      print(
        "\(LedgerRowText.printable(difference.problemID))  \(LedgerRowText.printable(difference.submissionID))  "
          + "\(sides[0]) -> \(sides[1])")
    }
    print(
      "\(comparison.common) in both, \(comparison.differing) differ; only in \(first): \(comparison.onlyFirst), "
        + "only in \(second): \(comparison.onlySecond)")
  }

  private func json(_ comparison: LedgerComparison) -> String {
    func side(_ side: LedgerComparison.Side) -> String {
      var row = JSONObjectText()
      row.add("verdict_id", side.id)
      row.add("verdict", side.verdict)
      row.add("reason", side.reason)
      row.add("reward", side.reward)
      row.add("passed", side.passed)
      row.add("total", side.total)
      return row.line
    }
    let differences = comparison.differences.map { difference in
      var row = JSONObjectText()
      row.add("problem_id", difference.problemID)
      row.add("submission_id", difference.submissionID)
      row.add("first", raw: side(difference.first))
      row.add("second", raw: side(difference.second))
      return row.line
    }
    var body = JSONObjectText()
    body.add("common", comparison.common)
    body.add("only_first", comparison.onlyFirst)
    body.add("only_second", comparison.onlySecond)
    body.add("differing", comparison.differing)
    body.add("differences", raw: "[" + differences.joined(separator: ",") + "]")
    return body.line
  }
}
