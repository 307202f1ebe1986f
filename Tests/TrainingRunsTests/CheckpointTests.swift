import Foundation
import Testing

@testable import TrainingRuns

@Suite struct CheckpointTests {
  private func store(_ folder: TemporaryFolder, kept: Int = 3) throws -> CheckpointStore {
    try CheckpointStore(folder: "\(folder.path)/checkpoints", kept: kept)
  }

  /// Fills a checkpoint with files that tell its step.
  private func fill(_ step: Int) -> (String) throws -> Void {
    { folder in
      try OutputFile.makeFolder("\(folder)/trainer_state")
      try OutputFile("\(folder)/model.safetensors", .create).write([UInt8](repeating: UInt8(step), count: 5_000))
      try OutputFile("\(folder)/trainer_state/adam.bin", .create).write(Array("step \(step)".utf8))
    }
  }

  private func steps(_ store: CheckpointStore) throws -> [Int] { try store.all().map(\.step) }

  @Test(arguments: [(0, "step-000000"), (12, "step-000012"), (1_234_567, "step-1234567")])
  func names(_ step: Int, _ name: String) { #expect(CheckpointStore.name(step: step) == name) }

  @Test func aCheckpointIsSavedAndFoundAgain() throws {
    let folder = try TemporaryFolder()
    let store = try store(folder)
    #expect(try store.resumePoint() == nil)
    let saved = try store.save(step: 12, fill(12))
    #expect(try store.resumePoint() == saved)
    #expect(saved.path == "\(folder.path)/checkpoints/step-000012")
    #expect(try folder.text("checkpoints/latest/trainer_state/adam.bin") == "step 12")
    let link = try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder.path)/checkpoints/latest")
    #expect(link == "step-000012", "the run's folder may be moved")
  }

  @Test func theLastOnesStay() throws {
    let folder = try TemporaryFolder()
    let store = try store(folder, kept: 2)
    for step in [5, 10, 15, 20] { try store.save(step: step, fill(step)) }
    #expect(try steps(store) == [15, 20])
    #expect(folder.names == ["checkpoints"])
    #expect(try folder.text("checkpoints/latest/trainer_state/adam.bin") == "step 20")
  }

  @Test func theSameStepMayBeSavedAgain() throws {
    let folder = try TemporaryFolder()
    let store = try store(folder)
    try store.save(step: 7, fill(7))
    try store.save(step: 7) { folder in try OutputFile("\(folder)/new", .create).write([1]) }
    #expect(try store.resumePoint()?.step == 7)
    #expect(folder.exists("checkpoints/step-000007/new"))
    #expect(!folder.exists("checkpoints/step-000007/model.safetensors"))
  }

