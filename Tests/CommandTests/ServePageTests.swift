import Foundation
import Testing

/// The server's page in a browser.
@Suite(
  .enabled(if: Command.canJudge, "this machine gives no sandbox, or has no python3"),
  .enabled(if: PageBrowser.path != nil, "no chromium found: install the package chromium to test the page"))
struct ServePageTests {
  /// The page's elements after its script has run.
  static func dom(_ server: RunningServer, _ fragment: String = "") throws -> String {
    let profile = server.scratch.file("profile")
    let result = try Command.shell(
      "'\(PageBrowser.path ?? "")' --headless=new --no-sandbox --disable-gpu --user-data-dir='\(profile)' "
        + "--virtual-time-budget=5000 --dump-dom 'http://127.0.0.1:\(server.port)/\(fragment)' 2> /dev/null",
      in: server.scratch.path)
    return result.output
  }

  /// Where tokens are wanted the page itself is open, and shows nothing but the question for one.
  @Test func asksForAToken() async throws {
    let scratch = try Scratch()
    try scratch.write("tokens", "page 0123456789abcdef0123456789abcdef\n")
    let server = try RunningServer(["--token-file", "tokens"], in: scratch)
    let page = try Self.dom(server)
    #expect(page.contains("<form id=\"access\">"), "\(page.prefix(2000))")
    #expect(page.contains("<main id=\"main\" hidden"))
    #expect(page.contains("a token is needed"))
  }

  /// Ids and messages come from whoever made the submissions.
  @Test func showsHostileTextAsText() async throws {
    let server = try RunningServer()
    let id = "<img src=x onerror=document.title='taken'>"
    let program = Sample.submission(id, "print('</td><script>document.title=\"taken\"</script>')")
    let reply = try await server.ask(
      "POST", "/v1/grade", "{\"problem\":\(Sample.echo),\"submissions\":[\(program)]}")
    #expect(reply.verdicts == ["wrong_answer"])
    let page = try Self.dom(server)
    #expect(page.contains("&lt;img src=x"), "\(page.prefix(2000))")
    #expect(!page.contains("<img"))
    #expect(page.contains("<title>klear-judge</title>"))
    #expect(page.contains("wrong answer 1 (100.0 %)"))
    let verdict = try #require(reply.rows.first?["verdict_id"] as? String)
    let detail = try Self.dom(server, "#\(verdict)")
    #expect(detail.contains("<dialog id=\"detail\" aria-labelledby=\"name\" open"), "\(detail.prefix(2000))")
    #expect(detail.contains("expected \"1\", got \"&lt;/td&gt;"))
    #expect(!detail.contains("<script>document"))
  }
}

enum PageBrowser {
  static let path: String? = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }
}
