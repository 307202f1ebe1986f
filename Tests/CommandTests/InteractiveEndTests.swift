import Foundation
import Testing

/// An end of file is part of a dialogue: an interactor that closes its output and goes on listening is understood.
@Suite(.enabled(if: Command.canJudge, "needs a sandbox and python3")) struct InteractiveEndTests {
  private static let closesItsOutput = """
    import os, sys
    print("1\\n2\\n3", flush=True)
    os.close(1)
    sys.exit(42 if sys.stdin.readline().strip() == "6" else 43)
    """

  private static let readsToTheEnd = "import sys\nprint(sum(int(line) for line in sys.stdin))"

  private static func problem(_ interactor: String) -> String {
    let row: [String: Any] = [
      "id": "echo", "kind": "stdio", "tests": [["input": "1\n", "output": ""]],
      "checker": ["type": "interactive", "protocol": "kattis", "language": "python3", "source_code": interactor],
    ]
    return String(decoding: (try? JSONSerialization.data(withJSONObject: row)) ?? Data(), as: UTF8.self)
  }

  @Test func anInteractorThatClosesItsOutput() throws {
    let rows = [
      Sample.submission("right", Self.readsToTheEnd), Sample.submission("wrong", Self.readsToTheEnd + "\nprint(1)"),
      Sample.submission("other", Self.readsToTheEnd.replacing("sum", with: "max")),
    ]
    let result = try grade(Self.problem(Self.closesItsOutput), rows.joined(separator: "\n"))
    #expect(result.rows.map { $0["verdict"] as? String } == ["accepted", "accepted", "wrong_answer"])
  }

  /// A program that closes its output and then fails has failed; that the interactor waited in vain only follows.
  @Test func aProgramThatClosesItsOutputAndFails() throws {
    let listens = "import sys\nsys.exit(42 if sys.stdin.readline() == '7\\n' else 43)"
    let program = "import os, sys, time\nos.close(1)\ntime.sleep(0.4)\nsys.exit(3)"
    let result = try grade(Self.problem(listens), Sample.submission("a", program))
    #expect(result.rows.map { $0["verdict"] as? String } == ["runtime_error"])
  }
}
