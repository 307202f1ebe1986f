import Foundation
import Testing

/// Who may ask a server, and what the world sees of it.
@Suite(.enabled(if: Command.canJudge, "this machine gives no sandbox, or has no python3")) struct ServeAccessTests {
  static let token = "0123456789abcdef0123456789abcdef"

  @Test func tokensOpenAndAreReadAgain() async throws {
    let scratch = try Scratch()
    try scratch.write("tokens", "alice \(Self.token)\n")
    let server = try RunningServer(["--token-file", "tokens"], in: scratch)
    for header in [[:], ["Authorization": "Bearer wrong"], ["Authorization": Self.token]] {
      let reply = try await server.ask("POST", "/v1/math", #"{"gold":"1","prediction":"1"}"#, headers: header)
      #expect(reply.status == 401)
      #expect(reply.headers["www-authenticate"] == "Bearer")
      #expect(!reply.text.contains(Self.token))
    }
    let mine = ["Authorization": "Bearer \(Self.token)"]
    #expect(try await server.ask("POST", "/v1/math", #"{"gold":"1","prediction":"1"}"#, headers: mine).status == 200)
    #expect(try await server.ask("GET", "/metrics").status == 401)
    for path in ["/", "/healthz", "/readyz", "/openapi.json"] {
      #expect(try await server.ask("GET", path).status == 200, "\(path)")
    }
    let next = String(Self.token.reversed())
    try scratch.write("tokens", "bob \(next)\n")
    while !server.log.contains("tokens_read") { try await Task.sleep(for: .milliseconds(50)) }
    #expect(try await server.ask("GET", "/metrics", headers: mine).status == 401)
    #expect(try await server.ask("GET", "/metrics", headers: ["Authorization": "Bearer \(next)"]).status == 200)
    #expect(!server.log.contains(Self.token) && !server.log.contains(next))
  }

  /// A page of another site, or one whose name was made to lead here, cannot use a server without tokens.
  @Test func otherSitesAreRefused() async throws {
    let server = try RunningServer()
    func status(_ headers: String) throws -> String {
      let connection = try RawConnection(port: server.port)
      connection.send("GET /v1/stats HTTP/1.1\r\n\(headers)\r\nConnection: close\r\n\r\n")
      return String(connection.read(until: "\r\n").prefix(12))
    }
    #expect(try status("Host: localhost:\(server.port)") == "HTTP/1.1 200")
    #expect(try status("Host: [::1]:\(server.port)") == "HTTP/1.1 200")
    #expect(try status("Host: evil.example") == "HTTP/1.1 403")
    #expect(try status("Host: localhost\r\nOrigin: https://evil.example") == "HTTP/1.1 403")
    #expect(try status("Host: localhost\r\nOrigin: http://localhost") == "HTTP/1.1 200")
  }

  @Test func thePageIsStrict() async throws {
    let server = try RunningServer()
    let page = try await server.ask("GET", "/")
    let policy = page.headers["content-security-policy"] ?? ""
    #expect(policy.contains("default-src 'none'"))
    #expect(!policy.contains("unsafe"))
    #expect(page.headers["x-content-type-options"] == "nosniff")
    for text in [
      page.text, try await server.ask("GET", "/page.js").text, try await server.ask("GET", "/page.css").text,
    ] {
      #expect(!text.isEmpty)
      for word in ["http://", "https://", "innerHTML", "eval(", "@import"] { #expect(!text.contains(word), "\(word)") }
    }
    #expect(!page.text.contains("<style") && !page.text.contains("onclick"))
  }

  @Test func nothingOfTheHostIsInAnswers() async throws {
    let server = try RunningServer(["--ledger", "l.sqlite"])
    let replies = [
      try await server.grade([Sample.right, "import os; print(os.getcwd())", "open('/etc/shadow')"]),
      try await server.ask("GET", "/metrics"), try await server.ask("GET", "/v1/stats"),
      try await server.ask("POST", "/v1/grade", "{"),
    ]
    for reply in replies { #expect(!reply.text.contains(server.scratch.path)) }
  }

  @Test func requestsHaveNamesAndLogLines() async throws {
    let server = try RunningServer(["--log-format", "json"])
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    let reply = try await server.grade(
      ["print('secret of the program')"], headers: ["X-Request-Id": "step-7.rollout_3", "traceparent": trace])
    #expect(reply.headers["x-request-id"] == "step-7.rollout_3")
    #expect(server.stop() == 0)
    let lines = JSONRows.parse(server.log)
    let line = try #require(lines.first { $0["request_id"] as? String == "step-7.rollout_3" })
    #expect(line["route"] as? String == "/v1/grade")
    #expect(line["status"] as? String == "200")
    #expect(line["trace_id"] as? String == "0af7651916cd43dd8448eb211c80319c")
    #expect(!server.log.contains("secret of the program"))
  }

  @Test func optionsMayStandInAFile() async throws {
    let scratch = try Scratch()
    try scratch.write("serve.yaml", "queue: 17\nlog-format: json\nledger: l.sqlite\nlog-requests: false\n")
    let server = try RunningServer(["--config", "serve.yaml", "--queue", "18"], in: scratch)
    #expect(try await server.ask("GET", "/v1/stats").object["queue_capacity"] as? Int == 18, "the command line counts")
    #expect(FileManager.default.fileExists(atPath: scratch.file("l.sqlite")))
    #expect(server.stop() == 0)
    #expect(!server.log.contains("\"request\""))
    for (text, says) in [
      ("queu: 3\n", #"serve.yaml:1: there is no option "queu"; did you mean "queue"?"#),
      ("queue: [1]\n", "serve.yaml:1: queue takes one value"), ("cold: maybe\n", "serve.yaml:1: cold is true or false"),
      ("- a\n", "serve.yaml: expected options"), ("listen: 0.0.0.0:0\n", "can be reached from other machines"),
    ] {
      try scratch.write("serve.yaml", text)
      let result = try Command.run(["serve", "--config", "serve.yaml"], in: scratch.path)
      #expect(result.status == 2)
      #expect(result.errors.contains(says), "\(result.errors)")
    }
  }
}
