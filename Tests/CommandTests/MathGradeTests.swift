import Foundation
import Testing

/// Math rows in `klear-judge grade`, native and verl/Klear. They need no sandbox, and most of these tests take it away.
@Suite struct MathGradeTests {
  static let problems = [
    #"{"data_source":"openai/gsm8k","id":"gsm","prompt":"How many?","reward_model":{"ground_truth":"72"}}"#,
    #"{"data_source":"math_longcot_math_verify","id":"klear","reward_model":{"style":"rule","ground_truth":"5"}}"#,
    #"{"data_source":"aime2024","id":"aime","reward_model":{"ground_truth":25}}"#,
  ].joined(separator: "\n")

  static func answer(_ id: String, _ problem: String, _ answer: String, key: String = "answer") -> String {
    let row = ["id": id, "problem_id": problem, key: answer]
    return String(decoding: (try? JSONSerialization.data(withJSONObject: row)) ?? Data(), as: UTF8.self)
  }

  /// Without a launcher no sandbox opens.
  private func grade(
    _ submissions: [String], problems: String = problems, format: String = "verl", _ options: [String] = [],
    in scratch: Scratch? = nil
  ) throws -> Command.Outcome {
    let scratch = try scratch ?? Scratch()
    try scratch.write("d.jsonl", problems)
    try scratch.write("s.jsonl", submissions.joined(separator: "\n"))
    return try Command.run(
      ["grade", "--dataset", "d.jsonl", "--format", format, "--submissions", "s.jsonl"] + options, in: scratch.path,
      environment: ["KLEAR_LAUNCHER": "/nonexistent"])
  }

