import Reports
import Rewards
import Testing

@Suite struct SummaryTextTests {
  private func summary(_ rows: [ReportRow]) -> RunSummary {
    var summary = RunSummary()
    for row in rows { summary.add(row) }
    return summary
  }

  private let mixed = [
    reportRow("s1", problem: "p1", expected: [.accepted], met: true),
    reportRow(
      "s2", problem: "p2", language: "cpp17", verdict: .wrongAnswer, reason: .outputDiffers, reward: 0.5, cpu: 0.002,
      expected: [.accepted, .timeLimit], met: false),
    reportRow("s3", problem: "p1", verdict: .timeLimit, reason: .cpuTime, reward: 0.25, cpu: 12.06),
    reportRow(
      "s\u{1B}[2J4", problem: "p2", verdict: .internalError, reason: .judgeFault, reward: nil, cpu: 0,
      message: "no\nlauncher"),
    reportRow("s5", problem: "p1"),
  ]

  @Test func aMixedRun() {
    let text = SummaryText(summary: summary(mixed), elapsedSeconds: 2.5, ascii: true).text
    #expect(
      text == """
        5 submissions to 2 problems in 2.50 s (2/s), CPU time 12.1 s

          accepted        2  40.0 %  ############
          wrong answer    1  20.0 %  ######
          time limit      1  20.0 %  ######
          internal error  1  20.0 %  ######

        Mean soft reward: 0.688 over 4; 1 submission has none

        By language  accepted          mean reward  median CPU
          python3         2/4  50.0 %        0.750       41 ms
          cpp17           0/1   0.0 %        0.500        2 ms

        Problems with the most failures  accepted          mean reward  median CPU
          p1                                  2/3  66.7 %        0.750       41 ms
          p2                                  0/2   0.0 %        0.500        2 ms

        Expectations not met: 1 of 2
          s2  got wrong answer  expected accepted or time limit

        Judge faults: 1; not the programs' doing, and without a reward
          s[U+001B][2J4  no[U+000A]launcher

        Most CPU time
          12.1 s  s3  p1  python3  time limit
           41 ms  s1  p1  python3  accepted
           41 ms  s5  p1  python3  accepted
            2 ms  s2  p2  cpp17    wrong answer

        """)
  }

  @Test func anEmptyRun() {
    #expect(
      SummaryText(summary: RunSummary(), elapsedSeconds: 1).text == "0 submissions to 0 problems, CPU time 0 ms\n")
  }

  @Test func expectationsThatAllHold() {
    let text = SummaryText(summary: summary([mixed[0]])).text
    #expect(text.contains("Expectations: all 1 met\n"))
  }

  @Test func coloursOnlyWhenAskedAndAsciiOnlyWhenAsked() {
    let summary = summary(mixed + [reportRow("é\u{202E}")])
    let plain = SummaryText(summary: summary).text
    #expect(!plain.contains("\u{1B}"))
    #expect(plain.contains("█"))
    let ascii = SummaryText(summary: summary, ascii: true).text
    #expect(ascii.unicodeScalars.allSatisfy { $0.isASCII && ($0.value >= 32 || $0 == "\n") })
    let colored = SummaryText(summary: summary, color: true).text
    #expect(colored.contains("\u{1B}[32m"))
    #expect(colored.replacing(/\u{1B}\[[0-9]+m/, with: "") == plain)
  }

  @Test func longListsAreCutAndCounted() {
    let faults = (0..<25).map { reportRow("f\($0)", verdict: .internalError, reason: .judgeFault, reward: nil, cpu: 0) }
    let text = SummaryText(summary: summary(faults)).text
    #expect(text.contains("Judge faults: 25"))
    #expect(text.contains("f9\n  and 15 more\n"))
    #expect(text.contains("Mean reward: none"))
  }

  @Test func theSlowestAreOrdered() {
    let rows = (0..<50).map { reportRow("s\($0)", cpu: Double(($0 * 37) % 50) + 1) }
    #expect(summary(rows).slowest.map(\.cpuTimeSeconds) == (41...50).reversed().map(Double.init))
  }
}
