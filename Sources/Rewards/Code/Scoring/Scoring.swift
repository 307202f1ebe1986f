/// What a submission's tests come to.
public struct Score: Sendable, Hashable {
  public var verdict: Verdict
  public var reason: Reason
  /// Of the test that decided the verdict, beginning with `test N: `, or of the whole submission.
  public var message: String?
  public var passed: Int
  public var total: Int
  /// Finite, or `nil` where nothing may be learned.
  public var reward: Double?
  /// One for each test, in order; those that were not run are `skipped`. Empty if no test was to be run.
  public var tests: [TestResult]

  public init(
    verdict: Verdict, reason: Reason, message: String?, passed: Int, total: Int, reward: Double?, tests: [TestResult]
  ) {
    self.verdict = verdict
    self.reason = reason
    self.message = message
    self.passed = passed
    self.total = total
    self.reward = reward
    self.tests = tests
  }
}

/// How rewards are made of verdicts.
public struct ScoringRule: Sendable, Hashable {
  public var kind: RewardKind
  public var range: RewardRange
  /// Tests behind the first that is not accepted count as not run, in the order of the tests, whatever ran beside it.
  public var stopsAtFirstFailure: Bool

  public init(kind: RewardKind = .soft, range: RewardRange = .zeroToOne, stopsAtFirstFailure: Bool = false) {
    self.kind = kind
    self.range = range
    self.stopsAtFirstFailure = stopsAtFirstFailure
  }
}

/// Combines the results of tests into a submission's verdict and reward.
public enum Scoring {
  /// - Parameters:
  ///   - tests: what was run, in any order; tests without a result count as not judged.
  ///   - total: the number of tests that the problem has.
  ///
  /// The verdict is that of the first test, by index, that is not accepted. A fault of the judge (`internal_error`), or a
  /// test that was not judged, leaves no soft reward, since the share is unknown, and no hard one unless an earlier test
  /// failed: then the answer is known without it. Results that cannot be (two for a test, an index outside, no tests at
  /// all) are a fault of the judge too, never a pass.
  public static func combine(tests: [TestResult], total: Int, rule: ScoringRule) -> Score {
    guard total > 0 else { return internalError(message: "a problem without tests cannot be judged", total: 0) }
    var results = [TestResult?](repeating: nil, count: total)
    for test in tests {
      guard results.indices.contains(test.index), results[test.index] == nil else {
        return internalError(message: "test \(test.index) has a result that does not belong to it", total: total)
      }
      results[test.index] = test
    }
    var complete = results.enumerated().map { index, result in
      result ?? TestResult(index: index, verdict: .skipped, reason: .notJudged)
    }
    let first = complete.first { $0.verdict != .accepted }
    if rule.stopsAtFirstFailure, let first {
      for index in complete.indices.dropFirst(first.index + 1) {
        complete[index] = TestResult(index: index, verdict: .skipped, reason: .afterFailure)
      }
    }
    let passed = complete.count { $0.verdict == .accepted }
    return Score(
      verdict: first?.verdict ?? .accepted, reason: first?.reason ?? .ok,
      message: first.flatMap { test in test.message.map { "test \(test.index): \($0)" } }, passed: passed, total: total,
      reward: reward(complete, first: first, passed: passed, rule: rule), tests: complete)
  }

  private static func reward(_ tests: [TestResult], first: TestResult?, passed: Int, rule: ScoringRule) -> Double? {
    guard let first else { return rule.range.high }
    switch rule.kind {
    case .hard: return isKnown(first) ? rule.range.low : nil
    case .soft: return tests.allSatisfy(isKnown) ? rule.range.reward(passed: passed, of: tests.count) : nil
    }
  }

  /// Whether a test's result says something about the program.
  private static func isKnown(_ test: TestResult) -> Bool {
    test.verdict != .internalError && test.verdict != .skipped
  }
}

extension Scoring {
  /// A submission that does not compile, or that has no program: no test is run, and it gets the range's low end.
  public static func compileError(reason: Reason, message: String?, total: Int, rule: ScoringRule) -> Score {
    Score(
      verdict: .compileError, reason: reason, message: message, passed: 0, total: total, reward: rule.range.low,
      tests: [])
  }

  /// A submission that cannot be judged: no reward.
  public static func internalError(reason: Reason = .judgeFault, message: String, total: Int) -> Score {
    Score(
      verdict: .internalError, reason: reason, message: message, passed: 0, total: total, reward: nil, tests: [])
  }

  /// A submission that is left out, as when its language is missing: no reward.
  public static func skipped(reason: Reason, message: String?, total: Int) -> Score {
    Score(verdict: .skipped, reason: reason, message: message, passed: 0, total: total, reward: nil, tests: [])
  }
}
