public import Rewards
import Text

/// The summary that `grade` prints when a run ends: a few aligned lines for a person.
///
///     FileHandle.standardError.write(Data(SummaryText(summary: report.summary).text.utf8))
public struct SummaryText: Sendable {
  public var summary: RunSummary
  /// Wall time of the run, in seconds.
  public var elapsedSeconds: Double?
  public var rewardKind: RewardKind
  /// ANSI colours. Off: no escape sequence at all, whatever ids and messages hold.
  public var color: Bool
  /// ASCII only, for terminals without UTF-8: other characters of ids become `?`.
  public var ascii: Bool

  public init(
    summary: RunSummary, elapsedSeconds: Double? = nil, rewardKind: RewardKind = .soft, color: Bool = false,
    ascii: Bool = false
  ) {
    self.summary = summary
    self.elapsedSeconds = elapsedSeconds
    self.rewardKind = rewardKind
    self.color = color
    self.ascii = ascii
  }

  /// Lines, each with its line end.
  public var text: String {
    let blocks = [[headline], verdicts, rewards, languages, problems, expectations, faults, slowest]
    return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  private static let barWidth = 30
  private static let listed = 5
  private static let problemsListed = 8

  private var headline: String {
    let problems = summary.problems.groups.count
    let many = summary.problems.others == nil ? "" : "more than "
    var line = NumberText.counted(summary.submissions, "submission", "submissions")
    line += " to " + many + NumberText.counted(problems, "problem", "problems")
    if let elapsedSeconds, elapsedSeconds > 0, elapsedSeconds.isFinite, summary.submissions > 0 {
      line += " in \(NumberText.seconds(elapsedSeconds))"
      line += " (\(NumberText.trimmed(Double(summary.submissions) / elapsedSeconds, 1))/s)"
    }
    return bold(line + ", CPU time \(NumberText.seconds(summary.overall.cpuTimeSeconds))")
  }

  private var verdicts: [String] {
    let group = summary.overall
    let used = Verdict.allCases.filter { group.count($0) > 0 }
    let rows = used.map { verdict in
      let count = group.count(verdict)
      let bar = max(1, (count * Self.barWidth + group.total / 2) / max(1, group.total))
      return [
        verdict.label, NumberText.count(count), NumberText.percent(count, of: group.total),
        String(repeating: ascii ? "#" : "█", count: bar),
      ]
    }
    let lines = Self.aligned(rows, right: [1, 2])
    return zip(used, lines).map { paint($1, code: Self.colorCode($0)) }
  }

  private var rewards: [String] {
    let group = summary.overall
    guard group.total > 0 else { return [] }
    guard group.rewarded > 0 else { return ["Mean reward: none, no submission has one"] }
    var line = "Mean \(rewardKind.rawValue) reward: \(NumberText.reward(group.meanReward))"
    if group.rewarded < group.total {
      line += " over \(NumberText.count(group.rewarded)); "
      line += NumberText.counted(group.total - group.rewarded, "submission has none", "submissions have none")
    }
    return [line]
  }

  private var languages: [String] {
    summary.submissions == 0 ? [] : table("By language", summary.languages.bySize, limit: RunSummary.languageLimit)
  }

  private var problems: [String] {
    let groups = summary.problems.byFailures.filter { $0.failed > 0 }
    guard summary.problems.groups.count > 1, !groups.isEmpty else { return [] }
    return table("Problems with the most failures", groups, limit: Self.problemsListed)
  }

  private func table(_ title: String, _ groups: [GroupSummary], limit: Int) -> [String] {
    let rows = groups.prefix(limit).map { group in
      [
        "  " + name(group.id), "\(NumberText.count(group.count(.accepted)))/\(NumberText.count(group.total))",
        NumberText.percent(group.count(.accepted), of: group.total), NumberText.reward(group.meanReward),
        group.medianCPUSeconds.map(NumberText.seconds) ?? "-",
      ]
    }
    let head = [title, "accepted", "", "mean reward", "median CPU"]
    let lines = Self.aligned([head] + rows, right: [1, 2, 3, 4], indent: "")
    return more(lines, of: groups.count, shown: rows.count)
  }

  private var expectations: [String] {
    guard summary.expectationsChecked > 0 else { return [] }
    let checked = NumberText.count(summary.expectationsChecked)
    guard summary.expectationsNotMet > 0 else { return [paint("Expectations: all \(checked) met", code: 32)] }
    let rows = summary.notMetExamples.map { example in
      let expected = example.expected.map(\.label).joined(separator: " or ")
      let got = "got \(example.verdict.label)"
      return [name(example.submissionID), got, expected.isEmpty ? "" : "expected \(expected)"]
    }
    let title = "Expectations not met: \(NumberText.count(summary.expectationsNotMet)) of \(checked)"
    return more([paint(title, code: 31)] + Self.aligned(rows), of: summary.expectationsNotMet, shown: rows.count)
  }

  private var faults: [String] {
    var lines: [String] = []
    if summary.faults > 0 {
      let title = "Judge faults: \(NumberText.count(summary.faults)); not the programs' doing, and without a reward"
      let rows = summary.faultExamples.map { [name($0.submissionID), name($0.message ?? "", limit: 90)] }
      lines = more([paint(title, code: 31)] + Self.aligned(rows), of: summary.faults, shown: rows.count)
    }
    if summary.datasetErrors > 0 {
      let count = NumberText.counted(summary.datasetErrors, "submission", "submissions")
      lines.append(paint("Dataset errors: \(count) to problems that cannot be judged, without a reward", code: 31))
    }
    if summary.provokedFaults > 0 {
      lines.append("Provoked faults, charged to the programs: \(NumberText.count(summary.provokedFaults))")
    }
    return lines
  }

  private var slowest: [String] {
    guard summary.submissions > 1, !summary.slowest.isEmpty else { return [] }
    let rows = summary.slowest.prefix(Self.listed).map { example in
      [
        NumberText.seconds(example.cpuTimeSeconds), name(example.submissionID), name(example.problemID),
        name(example.language ?? "-"), example.verdict.label,
      ]
    }
    return ["Most CPU time"] + Self.aligned(rows, right: [0])
  }

  /// `lines` with one more that counts what is not listed.
  private func more(_ lines: [String], of total: Int, shown: Int) -> [String] {
    total > shown ? lines + ["  and \(NumberText.count(total - shown)) more"] : lines
  }

  /// An id or a message as one line that cannot steer the terminal.
  private func name(_ text: String, limit: Int = 40) -> String {
    let oneLine = PrintableText.make(PrintableText.middleShortened(text, to: limit, ellipsis: "..."))
    return ascii ? String(String.UnicodeScalarView(oneLine.unicodeScalars.map { $0.isASCII ? $0 : "?" })) : oneLine
  }

  private func bold(_ line: String) -> String { paint(line, code: 1) }

  private func paint(_ line: String, code: Int) -> String { color ? "\u{1B}[\(code)m\(line)\u{1B}[0m" : line }

  private static func colorCode(_ verdict: Verdict) -> Int {
    switch verdict {
    case .accepted: 32
    case .wrongAnswer, .runtimeError, .compileError: 31
    case .timeLimit, .memoryLimit, .outputLimit: 33
    case .securityViolation, .internalError: 35
    case .skipped: 90
    }
  }

  /// Columns two blanks apart; those in `right` end together, the others begin together.
  static func aligned(_ rows: [[String]], right: Set<Int> = [], indent: String = "  ") -> [String] {
    var widths: [Int] = []
    for row in rows {
      for (column, cell) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], cell.count)
      }
    }
    return rows.map { row in
      var line = indent
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        line += (column > 0 ? "  " : "") + (right.contains(column) ? padding + cell : cell + padding)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
