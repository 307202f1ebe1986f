import Foundation
import ModelFiles
import Testing
import Tokenizers

@testable import Trainer
@testable import TrainingRuns

/// A folder for one test, gone when the test ends.
final class Scratch {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "klear-trainer-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  func bytes(_ name: String) -> Data? { FileManager.default.contents(atPath: file(name)) }
}

/// Words and chats for tests.
enum Samples {
  static let endOfTurn = "<|im_end|>"

  /// Bytes and ChatML's tokens, and a few merges.
  static let tokenizer = Result { try tokenizer(vocabularySize: 290) }

  /// Without merges where 259 tokens are asked for: a token is a byte.
  static func tokenizer(vocabularySize: Int) throws -> Tokenizer {
    var trainer = TokenizerTrainer(
      vocabularySize: vocabularySize, specialTokens: ["<|endoftext|>", "<|im_start|>", endOfTurn])
    trainer.eosToken = endOfTurn
    trainer.chatTemplateText = ChatTemplate.chatMLText
    for row in rows { trainer.add(row) }
    return try trainer.train()
  }

  static func chat(_ turns: (String, String)...) -> String {
    let messages = turns.map { #"{"role":"\#($0.0)","content":"\#($0.1)"}"# }
    return #"{"messages":[\#(messages.joined(separator: ","))]}"#
  }

  /// Rows of 14 to 36 tokens.
  static let rows = (0..<10).map { number in
    let answer = Array(repeating: "the answer is \(number * 7 % 10)", count: number % 3 + 1).joined(separator: ", ")
    return chat(("user", "say \(number)"), ("assistant", answer))
  }

  static let shape = DecoderShape(
    vocabularySize: 290, hiddenSize: 16, intermediateSize: 24, layerCount: 2, headCount: 2, keyValueHeadCount: 1,
    headDimension: 8)
}

/// A run of some seconds at most, with all that makes steps differ: epochs, packing, warm-up, skips, evaluation.
struct SmallRun {
  let scratch: Scratch
  var output = "run"

  init(rows: [String] = Samples.rows, eval: [String] = Array(Samples.rows.prefix(3))) throws {
    scratch = try Scratch()
    try scratch.write("train.jsonl", rows.joined(separator: "\n") + "\n")
    try scratch.write("eval.jsonl", eval.joined(separator: "\n") + "\n")
  }

  /// - Parameter overrides: as after `--set`.
  func configuration(_ overrides: [String] = []) throws -> RunConfiguration {
    let text = """
      model:
        init: {hidden_size: 16, intermediate_size: 24, layers: 2, heads: 2, kv_heads: 1, vocab_size: 290, max_positions: 128}
        tokenizer: {train: {vocab_size: 290}}
      data: {train: \(scratch.file("train.jsonl")), eval: \(scratch.file("eval.jsonl"))}
      seed: 5
      threads: 1
      output_dir: \(scratch.file(output))
      save_every: 3
      keep_checkpoints: 100
      optimizer: {lr: 0.01, warmup_steps: 2, min_lr: 0.001}
      sft: {epochs: 2, max_length: 64, batch_tokens: 100, micro_batch_tokens: 64, eval_every: 2, max_skipped_steps: 3}
      """
    return try RunConfiguration.parse(text, name: "run.yaml", overrides: overrides, stage: .sft)
  }

  func start(
    _ overrides: [String] = [], resuming: Bool = false, said: Said = Said(),
    isStopping: @escaping () -> Bool = { false }
  ) throws -> SFTRun {
    // A run of this kind calls them in the thread that asks.
    nonisolated(unsafe) let (said, isStopping) = (said, isStopping)
    return try SFTRun(
      configuration(overrides), resuming: resuming,
      surroundings: RunSurroundings(say: { said.sentences.append($0) }, isStopping: { isStopping() }))
  }

  /// Of `metrics.jsonl`, without times and memory.
  func metrics() throws -> [StepMetrics] {
    try MetricsLog.read(scratch.file("\(output)/metrics.jsonl")).map { row in
      var row = row
      row.tokensPerSecond = StepMetrics.TokenRates()
      row.timeSeconds = StepMetrics.Times()
      row.peakResidentBytes = nil
      return row
    }
  }

  /// The steps that event files hold, in their order.
  func eventSteps() throws -> [Int] {
    let folder = scratch.file("\(output)/tb")
    var steps: [Int] = []
    for name in try EventFiles.names(folder) {
      var reader = try RecordFile.Reader("\(folder)/\(name)")
      while let record = try reader.next() {
        if let step = ProtocolBuffer.integer(2, in: record), step > 0 { steps.append(step) }
      }
    }
    return steps
  }

  /// Weights, moments and metrics: what two runs must have alike to the bit.
  func result(step: Int) throws -> RunResult {
    let state = "\(output)/checkpoints/\(CheckpointStore.name(step: step))"
    return RunResult(
      model: scratch.bytes("\(output)/final/model.safetensors"), weights: scratch.bytes("\(state)/model.safetensors"),
      moments: scratch.bytes("\(state)/trainer_state/moments.safetensors"), metrics: try metrics())
  }

  var checkpoints: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: scratch.file("\(output)/checkpoints"))) ?? []).sorted()
  }
}

struct RunResult: Equatable {
  var model: Data?
  var weights: Data?
  var moments: Data?
  var metrics: [StepMetrics]
}

/// What a run said.
final class Said {
  var sentences: [String] = []
}

extension ParameterBuffer {
  /// The bits of all numbers, which tell NaN from NaN.
  var bits: Data { Data(buffer: UnsafeBufferPointer(all.elements)) }

  func put(_ value: S, into name: String, at place: Int = 0) throws {
    let parameter = try #require(layout.parameters.first { $0.name == name })
    matrix(parameter).elements[place] = value
  }
}

extension SFTStepper {
  /// Weights and moments, to the bit.
  var bits: [Data] {
    [model.weights.bits]
      + [optimiser.firstMoments, optimiser.secondMoments].map { Data(buffer: UnsafeBufferPointer($0.elements)) }
  }
}

/// The error that a body throws.
func thrown(sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void) -> (any Error)? {
  do {
    try body()
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    return nil
  } catch {
    return error
  }
}

/// The weights of a checkpoint.
struct SmallRunWeights {
  let areFinite: Bool

  init(_ folder: String) throws {
    let model = try DecoderModel<Float>(ModelSource.open(folder))
    areFinite = model.weights.all.elements.allSatisfy(\.isFinite)
  }
}
