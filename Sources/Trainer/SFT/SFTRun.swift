internal import Foundation
internal import ModelFiles
internal import Tokenizers
public import TrainingRuns

/// Supervised fine-tuning from a configuration to a folder: `metrics.jsonl`, `tb/`, `checkpoints/`, `report.html` and, at
/// the end, `final/`.
///
/// A run that was stopped, by whatever, goes on from its last checkpoint with the same bits that it would have had.
public final class SFTRun {
  /// What the caller lends: where words go, and how to be asked to stop.
  public struct Surroundings {
    /// Takes a sentence for standard error.
    public var say: (String) -> Void
    /// Asked after each step; a run that has to stop saves a checkpoint first.
    public var isStopping: () -> Bool
    public var version = ""
    public var commandLine: String?

    public init(say: @escaping (String) -> Void, isStopping: @escaping () -> Bool = { false }) {
      self.say = say
      self.isStopping = isStopping
    }
  }

  public enum Outcome: Sendable, Hashable {
    /// All steps are done; the model is in `final/`.
    case finished
    /// Stopped when asked, with a checkpoint of this step.
    case interrupted(step: Int)
  }

  let configuration: RunConfiguration
  let folder: RunFolder
  let sources: SFTSources
  let stepper: SFTStepper<Float>
  let store: CheckpointStore
  /// Steps of the whole run.
  public let totalSteps: Int
  /// Steps done, those of earlier processes among them.
  public var completedSteps: Int { state.step }
  /// Called with each step's numbers.
  public var onStep: (StepMetrics) -> Void = { _ in }
  let surroundings: Surroundings
  private(set) var state: RunState
  let metrics: MetricsLog
  let events: TensorBoardWriter
  private let schedule: LearningRateSchedule
  private let lock: RunLock
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  /// Called with each checkpoint's temporary folder, for tests that plant faults.
  var onSaving: (String) throws -> Void = { _ in }

  /// Reads model and data, and says what the run will take.
  ///
  /// - Parameter resuming: go on from the newest checkpoint of the folder; else the folder must not hold a run.
  /// - Throws: a typed error that names file, line or key.
  public init(_ configuration: RunConfiguration, resuming: Bool, surroundings: Surroundings) throws {
    self.configuration = configuration
    self.surroundings = surroundings
    start = clock.now
    folder = RunFolder(configuration.outputFolder)
    let isThere = try folder.holdsRun(resuming: resuming)
    let taken = isThere ? try RunLock(folder.path) : nil
    // A folder without a run is left alone until all that is read has been found sound.
    let checkpoint = isThere ? try SFTRun.store(configuration).resumePoint() : nil
    if resuming, checkpoint == nil {
      surroundings.say("\(folder.path) has no \(isThere ? "checkpoint yet" : "run"): it begins anew")
    }
    sources = try SFTSources(configuration, checkpoint: checkpoint?.path, say: surroundings.say)
    let resumed = try checkpoint.map { try RunState.read(fromFolder: "\($0.path)/\(RunState.folderName)") }
    for warning in resumed?.warnings(rows: sources.data.count, setup: sources.setup, configuration) ?? [] {
      surroundings.say(warning)
    }
    state = sources.state(after: resumed, configuration)
    totalSteps = try state.step + sources.steps(after: state, configuration.sft, say: surroundings.say)
    schedule = configuration.optimizer.learningRateSchedule(totalSteps: totalSteps)
    stepper = SFTStepper(
      try sources.setup.makeModel(), settings: AdamW(configuration.optimizer), plan: sources.plan,
      capacity: sources.plan.microBatchTokens, threads: sources.setup.threads, checkpointing: sources.checkpointing)
    if let checkpoint {
      try stepper.optimiser.readMoments(fromFolder: "\(checkpoint.path)/\(RunState.folderName)")
      stepper.optimiser.updates = state.updates
    }
    try folder.begin(configuration)
    lock = try taken ?? RunLock(folder.path)
    store = try SFTRun.store(configuration)
    // What a run wrote before its first checkpoint is cut off too.
    metrics =
      isThere ? try MetricsLog(resuming: folder.metrics, at: state.step) : try MetricsLog(creating: folder.metrics)
    events = try TensorBoardWriter(
      folder: folder.events, resumingAt: isThere ? state.step : nil, wallTime: Date().timeIntervalSince1970)
    if checkpoint != nil { surroundings.say("going on behind step \(state.step) of \(totalSteps)") }
  }

