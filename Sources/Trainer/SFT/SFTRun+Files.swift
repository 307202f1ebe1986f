internal import Foundation
internal import ModelFiles
internal import Tokenizers
internal import TrainingRuns

/// What a run leaves: checkpoints, the model at the end, the report.
extension SFTRun {
  /// The newest checkpoint.
  var lastGood: String? { (try? store.all())?.last?.path }

  /// - Parameter rows: those of the step.
  func notFinite(_ rows: [TokenizedRow]) -> TrainingError {
    .notFinite(
      step: state.step, inARow: state.skippedInARow, place: stepper.nonFinitePlace(rows), lastGood: lastGood)
  }

  func save() throws {
    // A broken model is never saved over a good one.
    guard stepper.isFinite else { throw notFinite([]) }
    try metrics.synchronize()
    try events.synchronize()
    var saved = state
    saved.elapsedSeconds = elapsedSeconds
    do {
      try store.save(step: state.step) { folder in
        try sources.setup.write(stepper.model, toFolder: folder)
        let stateFolder = "\(folder)/\(RunState.folderName)"
        try FileManager.default.createDirectory(atPath: stateFolder, withIntermediateDirectories: true)
        try stepper.optimiser.writeMoments(toFolder: stateFolder)
        try saved.write(toFolder: stateFolder)
        try onSaving(folder)
      }
    } catch let error where !(error is CheckpointError) {
      throw CheckpointError(
        DiskFull.isCause(of: error) ? .diskFull : .cannotWrite,
        path: "\(store.folder)/\(CheckpointStore.name(step: state.step))", cause: "\(error)", lastGood: lastGood)
    }
  }

  /// The model at the end, as a Hugging Face folder.
  func writeFinal() throws {
    do {
      try sources.setup.write(stepper.model, toFolder: folder.final)
    } catch {
      throw TrainingError.stopped(cause: "\(error)", lastGood: lastGood)
    }
  }

  func writeReport(interrupted: Bool) throws {
    let rows = try MetricsLog.read(folder.metrics)
    var details = RunReport.Details(version: surroundings.version)
    details.commandLine = surroundings.commandLine
    details.elapsedSeconds = elapsedSeconds
    details.totalSteps = totalSteps
    details.interrupted = interrupted
    try RunReport(configuration: configuration, metrics: rows, details: details)
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
