import Foundation
import Synchronization
import Testing

@testable import Rewards

@Suite struct BuildStoreTests {
  private let scratch = ScratchFolder()

  private func key(_ number: Int) -> String { BuildStoreTests.key(number) }

  private static func key(_ number: Int) -> String {
    var key = BuildKey("test")
    key.add("\(number)")
    return key.text()
  }

  private static func build(_ byteCount: Int, _ value: UInt8 = 7) -> StoredBuild {
    StoredBuild(
      bundle: [UInt8](repeating: value, count: byteCount),
      compile: CompileResult(
        succeeded: true, cpuTimeSeconds: 1.25, wallTimeSeconds: 2.5, peakMemoryBytes: 12345, cached: true,
        message: "a warning: é"))
  }

  private func programs() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/programs").sorted()
  }

  @Test func whatIsKeptComesBackInAnotherProcess() throws {
    try BuildStore(folder: scratch.path).keep(Self.build(1000), key(1))
    let store = try BuildStore(folder: scratch.path)
    #expect(store.program(key(1)) == Self.build(1000))
    #expect(store.program(key(2)) == nil)
  }

  @Test func theFolderIsThisUsersAlone() throws {
    let store = try BuildStore(folder: scratch.path)
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try mode(store.folder) == 0o700)
    store.keep(Self.build(10), key(1))
    #expect(try mode(store.folder + "/programs/" + key(1)) == 0o600)
  }

  @Test func aLinkOrAFileInTheFoldersPlaceIsRefused() throws {
    let real = scratch.path + "/real"
    try FileManager.default.createDirectory(atPath: real, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: scratch.path + "/link", withDestinationPath: real)
    #expect(throws: BuildStoreError.foreign(folder: scratch.path + "/link")) {
      try BuildStore(folder: scratch.path + "/link")
    }
    try Data().write(to: URL(filePath: scratch.path + "/file"))
    #expect(throws: BuildStoreError.foreign(folder: scratch.path + "/file")) {
      try BuildStore(folder: scratch.path + "/file")
    }
  }

  /// Every byte of an entry counts, and so does every length.
  @Test func whatIsDamagedIsAMissAndGone() throws {
    let store = try BuildStore(folder: scratch.path)
    store.keep(Self.build(64), key(1))
    let path = scratch.path + "/programs/" + key(1)
    let whole = try Data(contentsOf: URL(filePath: path))
    var damaged: [Data] = (0..<whole.count).map { whole.prefix($0) }
    for place in whole.indices {
      var copy = whole
      copy[place] ^= 0x10
      damaged.append(copy)
    }
    damaged.append(whole + [0])
    for bytes in damaged {
      try bytes.write(to: URL(filePath: path))
      #expect(store.program(key(1)) == nil)
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test func anEntryUnderAnothersNameIsAMiss() throws {
    let store = try BuildStore(folder: scratch.path)
    store.keep(Self.build(64), key(1))
    try FileManager.default.copyItem(
      atPath: scratch.path + "/programs/" + key(1), toPath: scratch.path + "/programs/" + key(2))
    #expect(store.program(key(2)) == nil)
    #expect(store.program(key(1)) != nil)
  }

  @Test func whatWasUsedLongestAgoGoesFirst() throws {
    let store = try BuildStore(folder: scratch.path, limitBytes: 100_000)
    for number in 0..<9 { store.keep(Self.build(10_000), key(number)) }
    let now = Date()
    for number in 0..<9 {
      try FileManager.default.setAttributes(
        [.modificationDate: now.addingTimeInterval(Double(number - 100))],
        ofItemAtPath: scratch.path + "/programs/" + key(number))
    }
    // The oldest is used, and so becomes the newest.
    #expect(store.program(key(0)) != nil)
    store.keep(Self.build(10_000), key(9))
    #expect(store.program(key(0)) != nil)
    #expect(store.program(key(9)) != nil)
    #expect(store.program(key(1)) == nil)
    let sizes = try programs().map { name in
      try FileManager.default.attributesOfItem(atPath: scratch.path + "/programs/" + name)[.size] as? Int ?? 0
    }
    #expect(sizes.reduce(0, +) <= 100_000)
    #expect(sizes.count >= 8)
  }

  @Test func aProgramThatWouldPushOutAllOthersIsNotKept() throws {
    let store = try BuildStore(folder: scratch.path, limitBytes: 100_000)
    store.keep(Self.build(90_000), key(1))
    #expect(try programs().isEmpty)
  }

  @Test func aFullDiskCostsNothingButTheEntry() throws {
    for room in [0, 1, 100, 4000] {
      let left = Mutex(room)
      let store = try BuildStore(folder: scratch.path, limitBytes: 1 << 20) { file, bytes in
        left.withLock { left in
          guard left > 0 else {
            errno = ENOSPC
            return -1
          }
          let count = Glibc.write(file, bytes.baseAddress, min(bytes.count, left))
          left -= max(0, count)
          return count
        }
      }
      store.keep(Self.build(5000), key(1))
      #expect(store.keepPrepared([("a/b", [UInt8](repeating: 1, count: 5000))], stamps: [], key(2)) == nil)
      #expect(store.program(key(1)) == nil)
      #expect(store.prepared(key(2)) == nil)
      for part in ["programs", "prepared", "notes", "tmp"] {
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(scratch.path)/\(part)").isEmpty, "\(part)")
      }
    }
  }

  @Test func manyWritersAndReadersOfTheSameNames() async throws {
    // Small enough that entries are removed all the time.
    let stores = try (0..<4).map { _ in try BuildStore(folder: scratch.path, limitBytes: 64_000) }
    await withTaskGroup(of: Int.self) { group in
      for (index, store) in stores.enumerated() {
        group.addTask {
          var wrong = 0
          for round in 0..<200 {
            let number = (round * 7 + index) % 12
            if let found = store.program(Self.key(number)), found != Self.build(5000, UInt8(number)) { wrong += 1 }
            store.keep(Self.build(5000, UInt8(number)), Self.key(number))
          }
          return wrong
        }
      }
      for await wrong in group { #expect(wrong == 0) }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/tmp").isEmpty)
  }

  @Test func preparedFilesAreCheckedAgainstWhatTheyWereMadeFrom() throws {
    let header = scratch.path + "/header.h"
    try Data("1".utf8).write(to: URL(filePath: header))
    let folder = scratch.path + "/store"
    let store = try BuildStore(folder: folder)
    let name = try #require(
      store.keepPrepared([("bits/x.gch", [1, 2, 3])], stamps: [FileFacts.identity(header)], key(1)))
    #expect(store.prepared(key(1)) == name)
    try Data("12".utf8).write(to: URL(filePath: header))
    #expect(store.prepared(key(1)) == nil, "a header has changed")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/prepared").isEmpty)
    let again = try #require(
      store.keepPrepared([("bits/x.gch", [1, 2, 3])], stamps: [FileFacts.identity(header)], key(1)))
    let product = "\(folder)/prepared/\(again)/bits/x.gch"
    chmod(product, 0o644)
    try Data([1, 2, 4]).write(to: URL(filePath: product))
    #expect(store.prepared(key(1)) == nil, "a byte has changed")
  }

  @Test func whatAKilledJudgeLeftIsSweptAfterAnHour() throws {
    _ = try BuildStore(folder: scratch.path)
    for (name, age) in [("old", 7200.0), ("new", 60)] {
      for part in ["tmp", "prepared"] {
        let path = "\(scratch.path)/\(part)/\(name)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: path)
      }
    }
    _ = try BuildStore(folder: scratch.path)
    for part in ["tmp", "prepared"] {
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(scratch.path)/\(part)") == ["new"])
    }
  }
}

/// A folder that goes with the test.
final class ScratchFolder: Sendable {
  let path: String

  init() {
    path = NSTemporaryDirectory().appending("builds-\(UUID().uuidString)")
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
