import Foundation
import Processes
import Rewards
import Testing
import Text

@testable import Reports

/// The page in a real browser. Where none is installed these tests are listed as skipped.
@Suite(
  .enabled(if: Browser.path != nil, "no chromium found: install the package chromium to test the report's script"),
  .serialized, .timeLimit(.minutes(3)))
struct BrowserTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func samplePage(_ count: Int = 300) throws -> String {
    var sample = SampleRun()
    _ = try folder.report((0..<count).map { sample.row($0) })
    return folder.file("R.html")
  }

  @Test func anAddressFiltersSortsAndPages() throws {
    var sample = SampleRun()
    let rows = (0..<300).map { sample.row($0) }
    _ = try folder.report(rows)
    let results = rows.map(\.result)
    let wrong = results.filter { $0.verdict == .wrongAnswer }
    let slowest = results.sorted { $0.cpuTimeSeconds > $1.cpuTimeSeconds }
    let cases: [(hash: String, ids: [String], shown: String)] = [
      ("", results.map(\.submissionID), "all 300 shown"),
      ("verdict=wrong_answer", wrong.map(\.submissionID), "\(wrong.count) of 300 shown"),
      ("page=3", results.dropFirst(200).map(\.submissionID), "all 300 shown"),
      ("page=99999999999999999999", results.dropFirst(200).map(\.submissionID), "all 300 shown"),
      ("sort=cpu&dir=desc", slowest.map(\.submissionID), "all 300 shown"),
      ("sort=submission&dir=desc", results.reversed().map(\.submissionID), "all 300 shown"),
      (
        "language=python3&verdict=failed",
        results.filter { $0.language == "python3" && $0.verdict != .accepted }.map(\.submissionID), ""
      ),
      ("problem=contest%2F3-trees", results.filter { $0.problemID == "contest/3-trees" }.map(\.submissionID), ""),
      ("met=no", rows.filter { $0.met == false }.map(\.result.submissionID), ""),
      ("q=S-29", results.map(\.submissionID).filter { $0.contains("s-29") }, ""),
      ("q=%E0%A4%A", [], "0 of 300 shown"), ("verdict=nonsense", [], "0 of 300 shown"),
    ]
    for (hash, ids, shown) in cases {
      let page = try Browser.open(folder.file("R.html"), hash: hash)
      #expect(page.rowIDs == Array(ids.prefix(100)), "\(hash)")
      #expect(page.text.contains("role=\"status\">\(shown)"), "\(hash)")
    }
  }

  @Test func anAddressOpensARowOnItsPage() throws {
    let page = try Browser.open(try samplePage(), hash: "row=s-257")
    #expect(page.rowIDs.contains("s-257"))
    #expect(page.table.components(separatedBy: "aria-expanded=\"true\"").count == 2)
    // Row 257 carries the hostile program.
    #expect(page.table.contains("# &lt;/script&gt;&lt;script&gt;document.body.dataset.owned"))
    #expect(page.table.contains("<span class=\"control\" title=\"U+202E\">U+202E</span>desrever"))
    #expect(page.table.contains("<span class=\"control\" title=\"U+001B\">ESC</span>[31m"))
  }

  @Test func nothingThatAProgramHoldsRuns() throws {
    let evil = SampleRun.hostile
    var row = reportRow(evil, problem: evil, language: evil, verdict: .wrongAnswer, message: evil, program: evil)
    row.problemTitle = evil
    _ = try folder.report([row, reportRow("other")])
    let escaped = try #require(evil.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
    for hash in ["row=\(escaped)", "q=\(escaped)", "problem=\(escaped)", "language=\(escaped)"] {
      let page = try Browser.open(folder.file("R.html"), hash: hash)
      #expect(page.text.contains("data-ready=\"yes\""), "the page's own script ran")
      #expect(!page.text.contains("data-owned=\"yes\""))
    }
  }

  @Test func markupThatGetsInAllTheSameIsStoppedByThePolicy() throws {
    _ = try folder.report([reportRow()])
    let path = folder.file("R.html")
    let evil = """
      <script>document.body.dataset.owned = 'yes'</script>
      <img src="x" onerror="document.body.dataset.owned = 'yes'"><body onload="document.body.dataset.owned = 'yes'">
      </body>
      """
    let html = try String(contentsOfFile: path, encoding: .utf8).replacingOccurrences(of: "</body>", with: evil)
    try html.write(toFile: path, atomically: true, encoding: .utf8)
    let page = try Browser.open(path, hash: "")
    #expect(page.text.contains("data-ready=\"yes\""))
    #expect(!page.text.contains("data-owned=\"yes\""))
  }

  @Test func everyHiddenCharacterIsWrittenOut() throws {
    // All that Swift takes for hidden, and their neighbours; line ends are the page's to draw.
    let scalars = (UInt32(1)...0xE1000).compactMap(Unicode.Scalar.init).filter { scalar in
      scalar != "\n"
        && [-1, 0, 1].contains { offset in
          Unicode.Scalar(UInt32(max(0, Int(scalar.value) + offset))).map(PrintableText.isHidden) ?? false
        }
    }
    let hidden = Set(scalars.filter(PrintableText.isHidden))
    var program = ""
    for scalar in scalars {
      program.unicodeScalars.append(scalar)
      program += " "
    }
    var limits = HTMLReportLimits()
    limits.programBytes = 1_000_000
    _ = try folder.report([reportRow("a", program: program)], limits: limits)
    let page = try Browser.open(folder.file("R.html"), hash: "row=a")
    #expect(!page.table.unicodeScalars.contains { PrintableText.isHidden($0) })
    let shown = page.table.matches(of: /class="control" title="U\+([0-9A-F]+)"/)
      .compactMap { UInt32($0.1, radix: 16).flatMap(Unicode.Scalar.init) }
    #expect(Set(shown).symmetricDifference(hidden).isEmpty)
  }

  @Test func theScriptWritesNumbersAsSwiftDoes() throws {
    let values: [(Double, Int)] = [
      (0, 0), (0.0004, 1), (0.0099, 1_023), (0.041, 1_024), (0.9994, 12_595), (0.9996, 1_100_000), (1.236, 256 << 20),
      (12.06, 1 << 30), (59.97, 3 << 40), (125, 999 << 20), (11_230, 1_023 << 20), (3.6e6, 77),
    ]
    _ = try folder.report(values.enumerated().map { reportRow("n\($0)", cpu: $1.0, memory: $1.1) })
    let page = try Browser.open(folder.file("R.html"), hash: "")
    for (seconds, bytes) in values {
      #expect(page.table.contains("<td class=\"number\">\(NumberText.seconds(seconds))</td>"))
      #expect(page.table.contains("<td class=\"number\">\(NumberText.bytes(bytes))</td>"))
    }
  }

  @Test func emptyAndLargeReportsOpen() throws {
    _ = try folder.report([])
    let empty = try Browser.open(folder.file("R.html"), hash: "row=x&sort=cpu")
    #expect(empty.table.contains("No submission was judged."))
    let large = try Browser.open(try samplePage(20_000), hash: "sort=message&page=200&q=4180")
    #expect(large.text.contains("data-ready=\"yes\""))
    #expect(!large.rowIDs.isEmpty)
  }
}

/// A headless Chromium, one process a page.
enum Browser {
  static let path: String? = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// The document after the page's script has run.
  struct Page {
    var text: String

    /// The rows of the main table, without the data blocks that stand in the same document.
    var table: String {
      guard let start = text.range(of: "id=\"table-rows\""),
        let end = text.range(of: "<nav class=\"pager\"", range: start.upperBound..<text.endIndex)
      else { return "" }
      return String(text[start.upperBound..<end.lowerBound])
    }

    var rowIDs: [String] {
      table.matches(of: /<button class="open-button id"[^>]*><bdi>([^<]*)<\/bdi>/).map { String($0.1) }
    }
  }

  static func open(_ file: String, hash: String) throws -> Page {
    let browser = try #require(path)
    let profile = try TemporaryFolder()
    let ended = try FinishedProcess(
      running: browser,
      [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--timeout=60000", "--user-data-dir=\(profile.path)", "--dump-dom", "file://\(file)#\(hash)",
      ])
    return Page(text: String(decoding: ended.output, as: UTF8.self))
  }
}
