import Rewards
import Testing

@testable import Datasets

@Suite struct PackageSubmissionTests {
  private static let crashes: Set<Verdict> = [.runtimeError, .memoryLimit, .securityViolation]
  private static let failures = crashes.union([.wrongAnswer, .timeLimit, .outputLimit])

  private func submissions(_ files: [String: String], yaml: String = "name: x\n") throws -> [Submission] {
    let scratch = try Scratch()
    for name in ["problem.yaml", "data/secret/1.in", "data/secret/1.ans"] {
      try scratch.write("pkg/\(name)", name == "problem.yaml" ? yaml : "")
    }
    for (name, text) in files { try scratch.write("pkg/\(name)", text) }
    return try Package(path: scratch.path + "/pkg").submissions
  }

  @Test(
    arguments: [
      ("accepted", [.accepted]), ("wrong_answer", [.wrongAnswer]), ("time_limit_exceeded", [.timeLimit]),
      ("run_time_error", crashes), ("run-error", crashes), ("timelimit", [.timeLimit]), ("no_output", [.wrongAnswer]),
      ("compiler_error", [.compileError]), ("output_limit", [.outputLimit]), ("partially_accepted", failures),
      ("rejected", failures.union([.compileError])), ("brute_force", crashes.union([.timeLimit])),
      ("slow_accepted", [.accepted, .timeLimit]), ("mixed", nil), ("check_manually", nil),
    ] as [(String, Set<Verdict>?)])
  func folders(name: String, expected: Set<Verdict>?) throws {
    let found = try submissions(["submissions/\(name)/a.py": "1"])
    #expect(found.map(\.expected) == [expected])
    #expect(found[0].expectation?.label == name && found[0].expectation?.unchecked == (expected == nil))
    #expect(found[0].expectation?.notAllAccepted == ["partially_accepted", "rejected", "brute_force"].contains(name))
  }

  @Test(
    arguments: [
      ("CORRECT", [.accepted]), ("NO-OUTPUT", [.wrongAnswer]),
      ("run_time_error , accepted  ", crashes.union([.accepted])),
      ("CORRECT,COMPILER-ERROR,WRONG-ANSWER", [.accepted, .compileError, .wrongAnswer]), ("TIMELIMIT", [.timeLimit]),
      ("OUTPUT-LIMIT", [.outputLimit]), ("CHECK-MANUALLY", nil), ("NONE-SUBMIT-FAILS", nil),
    ] as [(String, Set<Verdict>?)])
  func annotations(text: String, expected: Set<Verdict>?) throws {
    let found = try submissions(["submissions/wrong_answer/a.c": "/* @EXPECTED_RESULTS@: \(text)\n */ int main;\n"])
    #expect(found.map(\.expected) == [expected])
  }

  @Test func annotationsInSeveralFiles() throws {
    let tag = "@EXPECTED_RESULTS@: CORRECT\n"
    let found = try submissions([
      "submissions/mixed/a/x.c": "// @EXPECTED_RESULTS@ tag.\n", "submissions/mixed/a/expected.txt": tag,
      "submissions/mixed/b/x.c": tag, "submissions/mixed/b/y.c": tag, "submissions/mixed/c.c": tag + tag,
      "submissions/mixed/d.c": "@EXPECTED_SCORE@: 5",
    ])
    #expect(found.map(\.expected) == [[.accepted], nil, nil, nil])
  }

  @Test(arguments: [
    ("a.py", "1", "python3"), ("a.py", "#!/usr/bin/env python2\n", "python2"),
    ("a.py", "#!/usr/bin/python3\n", "python3"),
    ("a.py2", "1", "python2"), ("a.C", "", "cpp"), ("a.c++", "", "cpp"), ("a.c", "", "c"), ("A.java", "", "java"),
    ("a.mjs", "", "javascript"), ("a.rs", "", "rust"), ("a.kt", "", "kotlin"), ("a.sh", "", "bash"),
    ("a.hs", "", "hs"), ("a.cc.disabled", "", "disabled"), ("noextension", "", "unknown"),
  ])
  func languages(name: String, text: String, language: String) throws {
    #expect(try submissions(["submissions/accepted/\(name)": text]).map(\.language) == [language])
  }

