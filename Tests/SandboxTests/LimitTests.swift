import Foundation
import Sandbox
import Testing

/// Each limit ends a run and is named; what stays below it does not.
@Suite(.enabled(if: TestSandbox.has(.cpu, .memory, .pids, .root), "the machine gives no cgroups"))
struct LimitTests {
  private func run(
    _ code: String, _ change: (inout Limits) -> Void, input: RunSpecification.Input = .empty
  ) async throws -> RunReport {
    try await TestSandbox.everyLayer().run(
      .python(code, limits: Limits.roomy.with(change)).with { $0.input = input })
  }

  // ---- CPU time

  static let spinners = [
    "while True: pass",
    "import os\nfor _ in range(3): os.fork()\nwhile True: pass",
    "import os\nwhile True:\n  if os.fork() == 0:\n    sum(range(10**6)); os._exit(0)\n  os.wait()",
    "import os\nif os.fork() == 0:\n  os.setsid()\n  while True: pass\nos.pause() if hasattr(os, 'pause') else os.wait()",
    "import threading\nfor _ in range(8): threading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start()",
    "import signal\nfor n in range(1, 32):\n  if n not in (9, 19): signal.signal(n, signal.SIG_IGN)\nwhile True: pass",
    "import resource\ntry: resource.setrlimit(resource.RLIMIT_CPU, (1000, 1000))\nexcept ValueError: pass\nwhile True: pass",
  ]

  @Test(arguments: spinners) func cpuTimeOfTheWholeTree(code: String) async throws {
    let report = try await run(code) { $0.cpu = .milliseconds(400) }
    #expect(report.stopCause == .cpuLimit)
    #expect(report.cpuTime > .milliseconds(400))
    // Seen in time: the rest is what the processors did until the look and the kill.
    #expect(report.cpuTime < .milliseconds(1400))
  }

  /// Past its limit a run may go on while processors are short; what it then says of itself counts no more.
  @Test func graceIsOnlyForBusyMachines() async throws {
    let code = "import time\nwhile time.process_time() < 0.5: pass\nprint('done')"
    let report = try await run(code) { ($0.cpu, $0.cpuGrace) = (.milliseconds(300), .seconds(30)) }
    #expect(report.stopCause == .cpuLimit)
    // Whether it was allowed to end hangs on the machine, and the report says which.
    #expect(report.cpuLimitWasBusy == (report.output == Array("done\n".utf8)))
  }

  /// A run that gives way is told once, and goes on to its own end, also where it forks.
  @Test(arguments: ["", "import os\nfor _ in range(2): os.fork()\n"]) func settingAside(prefix: String) async throws {
    let (notes, note) = AsyncStream<Void>.makeStream()
    let specification = RunSpecification.python(
      prefix + "import time\nwhile time.process_time() < 0.3: pass\nprint('done')", limits: .roomy
    ).with {
      $0.setAside = RunSpecification.SettingAside(after: .milliseconds(50)) { note.yield() }
    }
    let report = try await TestSandbox.everyLayer().run(specification)
    #expect(report.stopCause == nil)
    #expect(report.output.starts(with: Array("done\n".utf8)))
    note.finish()
    var told = 0
    for await _ in notes { told += 1 }
    #expect(told == 1)
    #expect(report.cpuTime > .milliseconds(290), "what is counted does not hang on where it runs")
  }

  @Test func cpuTimeBelowTheLimitIsNone() async throws {
    let report = try await run("import time\nwhile time.process_time() < 0.3: pass\nprint('done')") {
      $0.cpu = .seconds(3)
    }
    #expect(report.end == .printed("done\n"))
    #expect(report.cpuTime > .milliseconds(290))
  }

  // ---- idle time

  static let sleepers = [
    "import time; time.sleep(1000)",
    "input()",
    "import signal, os; os.kill(os.getpid(), signal.SIGSTOP)",
    "import threading; lock = threading.Lock(); lock.acquire(); lock.acquire()",
    "import os\nif os.fork() == 0:\n  import time; time.sleep(1000)\nos.wait()",
    "import os; os.close(1); os.close(2); import time; time.sleep(1000)",
    "import os, signal, time\nchild = os.fork()\nif child == 0:\n  while True: time.sleep(1)\nos.kill(child, signal.SIGSTOP)\nos.waitpid(child, 0)",
  ]

