import Foundation
import Testing

/// Everything that can be wrong with the input is said with file, line and field, ends with 2, and never crashes.
@Suite struct BadInputTests {
  struct Case: CustomTestStringConvertible {
    var name: String
    var problems: String = Sample.echo
    var submissions: String = Sample.submission("a", Sample.right)
    /// What standard error begins with, behind `klear-judge: `.
    var says: String
    var testDescription: String { name }
  }

  static func test(_ json: String) -> String { #"{"id":"p","kind":"stdio","tests":[\#(json)]}"# }
  static func private64(_ payload: String) -> String {
    #"{"question_id":"q","public_test_cases":"[]","private_test_cases":"\#(payload)"}"#
  }

  static let problemCases: [Case] = [
    Case(name: "empty file", problems: "", says: "p.jsonl: has no rows"),
    Case(name: "blank lines only", problems: "\n \n", says: "p.jsonl: has no rows"),
    Case(
      name: "truncated JSON", problems: String(Sample.echo.dropLast(30)),
      says: "p.jsonl:1: the JSON text ends in the middle"),
    Case(name: "NUL byte", problems: "{\"id\":\"\u{0}\"}", says: "p.jsonl:1: not JSON at byte 8: a control character"),
    Case(name: "NaN", problems: #"{"id":"p","time_limit_s":NaN}"#, says: "p.jsonl:1: not JSON at byte 26: `NaN`"),
    Case(
      name: "deep nesting", problems: String(repeating: "[", count: 100_000),
      says: "p.jsonl:1: expected one object a line, got a list"),
    Case(
      name: "deep nesting inside", problems: #"{"id":"# + String(repeating: "[", count: 100_000),
      says: "p.jsonl:1: not JSON at byte 10006: "),
    Case(
      name: "lone surrogate", problems: #"{"id":"\ud800","kind":"stdio"}"#,
      says: "p.jsonl:1: id: holds half of a surrogate"),
    Case(name: "number as id", problems: #"{"id":7}"#, says: "p.jsonl:1: id: expected a string, got a number"),
    Case(name: "empty id", problems: #"{"id":""}"#, says: "p.jsonl:1: id: is empty"),
    Case(name: "key twice", problems: #"{"id":"a","id":"b"}"#, says: "p.jsonl:1: id: the key stands twice"),
    Case(name: "unknown kind", problems: #"{"id":"p","kind":"quiz"}"#, says: #"p.jsonl:1: kind: unknown kind "quiz""#),
    Case(
      name: "math without a gold", problems: #"{"id":"p","kind":"math"}"#, says: "p.jsonl:1: gold: is missing"),
    Case(name: "no tests", problems: test(""), says: #"p.jsonl:1: problem "p" has no tests"#),
    Case(
      name: "tests of a wrong type", problems: #"{"id":"p","kind":"stdio","tests":"x"}"#,
      says: "p.jsonl:1: tests: expected a list, got a string"),
    Case(
      name: "input of a wrong type", problems: test(#"{"input":1,"output":""}"#),
      says: "p.jsonl:1: tests[0].input: expected a string, got a number"),
    Case(name: "output missing", problems: test(#"{"input":""}"#), says: "p.jsonl:1: tests[0].output: is missing"),
    Case(
      name: "negative limit", problems: #"{"id":"p","kind":"stdio","time_limit_s":-1}"#,
      says: "p.jsonl:1: time_limit_s: -1 is not between 0.001 and 86400.0"),
    Case(
      name: "huge number", problems: #"{"id":"p","kind":"stdio","memory_limit_mb":1e400}"#,
      says: "p.jsonl:1: memory_limit_mb: 1e400 is not between"),
    Case(
      name: "no whole number", problems: #"{"id":"p","kind":"stdio","processes":1.5}"#,
      says: "p.jsonl:1: processes: 1.5 is not a whole number"),
    Case(
      name: "unknown checker", problems: #"{"id":"p","kind":"stdio","checker":{"type":"magic"},"tests":[]}"#,
      says: #"p.jsonl:1: checker.type: unknown checker "magic""#),
    Case(
      name: "duplicate id", problems: Sample.echo + "\n" + Sample.echo,
      says: #"p.jsonl:2: id: "echo" stands in line 1 already"#),
    Case(
      name: "call without a function", problems: #"{"id":"p","kind":"call","tests":[{"input":"1","output":"1"}]}"#,
      says: "p.jsonl:1: fn_name: is missing"),
    Case(
      name: "swapped", problems: Sample.submission("a", Sample.right), submissions: Sample.echo,
      says: "p.jsonl:1: not a native problem row (`kind` is missing): this looks like a submission row"),
  ]

  @Test(arguments: problemCases) func aBadProblemStopsEverything(_ bad: Case) throws {
    let result = try grade(bad.problems, bad.submissions)
    #expect(result.status == 2)
    #expect(result.output == "")
    #expect(result.errors.hasPrefix("klear-judge: " + bad.says), "\(result.errors)")
  }

  /// Bytes that no JSON writer would make.
  @Test func bytesThatAreNoUTF8() throws {
    let scratch = try Scratch()
    try scratch.write("p.jsonl", Array(Sample.echo.utf8) + [0x0A, 0x22, 0xFF, 0x22])
    try scratch.write("s.jsonl", Sample.submission("a", Sample.right))
    let result = try Command.run(["grade", "--problems", "p.jsonl", "--submissions", "s.jsonl"], in: scratch.path)
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix("klear-judge: p.jsonl:2: byte 2 of the line is not UTF-8"))
  }

  /// Pickles are read as data: one that would run a command, and one that is cut off, are refused by name.
  @Test(arguments: [
    // pickle.dumps of an object whose __reduce__ calls os.system, and a string's first half, both deflated
    (
      "malicious",
      "import os,pickle\nclass E:\n def __reduce__(s): return os.system,('touch owned',)\nd=pickle.dumps(E())",
      "the pickle holds more than one value; it is decoded, never executed"
    ),
    ("cut off", "import pickle\nd=pickle.dumps('[]'*50)[:20]", "the pickle ends in the middle"),
  ])
  func pickles(_ name: String, _ make: String, _ says: String) throws {
    let scratch = try Scratch()
    let script = """
      import base64, json, zlib
      \(make)
      row = {"question_id": "q", "public_test_cases": "[]", "private_test_cases": base64.b64encode(zlib.compress(d)).decode()}
      open("p.jsonl", "w").write(json.dumps(row))
      """
    try scratch.write("make.py", script)
    try scratch.write("s.jsonl", Sample.submission("a", to: "q", Sample.right))
    let made = try Command.shell(
      "python3 make.py && $K grade --dataset p.jsonl --format lcb --submissions s.jsonl", in: scratch.path)
    #expect(made.status == 2)
    #expect(made.errors.hasPrefix("klear-judge: p.jsonl:1: private_test_cases: \(says)"), "\(made.errors)")
    #expect(!FileManager.default.fileExists(atPath: scratch.file("owned")))
  }

  /// Files that are not what they should be; each line of shell makes `p` and is followed by grade.
  @Test(arguments: [
    ("mkdir p", "p: is a directory, expected a file"),
    ("true", "p: no such file"),
    ("gzip -c rows | head -c 40 > p", "p:1: the gzip data ends in the middle"),
    ("zstd -q --check -c rows | head -c -1 > p; printf X >> p", "p:1: the zstd data is damaged"),
    ("(cat rows; head -c 600000000 /dev/zero | tr '\\0' x) > p", "p:2: the line is longer than 536870912 bytes"),
  ])
  func filesOfTheWrongKind(_ make: String, _ says: String) throws {
    let scratch = try Scratch()
    try scratch.write("rows", Sample.echo + "\n")
    try scratch.write("s", Sample.submission("a", Sample.right))
    let result = try Command.shell("\(make); $K grade --problems p --submissions s", in: scratch.path)
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix("klear-judge: \(says)"), "\(result.errors)")
  }

  /// As an ordinary user: root may read everything.
  @Test(.enabled(if: getuid() == 0, "needs root to become another user"))
  func anUnreadableFile() throws {
    let scratch = try Scratch()
    try scratch.write("p", Sample.echo)
    try scratch.write("s", Sample.submission("a", Sample.right))
    let result = try Command.shell(
      "chmod 755 .; chmod 0 p; setpriv --reuid 65534 --regid 65534 --clear-groups $K grade --problems p --submissions s",
      in: scratch.path)
    // Where the build lies in a folder of root's alone, the user cannot start it.
    guard result.status != 126 && result.status != 127 else { return }
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix("klear-judge: p: permission denied"), "\(result.errors)")
  }

  @Test func aLineOf100MBAndAByteOrderMark() throws {
    let padding = String(repeating: "x", count: 100_000_000)
    let row = "\u{FEFF}" + Sample.echo.dropLast() + #","statement":""# + padding + #""}"#
    let result = try grade(row, Sample.submission("a", to: "other", Sample.right))
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix(#"klear-judge: s.jsonl:1: problem_id: there is no problem "other""#))
  }

  // MARK: Submissions: the rest is judged

  static let submissionCases: [Case] = [
    Case(name: "truncated JSON", submissions: #"{"id":"b","#, says: "s.jsonl:2: the JSON text ends in the middle"),
    Case(
      name: "wrong type", submissions: #"{"id":"b","problem_id":"echo","language":3,"source_code":""}"#,
      says: "s.jsonl:2: language: expected a string, got a number"),
    Case(
      name: "unknown problem", submissions: Sample.submission("b", to: "none", ""),
      says: #"s.jsonl:2: problem_id: there is no problem "none""#),
    Case(
      name: "duplicate id", submissions: Sample.submission("a", ""),
      says: #"s.jsonl:2: id: "a" stands in line 1 already"#),
    Case(
      name: "unknown language", submissions: Sample.submission("b", language: "pythn3", ""),
      says: #"s.jsonl:2: language: unknown language "pythn3"; did you mean "python3"?"#),
    Case(
      name: "no program", submissions: #"{"id":"b","problem_id":"echo","language":"c"}"#,
      says: "s.jsonl:2: `source_code` (a program) or `response`"),
    Case(
      name: "unknown verdict", submissions: #"{"id":"b","problem_id":"echo","response":"","expected":"AC"}"#,
      says: #"s.jsonl:2: expected: unknown verdict "AC""#),
    Case(
      name: "an answer for a program", submissions: #"{"id":"b","problem_id":"echo","answer":"7"}"#,
      says: "s.jsonl:2: answer: an answer, but echo wants a program"),
    Case(
      name: "a program for an answer", problems: Sample.echo + "\n" + #"{"id":"m","kind":"math","gold":"7"}"#,
      submissions: Sample.submission("b", to: "m", "print(7)"),
      says: "s.jsonl:2: source_code: a program, but m is a math problem: give `response` or `answer`"),
    Case(
      name: "a call problem in C++",
      problems: Sample.echo + "\n" + #"{"id":"f","kind":"call","fn_name":"f","tests":[{"input":"1","output":"1"}]}"#,
      submissions: Sample.submission("b", to: "f", language: "cpp", "int main() {}"),
      says: "s.jsonl:2: language: call problems are judged in python3 and pypy3, not in cpp"),
  ]

  @Test(.enabled(if: Command.canJudge, "needs a sandbox and python3"), arguments: submissionCases)
  func aBadSubmissionIsNamedAndTheRestJudged(_ bad: Case) throws {
    let first = Sample.submission("a", Sample.right)
    let last = Sample.submission("z", Sample.wrong)
    let result = try grade(bad.problems, [first, bad.submissions, last].joined(separator: "\n"))
    #expect(result.status == 2)
    #expect(result.rows.map { $0["submission_id"] as? String } == ["a", "z"])
    #expect(result.errors.contains("klear-judge: " + bad.says), "\(result.errors)")
    let strict = try grade(bad.problems, [first, bad.submissions, last].joined(separator: "\n"), ["--strict-input"])
    #expect(strict.status == 2)
    #expect(strict.output == "")
    #expect(strict.errors.hasPrefix("klear-judge: " + bad.says), "\(strict.errors)")
  }

  // MARK: Output

  @Test(.enabled(if: Command.canJudge, "needs a sandbox and python3"))
  func aFullDiskKeepsWholeRows() throws {
    let many = (0..<8).map { Sample.submission("s\($0)", Sample.right) }.joined(separator: "\n")
    let full = try grade(Sample.echo, many, ["--out", "/dev/full"])
    #expect(full.status == 2)
    #expect(full.errors.contains("--out: /dev/full: No space left on device"), "\(full.errors)")
    let scratch = try Scratch()
    try scratch.write("p", Sample.echo)
    try scratch.write("s", many)
    // A disk that holds some of the rows. A mount of the test's own, where one may be made.
    let result = try Command.shell(
      """
      mkdir disk; unshare -m bash -c '
        mount -t tmpfs -o size=4k none disk || exit 77
        "$K" grade --problems p --submissions s --out disk/v --progress none; code=$?; cp disk/v v; exit $code'
      """, in: scratch.path)
    guard result.status != 77 && result.status != 1 else { return }
    #expect(result.status == 2)
    #expect(result.errors.contains("No space left on device; the rows written before are whole"), "\(result.errors)")
    let kept = scratch.text("v")
    #expect(kept.hasSuffix("\n"))
    #expect(
      JSONRows.parse(kept).map { $0["submission_id"] as? String } == (0..<JSONRows.parse(kept).count).map { "s\($0)" })
    #expect(JSONRows.parse(kept).count == kept.split(separator: "\n").count)
  }

  @Test(.enabled(if: Command.canJudge, "needs a sandbox and python3"))
  func aPipeThatClosesEndsTheRun() throws {
    let scratch = try Scratch()
    try scratch.write("p", Sample.echo)
    // Many, and of different texts, so that some are still to be written when the reader has gone.
    let many = (0..<200).map { Sample.submission("s\($0)", Sample.right + "\n# \($0)\n") }
    try scratch.write("s", many.joined(separator: "\n"))
    let result = try Command.shell(
      "$K grade --problems p --submissions s --jobs 1 | head -1; echo ${PIPESTATUS[0]}", in: scratch.path)
    #expect(JSONRows.parse(result.output).first?["submission_id"] as? String == "s0")
    #expect(result.output.hasSuffix("\n2\n"))
    #expect(result.errors.contains("standard output: Broken pipe"), "\(result.errors)")
  }
}
