import Foundation
import Sandbox
import Testing

@testable import Audit

/// Faults planted in programming problems, found with the problems' own right programs.
@Suite(.enabled(if: Bench.canJudge, "no sandbox or no python3 here: programs cannot be run"), .serialized)
struct PlantedCodeTests {
  /// Sixteen inputs, so that tests are neither few nor weak.
  private static let solve = """
    n = int(input())
    total = 0
    for i in range(1, n + 1):
        if i % 3 == 0 or i % 5 == 0:
            total += i
    print(total)
    """

  private static func answer(_ n: Int) -> Int { (0...max(0, n)).filter { $0 % 3 == 0 || $0 % 5 == 0 }.reduce(0, +) }

  private static func tests(_ inputs: [Int] = [1, 2, 3, 4, 5, 6, 9, 10, 14, 15, 16, 30, 31, 99, 100, 1_000])
    -> [[String: String]]
  {
    inputs.map { ["input": "\($0)\n", "output": "\(answer($0))\n"] }
  }

  private static func problem(_ id: String, _ change: (inout [String: Any]) -> Void = { _ in }) -> [String: Any] {
    var row: [String: Any] = [
      "id": id, "kind": "stdio", "time_limit_s": 5, "tests": tests(),
      "statement": "Problem \(id): print the sum of all numbers from 1 to n that are divisible by 3 or by 5.",
    ]
    change(&row)
    return row
  }

  private static func reference(_ id: String, _ source: String, _ name: String = "ref") -> String {
    JSON.line(["id": "\(id)/\(name)", "problem_id": id, "language": "python3", "source_code": source])
  }

  private struct Case {
    var check: String
    var row: [String: Any]
    var references: [String]
  }

  private static func wrongOutput(_ row: inout [String: Any], at index: Int) {
    var tests = row["tests"] as? [[String: String]] ?? []
    tests[index]["output"] = "777777\n"
    row["tests"] = tests
  }

  private static var cases: [Case] {
    [
      Case(
        check: "reference_fails", row: problem("r1") { wrongOutput(&$0, at: 4) }, references: [reference("r1", solve)]),
      Case(
        check: "references_disagree", row: problem("r2"),
        references: [
          reference("r2", solve), reference("r2", solve.replacingOccurrences(of: "n + 1", with: "n"), "other"),
        ]),
      Case(
        check: "needs_checker",
        row: problem("r3") { row in
          row["tests"] = (2..<18).map {
            ["input": "\($0)\n", "output": (1...$0).reversed().map(String.init).joined(separator: " ")]
          }
        }, references: [reference("r3", "print(*range(1, int(input()) + 1))")]),
      Case(
        check: "needs_checker",
        row: problem("r4") { row in
          row["tests"] = (2..<18).map { ["input": "\($0)\n", "output": String(format: "%.7f", 1 / Double($0))] }
        }, references: [reference("r4", "print(1 / int(input()))")]),
      Case(
        check: "nondeterministic", row: problem("r5"),
        references: [reference("r5", "import random\n" + solve + "\nif random.random() < 2: print(random.random())")]),
      Case(
        check: "tests_weak", row: problem("r6") { $0["tests"] = tests([1, 2, 1, 2]) },
        references: [reference("r6", solve)]),
      Case(
        check: "limit_tight", row: problem("r7") { $0["time_limit_s"] = 1 },
        references: [
          reference(
            "r7", "import time\nstart = time.process_time()\nwhile time.process_time() - start < 0.9: pass\n" + solve)
        ]),
      Case(
        check: "limit_loose", row: problem("r8") { $0["time_limit_s"] = 600 }, references: [reference("r8", solve)]),
      Case(
        check: "trivial_passes",
        row: [
          "id": "a1", "kind": "assert", "statement": "Define f(x): the list x without numbers below 0.",
          "test_code": ["assert f([1, 2]) == [1, 2]", "assert f([3]) == [3]", "assert f([]) == []"],
        ], references: [reference("a1", "def f(x):\n    return [y for y in x if y >= 0]")]),
      Case(
        check: "fn_name_mismatch",
        row: [
          "id": "c1", "kind": "call", "fn_name": "solve", "statement": "Define add(a, b).",
          "tests": (0..<16).map { ["input": "\($0)\n2", "output": "\($0 + 2)"] },
        ], references: [reference("c1", "def add(a, b):\n    return a + b")]),
      Case(check: "tests_none", row: problem("t1") { $0["tests"] = [Any]() }, references: []),
      Case(check: "tests_few", row: problem("t2") { $0["tests"] = tests([1, 3, 5, 100]) }, references: []),
      Case(check: "tests_duplicate", row: problem("t3") { $0["tests"] = tests() + tests([100]) }, references: []),
      Case(
        check: "tests_conflict",
        row: problem("t4") { $0["tests"] = tests() + [["input": "100\n", "output": "5\n"]] }, references: []),
      Case(
        check: "tests_unreachable",
        row: [
          "id": "a2", "kind": "assert", "statement": "Define g(x).",
          "test_code": "def check(g):\n    assert g(1) == 1\n",
        ],
        references: []),
      Case(
        check: "trivial_passes",
        row: problem("t5") { $0["tests"] = (0..<16).map { ["input": "\($0)\n", "output": "YES\n"] } }, references: []),
      Case(
        check: "input_large",
        row: problem("t6") {
          $0["tests"] = tests() + [["input": String(repeating: "1", count: 11 << 20), "output": "0"]]
        },
        references: []),
    ]
  }

