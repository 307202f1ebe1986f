import Foundation
import Reports
import Rewards
import Testing

@Suite struct HTMLReportTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func sample(_ count: Int) -> [ReportRow] {
    var sample = SampleRun()
    return (0..<count).map { sample.row($0) }
  }

  @Test func everyRowIsEmbeddedWithItsDetails() throws {
    let rows = sample(300)
    let text = ReportText(html: try folder.report(rows))
    let embedded = try text.rows
    #expect(embedded.map { $0[0] as? String } == rows.map(\.result.submissionID))
    let verdicts = try #require((try text.blocks["meta"] as? [String: Any])?["verdicts"] as? [String])
    #expect(embedded.map { verdicts[$0[3] as? Int ?? -1] } == rows.map(\.result.verdict.rawValue))
    let details = try text.details.compactMap { $0 as? [String: Any] }
    #expect(details.count == rows.count)
    #expect(details.map { $0["program"] as? String } == rows.map(\.program))
    #expect(details.map { ($0["tests"] as? [Any])?.count } == rows.map(\.result.tests.count))
  }

  @Test func figuresStandInThePageWithoutTheScript() throws {
    let rows = sample(300)
    let visible = ReportText(html: try folder.report(rows, ending: ReportEnding(elapsedSeconds: 125))).visible
    for verdict in Verdict.allCases {
      let count = rows.filter { $0.result.verdict == verdict }.count
      guard count > 0 else { continue }
      let label = verdict.rawValue.replacingOccurrences(of: "_", with: " ")
      #expect(visible.contains("<span class=\"label\">\(label)</span> <span class=\"count\">\(count)</span>"))
    }
    for part in ["2 min 05 s", "chart-cpu", "chart-wall", "chart-memory", "chart-reward", "cgroup v2", "<svg"] {
      #expect(visible.contains(part))
    }
    #expect(visible.contains("--submissions &#39;S &amp; &lt;T&gt;.jsonl&#39;"))
  }

  @Test func hostileTextNeverBecomesMarkup() throws {
    let evil = "\"'></script><script>x</script><b>\u{0}\u{202E}\u{1B}[31m"
    var row = reportRow(
      evil, problem: evil, language: evil, verdict: .internalError, reason: .judgeFault, reward: nil, message: evil,
      program: evil)
    row.problemTitle = evil
    row.result.compile = CompileResult(
      succeeded: false, cpuTimeSeconds: 0, wallTimeSeconds: 0, peakMemoryBytes: 0, cached: false, message: evil)
    row.result.layers = [evil]
    let header = ReportHeader(
      title: evil, commandLine: evil, version: evil, started: evil, layers: [evil], missingLayers: [evil],
      rewardKind: .hard)
    let html = try folder.report([row], header: header, ending: ReportEnding(notes: [evil]))
    #expect(!html.contains("<b>"))
    #expect(!html.contains("<script>x"))
    for character: Unicode.Scalar in ["\0", "\u{202E}", "\u{1B}"] { #expect(!html.unicodeScalars.contains(character)) }
    // Three data blocks and the page's own script.
    #expect(html.components(separatedBy: "<script").count == 5)
    #expect(html.components(separatedBy: "</script").count == 5)
    #expect((try ReportText(html: html).details[0] as? [String: Any])?["program"] as? String == evil)
  }

  @Test func onlyTheScriptWithTheNonceMayRunAndNothingIsLoaded() throws {
    let first = try folder.report([reportRow()])
    let policy = try #require(first.firstMatch(of: /script-src 'nonce-([0-9a-f]+)'/))
    #expect(first.contains("<script nonce=\"\(policy.1)\">"))
    #expect(policy.1.count >= 16)
    #expect(first.contains("default-src 'none'"))
    #expect(!first.contains("unsafe-eval"))
    for scheme in ["http:", "https:", "src=\"", "url(", "@import"] { #expect(!first.contains(scheme)) }
    let second = try folder.report([reportRow()])
    #expect(second.firstMatch(of: /nonce-([0-9a-f]+)/)?.1 != policy.1)
  }

  @Test func anEmptyRunIsAReportToo() throws {
    let text = ReportText(html: try folder.report([]))
    #expect(try text.rows.isEmpty)
    #expect(text.visible.contains("No submission was judged."))
    #expect(text.html.hasSuffix("</html>\n"))
  }

  @Test func aRunOfFaultsSaysSoFirst() throws {
    let rows = (0..<70).map {
      reportRow(
        "f\($0)", verdict: .internalError, reason: .judgeFault, reward: nil, cpu: 0, wall: 0, memory: 0,
        message: "no launcher")
    }
    let visible = ReportText(html: try folder.report(rows)).visible
    #expect(visible.contains("<strong>70 judge faults.</strong>"))
    #expect(visible.contains("f0, f1, f2"))
    #expect(visible.contains("<span class=\"name\">Mean reward</span> <span class=\"value\">-</span>"))
    #expect(visible.contains("no submission ran"))
  }

  @Test func measurementsThatMakeNoSenseDoNotTrap() throws {
    let rows = [
      reportRow("a", reward: .nan, cpu: .nan, wall: .infinity, memory: .min),
      reportRow("b", reward: .infinity, cpu: -1, wall: 1e300, memory: .max),
      reportRow("c", reward: -1e300, cpu: 1e300, wall: .leastNonzeroMagnitude, memory: 0),
    ]
    let text = ReportText(html: try folder.report(rows))
    #expect(try text.rows.count == 3)
    #expect(try text.rows[0][4] is NSNull)
  }

  @Test func rowsBeyondTheLimitAreCountedAndSaid() throws {
    var limits = HTMLReportLimits()
    limits.rows = 130
    let text = ReportText(html: try folder.report(sample(300), limits: limits))
    #expect(try text.rows.count == 130)
    #expect(text.visible.contains("The table holds the first 130 of 300 submissions"))
    #expect(text.visible.contains("<span class=\"name\">Submissions</span> <span class=\"value\">300</span>"))
  }

  @Test func failuresKeepTheirDetailsWhenTheReportIsFull() throws {
    var limits = HTMLReportLimits()
    limits.detailBytes = 100_000
    limits.programBytes = 1_000
    let program = String(repeating: "é", count: 2_000)
    let rows = (0..<100).map { number in
      number < 60
        ? reportRow("a\(number)", program: program)
        : reportRow("w\(number)", verdict: .wrongAnswer, reason: .outputDiffers, reward: 0, program: program)
    }
    let text = ReportText(html: try folder.report(rows, limits: limits))
    let details = try text.details
    let kept = details.map { $0 is [String: Any] }
    #expect(kept.prefix(60).filter { $0 }.count < 60)
    #expect(kept.suffix(40).allSatisfy { $0 })
    let left = kept.filter { !$0 }.count
    #expect(text.visible.contains("the program and the tests of \(left) submissions were left out"))
    let first = try #require(details[0] as? [String: Any])
    #expect((first["program"] as? String)?.utf8.count == 1_000)
    #expect(first["programBytes"] as? Int == 4_000)
  }

  @Test func ofManyTestsTheFailedOnesAreKept() throws {
    var limits = HTMLReportLimits()
    limits.testsPerRow = 10
    var row = reportRow(verdict: .wrongAnswer, reason: .outputDiffers, reward: 0.9)
    row.result.tests = (0..<100).map {
      TestResult(index: $0, verdict: $0 > 95 ? .wrongAnswer : .accepted, reason: $0 > 95 ? .outputDiffers : .ok)
    }
    let text = ReportText(html: try folder.report([row], limits: limits))
    let details = try #require(try text.details[0] as? [String: Any])
    let indices = (details["tests"] as? [[Any]])?.map { $0[0] as? Int }
    #expect(indices == [0, 1, 2, 3, 4, 5, 96, 97, 98, 99])
    #expect(details["testsLeftOut"] as? Int == 90)
  }

  @Test func manyProblemsAreSummedUp() throws {
    let rows = (0..<(RunSummary.problemLimit + 5)).map { reportRow("s\($0)", problem: "p\($0)") }
    let visible = ReportText(html: try folder.report(rows)).visible
    #expect(visible.contains("the 200 with the most failures of 10,001"))
    #expect(visible.contains("more than 10,000 problems"))
  }

  @Test(arguments: [
    (Submission.Body.source("a"), "a"), (.response("<think>b"), "<think>b"),
    (.files([SourceFile(name: "m.c", contents: [0x61, 0xFF])]), "a\u{FFFD}"), (.files([]), ""),
    (
      .files([SourceFile(name: "a.c", contents: [0x61]), SourceFile(name: "b.h", contents: [0x62])]),
      "===== a.c =====\na\n===== b.h =====\nb"
    ),
  ])
  func programsAreTexts(_ body: Submission.Body, _ text: String) { #expect(ReportRow.programText(of: body) == text) }
}
