import Foundation
import Synchronization
import Testing

@testable import Trainer
@testable import TrainingRuns

/// A run that was stopped goes on with the bits that it would have had, and judges nothing twice.
@Suite struct RLResumeTests {
  struct Planted: Error {}

  static func undisturbed() async throws -> RunResult {
    let small = try SmallRL()
    _ = try await small.start().run()
    return try small.result(step: 5)
  }

  @Test func askedToStopAfterAStep() async throws {
    let expected = try await Self.undisturbed()
    for step in 1..<5 {
      let small = try SmallRL()
      let at = Atomic<Int>(0)
      let first = try small.start(isStopping: { at.load(ordering: .relaxed) == step })
      first.onStep = { at.store($0.step, ordering: .relaxed) }
      #expect(try await first.run() == .interrupted(step: step))
      let second = try small.start(resuming: true)
      #expect(second.completedSteps == step)
      #expect(try await second.run() == .finished)
      #expect(try small.result(step: 5) == expected, "stopped after step \(step)")
    }
  }

  /// As after SIGKILL: what was judged stays, and is read.
  @Test func aStepThatIsDoneAgainJudgesNothing() async throws {
    let expected = try await Self.undisturbed()
    for step in 1...5 {
      let small = try SmallRL()
      let first = try small.start()
      first.onSaving = { _ in if first.completedSteps >= step { throw Planted() } }
      // Checkpoints come at every second step: with an error there, or at the end, nothing of later steps is saved.
      _ = await thrownLater { _ = try await first.run() }
      let before = (1...5).map { small.journal($0) }
      let rewards = LetterReward()
      let second = try small.start(rewards: rewards, resuming: true)
      let (from, known) = (second.completedSteps, before.count { $0 != nil })
      #expect(from < known)
      #expect(try await second.run() == .finished)
      #expect(rewards.count == (5 - known) * 16)
      #expect(try small.result(step: 5) == expected, "died in step \(step)")
    }
  }

  /// Answers of other weights or settings are not taken for this step's.
  @Test func aJournalOfOtherAnswersIsNotRead() async throws {
    let small = try SmallRL()
    _ = try await small.start(["rl.steps=2"]).run()
    let journal = try #require(small.journal(2))
    let file = RolloutJournal(file: small.scratch.file("rl/rollouts/step-000002.jsonl"))
    let line = try #require(journal.split(separator: 0x0A).first)
    let header = try JSONDecoder().decode(RolloutJournal.Header.self, from: Data(line))
    #expect(file.read(header)?.count == 16 && header.step == 2)
    var other = header
    other.weights = "0"
    #expect(file.read(other) == nil)
    other = header
    other.settings = "0"
    #expect(file.read(other) == nil)
    // Torn.
    try journal.dropLast(20).write(to: URL(fileURLWithPath: file.file))
    #expect(file.read(header) == nil)
  }

  @Test func whatIsReadIsWhatWasWritten() throws {
    let scratch = try Scratch()
    let file = RolloutJournal(file: scratch.file("x.jsonl"))
    let header = RolloutJournal.Header(step: 1, weights: "a", settings: "b", answers: Answers.mixed.count)
    var records = Answers.mixed
    records[0].logProbabilities[0] = -0.1 - 0.2
    records[1].text = "\u{0}\"\n</script>é"
    try file.write(header, records)
    #expect(file.read(header) == records && file.records() == records)
  }

  @Test func aSupervisedRunIsNotGoneOnWith() throws {
    let sft = try SmallRun()
    let run = try sft.start(["sft.max_steps=1"])
    #expect(try run.run() == .finished)
    var small = try SmallRL()
    small.output = "x"
    try FileManager.default.moveItem(atPath: sft.scratch.file("run"), toPath: small.scratch.file("x"))
    let error = thrown { _ = try small.start(resuming: true) } as? TrainingError
    #expect("\(error.map { "\($0)" } ?? "")".contains("metrics.jsonl: is of a supervised run"))
  }

  @Test func aRunOfReinforcementLearningIsNotGoneOnWithAsASupervisedOne() async throws {
    let small = try SmallRL()
    #expect(try await small.start(["rl.steps=1"]).run() == .finished)
    var sft = try SmallRun()
    sft.output = "x"
    try FileManager.default.moveItem(atPath: small.scratch.file("rl"), toPath: sft.scratch.file("x"))
    func words() -> String { thrown { _ = try sft.start(resuming: true) }.map { "\($0)" } ?? "" }
    #expect(
      words().hasSuffix(
        "x/metrics.jsonl: is of a run of reinforcement learning: go on with train rl, or name another output_dir"))
    // Also where there are no steps yet: a run that was stopped in its first has a checkpoint alone.
    try FileManager.default.removeItem(atPath: sft.scratch.file("x/metrics.jsonl"))
    #expect(
      words().hasSuffix(
        "x/checkpoints/step-000001: is of a run of reinforcement learning: go on with train rl, or name another output_dir"
      ))
  }
}
