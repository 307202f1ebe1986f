import Foundation
import Testing

@testable import Sandbox

/// What can be seen of the machine around the sandbox.
enum Machine {
  /// Waits for something that the kernel or another process brings about; the limit is for a machine that hangs.
  static func eventually(within seconds: Int = 30, _ condition: () -> Bool) -> Bool {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while !condition() {
      guard ContinuousClock.now < deadline else { return false }
      poll(nil, 0, 5)
    }
    return true
  }

  /// Living processes of the host whose environment holds the mark.
  static func processes(marked mark: String) -> [pid_t] {
    KernelFile.names(in: "/proc").compactMap { pid_t($0) }.filter { pid in
      guard let environment = try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(pid)/environ")) else { return false }
      return environment.range(of: Data(mark.utf8)) != nil
    }
  }

  /// Children of a process that are not zombies, with their names.
  static func children(of parent: pid_t) -> [(pid: pid_t, name: String)] {
    KernelFile.names(in: "/proc").compactMap { pid_t($0) }.compactMap { pid in
      guard let status = KernelFile.read("/proc/\(pid)/stat"), let open = status.firstIndex(of: "("),
        let close = status.lastIndex(of: ")")
      else { return nil }
      let fields = status[close...].dropFirst().split(separator: " ")
      guard fields.count > 1, pid_t(fields[1]) == parent, fields[0] != "Z" else { return nil }
      return (pid, String(status[status.index(after: open)..<close]))
    }
  }

  /// Cgroups of a session, and of its runs.
  static func cgroups(of session: String) -> [String] {
    let hierarchy = CgroupHierarchy.discover()
    return Set(hierarchy.parents.values).sorted().flatMap { parent -> [String] in
      let folder = parent + "/" + session
      guard FileManager.default.fileExists(atPath: folder) else { return [] }
      return [folder] + KernelFile.names(in: folder).filter { $0.hasPrefix("run-") }.map { folder + "/" + $0 }
    }
  }

  static func runs(of session: String) -> [String] { cgroups(of: session).filter { $0.contains("/run-") } }

  /// Cgroups of a session that hold a process. The others wait for further runs: no more of them than there were runs at
  /// once, and one that had not come back when the next run began.
  static func occupiedRuns(of session: String) -> [String] {
    let all = runs(of: session)
    let mostWaiting = 4 * Set(CgroupHierarchy.discover().parents.values).count
    return all.count > mostWaiting ? all : all.filter { KernelFile.read($0 + "/cgroup.procs")?.isEmpty == false }
  }

  /// All but those of suites that run beside this one, which mount small disks in scratch folders of theirs.
  static var mounts: [String] {
    (KernelFile.read("/proc/self/mountinfo") ?? "").split(separator: "\n").map(String.init).sorted().filter { line in
      // The fifth field is the place.
      let place = line.split(separator: " ").dropFirst(4).first ?? ""
      return !place.contains(/\/(klear-(ledger|command|trainer)|training-runs)-[^\/]+(\/|$)/)
    }
  }
}

/// A folder for one test, gone when the test ends.
final class Scratch: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "klear-sandbox-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ text: String) throws -> String {
    try text.write(toFile: path + "/" + name, atomically: false, encoding: .utf8)
    return path + "/" + name
  }
}

/// A sandbox whose session, launcher and leftovers can be looked at.
final class WatchedSandbox: Sendable {
  let sandbox: Sandbox
  let state: Scratch
  let session: String
  let launcher: pid_t

  init(_ options: Sandbox.Options = Sandbox.Options(), roots: [RootImage] = [.system]) throws {
    state = try Scratch()
    let before = Set(Machine.children(of: getpid()).map(\.pid))
    var options = options
    options.stateFolder = state.path
    sandbox = try Sandbox(roots: roots, options: options)
    let locks = KernelFile.names(in: state.path).filter { $0.hasSuffix(".lock") }
    session = String(try #require(locks.first).dropLast(5))
    // Other tests may start launchers at the same time: ours holds the state folder's name in its mounts or its root.
    let started = Machine.children(of: getpid()).filter { $0.name == "klear-launcher" && !before.contains($0.pid) }
    let session = session
    launcher = try #require(
      started.map(\.pid).first { pid in
        started.count == 1
          || KernelFile.names(in: "/proc/\(pid)/fd").contains { descriptor in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/fd/\(descriptor)")
            return target?.contains(session) ?? false
          }
      })
  }

  /// Inits under way, as the launcher's children.
  var inits: [pid_t] { Machine.children(of: launcher).map(\.pid) }

  func mark(_ specification: RunSpecification) -> RunSpecification {
    specification.with { $0.environment.append("KLEAR_TEST_MARK=\(session)") }
  }

  var processes: [pid_t] { Machine.processes(marked: "KLEAR_TEST_MARK=\(session)") }

  /// All that is left of ended runs of one at a time; the launcher sees to their cgroups a moment after the report.
  func leftovers() -> [String] {
    let folder = state.path + "/" + session
    _ = Machine.eventually {
      Machine.occupiedRuns(of: session).isEmpty && processes.isEmpty && KernelFile.names(in: folder).isEmpty
    }
    return processes.map { "process \($0)" } + Machine.occupiedRuns(of: session)
      + KernelFile.names(in: state.path + "/" + session).map { "file \($0)" }
  }

  /// Closes the sandbox; what is still there then.
  func close() async -> [String] {
    await sandbox.close()
    return processes.map { "process \($0)" } + Machine.cgroups(of: session)
      + KernelFile.names(in: state.path).map { "file \($0)" }
  }
}
