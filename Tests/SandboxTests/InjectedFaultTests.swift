import Foundation
import Glibc
import Testing

@testable import Sandbox

/// Each call that the launcher, a run's init and the last steps before the program make fails once: the 1st, the 2nd,
/// and so on until a whole run passes without reaching the number. Whatever fails, the run ends as a fault or is what
/// it would have been; the next run is; and nothing is left behind.
@Suite(.serialized, .enabled(if: TestSandbox.has(.pid), "needs a sandbox")) struct InjectedFaultTests {
  /// What a program can see of its own confinement, and of its files and streams.
  private static let looksAround = RunSpecification.shell(
    """
    cat given; cat
    grep -E '^(Cap|NoNewPrivs|Seccomp:|Uid|Gid|Groups)' /proc/self/status
    ulimit -a; hostname; ls -a; echo err >&2
    """)

  private static func specification() throws -> RunSpecification {
    try looksAround.with {
      $0.files = [
        RunSpecification.WorkFile(path: "given", mode: 0o644, contents: try SealedBytes(Array("file\n".utf8)))
      ]
      $0.input = .bytes(try SealedBytes(Array("input\n".utf8)))
    }
  }

  static let withoutNamespaces: [IsolationLayer] = [
    .user, .pid, .mount, .net, .ipc, .uts, .cgroup, .root, .proc,
  ]

  /// With every layer, and without namespaces and cgroups, where other code kills and counts.
  @Test(arguments: [[], withoutNamespaces + [.memory, .pids, .cpu]] as [[IsolationLayer]])
  func inARun(leftOut: [IsolationLayer]) async throws {
    let plan = try FaultPlan()
    plan.fail(0)
    let watched = try WatchedSandbox(
      Sandbox.Options(forbiddenLayers: leftOut, launcherPath: plan.launcherPath))
    let specification = watched.mark(try Self.specification())
    let right = try await watched.sandbox.run(specification)
    #expect(right.text.hasPrefix("file\ninput\n"), "\(right.text) \(right.errorText)")
    var faults = 0
    for number in UInt64(1)...5000 {
      plan.fail(number)
      let result = await Self.outcome(of: specification, in: watched.sandbox)
      let left = watched.leftovers()
      let call = plan.failed
      let calls = plan.calls
      try #require(left == [], "after call \(number), \(call)")
      switch result {
      case .failure: faults += 1
      case .success(let report):
        #expect(report.end == right.end, "call \(number), \(call)")
        #expect(report.errorText == right.errorText, "call \(number), \(call)")
      }
      plan.fail(0)
      let next = try await watched.sandbox.run(specification)
      #expect(next.end == right.end, "the run after call \(number), \(call)")
      guard calls >= number else { break }
    }
    #expect(faults > 50)
    #expect(await watched.close() == [])
  }

  private static func outcome(
    of specification: RunSpecification, in sandbox: Sandbox
  ) async -> Result<RunReport, SandboxFault> {
    do throws(SandboxFault) {
      return .success(try await sandbox.run(specification))
    } catch {
      return .failure(error)
    }
  }

  /// While a sandbox opens: it says what failed, or gives the layers that are left and judges as they allow.
  @Test(arguments: [ENOMEM, EPERM]) func whileOpening(error: Int32) async throws {
    let plan = try FaultPlan()
    let specification = try Self.specification()
    var refused = 0
    for number in UInt64(1)...5000 {
      let state = try Scratch()
      plan.fail(number, with: error)
      let options = Sandbox.Options(launcherPath: plan.launcherPath, stateFolder: state.path)
      do throws(SandboxFault) {
        let sandbox = try Sandbox(roots: [.system], options: options)
        let calls = plan.calls
        let call = plan.failed
        plan.fail(0)
        let report: RunReport
        do throws(SandboxFault) {
          report = try await sandbox.run(specification)
        } catch {
          Issue.record("call \(number), \(call): \(error)")
          await sandbox.close()
          continue
        }
        #expect(report.ending == .exited(code: 0), "call \(number), \(call): \(report.errorText)")
        #expect(report.text.hasPrefix("file\ninput\n"), "call \(number), \(call)")
        await sandbox.close()
        guard calls >= number else { break }
      } catch {
        refused += 1
      }
      #expect(KernelFile.names(in: state.path) == [], "call \(number), \(plan.failed)")
    }
    #expect(refused > 20)
  }
}
