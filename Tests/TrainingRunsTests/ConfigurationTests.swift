import Foundation
import Testing

@testable import TrainingRuns

@Suite struct ConfigurationTests {
  static let small = """
    model:
      path: models/tiny
    data:
      train: rows.jsonl
    output_dir: runs/one

    """

  private func parse(_ text: String, _ overrides: [String] = [], stage: RunConfiguration.Stage? = nil) throws
    -> RunConfiguration
  {
    try RunConfiguration.parse(text, name: "run.yaml", overrides: overrides, stage: stage)
  }

  // MARK: What is read

  @Test func whatIsLeftOutHasItsDefault() throws {
    var expected = RunConfiguration()
    expected.model.path = "models/tiny"
    expected.data.train = ["rows.jsonl"]
    expected.outputFolder = "runs/one"
    #expect(try parse(Self.small, stage: .sft) == expected)
  }

  @Test func everyKeyIsRead() throws {
    let run = try parse(Self.full)
    #expect(run.seed == 18_446_744_073_709_551_615)
    #expect(run.threads == 2)
    #expect(run.saveEvery == 50)
    #expect(run.model.initial?.architecture == .qwen3)
    #expect(run.model.initial?.keyValueHeads == 2)
    #expect(run.model.initial?.headSize == 16, "hidden_size / heads")
    var training = TokenizerTraining()
    training.vocabularySize = 512
    training.files = ["a.txt", "b.txt"]
    #expect(run.model.tokenizer == .train(training))
    #expect(run.data.train == ["a.jsonl", "b.jsonl"])
    #expect(run.optimizer.betas == Betas(0.9, 0.95))
    #expect(run.optimizer.learningRate == 3e-4)
    #expect(run.optimizer.maximumGradientNorm == nil)
    #expect(run.sft.checkpointing == .on)
    #expect(run.sft.maximumSteps == 200)
    #expect(run.rl.objective.dualClip == 10)
    #expect(run.rl.advantage == .grpoUnbiased)
    #expect(run.rl.kl.kind == .k3)
    #expect(run.sampling.stop == ["\n\n", "</answer>"])
    #expect(run.reward.kind == .http)
  }

  @Test(arguments: [small, full])
  func theResolvedConfigurationReadsToAnEqualValue(_ text: String) throws {
    let run = try parse(text)
    #expect(try RunConfiguration.parse(run.yaml, name: "config.yaml") == run)
  }

  @Test func oddTextsSurviveTheResolvedConfiguration() throws {
    var run = try parse(Self.small)
    for text in [
      "null", "1.5", "true", "on", "a: b", "# no", "-", "ü/日本", "\"quoted\"", "back\\slash", "line\nend", "\u{202E}x",
      " lead", "~", "*alias", "{}", "\u{1}", "e", "0x10", "a'b",
    ] {
      run.model.path = text
      run.sampling.stop = [text, "plain"]
      #expect(try RunConfiguration.parse(run.yaml, name: "config.yaml") == run, "\(text)")
    }
  }

