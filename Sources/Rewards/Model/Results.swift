/// What came of one test.
public struct TestResult: Sendable, Hashable {
  public var index: Int
  public var verdict: Verdict
  public var reason: Reason
  public var limitKind: LimitKind?
  public var cpuTimeSeconds: Double
  public var wallTimeSeconds: Double
  public var peakMemoryBytes: Int
  public var exitCode: Int?
  /// The signal's name, `SIGSEGV`.
  public var signal: String?
  /// The system call of a `security_violation`.
  public var syscall: String?
  /// The first difference, the last line of standard error, or what failed; shortened.
  public var message: String?

  public init(
    index: Int, verdict: Verdict, reason: Reason, limitKind: LimitKind? = nil, cpuTimeSeconds: Double = 0,
    wallTimeSeconds: Double = 0, peakMemoryBytes: Int = 0, exitCode: Int? = nil, signal: String? = nil,
    syscall: String? = nil, message: String? = nil
  ) {
    self.index = index
    self.verdict = verdict
    self.reason = reason
    self.limitKind = limitKind
    self.cpuTimeSeconds = cpuTimeSeconds
    self.wallTimeSeconds = wallTimeSeconds
    self.peakMemoryBytes = peakMemoryBytes
    self.exitCode = exitCode
    self.signal = signal
    self.syscall = syscall
    self.message = message
  }
}

/// How compilation went.
public struct CompileResult: Sendable, Hashable {
  public var succeeded: Bool
  public var cpuTimeSeconds: Double
  public var wallTimeSeconds: Double
  public var peakMemoryBytes: Int
  public var cached: Bool
  /// The compiler's words, shortened.
  public var message: String

  public init(
    succeeded: Bool, cpuTimeSeconds: Double, wallTimeSeconds: Double, peakMemoryBytes: Int, cached: Bool,
    message: String
  ) {
    self.succeeded = succeeded
    self.cpuTimeSeconds = cpuTimeSeconds
    self.wallTimeSeconds = wallTimeSeconds
    self.peakMemoryBytes = peakMemoryBytes
    self.cached = cached
    self.message = message
  }
}

/// The limits that a submission was judged under.
public struct AppliedLimits: Sendable, Hashable {
  public var cpuSeconds: Double
  /// The limit on idle time.
  public var wallSeconds: Double
  public var memoryBytes: Int
  public var outputBytes: Int
  public var processes: Int

  public init(cpuSeconds: Double, wallSeconds: Double, memoryBytes: Int, outputBytes: Int, processes: Int) {
    self.cpuSeconds = cpuSeconds
    self.wallSeconds = wallSeconds
    self.memoryBytes = memoryBytes
    self.outputBytes = outputBytes
    self.processes = processes
  }
}

/// How a verdict becomes a number.
public enum RewardKind: String, Sendable, Hashable, Codable {
  /// The share of tests passed.
  case soft
  /// 1 if accepted, else 0.
  case hard
}

/// Everything that is known about one judged submission: grade's row.
public struct SubmissionResult: Sendable, Hashable {
  public var submissionID: String
  public var problemID: String
  public var language: String?
  public var verdict: Verdict
  public var reason: Reason
  /// `nil` where no reward may be learned from: a fault of the judge, a skipped submission.
  public var reward: Double?
  public var rewardKind: RewardKind
  public var passed: Int
  public var total: Int
  public var message: String?
  public var compile: CompileResult?
  public var limits: AppliedLimits?
  public var layers: [String]
  public var tests: [TestResult]

  public init(
    submissionID: String, problemID: String, language: String?, verdict: Verdict, reason: Reason, reward: Double?,
    rewardKind: RewardKind, passed: Int, total: Int, message: String? = nil, compile: CompileResult? = nil,
    limits: AppliedLimits? = nil, layers: [String] = [], tests: [TestResult] = []
  ) {
    self.submissionID = submissionID
    self.problemID = problemID
    self.language = language
    self.verdict = verdict
    self.reason = reason
    self.reward = reward
    self.rewardKind = rewardKind
    self.passed = passed
    self.total = total
    self.message = message
    self.compile = compile
    self.limits = limits
    self.layers = layers
    self.tests = tests
  }

  public var cpuTimeSeconds: Double { tests.reduce(0) { $0 + $1.cpuTimeSeconds } }
  public var wallTimeSeconds: Double { tests.reduce(0) { $0 + $1.wallTimeSeconds } }
  public var peakMemoryBytes: Int { tests.map(\.peakMemoryBytes).max() ?? 0 }
}
