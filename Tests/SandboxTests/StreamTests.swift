import Foundation
import Sandbox
import Testing

/// What goes in and out of a run.
@Suite(.enabled(if: TestSandbox.has(.root), "the machine gives no root of its own"))
struct StreamTests {
  private let sandbox = Result { try TestSandbox.everyLayer() }

  private func run(_ code: String, input: String = "") async throws -> RunReport {
    try await sandbox.get().run(
      try RunSpecification.python("import os, sys\n" + code).with { $0.input = .bytes(try SealedBytes(input)) })
  }

  @Test func inputComesWhole() async throws {
    let text = String(repeating: "a line of input\n", count: 100_000)
    let report = try await run("data = sys.stdin.read(); print(len(data), data.count('\\n'))", input: text)
    #expect(report.end == .printed("1600000 100000\n"))
  }

  @Test func anyBytesGoThrough() async throws {
    let bytes = [UInt8](0...255) + [0, 0, 255, 254]
    let specification = try RunSpecification.python("import os; os.write(1, os.read(0, 1000))").with {
      $0.input = .bytes(try SealedBytes(bytes))
    }
    #expect(try await sandbox.get().run(specification).output == bytes)
  }

  @Test func anEmptyInputEndsAtOnce() async throws {
    #expect(try await sandbox.get().run(.python("print(repr(input.__call__ and open(0).read()))")).text == "''\n")
  }

  @Test func inputCannotBeChanged() async throws {
    let bytes = try SealedBytes("sealed input")
    let attack = RunSpecification.python(
      """
      import os, mmap, fcntl
      def attempt(name, action):
          try: action(); print('could', name)
          except (OSError, ValueError): pass
      attempt('write', lambda: os.write(0, b'x'))
      attempt('truncate', lambda: os.ftruncate(0, 0))
      attempt('map', lambda: mmap.mmap(0, 6, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE))
      attempt('reopen', lambda: os.write(os.open('/proc/self/fd/0', os.O_RDWR), b'x'))
      attempt('reopen to truncate', lambda: os.open('/proc/self/fd/0', os.O_WRONLY | os.O_TRUNC))
      attempt('mode', lambda: (os.fchmod(0, 0o666), os.open('/proc/self/fd/0', os.O_RDWR)))
      attempt('seals', lambda: fcntl.fcntl(0, 1033, 0))
      os.lseek(0, 5, 0)
      """
    ).with { $0.input = .bytes(bytes) }
    #expect(try await sandbox.get().run(attack).end == .printed(""))
    let reader = RunSpecification.python("print(input())").with { $0.input = .bytes(bytes) }
    #expect(try await sandbox.get().run(reader).end == .printed("sealed input\n"))
  }

  @Test func grandchildrenThatHoldTheOutputDoNotKeepTheRun() async throws {
    let report = try await run(
      "print('answer', flush=True)\nif os.fork() == 0:\n  os.setsid()\n  import time; time.sleep(1000)\n")
    #expect(report.end == .printed("answer\n"))
  }

  @Test func closedStreamsAreNoFault() async throws {
    for code in ["os.close(0); os.close(1); os.close(2)", "os.closerange(0, 200)", "os.dup2(0, 1); os.dup2(0, 2)"] {
      #expect(try await run(code).end == .printed(""))
    }
  }

  @Test func descriptorsAreFoundUnderTheirNumbers() async throws {
    let toProgram = try Descriptor.pipe()
    let fromProgram = try Descriptor.pipe()
    _ = write(toProgram.writing.number, "hello", 5)
    toProgram.writing.close()
    let specification = RunSpecification.python("import os; os.write(199, os.read(3, 10)); os.write(5, b'channel')")
      .with {
        $0.descriptors = [(3, toProgram.reading), (199, fromProgram.writing)]
        $0.channels = [RunSpecification.Channel(number: 5, limitBytes: 100)]
      }
    let report = try await sandbox.get().run(specification)
    var buffer = [UInt8](repeating: 0, count: 10)
    let count = read(fromProgram.reading.number, &buffer, 10)
    #expect(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self) == "hello")
    #expect(report.channels == [5: Array("channel".utf8)])
    // Given away: our copies are closed, so the other side sees the end.
    #expect([toProgram.reading.number, fromProgram.writing.number] == [-1, -1])
    #expect(read(fromProgram.reading.number, &buffer, 10) == 0)
  }

  @Test(arguments: [2, 200, 1000]) func otherNumbersAreAFault(number: Int) async throws {
    let pipe = try Descriptor.pipe()
    let specification = RunSpecification.shell("true").with { $0.descriptors = [(number, pipe.reading)] }
    let fault = await faultOf { try await sandbox.get().run(specification) }
    #expect(fault?.stage == .request)
  }

  @Test func discardedOutputIsNoLimit() async throws {
    let specification = RunSpecification.python("import os\nfor _ in range(100): os.write(1, b'x' * 65536)").with {
      $0.output = .discarded
      $0.limits.outputBytes = 10
    }
    #expect(try await sandbox.get().run(specification).end == .printed(""))
  }

  @Test func manyRunsAtOnceKeepTheirStreamsApart() async throws {
    let sandbox = try sandbox.get()
    let texts = try await withThrowingTaskGroup(of: (Int, String).self) { group in
      for number in 0..<40 {
        group.addTask { (number, try await sandbox.run(.shell("echo \(number); echo \(number) >&2")).text) }
      }
      return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
    }
    #expect(texts == Dictionary(uniqueKeysWithValues: (0..<40).map { ($0, "\($0)\n") }))
  }
}