  @Test func aPresetSetsDefaultsThatMayStillBeGiven() throws {
    let released = try parse(Self.small + "rl:\n  preset: klear-released\n  filter: none\n").rl
    #expect(released.advantage == .grpoUnbiased)
    #expect(released.objective.dualClip == 10)
    #expect(released.filter == .none)
    // The order of keys does not matter.
    #expect(try parse(Self.small + "rl:\n  filter: none\n  preset: klear-released\n").rl == released)
    #expect(try parse(Self.small).rl.advantage == .grpo)
    // One key of a section leaves the preset's other defaults of that section.
    #expect(
      try parse(Self.small + "rl:\n  preset: klear-released\n  objective: {eps_low: 0.1}\n").rl.objective.dualClip == 10
    )
  }

  // MARK: What is refused

  static let errors: [(String, String)] = [
    ("optimizer: {warmup_step: 3}", "run.yaml:6: optimizer.warmup_step: unknown; did you mean warmup_steps?"),
    ("optimiser: {lr: 1}", "run.yaml:6: optimiser: unknown; did you mean optimizer?"),
    (
      "reward: {colour: 1}",
      "run.yaml:6: reward.colour: unknown; known here: kind, url, mode, format, timeout_s, max_fault_share"
    ),
    ("optimizer:\n  lr: -1", "run.yaml:7: optimizer.lr: -1 is not a number > 0"),
    ("optimizer:\n  lr: fast", "run.yaml:7: optimizer.lr: expected a number, got fast"),
    ("optimizer:\n  lr: \"0.1\"", "run.yaml:7: optimizer.lr: expected a number, got the text \"0.1\""),
    ("optimizer:\n  lr: .inf", "run.yaml:7: optimizer.lr: expected a number, got .inf"),
    ("optimizer:\n  lr: 0x1p-3", "run.yaml:7: optimizer.lr: expected a number, got 0x1p-3"),
    ("optimizer:\n  lr: 1e999", "run.yaml:7: optimizer.lr: expected a number, got 1e999"),
    ("optimizer:\n  lr:", "run.yaml:7: optimizer.lr: is empty: leave the key out for its default, or give a number"),
    ("optimizer:\n  betas: [0.9, 1]", "run.yaml:7: optimizer.betas[1]: 1 is not in [0, 1)"),
    (
      "optimizer:\n  betas: 0.9",
      "run.yaml:7: optimizer.betas: expected two numbers, for instance [0.9, 0.95], got 0.9"
    ),
    (
      "optimizer:\n  schedule: cosin",
      "run.yaml:7: optimizer.schedule: unknown name \"cosin\"; did you mean cosine? Known: cosine, constant, linear"
    ),
    ("optimizer:\n  lr: 1e-5\n  min_lr: 1e-4", "run.yaml:8: optimizer.min_lr: 0.0001 is above optimizer.lr, 1e-05"),
    ("optimizer: 5", "run.yaml:6: optimizer: expected keys and values, got 5"),
    ("seed: -1", "run.yaml:6: seed: expected a whole number from 0 to 18446744073709551615, got -1"),
    ("threads: 1.5", "run.yaml:6: threads: expected a whole number, got 1.5"),
    ("threads: 0", "run.yaml:6: threads: 0 is not 1 to 4096"),
    ("sft: {max_length: 0}", "run.yaml:6: sft.max_length: 0 is not 1 to 16777216"),
    ("sft: {packing: yes}", "run.yaml:6: sft.packing: expected true or false, got yes"),
    (
      "sft: {max_length: 4096}",
      "run.yaml:6: sft.max_length: 4096 is more than sft.micro_batch_tokens, 2048, so that a full row fits in no "
        + "micro-batch: lower it or raise the other"
    ),
    (
      "sft: {batch_tokens: 1024}",
      "run.yaml:6: sft.micro_batch_tokens: 2048 is more than sft.batch_tokens, 1024"
    ),
    ("rl: {mini_batch_prompts: 5}", "run.yaml:6: rl.mini_batch_prompts: 5 does not divide rl.prompts_per_step, 16"),
    (
      "rl: {rollouts: 1}",
      "run.yaml:6: rl.rollouts: 1 answer makes no group, and rl.advantage grpo compares answers: give 2 or more"
    ),
    (
      "rl: {kl: {coef: 0.1}}",
      "run.yaml:6: rl.kl.coef: 0.1 has no effect while kl.kind is none: choose k1, k2, k3"
    ),
    ("sampling: {top_p: 0}", "run.yaml:6: sampling.top_p: 0 leaves no token: 1 draws from all"),
    ("reward: {kind: http}", "run.yaml:6: reward.url: reward.kind http needs the address of the reward server"),
    (
      "reward: {url: \"http://x\"}",
      "run.yaml:6: reward.url: only reward.kind http has one; the kind here is judge"
    ),
    ("seed: 1\nseed: 2", "run.yaml:6: not YAML: a key stands twice in one section: \"seed\""),
    ("data: [", "run.yaml:7: not YAML: did not find expected node content"),
    ("[1]", "run.yaml:7: not YAML: could not find expected ':'"),
  ]

  @Test(arguments: errors)
  func anErrorNamesFileLineKeyAndValue(_ text: String, _ expected: String) {
    #expect(failure(ConfigurationError.self) { try parse(Self.small + text + "\n") }?.description == expected)
  }

  static let models: [(String, String)] = [
    ("model: {}", "run.yaml:1: model: needs either `path` (a checkpoint) or `init` (the shape of a new model)"),
    (
      "model: {path: a, init: {}}",
      "run.yaml:1: model.init: stands beside model.path: keep one (`--set model.init=null` takes this one away)"
    ),
    (
      "model: {init: {layers: 2}}",
      "run.yaml:1: model.tokenizer: a new model needs one: a folder or tokenizer.json, or `train: {vocab_size: …}`"
    ),
    (
      "model: {init: {hidden_size: 100, heads: 3}, tokenizer: t}",
      "run.yaml:1: model.init.heads: 3 does not divide hidden_size, 100: change one, or give head_dim"
    ),
    (
      "model: {init: {heads: 4, kv_heads: 3}, tokenizer: t}",
      "run.yaml:1: model.init.kv_heads: 3 does not divide heads, 4: each serves the same number of query heads"
    ),
    (
      "model: {init: {head_dim: 31}, tokenizer: t}",
      "run.yaml:1: model.init.head_dim: 31 is odd: rotary positions turn pairs of numbers"
    ),
    (
      "model: {init: {vocab_size: 300}, tokenizer: {train: {vocab_size: 400}}}",
      "run.yaml:1: model.tokenizer.train.vocab_size: 400 is more than model.init.vocab_size, 300"
    ),
    (
      "model: {path: a, tokenizer: {train: {}}}",
      "run.yaml:1: model.tokenizer: a checkpoint cannot take a newly trained tokenizer: its embeddings belong to its own"
    ),
    (
      "model: {path: a, tokenizer: {trane: {}}}",
      "run.yaml:1: model.tokenizer: expected a path or a section with the one key `train`"
    ),
    (
      "model: {init: {max_positions: 512}, tokenizer: t}",
      "run.yaml:1: sft.max_length: 1024 is more than model.init.max_positions, 512"
    ),
    ("seed: 1", "run.yaml:1: model: needs either `path` (a checkpoint) or `init` (the shape of a new model)"),
  ]

  @Test(arguments: models)
  func aModelIsACheckpointOrAShape(_ text: String, _ expected: String) {
    let error = failure(ConfigurationError.self) { try parse(text + "\noutput_dir: out\n") }
    #expect(error?.description == expected)
  }

  @Test func theOutputFolderMustBeGiven() {
    #expect(
      failure(ConfigurationError.self) { try parse("model: {path: m}") }?.description
        == "run.yaml:1: output_dir: is missing: name the folder that the run is written to")
  }

  static let stages: [(RunConfiguration.Stage, String, String)] = [
    (
      .sft, "data: {}",
      "run.yaml:3: data.train: is missing: train sft needs rows to train on, a JSONL file or a list of them"
    ),
    (
      .rl, "seed: 1",
      "run.yaml:1: data.train: is missing: train rl needs prompts to train on, a JSONL file or a list of them"
    ),
    (
      .eval, "data: {train: a}",
      "run.yaml:3: data.eval: is missing: train eval needs rows to measure on, a JSONL file or a list of them"
    ),
    (
      .rl, "data: {train: a}\nsampling: {top_p: 0.9}",
      "run.yaml:4: sampling.top_p: RL draws from the whole vocabulary: leave it out, or set "
        + "sampling.allow_truncated_sampling"
    ),
    (
      .rl, "data: {train: a}\nsampling: {temperature: 0}",
      "run.yaml:4: sampling.temperature: 0 gives equal answers, from which RL learns nothing: use 1"
    ),
  ]

  @Test(arguments: stages)
  func aStageSaysWhatItNeeds(_ stage: RunConfiguration.Stage, _ text: String, _ expected: String) {
    let head = "model: {path: m}\noutput_dir: out\n"
    #expect(failure(ConfigurationError.self) { try parse(head + text, stage: stage) }?.description == expected)
  }

  @Test func aFileThatIsNotThere() {
    let error = failure(ConfigurationError.self) { try RunConfiguration.load("no/such/run.yaml") }
    #expect(error?.code == .fileNotFound)
    #expect(error?.description == "no/such/run.yaml: not found: paths are relative to the current directory")
  }

  @Test func aFileThatIsNoText() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("run.yaml", [0x66, 0xFF, 0x0A])
    #expect(failure(ConfigurationError.self) { try RunConfiguration.load(path) }?.code == .notYAML)
    #expect(failure(ConfigurationError.self) { try RunConfiguration.load(folder.path) }?.code == .unreadable)
    let large = try folder.write("large.yaml", [UInt8](repeating: 0x23, count: 1 << 20 + 1))
    #expect(failure(ConfigurationError.self) { try RunConfiguration.load(large) }?.code == .tooLarge)
  }

  static let full = """
    model:
      init:
        architecture: qwen3
        hidden_size: 64
        intermediate_size: 128
        layers: 2
        heads: 4
        kv_heads: 2
        vocab_size: 512
        rope_theta: 1e6
        tie_embeddings: false
        max_positions: 2048
        rms_norm_eps: 1e-6
        initializer_range: 0.02
      tokenizer:
        train: {vocab_size: 512, files: [a.txt, b.txt]}
      chat_template: chatml
    data:
      train: [a.jsonl, b.jsonl]
      eval: c.jsonl
      problems: [p.jsonl]
    seed: 18446744073709551615
    threads: 2
    output_dir: runs/full
    save_every: 50
    keep_checkpoints: 2
    optimizer:
      lr: 3e-4
      betas: [0.9, 0.95]
      eps: 1e-8
      weight_decay: 0
      max_grad_norm: null
      schedule: linear
      warmup_steps: 0
      min_lr: 1e-5
    sft:
      epochs: 3
      max_steps: 200
      max_length: 512
      packing: false
      batch_tokens: 4096
      micro_batch_tokens: 1024
      loss_on: all
      eval_every: 10
      checkpointing: on
      max_skipped_steps: 0
    rl:
      steps: 20
      preset: klear-released
      method: dapo
      prompts_per_step: 8
      rollouts: 4
      mini_batch_prompts: 4
      micro_batch_tokens: 2048
      epochs: 2
      old_logprobs: rollout
      objective: {name: clip, eps_low: 0.2, eps_high: 0.3, beta1: 0.5, beta2: 0, dual_clip: 10}
      aggregation: seq-mean-token-sum
      filter: acc
      overlong: penalty
      nll_alpha: 0
      kl: {kind: k3, coef: 0.001}
      entropy_coef: 0.01
    sampling:
      max_new_tokens: 128
      temperature: 0.8
      top_k: 20
      top_p: 0.95
      min_p: 0.01
      stop: ["\\n\\n", "</answer>"]
      deterministic: false
      allow_truncated_sampling: true
    reward:
      kind: http
      url: "http://127.0.0.1:8080"
      mode: hard
      timeout_s: 2.5
      max_fault_share: 0

    """
}
