import Foundation
import Glibc
import Processes
import Testing

/// The server's own API, over a real socket.
@Suite(.enabled(if: Command.canJudge, "this machine gives no sandbox, or has no python3")) struct ServeTests {
  @Test func aRowIsThatOfGrade() async throws {
    let server = try RunningServer(["--ledger", "l.sqlite"])
    let reply = try await server.grade([Sample.right, Sample.wrong, "exit(3)", "x = ("])
    #expect(reply.status == 200)
    #expect(reply.verdicts == ["accepted", "wrong_answer", "runtime_error", "compile_error"])
    let local = try KlearCommandGrade.rows([Sample.right, Sample.wrong, "exit(3)", "x = ("])
    for (row, other) in zip(reply.rows, local) {
      for key in ["submission_id", "problem_id", "verdict", "reason", "passed", "total", "message", "layers"] {
        #expect("\(row[key] ?? "")" == "\(other[key] ?? "")", "\(key)")
      }
      #expect(row["reward"] as? Double == other["reward"] as? Double)
    }
    for row in reply.rows {
      let id = try #require(row["verdict_id"] as? String)
      let stored = try await server.ask("GET", "/v1/verdicts/\(id)")
      #expect(stored.object as NSDictionary == row as NSDictionary)
    }
    #expect(server.stop() == 0)
    // What it acknowledged is there without it.
    let listed = try Command.run(["ledger", "list", "l.sqlite", "--format", "json"], in: server.scratch.path)
    #expect(listed.rows.count == 4)
  }

  @Test func rowsStreamAsTheyEnd() async throws {
    let server = try RunningServer()
    let reply = try await server.grade(
      [Sample.right, Sample.wrong], headers: ["Accept": "application/x-ndjson"])
    let lines = JSONRows.parse(reply.text)
    #expect(reply.headers["content-type"] == "application/x-ndjson")
    #expect(Set(lines.dropLast().compactMap { $0["submission_id"] as? String }) == ["s0", "s1"])
    #expect(lines.last?["done"] as? Int == 2)
  }

  @Test func registeredProblemsNeedNoTests() async throws {
    let scratch = try Scratch()
    let first = try RunningServer(["--ledger", "l.sqlite"], in: scratch)
    let put = try await first.ask("PUT", "/v1/problems/echo", Sample.echo)
    #expect(put.status == 200)
    let hash = try #require(put.object["hash"] as? String)
    #expect(first.stop() == 0)
    // Another server on the same ledger knows it.
    let server = try RunningServer(["--ledger", "l.sqlite"], in: scratch)
    for name in ["echo", hash] {
      let body = #"{"problem_id":"\#(name)","submissions":[{"language":"python3","source_code":"print(input())"}]}"#
      #expect(try await server.ask("POST", "/v1/grade", body).verdicts == ["accepted"])
      let known = try await server.ask("GET", "/v1/problems/\(name)")
      #expect(known.object["tests"] as? Int == 2)
      #expect(!known.text.contains("output"), "the tests are not given away")
    }
    #expect(try await server.ask("GET", "/v1/problems/other").status == 404)
    let unknown = try await server.ask("POST", "/v1/grade", #"{"problem_id":"other","submissions":[{"answer":"1"}]}"#)
    #expect(unknown.status == 404)
    #expect(
      unknown.error["field"] as? String == "submissions[0].problem_id"
        || unknown.error["field"] as? String == "problem_id")
  }

  @Test func mathAndRewards() async throws {
    let server = try RunningServer()
    let one = try await server.ask("POST", "/v1/math", #"{"gold":"1/2","prediction":"0.5","pairs":null}"#)
    #expect(one.object["correct"] as? Bool == true)
    let many = try await server.ask(
      "POST", "/v1/math",
      #"{"pairs":[{"id":"a","gold":"2","prediction":"3"},{"gold":"(","prediction":"1"},{"gold":"x","prediction":"So \\boxed{x}","kind":"extraction"}]}"#
    )
    #expect(many.rows.map { $0["correct"] as? Bool } == [false, nil, true])
    let math = try await server.ask(
      "POST", "/v1/reward", #"{"data_source":"math","ground_truth":"42","solution_str":"so \\boxed{42}"}"#)
    #expect(math.object["score"] as? Double == 1)
    let code = try await server.ask(
      "POST", "/v1/reward",
      #"{"data_source":"code","ground_truth":"{\"inputs\":[\"1\",\"2\"],\"outputs\":[\"1\",\"2\"]}","solution_str":"```python\nprint(1)\n```"}"#
    )
    #expect(code.object["reward"] as? Double == 0.5)
    let hard = try await server.ask(
      "POST", "/v1/reward",
      #"{"reward":"hard","ground_truth":{"inputs":["1","2"],"outputs":["1","2"]},"response":"```python\nprint(1)\n```"}"#
    )
    #expect(hard.object["reward"] as? Double == 0)
    let batch = try await server.ask(
      "POST", "/v1/reward",
      #"{"data_sources":["math","math"],"solution_strs":["\\boxed{1}","\\boxed{2}"],"ground_truths":["1","1"],"extra_infos":[null,{"index":3}]}"#
    )
    #expect(batch.object["rewards"] as? [Double] == [1, 0])
    // A problem_id that nobody has registered leaves what the row brings along.
    let both = try await server.ask(
      "POST", "/v1/reward", #"{"problem_id":"gsm-1","ground_truth":"7","solution_str":"\boxed{7}"}"#)
    #expect(both.object["score"] as? Double == 1)
    // A right answer that does not parse is a fault of the dataset, and no reward.
    let unknown = try await server.ask("POST", "/v1/reward", #"{"ground_truth":"((","solution_str":"\\boxed{1}"}"#)
    #expect(unknown.status == 200)
    #expect(unknown.object["reward"] is NSNull)
    #expect(unknown.object["verdict"] as? String == "internal_error")
  }

  @Test func theSameKeyGivesTheSameRowsAlsoAfterAKill() async throws {
    let scratch = try Scratch()
    let first = try RunningServer(["--ledger", "l.sqlite"], in: scratch)
    let headers = ["Idempotency-Key": "step-1"]
    let reply = try await first.grade([Sample.right, Sample.wrong], headers: headers)
    #expect(reply.status == 200)
    #expect(reply.headers["idempotent-replayed"] == nil)
    first.process.send(SIGKILL)
    first.process.wait()
    let second = try RunningServer(["--ledger", "l.sqlite"], in: scratch)
    let again = try await second.grade([Sample.right, Sample.wrong], headers: headers)
    #expect(again.text == reply.text)
    #expect(again.headers["idempotent-replayed"] == "true")
    let other = try await second.grade([Sample.wrong], headers: headers)
    #expect(other.status == 409)
    #expect(other.error["code"] as? String == "idempotency_key_reused")
    let ledger = try Command.run(["ledger", "list", "l.sqlite", "--format", "json"], in: scratch.path)
    #expect(ledger.rows.count == 2, "nothing was judged twice")
  }

  @Test func deadlinesNameWhatIsNotFinished() async throws {
    let server = try RunningServer()
    let body =
      #"{"problem":{"id":"p","kind":"stdio","time_limit_s":60,"tests":[{"input":"","output":""}]},"deadline_s":0.5,"#
      + #""submissions":[{"id":"loop","language":"python3","source_code":"while True: pass"}]}"#
    let reply = try await server.ask("POST", "/v1/grade", body)
    #expect(reply.status == 504)
    #expect((reply.error["message"] as? String)?.contains("loop") == true)
    #expect(reply.error["field"] as? String == "submissions[0]")
    #expect(try await server.grade([Sample.right]).verdicts == ["accepted"])
  }

  @Test func whoLeavesFreesThePlace() async throws {
    let server = try RunningServer(["--jobs", "1"])
    let connection = try RawConnection(port: server.port)
    let body =
      #"{"problem":{"id":"p","kind":"stdio","time_limit_s":600,"tests":[{"input":"","output":""}]},"#
      + #""submissions":[{"language":"python3","source_code":"import time\nwhile True: time.sleep(1)"}]}"#
    connection.send(
      "POST /v1/grade HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    while try await server.metric("klear_workers_busy") < 1 { try await Task.sleep(for: .milliseconds(20)) }
    connection.leave()
    while try await server.metric("klear_workers_busy") > 0 { try await Task.sleep(for: .milliseconds(20)) }
    #expect(try await server.grade([Sample.right]).verdicts == ["accepted"])
    #expect(try await server.metric("klear_cancelled_total") == 1)
  }

  /// What was asked before SIGTERM is answered; a server that is about to end says so.
  @Test func drainsOnSIGTERM() async throws {
    let server = try RunningServer(["--jobs", "1", "--drain-timeout", "600"])
    let slow = "import time\nt = time.process_time()\nwhile time.process_time() - t < 0.5: pass\nprint(input())"
    async let reply = server.grade([slow])
    // Under way, or on a busy machine seen too late.
    while try await server.metric("klear_workers_busy") + server.metric("klear_ledger_rows_total") < 1 {
      try await Task.sleep(for: .milliseconds(10))
    }
    server.process.send(SIGTERM)
    #expect(try await reply.verdicts == ["accepted"])
    #expect(server.process.wait() == 0)
    #expect(server.log.contains("draining"))
  }

  @Test func aBusyAddressIsNamed() async throws {
    let server = try RunningServer()
    let second = try Command.run(["serve", "--listen", "127.0.0.1:\(server.port)"])
    #expect(second.status == 2)
    #expect(second.errors.contains("--listen 127.0.0.1:\(server.port): Address already in use"), "\(second.errors)")
  }
}

enum KlearCommandGrade {
  /// The rows that `grade` gives for the same programs.
  static func rows(_ sources: [String]) throws -> [[String: Any]] {
    let submissions = sources.enumerated().map { Sample.submission("s\($0)", $1) }.joined(separator: "\n")
    return try grade(Sample.echo, submissions).rows
  }
}
