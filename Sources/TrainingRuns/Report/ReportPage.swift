import Text

/// The frame of a report: one file that loads nothing from elsewhere and runs nothing, in the style of all our reports.
///
/// The parts are HTML; every text in them that was not written here must have gone through ``escape(_:)``.
public struct ReportPage: Sendable, Hashable {
  /// Plain text.
  public var title: String
  /// Of klear-judge.
  public var version: String
  public var header: String
  public var main: String
  public var footer: String

  public init(title: String, version: String, header: String, main: String, footer: String = "") {
    self.title = title
    self.version = version
    self.header = header
    self.main = main
    self.footer = footer
  }

  /// Text for elements and quoted attributes; characters that hide or reorder are written out.
  public static func escape(_ text: String) -> String { HTMLText.escape(text) }

  public var html: String {
    let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
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
      \(ReportStyle.css)
      </style>
      </head>
      <body>
      <a class="skip" href="#main">Skip to the figures</a>
      <div class="page">
      \(header)
      <main id="main">
      \(main)
      </main>
      <footer>
      \(footer)
      <p>Written by klear-judge \(HTMLText.escape(version)). This file loads nothing from elsewhere.</p>
      </footer>
      </div>
      </body>
      </html>

      """
  }
}
