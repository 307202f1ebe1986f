import Foundation
import Testing

@testable import Trainer
@testable import TrainingRuns

/// A run that was stopped goes on with the bits that it would have had, wherever and however it was stopped.
@Suite struct SFTResumeTests {
  /// One step of every run is skipped, so that what is counted is carried over too.
  static let skippedStep = 4

  static func train(_ run: SFTRun) throws -> SFTRun.Outcome {
    run.stepper.onGradients = { [unowned run] gradients in
      if run.completedSteps + 1 == skippedStep { gradients.all.elements[0] = .nan }
    }
    return try run.run()
  }

  static let undisturbed = Result<(steps: Int, result: RunResult), any Error> {
    let small = try SmallRun()
    let run = try small.start()
    _ = try train(run)
    #expect(run.totalSteps > skippedStep + 1)
    return (run.totalSteps, try small.result(step: run.totalSteps))
  }

  struct Planted: Error {}

  enum Stop: CaseIterable {
    /// Asked to, after a step.
    case request
    /// An error while a checkpoint is saved.
    case errorInSave
    /// Nothing is saved any more, as after SIGKILL; the last lines are torn.
    case death
  }

  @Test(arguments: Stop.allCases) func afterEveryStep(_ stop: Stop) throws {
    let expected = try Self.undisturbed.get()
    for step in 1..<expected.steps {
      let small = try SmallRun()
      var at = 0
      let first = try small.start(isStopping: { at == step })
      first.onStep = { at = $0.step }
      switch stop {
      case .request:
        #expect(try Self.train(first) == .interrupted(step: step))
      case .errorInSave, .death:
        first.onSaving = { _ in if at == step { throw Planted() } }
        let error = thrown { _ = try Self.train(first) }
        #expect((error as? CheckpointError)?.code == .cannotWrite)
        if stop == .death { try tear(small) }
      }
      let said = Said()
      let second = try small.start(resuming: true, said: said)
      let saved = stop == .request ? step : (step - 1) / 3 * 3
      #expect(second.completedSteps == saved)
      #expect(
        said.sentences.contains(
          saved > 0
            ? "going on behind step \(saved) of \(expected.steps)"
            : "\(small.scratch.file("run")) has no checkpoint yet: it begins anew"))
      #expect(!said.sentences.contains { $0.hasPrefix("warning") })
      #expect(try Self.train(second) == .finished)
      #expect(try small.result(step: expected.steps) == expected.result, "stopped after step \(step)")
      #expect(try small.eventSteps().sorted() == Array(1...expected.steps))
    }
  }

  /// Half a line behind the metrics, half a record behind the events, a checkpoint that was not finished.
  private func tear(_ small: SmallRun) throws {
    func append(_ bytes: [UInt8], to path: String) throws {
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try file.seekToEnd()
      try file.write(contentsOf: bytes)
      try file.close()
    }
    try append(Array(#"{"step":77,"pha"#.utf8), to: small.scratch.file("run/metrics.jsonl"))
    for name in try EventFiles.names(small.scratch.file("run/tb")) {
      try append([40, 0, 0, 0, 0, 0], to: small.scratch.file("run/tb/\(name)"))
    }
    let leftover = small.scratch.file("run/checkpoints/.saving-step-000077.1")
    try FileManager.default.createDirectory(atPath: leftover, withIntermediateDirectories: true)
    try small.scratch.write("run/checkpoints/.saving-step-000077.1/model.safetensors", "half")
  }

  @Test(arguments: [1, 2]) func stoppedAgainAndAgain(threads: Int) throws {
    let whole = try SmallRun()
    let undisturbed = try whole.start(["threads=\(threads)"])
    _ = try Self.train(undisturbed)
    let small = try SmallRun()
    var starts = 0
    while true {
      let run = try small.start(["threads=\(threads)"], resuming: starts > 0, isStopping: { true })
      starts += 1
      if try Self.train(run) == .finished { break }
    }
    #expect(starts == undisturbed.totalSteps)
    #expect(try small.result(step: starts) == whole.result(step: starts))
  }

  @Test func afterItsEndARunOnlyWritesItsModelAgain() throws {
    let expected = try Self.undisturbed.get()
    let small = try SmallRun()
    _ = try Self.train(small.start())
    try FileManager.default.removeItem(atPath: small.scratch.file("run/final"))
    let run = try small.start(resuming: true)
    #expect(run.completedSteps == run.totalSteps)
    #expect(try Self.train(run) == .finished)
    #expect(try small.result(step: expected.steps) == expected.result)
  }

  struct Change: CustomTestStringConvertible {
    var name: String
    var overrides: [String] = []
    var rows: [String]?
    var warning: String
    var testDescription: String { name }
  }

  static let changes = [
    Change(
      name: "threads", overrides: ["threads=2"],
      warning: "warning: the run used threads: 1 and goes on with threads: 2: results are not the same to the bit"),
    Change(
      name: "a rate", overrides: ["optimizer.lr=0.002"],
      warning: "warning: the configuration was changed since: optimizer.lr: 0.002"),
    Change(
      name: "fewer rows", rows: Array(Samples.rows.prefix(2)),
      warning: "warning: data.train had 10 rows and has 2: their order is another one from here on"),
    Change(
      name: "more rows", rows: Samples.rows + Samples.rows,
      warning: "warning: data.train had 10 rows and has 20: their order is another one from here on"),
    Change(
      name: "fewer epochs", overrides: ["sft.epochs=1"],
      warning: "warning: the configuration was changed since: sft.epochs: 1"),
    Change(
      name: "larger steps", overrides: ["sft.batch_tokens=1000"],
      warning: "warning: the configuration was changed since: sft.batch_tokens: 1000"),
  ]

  @Test(arguments: changes) func whatWasChangedIsSaid(_ change: Change) throws {
    let small = try SmallRun()
    var at = 0
    let first = try small.start(isStopping: { at == 3 })
    first.onStep = { at = $0.step }
    _ = try first.run()
    if let rows = change.rows { try small.scratch.write("train.jsonl", rows.joined(separator: "\n")) }
    let said = Said()
    let second = try small.start(change.overrides, resuming: true, said: said)
    #expect(said.sentences.contains(change.warning))
    #expect(try second.run() == .finished)
    #expect(try small.metrics().map(\.step) == Array(1...second.totalSteps))
  }

  @Test func withoutARunItBegins() throws {
    let small = try SmallRun()
    let said = Said()
    let run = try small.start(resuming: true, said: said)
    #expect(said.sentences.first == "\(small.scratch.file("run")) has no run: it begins anew")
    #expect(run.completedSteps == 0)
  }
}
