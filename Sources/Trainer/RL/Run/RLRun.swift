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
  public typealias Surroundings = RunSurroundings

  public enum Outcome: Sendable, Hashable {
    /// All steps are done; the model is in `final/`.
    case finished
    /// Stopped when asked, with a checkpoint of this step.
    case interrupted(step: Int)
    /// The judge failed on too many answers, or is gone; with a checkpoint of this step.
    case judgeFailed(step: Int, cause: String)
  }

  let core: RunCore
  let sources: RLSources
  let stepper: RLStepper<Float>
  let collector: RolloutCollector
  let schedule: LearningRateSchedule
  /// Stages that remember, and answers that wait for the next step: part of each checkpoint.
  var feedback: Feedback
  var pool = RolloutPool()
  var configuration: RunConfiguration { core.configuration }
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
  /// May change a step's answers before they are learned from, for tests that plant faults.
  var onAnswers: (inout [RolloutRecord]) -> Void = { _ in }

  /// Reads model and prompts, and says what the run will take.
  ///
  /// - Parameters:
  ///   - resuming: go on from the newest checkpoint of the folder; else the folder must not hold a run.
  ///   - recipe: a method that has no name in configurations, in the place of `rl.method`'s.
  /// - Throws: a typed error that names file, line or key.
  public init(
    _ configuration: RunConfiguration, rewards: any RewardFunction, resuming: Bool, recipe: (any Recipe.Type)? = nil,
    surroundings: Surroundings
  ) throws {
    let start = ContinuousClock.now
    let say = surroundings.say
    let opening = try RunOpening(configuration, phase: .rl, resuming: resuming, say: say)
    sources = try RLSources(
      configuration, rewards: rewards, recipe: recipe, checkpoint: opening.checkpoint?.path, say: say)
    let state = opening.state(rows: sources.prompts.count, setup: sources.setup, configuration, say: say)
    let settings = configuration.rl
    schedule = configuration.optimizer.learningRateSchedule(totalSteps: settings.steps * settings.updatesPerStep)
    stepper = try sources.makeStepper(configuration, say: say)
    try stepper.restore(opening.checkpoint, updates: state.updates)
    if let updates = state.valueUpdates { stepper.valueHead?.optimiser.updates = updates }
    feedback = Feedback(sources.method.feedback)
    collector = RolloutCollector(
      engine: RolloutEngine(stepper.model, limits: sources.limits), rewards: rewards,
      timeoutSeconds: configuration.reward.timeoutSeconds)
    core = try RunCore(
      opening, configuration, setup: sources.setup, state: state, totalSteps: settings.steps, start: start,
      surroundings: surroundings)
    if let checkpoint = opening.checkpoint { try readMethodState("\(checkpoint.path)/\(RunState.folderName)") }
  }

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
    try core.running {
      do {
        return try train()
      } catch GenerationError.notFinite {
        throw notFinite
      }
    }
  }

  private func train() throws -> Outcome {
    while core.state.step < totalSteps {
      let batch: StepAnswers
      switch try answers() {
      case .judged(let judged): batch = judged
      case .stopped: return try stop(.interrupted(step: core.state.step))
      case .failed(let cause): return try stop(.judgeFailed(step: core.state.step, cause: cause))
      }
      onStep(try step(batch))
      if core.surroundings.isStopping(), core.state.step < totalSteps {
        return try stop(.interrupted(step: core.state.step))
      }
      if core.isSavingDue { try core.save(stepper, also: writeMethodState, notFinite: notFinite) }
    }
    try core.writeFinal(stepper.model)
    try core.writeReport(interrupted: false, samples: samples)
    return .finished
  }

  /// What is done is kept.
  private func stop(_ outcome: Outcome) throws -> Outcome {
    try core.save(stepper, also: writeMethodState, notFinite: notFinite)
    try core.writeReport(interrupted: true, samples: samples)
    return outcome
  }

  var notFinite: TrainingError {
    .notFinite(
      step: core.state.step + 1, inARow: core.state.skippedInARow, place: stepper.nonFinitePlace,
      lastGood: core.lastGood)
  }
}
