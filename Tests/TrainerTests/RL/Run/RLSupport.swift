import Foundation
import Synchronization
import Testing
import Tokenizers

@testable import Trainer
@testable import TrainingRuns

/// Pays for the share of one letter in the answer; counts what it is asked.
final class LetterReward: RewardFunction {
  let letter: Character
  let asked = Mutex(0)
  /// Answers, by prompt's and answer's place, that it fails on: how many times each.
  let faults: [[Int]: Int]
  private let failed = Mutex<[[Int]: Int]>([:])
  /// From this answer on, counted from 1, it is gone.
  let goneAt: Int?
  let jobs = 2

  init(_ letter: Character = "a", faults: [[Int]: Int] = [:], goneAt: Int? = nil) {
    self.letter = letter
    self.faults = faults
    self.goneAt = goneAt
  }

  var count: Int { asked.withLock { $0 } }

  func check(_ prompt: PromptRecord) throws {
    if prompt.problemID == "unknown" { throw PromptError(prompt.place, "problem_id: there is no problem \"unknown\"") }
  }

  func reward(_ answer: Answer) async throws -> Reward {
    let number = asked.withLock { count in
      count += 1
      return count
    }
    if let goneAt, number >= goneAt { throw RewardSourceGone("the server does not answer") }
    let place = [answer.promptIndex, answer.rolloutIndex]
    let times = failed.withLock { failed in
      failed[place, default: 0] += 1
      return failed[place] ?? 0
    }
    if let most = faults[place], times <= most { return .fault("planted") }
    let letters = answer.text.count { $0 == letter }
    let share = answer.text.isEmpty ? 0 : Double(letters) / Double(answer.text.count)
    return Reward(share, isCorrect: share > 0.5, verdict: "\(letters) of \(answer.text.count)")
  }
}

/// A run of some seconds at most: four prompts, answers of some bytes.
struct SmallRL {
  let scratch: Scratch
  var output = "rl"

  init(prompts: [String] = ["say it", "again", "once more", "and now", "the last", "really"]) throws {
    scratch = try Scratch()
    let rows = prompts.map { #"{"prompt":"\#($0)","problem_id":"p"}"# }
    try scratch.write("prompts.jsonl", rows.joined(separator: "\n") + "\n")
    try scratch.write("texts.jsonl", Samples.rows.joined(separator: "\n") + "\n")
  }

  func configuration(_ overrides: [String] = []) throws -> RunConfiguration {
    let text = """
      model:
        init: {hidden_size: 16, intermediate_size: 24, layers: 2, heads: 2, kv_heads: 1, vocab_size: 290, max_positions: 64}
        tokenizer: {train: {vocab_size: 290, files: \(scratch.file("texts.jsonl"))}}
      data: {train: \(scratch.file("prompts.jsonl")), eval: \(scratch.file("prompts.jsonl"))}
      seed: 5
      threads: 1
      output_dir: \(scratch.file(output))
      save_every: 2
      keep_checkpoints: 100
      optimizer: {lr: 0.01, warmup_steps: 0, schedule: constant}
      sft: {max_length: 64, micro_batch_tokens: 64, max_skipped_steps: 3}
      rl: {steps: 5, prompts_per_step: 4, rollouts: 4, mini_batch_prompts: 2, micro_batch_tokens: 60, epochs: 2}
      sampling: {max_new_tokens: 8}
      """
    return try RunConfiguration.parse(text, name: "run.yaml", overrides: overrides, stage: .rl)
  }

  func start(
    _ overrides: [String] = [], rewards: any RewardFunction = LetterReward(), resuming: Bool = false,
    recipe: (any Recipe.Type)? = nil, said: SaidSafely = SaidSafely(),
    isStopping: @escaping @Sendable () -> Bool = { false }
  ) throws -> RLRun {
    try RLRun(
      configuration(overrides), rewards: rewards, resuming: resuming, recipe: recipe,
      surroundings: RLRun.Surroundings(say: { said.add($0) }, isStopping: isStopping))
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

  func result(step: Int) throws -> RunResult {
    let state = "\(output)/checkpoints/\(CheckpointStore.name(step: step))"
    return RunResult(
      model: scratch.bytes("\(output)/final/model.safetensors"), weights: scratch.bytes("\(state)/model.safetensors"),
      moments: scratch.bytes("\(state)/trainer_state/moments.safetensors"), metrics: try metrics())
  }

  func journal(_ step: Int) -> Data? {
    scratch.bytes("\(output)/rollouts/\(CheckpointStore.name(step: step)).jsonl")
  }
}

final class SaidSafely: Sendable {
  private let all = Mutex<[String]>([])
  func add(_ sentence: String) { all.withLock { $0.append(sentence) } }
  var sentences: [String] { all.withLock { $0 } }
}

/// The error that an asynchronous body throws.
func thrownLater(
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async -> (any Error)? {
  do {
    try await body()
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    return nil
  } catch {
    return error
  }
}

/// Answers of given rewards, with tokens that follow from their place.
enum Answers {
  static func records(_ groups: [[(reward: Double?, isCorrect: Bool, length: Int)]]) -> [RolloutRecord] {
    groups.enumerated().flatMap { prompt, answers in
      answers.enumerated().map { index, answer in
        let ids = (0..<answer.length).map { Int32((prompt * 31 + index * 7 + $0 * 3) % 250) }
        let rollout = Rollout(
          promptIndex: prompt, rolloutIndex: index, ids: ids, logProbabilities: ids.map { _ in -5.5 }, text: "",
          finish: answer.length == 8 ? .length : .endToken)
        let record = PromptRecord(file: 0, row: prompt, problemID: "p", place: "x:1", text: "")
        let reward =
          answer.reward.map { Reward($0, isCorrect: answer.isCorrect) } ?? Reward.fault("planted")
        return RolloutRecord(rollout, row: prompt, prompt: record, reward: reward)
      }
    }
  }

  static let prompts: [[Int32]] = [[1, 2, 3], [4, 5], [6, 7, 8, 9], [10, 11]]

  /// Four groups that differ in all that matters.
  static let mixed = records([
    [(1, true, 5), (0, false, 8), (0.5, false, 3), (0, false, 2)],
    [(0, false, 4), (1, true, 6), (1, true, 7), (0.25, false, 1)],
    [(0.75, false, 3), (0.5, false, 8), (1, true, 4), (0, false, 6)],
    [(0, false, 2), (0.1, false, 5), (0.9, false, 6), (1, true, 3)],
  ])
}
