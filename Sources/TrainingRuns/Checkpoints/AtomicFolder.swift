import Glibc

/// A folder that appears under its name only when all in it is on the disk.
///
/// It is made beside its place under a hidden name, filled, written out to the disk file by file, and renamed. A crash
/// leaves the old state and a leftover, whose name ``isLeftover(_:)`` knows.
struct AtomicFolder: Sendable {
  /// The places at which a crash can happen, for tests that plant one.
  enum Stage: Int, CaseIterable {
    case made, filled, synchronized, oldMovedAway, renamed, lasting
  }

  let path: String
  let parent: String
  private let name: String
  /// Called before each stage is left.
  var onStage: @Sendable (Stage) throws -> Void = { _ in }

  init(_ name: String, in parent: String) {
    self.name = name
    self.parent = parent
    path = "\(parent)/\(name)"
  }

  private static let mark = ".saving-"

  /// Whether a name is that of an unfinished or replaced folder.
  static func isLeftover(_ name: String) -> Bool { name.hasPrefix(mark) }

  /// Makes the folder, in place of one of that name.
  /// - Parameter fill: writes the files into the folder that it is given.
  func write(_ fill: (String) throws -> Void) throws {
    let temporary = "\(parent)/\(Self.mark)\(name).\(getpid())"
    try FolderListing.remove(temporary)
    guard mkdir(temporary, 0o755) == 0 else { throw OutputFile.error(temporary, errno, "cannot be made") }
    do {
      try onStage(.made)
      try fill(temporary)
      try onStage(.filled)
      try Self.synchronize(temporary)
      try onStage(.synchronized)
      let replaced = "\(parent)/\(Self.mark)\(name).replaced"
      try FolderListing.remove(replaced)
      if FolderListing.kind(path) != 0 {
        guard rename(path, replaced) == 0 else { throw OutputFile.error(path, errno, "cannot be replaced") }
      }
      try onStage(.oldMovedAway)
      guard rename(temporary, path) == 0 else { throw OutputFile.error(path, errno, "cannot be made") }
      try onStage(.renamed)
      try OutputFile.synchronizeFolder(parent)
      try onStage(.lasting)
      try FolderListing.remove(replaced)
    } catch let crash as PlantedCrash {
      throw crash
    } catch {
      // What was written so far may be what fills the disk.
      try? FolderListing.remove(temporary)
      throw error
    }
  }

  /// Returns when all files and folders below are on the disk.
  private static func synchronize(_ folder: String) throws(RunFileError) {
    for entry in try FolderListing.tree(folder).reversed() {
      try OutputFile.synchronize("\(folder)/\(entry.path)")
    }
    try OutputFile.synchronizeFolder(folder)
  }
}

/// Thrown by tests where the process would have died: nothing is cleaned up after it.
struct PlantedCrash: Error, Hashable {}
