import Foundation
import Processes
import Testing

@testable import Sandbox

/// What a judge keeps outside its memory, and who may remove it.
@Suite(.serialized, .enabled(if: TestSandbox.has(.pid, .memory), "the machine gives no cgroups"))
struct SessionTests {
  /// A judge of its own: `klear-judge run` with a program that marks itself and sleeps.
  private final class Judge {
    let process: ChildProcess
    let mark = "klear-session-\(UUID().uuidString)"

    init(state: Scratch) throws {
      let program = try state.write(
        "program-\(mark).py",
        """
        import os, time
        for _ in range(3):
            if os.fork() == 0:
                os.setsid(); os.execve('/bin/sleep', ['sleep', '1000'], {'KLEAR_TEST_MARK': '\(mark)'})
        os.execve('/bin/sleep', ['sleep', '1000'], {'KLEAR_TEST_MARK': '\(mark)'})
        """)
      process = try ChildProcess(
        Self.path, ["run", "--language", "python3", program, "--wall", "600"],
        environment: ["PATH=/usr/bin:/bin", "KLEAR_STATE_DIR=\(state.path)/state"], output: .nothing, errors: .nothing)
      try #require(Machine.eventually { Machine.processes(marked: mark).count >= 4 })
    }

    static let path =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")).map {
        ($0 as NSString).deletingLastPathComponent + "/klear-judge"
      } ?? ""

    var name: String? {
      KernelFile.names(in: "/sys/fs/cgroup/memory").first { $0.hasPrefix("klear-judge.\(process.identifier)-") }
    }

    var processes: [pid_t] { Machine.processes(marked: mark) }

    func end(_ signal: Int32) {
      process.send(signal)
      process.wait()
    }
  }

  static let hasJudge = access(Judge.path, X_OK) == 0

  private func sessions(in base: String) -> [String] { KernelFile.names(in: base).filter { $0.hasSuffix(".lock") } }

  @Test(.enabled(if: hasJudge, "klear-judge is not built beside the tests"))
  func killingTheJudgeKillsItsRunsAndTheNextOneSweeps() async throws {
    let scratch = try Scratch()
    let base = scratch.path + "/state"
    let victim = try Judge(state: scratch)
    let survivor = try Judge(state: scratch)
    defer { survivor.end(SIGKILL) }
    let left = sessions(in: base).filter { $0.contains(".\(victim.process.identifier)-") }
    #expect(left.count == 1)
    victim.end(SIGKILL)
    #expect(Machine.eventually(within: 2) { victim.processes.isEmpty })
    #expect(sessions(in: base).count == 2)

    let next = try Sandbox(roots: [.system], options: Sandbox.Options(stateFolder: base))
    for lock in left { #expect(Machine.cgroups(of: String(lock.dropLast(5))) == []) }
    #expect(KernelFile.names(in: base).allSatisfy { name in !left.contains { name.hasPrefix($0.dropLast(5)) } })
    #expect(survivor.processes.count == 4)
    #expect(try await next.run(.shell("echo next")).end == .printed("next\n"))
    await next.close()
    #expect(survivor.processes.count == 4)
    let last = sessions(in: base)
    #expect(last.count == 1)
    survivor.end(SIGKILL)
    Session.sweep(base: base, cgroups: .discover())
    for lock in last { #expect(Machine.cgroups(of: String(lock.dropLast(5))) == []) }
    #expect(KernelFile.names(in: base) == [])
  }

  @Test func twoSandboxesSideBySide() async throws {
    let scratch = try Scratch()
    let first = try Sandbox(roots: [.system], options: Sandbox.Options(stateFolder: scratch.path))
    let input = try Descriptor.pipe()
    let waiting = RunSpecification.shell("read line; echo $line").with { $0.input = .descriptor(input.reading) }
    let run = Task { try await first.run(waiting) }
    for _ in 0..<3 {
      let second = try Sandbox(roots: [.system], options: Sandbox.Options(stateFolder: scratch.path))
      #expect(sessions(in: scratch.path).count == 2)
      #expect(try await second.run(.shell("echo second")).end == .printed("second\n"))
      await second.close()
    }
    _ = write(input.writing.number, "first\n", 6)
    #expect(try await run.value.end == .printed("first\n"))
    await first.close()
    #expect(KernelFile.names(in: scratch.path) == [])
  }

  /// As a judge leaves them that is killed while nothing of it runs, with all a run may have left in its folder.
  @Test func staleLocksFoldersAndCgroupsAreSwept() throws {
    let scratch = try Scratch()
    let hierarchy = CgroupHierarchy.discover()
    let name = "klear-judge.1-stale\(UUID().uuidString.prefix(8).lowercased())"
    _ = try scratch.write(name + ".lock", "")
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/\(name)/run-1/work/deep", withIntermediateDirectories: true)
    for parent in Set(hierarchy.parents.values) {
      mkdir(parent + "/" + name, 0o755)
      mkdir(parent + "/\(name)/run-1", 0o755)
    }
    // A process that hides in the cgroup of a dead judge's run goes with it.
    let hidden = try ChildProcess("/bin/sleep", ["1000"])
    let memory = try #require(hierarchy.parents[.memory])
    #expect(KernelFile.write("\(hidden.identifier)", to: memory + "/\(name)/run-1/cgroup.procs"))
    let reaper = Thread { hidden.wait() }
    reaper.start()
    Session.sweep(base: scratch.path, cgroups: hierarchy)
    #expect(!hidden.isRunning || Machine.eventually { !hidden.isRunning })
    #expect(Machine.cgroups(of: name) == [])
    #expect(KernelFile.names(in: scratch.path) == [])
  }

  @Test func whatIsLockedOrNotOursStays() throws {
    let scratch = try Scratch()
    let living = try Session(base: scratch.path, cgroups: .withoutAny)
    _ = try scratch.write("somebody-else.lock", "")
    _ = try scratch.write("klear-judge.notes", "")
    Session.sweep(base: scratch.path, cgroups: .withoutAny)
    #expect(
      KernelFile.names(in: scratch.path).sorted()
        == [living.name, living.name + ".lock", "klear-judge.notes", "somebody-else.lock"].sorted())
    living.end()
    #expect(KernelFile.names(in: scratch.path).sorted() == ["klear-judge.notes", "somebody-else.lock"])
  }

  @Test func aFolderWithoutItsLockIsRemoved() throws {
    let scratch = try Scratch()
    let left = "klear-judge.1-left"
    try FileManager.default.createDirectory(
      atPath: "\(scratch.path)/\(left)/run-1/work", withIntermediateDirectories: true)
    Session.sweep(base: scratch.path, cgroups: .withoutAny)
    #expect(KernelFile.names(in: scratch.path) == [])
  }

  @Test func aStateFolderThatIsALinkOrAFileIsRefused() throws {
    let scratch = try Scratch()
    let file = try scratch.write("file", "")
    let link = scratch.path + "/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/tmp")
    for base in [file, link, scratch.path + "/no/such/folder"] {
      let error = #expect(throws: SandboxFault.self) { try Session(base: base, cgroups: .withoutAny) }
      #expect(error?.stage == .resources)
    }
  }
}

extension CgroupHierarchy {
  /// A machine without cgroups.
  fileprivate static let withoutAny = CgroupHierarchy(version: .none, parents: [:], problems: [:])
}
