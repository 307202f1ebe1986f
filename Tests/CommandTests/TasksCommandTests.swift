import Foundation
import Testing

/// `tasks`, and `model generate --prompts` on a model that learned from them for a moment.
@Suite struct TasksCommandTests {
  private static let few = ["--train", "40", "--practice", "12", "--heldout", "12"]

  @Test func filesAreMadeOnce() throws {
    let scratch = try Scratch()
    let first = try Command.run(["tasks", "--out", "t"] + Self.few, in: scratch.path)
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output == "")
    #expect(first.errors == "klear-judge: t: 40 solved tasks, 12 to practise on, 12 held out\n")
    #expect(JSONRows.parse(scratch.text("t/sft-train.jsonl")).count == 40)
    #expect(JSONRows.parse(scratch.text("t/problems.jsonl")).count == 24)
    let before = scratch.text("t/problems.jsonl")
    let again = try Command.run(["tasks", "--out", "t", "--seed", "2"] + Self.few, in: scratch.path)
    #expect(again.status == 2)
    #expect(again.errors.contains("t/problems.jsonl is there already: pass --force"))
    #expect(scratch.text("t/problems.jsonl") == before)
    let forced = try Command.run(["tasks", "--out", "t", "--seed", "2", "--force"] + Self.few, in: scratch.path)
    #expect(forced.status == 0)
    #expect(scratch.text("t/problems.jsonl") != before)
  }

  @Test(arguments: [
    (["tasks"], "Error: Missing expected argument '--out <folder>'"),
    (["tasks", "--out", "t", "--train", "0"], "Error: --train is between 1 and 1000000, not 0"),
    (["tasks", "--out", "t", "--kind", "prose"], "Error: The value 'prose' is invalid"),
    (["tasks", "--out", "/dev/null/t"] + few, "klear-judge: /dev/null/t: cannot be written"),
    (["model", "generate", "m"], "Error: give one of --prompt, --chat and --prompts"),
    (
      ["model", "generate", "m", "--prompt", "a", "--prompts", "p"], "Error: give one of --prompt, --chat and --prompts"
    ),
  ])
  func badUse(_ arguments: [String], _ says: String) throws {
    let result = try Command.run(arguments)
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix(says), "\(result.errors)")
  }

  /// From tasks to a model to submissions to verdicts, every file as the command before wrote it.
  @Test(.enabled(if: Command.canJudge, "this machine gives no sandbox, or no python3: nothing was judged"))
  func promptsBecomeSubmissions() throws {
    let scratch = try Scratch()
    try scratch.write(
      "run.yaml",
      """
      model:
        init: {architecture: llama, hidden_size: 32, intermediate_size: 64, layers: 1, heads: 2, vocab_size: 300, max_positions: 512}
        tokenizer: {train: {vocab_size: 300}}
      data: {train: t/sft-train.jsonl}
      output_dir: run
      threads: 1
      sft: {max_steps: 2, max_length: 256, batch_tokens: 512, micro_batch_tokens: 512}
      """)
    let result = try Command.shell(
      """
      $K tasks --out t \(Self.few.joined(separator: " ")) && $K train sft --config run.yaml --progress none &&
      $K model generate run/final --prompts t/rl-heldout.jsonl -n 2 --max-tokens 8 --threads 1 > answers.jsonl &&
      $K model generate run/final --prompts t/rl-heldout.jsonl -n 2 --max-tokens 8 --threads 1 | cmp - answers.jsonl &&
      $K grade --problems t/problems.jsonl --submissions answers.jsonl --reward hard --out verdicts.jsonl
      """, in: scratch.path)
    #expect(result.status == 0, "\(result.errors)")
    let answers = JSONRows.parse(scratch.text("answers.jsonl"))
    #expect(answers.map { $0["id"] as? String } == (0..<24).map { "heldout-\($0 / 2)#\($0 % 2)" })
    #expect(answers.map { $0["problem_id"] as? String } == (0..<24).map { "heldout-\($0 / 2)" })
    #expect(answers.map { $0["index"] as? Int } == (0..<24).map { $0 % 2 })
    #expect(answers.allSatisfy { $0["response"] as? String == $0["text"] as? String && $0["text"] != nil })
    #expect(Set(answers.map { "\($0["ids"] ?? "")" }).count > 12, "each draws its own random numbers")
    let verdicts = JSONRows.parse(scratch.text("verdicts.jsonl"))
    #expect(verdicts.map { $0["submission_id"] as? String } == answers.map { $0["id"] as? String })
  }

  @Test func badPromptRowsAreNamed() throws {
    let scratch = try Scratch()
    for (row, says) in [
      ("{}", #"there is neither "prompt" nor "messages""#), ("[1]", "has another type"), ("{", "not JSON"),
      (#"{"prompt": "a", "messages": []}"#, #"there are both "prompt" and "messages""#),
      (#"{"messages": [{"role": "user"}]}"#, #"there is no "content""#),
    ] {
      try scratch.write("p.jsonl", "{\"prompt\": \"a\"}\n\n" + row + "\n")
      // Rows are read before the model.
      let result = try Command.run(["model", "generate", "none", "--prompts", "p.jsonl"], in: scratch.path)
      #expect(result.status == 2)
      #expect(result.errors.contains("p.jsonl:3: ") && result.errors.contains(says), "\(row): \(result.errors)")
    }
  }
}
