import Rewards
import Testing

@testable import Datasets

@Suite struct PeerRowTests {
  private func decode(_ format: DatasetFormat, _ text: String) throws -> Problem {
    try ProblemDecoder(format: format).decode(Array(text.utf8), file: "f", line: 4)
  }

  private func texts(_ problem: Problem) -> [String] {
    problem.tests.map { test in
      guard case .bytes(let input) = test.input, case .bytes(let output) = test.output else { return "file" }
      return String(decoding: input, as: UTF8.self) + " → " + String(decoding: output, as: UTF8.self)
    }
  }

  private func verl(_ groundTruth: String, _ more: String = "") throws -> Problem {
    try decode(.verl, #"{"data_source":"code","reward_model":{"ground_truth":\#(groundTruth)}\#(more)}"#)
  }

  @Test func liveCodeBench() throws {
    let reader = try ProblemReader(path: Fixtures.path("lcb.jsonl"), format: .lcb)
    for version in 0..<6 {
      let problem = try #require(try reader.next()).value
      #expect(problem.id == "protocol-\(version)" && problem.kind == .call && problem.functionName == "f")
      #expect(texts(problem) == ["1\n → 2", "[1, \"é\"]\n2 → null"])
      #expect(problem.timeLimitSeconds == 6 && problem.memoryLimitBytes == 1_024 << 20 && problem.checker == .lcb)
    }
    let plain = try #require(try reader.next()).value
    #expect(plain.kind == .stdio && plain.functionName == nil && texts(plain) == ["a → b", "c → d"])
    let long = try #require(try reader.next()).value
    #expect(long.tests.map(\.input.byteCount) == [200_000])
    #expect(try reader.next() == nil)
  }

  @Test(
    arguments: [
      (#""question_id":"q","public_test_cases":"[]","private_test_cases":"!!""#, DatasetError.Code.invalidValue),
      (#""question_id":"q","public_test_cases":"[]","private_test_cases":"aGVsbG8=""#, .corrupt),
      // zlib of the pickle of os.system("true").
      (
        #""question_id":"q","public_test_cases":"[]","private_test_cases":"eJxLzi/mKq4sLknN5dIIVi8pKk1V5yoJ0gMAYFMHhg==""#,
        .unsupported
      ),
      (#""question_id":"q","public_test_cases":"[{]""#, .invalidJSON),
      (
        #""question_id":"q","public_test_cases":"[{\"input\":\"\",\"output\":\"\",\"testtype\":\"x\"}]""#, .invalidValue
      ),
      (#""question_id":"q","public_test_cases":[{"input":"","output":"","testtype":"functional"}]"#, .missingField),
      (#""question_id":"q","public_test_cases":[{"input":"","testtype":"stdin"}]"#, .missingField),
      (#""question_id":"q","public_test_cases":"[]""#, .noTests), (#""public_test_cases":"[]""#, .missingField),
    ] as [(String, DatasetError.Code)])
  func badLiveCodeBench(fields: String, code: DatasetError.Code) {
    let error = datasetError { _ = try decode(.lcb, "{\(fields)}") }
    #expect(error?.code == code, "\(fields): \(String(describing: error))")
  }

  @Test func verlStandardInput() throws {
    let problem = try verl(#""{\"inputs\":[\"1\\n\",[\"2\",3]],\"outputs\":[\"a\",\"b\"],\"timeout\":5}""#)
    #expect(problem.kind == .stdio && problem.timeLimitSeconds == 5 && texts(problem) == ["1\n → a", "2\n3 → b"])
    #expect(problem.memoryLimitBytes == 1_024 << 20 && problem.checker == .lines && problem.id == "row-4")
  }

  @Test func verlCalls() throws {
    let object = try verl(#"{"fn_name":"f","inputs":[[[1, 2],"x"],[3]],"outputs":[[5],[{"a":1}]]}"#)
    #expect(object.kind == .call && object.functionName == "f" && object.timeLimitSeconds == 35)
    #expect(texts(object) == ["[1, 2]\n\"x\" → 5", "3 → {\"a\":1}"])
    let text = try verl(#"{"fn_name":"f","inputs":["1\n2"],"outputs":["[5]"]}"#)
    #expect(texts(text) == ["1\n2 → [5]"])
    let lists = try verl(#"{"fn_name":"f","inputs":[[1],[2]],"outputs":[[5, 6],[7]]}"#)
    #expect(texts(lists) == ["1 → [5, 6]", "2 → [7]"])
  }

  @Test func verlAsserts() throws {
    #expect(try verl(#"{"functional":"assert f(1)\nassert f(2)"}"#).testCode == ["assert f(1)\nassert f(2)"])
    #expect(try verl(#"{"functional":["assert f(1)","assert f(2)"]}"#).total == 2)
    #expect(try verl(#"{"fn_name":"f","inputs":[],"outputs":[],"assert_case":["assert f(1)"]}"#).total == 1)
    let pytest =
      #"{"pytest":"from solution import f\n\ndef test_a():\n    assert f(1)\n\ndef test_b():\n    assert f(2)"}"#
    #expect(
      try verl(pytest).testCode == [
        "\ndef test_a():\n    assert f(1)\n\ndef test_b():\n    assert f(2)\ntest_a()\ntest_b()\n"
      ])
  }

  @Test(arguments: [
    (#""id":"i","extra_info":{"index":5}"#, "i"), (#""extra_info":{"index":5,"split":"test"}"#, "5"),
    (#""extra_info":{},"hash":"h""#, "h"), (#""extra_info":null"#, "row-4"), (#""id":12"#, "12"),
  ])
  func verlIDs(fields: String, id: String) throws {
    #expect(try verl(#"{"functional":"assert 1"}"#, "," + fields).id == id)
  }

  @Test(
    arguments: [
      (#"{"data_source":"coder1","reward_model":{"ground_truth":"{\"inputs\":"}}"#, DatasetError.Code.truncated),
      (#"{"data_source":"openai/gsm8k","reward_model":{"ground_truth":""}}"#, .invalidValue),
      (#"{"data_source":"openai/gsm8k","reward_model":{"ground_truth":true}}"#, .wrongType),
      (#"{"data_source":"aime","reward_model":{"ground_truth":["1","2"]}}"#, .invalidValue),
      (#"{"data_source":"aime","reward_model":{"ground_truth":[]}}"#, .invalidValue),
      (#"{"data_source":"code","reward_model":{"ground_truth":"[1]"}}"#, .wrongType),
      (#"{"data_source":"code","reward_model":{"ground_truth":{}}}"#, .missingField),
      (#"{"data_source":"code","reward_model":{"ground_truth":{"inputs":["1"],"outputs":[]}}}"#, .invalidValue),
      (#"{"data_source":"code","reward_model":{"ground_truth":{"inputs":[],"outputs":[]}}}"#, .noTests),
      (#"{"data_source":"code","reward_model":{"ground_truth":{"inputs_file":"x"}}}"#, .unsupported),
      (
        #"{"data_source":"code","reward_model":{"ground_truth":{"pytest":"import pytest\ndef test_a():\n  pass"}}}"#,
        .unsupported
      ),
      (#"{"data_source":"code","reward_model":{"ground_truth":{"pytest":"def test_a(tmp):\n  pass"}}}"#, .unsupported),
      (#"{"data_source":"code","reward_model":{"ground_truth":{"pytest":"x = 1"}}}"#, .unsupported),
      (#"{"data_source":"code","reward_model":{"ground_truth":{"functional":"x","timeout":-1}}}"#, .invalidValue),
      (#"{"data_source":"code","reward_model":{}}"#, .missingField), (#"{"data_source":"code"}"#, .missingField),
    ] as [(String, DatasetError.Code)])
  func badVerl(row: String, code: DatasetError.Code) {
    #expect(datasetError("\(row)") { _ = try decode(.verl, row) }?.code == code, "\(row)")
  }

  /// Whatever is no object with tests is an answer, unless the row says that it is code.
  @Test(arguments: [
    (#""data_source":"openai/gsm8k","reward_model":{"ground_truth":"72"}"#, "72"),
    (#""data_source":"aime24","ability":"math","reward_model":{"ground_truth":25}"#, "25"),
    (#""data_source":"x","reward_model":{"ground_truth":"\\frac{1}{2}"}"#, #"\frac{1}{2}"#),
    (#""data_source":"math_dapo","reward_model":{"ground_truth":["34"]}"#, "34"),
    (#""data_source":"math_longcot_math_verify","ability":"code","reward_model":{"ground_truth":"[0,1]"}"#, "[0,1]"),
    (#""reward_model":{"ground_truth":"{1, 2}"}"#, "{1, 2}"),
  ])
  func verlMath(fields: String, gold: String) throws {
    let row = try decode(.verl, #"{"id":"i","prompt":[{"role":"user","content":"How many?"}],\#(fields)}"#)
    #expect(row.kind == .math && row.answer == ExpectedAnswer(gold: GoldAnswer(gold)) && row.total == 1)
    #expect(row.id == "i" && row.statement == "How many?")
  }

  @Test func verlErrorsNameTheFieldInsideTheText() {
    let row = #"{"data_source":"code","reward_model":{"ground_truth":"{\"inputs\":[\"1\"],\"outputs\":7}"}}"#
    #expect(datasetError { _ = try decode(.verl, row) }?.field == "reward_model.ground_truth.outputs")
  }

  private static let humanEval =
    #"{"task_id":"HumanEval/0","prompt":"def f(x):\n    \"\"\"Doc.\"\"\"\n","entry_point":"f","canonical_solution":"    return x\n","test":"def check(candidate):\n    assert candidate(1) == 1\n"}"#

  @Test func humanEval() throws {
    let problem = try decode(.humaneval, Self.humanEval)
    #expect(problem.testCode == ["def check(candidate):\n    assert candidate(1) == 1\n\ncheck(f)\n"])
    #expect(problem.kind == .assert && problem.prelude == .none && problem.id == "HumanEval/0")
  }

  @Test func mbpp() throws {
    let full = try decode(
      .mbpp,
      #"{"task_id":601,"text":"T","code":"c","test_list":["assert f(1)","assert f(2)"],"test_setup_code":"import math","challenge_test_list":["assert f(3)"]}"#
    )
    #expect(full.id == "MBPP/601" && full.testCode == ["import math\nassert f(1)\n", "import math\nassert f(2)\n"])
    let sanitized = try decode(
      .mbpp, #"{"task_id":2,"prompt":"P","code":"c","test_imports":["import re"],"test_list":["assert f(1)"]}"#)
    #expect(sanitized.testCode == ["import re\nassert f(1)\n"] && sanitized.statement == "P")
  }

  @Test func canonicalSolutions() throws {
    let scratch = try Scratch()
    let reader = try CanonicalSubmissionReader(path: scratch.write("h", Self.humanEval + "\n"), format: .humaneval)
    let submission = try #require(try reader.next()).value
    #expect(submission.body == .source("def f(x):\n    \"\"\"Doc.\"\"\"\n    return x\n"))
    #expect(submission.id == "HumanEval/0#canonical" && submission.expected == [.accepted])
    #expect(datasetError { _ = try CanonicalSubmissionReader(path: "x", format: .lcb) }?.code == .unsupported)
  }
}