  @Test func verlRowsWithoutASandbox() throws {
    let result = try grade([
      Self.answer("1", "gsm", "72"), Self.answer("2", "gsm", "71"), Self.answer("3", "klear", "5"),
      Self.answer("4", "aime", "25"), Self.answer("5", "aime", "52"),
    ])
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      result.rows.map { $0["verdict"] as? String } == [
        "accepted", "wrong_answer", "accepted", "accepted", "wrong_answer",
      ])
    #expect(result.rows.map { $0["reward"] as? Double } == [1, 0, 1, 1, 0])
    #expect(result.rows.allSatisfy { $0["total"] as? Int == 1 && $0["language"] is NSNull })
    #expect(result.rows.allSatisfy { ($0["tests"] as? [Any])?.count == 1 && $0["limits"] is NSNull })
    #expect(!result.errors.contains("sandbox") && !result.errors.contains("isolation"))
  }

  /// The keys are those of every row of grade's, in the same order.
  @Test(.enabled(if: Command.canJudge, "needs a sandbox and python3")) func theRowIsThatOfAProgram() throws {
    let scratch = try Scratch()
    try scratch.write("p", Sample.echo + "\n" + #"{"id":"m","kind":"math","gold":"7"}"#)
    try scratch.write("s", Sample.submission("a", Sample.right) + "\n" + Self.answer("b", "m", "7"))
    let result = try Command.run(["grade", "--problems", "p", "--submissions", "s"], in: scratch.path)
    #expect(result.status == 0)
    #expect(result.rows.map { $0["verdict"] as? String } == ["accepted", "accepted"])
    let keys = result.output.split(separator: "\n").map { line in
      line.prefix(while: { $0 != "[" }).matches(of: /"(\w+)":/).map { String($0.1) }
    }
    #expect(keys.count == 2 && keys[0].prefix(13) == keys[1].prefix(13))
    #expect(Set(result.rows[0].keys) == Set(result.rows[1].keys))
  }

  @Test func rangeAndHardReward() throws {
    let rows = [Self.answer("1", "gsm", "72"), Self.answer("2", "gsm", "71")]
    for options in [["--reward-range=-1..1"], ["--reward-range=-1..1", "--reward", "hard"]] {
      #expect(try grade(rows, options).rows.map { $0["reward"] as? Double } == [1, -1])
    }
  }

  /// `--require-format think` is what math_longcot_math_verify asks for; the verdict stays.
  @Test func theFormatPenalty() throws {
    let rows = [
      Self.answer("1", "klear", "5", key: "response"), Self.answer("2", "klear", "<think>so</think>5", key: "response"),
      Self.answer("3", "klear", "<think>so 5", key: "response"),
    ]
    let result = try grade(rows, ["--require-format", "think", "--format-penalty=-0.5"])
    #expect(result.status == 0)
    #expect(result.rows.map { $0["reward"] as? Double } == [-0.5, 1, -0.5])
    #expect(result.rows.map { $0["verdict"] as? String } == ["accepted", "accepted", "wrong_answer"])
  }

  /// An opened `<think>` that is not closed is no answer, nor is one inside of it.
  @Test func onlyWhatStandsBehindTheThinkingCounts() throws {
    let rows = [
      Self.answer("1", "klear", "<think>5", key: "response"),
      Self.answer("2", "klear", "<think>5</think>6", key: "response"),
      Self.answer("3", "klear", "<think>6</think>5", key: "response"),
    ]
    let result = try grade(rows)
    #expect(result.rows.map { $0["verdict"] as? String } == ["wrong_answer", "wrong_answer", "accepted"])
    #expect(result.rows.first?["reason"] as? String == "no_answer")
  }

  @Test func nativeRows() throws {
    let problems = """
      {"id":"m","kind":"math","gold":"7","settings":{"strict":false},"title":"t"}
      {"id":"n","kind":"math","answer":"8"}
      """
    let rows = [Self.answer("1", "m", "7"), Self.answer("2", "n", "7")]
    let result = try grade(rows, problems: problems, format: "native", ["--expect", "--report", "r.html"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.rows.map { $0["verdict"] as? String } == ["accepted", "wrong_answer"])
  }

  /// The problem's fault: no reward, named once with file and line, exit code 2, the rest judged.
  @Test func aGoldThatDoesNotParse() throws {
    let problems = #"{"id":"blank","kind":"math","gold":"  "}"# + "\n" + #"{"id":"m","kind":"math","gold":"7"}"#
    let rows = [Self.answer("1", "blank", "7"), Self.answer("2", "blank", "8"), Self.answer("3", "m", "7")]
    let result = try grade(rows, problems: problems, format: "native")
    #expect(result.status == 2)
    #expect(result.rows.map { $0["verdict"] as? String } == ["internal_error", "internal_error", "accepted"])
    #expect(result.rows.map { $0["reason"] as? String }.prefix(2) == ["gold_unparseable", "gold_unparseable"])
    #expect(result.rows.map { $0["reward"] is NSNull } == [true, true, false])
    #expect(result.errors.components(separatedBy: "klear-judge: d.jsonl:1: gold: does not parse").count == 2)
  }

  @Test func programsAndStrangersAreNamed() throws {
    let rows = [
      Self.answer("1", "gsm", "72"), Sample.submission("2", to: "gsm", "print(72)"), Self.answer("3", "none", "72"),
      #"{"id":"4","problem_id":"gsm","answer":"72","response":"72"}"#,
      #"{"id":"5","problem_id":"gsm","language":"whatever","response":"72"}"#,
    ]
    let result = try grade(rows)
    #expect(result.status == 2)
    #expect(result.rows.map { $0["submission_id"] as? String } == ["1", "5"])
    for says in [
      "s.jsonl:2: source_code: a program, but gsm is a math problem", #"s.jsonl:3: problem_id: there is no problem"#,
      "s.jsonl:4: answer: stands beside `response`",
    ] {
      #expect(result.errors.contains("klear-judge: " + says), "\(result.errors)")
    }
    #expect(try grade(rows, ["--strict-input"]).output == "")
  }

  @Test func resumed() throws {
    let scratch = try Scratch()
    let rows = (0..<50).map { Self.answer("\($0)", "gsm", $0.isMultiple(of: 2) ? "72" : "7") }
    #expect(try grade(rows, ["--out", "v.jsonl"], in: scratch).status == 0)
    let whole = scratch.text("v.jsonl")
    try scratch.write("v.jsonl", whole.split(separator: "\n").prefix(20).joined(separator: "\n") + "\n{\"torn")
    #expect(try grade(rows, ["--out", "v.jsonl", "--resume"], in: scratch).status == 0)
    #expect(JSONRows.comparable(scratch.text("v.jsonl")) == JSONRows.comparable(whole))
    try scratch.write("d.jsonl", "")
  }
}

/// `klear-judge bench math`.
@Suite struct MathBenchTests {
  private func names(_ rows: [[String: Any]]) -> [String?] { rows.map { $0["name"] as? String } }

  @Test func builtInPairs() throws {
    let result = try Command.run(["bench", "math", "--rounds", "20", "--format", "json"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      names(result.rows)
        == [
          "rate", "mean", "median", "99th percentile", "longest", "accuracy", "false equal", "false different",
        ].map { "math pairs on one core, \($0)" })
    for row in result.rows {
      #expect(Set(row.keys) == ["name", "unit", "ours", "peer", "peer_name", "ratio", "n", "missing"])
      #expect(row["n"] as? Int == 20 && row["peer"] is NSNull && row["peer_name"] as? String == "Math-Verify")
    }
  }

  @Test func pairsOfAFile() throws {
    let scratch = try Scratch()
    try scratch.write("p", MathPairsTests.row("a") + "\n" + MathPairsTests.row("b", "5", "6"))
    let plain = try Command.run(["bench", "math", "--pairs", "p"], in: scratch.path)
    #expect(plain.status == 0)
    #expect(plain.output.contains("math pairs on one core, longest") && !plain.output.contains("accuracy"))
    try scratch.write("p", "{")
    let bad = try Command.run(["bench", "math", "--pairs", "p"], in: scratch.path)
    #expect(bad.status == 2 && bad.errors.hasPrefix("klear-judge: p:1: the JSON text ends"))
  }

  /// A stand-in for the peer: what it takes and says is what stands in the table.
  @Test func besideAPeer() throws {
    let scratch = try Scratch()
    try scratch.write("p", MathPairsTests.row("a", "5", "5", #","expected":true"#))
    try scratch.write("peer", "#!/bin/sh\ncat > seen; echo 0.5 1\n")
    try scratch.write("silent", "#!/bin/sh\ntrue\n")
    let line = "chmod +x peer silent; $K bench math --pairs p --format json --peer-python"
    let result = try Command.shell("\(line) $PWD/peer", in: scratch.path)
    #expect(result.status == 0, "\(result.errors)")
    let peer = Dictionary(
      uniqueKeysWithValues: result.rows.compactMap { row in (row["name"] as? String).map { ($0, row) } })
    #expect(peer["math pairs on one core, mean"]?["peer"] as? Double == 500_000)
    #expect(peer["math pairs on one core, rate"]?["peer"] as? Double == 2)
    #expect(peer["math pairs on one core, accuracy"]?["peer"] as? Double == 100)
    #expect(scratch.text("seen").contains(#""id":"a""#))
    let silent = try Command.shell("\(line) $PWD/silent", in: scratch.path)
    #expect(silent.status == 3 && silent.errors.contains("bench: Math-Verify: "))
  }
}
