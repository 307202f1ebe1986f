import Foundation
import Testing

@testable import Sandbox

/// However a run ends, nothing of it is left: no process, no cgroup, no mount, no file.
@Suite(.serialized, .enabled(if: TestSandbox.has(.pid, .root, .cpu, .memory), "the machine gives too few layers"))
struct CleanEndTests {
  /// Leaves as much as it can behind: orphans in sessions of their own, stopped ones, files, shared memory.
  static let mess = """
    import os, signal, sys, time, ctypes
    open('left', 'w').write('x'); open('/box/tmp/left', 'w').write('x')
    ctypes.CDLL(None).shmget(0x4b4a, 4096, 0o1666)
    for number in range(1, 65):
        try: signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError): pass
    for number in range(3):
        if os.fork() == 0:
            os.setsid()
            if os.fork(): os._exit(0)
            if number == 1: os.kill(os.getpid(), signal.SIGSTOP)
            while True: time.sleep(0.01)
    print('started', flush=True)

    """

  static let endings: [(code: String, end: RunReport.End)] = [
    ("", .printed("started\n")),
    ("os._exit(3)", RunReport.End(ending: .exited(code: 3), stopCause: nil, text: "started\n")),
    ("os.abort()", RunReport.End(ending: .signaled(number: 9), stopCause: nil, text: "started\n")),
    ("while True: pass", RunReport.End(ending: .signaled(number: 9), stopCause: .cpuLimit, text: "started\n")),
    ("time.sleep(1000)", RunReport.End(ending: .signaled(number: 9), stopCause: .idleLimit, text: "started\n")),
    (
      "x = []\nwhile True: x.append(bytearray(1 << 20))",
      RunReport.End(ending: .signaled(number: 9), stopCause: .memoryLimit, text: "started\n")
    ),
    (
      "ctypes.CDLL(None).unshare(0)",
      RunReport.End(ending: .signaled(number: 9), stopCause: .violation(syscall: "unshare"), text: "started\n")
    ),
  ]

  @Test(arguments: endings) func nothingIsLeft(code: String, end: RunReport.End) async throws {
    let watched = try WatchedSandbox()
    let limits = Limits(cpu: .milliseconds(1500), idle: .seconds(2), memoryBytes: 64 << 20)
    let mounts = Machine.mounts
    let report = try await watched.sandbox.run(watched.mark(.python(Self.mess + code, limits: limits)))
    var expected = end
    // abort() raises SIGABRT even where it is ignored.
    if code == "os.abort()" { expected.ending = .signaled(number: 6) }
    #expect(report.end == expected)
    // The tree is dead when the report is there, without waiting.
    #expect(watched.processes == [])
    #expect(watched.leftovers() == [])
    #expect(Machine.mounts == mounts)
    #expect(await watched.close() == [])
  }

  @Test func outputOverItsLimitLeavesNothing() async throws {
    let watched = try WatchedSandbox()
    let code = Self.mess + "while True: os.write(1, b'x' * 65536)"
    let limits = Limits.roomy.with { $0.outputBytes = 1000 }
    let report = try await watched.sandbox.run(watched.mark(.python(code, limits: limits)))
    #expect(report.stopCause == .outputLimit)
    #expect(watched.processes == [])
    #expect(watched.leftovers() == [])
    #expect(await watched.close() == [])
  }

  @Test func aForkBombEnds() async throws {
    let watched = try WatchedSandbox()
    for code in [
      "import os\nwhile True:\n  try: os.fork()\n  except OSError: pass",
      "import os\nwhile True:\n  try:\n    if os.fork(): os._exit(0)\n  except OSError: pass",
    ] {
      let limits = Limits(cpu: .seconds(1), memoryBytes: 256 << 20)
      let report = try await watched.sandbox.run(watched.mark(.python(code, limits: limits)))
      // The second one's first process is gone at once, and with it the run.
      if report.stopCause == nil {
        #expect(report.ending == .exited(code: 0))
      } else {
        #expect(report.refusedForks > 0)
      }
      #expect(watched.processes == [])
      #expect(watched.leftovers() == [])
    }
    #expect(await watched.close() == [])
  }

