import Foundation
import Glibc
import Testing

/// Disks that are full: clear answers, no lies, and work again when there is room.
@Suite(
  .enabled(if: Command.canJudge, "this machine gives no sandbox, or has no python3"),
  .enabled(if: geteuid() == 0, "mounting a small file system takes root"))
struct ServeDiskTests {
  /// A file system of 2 MB in a folder, gone with the test.
  final class SmallDisk {
    let folder: String

    init?(in scratch: Scratch) {
      folder = scratch.file("disk")
      mkdir(folder, 0o700)
      guard mount("tmpfs", folder, "tmpfs", 0, "size=2m") == 0 else { return nil }
    }

    deinit { umount2(folder, Int32(MNT_DETACH)) }

    /// Takes all that is left.
    func fill() {
      let file = open(folder + "/ballast", O_WRONLY | O_CREAT, 0o600)
      let page = [UInt8](repeating: 1, count: 4096)
      while write(file, page, page.count) > 0 {}
      close(file)
    }

    func empty() { unlink(folder + "/ballast") }
  }

  @Test func aFullDiskIsAnErrorAndNoVerdict() async throws {
    let scratch = try Scratch()
    guard let disk = SmallDisk(in: scratch) else { return }
    let server = try RunningServer(["--ledger", "disk/l.sqlite"], in: scratch)
    var acknowledged = 0
    acknowledged += try await server.grade([Sample.right]).rows.count
    disk.fill()
    var failure: RunningServer.Reply?
    for number in 0..<200 where failure == nil {
      let reply = try await server.grade([Sample.right + " # \(number)"])
      if reply.status == 200 { acknowledged += 1 } else { failure = reply }
    }
    #expect(failure?.status == 503)
    #expect(failure?.error["code"] as? String == "unavailable")
    #expect((failure?.error["message"] as? String)?.contains("disk is full") == true)
    #expect(failure?.headers["retry-after"] != nil)
    #expect(failure?.text.contains("verdict") == false)
    #expect(try await server.ask("GET", "/healthz").status == 200)
    disk.empty()
    let reply = try await server.grade([Sample.right])
    #expect(reply.verdicts == ["accepted"], "\(reply.text)")
    #expect(server.stop() == 0)
    let listed = try Command.run(
      ["ledger", "list", "disk/l.sqlite", "--limit", "1000", "--format", "json"], in: scratch.path)
    #expect(listed.rows.count == acknowledged + 1)
  }
}
