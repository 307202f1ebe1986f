import Foundation
import ModelFiles
import Processes
import Testing
import Tokenizers

@testable import Trainer
@testable import TrainingRuns

/// A disk that fills up while a run saves: the last good checkpoint stays and is named, and the run goes on when there is
/// room again.
@Suite(.serialized) struct FullDiskTests {
  /// A small file system of its own; `nil` where this process may not mount one.
  final class SmallDisk {
    let path: String
    private let holder: Scratch

    init?(bytes: Int) {
      guard let holder = try? Scratch(),
        FullDiskTests.run("mount", ["-t", "tmpfs", "-o", "size=\(bytes)", "klear", holder.path])
      else { return nil }
      self.holder = holder
      path = holder.path
    }

    deinit { _ = FullDiskTests.run("umount", [path]) }

    /// Takes all room but so many bytes.
    func fill(leaving bytes: Int) throws {
      let name = "\(path)/filler"
      try Data().write(to: URL(fileURLWithPath: name))
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: name))
      let block = Data(count: 4096)
      while (try? file.write(contentsOf: block)) != nil {}
      let size = try file.seekToEnd()
      try file.truncate(atOffset: size > UInt64(bytes) ? size - UInt64(bytes) : 0)
      try file.close()
    }

    func makeRoom() throws { try FileManager.default.removeItem(atPath: "\(path)/filler") }
  }

  static func run(_ program: String, _ arguments: [String]) -> Bool {
    (try? FinishedProcess(running: "/usr/bin/env", [program] + arguments))?.status == 0
  }

  static let canMount = SmallDisk(bytes: 1 << 16) != nil

  /// Enough for the run; from nothing up to a little less than a checkpoint, so that each of its files fails once.
  static let rooms = [0, 4, 16, 48, 64, 80, 112].map { $0 << 10 }

  @Test(
    .enabled(if: canMount, "skipped: this process may not mount a tmpfs, so that no disk can be filled up"),
    arguments: rooms)
  func theLastGoodCheckpointStays(room: Int) throws {
    let disk = try #require(SmallDisk(bytes: 4 << 20))
    var small = try SmallRun()
    let expected = try SFTResumeTests.undisturbed.get()
    // Relative names would do as well; the folder of the run is all that lies on the small disk.
    small.output = "disk"
    let target = disk.path
    try FileManager.default.createSymbolicLink(atPath: small.scratch.file("disk"), withDestinationPath: target)
    let first = try small.start()
    first.onStep = { row in if row.step == 6 { try? disk.fill(leaving: room) } }
    let error = thrown { _ = try SFTResumeTests.train(first) }
    let good = small.scratch.file("disk/checkpoints/step-000003")
    let words = "\(try #require(error))"
    #expect((error as? CheckpointError)?.code == .diskFull)
    #expect(words.contains("free some space and go on with --resume"))
    #expect(words.contains("(the last good checkpoint is \(good))"))
    #expect(small.checkpoints == ["latest", "step-000003"])
    try disk.makeRoom()
    let second = try small.start(resuming: true)
    #expect(second.completedSteps == 3)
    #expect(try SFTResumeTests.train(second) == .finished)
    #expect(try small.result(step: expected.steps) == expected.result)
  }

  @Test(.enabled(if: canMount, "skipped: this process may not mount a tmpfs, so that no disk can be filled up"))
  func metricsThatDoNotFit() throws {
    let disk = try #require(SmallDisk(bytes: 4 << 20))
    var small = try SmallRun()
    small.output = "disk"
    try FileManager.default.createSymbolicLink(atPath: small.scratch.file("disk"), withDestinationPath: disk.path)
    // A metrics row has about 700 bytes, and a page 4096: within some steps there is no room for a row.
    let first = try small.start(["sft.epochs=10"])
    first.onStep = { row in if row.step == 4 { try? disk.fill(leaving: 0) } }
    let error = thrown { _ = try first.run() }
    let words = "\(try #require(error))"
    #expect(words.contains("No space left on device"))
    #expect(words.contains("the last good checkpoint is \(small.scratch.file("disk/checkpoints/step-000003"))"))
    try disk.makeRoom()
    let second = try small.start(["sft.epochs=10"], resuming: true)
    #expect(try second.run() == .finished)
    #expect(try small.metrics().map(\.step) == Array(1...second.totalSteps))
    #expect(try small.eventSteps().sorted() == Array(1...second.totalSteps))
  }

  /// By the number of the error, in whatever language the system speaks.
  @Test func aFullDiskIsKnownByItsNumber() {
    let words = "cannot be written: No space left on device"
    for number in [ENOSPC, EDQUOT] {
      #expect(DiskFull.isCause(of: TokenizerError(.file, "voll", errorNumber: number)))
      #expect(DiskFull.isCause(of: ModelFileError(.system, path: "f", "voll", errorNumber: number)))
      #expect(DiskFull.isCause(of: RunFileError(writing: "f", errno: number)))
    }
    #expect(DiskFull.isCause(of: CocoaError(.fileWriteOutOfSpace)))
    for number in [EIO, EACCES, nil] as [Int32?] {
      #expect(!DiskFull.isCause(of: TokenizerError(.file, words, errorNumber: number)))
      #expect(!DiskFull.isCause(of: ModelFileError(.system, path: "f", words, errorNumber: number)))
    }
    #expect(!DiskFull.isCause(of: CocoaError(.fileWriteUnknown)))
    #expect(!DiskFull.isCause(of: TrainingError.tokenizer(words)))
  }

  @Test(.enabled(if: canMount, "skipped: this process may not mount a tmpfs, so that no disk can be filled up"))
  func eachWriterSaysItsNumber() throws {
    let disk = try #require(SmallDisk(bytes: 1 << 20))
    try disk.fill(leaving: 0)
    let tokenizer = thrown { try Samples.tokenizer.get().save(to: disk.path) } as? TokenizerError
    #expect(tokenizer?.code == .file && tokenizer?.errorNumber == ENOSPC)
    let model = thrown { try DecoderModel<Float>(Samples.shape).write(toFolder: disk.path) } as? ModelFileError
    #expect(model?.code == .system && model?.errorNumber == ENOSPC)
  }
}
