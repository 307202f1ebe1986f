import Foundation
import Processes
import Testing

/// `train sft` as a person starts it: its files, its words, its exit codes.
@Suite struct TrainCommandTests {
  /// Six chats, a model that knows nothing, six steps.
  static let configuration = """
    model:
      init: {hidden_size: 16, intermediate_size: 24, layers: 1, heads: 2, vocab_size: 270, max_positions: 64}
      tokenizer: {train: {vocab_size: 270}}
    data: {train: train.jsonl, eval: train.jsonl}
    output_dir: run
    threads: 1
    save_every: 2
    optimizer: {lr: 0.01, warmup_steps: 1}
    sft: {epochs: 2, max_length: 64, batch_tokens: 64, micro_batch_tokens: 64, max_skipped_steps: 2}
    """

  static let rows = (0..<6).map { number in
    #"{"messages":[{"role":"user","content":"say \#(number)"},{"role":"assistant","content":"it is \#(number)"}]}"#
  }

  static func prepared() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("run.yaml", configuration)
    try scratch.write("train.jsonl", rows.joined(separator: "\n"))
    return scratch
  }

  static func train(_ options: [String] = [], in scratch: Scratch) throws -> Command.Outcome {
    try Command.run(["train", "sft", "--config", "run.yaml"] + options, in: scratch.path)
  }

  /// Rows of metrics.jsonl, without times and memory.
  static func metrics(_ scratch: Scratch, _ folder: String = "run") -> [NSDictionary] {
    JSONRows.parse(scratch.text("\(folder)/metrics.jsonl")).map { row in
      row.filter { !["tokens_per_s", "time_s", "peak_rss_bytes"].contains($0.key) } as NSDictionary
    }
  }

  static func bytes(_ scratch: Scratch, _ name: String) -> Data? {
    FileManager.default.contents(atPath: scratch.file(name))
  }

  @Test func aRunLeavesWhatItPromises() throws {
    let scratch = try Self.prepared()
    let result = try Self.train(["--progress", "plain"], in: scratch)
    #expect(result.status == 0 && result.output.isEmpty, "\(result.errors)")
    #expect(result.errors.contains("klear-judge: memory: about "))
    #expect(result.errors.contains("klear-judge: done: run/final, and run/report.html to look at\n"))
    let metrics = JSONRows.parse(scratch.text("run/metrics.jsonl"))
    #expect(metrics.compactMap { $0["step"] as? Int } == Array(1...6))
    let keys: Set = [
      "step", "phase", "loss", "eval_loss", "reward_mean", "reward_std", "pass_rate", "entropy", "kl_old", "kl_ref",
      "clip_frac", "clip_grad_share", "grad_norm", "lr", "response_length", "groups", "method", "faults", "skipped",
      "logprob_mismatch", "tokens", "tokens_per_s", "time_s", "peak_rss_bytes",
    ]
    #expect(metrics.allSatisfy { Set($0.keys) == keys && $0["phase"] as? String == "sft" && $0["loss"] is Double })
    #expect(metrics.last?["eval_loss"] is Double)
    for name in [
      "config.yaml", "report.html", "checkpoints/latest/trainer_state/state.json",
      "checkpoints/step-000002/config.json",
      "final/model.safetensors", "final/config.json", "final/tokenizer.json", "final/tokenizer_config.json",
    ] {
      #expect(Self.bytes(scratch, "run/\(name)") != nil, "\(name)")
    }
    let inUse = try Self.train(in: scratch)
    #expect(inUse.status == 2)
    #expect(
      inUse.errors == "klear-judge: run holds a run already: go on with --resume, or name another output_dir\n")
  }

  @Test(arguments: [SIGINT, SIGTERM]) func anInterruptedRunIsSavedAndGoesOn(_ signal: Int32) throws {
    let scratch = try Self.prepared()
    let long = ["--set", "sft.epochs=100000", "--set", "sft.max_steps=100000", "--set", "optimizer.schedule=constant"]
    let process = try Command.start(["train", "sft", "--config", "run.yaml"] + long, in: scratch.path)
    while process.isRunning, Self.metrics(scratch).count < 3 { sched_yield() }
    process.send(signal)
    #expect(process.wait() == 130)
    let done = Self.metrics(scratch).count
    #expect(done >= 3)
    let more = long.map { $0.replacingOccurrences(of: "max_steps=100000", with: "max_steps=\(done + 2)") }
    let resumed = try Self.train(more + ["--resume"], in: scratch)
    #expect(resumed.status == 0 && resumed.errors.contains("going on behind step \(done) of \(done + 2)"))
    let whole = try Self.train(more + ["--set", "output_dir=whole"], in: scratch)
    #expect(whole.status == 0)
    #expect(Self.metrics(scratch) == Self.metrics(scratch, "whole"))
    let model = Self.bytes(scratch, "run/final/model.safetensors")
    #expect(model != nil && model == Self.bytes(scratch, "whole/final/model.safetensors"))
  }

  @Test func numbersThatAreNotFiniteEndWith1() throws {
    let scratch = try Self.prepared()
    let result = try Self.train(
      ["--set", "optimizer.lr=1e30", "--set", "optimizer.warmup_steps=0", "--set", "save_every=0"], in: scratch)
    #expect(result.status == 1)
    #expect(result.errors.contains("klear-judge: stopped at step "))
    #expect(result.errors.contains("Lower optimizer.lr or look at the data; there is no checkpoint yet"))
    #expect(!scratch.text("run/metrics.jsonl").lowercased().contains("nan"))
    #expect(Self.bytes(scratch, "run/final/model.safetensors") == nil)
  }

  struct Case: CustomTestStringConvertible {
    var name: String
    var options: [String] = []
    var rows = TrainCommandTests.rows
    /// What standard error has.
    var says: String
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "no such configuration", options: ["--config", "other.yaml"], says: "klear-judge: other.yaml: "),
    Case(
      name: "a key that is misspelt", options: ["--set", "sft.epoch=2"],
      says: "did you mean"),
    Case(name: "a value out of range", options: ["--set", "optimizer.lr=-1"], says: "optimizer.lr"),
    Case(
      name: "a bad row", rows: rows + [#"{"messages":[{"role":"assistant"}]}"#],
      says: "klear-judge: train.jsonl:7: messages[0].content: is missing\n"),
    Case(name: "no data", options: ["--set", "data.train=other.jsonl"], says: "klear-judge: other.jsonl: "),
    Case(
      name: "no model", options: ["--set", "model={path: other}"], says: "klear-judge: other: "),
    Case(
      name: "a vocabulary that is too small",
      options: ["--set", "model.init.vocab_size=260"],
      says: "model.tokenizer.train.vocab_size: 270 is more than model.init.vocab_size, 260"),
    Case(
      name: "an unknown template", options: ["--set", "model.chat_template=jinja"],
      says: "klear-judge: model.chat_template: there is no chat template jinja (choose one of chatml, "),
  ]

  @Test(arguments: cases) func whatIsWrongEndsWith2(_ bad: Case) throws {
    let scratch = try Self.prepared()
    try scratch.write("train.jsonl", bad.rows.joined(separator: "\n"))
    let result = try Command.run(
      ["train", "sft"] + (bad.options.contains("--config") ? [] : ["--config", "run.yaml"]) + bad.options,
      in: scratch.path)
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(result.errors.contains(bad.says), "\(result.errors)")
    #expect(Self.bytes(scratch, "run/config.yaml") == nil)
  }

  @Test func aDamagedCheckpointEndsWith2() throws {
    let scratch = try Self.prepared()
    #expect(try Self.train(in: scratch).status == 0)
    try scratch.write("run/checkpoints/step-000006/model.safetensors", "torn")
    let result = try Self.train(["--resume"], in: scratch)
    #expect(result.status == 2)
    #expect(
      result.errors.contains(
        "klear-judge: the checkpoint run/checkpoints/step-000006 is damaged: model.safetensors has 4 bytes, not "))
    #expect(
      result.errors.contains("; remove it to go on from the one before, run/checkpoints/step-000004\n"))
  }
}
