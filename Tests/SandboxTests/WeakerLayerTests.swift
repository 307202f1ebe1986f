import Foundation
import Testing

@testable import Sandbox

/// A machine that gives less: each of these sets of layers taken away, and what must hold all the same.
@Suite(.serialized, .enabled(if: TestSandbox.has(.pid, .root, .landlock, .memory), "the machine gives too few layers"))
struct WeakerLayerTests {
  /// All that mount, user and pid namespaces give: a container as most are run.
  private static let noNamespaces: [IsolationLayer] = [.user, .pid, .mount, .net, .ipc, .uts, .cgroup, .root, .proc]
  private static let noCgroups: [IsolationLayer] = [.memory, .pids, .cpu]

  static let weaker: [[IsolationLayer]] = [
    [.user], [.pid, .proc], [.mount, .root, .proc], [.root, .proc], [.proc], [.net], [.landlock], [.seccomp], [.cpu],
    [.pids], [.memory], noCgroups, [.user, .pid, .proc], noNamespaces, noNamespaces + noCgroups,
  ]

  private func open(without layers: [IsolationLayer]) throws -> WatchedSandbox {
    try WatchedSandbox(Sandbox.Options(forbiddenLayers: layers))
  }

  @Test(arguments: weaker) func programsFindTheirFilesAndNamesSayWhatIsMissing(layers: [IsolationLayer]) async throws {
    let watched = try open(without: layers)
    let code = """
      import os, sys, tempfile
      print(open('/box/work/data' if os.path.exists('/box/work') else 'data').read())
      open(os.environ['HOME'] + '/made', 'w').write('made')
      tempfile.TemporaryFile().write(b'x')
      print(os.path.basename(os.environ['HOME']), sys.argv[1].endswith('/work/data'), os.path.exists(sys.argv[1]))
      """
    var specification = RunSpecification.python(code, ["/box/work/data"])
    specification.files = [RunSpecification.WorkFile(path: "data", contents: try SealedBytes("given"))]
    specification.keepsWorkDirectory = true
    let report = try await watched.sandbox.run(watched.mark(specification))
    #expect(report.end == .printed("given\nwork True True\n"), "\(report.errorText)")
    #expect(Set(report.layers).isDisjoint(with: layers))
    #expect(report.workDirectory?.contents(of: "made", limit: 100) == Array("made".utf8))
    #expect(Set(watched.sandbox.missingLayers.map(\.layer)).isSuperset(of: layers))
  }

  @Test(arguments: weaker) func nothingIsLeftOfWhatWillNotEnd(layers: [IsolationLayer]) async throws {
    let watched = try open(without: layers)
    let limits = Limits(cpu: .seconds(1), idle: .seconds(2), memoryBytes: 128 << 20, processes: 24)
    for code in [
      "import os\nwhile True:\n  try: os.fork()\n  except OSError: pass", CleanEndTests.mess + "os._exit(0)",
    ] {
      let report = try? await watched.sandbox.run(watched.mark(.python(code, limits: limits)))
      #expect(report != nil)
      #expect(watched.processes == [])
    }
    #expect(watched.leftovers() == [])
    #expect(await watched.close() == [])
  }

  @Test(arguments: [noNamespaces, noNamespaces + noCgroups]) func theHostIsOutOfReachWithoutNamespaces(
    layers: [IsolationLayer]
  ) async throws {
    let watched = try open(without: layers)
    #expect(watched.sandbox.exposures == [])
    let secret = try Scratch()
    let file = try secret.write("expected", "KJ_EXPECTED:7")
    chmod(file, 0o644)
    chmod(secret.path, 0o755)
    let code = """
      import os, signal, sys
      def refused(what):
          try: what()
          except OSError as error: return type(error).__name__
          return 'DONE'
      print(refused(lambda: open(sys.argv[1]).read()), refused(lambda: os.listdir('/proc')),
            refused(lambda: open('/etc/passwd').read()), refused(lambda: os.kill(int(sys.argv[2]), signal.SIGKILL)),
            refused(lambda: open('/tmp/kj_left', 'w')), refused(lambda: os.setuid(0)))
      """
    let report = try await watched.sandbox.run(.python(code, [file, String(getpid())]))
    let denied = "PermissionError"
    #expect(
      report.text == Array(repeating: denied, count: 6).joined(separator: " ") + "\n", "\(report.errorText)")
  }

  @Test(arguments: [[.ipc], noNamespaces]) func segmentsThatWouldOutliveTheRunAreRefused(
    layers: [IsolationLayer]
  ) async throws {
    let code = """
      import ctypes
      libc = ctypes.CDLL(None, use_errno=True)
      print(libc.shmget(0, 4096, 0o1666), ctypes.get_errno())
      """
    let watched = try open(without: layers)
    let report = try await watched.sandbox.run(.python(code))
    #expect(report.text == "-1 \(EPERM)\n")
  }

  @Test(arguments: [[.root, .mount, .proc, .landlock], noNamespaces + [.landlock]] as [[IsolationLayer]])
  func withoutAnyWallAroundFilesThatIsSaid(layers: [IsolationLayer]) throws {
    #expect(try open(without: layers).sandbox.exposures.contains { $0.hasPrefix("files of this user") })
  }

  /// Several runs at once, each of which may have as many processes as its limit says.
  @Test(arguments: [noNamespaces, noNamespaces + noCgroups]) func runsCountTheirOwnProcessesOnly(
    layers: [IsolationLayer]
  ) async throws {
    let watched = try open(without: layers)
    let code = """
      import os, time
      made = 0
      for _ in range(40):
          try:
              if os.fork() == 0:
                  time.sleep(1000)
              made += 1
          except OSError: break
      print(made)
      """
    let limits = Limits(cpu: .seconds(5), memoryBytes: 512 << 20, processes: 16)
    let sandbox = watched.sandbox
    let counts = await withTaskGroup(of: String?.self) { group in
      for _ in 0..<4 { group.addTask { try? await sandbox.run(.python(code, limits: limits)).text } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(counts == Array(repeating: "15\n", count: 4))
  }
}
