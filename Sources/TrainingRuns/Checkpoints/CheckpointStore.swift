import Glibc

/// A checkpoint that is there.
public struct Checkpoint: Sendable, Hashable {
  public var step: Int
  /// Its folder.
  public var path: String
}

/// The `checkpoints` folder of a run: `step-000012` and so on, and `latest`, a link to the newest.
///
/// A checkpoint appears whole or not at all, whatever happens meanwhile; the last N stay. Each carries a manifest with
/// the sizes and checksums of its files, and is checked against it before it is used.
///
/// ```swift
/// let store = try CheckpointStore(folder: "run/checkpoints", kept: 3)
/// try store.save(step: 12) { folder in try model.write(to: folder) }
/// let checkpoint = try store.resumePoint()
/// ```
///
/// One process at a time may write to a store.
public struct CheckpointStore: Sendable {
  public let folder: String
  /// Checkpoints that stay; at least 1.
  public let kept: Int
  /// For tests that plant a crash.
  var onStage: @Sendable (AtomicFolder.Stage) throws -> Void = { _ in }

  /// Makes the folder if need be, and removes what a crash left in it.
  /// - Throws: ``CheckpointError``.
  public init(folder: String, kept: Int) throws(CheckpointError) {
    self.folder = folder
    self.kept = max(1, kept)
    do throws(RunFileError) {
      try OutputFile.makeFolder(folder)
      for name in try FolderListing.names(folder) where AtomicFolder.isLeftover(name) {
        try FolderListing.remove("\(folder)/\(name)")
      }
      // A crash may have come between a checkpoint and its link.
      if let newest = try? all().last { try pointLatest(to: newest) }
    } catch {
      throw CheckpointError(.cannotWrite, path: folder, cause: error.message)
    }
  }