  @Test func whatTheWriterThrowsLeavesAllAsItWas() throws {
    struct Refusal: Error, Equatable {}
    let folder = try TemporaryFolder()
    let store = try store(folder)
    try store.save(step: 1, fill(1))
    #expect(throws: Refusal()) {
      try store.save(step: 2) { path in
        try fill(2)(path)
        throw Refusal()
      }
    }
    #expect(try store.resumePoint()?.step == 1)
    #expect(try FolderListing.names(store.folder) == ["latest", "step-000001"])
  }

  /// A crash at every place, with and without an older checkpoint, also of the same step.
  @Test(arguments: AtomicFolder.Stage.allCases, [[], [1], [1, 2]])
  func aCrashLeavesTheOldOrTheNew(_ stage: AtomicFolder.Stage, _ earlier: [Int]) throws {
    let folder = try TemporaryFolder()
    var store = try store(folder)
    for step in earlier { try store.save(step: step, fill(step)) }
    store.onStage = { if $0 == stage { throw PlantedCrash() } }
    #expect(throws: PlantedCrash()) { try store.save(step: 2, fill(2)) }
    // The next process begins.
    let next = try self.store(folder)
    let found = try next.resumePoint()?.step
    let isNewThere = stage.rawValue >= AtomicFolder.Stage.renamed.rawValue
    // Only a second save of one step can lose it, and only between two renames: the one before is left.
    let isOldThere = earlier == [1, 2] && stage.rawValue < AtomicFolder.Stage.oldMovedAway.rawValue
    #expect(found == (isNewThere || isOldThere ? 2 : earlier.first))
    #expect(try FolderListing.names(next.folder).allSatisfy { !AtomicFolder.isLeftover($0) })
    try next.save(step: 3, fill(3))
    #expect(try next.resumePoint()?.step == 3)
  }

  static let damages: [(String, String)] = [
    ("cut", "model.safetensors has 100 bytes, not 5000"),
    ("flip", "the contents of trainer_state/adam.bin are not those that were saved"),
    ("missing", "model.safetensors is missing"),
    ("manifest", "trainer_state/manifest.json is missing"),
    ("text", "trainer_state/manifest.json: is not a manifest"),
    ("other", "its manifest is that of step 1"),
  ]

  @Test(arguments: damages)
  func aDamagedCheckpointIsRefusedAndTheOneBeforeOffered(_ damage: String, _ cause: String) throws {
    let folder = try TemporaryFolder()
    let store = try store(folder)
    for step in [1, 2] { try store.save(step: step, fill(step)) }
    let name = "checkpoints/step-000002"
    let manifest = "trainer_state/manifest.json"
    switch damage {
    case "cut": try folder.write("\(name)/model.safetensors", [UInt8](repeating: 2, count: 100))
    case "flip": try folder.write("\(name)/trainer_state/adam.bin", "step 3")
    case "missing": try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)/model.safetensors")
    case "manifest": try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)/\(manifest)")
    case "text": try folder.write("\(name)/\(manifest)", "{")
    default: try folder.write("\(name)/\(manifest)", try folder.read("checkpoints/step-000001/\(manifest)"))
    }
    let error = failure(CheckpointError.self) { try store.resumePoint() }
    #expect(error?.code == .damaged)
    #expect(error?.cause == cause)
    #expect(error?.lastGood == "\(store.folder)/step-000001")
    #expect(
      error?.description
        == "the checkpoint \(store.folder)/step-000002 is damaged: \(cause); remove it to go on from the one before, "
        + "\(store.folder)/step-000001")
    #expect(try store.checkpoint(step: 1).step == 1)
  }

  @Test func aStepThatIsNotThereIsNamed() throws {
    let folder = try TemporaryFolder()
    let store = try store(folder)
    #expect(failure(CheckpointError.self) { try store.checkpoint(step: 3) }?.cause == "it is empty")
    for step in [1, 2] { try store.save(step: step, fill(step)) }
    #expect(failure(CheckpointError.self) { try store.checkpoint(step: 3) }?.cause == "none of step 3; there are 1, 2")
  }

  @Test func goingOnFromAnOlderOneRemovesTheLater() throws {
    let folder = try TemporaryFolder()
    let store = try store(folder)
    for step in [1, 2, 3] { try store.save(step: step, fill(step)) }
    try store.removeAll(after: try store.checkpoint(step: 1))
    #expect(try steps(store) == [1])
    #expect(try folder.text("checkpoints/latest/trainer_state/adam.bin") == "step 1")
  }

  @Test func otherFilesAreLeftAlone() throws {
    let folder = try TemporaryFolder()
    try folder.write("checkpoints/notes.txt", "mine")
    try folder.write("checkpoints/step-12/x", "not ours: six digits")
    let store = try store(folder, kept: 1)
    for step in [1, 2] { try store.save(step: step, fill(step)) }
    #expect(try FolderListing.names(store.folder) == ["latest", "notes.txt", "step-000002", "step-12"])
  }

  @Test func aPlaceThatCannotBeWrittenTo() throws {
    let folder = try TemporaryFolder()
    try folder.write("checkpoints", "a file")
    let error = failure(CheckpointError.self) { try CheckpointStore(folder: "\(folder.path)/checkpoints", kept: 1) }
    #expect(error?.code == .cannotWrite)
  }

  /// A small file system of its own can be had.
  private static let canMount: Bool = {
    guard let folder = try? TemporaryFolder(), mount("tmpfs", folder.path, "tmpfs", 0, "size=1m") == 0 else {
      return false
    }
    return umount2(folder.path, Int32(MNT_DETACH)) == 0
  }()

  @Test(.enabled(if: canMount, "cannot mount a tmpfs: needs root"))
  func aFullDiskLeavesTheLastGoodCheckpoint() throws {
    let folder = try TemporaryFolder()
    let disk = "\(folder.path)/disk"
    try OutputFile.makeFolder(disk)
    try #require(mount("tmpfs", disk, "tmpfs", 0, "size=1m") == 0)
    defer { umount2(disk, Int32(MNT_DETACH)) }
    let store = try CheckpointStore(folder: "\(disk)/checkpoints", kept: 3)
    try store.save(step: 1, fill(1))
    let error = failure(CheckpointError.self) {
      try store.save(step: 2) { path in
        try OutputFile("\(path)/model.safetensors", .create).write([UInt8](repeating: 1, count: 2 << 20))
      }
    }
    #expect(error?.code == .diskFull)
    #expect(error?.lastGood == "\(store.folder)/step-000001")
    #expect(error?.description.contains("No space left on device; free some space") == true)
    #expect(try store.resumePoint()?.step == 1)
    #expect(try FolderListing.names(store.folder) == ["latest", "step-000001"])
    try store.save(step: 2, fill(2))
    #expect(try store.resumePoint()?.step == 2)
  }
}
