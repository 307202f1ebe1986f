import Foundation
import Testing

/// An end of file is part of a dialogue: who closes its output and goes on listening must be understood.
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

  /// Closing its output is no end of the program: what it reads afterwards still comes.
  @Test func aProgramThatClosesItsOutput() throws {
    let listens =
      "import sys\nsaid = sys.stdin.read()\nprint('go on', flush=True)\nsys.exit(42 if said == '7\\n' else 43)"
    let program = "import os, sys\nprint(7, flush=True)\nos.close(1)\nassert sys.stdin.readline() == 'go on\\n'"
    let result = try grade(Self.problem(listens), Sample.submission("a", program))
    #expect(result.rows.map { $0["verdict"] as? String } == ["accepted"])
  }
}
