import Foundation
import Rewards
import Testing

@testable import Datasets

@Suite struct SubmissionReaderTests {
  /// The ids that were read, and each error as `line:code`.
  private func read(_ text: String, problems: (any ProblemSource)? = nil) throws -> [String] {
    let scratch = try Scratch()
    let reader = try SubmissionReader(path: scratch.write("s", text), problems: problems)
    var found: [String] = []
    while true {
      do {
        guard let row = try reader.next() else { return found }
        found.append(row.value.id)
      } catch let error as DatasetError {
        found.append("\(error.line ?? 0):\(error.code)")
        if error.endsInput { return found }
      }
    }
  }

  @Test func badRowsDoNotHideTheOthers() throws {
    let rows = [
      #"{"id":"a","problem_id":"p","language":"c","source_code":""}"#, "{",
      #"{"id":"a","problem_id":"p","response":""}"#,
      #"{"id":"b","problem_id":"p","source_code":"x"}"#,
      #"{"id":"c","problem_id":"p","response":"r","expected":["ok"]}"#,
      #"{"id":"d","problem_id":"p","response":"r","expected":["accepted","time_limit"]}"#,
      #"{"id":"e","problem_id":"p"}"#, #"{"id":"f","problem_id":"p","response":"r","source_code":"s"}"#,
      #"{"id":"g","kind":"stdio","tests":[]}"#, #"{"id":"h","problem_id":"p","response":7}"#,
      #"{"id":"i","problem_id":"p","answer":"7"}"#, #"{"id":"j","problem_id":"p","answer":"7","response":"r"}"#,
      #"{"id":"k","problem_id":"p","language":"c","source_code":"s","answer":"7"}"#,
    ]
    #expect(
      try read(rows.joined(separator: "\n")) == [
        "a", "2:truncated", "3:duplicateID", "4:missingField", "5:invalidValue", "d", "7:missingField",
        "8:invalidValue", "9:wrongFormat", "10:wrongType", "i", "12:invalidValue", "13:invalidValue",
      ])
  }

  @Test func otherJudgesShapes() throws {
    let rows = [
      #"{"task_id":"HumanEval/0","completion":"    return 1"}"#,
      #"{"task_id":"HumanEval/0","completion":"def f():\n    return 2"}"#,
      #"{"task_id":3,"solution":"x"}"#, #"{"question_id":"q","code_list":["a","b"]}"#,
    ]
    let problem = Problem(
      id: "HumanEval/0", kind: .assert, testCode: ["x"], statement: "def f():\n    'doc'\n", source: "HumanEval")
    let problems = try ProblemList([problem])
    #expect(
      try read(rows.joined(separator: "\n"), problems: problems) == [
        "HumanEval/0#0", "HumanEval/0#1", "MBPP/3#0", "q#0", "q#1",
      ])
    let scratch = try Scratch()
    let reader = try SubmissionReader(path: scratch.write("s", rows.joined(separator: "\n")), problems: problems)
    #expect(try reader.next()?.value.body == .source("def f():\n    'doc'\n    return 1"))
    #expect(try reader.next()?.value.body == .source("def f():\n    'doc'\ndef f():\n    return 2"))
  }

  @Test func sharedCases() throws {
    guard let folder = Fixtures.sharedCode else {
      print("SKIPPED the shared code cases: set KLEAR_SHARED, or put them beside the clone as ../shared")
      return
    }
    let native = try ProblemStore(path: folder + "/problems.jsonl", format: .native)
    let lcb = try ProblemStore(path: folder + "/lcb.jsonl", format: .lcb)
    let klear = try ProblemStore(path: folder + "/klear.jsonl", format: .verl)
    #expect(native.count == 140 && native.ids == lcb.ids && native.ids == klear.ids)
    for id in native.ids {
      let problem = try #require(try native.problem(id: id))
      #expect(try lcb.problem(id: id)?.tests == problem.tests)
      #expect(try lcb.problem(id: id)?.functionName == problem.functionName)
      if problem.kind == .stdio { #expect(try klear.problem(id: id)?.tests == problem.tests) }
    }
    let reader = try SubmissionReader(path: folder + "/submissions.jsonl", problems: native)
    var count = 0
    while let row = try reader.next() {
      count += 1
      #expect(try native.problem(id: row.value.problemID) != nil)
    }
    #expect(count == 280)
  }
}

@Suite struct ProblemStoreTests {
  @Test(arguments: ["native.jsonl", "native.jsonl.gz", "native.jsonl.zst"])
  func findsEachProblem(name: String) throws {
    let store = try ProblemStore(path: Fixtures.path(name), format: .native)
    #expect(store.ids == ["sum", "twice", "half"])
    #expect(try store.problem(id: "half")?.testCode.count == 2)
    #expect(try store.problem(id: "sum")?.statement == "Två tal, en summa.")
    #expect(try store.problem(id: "sum") == store.problem(id: "sum"))
    #expect(try store.problem(id: "none") == nil)
  }

  @Test func manyProblemsFromManyThreads() async throws {
    let scratch = try Scratch()
    let rows = (0..<2_000).map {
      #"{"id":"p\#($0)","kind":"stdio","tests":[{"input":"\#($0)","output":"\#(String(repeating: "x", count: 500))"}]}"#
    }
    let store = try ProblemStore(
      path: scratch.write("p", rows.joined(separator: "\r\n")), format: .native, cacheBytes: 50_000)
    #expect(store.count == 2_000)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          for step in 0..<1_000 {
            let number = (step * 7 + task * 13) % 2_000
            let problem = try store.problem(id: "p\(number)")
            #expect(problem?.tests.first?.input == TestData("\(number)"))
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test(arguments: [
    (#"{"id":"a","kind":"stdio","tests":[{"input":"","output":""}]}"#, DatasetError.Code.duplicateID, "line 1"),
    (#"{"id":"b","kind":"stdio","tests":[]}"#, .noTests, "no tests"), ("{", .truncated, "cut off"),
  ])
  func theFirstBadRowIsNamed(row: String, code: DatasetError.Code, words: String) throws {
    let scratch = try Scratch()
    let good = #"{"id":"a","kind":"stdio","tests":[{"input":"","output":""}]}"#
    let path = try scratch.write("p", "\(good)\n\(row)\n")
    let error = datasetError { _ = try ProblemStore(path: path, format: .native) }
    #expect(error?.code == code && error?.line == 2, "\(String(describing: error))")
    #expect(error?.file == path)
  }

  @Test func parquet() throws {
    do {
      let store = try ProblemStore(path: Fixtures.path("verl.parquet"), format: .verl)
      #expect(store.ids == ["0", "1", "2"])
      #expect(try store.problem(id: "1")?.kind == .stdio)
    } catch let error as DatasetError where error.code == .toolMissing {
      #expect(error.message.contains("pip install pyarrow"))
      print("SKIPPED Parquet: no python3 with pyarrow")
    }
  }
}
