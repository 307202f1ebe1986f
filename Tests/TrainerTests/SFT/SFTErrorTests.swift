import Foundation
import Testing
import Tokenizers

@testable import Trainer
@testable import TrainingRuns

/// Everything that can be wrong with a run before its first step is said with file, line and key, and leaves no trace.
@Suite struct SFTErrorTests {
  struct Case: CustomTestStringConvertible {
    var name: String
    var overrides: [String] = []
    var rows: [String] = Samples.rows
    var eval: [String] = Samples.rows
    /// A part of what is said, in which `$` is the test's folder.
    var says: String
    var testDescription: String { name }
  }

  static let good = Samples.rows[0]

  static let cases: [Case] = [
    // Rows.
    Case(name: "no rows", rows: [""], says: "$/train.jsonl: has no rows"),
    Case(name: "no JSON", rows: [good, "", "{"], says: "$/train.jsonl:3: not JSON at byte 2"),
    Case(name: "a list", rows: ["[1]"], says: "$/train.jsonl:1: expected one object a line, got a list"),
    Case(name: "no messages", rows: [good, #"{"id":1}"#], says: "$/train.jsonl:2: messages: is missing"),
    Case(
      name: "an unknown role", rows: [good, Samples.chat(("user", "a"), ("asistant", "b"))],
      says: #"$/train.jsonl:2: messages[1].role: unknown role "asistant"; did you mean assistant?"#),
    Case(
      name: "content that is no text", rows: [#"{"messages":[{"role":"assistant","content":7}]}"#],
      says: "$/train.jsonl:1: messages[0].content: expected a text, got a number"),
    Case(
      name: "nothing of the assistant", rows: [Samples.chat(("user", "a"))],
      says: "$/train.jsonl:1: messages: no turn of the assistant, so there is nothing to learn"),
    Case(
      name: "the first of two bad rows", rows: [good, "no", good, "nor"], says: "$/train.jsonl:2: not JSON"),
    Case(
      name: "a bad row within max_steps", overrides: ["sft.max_steps=1", "sft.batch_tokens=10000"], rows: [good, "no"],
      says: "$/train.jsonl:2: not JSON"),
    Case(name: "a bad row to measure on", eval: [good, "no"], says: "$/eval.jsonl:2: not JSON"),
    Case(
      name: "nothing left to learn", overrides: ["sft.max_length=5"],
      says: "no row has a token to learn: the assistant's turns are empty, or sft.max_length cuts all of them off"),
    Case(
      name: "nothing left to learn in the first steps", overrides: ["sft.max_length=5", "sft.max_steps=1"],
      says: "$/train.jsonl: no row has a token to learn"),
    Case(
      name: "nothing to measure",
      eval: [Samples.chat(("user", String(repeating: "why? ", count: 30)), ("assistant", "so"))],
      says: "$/eval.jsonl: no row has a token to learn"),
    // Files.
    Case(name: "no such data", overrides: ["data.train=$/other.jsonl"], says: "$/other.jsonl: "),
    Case(name: "data that is a folder", overrides: ["data.train=$"], says: "$: "),
    Case(name: "no such evaluation", overrides: ["data.eval=$/other.jsonl"], says: "$/other.jsonl: "),
    Case(
      name: "no such model", overrides: ["model.init=null", "model.tokenizer=null", "model.path=$/model"],
      says: "$/model: "),
    Case(name: "no such tokenizer", overrides: ["model.tokenizer=$/tokenizer"], says: "$/tokenizer"),
    Case(
      name: "no such text for the tokenizer",
      overrides: ["model.tokenizer={train: {vocab_size: 290, files: [$/other.txt]}}"], says: "$/other.txt: "),
    Case(
      name: "a tokenizer of nothing but bytes does not reach its size",
      overrides: ["model.init.vocab_size=258", "model.tokenizer={train: {vocab_size: 258}}"],
      says: "vocabularySize: is 258; from 259 (256 bytes and the special tokens)"),
    // What belongs together.
    Case(
      name: "more tokens than the model", overrides: ["model.init.vocab_size=280", "model.tokenizer=$/tokenizer-290"],
      says: "the tokenizer has 290 tokens and the model 280: raise model.init.vocab_size"),
    Case(
      name: "the tokenizer of another model",
      overrides: ["model.init=null", "model.path=$/model-of-280", "model.tokenizer=$/tokenizer-290"],
      says: "the tokenizer has 290 tokens and the model 280: they do not belong together"),
    Case(
      name: "rows longer than the model's positions",
      overrides: [
        "model.init=null", "model.path=$/model-of-280", "model.tokenizer=null", "sft.max_length=300",
        "sft.batch_tokens=300", "sft.micro_batch_tokens=300",
      ], says: "sft.max_length: 300 tokens are more than the model's 128 positions: lower it"),
    Case(
      name: "a template that nobody knows", overrides: ["model.chat_template=jinja"],
      says: "model.chat_template: there is no chat template jinja (choose one of chatml, qwen2.5, "),
    Case(
      name: "no template", overrides: ["model.tokenizer=$/no-template"],
      says: "$/train.jsonl:1: the row is a chat, and the model has no chat template "
        + "(choose one with model.chat_template: chatml, "),
    Case(
      name: "an unknown template", overrides: ["model.tokenizer=$/odd-template"],
      says: "model.chat_template: "),
    // The machine.
    Case(
      name: "more memory than there is",
      overrides: ["sft.batch_tokens=1000000000", "sft.micro_batch_tokens=1000000000", "sft.checkpointing=on"],
      says: "lower sft.micro_batch_tokens and sft.max_length, or set sft.checkpointing: on"),
    Case(name: "a file where the folder shall be", overrides: ["output_dir=$/train.jsonl"], says: "is not a folder"),
  ]

  /// Models and tokenizers that some cases name.
  private func prepare(_ scratch: Scratch) throws {
    let tokenizer = try Samples.tokenizer(vocabularySize: 290)
    try tokenizer.save(to: scratch.file("tokenizer-290"))
    var trainer = TokenizerTrainer(vocabularySize: 259, specialTokens: ["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
    try trainer.train().save(to: scratch.file("no-template"))
    trainer.chatTemplateText = "{{ messages }}"
    try trainer.train().save(to: scratch.file("odd-template"))
    let small = try SmallRun()
    let run = try small.start([
      "model.init.vocab_size=280", "model.tokenizer={train: {vocab_size: 270}}", "sft.max_steps=1",
    ])
    _ = try run.run()
    try FileManager.default.moveItem(atPath: small.scratch.file("run/final"), toPath: scratch.file("model-of-280"))
  }

  @Test(arguments: cases) func whatIsWrongIsSaid(_ bad: Case) throws {
    let small = try SmallRun(rows: bad.rows, eval: bad.eval)
    let folder = small.scratch.path
    let overrides = bad.overrides.map { $0.replacingOccurrences(of: "$", with: folder) }
    if overrides.contains(where: { $0.contains("-290") || $0.contains("-template") || $0.contains("-280") }) {
      try prepare(small.scratch)
    }
    let error = thrown { _ = try small.start(overrides) }
    let words = "\(try #require(error))"
    #expect(words.contains(bad.says.replacingOccurrences(of: "$", with: folder)))
    #expect(!FileManager.default.fileExists(atPath: small.scratch.file("run")), "nothing was begun")
  }

  @Test func aFolderThatHoldsARunIsLeftAlone() throws {
    let small = try SmallRun()
    _ = try small.start(["sft.max_steps=1"]).run()
    let before = try small.result(step: 1)
    let error = thrown { _ = try small.start() }
    #expect(error as? TrainingError == .folderInUse(small.scratch.file("run")))
    #expect(
      "\(try #require(error))"
        == "\(small.scratch.file("run")) holds a run already: go on with --resume, or name another output_dir")
    #expect(try small.result(step: 1) == before)
  }

  @Test func oneProcessAtATime() throws {
    let small = try SmallRun()
    let first = try small.start()
    let error = thrown { _ = try small.start(resuming: true) }
    #expect(error as? TrainingError == .folderLocked(small.scratch.file("run")))
    #expect(try first.run() == .finished)
    #expect(try small.start(resuming: true).run() == .finished, "the folder is free again")
  }

  @Test func dataThatChangesMeanwhile() throws {
    let small = try SmallRun()
    let run = try small.start()
    run.onStep = { row in
      if row.step == 4 { _ = try? small.scratch.write("train.jsonl", Samples.rows.reversed().joined(separator: "\n")) }
    }
    let words = "\(try #require(thrown { _ = try run.run() }))"
    #expect(words.hasPrefix("\(small.scratch.file("train.jsonl")): "))
    #expect(words.hasSuffix("; the last good checkpoint is \(small.scratch.file("run/checkpoints/step-000003"))"))
  }

  @Test func anEmptyFolderIsNoRun() throws {
    let small = try SmallRun()
    try FileManager.default.createDirectory(
      atPath: small.scratch.file("run/checkpoints"), withIntermediateDirectories: true)
    _ = try small.start(["sft.max_steps=1"])
  }

  // MARK: Checkpoints

  struct Damage: CustomTestStringConvertible {
    var file: String
    /// Of its bytes; `nil` where the file is taken away.
    var change: (@Sendable (inout Data) -> Void)?
    var says: String
    var testDescription: String { "\(file): \(says)" }
  }

  static let damages: [Damage] = [
    Damage(
      file: "model.safetensors", change: { $0[$0.count - 1] ^= 1 },
      says: "the contents of model.safetensors are not those"),
    Damage(file: "model.safetensors", change: { $0.removeLast() }, says: "model.safetensors has "),
    Damage(file: "model.safetensors", says: "model.safetensors is missing"),
    Damage(file: "config.json", says: "config.json is missing"),
    Damage(file: "tokenizer.json", change: { $0[100] ^= 1 }, says: "the contents of tokenizer.json are not those"),
    Damage(
      file: "trainer_state/moments.safetensors", change: { $0[$0.count / 2] ^= 64 },
      says: "the contents of trainer_state/moments.safetensors are not those"),
    Damage(file: "trainer_state/state.json", change: { $0 = Data() }, says: "trainer_state/state.json has 0 bytes"),
    Damage(file: "trainer_state/manifest.json", says: "trainer_state/manifest.json is missing"),
    Damage(file: "trainer_state/manifest.json", change: { $0 = Data("{}".utf8) }, says: "is not a manifest"),
  ]

  @Test(arguments: damages) func aDamagedCheckpointIsNotUsed(_ damage: Damage) throws {
    let small = try SmallRun()
    _ = try small.start(["sft.max_steps=2", "save_every=1"]).run()
    let file = small.scratch.file("run/checkpoints/step-000002/\(damage.file)")
    if let change = damage.change {
      var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
      change(&bytes)
      try bytes.write(to: URL(fileURLWithPath: file))
    } else {
      try FileManager.default.removeItem(atPath: file)
    }
    let error = thrown { _ = try small.start(["sft.max_steps=3"], resuming: true) }
    #expect((error as? CheckpointError)?.code == .damaged)
    let words = "\(try #require(error))"
    #expect(words.contains("step-000002 is damaged: \(damage.says)") || words.contains(damage.says))
    #expect(
      words.hasSuffix("remove it to go on from the one before, \(small.scratch.file("run/checkpoints/step-000001"))"))
    try FileManager.default.removeItem(atPath: small.scratch.file("run/checkpoints/step-000002"))
    let run = try small.start(["sft.max_steps=3"], resuming: true)
    #expect(run.completedSteps == 1)
    #expect(try run.run() == .finished)
    #expect(try small.metrics().map(\.step) == [1, 2, 3])
  }

  static let states = [
    ("{}", "is not the state of a run of this version: go on with the one that wrote it"),
    ("", "is not the state of a run of this version: go on with the one that wrote it"),
    (#""position" : 99"#, "has numbers that no run has"),
    (#""position" : -1"#, "has numbers that no run has"),
  ]

  /// Files that another version wrote: whole, but not what is expected.
  @Test(arguments: states) func aStateOfAnotherVersion(text: String, cause: String) throws {
    let small = try SmallRun()
    _ = try small.start(["sft.max_steps=1"]).run()
    let store = try CheckpointStore(folder: small.scratch.file("run/checkpoints"), kept: 2)
    let folder = store.folder + "/step-000001"
    let path = "\(folder)/trainer_state/state.json"
    var state = try String(contentsOfFile: path, encoding: .utf8)
    if text.hasPrefix("\"") {
      state = state.replacing(/"position" : \d+/, with: text)
    } else {
      state = text
    }
    try FileManager.default.copyItem(atPath: folder, toPath: small.scratch.file("copy"))
    try store.save(step: 2) { new in
      for name in try FileManager.default.contentsOfDirectory(atPath: small.scratch.file("copy")) {
        try FileManager.default.copyItem(atPath: small.scratch.file("copy/\(name)"), toPath: "\(new)/\(name)")
      }
      try Data(state.utf8).write(to: URL(fileURLWithPath: "\(new)/trainer_state/state.json"))
    }
    let error = thrown { _ = try small.start(["sft.max_steps=3"], resuming: true) }
    #expect(
      error as? TrainingError == .badState(file: "\(store.folder)/step-000002/trainer_state/state.json", cause: cause))
  }
}
