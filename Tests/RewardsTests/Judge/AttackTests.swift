import Foundation
import Rewards
import Testing

@testable import Sandbox

/// Every attack ends with a verdict that is allowed, and what it must not do did not happen.
///
/// Words of `must_not` that are not looked at: limits on wall time (no test asserts on it; that the run ended is the
/// test), and `host_pids_gt` (pids.max is exact, see `LimitTests`).
@Suite(
  .serialized,
  .enabled(if: RealSandbox.judgesNativePrograms, "python3, gcc, g++ and every layer of the sandbox are needed"))
struct AttackTests {
  @Test(arguments: Attack.all) func everyLayer(attack: Attack) async throws {
    let machine = AttackedMachine.shared
    let problem = try #require(Attack.problems[attack.submission.problemID])
    let scratch = NSTemporaryDirectory() + "klear-attack-\(UUID().uuidString)"
    let sandbox = try Sandbox(roots: RealSandbox.tools.roots, options: Sandbox.Options(stateFolder: scratch))
    let judge = CodeJudge(runner: sandbox, tools: RealSandbox.tools, options: JudgeOptions(jobs: 1))
    let result = await judge.judge(attack.submission, of: problem)
    let expected = try #require(attack.submission.expected)
    #expect(expected.contains(result.verdict), "\(result.verdict) \(result.message ?? "")")
    #expect(result.reward == (result.verdict == .accepted ? 1 : 0))
    #expect(self.broken(attack.mustNot, result) == [])

    // Nothing of it lives on, the next job is judged as if it had not been, and then nothing is left.
    #expect(await honest(judge) == .accepted)
    await sandbox.close()
    #expect(sandbox.leftCgroups == [])
    #expect((try? FileManager.default.contentsOfDirectory(atPath: scratch)) == [])
    try? FileManager.default.removeItem(atPath: scratch)
    #expect(machine.damage() == [])
  }

  private func honest(_ judge: CodeJudge) async -> Verdict? {
    guard let problem = Attack.problems["sum"] else { return nil }
    let source = "a, b = map(int, input().split())\nprint(a + b)"
    let submission = Submission(id: "honest", problemID: "sum", language: "python3", body: .source(source))
    return await judge.judge(submission, of: problem).verdict
  }

  /// The words of `must_not` that came true in a result.
  private func broken(_ words: [String], _ result: SubmissionResult) -> [String] {
    let messages = ([result.message, result.compile?.message] + result.tests.map(\.message)).compactMap { $0 }
    return words.filter { word in
      let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
      let value = parts.count > 1 ? parts[1] : ""
      switch parts[0] {
      case "stdout_contains", "compile_message_contains": return messages.contains { $0.contains(value) }
      case "compile_message_gt_kb", "response_gt_mb": return messages.contains { $0.utf8.count > 64 << 10 }
      case "response_not_json": return (try? JSONSerialization.data(withJSONObject: messages)) == nil
      case "host_rss_gt_limit", "judge_rss_gt_mb":
        return result.peakMemoryBytes > (result.limits?.memoryBytes ?? .max)
      case "cpu_used_gt_limit": return result.cpuTimeSeconds > 1.5 * (result.limits?.cpuSeconds ?? 0)
      case "file_appears", "file_survives": return access(value, F_OK) == 0
      default: return false
      }
    }
  }

  @Test func everyRowIsRead() {
    #expect(Attack.problems.keys.sorted() == ["add", "nonce", "nonce_call", "sum"])
    let rows = Attack.files.map { file in
      ((try? String(contentsOfFile: file, encoding: .utf8)) ?? "").split(separator: "\n").count
    }
    #expect(rows.reduce(0, +) == Attack.all.count)
    #expect(Attack.all.count >= 137)
    #expect(Attack.all.allSatisfy { $0.submission.expected?.isEmpty == false })
    #expect(Attack.all.allSatisfy { $0.submission.expected?.contains(.internalError) == false })
  }
}

extension Sandbox {
  /// Cgroups that this sandbox's session still has.
  fileprivate var leftCgroups: [String] { session.cgroupFolders.filter { access($0, F_OK) == 0 } }
}
