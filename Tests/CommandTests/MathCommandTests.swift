import Foundation
import Testing

/// `klear-judge math` on one pair. The pairs are so plain that no rule of comparison decides them.
@Suite struct MathCommandTests {
  /// Arguments behind `math`, and the exit code.
  static let lines: [([String], Int32)] = [
    (["5", "5"], 0), (["5", "6"], 1), (["-3", "-3"], 0), (["-3", "3"], 1), (["3", "-3"], 1), (["-x", "-x"], 0),
    (["5", "-3", "--kind", "answer"], 1), (["--kind", "answer", "-3", "-3"], 0), (["--kind=answer", "-3", "-3"], 0),
    (["-3", "--kind", "answer", "-3"], 0), (["--", "-3", "-3"], 0), (["--kind", "answer", "--", "-3", "-4"], 1),
    (["-2h", "-2h"], 0), (["-3=x", "-3=x"], 0), (["--", "-h", "-h"], 0), (["@5", "@5"], 0),
    (["", "5"], 2), (["--no-strict", "--targets", "latex,expr", "--language", "french", "5", "5"], 0),
    (["--no-set-relations", "--decimal-places", "3", "-5", "-5"], 0), (["1/2", "0.5"], 0),
    (["72", #"So it is \boxed{72}."#, "--kind", "extraction"], 0),
  ]

  @Test(arguments: lines) func exitCodes(_ arguments: [String], _ status: Int32) throws {
    let result = try Command.run(["math"] + arguments)
    #expect(result.status == status, "\(arguments): \(result.output)\(result.errors)")
    let words: [Int32: String] = [0: "correct: ", 1: "not correct: ", 2: "unknown: "]
    #expect(result.output.hasPrefix(words[status] ?? ""), "\(arguments): \(result.output)")
    #expect(result.output.split(separator: "\n").count == 1)
  }

  @Test(arguments: [("5", true), ("6", false)]) func json(_ prediction: String, _ correct: Bool) throws {
    let result = try Command.run(["math", "--format", "json", "5", prediction])
    let row = try #require(result.rows.first)
    #expect(Set(row.keys) == ["correct", "reason", "gold_form", "prediction_form"])
    #expect(row["correct"] as? Bool == correct)
    #expect(result.status == (correct ? 0 : 1))
  }

  /// Neither form nor words of hostile texts may steer a terminal or break the line.
  @Test func aTextOfManyLines() throws {
    let result = try Command.run(["math", "5", "5\n\u{1B}[31mcorrect: "])
    #expect(result.output.split(separator: "\n").count == 1)
    #expect(!result.output.contains("\u{1B}"))
  }
}

/// `klear-judge math --pairs`.
@Suite struct MathPairsTests {
  static func row(_ id: String, _ gold: String = "5", _ prediction: String = "5", _ more: String = "") -> String {
    #"{"id":"\#(id)","gold":"\#(gold)","prediction":"\#(prediction)"\#(more)}"#
  }

  private func judge(_ rows: [String], _ options: [String] = []) throws -> Command.Outcome {
    let scratch = try Scratch()
    try scratch.write("p.jsonl", rows.joined(separator: "\n"))
    return try Command.run(["math", "--pairs", "p.jsonl"] + options, in: scratch.path)
  }

  private func ids(_ rows: [[String: Any]]) -> [String?] { rows.map { $0["id"] as? String } }

  @Test(arguments: ["1", "2", "5"]) func rowsStandInTheOrderOfTheInput(_ jobs: String) throws {
    let rows = (0..<1_000).map { Self.row("\($0)", "5", $0.isMultiple(of: 3) ? "6" : "5") }
    let result = try judge(rows, ["--jobs", jobs])
    #expect(result.status == 0)
    #expect(ids(result.rows) == (0..<1_000).map { "\($0)" })
    #expect(result.rows.map { $0["correct"] as? Bool } == (0..<1_000).map { !$0.isMultiple(of: 3) })
    #expect(result.rows.allSatisfy { Set($0.keys) == ["id", "correct", "reason", "gold_form", "prediction_form"] })
    #expect(result.errors.hasPrefix("1000 pairs in "), "\(result.errors)")
    #expect(result.errors.contains("\n666 correct, 334 not correct, 66.6 % correct\nReasons: "), "\(result.errors)")
  }

  @Test func expectations() throws {
    let rows = [
      Self.row("a", "5", "5", #","expected":true"#), Self.row("b", "5", "6", #","expected":true"#),
      Self.row("c", "5", "6", #","expected":false"#), Self.row("d"), Self.row("e", "5", "5", #","expected":false"#),
    ]
    let result = try judge(rows, ["--expect"])
    #expect(result.status == 1)
    #expect(result.rows.map { $0["met"] as? Bool } == [true, false, true, nil, false])
    #expect(result.rows.map { $0["expected"] as? Bool } == [true, true, false, nil, false])
    let named = result.errors.split(separator: "\n").filter { $0.hasPrefix("klear-judge: p.jsonl:") }
    #expect(named.count == 2)
    #expect(named.first?.hasPrefix("klear-judge: p.jsonl:2: b: expected correct, got not correct (") == true)
    #expect(named.first?.hasSuffix(#"gold "5", prediction "6""#) == true)
    #expect(named.last?.hasPrefix("klear-judge: p.jsonl:5: e: expected not correct, got correct (") == true)
    #expect(result.errors.contains("\nExpectations: 2 met, 2 not met\n"))
    let without = try judge(rows)
    #expect(without.status == 0)
    #expect(without.rows.allSatisfy { $0["met"] == nil && $0["expected"] == nil })
    #expect(try judge([rows[0], rows[2], rows[3]], ["--expect"]).status == 0)
  }

  @Test func badRowsAreNamedAndTheRestJudged() throws {
    let rows = [
      Self.row("a"), "{", Self.row("a"), Self.row("b", "5", "5", #","settings":{"stict":true}"#),
      Self.row("c", "5", "6", #","expected":true"#), #"{"id":"d","gold":5,"prediction":"5"}"#, Self.row("e"),
    ]
    let result = try judge(rows, ["--expect"])
    #expect(result.status == 2)
    #expect(ids(result.rows) == ["a", "c", "e"])
    for says in [
      "p.jsonl:2: the JSON text ends in the middle", #"p.jsonl:3: id: "a" stands in line 1 already"#,
      #"p.jsonl:4: settings.stict: unknown setting "stict"; did you mean "strict"?"#, "p.jsonl:5: c: expected correct",
      "p.jsonl:6: gold: expected a string, got a number",
    ] {
      #expect(result.errors.contains("klear-judge: " + says), "\(result.errors)")
    }
    #expect(result.errors.hasSuffix("\n4 rows of the input not judged, named above\n"), "\(result.errors)")
  }

  @Test func aGoldThatDoesNotParse() throws {
    let rows = [Self.row("a"), Self.row("b", "", "5", #","expected":true"#), Self.row("c")]
    let result = try judge(rows, ["--expect"])
    #expect(result.status == 2)
    #expect(ids(result.rows) == ["a", "b", "c"])
    #expect(result.rows.map { $0["correct"] as? Bool } == [true, nil, true])
    #expect((result.rows[1]["reason"] as? String)?.hasPrefix("gold_unparseable") == true)
    #expect(result.errors.contains(#"klear-judge: p.jsonl:2: gold: does not parse: "" (id "b")"#), "\(result.errors)")
    #expect(result.errors.contains("\n1 gold not parsed, named above\n"))
    #expect(result.errors.contains("\nExpectations: 0 met, 0 not met\n"))
  }

  @Test func filesThatAreNone() throws {
    let empty = try judge([])
    #expect(empty.status == 2 && empty.output == "")
    #expect(empty.errors.hasPrefix("klear-judge: p.jsonl: has no rows"), "\(empty.errors)")
    let absent = try Command.run(["math", "--pairs", "/nonexistent"])
    #expect(absent.status == 2 && absent.errors.hasPrefix("klear-judge: /nonexistent: no such file"))
    let problems = try judge([Sample.echo])
    #expect(problems.status == 2)
    #expect(problems.errors.contains("p.jsonl:1: not a math pair: this looks like a problem row"))
    let full = try judge([Self.row("a")], ["--out", "/dev/full"])
    #expect(full.status == 2)
    #expect(full.errors.contains("--out: /dev/full: No space left on device; the rows written before are whole\n"))
  }

  /// The kind and the settings of the command are those of rows that name none.
  @Test func optionsAreDefaults() throws {
    let rows = [Self.row("a", "5", "5"), Self.row("b", "5", "5", #","kind":"extraction","settings":{"strict":true}"#)]
    #expect(try judge(rows, ["--kind", "answer", "--no-strict", "--decimal-places", "2"]).status == 0)
  }

  @Test(arguments: ["cat p |", "gzip -c p |", "zstd -q -c p |", "(cat p; sleep 0.2; echo) |"])
  func standardInput(_ make: String) throws {
    let scratch = try Scratch()
    try scratch.write("p", (0..<100).map { Self.row("\($0)") }.joined(separator: "\n"))
    let result = try Command.shell("\(make) $K math --pairs - --out out --progress none", in: scratch.path)
    #expect(result.status == 0 && result.output == "" && result.errors == "", "\(result.errors)")
    #expect(ids(JSONRows.parse(scratch.text("out"))) == (0..<100).map { "\($0)" })
  }

  /// A program that asks pair by pair over pipes is answered pair by pair.
  @Test func answersComeBeforeTheNextQuestion() throws {
    let scratch = try Scratch()
    let result = try Command.shell(
      """
      coproc $K math --pairs - --progress none
      exec 3<&${COPROC[0]} 4>&${COPROC[1]}
      for id in a b c; do
        echo '{"id":"'$id'","gold":"5","prediction":"5"}' >&4
        read -r -t 30 row <&3 && echo "$row"
      done
      """, in: scratch.path)
    #expect(ids(result.rows) == ["a", "b", "c"], "\(result.errors)")
  }

  @Test(arguments: ["INT", "TERM"]) func interruptedKeepsWholeRows(_ signal: String) throws {
    let scratch = try Scratch()
    try scratch.write("p", (0..<200).map { Self.row("\($0)") }.joined(separator: "\n") + "\n")
    let result = try Command.shell(
      """
      mkfifo pipe; set -m
      $K math --pairs - --out out < pipe & judge=$!
      exec 4> pipe; cat p >&4
      until [ "$(wc -l < out)" = 200 ]; do sleep 0.01; done
      kill -\(signal) $judge
      sleep 0.3; cat p >&4; exec 4>&-
      wait $judge; echo $?
      """, in: scratch.path)
    #expect(result.output.hasSuffix("130\n"), "\(result.output)\(result.errors)")
    #expect(result.errors.contains("interrupted; rows judged so far are kept"))
    let kept = scratch.text("out")
    #expect(kept.hasSuffix("\n"))
    #expect(ids(JSONRows.parse(kept)).prefix(200) == ArraySlice((0..<200).map { "\($0)" }))
  }

  @Test func progressLines() throws {
    let result = try judge([Self.row("a")], ["--progress", "plain"])
    #expect(result.status == 0)
    #expect(result.errors.contains("1 pair in "), "\(result.errors)")
  }
}
