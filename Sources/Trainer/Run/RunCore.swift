internal import Foundation
internal import ModelFiles
internal import Tokenizers
internal import TrainingRuns

/// What all runs share: a folder with its lock, records of steps, checkpoints, and the report at the end.
final class RunCore {
  let configuration: RunConfiguration
  let folder: RunFolder
  let surroundings: RunSurroundings
  let setup: RunSetup
  /// Steps of the whole run.
  let totalSteps: Int
  var state: RunState
  let clock = ContinuousClock()
  /// Called with each checkpoint's temporary folder, for tests that plant faults.
  var onSaving: (String) throws -> Void = { _ in }

  private let store: CheckpointStore
  private let metrics: MetricsLog
  private let events: TensorBoardWriter
  private let lock: RunLock
  private let start: ContinuousClock.Instant

  /// Takes the folder: from here on it holds this run.
  ///
  /// - Parameter start: of this process's part of the run.
  init(
    _ opening: RunOpening, _ configuration: RunConfiguration, setup: RunSetup, state: RunState, totalSteps: Int,
    start: ContinuousClock.Instant, surroundings: RunSurroundings
  ) throws {
    self.configuration = configuration
    self.surroundings = surroundings
    self.setup = setup
    self.state = state
    self.totalSteps = totalSteps
    self.start = start
    folder = opening.folder
    try folder.begin(configuration)
    lock = try opening.lock ?? RunLock(folder.path)
    store = try RunOpening.store(configuration)
    // What a run wrote before its first checkpoint is cut off too.
    metrics =
      opening.isThere
      ? try MetricsLog(resuming: folder.metrics, at: state.step) : try MetricsLog(creating: folder.metrics)
    events = try TensorBoardWriter(
      folder: folder.events, resumingAt: opening.isThere ? state.step : nil, wallTime: Date().timeIntervalSince1970)
    if opening.checkpoint != nil { surroundings.say("going on behind step \(state.step) of \(totalSteps)") }
  }

  /// Of all processes of the run.
  var elapsedSeconds: Double { state.elapsedSeconds + (clock.now - start).seconds }

  /// The newest checkpoint.
  var lastGood: String? { (try? store.all())?.last?.path }

  /// Whether a checkpoint is due behind the step that was done last.
  var isSavingDue: Bool {
    state.step == totalSteps || (configuration.saveEvery > 0 && state.step.isMultiple(of: configuration.saveEvery))
  }

  /// Gives the folder back behind `body`, and says of each error where the run can go on.
  func running<Outcome>(_ body: () throws -> Outcome) throws -> Outcome {
    defer { lock.release() }
    do {
      return try body()
    } catch let error as CheckpointError {
      throw error
    } catch let error where error is RunFileError || error is ModelFileError || error is TokenizerError {
      throw TrainingError.stopped(cause: "\(error)", lastGood: lastGood)
    }
  }

  /// Writes a step's row.
  func record(_ row: StepMetrics) throws {
    try metrics.append(row)
    try events.append(row, wallTime: Date().timeIntervalSince1970)
  }

  /// Returns when all rows are on the disk.
  func synchronize() throws {
    try metrics.synchronize()
    try events.synchronize()
  }

  /// A checkpoint of the model as it is.
  ///
  /// - Parameters:
  ///   - also: writes into the folder of the state what else a run has to know.
  ///   - notFinite: thrown where it is not sound: a broken model is never saved over a good one.
  func save<Stepper: ModelStepper>(
    _ stepper: Stepper, also: (String) throws -> Void = { _ in }, notFinite: @autoclosure () -> TrainingError
  ) throws where Stepper.S == Float {
    guard stepper.isFinite else { throw notFinite() }
    try synchronize()
    var saved = state
    saved.elapsedSeconds = elapsedSeconds
    do {
      try store.save(step: state.step) { folder in
        try setup.write(stepper.model, toFolder: folder)
        let stateFolder = "\(folder)/\(RunState.folderName)"
        try FileManager.default.createDirectory(atPath: stateFolder, withIntermediateDirectories: true)
        try stepper.writeState(toFolder: stateFolder)
        try saved.write(toFolder: stateFolder)
        try also(stateFolder)
        try onSaving(folder)
      }
    } catch let error where !(error is CheckpointError) {
      throw CheckpointError(
        DiskFull.isCause(of: error) ? .diskFull : .cannotWrite,
        path: "\(store.folder)/\(CheckpointStore.name(step: state.step))", cause: "\(error)", lastGood: lastGood)
    }
  }

  /// The model at the end, as a Hugging Face folder.
  func writeFinal(_ model: DecoderModel<Float>) throws {
    do {
      try setup.write(model, toFolder: folder.final)
    } catch {
      throw TrainingError.stopped(cause: "\(error)", lastGood: lastGood)
    }
  }

  /// - Parameter samples: answers to show, given the rows of the steps.
  func writeReport(interrupted: Bool, samples: ([StepMetrics]) -> [RunReport.Sample] = { _ in [] }) throws {
    let rows = try MetricsLog.read(folder.metrics)
    var details = RunReport.Details(version: surroundings.version)
    details.commandLine = surroundings.commandLine
    details.elapsedSeconds = elapsedSeconds
    details.totalSteps = totalSteps
    details.interrupted = interrupted
    try RunReport(configuration: configuration, metrics: rows, samples: samples(rows), details: details)
      .write(to: folder.report)
  }
}

/// The one cause of a failed write that the user can take away without us, in the errors of all who write.
enum DiskFull {
  static func isCause(of error: any Error) -> Bool {
    switch error {
    case let error as RunFileError: error.code == .diskFull
    case let error as ModelFileError: isCause(error.errorNumber)
    case let error as TokenizerError: isCause(error.errorNumber)
    case let error as CocoaError: error.code == .fileWriteOutOfSpace
    default: false
    }
  }

  /// A full disk, or one's share of it.
  private static func isCause(_ errorNumber: Int32?) -> Bool { errorNumber == ENOSPC || errorNumber == EDQUOT }
}
