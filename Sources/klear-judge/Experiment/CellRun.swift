import Experiments
import Foundation
import Synchronization
import Trainer
import TrainingRuns

/// One run of an experiment: it learns, and is measured on the way.
///
/// Its folder is a scratch: a run that is killed begins again, and one that ends leaves its curve alone.
struct CellRun: Sendable {
  var configuration: RunConfiguration
  var rewards: CachedReward
  /// Steps behind which it is measured, with the answers to each problem; 0 stands before the first.
  var measures: [Int: Int]
  var heldOut: String
  var problems: Int
  /// A checksum that the weights must have at the start; `nil` where any will do.
  var expectedModel: String?
  var isStopping: @Sendable () -> Bool

  struct Outcome: Sendable {
    var curve: RunCurve
    /// Of the weights that it began with.
    var model: String
    var parameters: Int
  }

  /// - Returns: `nil` where it was stopped.
  /// - Throws: ``ExperimentError`` where the judge failed or the model is another; the trainer's errors.
  func run() async throws -> Outcome? {
    let folder = configuration.outputFolder
    try? FileManager.default.removeItem(atPath: folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let run = try RLRun(
      configuration, rewards: rewards, resuming: false,
      surroundings: RunSurroundings(say: { _ in }, isStopping: isStopping))
    let model = run.weightsChecksum
    if let expectedModel, model != expectedModel {
      throw ExperimentError(
        "the first model has other weights (\(model)) than the plan says (\(expectedModel)), as on another kind of CPU: "
          + "make a plan of this machine's own in another folder, without --plan")
    }
    let recorder = try Recorder(self, run)
    guard try await OwnThread.run({ try recorder.measureBefore() }) else { return nil }
    run.onStep = { recorder.record($0) }
    let outcome = try await run.run()
    if let error = recorder.failure { throw error }
    switch outcome {
    case .finished: break
    case .interrupted: return nil
    case .judgeFailed(let step, let cause): throw ExperimentError("step \(step): \(cause)")
    }
    guard recorder.isWhole else { return nil }
    recorder.rows[recorder.rows.count - 1].weights = run.weightsChecksum
    return Outcome(curve: RunCurve(rows: recorder.rows), model: model, parameters: run.parameterCount)
  }
}

/// Makes rows of steps; only the run's own thread touches it, between the calls of ``CellRun/run()``.
private final class Recorder: @unchecked Sendable {
  private let cell: CellRun
  private let run: RLRun
  private let heldOut: HeldOutPrompts
  private(set) var failure: (any Error)?
  /// No measurement was broken off.
  private(set) var isWhole = true
  var rows: [RunRow] = []

  init(_ cell: CellRun, _ run: RLRun) throws {
    self.cell = cell
    self.run = run
    heldOut = try HeldOutPrompts([cell.heldOut], most: cell.problems, for: run)
  }

  /// - Returns: false where it was stopped.
  func measureBefore() throws -> Bool {
    var row = RunRow(step: 0)
    row.rate = cell.configuration.optimizer.learningRate
    try measure(&row)
    rows.append(row)
    return isWhole
  }

  func record(_ step: StepMetrics) {
    var row = RunRow(step: step.step)
    row.rewardMean = RunRow.rounded(step.rewardMean)
    row.passRate = RunRow.rounded(step.passRate)
    row.entropy = RunRow.rounded(step.entropy)
    let sides = [
      step.clipFraction.positiveHigh, step.clipFraction.positiveLow, step.clipFraction.negativeHigh,
      step.clipFraction.negativeLow,
    ].compactMap { $0 }
    if sides.count == 4 {
      row.clipped = RunRow.rounded(sides.reduce(0, +))
      row.clippedBySide = sides.compactMap(RunRow.rounded)
    }
    let shares = [
      step.clipGradientShare.positiveHigh, step.clipGradientShare.positiveLow, step.clipGradientShare.negativeHigh,
      step.clipGradientShare.negativeLow,
    ].compactMap { $0 }
    if shares.count == 4 { row.clipGradientShare = RunRow.rounded(shares.reduce(0, +)) }
    row.gradientNorm = RunRow.rounded(step.gradientNorm)
    row.divergence = RunRow.rounded(step.klOld)
    row.zeroAdvantageGroups = step.groups.zeroAdvantage
    row.keptGroups = step.groups.kept
    row.meanLength = RunRow.rounded(step.responseLength.mean)
    row.tokens = step.tokens
    row.faults = step.faults.flatMap { $0 == 0 ? nil : $0 }
    row.skipped = step.skipped.flatMap { $0 == 0 ? nil : $0 }
    row.seconds = (step.timeSeconds.total * 100).rounded() / 100
    do {
      try measure(&row)
    } catch {
      failure = failure ?? error
    }
    row.cacheHits = cell.rewards.counts.hits.load(ordering: .relaxed)
    row.judged = cell.rewards.counts.asked.load(ordering: .relaxed)
    rows.append(row)
  }

  private func measure(_ row: inout RunRow) throws {
    guard let samples = cell.measures[row.step], failure == nil else { return }
    let start = ContinuousClock.now
    guard let found = try run.measure(heldOut, samples: samples) else {
      isWhole = false
      return
    }
    row.passAt1 = RunRow.rounded(found.passAt1)
    row.samples = samples
    let elapsed = (ContinuousClock.now - start).components
    row.measureSeconds = ((Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18) * 100).rounded() / 100
  }
}
