import Foundation
import Sandbox
import Testing

/// The report says exactly what happened.
@Suite(.enabled(if: TestSandbox.has(.cpu, .memory), "the machine gives no cgroups"))
struct ReportTests {
  private func run(_ code: String) async throws -> RunReport {
    try await TestSandbox.everyLayer().run(.python("import os, signal, sys\n" + code))
  }

  static let endings: [(code: String, ending: RunReport.Ending)] = [
    ("", .exited(code: 0)),
    ("sys.exit(7)", .exited(code: 7)),
    ("os._exit(255)", .exited(code: 255)),
    ("sys.exit(256 + 3)", .exited(code: 3)),
    ("raise ValueError", .exited(code: 1)),
    ("os.abort()", .signaled(number: 6)),
    ("os.kill(os.getpid(), signal.SIGKILL)", .signaled(number: 9)),
    ("os.kill(os.getpid(), signal.SIGSEGV)", .signaled(number: 11)),
    ("os.kill(os.getpid(), signal.SIGTERM)", .signaled(number: 15)),
    ("os.kill(os.getpid(), signal.SIGSYS)", .signaled(number: 31)),
    ("os.kill(os.getpid(), 40)", .signaled(number: 40)),
    ("import ctypes; ctypes.string_at(0)", .signaled(number: 11)),
    ("signal.signal(signal.SIGPIPE, signal.SIG_DFL); os.kill(os.getpid(), signal.SIGPIPE)", .signaled(number: 13)),
    ("signal.setitimer(signal.ITIMER_REAL, 0.01); signal.pause()", .signaled(number: 14)),
    // The first process decides, not its children.
    ("os.fork() or os.abort()\nos.wait()", .exited(code: 0)),
    ("os.fork() and os._exit(5)\nsignal.pause()", .exited(code: 5)),
    ("os.execv('/bin/sh', ['sh', '-c', 'exit 9'])", .exited(code: 9)),
  ]

  @Test(arguments: endings) func exitCodesAndSignals(code: String, ending: RunReport.Ending) async throws {
    let report = try await run(code)
    #expect(report.ending == ending)
    #expect(report.stopCause == nil)
  }

  @Test func namesOfSignals() {
    #expect([6, 9, 11, 31].map(SignalName.name) == ["SIGABRT", "SIGKILL", "SIGSEGV", "SIGSYS"])
    #expect([0, 99].map(SignalName.name) == ["signal 0", "signal 99"])
  }

  @Test func timesAreThoseOfTheTree() async throws {
    let report = try await run(
      """
      import time
      for _ in range(2):
          if os.fork() == 0:
              while time.process_time() < 0.2: pass
              os._exit(0)
      while time.process_time() < 0.2: pass
      os.wait(); os.wait()
      time.sleep(0.1)
      """)
    #expect(report.cpuTime > .milliseconds(590))
    #expect(report.userTime + report.systemTime > .milliseconds(500))
    #expect(report.wallTime > .milliseconds(300))
    #expect(report.moments.ended > report.wallTime)
  }

  @Test func timeOfChildrenThatNobodyWaitedForCounts() async throws {
    let report = try await run(
      """
      import time
      reading, writing = os.pipe()
      if os.fork() == 0:
          if os.fork() == 0:
              while time.process_time() < 0.3: pass
              os.write(writing, b'x')
          os._exit(0)
      os.read(reading, 1)
      """)
    #expect(report.cpuTime > .milliseconds(290))
  }

  @Test func aRunCostsOnlyWhatItDoes() async throws {
    let specification = RunSpecification(arguments: ["/bin/true"], root: "system", limits: .roomy)
    let sandbox = try TestSandbox.everyLayer()
    _ = try await sandbox.run(specification)
    let report = try await sandbox.run(specification)
    #expect(report.succeeded)
    // Far less than any interpreter; set-up is not charged.
    #expect(report.cpuTime < .milliseconds(50))
    #expect(report.peakMemoryBytes < 8 << 20)
    #expect(report.outputByteCount == 0)
  }

  @Test func peakMemoryIsThePeakNotTheEnd() async throws {
    let report = try await run("x = bytearray(100 << 20); del x")
    #expect(report.peakMemoryBytes > 100 << 20)
    #expect(report.peakMemoryBytes < 160 << 20)
  }

  @Test func countsWhatWasWrittenAndWhatWasKept() async throws {
    let specification = RunSpecification.python("import os; os.write(1, b'a' * 3000); os.write(2, b'b' * 300)").with {
      $0.limits.outputBytes = 5000
      $0.limits.errorBytes = 300
    }
    let report = try await TestSandbox.everyLayer().run(specification)
    #expect(report.outputByteCount == 3000)
    #expect(report.output.count == 3000)
    #expect(report.errorOutput.count == 300)
    #expect(!report.outputTruncated && !report.errorTruncated)
  }

  @Test func theLayersAreThoseOfTheSandbox() async throws {
    let sandbox = try TestSandbox.everyLayer()
    #expect(try await run("").layers == sandbox.layers)
    #expect(Set(sandbox.missingLayers.map(\.layer)) == Set(IsolationLayer.allCases).subtracting(sandbox.layers))
  }

  @Test func whatCannotBeStartedIsAFaultWithItsStage() async throws {
    let sandbox = try TestSandbox.everyLayer()
    let absent = RunSpecification(arguments: ["/no/such/program"], root: "system", limits: .roomy)
    let fault = await faultOf { try await sandbox.run(absent) }
    #expect(fault?.stage == .exec)
    #expect(fault?.errorNumber == ENOENT)
    let rootless = await faultOf { try await sandbox.run(absent.with { $0.root = "no such root" }) }
    #expect(rootless?.stage == .request)
  }
}