  @Test(arguments: sleepers) func idleTime(code: String) async throws {
    let pipe = try Descriptor.pipe()  // an input that never comes
    let report = try await run(code, { $0.idle = .milliseconds(300) }, input: .descriptor(pipe.reading))
    #expect(report.stopCause == .idleLimit)
    #expect(report.wallTime > .milliseconds(300))
    #expect(report.cpuTime < .seconds(5))
    pipe.writing.close()
  }

  @Test func beyondTheOverloadLimitTheMachineIsToBlame() async throws {
    // As if all of the time had been spent waiting for processors: the idle limit is not reached, the overload one is.
    let report = try await run("import time; time.sleep(1000)") {
      $0.idle = .seconds(100)
      $0.overload = .milliseconds(200)
    }
    #expect(report.stopCause == .overload)
  }

  // ---- memory

  static let hoarders = [
    "x = []\nwhile True: x.append(bytearray(1 << 20))",
    "f = open('/box/work/f', 'wb')\nwhile True: f.write(bytes(1 << 20))",
    "f = open('/dev/shm/f', 'wb')\nwhile True: f.write(bytes(1 << 20))",
    "import os\nf = os.memfd_create('f')\nwhile True: os.write(f, bytes(1 << 20))",
    "import mmap\nm = mmap.mmap(-1, 1 << 30)\nfor i in range(0, 1 << 30, 4096): m[i] = 1",
    """
    import ctypes
    libc = ctypes.CDLL(None)
    libc.shmat.restype = ctypes.c_void_p
    while True:
        at = libc.shmat(libc.shmget(0, 1 << 24, 0o1666), None, 0)
        ctypes.memset(at, 1, 1 << 24)
    """,
    "import os\nx = bytearray(40 << 20)\nwhile True:\n  if os.fork() == 0:\n    y = bytearray(b'y' * (20 << 20))\n    while True: pass",
  ]

  @Test(arguments: hoarders) func memoryOfTheWholeTree(code: String) async throws {
    let report = try await run(code) {
      $0.memoryBytes = 64 << 20
      $0.workBytes = 256 << 20
      $0.fileBytes = 256 << 20
    }
    #expect(report.stopCause == .memoryLimit)
    #expect(report.peakMemoryBytes > 60 << 20)
    #expect(report.peakMemoryBytes <= 64 << 20)
  }

  @Test func memoryBelowTheLimitIsNone() async throws {
    let report = try await run("x = bytearray(40 << 20); print(len(x) >> 20)") { $0.memoryBytes = 128 << 20 }
    #expect(report.end == .printed("40\n"))
    #expect(report.peakMemoryBytes > 40 << 20)
    #expect(report.peakMemoryBytes < 80 << 20)
  }

  // ---- output

  @Test func outputUpToItsLimit() async throws {
    for (bytes, expected) in [(1000, nil), (1001, RunReport.StopCause.outputLimit)] {
      let report = try await run("import os; os.write(1, b'x' * \(bytes))") { $0.outputBytes = 1000 }
      #expect(report.stopCause == expected)
      #expect(report.output == Array(repeating: UInt8(ascii: "x"), count: 1000))
      #expect(report.outputTruncated == (expected != nil))
    }
  }

