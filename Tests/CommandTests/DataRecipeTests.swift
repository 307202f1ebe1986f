import Foundation
import Testing

/// The paper's data recipe as a chain of commands: pass rates by sampling, then the audit's filters.
@Suite struct DataRecipeTests {
  @Test func passRatesAndAnswersAreRows() throws {
    let scratch = try TrainRLCommandTests.prepared()
    #expect(try TrainRLCommandTests.train(["rl", "--progress", "none"], in: scratch).status == 0)
    let result = try TrainRLCommandTests.train(
      ["eval", "-n", "4", "--answers", "a.jsonl", "--rates", "r.jsonl"], in: scratch)
    #expect(result.status == 0, "\(result.errors)")
    let answers = JSONRows.parse(scratch.text("a.jsonl"))
    #expect(answers.count == 12 && answers.first?["id"] as? String == "p1#0")
    #expect(answers.allSatisfy { $0["response"] is String && $0["score"] is Int })
    let rates = JSONRows.parse(scratch.text("r.jsonl"))
    #expect(rates.compactMap { $0["problem_id"] as? String } == ["p1", "p2", "p3"])
    for rate in rates {
      let own = answers.filter { $0["problem_id"] as? String == rate["problem_id"] as? String }
      #expect(rate["right"] as? Int == own.count { $0["score"] as? Int == 1 } && rate["answers"] as? Int == 4)
    }
    let audit = try Command.run(
      ["audit", "problems.jsonl", "--rollouts", "a.jsonl", "--out", "audit", "--only", "rollout_none_pass"],
      in: scratch.path)
    #expect(audit.status == 0, "\(audit.errors)")
  }

  /// Kept are prompts of which some answers are right, whose gold the majority does not contradict, and which are in no
  /// benchmark; the rows of prompts follow their problems.
  @Test func theFiltersOfMath() throws {
    let scratch = try Scratch()
    let words = ["apples", "books", "coins", "birds", "marbles"]
    let problems = words.enumerated().map { place, word in
      let statement =
        place == 4
        ? "Seven grey herons stand beside a narrow river and four of them fly away north; how many marbles?"
        : "How many \(word) are there, if there are \(place + 1) twice?"
      return #"{"id":"m\#(place)","kind":"math","statement":"\#(statement)","gold":"\#(2 * place + 2)"}"#
    }
    try scratch.write("problems.jsonl", problems.joined(separator: "\n") + "\n")
    try scratch.write(
      "prompts.jsonl", (0..<5).map { #"{"prompt":"?","problem_id":"m\#($0)"}"# }.joined(separator: "\n"))
    try scratch.write(
      "bench.jsonl",
      #"{"problem":"Seven grey herons stand beside a narrow river and four of them fly away north; how many marbles?","answer":"9"}"#
    )
    // m0: all right; m1: none right; m2: most agree on another answer; m3: some right; m4: some right, but known.
    let given = [
      ["2", "2", "2", "2"], ["1", "5", "6", "7"], ["6", "9", "9", "9"], ["8", "8", "8", "7"], ["10", "10", "10", "3"],
    ]
    let rollouts = given.enumerated().flatMap { place, answers in
      answers.map { #"{"problem_id":"m\#(place)","response":"So it is \\boxed{\#($0)}."}"# }
    }
    try scratch.write("rollouts.jsonl", rollouts.joined(separator: "\n"))
    let result = try Command.run(
      [
        "audit", "problems.jsonl", "--rollouts", "rollouts.jsonl", "--against", "bench.jsonl", "--prompts",
        "prompts.jsonl", "--out", "audit", "--drop", "rollout_all_pass", "rollout_none_pass", "gold_vs_majority",
      ], in: scratch.path)
    #expect(result.status == 0, "\(result.errors)")
    let kept = JSONRows.parse(scratch.text("audit/clean.jsonl")).compactMap { $0["id"] as? String }
    #expect(kept == ["m3"], "\(scratch.text("audit/findings.jsonl"))")
    #expect(scratch.text("audit/prompts-prompts.jsonl") == "{\"prompt\":\"?\",\"problem_id\":\"m3\"}\n")
    #expect(result.errors.contains("audit/prompts-prompts.jsonl: 1 of 5 prompts"))
  }

  /// Programs: sixteen tests at least, by the paper.
  @Test func programsNeedTests() throws {
    let scratch = try Scratch()
    let rows = [15, 16].map { count in
      let tests = (0..<count).map { #"{"input":"[\#($0)]","output":"\#($0 + 1)"}"# }.joined(separator: ",")
      return
        #"{"id":"t\#(count)","kind":"call","fn_name":"f","statement":"f(x) is one more than x.","tests":[\#(tests)]}"#
    }
    try scratch.write("problems.jsonl", rows.joined(separator: "\n"))
    let result = try Command.run(
      ["audit", "problems.jsonl", "--no-sandbox", "--out", "audit", "--drop", "tests_few"], in: scratch.path)
    #expect(result.status == 0, "\(result.errors)")
    #expect(JSONRows.parse(scratch.text("audit/clean.jsonl")).compactMap { $0["id"] as? String } == ["t16"])
    let bare = try Command.run(["audit", "problems.jsonl", "--prompts", "p.jsonl"], in: scratch.path)
    #expect(bare.status == 2 && bare.errors.contains("--prompts needs --out"))
  }
}
