import Foundation
import Ledger
import Rewards

/// A folder for one test, gone when the test ends.
final class Scratch {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "klear-ledger-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }
}

/// Entries to write.
enum Sample {
  static let digests = ProblemDigests(problem: "p", tests: "t", checker: "c", limits: "l")

  static func material(_ program: String) -> VerdictMaterial {
    VerdictMaterial(program: program, digests: digests, languageVersion: "Python 3", settings: "soft")
  }

  static func result(
    _ id: String, _ verdict: Verdict = .accepted, reason: Reason = .ok, tests: [TestResult]? = nil
  ) -> SubmissionResult {
    SubmissionResult(
      submissionID: id, problemID: "sum", language: "python3", verdict: verdict, reason: reason,
      reward: verdict == .internalError ? nil : verdict == .accepted ? 1 : 0, rewardKind: .soft,
      passed: verdict == .accepted ? 1 : 0, total: 1,
      limits: AppliedLimits(cpuSeconds: 2, wallSeconds: 10, memoryBytes: 1 << 28, outputBytes: 1 << 24, processes: 64),
      tests: tests ?? [TestResult(index: 0, verdict: verdict, reason: reason)])
  }

  static func entry(
    _ id: String, run: String = "a", _ verdict: Verdict = .accepted, reason: Reason = .ok, program: String? = nil,
    milliseconds: Int64 = LedgerClock.milliseconds(), copiedFrom: VerdictID? = nil, place: RequestPlace? = nil
  ) -> LedgerEntry {
    let result = result(id, verdict, reason: reason)
    return LedgerEntry(
      id: VerdictID(milliseconds: milliseconds), run: run, createdMilliseconds: milliseconds, result: result,
      material: material(program ?? id), copiedFrom: copiedFrom, place: place, row: result.rowText())
  }
}
