import Foundation
import Processes
import Testing

/// Who waits for whom, and how a server ends.
@Suite(.enabled(if: Command.canJudge, "this machine gives no sandbox, or has no python3")) struct ServeFlowTests {
  /// Programs that never end, on a limit of so many seconds. Those of a long limit sleep, or they would take a core from
  /// all other tests for as long as theirs has to wait for its turn.
  static func loops(_ count: Int, seconds: Double) -> String {
    let body = seconds > 1 ? #"import time\nwhile True: time.sleep(1)"# : "while True: pass"
    let rows = (0..<count).map { #"{"language":"python3","source_code":"\#(body) # \#($0)"}"# }
    return #"{"problem":{"id":"loop","kind":"stdio","time_limit_s":\#(seconds),"tests":[{"input":"","output":""}]},"#
      + #""submissions":[\#(rows.joined(separator: ","))]}"#
  }

  /// One client's loops do not stand between another and his verdict.
  @Test func anotherClientsFloodIsNotWaitedFor() async throws {
    let scratch = try Scratch()
    let names = ["alice", "bob"].map { ($0, "\($0)-0123456789abcdef") }
    try scratch.write("tokens", names.map { "\($0) \($1)\n" }.joined())
    let server = try RunningServer(["--token-file", "tokens", "--jobs", "1"], in: scratch)
    let headers = names.map { ["Authorization": "Bearer \($1)"] }
    let flood = Task { try await server.ask("POST", "/v1/grade", Self.loops(40, seconds: 0.5), headers: headers[0]) }
    func waiting() async throws -> Int {
      try await server.ask("GET", "/v1/stats", headers: headers[1]).object["waiting"] as? Int ?? -1
    }
    while try await waiting() < 20 { try await Task.sleep(for: .milliseconds(10)) }
    #expect(try await server.grade([Sample.right], headers: headers[1]).verdicts == ["accepted"])
    #expect(try await waiting() > 0, "the flood still waits")
    flood.cancel()
  }

  @Test func aFullQueueSaysWhenToComeAgain() async throws {
    let server = try RunningServer(["--jobs", "1", "--queue", "4"])
    let first = Task { try await server.ask("POST", "/v1/grade", Self.loops(4, seconds: 600)) }
    while try await server.metric("klear_queue_length") < 2 { try await Task.sleep(for: .milliseconds(10)) }
    let reply = try await server.ask("POST", "/v1/grade", Self.loops(4, seconds: 600))
    #expect(reply.status == 429)
    #expect(reply.error["code"] as? String == "queue_full")
    #expect((Int(reply.headers["retry-after"] ?? "") ?? 0) >= 1)
    let tooMany = try await server.ask("POST", "/v1/grade", Self.loops(5, seconds: 600))
    #expect(tooMany.status == 413)
    first.cancel()
  }

  /// What cannot be judged in time is handed back, never lost in silence.
  @Test func whatIsLeftAfterDrainingIsHandedBack() async throws {
    let server = try RunningServer(["--jobs", "1", "--drain-timeout", "0.2"])
    let body = Self.loops(3, seconds: 600)
    let reply = Task { try await server.ask("POST", "/v1/grade", body) }
    while try await server.metric("klear_workers_busy") < 1 { try await Task.sleep(for: .milliseconds(10)) }
    server.process.send(SIGTERM)
    let answer = try await reply.value
    #expect(answer.status == 503)
    #expect(answer.error["code"] as? String == "draining")
    #expect(server.process.wait() == 0)
  }

  /// Two hundred requests of sixteen connections: each is answered once, with its own verdict.
  @Test func everyRequestIsAnsweredOnce() async throws {
    let server = try RunningServer(["--ledger", "l.sqlite", "--no-log-requests"])
    let programs = [("print(input())", "accepted"), ("print(1)", "wrong_answer"), ("exit(2)", "runtime_error")]
    _ = try await server.ask("PUT", "/v1/problems/echo", Sample.echo)
    let wrong = try await withThrowingTaskGroup(of: [Int].self) { group in
      for worker in 0..<16 {
        group.addTask {
          var wrong: [Int] = []
          for number in stride(from: worker, to: 200, by: 16) {
            let (source, verdict) = programs[number % programs.count]
            let row = Sample.submission("s\(number)", source + " # \(number)")
            let reply = try await server.ask("POST", "/v1/grade", "{\"submissions\":[\(row)]}")
            let isRight =
              reply.verdicts == [verdict] && reply.rows.first?["submission_id"] as? String == "s\(number)"
            if !isRight { wrong.append(number) }
          }
          return wrong
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(wrong == [])
    #expect(try await server.metric("klear_ledger_rows_total") == 200)
    #expect(server.stop() == 0)
    let listed = try Command.run(
      ["ledger", "list", "l.sqlite", "--limit", "1000", "--format", "json"], in: server.scratch.path)
    let ids = listed.rows.compactMap { ($0["row"] as? [String: Any])?["submission_id"] as? String }
    #expect(ids.count == 200 && Set(ids).count == 200)
  }
}