  /// `step-000012`.
  public static func name(step: Int) -> String {
    let digits = String(max(0, step))
    return "step-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }

  /// Saves a checkpoint, points `latest` to it, and removes the oldest beyond ``kept``.
  /// - Parameter fill: writes the files into the folder that it is given; what it throws is thrown on, with
  ///   nothing changed. A ``RunFileError`` (``RunFileError/init(writing:errno:)``) becomes a ``CheckpointError`` that
  ///   names the last good checkpoint.
  /// - Throws: ``CheckpointError`` or what `fill` throws.
  @discardableResult
  public func save(step: Int, _ fill: (String) throws -> Void) throws -> Checkpoint {
    let checkpoint = Checkpoint(step: step, path: "\(folder)/\(Self.name(step: step))")
    var target = AtomicFolder(Self.name(step: step), in: folder)
    target.onStage = onStage
    do {
      try target.write { temporary in
        try fill(temporary)
        let manifest = try CheckpointManifest(of: temporary, step: step)
        try OutputFile.makeFolder("\(temporary)/trainer_state")
        let file = try OutputFile("\(temporary)/\(CheckpointManifest.path)", .replace)
        try file.write(Array(manifest.json.utf8))
        try file.finish()
      }
      try pointLatest(to: checkpoint)
      try removeOldest(butNot: checkpoint)
    } catch let error as RunFileError {
      throw CheckpointError(
        error.code == .diskFull ? .diskFull : .cannotWrite, path: checkpoint.path, cause: error.message,
        lastGood: newestWhole(before: nil)?.path)
    }
    return checkpoint
  }

  /// All checkpoints, the oldest first. They are not checked.
  /// - Throws: ``CheckpointError`` where the folder cannot be read.
  public func all() throws(CheckpointError) -> [Checkpoint] {
    do throws(RunFileError) {
      return try FolderListing.names(folder).compactMap { name in
        guard name.hasPrefix("step-"), let step = Int(name.dropFirst(5)), Self.name(step: step) == name else {
          return nil
        }
        return Checkpoint(step: step, path: "\(folder)/\(name)")
      }.sorted { $0.step < $1.step }
    } catch {
      throw CheckpointError(.unreadable, path: folder, cause: error.message)
    }
  }

  /// The checkpoint to go on from: the newest.
  /// - Returns: `nil` where there is none.
  /// - Throws: ``CheckpointError`` `.damaged` where the newest is not whole; it names the newest that is. The choice
  ///   is left to the user: going on from an older one throws away work.
  public func resumePoint() throws(CheckpointError) -> Checkpoint? {
    guard let newest = try all().last else { return nil }
    try verify(newest)
    return newest
  }

  /// The checkpoint of a step.
  /// - Throws: ``CheckpointError`` `.notFound`, or `.damaged` where it is not whole.
  public func checkpoint(step: Int) throws(CheckpointError) -> Checkpoint {
    let known = try all()
    guard let checkpoint = known.first(where: { $0.step == step }) else {
      let steps = known.map { String($0.step) }.joined(separator: ", ")
      throw CheckpointError(
        .notFound, path: folder, cause: steps.isEmpty ? "it is empty" : "none of step \(step); there are \(steps)")
    }
    try verify(checkpoint)
    return checkpoint
  }

  /// Removes all checkpoints of later steps, before a run goes on from an older one: they belong to a course that is
  /// given up.
  /// - Throws: ``CheckpointError``.
  public func removeAll(after checkpoint: Checkpoint) throws(CheckpointError) {
    let later = try all().filter { $0.step > checkpoint.step }
    guard !later.isEmpty else { return }
    do throws(RunFileError) {
      // The link first: it must never lead to what is gone.
      try pointLatest(to: checkpoint)
      for checkpoint in later { try remove(checkpoint) }
    } catch {
      throw CheckpointError(.cannotWrite, path: folder, cause: error.message, lastGood: checkpoint.path)
    }
  }

  /// Compares all files of a checkpoint with its manifest.
  /// - Throws: ``CheckpointError`` `.damaged`.
  public func verify(_ checkpoint: Checkpoint) throws(CheckpointError) {
    guard let cause = Self.damage(of: checkpoint) else { return }
    throw CheckpointError(
      .damaged, path: checkpoint.path, cause: cause, lastGood: newestWhole(before: checkpoint.step)?.path)
  }

  private static func damage(of checkpoint: Checkpoint) -> String? {
    do throws(RunFileError) {
      let manifest = try CheckpointManifest(reading: checkpoint.path)
      guard manifest.step == checkpoint.step else { return "its manifest is that of step \(manifest.step)" }
      return try manifest.difference(in: checkpoint.path)
    } catch {
      let name =
        error.file.hasPrefix(checkpoint.path + "/") ? String(error.file.dropFirst(checkpoint.path.count + 1)) : ""
      return error.code == .notFound ? "\(name) is missing" : "\(name): \(error.message)"
    }
  }

  private func newestWhole(before step: Int?) -> Checkpoint? {
    let known = (try? all()) ?? []
    return known.last { checkpoint in
      step.map { checkpoint.step < $0 } ?? true && Self.damage(of: checkpoint) == nil
    }
  }

  /// A relative link, so that the run's folder may be moved; replaced by a rename, so that there always is one.
  private func pointLatest(to checkpoint: Checkpoint) throws(RunFileError) {
    let temporary = "\(folder)/.saving-latest"
    try FolderListing.remove(temporary)
    guard symlink(Self.name(step: checkpoint.step), temporary) == 0 else {
      throw OutputFile.error(temporary, errno, "cannot be made")
    }
    guard rename(temporary, "\(folder)/latest") == 0 else {
      throw OutputFile.error("\(folder)/latest", errno, "cannot be replaced")
    }
    try OutputFile.synchronizeFolder(folder)
  }

  private func removeOldest(butNot saved: Checkpoint) throws {
    for checkpoint in try all().dropLast(kept) where checkpoint != saved { try remove(checkpoint) }
  }

  private func remove(_ checkpoint: Checkpoint) throws(RunFileError) {
    // Renamed first: a crash in the middle must not leave half a checkpoint under a good name.
    let leftover = "\(folder)/.saving-removed-\(checkpoint.step)"
    try FolderListing.remove(leftover)
    guard rename(checkpoint.path, leftover) == 0 else {
      throw OutputFile.error(checkpoint.path, errno, "cannot be removed")
    }
    try FolderListing.remove(leftover)
  }
}
