import Foundation
import Glibc
import Ledger
import Rewards
import Testing

/// What a ledger has acknowledged is there, whatever happens next.
@Suite struct DurabilityTests {
  @Test func requestsAreKnownWithTheirRows() async throws {
    let scratch = try Scratch()
    let ledger = try Ledger(path: scratch.file("l.sqlite"))
    let entry = Sample.entry("s1", place: RequestPlace(request: "r", position: 1))
    try await ledger.record([entry], request: RequestRecord(request: "r", bodyHash: "b"))
    try await ledger.record(
      [Sample.entry("s0", place: RequestPlace(request: "r", position: 0))],
      request: RequestRecord(request: "r", bodyHash: "other"))
    let known = try await ledger.request("r")
    #expect(known?.bodyHash == "b", "the first body counts")
    #expect(known?.rows.keys.sorted() == [0, 1])
    #expect(known?.rows[1] == entry)
    #expect(try await ledger.request("q") == nil)
  }

  @Test func aFileThatIsNoLedgerIsLeftAlone() throws {
    let scratch = try Scratch()
    let text = scratch.file("notes.txt")
    try String(repeating: "not a database\n", count: 300).write(toFile: text, atomically: true, encoding: .utf8)
    let before = try Data(contentsOf: URL(fileURLWithPath: text))
    #expect { try Ledger(path: text) } throws: { ($0 as? LedgerError)?.code == .notALedger }
    #expect(try Data(contentsOf: URL(fileURLWithPath: text)) == before)
    #expect { try Ledger(path: scratch.file("none/l.sqlite")) } throws: { ($0 as? LedgerError)?.code == .unreachable }
    #expect { try Ledger(path: scratch.path) } throws: { $0 is LedgerError }
  }

  /// A small file system that fills up: writing fails with words, reading goes on, and so does writing once there is room.
  @Test(.enabled(if: geteuid() == 0, "mounting a small file system takes root"))
  func aFullDiskIsSaidAndSurvived() async throws {
    let scratch = try Scratch()
    let folder = scratch.file("disk")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    guard mount("tmpfs", folder, "tmpfs", 0, "size=2m") == 0 else { return }
    defer { umount2(folder, Int32(MNT_DETACH)) }
    let ledger = try Ledger(path: folder + "/l.sqlite")
    try await ledger.record([Sample.entry("before")])
    let ballast = folder + "/ballast"
    let file = open(ballast, O_WRONLY | O_CREAT, 0o600)
    let page = [UInt8](repeating: 1, count: 4096)
    while write(file, page, page.count) > 0 {}
    close(file)
    var acknowledged = 1
    var failure: LedgerError?
    for number in 0..<2_000 where failure == nil {
      do throws(LedgerError) {
        try await ledger.record([Sample.entry("s\(number)")])
        acknowledged += 1
      } catch {
        failure = error
      }
    }
    #expect(failure?.code == .full, "\(String(describing: failure))")
    #expect(try await ledger.count() == acknowledged, "reading goes on, and what failed is not there")
    unlink(ballast)
    try await ledger.record([Sample.entry("after")])
    #expect(try await ledger.count() == acknowledged + 1)
  }
}