  /// Runs a mess until it has started, then does something to it.
  private func interrupted(
    _ watched: WatchedSandbox, _ interruption: @Sendable (Task<RunReport, any Error>) -> Void
  ) async throws -> SandboxFault? {
    let output = try Descriptor.pipe()
    let specification = watched.mark(.python(Self.mess + "time.sleep(1000)")).with {
      $0.output = .descriptor(output.writing)
    }
    let run = Task { try await watched.sandbox.run(specification) }
    var started = pollfd(fd: output.reading.number, events: Int16(POLLIN), revents: 0)
    #expect(poll(&started, 1, 30_000) == 1)
    #expect(Machine.eventually { watched.processes.count == 4 })
    interruption(run)
    return await faultOf { try await run.value }
  }

  @Test func cancellingTheTask() async throws {
    let watched = try WatchedSandbox()
    let fault = try await interrupted(watched) { $0.cancel() }
    #expect(fault?.stage == .cancelled)
    #expect(watched.processes == [])
    #expect(watched.leftovers() == [])
    #expect(await watched.close() == [])
  }

  @Test func cancellingBeforeTheStart() async throws {
    let watched = try WatchedSandbox()
    let fault = await faultOf {
      let run = Task { try await watched.sandbox.run(watched.mark(.shell("sleep 1000"))) }
      run.cancel()
      return try await run.value
    }
    #expect(fault?.stage == .cancelled)
    #expect(watched.leftovers() == [])
    #expect(await watched.close() == [])
  }

  @Test func closingTheSandbox() async throws {
    let watched = try WatchedSandbox()
    let closing = Mailbox()
    let fault = try await interrupted(watched) { _ in closing.task = Task { await watched.close() } }
    #expect([.initDied, .closed, .cancelled].contains(fault?.stage))
    #expect(await closing.task?.value == [])
    let late = await faultOf { try await watched.sandbox.run(.shell("true")) }
    #expect(late?.stage == .closed)
  }

  private final class Mailbox: @unchecked Sendable { var task: Task<[String], Never>? }

  @Test func killingAnInitIsAFaultOfThatRunOnly() async throws {
    let watched = try WatchedSandbox()
    let reading = try Descriptor.pipe()
    let beside = RunSpecification.shell("read line; echo $line").with { $0.input = .descriptor(reading.reading) }
    let other = Task { try await watched.sandbox.run(beside) }
    #expect(Machine.eventually { watched.inits.count == 1 })
    let innocent = watched.inits
    let fault = try await interrupted(watched) { _ in
      for pid in watched.inits where !innocent.contains(pid) { kill(pid, SIGKILL) }
    }
    #expect(fault?.stage == .initDied)
    #expect(Machine.eventually { watched.processes.isEmpty })
    _ = write(reading.writing.number, "beside\n", 7)
    #expect(try await other.value.end == .printed("beside\n"))
    #expect(watched.leftovers() == [])
    #expect(await watched.close() == [])
  }

  @Test func killingTheLauncherIsAFaultForTheRunsUnderWayOnly() async throws {
    let watched = try WatchedSandbox()
    let fault = try await interrupted(watched) { _ in kill(watched.launcher, SIGKILL) }
    #expect(fault?.stage == .initDied)
    #expect(Machine.eventually { watched.processes.isEmpty })
    // The next run starts another launcher.
    #expect(try await watched.sandbox.run(.shell("echo next")).end == .printed("next\n"))
    #expect(await watched.close() == [])
  }

  @Test func aStoppedInitCannotHideARun() async throws {
    let watched = try WatchedSandbox()
    let fault = try await interrupted(watched) { run in
      for pid in watched.inits { kill(pid, SIGSTOP) }
      run.cancel()
      for pid in watched.inits { kill(pid, SIGCONT) }
    }
    #expect(fault?.stage == .cancelled)
    #expect(watched.leftovers() == [])
    #expect(await watched.close() == [])
  }

  @Test func descriptorsOfThisProcessDoNotGrow() async throws {
    let watched = try WatchedSandbox()
    func count(_ pid: pid_t) -> Int { KernelFile.names(in: "/proc/\(pid)/fd").count }
    for _ in 0..<5 { _ = try await watched.sandbox.run(.shell("true")) }
    let before = count(watched.launcher)
    for number in 0..<60 {
      let fails = number % 3 == 0
      let specification =
        fails
        ? RunSpecification(arguments: ["/no/such"], root: "system", limits: .roomy) : .shell("exit 1")
      _ = try? await watched.sandbox.run(specification)
    }
    // One more cgroup may wait than before, with eleven files: no run of the sixty leaves one.
    #expect(Machine.eventually { count(watched.launcher) <= before + 11 })
    #expect(await watched.close() == [])
  }
}
