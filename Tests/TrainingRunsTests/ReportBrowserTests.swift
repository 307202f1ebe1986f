import Foundation
import Testing

@testable import TrainingRuns

enum InstalledBrowser {
  static let name: String? = ["chromium", "chromium-browser", "google-chrome"].first {
    (try? Command.run($0, ["--version"]))?.status == 0
  }
}

/// The page in a real browser. Where none is installed these tests are listed as skipped.
@Suite(
  .enabled(if: InstalledBrowser.name != nil, "no chromium found: install the package chromium"), .serialized,
  .timeLimit(.minutes(3)))
struct ReportBrowserTests {
  /// The page after it was laid out, with what `script` wrote into it.
  private func open(_ html: String, width: Int) throws -> String {
    let folder = try TemporaryFolder()
    let path = try folder.write("page.html", html)
    let flags = [
      "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--user-data-dir=\(folder.path)/profile",
      "--window-size=\(width),900", "--virtual-time-budget=2000", "--dump-dom", "file://\(path)",
    ]
    return try Command.run(try #require(InstalledBrowser.name), flags).output
  }

  private func html(_ rows: [StepMetrics]) -> String {
    var report = RunReportTests.report(rows, samples: RunReportTests.samples)
    report.configuration.outputFolder = "runs/" + String(repeating: "a-long-name-without-a-space", count: 8)
    report.details.commandLine = RunReportTests.hostile + String(repeating: "x", count: 400)
    return report.html
  }

  /// The policy is taken out, so that the page can be asked how it was laid out in a frame of a phone's width.
  @Test(arguments: [320, 390, 768, 1_200])
  func nothingIsWiderThanTheWindow(_ width: Int) throws {
    let page = html(RunReportTests.rl(60))
    let open = try #require(page.range(of: "default-src 'none'"))
    let inner = page.replacingCharacters(in: open, with: "default-src 'unsafe-inline'")
    let quoted = inner.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "\"", with: "&quot;")
    // A window cannot be as narrow as a phone; a frame can.
    let outer = """
      <!DOCTYPE html><body><iframe width="\(width)" height="800" srcdoc="\(quoted)"></iframe>
      <script>addEventListener('load', () => {
        const root = document.querySelector('iframe').contentDocument.documentElement;
        document.body.dataset.widths = root.clientWidth + ' ' + root.scrollWidth;
      });</script>
      """
    let result = try self.open(outer, width: 1_400)
    let match = try #require(result.firstMatch(of: /data-widths="(\d+) (\d+)"/), "\(result.prefix(500))")
    #expect(match.1 == match.2)
    #expect(Int(match.1) == width)
  }

  @Test func markupThatGetsInAllTheSameIsStoppedByThePolicy() throws {
    let evil = """
      <script>document.body.dataset.owned = 'yes'</script>
      <img src="x" onerror="document.body.dataset.owned = 'yes'"></body>
      """
    let page = html(RunReportTests.sft(5)).replacingOccurrences(of: "</body>", with: evil)
    let result = try open(page, width: 800)
    #expect(result.contains("This file loads nothing from elsewhere."))
    #expect(!result.contains("data-owned"))
  }
}
