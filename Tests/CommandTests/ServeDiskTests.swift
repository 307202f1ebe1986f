import Foundation
import Glibc
import Processes
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
    let notReady = try await server.ask("GET", "/readyz")
    #expect(notReady.status == 503)
    #expect(notReady.text.contains("disk is full"))
    disk.empty()
    #expect(try await server.ask("GET", "/readyz").status == 200)
    let reply = try await server.grade([Sample.right])
    #expect(reply.verdicts == ["accepted"], "\(reply.text)")
    #expect(server.stop() == 0)
    let listed = try Command.run(
      ["ledger", "list", "disk/l.sqlite", "--limit", "1000", "--format", "json"], in: scratch.path)
    #expect(listed.rows.count == acknowledged + 1)
  }

  /// Files that cannot be written from now on, as on a disk that failed: the same, and nothing is judged in vain.
  @Test func aDiskThatRefusesWritesIsAnErrorAndNoVerdict() async throws {
    let server = try RunningServer(["--ledger", "l.sqlite"])
    func allow(_ size: String) throws {
      _ = try Command.shell(
        "prlimit --pid \(server.process.identifier) --fsize=\(size):", in: server.scratch.path)
    }
    #expect(try await server.grade([Sample.right]).verdicts == ["accepted"])
    try allow("0")
    let refused = try await server.grade([Sample.right])
    #expect(refused.status == 503)
    #expect(refused.error["code"] as? String == "unavailable")
    #expect(refused.text.contains("verdict") == false)
    let reward = try await server.ask(
      "POST", "/get_reward", #"{"query":["1"],"prompts":["1"],"labels":["1"]}"#)
    #expect(reward.status == 503)
    #expect(try await server.ask("GET", "/readyz").status == 503)
    try allow("unlimited")
    #expect(try await server.grade([Sample.right]).verdicts == ["accepted"])
    #expect(try await server.ask("GET", "/readyz").status == 200)
    #expect(server.stop() == 0)
  }

  @Test func aReadOnlyDiskIsNamedAtTheStart() throws {
    let scratch = try Scratch()
    guard let disk = SmallDisk(in: scratch) else { return }
    #expect(mount("tmpfs", disk.folder, "tmpfs", UInt(MS_REMOUNT) | UInt(MS_RDONLY), "size=2m") == 0)
    let result = try Command.run(["serve", "--listen", "127.0.0.1:0", "--ledger", "disk/l.sqlite"], in: scratch.path)
    #expect(result.status == 2)
    #expect(result.errors.contains("--ledger disk/l.sqlite"), "\(result.errors)")
  }
}
