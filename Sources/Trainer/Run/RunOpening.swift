internal import Foundation
internal import TrainingRuns

/// A run's folder as it is found, before anything is written into it: new, or with a run that goes on.
struct RunOpening {
  let folder: RunFolder
  let phase: StepMetrics.Phase
  /// Whether there is a run.
  let isThere: Bool
  /// To go on from; `nil` where there is none yet.
  let checkpoint: Checkpoint?
  /// The checkpoint's.
  let state: RunState?
  /// Of a folder that is there; one without a run is left alone until all that is read has been found sound.
  let lock: RunLock?

  /// - Parameter resuming: go on from the newest checkpoint of the folder; else the folder must not hold a run.
  /// - Throws: ``TrainingError``, or what is wrong with the checkpoint.
  init(
    _ configuration: RunConfiguration, phase: StepMetrics.Phase, resuming: Bool, say: (String) -> Void
  ) throws {
    self.phase = phase
    folder = RunFolder(configuration.outputFolder)
    isThere = try folder.holdsRun(resuming: resuming)
    lock = isThere ? try RunLock(folder.path) : nil
    checkpoint = isThere ? try RunOpening.store(configuration).resumePoint() : nil
    try RunOpening.requirePhase(phase, folder, checkpoint)
    state = try checkpoint.map { try RunState.read(fromFolder: "\($0.path)/\(RunState.folderName)") }
    if resuming, checkpoint == nil {
      say("\(folder.path) has no \(isThere ? "checkpoint yet" : "run"): it begins anew")
    }
  }

  static func store(_ configuration: RunConfiguration) throws(CheckpointError) -> CheckpointStore {
    try CheckpointStore(
      folder: RunFolder(configuration.outputFolder).checkpoints, kept: configuration.keptCheckpoints)
  }

  /// Steps of the two kinds of runs are counted and saved alike, and mean something else.
  private static func requirePhase(
    _ phase: StepMetrics.Phase, _ folder: RunFolder, _ checkpoint: Checkpoint?
  ) throws(TrainingError) {
    let other: StepMetrics.Phase = phase == .sft ? .rl : .sft
    let isOther: (String?) -> Bool = { $0 == other.rawValue }
    let place: String
    if let first = (try? MetricsLog.read(folder.metrics))?.first, isOther(first.phase.rawValue) {
      place = folder.metrics
    } else if let checkpoint,
      isOther((try? RunState.read(fromFolder: "\(checkpoint.path)/\(RunState.folderName)"))?.phase)
    {
      place = checkpoint.path
    } else {
      return
    }
    throw .badState(
      file: place,
      cause: other == .sft
        ? "is of a supervised run: name another output_dir, and its final/ as model.path"
        : "is of a run of reinforcement learning: go on with train rl, or name another output_dir")
  }

  /// The state to go on from, of data with so many rows; says what has changed since.
  func state(rows: Int, setup: RunSetup, _ run: RunConfiguration, say: (String) -> Void) -> RunState {
    for warning in state?.warnings(rows: rows, setup: setup, run) ?? [] { say(warning) }
    var state =
      state
      ?? RunState(
        phase: phase.rawValue, step: 0, epoch: 0, position: 0, updates: 0, skipped: 0, skippedInARow: 0,
        elapsedSeconds: 0, rows: rows, threads: setup.threads, kernels: setup.kernels, configuration: run.yaml)
    // Of fewer rows than there were, the order is another one in any case.
    state.position %= rows
    (state.rows, state.threads, state.kernels) = (rows, setup.threads, setup.kernels)
    (state.phase, state.configuration) = (phase.rawValue, run.yaml)
    return state
  }
}
