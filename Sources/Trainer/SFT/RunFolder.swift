internal import Foundation
internal import TrainingRuns

extension RunFolder {
  /// Refuses a folder that holds a run unless that is to go on.
  ///
  /// - Returns: whether there is a run.
  func holdsRun(resuming: Bool) throws(TrainingError) -> Bool {
    let files = FileManager.default
    let isRun =
      files.fileExists(atPath: configuration) || files.fileExists(atPath: metrics)
      || !((try? files.contentsOfDirectory(atPath: checkpoints)) ?? []).isEmpty
    if isRun, !resuming { throw .folderInUse(path) }
    return isRun
  }
}
