internal import Foundation
internal import TrainingRuns

extension RunFolder {
  /// Refuses a folder that holds a run unless that is to go on.
  ///
  /// - Returns: whether there is a run.
  func holdsRun(resuming: Bool) throws(TrainingError) -> Bool {
    let isRun = [configuration, metrics, checkpoints].contains { FileManager.default.fileExists(atPath: $0) }
    if isRun, !resuming { throw .folderInUse(path) }
    return isRun
  }
}
