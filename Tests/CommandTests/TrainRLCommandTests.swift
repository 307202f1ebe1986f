import Foundation
import Testing

/// `train rl` and `train eval` as a person starts them. The problems are arithmetic, so that no sandbox is needed.
@Suite struct TrainRLCommandTests {
  static let configuration = """
    model:
      init: {hidden_size: 16, intermediate_size: 24, layers: 1, heads: 2, vocab_size: 270, max_positions: 64}
      tokenizer: {train: {vocab_size: 270, files: texts.txt}}
    data: {train: prompts.jsonl, eval: prompts.jsonl, problems: problems.jsonl}
    output_dir: run
    threads: 1
    save_every: 1
    sft: {max_length: 64, micro_batch_tokens: 64}
    rl: {steps: 2, prompts_per_step: 2, rollouts: 2, mini_batch_prompts: 1, micro_batch_tokens: 64}
    sampling: {max_new_tokens: 6}
    """

  static func prepared() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("run.yaml", configuration)
    try scratch.write("texts.txt", "1 and 1? two\n3 and 3? six\n")
    let prompts = (1...3).map { #"{"prompt":"\#($0) and \#($0)?","problem_id":"p\#($0)"}"# }
    try scratch.write("prompts.jsonl", prompts.joined(separator: "\n"))
    let problems = (1...3).map { #"{"id":"p\#($0)","kind":"math","gold":"\#(2 * $0)"}"# }
    try scratch.write("problems.jsonl", problems.joined(separator: "\n"))
    return scratch
  }

  static func train(_ words: [String], in scratch: Scratch) throws -> Command.Outcome {
    try Command.run(["train", words[0], "--config", "run.yaml"] + words.dropFirst(), in: scratch.path)
  }

  @Test func aRunLeavesWhatItPromisesAndIsMeasured() throws {
    let scratch = try Self.prepared()
    let result = try Self.train(["rl", "--progress", "plain"], in: scratch)
    #expect(result.status == 0 && result.output.isEmpty, "\(result.errors)")
    #expect(result.errors.contains("klear-judge: done: run/final, and run/report.html to look at\n"))
    let metrics = JSONRows.parse(scratch.text("run/metrics.jsonl"))
    #expect(metrics.compactMap { $0["step"] as? Int } == [1, 2])
    #expect(metrics.allSatisfy { $0["phase"] as? String == "rl" && $0["reward_mean"] is Double })
    #expect(scratch.text("run/rollouts/step-000001.jsonl").split(separator: "\n").count == 5)

    let text = try Self.train(["eval", "-n", "2", "--k", "1", "--k", "2"], in: scratch)
    #expect(text.status == 0, "\(text.errors)")
    #expect(text.output.contains("pass@1: ") && text.output.contains("pass@2: ") && text.output.contains("avg@2: "))
    let json = try Self.train(["eval", "-n", "2", "--format", "json", "--model", "run/final"], in: scratch)
    let row = JSONRows.parse(json.output).first
    #expect(row?["problems"] as? Int == 3 && row?["answers"] as? Int == 6 && row?["faults"] as? Int == 0)

    let again = try Self.train(["rl"], in: scratch)
    #expect(again.status == 2 && again.errors.contains("run holds a run already"))
    #expect(try Self.train(["rl", "--resume", "--set", "rl.steps=3"], in: scratch).status == 0)

    let other = try Self.train(["sft", "--resume", "--set", "data.train=texts.jsonl"], in: scratch)
    #expect(other.status == 2, "\(other.errors)")
    #expect(other.errors.contains("run/metrics.jsonl: is of a run of reinforcement learning: go on with train rl"))
  }

  /// Every answer's verdict is in the ledger under the run's name, those included that hold no program.
  @Test(.enabled(if: Command.canJudge, "no sandbox or no python3 here"))
  func verdictsOfARunAreInItsLedger() throws {
    let scratch = try Self.prepared()
    let prompts = (1...2).map { #"{"prompt":"\#($0) and \#($0)?","problem_id":"echo"}"# }
    try scratch.write("prompts.jsonl", prompts.joined(separator: "\n"))
    try scratch.write("problems.jsonl", Sample.echo)
    let result = try Self.train(["rl", "--ledger", "l.sqlite", "--run-name", "tiny"], in: scratch)
    #expect(result.status == 0, "\(result.errors)")
    let runs = try Command.run(["ledger", "list", "l.sqlite", "--runs", "--format", "json"], in: scratch.path).rows
    #expect(runs.map { $0["run"] as? String } == ["tiny"])
    let rows = try Command.run(["ledger", "list", "l.sqlite", "--format", "json"], in: scratch.path).rows
    let verdicts = rows.compactMap { $0["row"] as? [String: Any] }
    // Two steps of two prompts with two answers each.
    #expect(verdicts.count == 8 && verdicts.allSatisfy { $0["problem_id"] as? String == "echo" })
    let written = (1...2).flatMap { step in
      JSONRows.parse(scratch.text("run/rollouts/step-00000\(step).jsonl")).compactMap { $0["verdict"] as? String }
    }
    let told = verdicts.map { "\($0["verdict"] ?? "") (\($0["reason"] ?? ""))" }
    #expect(told.sorted() == written.map { String($0.prefix { $0 != "," }) }.sorted())
  }

  @Test(arguments: [
    (["--set", "rl.method=c3po"], "rl.c3po.token_budget: is missing"),
    (["--set", "rl.epoch=2"], "did you mean epochs?"),
    (
      ["--set", "data.problems=[]"],
      "prompts.jsonl:1: reward_model: is missing; name the files of problems in data.problems"
    ),
    (["--set", "sampling.temperature=0"], "0 gives equal answers"),
  ]) func whatCannotBeRunIsNamed(_ options: [String], _ words: String) throws {
    let scratch = try Self.prepared()
    let result = try Self.train(["rl"] + options, in: scratch)
    #expect(result.status == 2 && result.errors.contains(words), "\(result.errors)")
    #expect(scratch.text("run/config.yaml").isEmpty)
  }

  @Test func aRewardServerThatIsNotThereStopsTheRun() throws {
    let scratch = try Self.prepared()
    let result = try Self.train(
      ["rl", "--set", "reward.kind=http", "--set", "reward.url=http://127.0.0.1:1", "--set", "data.problems=[]"],
      in: scratch)
    #expect(
      result.status == 3 && result.errors.contains("the reward server is gone, after 4 tries"), "\(result.errors)")
    #expect(FileManager.default.fileExists(atPath: scratch.file("run/checkpoints/step-000000/model.safetensors")))
  }
}
