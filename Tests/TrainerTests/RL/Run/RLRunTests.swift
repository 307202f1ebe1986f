import Foundation
import Testing

@testable import Trainer
@testable import TrainingRuns

/// A whole run, small.
@Suite struct RLRunTests {
  @Test func aRunLeavesWhatItPromises() async throws {
    let small = try SmallRL()
    let rewards = LetterReward()
    let said = SaidSafely()
    let run = try small.start(rewards: rewards, said: said)
    #expect(try await run.run() == .finished)
    #expect(rewards.count == 5 * 16)
    #expect(said.sentences.contains { $0.hasPrefix("memory: about ") && $0.contains(" for rollouts, ") })
    let rows = try MetricsLog.read(small.scratch.file("rl/metrics.jsonl"))
    #expect(rows.map(\.step) == [1, 2, 3, 4, 5] && rows.allSatisfy { $0.phase == .rl })
    for row in rows {
      #expect(row.rewardMean != nil && row.rewardStandardDeviation != nil && row.passRate != nil)
      #expect(
        row.responseLength.mean != nil && row.responseLength.maximum != nil && row.responseLength.truncated != nil)
      #expect(row.groups.total == 4 && row.groups.kept != nil && row.groups.zeroAdvantage != nil)
      #expect(row.faults == 0 && row.skipped == 0 && row.learningRate == 0.01)
      #expect(row.timeSeconds.rollout != nil && row.timeSeconds.reward != nil && row.timeSeconds.other != nil)
      #expect(row.klReference == nil && row.evalLoss == nil)
      guard row.groups.kept ?? 0 > 0 else { continue }
      #expect(row.loss != nil && row.entropy != nil && row.klOld != nil && row.gradientNorm != nil)
      #expect(row.clipFraction.positiveHigh != nil && row.clipFraction.negativeLow != nil)
      #expect((row.logProbMismatch ?? 1) < 1e-4)
      #expect(
        row.tokensPerSecond.rollout != nil && row.tokensPerSecond.score != nil && row.tokensPerSecond.train != nil)
    }
    #expect(rows.contains { $0.groups.kept ?? 0 > 0 })
    for name in ["config.yaml", "report.html", "final/model.safetensors", "checkpoints/step-000004/config.json"] {
      #expect(small.scratch.bytes("rl/\(name)") != nil, "\(name)")
    }
    let report = String(decoding: small.scratch.bytes("rl/report.html") ?? Data(), as: UTF8.self)
    for text in ["plot-reward", "plot-clip-share", "plot-time", "Samples", " of "] { #expect(report.contains(text)) }
    let journal = String(decoding: small.journal(3) ?? Data(), as: UTF8.self).split(separator: "\n")
    #expect(journal.count == 17 && journal[1].contains("\"verdict\":\""))
  }

  @Test func theSameRunGivesTheSameBits() async throws {
    var results: [RunResult] = []
    for _ in 0..<2 {
      let small = try SmallRL()
      #expect(try await small.start().run() == .finished)
      results.append(try small.result(step: 5))
    }
    #expect(results[0] == results[1] && results[0].model != nil)
  }

  /// A reward that any policy can learn: one letter. Where all answers have it in every second place, none is better
  /// than another.
  @Test func rewardRises() async throws {
    let small = try SmallRL()
    let run = try small.start([
      "rl.steps=40", "rl.rollouts=8", "rl.epochs=1", "save_every=0", "optimizer.lr=0.02", "sampling.max_new_tokens=6",
    ])
    #expect(try await run.run() == .finished)
    let rewards = try small.metrics().compactMap(\.rewardMean)
    let (first, last) = (rewards.prefix(5).reduce(0, +) / 5, rewards.suffix(5).reduce(0, +) / 5)
    #expect(first < 0.1 && last > 0.4, "\(first) → \(last)")
  }

  @Test func aReferenceModelIsLookedAt() async throws {
    let small = try SmallRL()
    let run = try small.start(["rl.kl.kind=k3", "rl.kl.coef=0.1", "rl.steps=3"])
    _ = try await run.run()
    let rows = try small.metrics().filter { $0.loss != nil }
    #expect(!rows.isEmpty && rows.allSatisfy { $0.klReference != nil })
    #expect(rows.dropFirst().allSatisfy { $0.klReference ?? 0 > 0 })
  }

  @Test(arguments: [
    (#"{"prompt":"x"}"#, "prompts.jsonl:1: problem_id: is missing, and there is no reward_model (verl)"),
    (#"{"problem_id":"x"}"#, "prompts.jsonl:1: prompt: is missing"),
    ("[1", "prompts.jsonl:1: is not a JSON object"),
    (#"{"prompt":"x","problem_id":"unknown"}"#, #"prompts.jsonl:1: problem_id: there is no problem "unknown""#),
    ("", "prompts.jsonl: has no rows"),
  ]) func aBadRowIsNamed(_ row: String, _ words: String) throws {
    let small = try SmallRL()
    try small.scratch.write("prompts.jsonl", row + "\n")
    let error = thrown { _ = try small.start() }
    #expect("\(error.map { "\($0)" } ?? "")".contains(words), "\(String(describing: error))")
    #expect(small.scratch.bytes("rl/config.yaml") == nil)
  }

  @Test func aFolderThatHoldsARunIsRefused() async throws {
    let small = try SmallRL()
    _ = try await small.start(["rl.steps=1"]).run()
    let error = thrown { _ = try small.start() } as? TrainingError
    #expect(error == .folderInUse(small.scratch.file("rl")))
  }

  /// Rewards that are there at once do not hide how long the model wrote: its numbers are those of this step.
  @Test func theWritersNumbersAreThoseOfTheStep() async throws {
    let small = try SmallRL()
    let run = try small.start(["rl.steps=3", "rl.epochs=1"])
    var written: [Int] = []
    run.onAnswers = { records in
      let tokens = records.reduce(0) { $0 + $1.ids.count }
      #expect(run.collector.engine.statistics.newTokens == tokens)
      written.append(tokens)
    }
    #expect(try await run.run() == .finished)
    #expect(written.count == 3)
    #expect(
      try MetricsLog.read(small.scratch.file("rl/metrics.jsonl")).allSatisfy { $0.tokensPerSecond.rollout != nil })
  }
}
