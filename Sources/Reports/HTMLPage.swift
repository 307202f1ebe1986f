import Rewards
import Text

/// The page around the data: head, summary, and the frame of the table that the script fills.
///
/// The data blocks stand before the summary, since they are written while the run goes on; they are not shown.
struct HTMLPage {
  let header: ReportHeader
  let ending: ReportEnding
  let summary: RunSummary
  let embedded: Int
  let withoutDetails: Int
  let problems: NameTable
  let languages: NameTable

  static func head(title: String, nonce: String) -> String {
    let policy =
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-\(nonce)'; base-uri 'none'; form-action 'none'"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="referrer" content="no-referrer">
      <meta name="color-scheme" content="light dark">
      <title>\(HTMLText.escape(PrintableText.make(title)))</title>
      <style>
      \(String(decoding: PackageResources.report_css, as: UTF8.self))
      </style>
      </head>
      <body>

      """
  }

  static func dataBlock(id: String, json: [UInt8]) -> [UInt8] {
    Array("<script type=\"application/json\" id=\"\(id)\">".utf8) + json + Array("</script>\n".utf8)
  }

  static func foot(nonce: String) -> String {
    let scripts = [PackageResources.data_js, PackageResources.details_js, PackageResources.table_js]
    return """
      <script nonce="\(nonce)">
      'use strict';
      (() => {
      \(scripts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n"))
      })();
      </script>
      </body>
      </html>

      """
  }

  func body() -> String {
    """
    <a class="skip" href="#submissions">Skip to the submissions</a>
    <div class="page">
    \(PageHeader(header: header, ending: ending, summary: summary).html)
    <main>
    \(PageTiles(summary: summary, ending: ending).html)
    \(VerdictMix(group: summary.overall).section)
    \(PageCharts(summary: summary, rewardKind: header.rewardKind).html)
    \(GroupTables(summary: summary, problems: problems, languages: languages).html)
    \(SubmissionsSection(summary: summary, embedded: embedded, withoutDetails: withoutDetails).html)
    </main>
    \(footer)
    </div>

    """
  }

  private var footer: String {
    let meanings = Verdict.allCases.map {
      "<div><dt>\(VerdictMix.swatch($0))\($0.label)</dt><dd>\($0.explanation)</dd></div>"
    }
    return """
      <footer>
      <details class="meanings"><summary>What the verdicts mean</summary>
      <dl>\(meanings.joined())</dl>
      <p>A submission has the verdict of its first test that is not accepted. CPU and wall time are sums over its \
      tests, memory is the largest peak.</p>
      </details>
      <p>Written by klear-judge \(HTMLText.escape(header.version)). This file loads nothing from elsewhere.</p>
      </footer>
      """
  }
}
