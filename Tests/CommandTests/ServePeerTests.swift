import Foundation
import Testing

/// The request shapes of others, as their own documentation and clients have them.
@Suite(.enabled(if: Command.canJudge, "this machine gives no sandbox, or has no python3")) struct ServePeerTests {
  /// The request that verl's client sends.
  static func runCode(_ code: String, _ more: [String: Any] = [:]) -> String {
    var body: [String: Any] = [
      "compile_timeout": 10, "run_timeout": 10, "code": code, "stdin": "3 4\n", "memory_limit_MB": 1024,
      "language": "python", "files": [String: String](), "fetch_files": [String](),
    ]
    body.merge(more) { $1 }
    return String(decoding: (try? JSONSerialization.data(withJSONObject: body)) ?? Data(), as: UTF8.self)
  }

  @Test func sandboxFusionRunsPrograms() async throws {
    let server = try RunningServer()
    func run(_ code: String, _ more: [String: Any] = [:]) async throws -> [String: Any] {
      let reply = try await server.ask("POST", "/run_code", Self.runCode(code, more))
      #expect(reply.status == 200)
      #expect(
        Set(reply.object.keys)
          == ["status", "message", "compile_result", "run_result", "executor_pod_name", "files"])
      return reply.object
    }
    func stage(_ object: [String: Any]) -> [String: Any] { object["run_result"] as? [String: Any] ?? [:] }
    let right = try await run("a,b=map(int,input().split())\nprint(a+b)")
    #expect(right["status"] as? String == "Success")
    #expect(stage(right)["stdout"] as? String == "7\n")
    #expect(stage(right)["return_code"] as? Int == 0)
    #expect(right["compile_result"] is NSNull)
    let failed = try await run("import sys; sys.exit(3)")
    #expect(failed["status"] as? String == "Failed")
    #expect(stage(failed)["return_code"] as? Int == 3)
    let killed = try await run("import os; os.abort()")
    #expect(stage(killed)["return_code"] as? Int == -6)
    for code in ["import time; time.sleep(60)", "while True: pass"] {
      let late = try await run(code, ["run_timeout": 0.3])
      #expect(late["status"] as? String == "Failed")
      #expect(stage(late)["status"] as? String == "TimeLimitExceeded")
      #expect(stage(late)["return_code"] is NSNull)
    }
    // What the original cannot: more than its pipe holds.
    let long = try await run("print('a' * 500000)")
    #expect((stage(long)["stdout"] as? String)?.count == 500_001)
    let files = try await run(
      "open('out.txt','w').write(open('in.txt').read().upper())",
      ["files": ["in.txt": "aGVsbG8="], "fetch_files": ["out.txt"]])
    #expect(files["files"] as? [String: String] == ["out.txt": "SEVMTE8="])
    let unknown = try await server.ask("POST", "/run_code", Self.runCode("x", ["language": "brainfuck"]))
    #expect(unknown.status == 422)
    let detail = (unknown.object["detail"] as? [[String: Any]])?.first
    #expect(detail?["loc"] as? [String] == ["body", "language"])
  }

  @Test func sandboxFusionJudgesCompletions() async throws {
    let server = try RunningServer()
    func submit(_ completion: String) async throws -> RunningServer.Reply {
      let body: [String: Any] = [
        "dataset": "my_ds", "id": "1", "completion": completion,
        "config": [
          "dataset_type": "CommonOJDataset", "language": "python", "run_timeout": 20,
          "provided_data": [
            "id": "1", "content": "sum", "labels": [String: String](),
            "test": [["input": ["stdin": "3 4"], "output": ["stdout": "7"]]],
          ], "extra": [String: String](),
        ],
      ]
      let data = try JSONSerialization.data(withJSONObject: body)
      return try await server.ask("POST", "/submit", bytes: data)
    }
    let right = try await submit("```python\na,b=map(int,input().split())\nprint(a+b)\n```")
    #expect(right.object["accepted"] as? Bool == true)
    #expect((right.object["tests"] as? [[String: Any]])?.first?["passed"] as? Bool == true)
    #expect(try await submit("```python\nprint(8)\n```").object["accepted"] as? Bool == false)
    #expect(try await submit("no program").object["accepted"] as? Bool == false)
    let logic = try await server.ask(
      "POST", "/submit",
      #"{"dataset":"d","id":1,"completion":"","config":{"custom_extract_logic":"import os"}}"#)
    #expect(logic.status == 422)
  }

  /// The example of Piston's documentation.
  @Test func pistonExecutes() async throws {
    let server = try RunningServer()
    let program = #"{"name":"main.py","content":"import sys\nprint(sys.argv[1:], input())"}"#
    let reply = try await server.ask(
      "POST", "/api/v2/execute",
      #"{"language":"python","version":"3.10.0","files":[\#(program)],"stdin":"in","args":["1","2"],"#
        + #""compile_timeout":10000,"run_timeout":3000,"compile_memory_limit":-1,"run_memory_limit":-1}"#)
    #expect(reply.status == 200)
    let run = reply.object["run"] as? [String: Any] ?? [:]
    #expect(run["stdout"] as? String == "['1', '2'] in\n")
    #expect(run["code"] as? Int == 0)
    #expect(run["signal"] is NSNull)
    #expect(reply.object["language"] as? String == "python3")
    let late = try await server.ask(
      "POST", "/api/v2/execute",
      #"{"language":"python","version":"*","files":[{"content":"while True: pass"}],"run_timeout":300}"#)
    let stage = late.object["run"] as? [String: Any] ?? [:]
    #expect(stage["status"] as? String == "TO")
    #expect(stage["signal"] as? String == "SIGKILL")
    let missing = try await server.ask("POST", "/api/v2/execute", #"{"language":"python","version":"*"}"#)
    #expect(missing.status == 400)
    #expect(missing.object["message"] as? String == "files is required as an array")
    let plain = try await server.ask("POST", "/api/v2/execute", "{}", headers: ["Content-Type": "text/plain"])
    #expect(plain.status == 415)
    let runtimes = try await server.ask("GET", "/api/v2/runtimes")
    #expect(runtimes.text.contains(#"{"language":"python3","version":"3."#))
  }

  /// open-r1's scores for Codeforces: what its client sends, and what it reads of the answer.
  @Test func openR1GradesForCodeforces() async throws {
    let server = try RunningServer()
    func grade(
      _ program: String, language: String = "cf_python3", correct: String? = "7\r\n\r\nYES\n", checker: String? = nil,
      configuration: String = "TIME_LIMIT=1\nMEMORY_LIMIT=256\nINPUT_MODE=stdio"
    ) async throws -> RunningServer.Reply {
      let files = [
        ("main.python", program), checker.map { ("checker.py", $0) }, ("input.txt", "3 4\r\n"),
        correct.map { ("correct_output.txt", $0) }, ("grader_config", configuration),
      ].compactMap { $0 }.map { ["name": $0.0, "content": $0.1] }
      let body: [String: Any] = ["files": files, "run_timeout": 11_000, "language": language, "version": "*"]
      return try await server.ask("POST", "/api/v2/execute", bytes: JSONSerialization.data(withJSONObject: body))
    }
    func expect(
      _ reply: RunningServer.Reply, _ output: String, code: Int = 0, compiled: Int = 0,
      _ location: SourceLocation = #_sourceLocation
    ) {
      let (compile, run) = (reply.object["compile"] as? [String: Any], reply.object["run"] as? [String: Any])
      #expect(compile?["code"] as? Int == compiled, "\(reply.text)", sourceLocation: location)
      #expect(run?["stdout"] as? String == output, "\(reply.text)", sourceLocation: location)
      #expect(run?["code"] as? Int == code, "\(reply.text)", sourceLocation: location)
    }
    let sum = "a,b=map(int,input().split())\nprint(a+b)\nprint('yes')"
    expect(try await grade(sum), "1\n")
    expect(try await grade("print(8)"), "0\n")
    expect(try await grade("raise SystemExit(3)"), "0\n", code: 3)
    expect(try await grade("while True: pass", configuration: "TIME_LIMIT=0.2"), "0\n", code: 124)
    expect(try await grade(sum, correct: nil), "7\nyes\n")
    // What is right does not lie beside the program.
    expect(try await grade("import os\nprint(os.listdir('.'))", correct: nil), "['main.py']\n")
    expect(
      try await grade(
        "open('output.txt','w').write(open('input.txt').read())", correct: "3 4",
        configuration: "TIME_LIMIT=1\nINPUT_MODE=file"), "1\n")
    let checker = """
      import sys
      given, right, output = (open(path).read().split() for path in sys.argv[1:])
      print(100 if output == given and right == ['7', 'YES'] else 0)
      """
    expect(try await grade("print(input())", checker: checker), "1\n")
    expect(try await grade("print(1)", checker: checker), "0\n")
    expect(try await grade("print(1)", checker: "1/0"), "0\n", code: 1)
    let cpp = "#include <iostream>\nint main() { int a, b; std::cin >> a >> b; std::cout << a + b << \" YES\"; }"
    expect(try await grade(cpp, language: "c++17"), "1\n")
    expect(try await grade("int main() { return x; }", language: "c++17"), "", code: 1, compiled: 1)
    #expect(try await grade(sum, language: "cms_ioi").status == 400)
  }

  @Test func openRLHFGetsRewards() async throws {
    let server = try RunningServer()
    let reply = try await server.ask(
      "POST", "/get_reward", #"{"query":["Q: 1+1? \\boxed{2}"],"prompts":["Q: 1+1? "],"labels":["2"]}"#)
    #expect(reply.object["rewards"] as? [Double] == [1])
    #expect(reply.object["scores"] as? [Double] == [1])
    _ = try await server.ask("PUT", "/v1/problems/echo", Sample.echo)
    let code = try await server.ask(
      "POST", "/get_reward", #"{"query":["```python\nprint(1)\n```"],"prompts":[""],"labels":["echo"]}"#)
    #expect(code.object["rewards"] as? [Double] == [0.5])
    let none = try await server.ask("POST", "/get_reward", #"{"query":[],"prompts":[],"labels":[]}"#)
    #expect(none.status == 200)
    #expect((none.object["rewards"] as? [Any])?.isEmpty == true)
    #expect(try await server.ask("POST", "/get_reward", #"{"query":[],"labels":["2"]}"#).status == 422)
    // No reward at all rather than one that is none.
    let fault = try await server.ask("POST", "/get_reward", #"{"query":["\\boxed{2}"],"labels":["(("]}"#)
    #expect(fault.status == 503)
  }

  @Test func codeJudgeBatches() async throws {
    let server = try RunningServer()
    let body =
      #"{"type":"batch","submissions":[{"sub_id":"a","type":"python","solution":"print(9)","expected_output":"9"},"#
      + #"{"type":"python","solution":"print(input())","input":"8","expected_output":"9"},"#
      + #"{"type":"python","solution":"print(9); exit(3)","expected_output":"9"},"#
      + #"{"type":"math","solution":"So \\boxed{4}","expected_output":"4"}]}"#
    let judged = try await server.ask("POST", "/judge/batch", body)
    #expect(judged.rows.map { $0["success"] as? Bool } == [true, false, false, true])
    #expect(judged.rows.map { $0["run_success"] as? Bool } == [true, true, false, true])
    #expect(judged.rows.first?["sub_id"] as? String == "a")
    #expect(judged.rows.first?["stdout"] == nil)
    let ran = try await server.ask("POST", "/run/batch", body)
    #expect(ran.rows.dropFirst().first?["stdout"] as? String == "8\n")
    let other = try await server.ask("POST", "/judge/batch", #"{"type":"python","submissions":[]}"#)
    #expect(other.status == 422)
    #expect(try await server.ask("GET", "/status").object["queue"] as? Int == 0)
  }

  /// SandboxFusion's own client from PyPI, unchanged.
  static let clientPython: String? = {
    let given = ProcessInfo.processInfo.environment["KLEAR_PEER_PYTHON"]
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    return [given, root + "/.venv/bin/python"].compactMap { $0 }.first { python in
      let found = try? Command.shell("'\(python)' -c 'import sandbox_fusion'", in: NSTemporaryDirectory())
      return found?.status == 0
    }
  }()

  @Test(.enabled(if: clientPython != nil, "PyPI's sandbox-fusion is not installed: KLEAR_PEER_PYTHON names a python"))
  func sandboxFusionsClientIsServed() async throws {
    let server = try RunningServer()
    let script = """
      from sandbox_fusion import *
      set_endpoint('http://127.0.0.1:\(server.port)')
      print(run_code(RunCodeRequest(code='print(123)', language='python'), max_attempts=1).run_result.stdout, end='')
      r = run_code(RunCodeRequest(code='1/0', language='python'), max_attempts=1)
      print(r.status.value, r.run_result.return_code, 'ZeroDivisionError' in r.run_result.stderr)
      r = run_code(RunCodeRequest(code='import time; time.sleep(9)', language='python', run_timeout=0.2), max_attempts=1)
      print(r.status.value, r.run_result.status.value)
      e = submit(SubmitRequest(dataset='d', id='1', completion='```python\\nprint(input())\\n```', config=TestConfig(
        dataset_type='CommonOJDataset', language='python',
        provided_data={'id': '1', 'content': '', 'labels': {}, 'test': [{'input': {'stdin': 'a'}, 'output': {'stdout': 'A'}}]})))
      print(e.accepted, e.tests[0].passed)
      """
    try server.scratch.write("client.py", script)
    let result = try Command.shell("'\(Self.clientPython ?? "")' client.py", in: server.scratch.path)
    #expect(result.output == "123\nFailed 1 True\nFailed TimeLimitExceeded\nTrue True\n", "\(result.errors)")
  }
}
