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
  private let folder: RunFolder
  let setup: RunSetup
  let stepper: SFTStepper<Float>
  let data: SFTData
  let evaluation: SFTData?
  /// Steps of the whole run.
  public let totalSteps: Int
  /// Steps done, those of earlier processes among them.
  public var completedSteps: Int { state.step }
  /// Called with each step's numbers.
  public var onStep: (StepMetrics) -> Void = { _ in }
  private let schedule: LearningRateSchedule
  private let surroundings: Surroundings
  private let store: CheckpointStore
  private var state: RunState
  private let metrics: MetricsLog
  private let events: TensorBoardWriter
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
    let found = try folder.holdsRun(resuming: resuming)
    store = try CheckpointStore(folder: folder.checkpoints, kept: configuration.keptCheckpoints)
    let checkpoint = resuming ? try store.resumePoint() : nil
    if resuming, checkpoint == nil, found {
      surroundings.say("\(folder.path) has no checkpoint yet: the run begins anew")
    }
    setup = try RunSetup(configuration, checkpoint: checkpoint?.path, say: surroundings.say)
    let settings = configuration.sft
    let capacity = max(settings.maximumLength, settings.microBatchTokens)
    let checkpointing = try setup.decideCheckpointing(
      settings.checkpointing, capacity: capacity, say: surroundings.say)
    let plan = BatchPlan(
      batchTokens: settings.batchTokens, microBatchTokens: capacity, packing: settings.packing)
    let encoder = RowEncoder(
      tokenizer: setup.tokenizer, template: setup.template, maximumLength: settings.maximumLength,
      lossOn: settings.lossOn)
    let vocabulary = setup.configuration.vocabularySize
    data = try SFTData(
      configuration.data.train, encoder: encoder, seed: configuration.seed, vocabularySize: vocabulary)
    evaluation =
      configuration.data.eval.isEmpty
      ? nil
      : try SFTData(configuration.data.eval, encoder: encoder, seed: 0, vocabularySize: vocabulary)
    totalSteps = try SFTRun.countSteps(data, settings, plan, surroundings.say)
    schedule = configuration.optimizer.learningRateSchedule(totalSteps: totalSteps)
    let model = try setup.makeModel()
    stepper = SFTStepper(
      model, settings: AdamW(configuration.optimizer), plan: plan, capacity: capacity, threads: setup.threads,
      checkpointing: checkpointing)
    let resumed = try checkpoint.map { try RunState.read(fromFolder: "\($0.path)/\(RunState.folderName)") }
    state =
      resumed
      ?? RunState(
        step: 0, epoch: 0, position: 0, updates: 0, skipped: 0, skippedInARow: 0, elapsedSeconds: 0,
        threads: setup.threads, kernels: setup.kernels, configuration: configuration.yaml)
    if let checkpoint {
      try stepper.optimiser.readMoments(fromFolder: "\(checkpoint.path)/\(RunState.folderName)")
      stepper.optimiser.updates = state.updates
    }
    if let resumed { setup.warnOfChanges(since: resumed, configuration, say: surroundings.say) }
    state.threads = setup.threads
    state.kernels = setup.kernels
    state.configuration = configuration.yaml
    try folder.begin(configuration)
    let isResumed = checkpoint != nil
    metrics =
      isResumed
      ? try MetricsLog(resuming: folder.metrics, at: state.step) : try MetricsLog(creating: folder.metrics)
    events = try TensorBoardWriter(
      folder: folder.events, resumingAt: isResumed ? state.step : nil, wallTime: Date().timeIntervalSince1970)
    if isResumed { surroundings.say("going on behind step \(state.step) of \(totalSteps)") }
  }

  private static func countSteps(
    _ data: SFTData, _ settings: SFTSettings, _ plan: BatchPlan, _ say: (String) -> Void
  ) throws -> Int {
    if let most = settings.maximumSteps { return most }
    let survey = try data.survey()
    say(
      "\(data.count) rows, \(survey.tokens) tokens, \(survey.lossTokens) of them learned"
        + (survey.truncatedRows > 0 ? "; \(survey.truncatedRows) rows are cut to sft.max_length" : "")
        + (survey.emptyRows > 0 ? "; \(survey.emptyRows) rows have nothing to learn" : ""))
    return data.steps(survey, epochs: settings.epochs, plan: plan)
  }

  // MARK: The loop

  /// Trains to the end, or until asked to stop.
  ///
  /// - Throws: ``TrainingError`` where too many steps in a row were not finite, or a file's error; what was saved stays.
  public func run() throws -> Outcome {
    while state.step < totalSteps {
      let rows = try nextRows()
      let metrics = try step(rows)
      onStep(metrics)
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
    try setup.write(stepper.model, toFolder: folder.final)
    try writeReport(interrupted: false)
    return .finished
  }

  /// The rows of the next step; moves the cursor.
  private func nextRows() throws -> [TokenizedRow] {
    var ahead = DataOrder.Cursor(epoch: state.epoch, position: state.position)
    var rows: [TokenizedRow] = []
    let epochs = configuration.sft.maximumSteps == nil ? configuration.sft.epochs : Int.max
    let count = try stepper.plan.rowsOfStep { index in
      if ahead.epoch >= epochs { return nil }
      if index == rows.count {
        rows.append(try data.row(at: ahead))
        ahead.advance(1, count: data.count)
      }
      return rows[index].tokens.count
    }
    var cursor = DataOrder.Cursor(epoch: state.epoch, position: state.position)
    cursor.advance(count, count: data.count)
    (state.epoch, state.position) = (cursor.epoch, cursor.position)
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
    if let evaluation, state.step == totalSteps || (every > 0 && state.step.isMultiple(of: every)) {
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
    let place = stepper.nonFinitePlaces(rows)
    try metrics.synchronize()
    try events.synchronize()
    try? writeReport(interrupted: true)
    throw TrainingError.notFinite(
      step: state.step, inARow: state.skippedInARow, place: place, lastGood: try? store.all().last?.path)
  }

  /// The mean over all learned tokens of the evaluation rows.
  private func evaluationLoss(_ evaluation: SFTData) throws -> Double {
    var (sum, tokens) = (0.0, 0)
    var rows: [TokenizedRow] = []
    func flush() {
      let part = stepper.evaluate(rows)
      sum += part.sum
      tokens += part.tokens
      rows = []
    }
    for index in 0..<evaluation.count {
      rows.append(try evaluation.row(index))
      if rows.reduce(0, { $0 + $1.tokens.count }) >= stepper.plan.microBatchTokens { flush() }
    }
    if !rows.isEmpty { flush() }
    return sum / Double(max(1, tokens))
  }

  // MARK: Files

  private func save() throws {
    // A broken model is never saved over a good one.
    guard Kernels.norm(stepper.model.weights.all, pool: stepper.pass.pool).isFinite else {
      throw TrainingError.notFinite(
        step: state.step, inARow: state.skippedInARow, place: stepper.nonFinitePlaces([]),
        lastGood: try? store.all().last?.path)
    }
    try metrics.synchronize()
    try events.synchronize()
    var saved = state
    saved.elapsedSeconds += (clock.now - start).seconds
    do {
      try store.save(step: state.step) { folder in
        try setup.write(stepper.model, toFolder: folder)
        let stateFolder = "\(folder)/\(RunState.folderName)"
        try FileManager.default.createDirectory(atPath: stateFolder, withIntermediateDirectories: true)
        try stepper.optimiser.writeMoments(toFolder: stateFolder)
        try saved.write(toFolder: stateFolder)
        try onSaving(folder)
      }
    } catch let error as ModelFileError {
      throw CheckpointError(
        .cannotWrite, path: "\(store.folder)/\(CheckpointStore.name(step: state.step))", cause: "\(error)",
        lastGood: try? store.all().last?.path)
    }
  }

  private func writeReport(interrupted: Bool) throws {
    let rows = try MetricsLog.read(folder.metrics)
    var details = RunReport.Details(version: surroundings.version)
    details.commandLine = surroundings.commandLine
    details.elapsedSeconds = state.elapsedSeconds + (clock.now - start).seconds
    details.totalSteps = totalSteps
    details.interrupted = interrupted
    try RunReport(configuration: configuration, metrics: rows, details: details)
      .write(to: folder.report)
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
