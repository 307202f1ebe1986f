import Foundation
import Glibc
import Testing

@testable import Sandbox

/// A launcher of its own for one test, and the plan of which of its calls fails: `Tests/FaultyLauncher`.
final class FaultPlan: Sendable {
  private let folder: Scratch
  private let file: Descriptor

  /// The launcher to give to a sandbox.
  let launcherPath: String

  init() throws {
    folder = try Scratch()
    let built = URL(fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      .deletingLastPathComponent()
    launcherPath = folder.path + "/klear-launcher"
    try FileManager.default.copyItem(atPath: built.path + "/klear-launcher-faults", toPath: launcherPath)
    try Data(count: 256).write(to: URL(fileURLWithPath: folder.path + "/plan"))
    file = try Descriptor.open(folder.path + "/plan", flags: O_RDWR)
  }

  /// From here on the `number`-th call fails with `error`; 0 lets all pass. Counting begins anew.
  func fail(_ number: UInt64, with error: Int32 = ENOMEM) {
    var plan: [UInt64] = [0, number, UInt64(error), 0]
    pwrite(file.number, &plan, MemoryLayout<UInt64>.size * plan.count, 0)
  }

  /// Calls made since then.
  var calls: UInt64 {
    var made: UInt64 = 0
    pread(file.number, &made, MemoryLayout<UInt64>.size, 0)
    return made
  }

  /// The text of the call that failed, as it stands in the launcher's source; empty when none has.
  var failed: String {
    var text = [UInt8](repeating: 0, count: 232)
    pread(file.number, &text, text.count, 24)
    return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
  }
}
