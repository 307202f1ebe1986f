import Foundation
import Testing

@testable import Trainer
@testable import TrainingRuns

@Suite struct UloRLTests {
  @Test func workedNumbers() throws {
    let (cases, name) = (try MethodCases(), "ulorl_dmmpt")
    let probabilities = try cases.input(name, "prob")
    let mask = try cases.input(name, "response_mask").map { $0 != 0 }
    var batch = try PolicyBatch(
      layout: TokenLayout(lengths: [5, 5, 5, 5]), mask: mask, logProbabilities: probabilities.map { log($0) },
      oldLogProbabilities: probabilities.map { log($0) }, advantages: probabilities.map { _ in 1 })
    batch.entropies = try cases.input(name, "entropy")
    batch.isPositive = try cases.input(name, "reward").map { $0 == 1 }
    let objective = WithoutSureTokens(ClippedSurrogate(), sureness: 0.99, entropyTarget: 0.8)
    let expected = try cases.output(name, "masked")
    #expect(try objective.masked(in: batch).map { $0 ? 1 : 0 } == expected)
    // All tokens stay in the denominator.
    let found = try PolicyLoss(objective).evaluate(batch)
    let wanted = zip(mask, expected).map { $0 && $1 == 0 ? -1.0 / 14 : 0 }
    #expect(difference(found.byLogProbability, wanted, absolute: 1e-15) == nil)

    var common = try cases.batch()
    common.isPositive = [true, false, true, false]
    let masked = try cases.input("ulorl_loss", "masked")
    common.weights = masked.map { 1 - $0 }
    let loss = try PolicyLoss(ClippedSurrogate()).evaluate(common)
    #expect(try valueDifference([loss.summary.loss], cases.output("ulorl_loss", "loss")) == nil)
    #expect(try gradientDifference(loss.byLogProbability, cases.output("ulorl_loss", "grad_log_prob")) == nil)
  }

  /// SAIS has each segment's own policy below, POIS the last one for all.
  @Test func ratios() throws {
    let cases = try MethodCases()
    let (segments, now) = (try cases.input("ulorl_is", "segment"), try cases.input("ulorl_is", "current"))
    let byStep = try cases.input("ulorl_is", "log_prob_of_policy_by_step")
    func ratios(_ old: [Double]) throws -> [Double] {
      let batch = try PolicyBatch(
        layout: TokenLayout(lengths: [5]), logProbabilities: now, oldLogProbabilities: old, advantages: now)
      return (0..<5).map { batch.ratio(at: $0)?.value ?? 0 }
    }
    let sais = segments.indices.map { byStep[Int(segments[$0]) * 5 + $0] }
    #expect(try valueDifference(ratios(sais), cases.output("ulorl_is", "sais")) == nil)
    #expect(try valueDifference(ratios(Array(byStep[5...])), cases.output("ulorl_is", "pois")) == nil)
  }

  /// τ > 1 masks nothing: the base, to the bit.
  @Test func withoutSureTokensItIsTheBase() async throws {
    let batch = try RLSamples.batch()
    let base = try PolicyLoss(ClippedSurrogate()).evaluate(batch)
    #expect(try PolicyLoss(WithoutSureTokens(ClippedSurrogate(), sureness: 1.5)).evaluate(batch) == base)
    let dapo = try await MethodRun(SmallRL(), ["rl.method=dapo", "rl.overlong=none", "rl.filter=none"])
    let ulorl = try await MethodRun(
      SmallRL(), ["rl.method=ulorl", "rl.ulorl.sureness=1.5", "rl.filter=none"])
    #expect(ulorl.weights == dapo.weights && ulorl.gradients == dapo.gradients)
  }

  static let overrides = [
    "rl.method=ulorl", "rl.mini_batch_prompts=4", "rl.epochs=1", "rl.filter=none", "rl.ulorl.segment_tokens=3",
  ]

  static func records(_ small: SmallRL, _ step: Int) -> [RolloutRecord] {
    RolloutJournal(file: small.scratch.file("rl/rollouts/\(CheckpointStore.name(step: step)).jsonl")).records()
  }

