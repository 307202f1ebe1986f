import Glibc
public import Rewards

/// One verdict with what it was made from: hashes, never the program itself.
public struct LedgerEntry: Sendable, Hashable {
  public var id: VerdictID
  /// The command or server run that it belongs to.
  public var run: String
  public var createdMilliseconds: Int64
  public var submissionID: String
  public var problemID: String
  public var language: String?
  /// What the language's tools say about themselves.
  public var languageVersion: String?
  /// Hash of the program, response or answer, and of its language.
  public var program: String
  public var digests: ProblemDigests
  /// ``JudgeOptions/settingsText``, which begins with the judge's version.
  public var settings: String
  public var verdict: Verdict
  public var reason: Reason
  public var reward: Double?
  public var passed: Int
  public var total: Int
  public var cpuTimeSeconds: Double
  /// The verdicts of the tests: two runs agree if this is the same.
  public var outcome: String
  /// A program of the same content may be given this verdict without being run.
  public var mayBeShared: Bool
  /// The verdict that this one was copied from, where nothing was run.
  public var copiedFrom: VerdictID?
  /// Where it stands in a request that may be repeated.
  public var place: RequestPlace?
  /// The whole row, as ``SubmissionResult/rowText(key:settings:)`` writes it.
  public var row: String

  /// - Parameter result: what was judged; `row` is made of it.
  public init(
    id: VerdictID, run: String, createdMilliseconds: Int64 = LedgerClock.milliseconds(), result: SubmissionResult,
    material: VerdictMaterial, copiedFrom: VerdictID? = nil, place: RequestPlace? = nil, row: String
  ) {
    self.id = id
    self.run = run
    self.createdMilliseconds = createdMilliseconds
    submissionID = result.submissionID
    problemID = result.problemID
    language = result.language
    languageVersion = material.languageVersion
    program = material.program
    digests = material.digests
    settings = material.settings
    verdict = result.verdict
    reason = result.reason
    reward = result.reward
    passed = result.passed
    total = result.total
    cpuTimeSeconds = result.cpuTimeSeconds
    outcome = result.outcomeText
    mayBeShared = result.isDeterministic
    self.copiedFrom = copiedFrom
    self.place = place
    self.row = row
  }
}

/// What a verdict depends on, as hashes and versions.
public struct VerdictMaterial: Sendable, Hashable {
  public var program: String
  public var digests: ProblemDigests
  public var languageVersion: String?
  public var settings: String

  public init(program: String, digests: ProblemDigests, languageVersion: String?, settings: String) {
    self.program = program
    self.digests = digests
    self.languageVersion = languageVersion
    self.settings = settings
  }
}

/// A submission's place in a request with an idempotency key.
public struct RequestPlace: Sendable, Hashable {
  /// Hash of client and key.
  public var request: String
  /// From 0.
  public var position: Int

  public init(request: String, position: Int) {
    self.request = request
    self.position = position
  }
}

/// Wall clock of entries.
public enum LedgerClock {
  /// Since 1970.
  public static func milliseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
  }
}
