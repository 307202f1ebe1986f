internal import Foundation
internal import ModelFiles
internal import Tokenizers
public import TrainingRuns

/// Reinforcement learning from a configuration to a folder: as ``SFTRun``, and `rollouts/` beside.
///
/// A step takes the next prompts, lets the model answer each of them several times, has the answers judged while others
/// are still written, and learns from them in several updates. Tokens, log-probabilities and verdicts are on the disk
/// before the first update; a run that was stopped, by whatever, goes on from its last checkpoint with the same bits that
/// it would have had, and judges nothing twice.
///
/// Not for use from several threads at once.
public final class RLRun: @unchecked Sendable {
  /// What the caller lends: where words go, and how to be asked to stop.
  public struct Surroundings: Sendable {
    /// Takes a sentence for standard error.
    public var say: @Sendable (String) -> Void
    /// Asked while answers are written and after each step; a run that has to stop saves a checkpoint first.
    public var isStopping: @Sendable () -> Bool
    public var version = ""
    public var commandLine: String?

    public init(say: @escaping @Sendable (String) -> Void, isStopping: @escaping @Sendable () -> Bool = { false }) {
      self.say = say
      self.isStopping = isStopping
    }
  }

  public enum Outcome: Sendable, Hashable {
    /// All steps are done; the model is in `final/`.
    case finished
    /// Stopped when asked, with a checkpoint of this step.
    case interrupted(step: Int)
    /// The judge failed on too many answers, or is gone; with a checkpoint of this step.
    case judgeFailed(step: Int, cause: String)
  }

  let configuration: RunConfiguration
  let folder: RunFolder
  let sources: RLSources
  let stepper: RLStepper<Float>
  let collector: RolloutCollector
  let store: CheckpointStore
  /// Steps of the whole run.
  public var totalSteps: Int { configuration.rl.steps }
  /// Steps done, those of earlier processes among them.
  public var completedSteps: Int { state.step }
  /// Called with each step's numbers.
  public var onStep: (StepMetrics) -> Void = { _ in }
  let surroundings: Surroundings
  var state: RunState
  let metrics: MetricsLog
  let events: TensorBoardWriter
  let schedule: LearningRateSchedule
  private let lock: RunLock
  let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  /// Called with each checkpoint's temporary folder, for tests that plant faults.
  var onSaving: (String) throws -> Void = { _ in }

  /// Reads model and prompts, and says what the run will take.
  ///
  /// - Parameter resuming: go on from the newest checkpoint of the folder; else the folder must not hold a run.
  /// - Throws: a typed error that names file, line or key.
  public init(
    _ configuration: RunConfiguration, rewards: any RewardFunction, resuming: Bool, surroundings: Surroundings
  ) throws {
    self.configuration = configuration
    self.surroundings = surroundings
    start = clock.now
    folder = RunFolder(configuration.outputFolder)
    let isThere = try folder.holdsRun(resuming: resuming)
    let taken = isThere ? try RunLock(folder.path) : nil
    if isThere { try RLRun.requireReinforcement(folder) }
    // A folder without a run is left alone until all that is read has been found sound.
    let checkpoint = isThere ? try RLRun.store(configuration).resumePoint() : nil
    if resuming, checkpoint == nil {
      surroundings.say("\(folder.path) has no \(isThere ? "checkpoint yet" : "run"): it begins anew")
    }
    sources = try RLSources(
      configuration, rewards: rewards, checkpoint: checkpoint?.path, say: surroundings.say)
    let resumed = try checkpoint.map { try RunState.read(fromFolder: "\($0.path)/\(RunState.folderName)") }
    for warning in resumed?.warnings(rows: sources.prompts.count, setup: sources.setup, configuration) ?? [] {
      surroundings.say(warning)
    }
    state = sources.state(after: resumed, configuration)
    let settings = configuration.rl
    schedule = configuration.optimizer.learningRateSchedule(totalSteps: settings.steps * settings.updatesPerStep)
    stepper = try sources.makeStepper(configuration, say: surroundings.say)
    if let checkpoint {
      try stepper.optimiser.readMoments(fromFolder: "\(checkpoint.path)/\(RunState.folderName)")
      stepper.optimiser.updates = state.updates
    }
    collector = RolloutCollector(
      engine: RolloutEngine(stepper.model, limits: sources.limits), rewards: rewards,
      timeoutSeconds: configuration.reward.timeoutSeconds)
    if configuration.sampling.deterministic, let notice = collector.engine.notice { surroundings.say(notice) }
    try folder.begin(configuration)
    lock = try taken ?? RunLock(folder.path)
    store = try RLRun.store(configuration)
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

  /// Steps of a supervised run are counted and saved alike, and mean something else.
  private static func requireReinforcement(_ folder: RunFolder) throws {
    guard FileManager.default.fileExists(atPath: folder.metrics),
      let first = (try? MetricsLog.read(folder.metrics))?.first, first.phase != .rl
    else { return }
    throw TrainingError.badState(
      file: folder.metrics,
      cause: "is of a supervised run: name another output_dir, and its final/ as model.path")
  }

  /// Of all processes of the run.
  var elapsedSeconds: Double { state.elapsedSeconds + (clock.now - start).seconds }

  // MARK: The loop

  /// Trains to the end, or until asked to stop, in a thread of its own.
  ///
  /// - Throws: ``TrainingError`` where too many updates in a row were not finite, or a file's error; what was saved stays.
  public func run() async throws -> Outcome {
    try await withCheckedThrowingContinuation { continuation in
      let thread = Thread { continuation.resume(with: Result { try self.runHere() }) }
      thread.name = "train rl"
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  private func runHere() throws -> Outcome {
    defer { lock.release() }
    do {
      return try train()
    } catch let error as CheckpointError {
      throw error
    } catch GenerationError.notFinite {
      throw notFinite
    } catch let error where error is RunFileError || error is ModelFileError || error is TokenizerError {
      throw TrainingError.stopped(cause: "\(error)", lastGood: lastGood)
    }
  }

  private func train() throws -> Outcome {
    while state.step < totalSteps {
      let batch: StepAnswers
      switch try answers() {
      case .judged(let judged): batch = judged
      case .stopped: return try stop(.interrupted(step: state.step))
      case .failed(let cause): return try stop(.judgeFailed(step: state.step, cause: cause))
      }
      onStep(try step(batch))
      let isLast = state.step == totalSteps
      if surroundings.isStopping(), !isLast { return try stop(.interrupted(step: state.step)) }
      if isLast || (configuration.saveEvery > 0 && state.step.isMultiple(of: configuration.saveEvery)) { try save() }
    }
    try writeFinal()
    try writeReport(interrupted: false)
    return .finished
  }

  /// What is done is kept.
  private func stop(_ outcome: Outcome) throws -> Outcome {
    try save()
    try writeReport(interrupted: true)
    return outcome
  }
}
