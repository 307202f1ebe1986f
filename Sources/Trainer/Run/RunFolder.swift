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

/// Keeps a second process out of a run's folder. It ends with the process, however that ends.
final class RunLock {
  private var descriptor: Int32

  /// - Throws: ``TrainingError/folderLocked(_:)``.
  init(_ folder: String) throws(TrainingError) {
    descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // Some network file systems have no locks; a run does without there.
    guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return }
    release()
    throw .folderLocked(folder)
  }

  func release() {
    guard descriptor >= 0 else { return }
    // A child that was forked a moment ago may still have the file open, and with it the lock.
    flock(descriptor, LOCK_UN)
    close(descriptor)
    descriptor = -1
  }

  deinit { release() }
}