  @Test func eachKindIsFound() async throws {
    let clean = (0..<4).map { Self.problem("clean-\($0)") }
    let cases = Self.cases
    let rows = clean + cases.map(\.row)
    let references =
      clean.compactMap { $0["id"] as? String }.map { Self.reference($0, Self.solve) } + cases.flatMap(\.references)
    let scratch = try Scratch()
    let file = try scratch.write("references.jsonl", references.joined(separator: "\n") + "\n")
    let (sandbox, bench) = try Bench.open()
    let (found, outcome) = try await audit(rows.map(JSON.line), in: scratch) { request in
      request.references = [file]
      request.bench = bench
    }
    await sandbox.close()
    #expect(outcome.faults == 0)
    for (index, planted) in cases.enumerated() {
      let line = clean.count + index + 1
      let said = found.filter { $0.line == line }
      print(
        "audit, planted in programs: \(planted.check) \(said.contains { $0.check == planted.check } ? "found" : "MISSED")"
      )
      #expect(said.contains { $0.check == planted.check }, "\(planted.check): \(said)")
    }
    let wrong = found.filter { $0.line <= clean.count && !$0.check.hasPrefix("duplicate") }
    #expect(wrong.isEmpty, "\(wrong)")
  }

  /// Weak tests are a matter of degree: the same problems with all their tests, and with the first alone.
  @Test func weakTestsOfFunctions() async throws {
    let rows = Array(try Fixtures.rows("audit/functions.jsonl").prefix(12))
    func weakened(_ row: [String: Any]) -> [String: Any] {
      var row = row
      let test = row["test"] as? String ?? ""
      let lines = test.components(separatedBy: "\n")
      let first = lines.firstIndex { $0.contains("assert") } ?? 0
      row["test"] = (lines[..<first] + [lines[first]]).joined(separator: "\n") + "\n"
      row["task_id"] = "\(row["task_id"] ?? "")/weak"
      return row
    }
    // Problems whose first assertion stands on one line.
    let plain = rows.filter { !(($0["test"] as? String) ?? "").contains("for ") }
    let (sandbox, bench) = try Bench.open()
    let whole = try await audit(rows.map(JSON.line), in: try Scratch()) { $0.bench = bench }
    let weak = try await audit(plain.map { JSON.line(weakened($0)) }, in: try Scratch()) { $0.bench = bench }
    await sandbox.close()
    func flagged(_ found: [Found]) -> Int {
      Set(found.filter { $0.check == "tests_weak" || $0.check == "trivial_passes" }.map(\.line)).count
    }
    print(
      "audit, functions: \(flagged(whole.found)) of \(rows.count) weak with all tests, \(flagged(weak.found)) of \(plain.count) with one"
    )
    #expect(whole.found.allSatisfy { $0.severity != "error" }, "\(whole.found.filter { $0.severity == "error" })")
    #expect(flagged(whole.found) * 10 <= rows.count)
    #expect(flagged(weak.found) * 3 >= plain.count)
  }

  /// Rollouts: all right, none, scores that lie, and a program that holds the answers.
  @Test func rollouts() async throws {
    let hack =
      "print({" + [3, 5, 100, 1_000, 99].map { "'\($0)': '\(Self.answer($0))'" }.joined(separator: ", ") + "}[input()])"
    let hacked = Self.problem("h1") { $0["tests"] = Self.tests([3, 5, 99, 100, 1_000]) }
    func rollout(_ id: String, _ number: Int, _ source: String, score: Double? = nil) -> String {
      var row: [String: Any] = ["id": "\(id)/\(number)", "problem_id": id, "response": "```python\n\(source)\n```"]
      row["score"] = score
      return JSON.line(row)
    }
    let rows = [Self.problem("p1"), Self.problem("p2"), hacked].map(JSON.line)
    let rollouts =
      (0..<4).map { rollout("p1", $0, Self.solve + "\n# \($0)", score: $0 == 0 ? 0 : 1) }
      + (0..<4).map { rollout("p2", $0, "print(\($0))", score: 0) } + [rollout("h1", 0, hack)]
    let scratch = try Scratch()
    let file = try scratch.write("rollouts.jsonl", rollouts.joined(separator: "\n") + "\n")
    let (sandbox, bench) = try Bench.open()
    let (found, _) = try await audit(rows, in: scratch) { request in
      request.rollouts = [file]
      request.bench = bench
    }
    await sandbox.close()
    let said = Set(found.map { "\($0.line) \($0.check)" })
    for wanted in ["1 rollout_all_pass", "1 score_differs", "2 rollout_none_pass", "3 hack_pattern"] {
      #expect(said.contains(wanted), "\(wanted): \(said.sorted())")
    }
    #expect(!said.contains("2 score_differs"))
  }
}
