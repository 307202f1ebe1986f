import Foundation
import Testing

/// What nobody should send: a clear answer that names the field, and a server that goes on.
@Suite(.enabled(if: Command.canJudge, "this machine gives no sandbox, or has no python3"))
struct ServeBadInputTests {
  static let sub = #"{"language":"python3","source_code":"print(1)"}"#

  @Test func everyBadBodyIsNamed() async throws {
    let server = try RunningServer()
    let echo = Sample.echo
    let cases: [(body: String, status: Int, field: String?, says: String)] = [
      ("", 400, nil, "empty"),
      ("{", 400, nil, "ends in the middle"),
      ("nonsense", 400, nil, "not JSON"),
      ("[]", 422, nil, "expected an object"),
      ("{}", 422, "submissions", "missing"),
      (#"{"submissions":[\#(Self.sub)]}"#, 422, "submissions[0].problem_id", "missing"),
      (#"{"problem":7,"submissions":[]}"#, 422, "problem", "expected an object"),
      (#"{"problem":{"id":"x"},"submissions":[]}"#, 422, "problem.kind", "missing"),
      (#"{"problem":{"id":"x","kind":"stdio","tests":[]},"submissions":[]}"#, 422, "problem", "no tests"),
      (
        #"{"problem":{"id":"x","kind":"stdio","tests":[{"input":1,"output":""}]},"submissions":[]}"#, 422,
        "problem.tests[0].input", "expected a string"
      ),
      (#"{"problem":\#(echo),"submissions":{}}"#, 422, "submissions", "expected a list"),
      (#"{"problem":\#(echo),"submissions":[{"language":"python3"}]}"#, 422, "submissions[0]", "`source_code`"),
      (
        #"{"problem":\#(echo),"submissions":[{"language":"python9","source_code":""}]}"#, 422,
        "submissions[0].language",
        "did you mean"
      ),
      (#"{"problem":\#(echo),"submissions":[{"answer":"1"}]}"#, 422, "submissions[0]", "wants a program"),
      (#"{"problem":\#(echo),"submissions":[],"deadlin_s":1}"#, 422, "deadlin_s", #"did you mean "deadline_s""#),
      (#"{"problem":\#(echo),"submissions":[],"deadline_s":"1"}"#, 422, "deadline_s", "expected a number"),
      (#"{"problem":\#(echo),"submissions":[],"deadline_s":1e9}"#, 422, "deadline_s", "is not between"),
      (#"{"problem":\#(echo),"submissions":[],"reward":"best"}"#, 422, "reward", "use soft or hard"),
      (#"{"problem":\#(echo),"problem_id":"x","submissions":[]}"#, 422, "problem_id", "keep one"),
      (#"{"problem":\#(echo),"submissions":[],"submissions":[]}"#, 400, "submissions", "twice"),
      (#"{"problem":{"id":"a","id":"b","kind":"stdio","tests":[]},"submissions":[]}"#, 400, "problem.id", "twice"),
      (String(repeating: "[", count: 5_000) + String(repeating: "]", count: 5_000), 400, nil, "nested deeper than 128"),
      (
        #"{"problem":\#(echo),"submissions":[{"language":"python3","source_code":"\ud800"}]}"#, 422,
        "submissions[0].source_code", "surrogate"
      ),
    ]
    for test in cases {
      let reply = try await server.ask("POST", "/v1/grade", test.body)
      #expect(reply.status == test.status, "\(test.body.prefix(90)): \(reply.text)")
      #expect(reply.error["field"] as? String == test.field, "\(test.body.prefix(90)): \(reply.text)")
      #expect(
        (reply.error["message"] as? String)?.contains(test.says) == true, "\(test.body.prefix(90)): \(reply.text)")
    }
    let notText = try await server.ask("POST", "/v1/grade", bytes: Data([0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x7D]))
    #expect(notText.status == 400)
    #expect((notText.error["message"] as? String)?.contains("not UTF-8 at byte 3") == true)
    #expect(try await server.grade([Sample.right]).verdicts == ["accepted"])
  }

  @Test func bodiesMayBeGzip() async throws {
    let server = try RunningServer(["--body-limit", "64KiB"])
    let scratch = server.scratch
    func packed(_ text: String) throws -> Data {
      try scratch.write("body", text)
      _ = try Command.shell("gzip -9 -k -f body", in: scratch.path)
      return try Data(contentsOf: URL(fileURLWithPath: scratch.file("body.gz")))
    }
    let body = #"{"problem":\#(Sample.echo),"submissions":[\#(Self.sub)]}"#
    let headers = ["Content-Encoding": "gzip"]
    let reply = try await server.ask("POST", "/v1/grade", bytes: packed(body), headers: headers)
    #expect(reply.verdicts == ["wrong_answer"])
    // A small body that is large inside.
    let bomb = "{\"problem\":\"" + String(repeating: "a", count: 8 << 20) + "\"}"
    let refused = try await server.ask("POST", "/v1/grade", bytes: packed(bomb), headers: headers)
    #expect(refused.status == 413)
    let damaged = try await server.ask("POST", "/v1/grade", bytes: Data("no gzip".utf8), headers: headers)
    #expect(damaged.status == 400)
    let other = try await server.ask("POST", "/v1/grade", body, headers: ["Content-Encoding": "br"])
    #expect(other.status == 415)
    let large = try await server.ask("POST", "/v1/grade", String(repeating: " ", count: 1 << 17))
    #expect(large.status == 413)
  }

  @Test func aCheckerThatFailsIsNamedBeforeAnythingIsJudged() async throws {
    let server = try RunningServer()
    let problem =
      #"{"id":"c","kind":"stdio","checker":{"type":"custom","protocol":"kattis","language":"python3","source_code":"raise SystemExit(7)"},"#
      + #""tests":[{"input":"1\n","output":"1\n"}]}"#
    let reply = try await server.grade([Sample.right], problem: problem)
    #expect(reply.status == 422)
    #expect(reply.error["field"] as? String == "problem.checker")
    #expect(try await server.ask("PUT", "/v1/problems/c", problem).status == 422)
  }

  /// Connections that say nothing, say it slowly, or break off; the server stays ready.
  @Test func rudeConnectionsHurtNobody() async throws {
    let server = try RunningServer()
    let idle = try (0..<1_000).map { _ in try RawConnection(port: server.port) }
    // Asked of the system, at once: a server's own answer may come when it has hung up on the idle.
    #expect(server.opens(1_000))
    let slow = try RawConnection(port: server.port)
    slow.send("POST /v1/grade HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{")
    let broken = try RawConnection(port: server.port)
    broken.send("POST /v1/grade HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{\"a\"")
    broken.leave()
    let nonsense = try RawConnection(port: server.port)
    nonsense.send("\u{1}\u{2}\u{3} nonsense\r\n\r\n")
    #expect(nonsense.read().hasPrefix("HTTP/1.1 400"))
    let huge = try RawConnection(port: server.port)
    huge.send("POST /v1/grade HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n")
    #expect(huge.read(until: "too_large").hasPrefix("HTTP/1.1 413"))
    let deaf = try RawConnection(port: server.port)
    let body = #"{"problem":\#(Sample.echo),"submissions":[\#(Self.sub)]}"#
    for _ in 0..<20 {
      deaf.send("POST /v1/grade HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }
    #expect(try await server.ask("GET", "/readyz").status == 200)
    #expect(try await server.grade([Sample.right]).verdicts == ["accepted"])
    #expect(try await server.metric("process_open_fds") > 0)
    withExtendedLifetime(idle) {}
  }

  @Test func unknownPathsAndMethods() async throws {
    let server = try RunningServer()
    let nowhere = try await server.ask("GET", "/v2/grade")
    #expect(nowhere.status == 404)
    #expect(nowhere.error["code"] as? String == "not_found")
    let wrong = try await server.ask("GET", "/v1/grade")
    #expect(wrong.status == 405)
    #expect(wrong.headers["allow"] == "POST")
    #expect(try await server.ask("GET", "/v1/verdicts/nonsense").status == 404)
  }
}