  private static func store(_ configuration: RunConfiguration) throws(CheckpointError) -> CheckpointStore {
    try CheckpointStore(
      folder: RunFolder(configuration.outputFolder).checkpoints, kept: configuration.keptCheckpoints)
  }

  /// Of all processes of the run.
  var elapsedSeconds: Double { state.elapsedSeconds + (clock.now - start).seconds }

  // MARK: The loop

  /// Trains to the end, or until asked to stop.
  ///
  /// - Throws: ``TrainingError`` where too many steps in a row were not finite, or a file's error; what was saved stays.
  public func run() throws -> Outcome {
    defer { lock.release() }
    do {
      return try train()
    } catch let error as CheckpointError {
      throw error
    } catch let error where error is RunFileError || error is ModelFileError || error is TokenizerError {
      throw TrainingError.stopped(cause: "\(error)", lastGood: lastGood)
    }
  }

  private func train() throws -> Outcome {
    while state.step < totalSteps {
      let rows = try nextRows()
      onStep(try step(rows))
      let isLast = state.step == totalSteps
      let isStopping = surroundings.isStopping()
      if isLast || isStopping || (configuration.saveEvery > 0 && state.step.isMultiple(of: configuration.saveEvery)) {
        try save()
      }
      if isStopping, !isLast {
        try writeReport(interrupted: true)
        return .interrupted(step: state.step)
      }
    }
    try writeFinal()
    try writeReport(interrupted: false)
    return .finished
  }

  /// The rows of the next step; moves the cursor.
  private func nextRows() throws -> [TokenizedRow] {
    let data = sources.data
    var ahead = state.cursor
    var rows: [TokenizedRow] = []
    let count = try sources.plan.rowsOfStep { index in
      guard ahead.epoch < configuration.sft.epochLimit else { return nil }
      if index == rows.count {
        rows.append(try data.row(at: ahead))
        ahead.advance(1, count: data.count)
      }
      return rows[index].tokens.count
    }
    state.cursor.advance(count, count: data.count)
    return Array(rows.prefix(count))
  }

  private func step(_ rows: [TokenizedRow]) throws -> StepMetrics {
    let begin = clock.now
    let rate = schedule.rate(at: state.step)
    let result = stepper.step(rows, learningRate: rate)
    state.step += 1
    state.updates = stepper.optimiser.updates
    state.skipped += result.isSkipped ? 1 : 0
    state.skippedInARow = result.isSkipped ? state.skippedInARow + 1 : 0
    let trained = clock.now - begin
    var row = StepMetrics(step: state.step, phase: .sft)
    row.loss = result.loss
    row.entropy = result.entropy
    row.gradientNorm = result.gradientNorm
    row.learningRate = rate
    row.skipped = state.skipped
    row.tokens = result.tokens
    row.tokensPerSecond.train = Double(result.tokens) / trained.seconds
    row.peakResidentBytes = ProcessMemory.peakResidentBytes()
    let every = configuration.sft.evalEvery
    if let evaluation = sources.evaluation, state.step == totalSteps || (every > 0 && state.step.isMultiple(of: every))
    {
      row.evalLoss = try evaluationLoss(evaluation)
    }
    row.timeSeconds.train = trained.seconds
    row.timeSeconds.other = (clock.now - begin - trained).seconds
    try metrics.append(row)
    try events.append(row, wallTime: Date().timeIntervalSince1970)
    if result.isSkipped { try considerStopping(rows) }
    return row
  }

  private func considerStopping(_ rows: [TokenizedRow]) throws {
    let most = configuration.sft.maximumSkippedSteps
    guard state.skippedInARow >= most else { return }
    try metrics.synchronize()
    try events.synchronize()
    try? writeReport(interrupted: true)
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
