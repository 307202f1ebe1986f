internal import Foundation
internal import ModelFiles
internal import Tokenizers
public import TrainingRuns

/// Supervised fine-tuning from a configuration to a folder: `metrics.jsonl`, `tb/`, `checkpoints/`, `report.html` and, at
/// the end, `final/`.
///
/// A run that was stopped, by whatever, goes on from its last checkpoint with the same bits that it would have had.
public final class SFTRun {
  public typealias Surroundings = RunSurroundings

  public enum Outcome: Sendable, Hashable {
    /// All steps are done; the model is in `final/`.
    case finished
    /// Stopped when asked, with a checkpoint of this step.
    case interrupted(step: Int)
  }

  let core: RunCore
  let sources: SFTSources
  let stepper: SFTStepper<Float>
  private let schedule: LearningRateSchedule
  /// Steps of the whole run.
  public var totalSteps: Int { core.totalSteps }
  /// Steps done, those of earlier processes among them.
  public var completedSteps: Int { core.state.step }
  /// Called with each step's numbers.
  public var onStep: (StepMetrics) -> Void = { _ in }
  /// Called with each checkpoint's temporary folder, for tests that plant faults.
  var onSaving: (String) throws -> Void {
    get { core.onSaving }
    set { core.onSaving = newValue }
  }
  private var configuration: RunConfiguration { core.configuration }

  /// Reads model and data, and says what the run will take.
  ///
  /// - Parameter resuming: go on from the newest checkpoint of the folder; else the folder must not hold a run.
  /// - Throws: a typed error that names file, line or key.
  public init(_ configuration: RunConfiguration, resuming: Bool, surroundings: Surroundings) throws {
    let start = ContinuousClock.now
    let say = surroundings.say
    let opening = try RunOpening(configuration, phase: .sft, resuming: resuming, say: say)
    sources = try SFTSources(configuration, checkpoint: opening.checkpoint?.path, say: say)
    let state = opening.state(rows: sources.data.count, setup: sources.setup, configuration, say: say)
    let totalSteps = try state.step + sources.steps(after: state, configuration.sft, say: say)
    schedule = configuration.optimizer.learningRateSchedule(totalSteps: totalSteps)
    stepper = SFTStepper(
      try sources.setup.makeModel(), settings: AdamW(configuration.optimizer), plan: sources.plan,
      capacity: sources.plan.microBatchTokens, threads: sources.setup.threads, checkpointing: sources.checkpointing)
    try stepper.restore(opening.checkpoint, updates: state.updates)
    core = try RunCore(
      opening, configuration, setup: sources.setup, state: state, totalSteps: totalSteps, start: start,
      surroundings: surroundings)
  }

  // MARK: The loop

  /// Trains to the end, or until asked to stop.
  ///
  /// - Throws: ``TrainingError`` where too many steps in a row were not finite, or a file's error; what was saved stays.
  public func run() throws -> Outcome { try core.running { try train() } }

  private func train() throws -> Outcome {
    while core.state.step < totalSteps {
      let rows = try nextRows()
      onStep(try step(rows))
      let isStopping = core.surroundings.isStopping()
      if isStopping || core.isSavingDue { try core.save(stepper, notFinite: notFinite([])) }
      if isStopping, core.state.step < totalSteps {
        try core.writeReport(interrupted: true)
        return .interrupted(step: core.state.step)
      }
    }
    try core.writeFinal(stepper.model)
    try core.writeReport(interrupted: false)
    return .finished
  }

  /// - Parameter rows: those of the step.
  private func notFinite(_ rows: [TokenizedRow]) -> TrainingError {
    .notFinite(
      step: core.state.step, inARow: core.state.skippedInARow, place: stepper.nonFinitePlace(rows),
      lastGood: core.lastGood)
  }

  /// The rows of the next step; moves the cursor.
  private func nextRows() throws -> [TokenizedRow] {
    let data = sources.data
    var ahead = core.state.cursor
    var rows: [TokenizedRow] = []
    let count = try sources.plan.rowsOfStep { index in
      guard ahead.epoch < configuration.sft.epochLimit else { return nil }
      if index == rows.count {
        rows.append(try data.row(at: ahead))
        ahead.advance(1, count: data.count)
      }
      return rows[index].tokens.count
    }
    core.state.cursor.advance(count, count: data.count)
    return Array(rows.prefix(count))
  }

  private func step(_ rows: [TokenizedRow]) throws -> StepMetrics {
    let begin = core.clock.now
    let rate = schedule.rate(at: core.state.step)
    let result = stepper.step(rows, learningRate: rate)
    core.state.step += 1
    core.state.updates = stepper.optimiser.updates
    core.state.skipped += result.isSkipped ? 1 : 0
    core.state.skippedInARow = result.isSkipped ? core.state.skippedInARow + 1 : 0
    let trained = core.clock.now - begin
    var row = StepMetrics(step: core.state.step, phase: .sft)
    row.loss = result.loss
    row.entropy = result.entropy
    row.gradientNorm = result.gradientNorm
    row.learningRate = rate
    row.skipped = core.state.skipped
    row.tokens = result.tokens
    row.tokensPerSecond.train = Double(result.tokens) / trained.seconds
    row.peakResidentBytes = ProcessMemory.peakResidentBytes()
    let every = configuration.sft.evalEvery
    if let evaluation = sources.evaluation,
      core.state.step == totalSteps || (every > 0 && core.state.step.isMultiple(of: every))
    {
      row.evalLoss = try evaluationLoss(evaluation)
    }
    row.timeSeconds.train = trained.seconds
    row.timeSeconds.other = (core.clock.now - begin - trained).seconds
    try core.record(row)
    if result.isSkipped { try considerStopping(rows) }
    return row
  }

  private func considerStopping(_ rows: [TokenizedRow]) throws {
    let most = configuration.sft.maximumSkippedSteps
    guard core.state.skippedInARow >= most else { return }
    try core.synchronize()
    try? core.writeReport(interrupted: true)
    throw notFinite(rows)
  }
}

extension AdamW {
  init(_ settings: OptimizerSettings) {
    self.init(
      beta1: settings.betas.first, beta2: settings.betas.second, epsilon: settings.epsilon,
      weightDecay: settings.weightDecay, maxGradientNorm: settings.maximumGradientNorm)
  }
}

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