  @Test func floodsOfOutputEnd() async throws {
    for code in [
      "import os\nwhile True: os.write(1, b'x' * 65536)",
      "import os\nfor _ in range(4): os.fork()\nwhile True: os.write(1, b'x' * 65536)",
      "import os\nif os.fork(): os._exit(0)\nos.write(1, b'x' * 10000)\nwhile True: os.write(1, b'x' * 65536)",
    ] {
      let report = try await run(code) { $0.outputBytes = 1 << 20 }
      // The last one's first process ends by itself; its child may be gone before it has written anything.
      if report.stopCause != .outputLimit { #expect(code.contains("os._exit(0)") && report.succeeded) }
      #expect(report.output.count <= 1 << 20)
    }
  }

  @Test func standardErrorIsCutShortAndNeverALimit() async throws {
    let report = try await run("import os\nfor _ in range(100): os.write(2, b'e' * 65536)\nprint('done')") {
      $0.errorBytes = 100
    }
    #expect(report.end == .printed("done\n"))
    #expect(report.errorOutput == Array(repeating: UInt8(ascii: "e"), count: 100))
    #expect(report.errorTruncated)
  }

  @Test func channelsHaveLimitsOfTheirOwn() async throws {
    for (bytes, expected) in [(10, nil), (11, RunReport.StopCause.outputLimit)] {
      let specification = RunSpecification.python("import os; os.write(7, b'c' * \(bytes))").with {
        $0.channels = [RunSpecification.Channel(number: 7, limitBytes: 10)]
      }
      let report = try await TestSandbox.everyLayer().run(specification)
      #expect(report.stopCause == expected)
      #expect(report.channels == [7: Array(repeating: UInt8(ascii: "c"), count: 10)])
    }
  }

  // ---- processes, files, stack

  @Test func processesAndThreads() async throws {
    let report = try await run(
      """
      import os, threading, time
      made = 0
      try:
          while True:
              if os.fork() == 0: time.sleep(1000)
              made += 1
      except OSError as error: print(made, error.errno)
      try: threading.Thread(target=print).start()
      except RuntimeError: print('no thread')
      """
    ) { $0.processes = 8 }
    #expect(report.end == .printed("7 11\nno thread\n"))
    #expect(report.refusedForks >= 2)
  }

  @Test func openFilesFileSizesAndTheWorkDirectory() async throws {
    let report = try await run(
      """
      import errno, os, signal
      signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
      opened = []
      try:
          while True: opened.append(os.open('/dev/null', os.O_RDONLY))
      except OSError as error: print(len(opened) + 4, errno.errorcode[error.errno])
      for number in opened: os.close(number)
      def fill(name):
          size = 0
          try:
              with open(name, 'wb', buffering=0) as file:
                  while True: size += file.write(bytes(4096))
          except OSError as error: print(size, errno.errorcode[error.errno])
      fill('first'); fill('second')
      os.unlink('first'); os.unlink('second')
      count = 0
      try:
          while True: os.mkdir(str(count)); count += 1
      except OSError as error: print(count, errno.errorcode[error.errno])
      """
    ) {
      $0.openFiles = 40
      $0.fileBytes = 1 << 20
      $0.workBytes = 3 << 19
      $0.workFiles = 100
    }
    // The listing of sys.path holds one descriptor less on some versions: the sum counts those that were free.
    #expect(report.lines.first?.hasSuffix("EMFILE") == true)
    #expect(report.lines.dropFirst() == ["1048576 EFBIG", "524288 ENOSPC", "97 ENOSPC"])
  }

  @Test func filesTooLargeAreASignal() async throws {
    let report = try await run(
      "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_DFL)\nopen('f', 'wb').write(bytes(2 << 20))"
    ) { $0.fileBytes = 1 << 20 }
    #expect(report.end.ending == .signaled(number: 25))
    #expect(report.stopCause == nil)
  }

  @Test(.enabled(if: TestSandbox.hasCompiler, "gcc is not installed")) func theStack() async throws {
    let probe = try Probe(
      """
      #include <stdio.h>
      #include <stdlib.h>
      static int deep(int kilobytes) {
        volatile char room[1024];
        room[0] = 1;
        return kilobytes ? deep(kilobytes - 1) + room[0] : 0;
      }
      int main(int count, char **arguments) { printf("%d\\n", deep(atoi(arguments[1]))); }
      """, flags: ["-fno-optimize-sibling-calls", "-O0"])
    let sandbox = try TestSandbox.everyLayer()
    let cases: [(limit: Int?, kilobytes: Int, ending: RunReport.Ending)] = [
      (nil, 100_000, .exited(code: 0)), (8 << 20, 4000, .exited(code: 0)), (8 << 20, 100_000, .signaled(number: 11)),
    ]
    for (limit, kilobytes, ending) in cases {
      let limits = Limits.roomy.with { $0.stackBytes = limit }
      let report = try await sandbox.run(probe.specification([String(kilobytes)], limits: limits))
      #expect(report.ending == ending)
      #expect(report.stopCause == nil)
    }
  }
}