  /// Weights that do not change: three segments of three give the tokens that one of eight gives, with the same
  /// log-probabilities but for how the model's sums are split.
  @Test func segmentsAreTheAnswerThatWouldHaveBeenWrittenAtOnce() async throws {
    let frozen = ["optimizer.lr=1e-30", "optimizer.weight_decay=0"]
    let whole = try SmallRL()
    #expect(try await whole.start(Array(Self.overrides.dropLast()) + frozen + ["rl.steps=1"]).run() == .finished)
    let expected = Self.records(whole, 1)
    let small = try SmallRL()
    #expect(try await small.start(Self.overrides + frozen + ["rl.steps=3"]).run() == .finished)
    var found: [[Int]: RolloutRecord] = [:]
    for step in 1...3 {
      for record in Self.records(small, step) where !record.isUnfinished {
        found[[record.row, record.rolloutIndex]] = record
      }
    }
    var several = 0
    for record in expected {
      let other = try #require(found[[record.row, record.rolloutIndex]])
      #expect(other.ids == record.ids && other.text == record.text && other.isTruncated == record.isTruncated)
      let differences = zip(other.logProbabilities, record.logProbabilities).map { ($0 - $1).magnitude }
      #expect(differences.allSatisfy { $0 < 1e-4 })
      if (other.earlierTokens ?? 0) > 0 { several += 1 }
    }
    #expect(expected.count == 16 && several > 8)
  }

  /// Answers go on with the log-probabilities of the policy that wrote each segment, and are learned from when all of
  /// their prompt's are done.
  @Test(arguments: ["recompute", "rollout"]) func answersGoOn(_ old: String) async throws {
    let small = try SmallRL()
    let run = try await MethodRun(
      small, Self.overrides + ["rl.steps=6", "rl.old_logprobs=\(old)", "rl.micro_batch_tokens=1000"])
    var before: [[Int]: RolloutRecord] = [:]
    var (continued, learned): (Int, [[Double]]) = (0, [])
    var waiting: [Int: [RolloutRecord]] = [:]
    for step in 1...6 {
      let records = Self.records(small, step)
      for record in records {
        let key = [record.promptIndex, record.rolloutIndex]
        let earlier = record.earlierTokens ?? 0
        #expect(record.ids.count - earlier <= 3 && record.ids.count <= 8)
        if earlier > 0 {
          continued += 1
          let part = try #require(before[key])
          #expect(part.isUnfinished && part.row == record.row)
          #expect(Array(record.ids[..<earlier]) == part.ids)
          #expect(Array(record.logProbabilities[..<earlier]) == part.logProbabilities)
        }
        before[key] = record
        if !record.isUnfinished { waiting[record.promptIndex, default: []].append(record) }
      }
      var done: [RolloutRecord] = []
      for (slot, records) in waiting where records.count == 4 {
        done += records
        waiting[slot] = nil
      }
      if !done.isEmpty {
        done.sort { ($0.promptIndex, $0.rolloutIndex) < ($1.promptIndex, $1.rolloutIndex) }
        learned.append(done.flatMap(\.logProbabilities))
      }
    }
    #expect(continued > 20 && learned.count >= 2)
    #expect(run.parts.map { $0.batch.rolloutLogProbabilities } == learned)
    for (batch, _) in run.parts {
      let isOld = batch.oldLogProbabilities == batch.rolloutLogProbabilities
      let isNow = batch.oldLogProbabilities == batch.logProbabilities
      #expect(old == "rollout" ? isOld && !isNow : isNow && !isOld)
    }
    let rows = try small.metrics()
    #expect(rows.contains { ($0.method.unfinished ?? 0) > 0 } && rows[0].loss == nil)
  }

  /// A model that is sure of its right answers learns nothing more from the tokens that it is sure of.
  @Test func sureTokensAreMaskedInARun() async throws {
    let overrides = [
      "rl.method=ulorl", "rl.filter=none", "rl.steps=2", "rl.ulorl.sureness=0.004", "rl.ulorl.entropy_target=10",
    ]
    let run = try await MethodRun(SmallRL(), overrides, rewards: AceReasonTests.Solver(solved: ["again", "say it"]))
    var (masked, open) = (0, 0)
    for (batch, result) in run.parts {
      for row in 0..<batch.layout.rowCount {
        for token in batch.layout[row] {
          let isSure = exp(batch.logProbabilities[token]) >= 0.004
          if batch.isPositive?[row] == true, isSure {
            masked += 1
            #expect(result.byLogProbability[token] == 0)
          } else if batch.advantages[token] != 0, result.byLogProbability[token] != 0 {
            open += 1
          }
        }
      }
      #expect(result.summary.clip.tokens == batch.tokenCount)
    }
    #expect(masked > 10 && open > 10)
  }

  @Test func goesOnWithTheSameBits() async throws {
    try await MethodResume.check(Self.overrides)
    try await MethodResume.check(Self.overrides + ["rl.old_logprobs=rollout"], stopAt: [])
  }
}
