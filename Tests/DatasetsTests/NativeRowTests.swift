import Rewards
import Testing

@testable import Datasets

@Suite struct NativeRowTests {
  private func problem(_ text: String) throws -> Problem {
    try ProblemDecoder(format: .native).decode(Array(text.utf8), file: "p.jsonl", line: 3)
  }

  @Test func everyField() throws {
    let problem = try problem(
      #"""
      {"id":"a","kind":"call","fn_name":"f","time_limit_s":2.5,"memory_limit_mb":64,"output_limit_mb":1,
      "processes":3,"prelude":"lcb","checker":{"type":"float","abs_tol":0.5},"tests":[{"input":"1","output":"2"}],
      "title":"t","statement":"s","source":"o","license":"l","unknown":[[{}]]}
      """#.replacing("\n", with: ""))
    #expect(
      problem
        == Problem(
          id: "a", kind: .call, functionName: "f", timeLimitSeconds: 2.5, memoryLimitBytes: 64 << 20,
          outputLimitBytes: 1 << 20, processLimit: 3, prelude: .lcb, checker: .float(FloatTolerance(absolute: 0.5)),
          tests: [TestCase(input: TestData("1"), output: TestData("2"))], title: "t", statement: "s", source: "o",
          license: "l"))
  }

  @Test func defaults() throws {
    let stdio = try problem(#"{"id":"a","kind":"stdio","checker":null,"tests":[{"input":"","output":""}]}"#)
    #expect(stdio.checker == .lines && stdio.timeLimitSeconds == 2 && stdio.memoryLimitBytes == 256 << 20)
    #expect(stdio.processLimit == 64 && stdio.outputLimitBytes == nil && stdio.prelude == .auto)
    let one = try problem(#"{"id":"a","kind":"assert","test_code":"assert 1"}"#)
    #expect(one.testCode == ["assert 1"] && one.total == 1)
  }

  @Test func math() throws {
    let row = try problem(
      #"{"id":"a","kind":"math","gold":"\\frac{1}{2}","settings":{"decimal_places":2},"source":"o"}"#)
    #expect(
      row
        == Problem(
          id: "a", kind: .math,
          answer: ExpectedAnswer(gold: GoldAnswer(#"\frac{1}{2}"#), settings: MathSettings(decimalPlaces: 2)),
          source: "o"))
    #expect(row.total == 1)
    #expect(try problem(#"{"id":"a","kind":"math","answer":"7"}"#).answer == ExpectedAnswer(gold: GoldAnswer("7")))
    #expect(
      try problem(#"{"id":"a","kind":"math","gold":"1"}"#).contentDigest
        != problem(#"{"id":"a","kind":"math","gold":"2"}"#).contentDigest)
    #expect(
      try problem(#"{"id":"a","kind":"math","gold":"1"}"#).contentDigest
        != problem(#"{"id":"a","kind":"math","gold":"1","settings":{"strict":false}}"#).contentDigest)
  }

  @Test(arguments: [
    (#"{"type":"exact"}"#, Checker.exact), (#"{"type":"lines"}"#, .lines), (#"{"type":"tokens"}"#, .tokens()),
    (#"{"type":"lcb"}"#, .lcb), (#"{"type":"float"}"#, .float(FloatTolerance(absolute: 1e-6, relative: 1e-6))),
    (#"{"type":"float","rel_tol":0}"#, .float(FloatTolerance(relative: 0))),
    (
      ##"{"type":"custom","language":"cpp","source_code":"#include \"testlib.h\""}"##,
      .custom(
        CheckerProgram(
          convention: .testlib, language: "cpp",
          files: [SourceFile(name: "checker.cpp", contents: Array("#include \"testlib.h\"".utf8))]))
    ),
    (
      #"{"type":"interactive","protocol":"kattis","language":"python3","source_code":"x"}"#,
      .interactive(
        CheckerProgram(language: "python3", files: [SourceFile(name: "checker.py", contents: [0x78])]))
    ),
  ])
  func checkers(json: String, expected: Checker) throws {
    let row = #"{"id":"a","kind":"stdio","tests":[{"input":"","output":""}],"checker":\#(json)}"#
    #expect(try problem(row).checker == expected)
  }

  @Test(
    arguments: [
      (#"{"kind":"stdio","tests":[]}"#, DatasetError.Code.missingField, "id"),
      (#"{"id":"","kind":"stdio"}"#, .invalidValue, "id"),
      (#"{"id":7,"kind":"stdio"}"#, .wrongType, "id"),
      (#"{"id":"a","tests":[]}"#, .missingField, "kind"),
      (#"{"id":"a","kind":"math"}"#, .missingField, "gold"),
      (#"{"id":"a","kind":"math","gold":""}"#, .invalidValue, "gold"),
      (#"{"id":"a","kind":"math","gold":7}"#, .wrongType, "gold"),
      (#"{"id":"a","kind":"math","gold":"7","answer":"7"}"#, .invalidValue, "answer"),
      (#"{"id":"a","kind":"math","gold":"7","settings":{"strct":true}}"#, .invalidValue, "settings.strct"),
      (#"{"id":"a","kind":"stdin"}"#, .invalidValue, "kind"),
      (#"{"id":"a","kind":"stdio"}"#, .missingField, "tests"),
      (#"{"id":"a","kind":"stdio","tests":{}}"#, .wrongType, "tests"),
      (#"{"id":"a","kind":"stdio","tests":[{"input":"x"}]}"#, .missingField, "tests[0].output"),
      (#"{"id":"a","kind":"stdio","tests":[{"input":1,"output":""}]}"#, .wrongType, "tests[0].input"),
      (#"{"id":"a","kind":"stdio","tests":["x"]}"#, .wrongType, "tests[0]"),
      (#"{"id":"a","kind":"stdio","tests":[]}"#, .noTests, nil),
      (#"{"id":"a","kind":"assert","test_code":[]}"#, .noTests, nil),
      (#"{"id":"a","kind":"assert","test_code":7}"#, .wrongType, "test_code"),
      (#"{"id":"a","kind":"call","tests":[]}"#, .missingField, "fn_name"),
      (#"{"id":"a","kind":"stdio","time_limit_s":"2"}"#, .wrongType, "time_limit_s"),
      (#"{"id":"a","kind":"stdio","time_limit_s":0}"#, .invalidValue, "time_limit_s"),
      (#"{"id":"a","kind":"stdio","time_limit_s":1e999}"#, .invalidValue, "time_limit_s"),
      (#"{"id":"a","kind":"stdio","memory_limit_mb":-5}"#, .invalidValue, "memory_limit_mb"),
      (#"{"id":"a","kind":"stdio","memory_limit_mb":1e300}"#, .invalidValue, "memory_limit_mb"),
      (#"{"id":"a","kind":"stdio","processes":1.5}"#, .invalidValue, "processes"),
      (#"{"id":"a","kind":"stdio","prelude":"all"}"#, .invalidValue, "prelude"),
      (#"{"id":"a","kind":"stdio","checker":"lines"}"#, .wrongType, "checker"),
      (#"{"id":"a","kind":"stdio","checker":{"type":"diff"}}"#, .invalidValue, "checker.type"),
      (#"{"id":"a","kind":"stdio","checker":{"type":"custom"}}"#, .missingField, "checker.language"),
      (#"{"id":"a","kind":"stdio","checker":{"type":"float","abs_tol":-1}}"#, .invalidValue, "checker.abs_tol"),
      (#"{"id":"a","id":"b","kind":"stdio"}"#, .invalidJSON, "id"),
      (#"{"id":"a","title":"\ud800","kind":"stdio","tests":[{"input":"","output":""}]}"#, .invalidValue, "title"),
      ("[1]", .wrongFormat, nil), ("7", .wrongType, nil), (#"{"id":"a","#, .truncated, nil), ("{", .truncated, nil),
      ("id,kind", .invalidJSON, nil),
    ] as [(String, DatasetError.Code, String?)])
  func badRows(row: String, code: DatasetError.Code, field: String?) {
    let error = datasetError("\(row)") { _ = try problem(row) }
    #expect(error?.code == code && error?.field == field && error?.line == 3, "\(row): \(String(describing: error))")
  }

  @Test(arguments: [
    (#"{"question_id":"q","public_test_cases":"[]","private_test_cases":""}"#, DatasetFormat.native, "--format lcb"),
    (#"{"data_source":"x","reward_model":{"ground_truth":"1"}}"#, .native, "--format verl"),
    (#"{"task_id":"x","entry_point":"f","test":"","prompt":""}"#, .native, "--format humaneval"),
    (#"{"task_id":1,"test_list":[],"code":""}"#, .lcb, "--format mbpp"),
    (#"{"id":"s","problem_id":"p","source_code":""}"#, .native, "--submissions"),
    (#"{"id":"m","gold":"1","prediction":"2"}"#, .native, "--pairs"),
    (#"{"id":"s","problem_id":"p","answer":""}"#, .native, "--submissions"),
    (#"{"id":"a","kind":"stdio","tests":[]}"#, .verl, "without --format"),
  ])
  func formatMixUps(row: String, format: DatasetFormat, advice: String) {
    let error = datasetError { _ = try ProblemDecoder(format: format).decode(Array(row.utf8), file: "f", line: 1) }
    #expect(error?.code == .wrongFormat && error?.message.contains(advice) == true, "\(String(describing: error))")
  }
}
