public import Rewards

extension SubmissionResult {
  /// Whether running the same program again would say the same, so that its verdict may stand for that of another
  /// program of the same content.
  ///
  /// Never so: a fault of ours or one charged to the program, what was not run, a limit on idle time, a compiler that ran
  /// into its limits, and a CPU limit that was missed by less than half (the machine's speed may have decided).
  public var isDeterministic: Bool {
    switch verdict {
    case .internalError, .skipped: return false
    case .compileError where reason == .compilerLimit: return false
    default: break
    }
    return tests.allSatisfy { test in
      switch test.verdict {
      case .internalError: return false
      case .skipped: return test.reason == .afterFailure
      case .timeLimit:
        guard test.limitKind == .cpu, let limits else { return false }
        return test.cpuTimeSeconds >= 2 * limits.cpuSeconds
      default: return test.reason != .provokedFault
      }
    }
  }

  /// The verdict and those of the tests, with their reasons, in order.
  var outcomeText: String {
    ([verdict.rawValue] + tests.map { "\($0.verdict.rawValue)/\($0.reason.rawValue)" }).joined(separator: " ")
  }
}