  @Test func foldersOfFiles() throws {
    let found = try submissions([
      "submissions/accepted/cpp/util.cc": "", "submissions/accepted/cpp/main.cc": "",
      "submissions/accepted/cpp/u.h": "",
      "submissions/accepted/py/z.py": "", "submissions/accepted/py/main.py": "", "submissions/accepted/py/a.txt": "",
      "submissions/accepted/js/hello.js": "", "submissions/accepted/js/b.mjs": "",
      "submissions/accepted/js/package.json": "",
      "submissions.json": #"{"submissions/accepted/js/": {"entry_point": "hello.js"}}"#,
      "submissions/accepted/two/a.py": "", "submissions/accepted/two/b.rs": "",
    ])
    let names = found.map { submission -> String in
      guard case .files(let files) = submission.body else { return "" }
      return "\(submission.language ?? ""): " + files.map(\.name).joined(separator: " ")
    }
    #expect(
      names == [
        "cpp: main.cc u.h util.cc", "javascript: hello.js b.mjs package.json", "python3: main.py a.txt z.py",
        "unknown: a.py b.rs",
      ])
  }

  @Test func rulesOfSubmissionsYAML() throws {
    let yaml = """
      accepted: {permitted: [WA], required: [WA]}
      ac_or_wa: {permitted: [AC, WA]}
      "ac_or_wa/{wa,x}.py": {permitted: [WA]}
      slow: {permitted: [AC, WA, TLE], required: [TLE]}
      slow/*.cpp: {language: python3}
      """
    let found = try submissions(
      [
        "submissions/submissions.yaml": yaml, "submissions/accepted/a.py": "", "submissions/ac_or_wa/ac.py": "",
        "submissions/ac_or_wa/wa.py": "", "submissions/slow/s.cpp": "", "submissions/time_limit_exceeded/t.py": "",
      ], yaml: "problem_format_version: 2025-09\n")
    #expect(
      found.map(\.expected) == [
        [.accepted, .wrongAnswer], [.wrongAnswer], [.wrongAnswer], [.wrongAnswer, .timeLimit], [.timeLimit],
      ])
    #expect(found[3].language == "python3" && found[3].expectation?.someTestHas == [[.timeLimit]])
  }

  @Test(arguments: [
    ("a/b.py", "a/b.py", true), ("a", "a/b.py", true), ("a/*", "a/b.py", true), ("*.py", "a/b.py", false),
    ("*/b.*", "a/b.py", true), ("a/b", "a/b.py", false), ("a/{c, b}.{cpp,py}", "a/b.py", true), ("a/", "a/b.py", true),
    ("a/*b*y", "a/abbby", true), ("a/**********x", "a/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false), ("a/{b", "a/{b", true),
  ])
  func globs(glob: String, path: String, matches: Bool) { #expect(SubmissionRules.matches(glob, path) == matches) }

  @Test func constantsAndIncludedFiles() throws {
    let found = try submissions(
      [
        "submissions/accepted/a.py": "print({{N}}, '{{N.word}}', {{M}}, {{{N}}})",
        "include/default/lib.py": "N = {{N.value}}",
      ], yaml: "problem_format_version: 2025-09\nconstants: {N: {value: 5, word: five}}\n")
    guard case .files(let files) = found[0].body else { return }
    #expect(files.map(\.name) == ["a.py", "lib.py"])
    #expect(String(decoding: files[0].contents, as: UTF8.self) == "print({{N}}, '{{N.word}}', {{M}}, {{{N}}})")
    #expect(String(decoding: files[1].contents, as: UTF8.self) == "N = 5")
  }

  @Test func pointsOfTheValidator() throws {
    let yaml = "type: scoring\nvalidation: custom score\n"
    let found = try submissions(
      ["output_validators/v.py": "1", "submissions/partially_accepted/a.py": ""], yaml: yaml)
    #expect(found[0].expected?.contains(.accepted) == true && found[0].expectation?.notAllAccepted == false)
  }
}
