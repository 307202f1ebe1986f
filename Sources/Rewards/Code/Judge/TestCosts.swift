import Synchronization

/// How long the tests of a problem took programs before: only ever used to decide what to start first, never a verdict.
final class TestCosts: Sendable {
  private let means = Mutex<[String: [Double]]>([:])
  private static let capacity = 20_000
  /// What is expected of a test that no program has run: most take next to nothing.
  static let unknownSeconds = 0.02

  /// Expected seconds of each test.
  func expected(of problem: Problem) -> [Double] {
    let known = means.withLock { $0[problem.id] }
    guard let known, known.count == problem.total else {
      return [Double](repeating: Self.unknownSeconds, count: problem.total)
    }
    return known
  }

  func record(_ tests: [TestResult], of problem: Problem) {
    means.withLock { means in
      if means.count >= Self.capacity { means.removeAll() }
      var seconds = means[problem.id] ?? []
      if seconds.count != problem.total { seconds = [Double](repeating: Self.unknownSeconds, count: problem.total) }
      for test in tests {
        guard seconds.indices.contains(test.index), test.verdict != .skipped else { continue }
        // How long one that burnt its limit took depends on who else ran.
        let taken = test.limitKind == .cpu ? test.cpuTimeSeconds : test.wallTimeSeconds
        seconds[test.index] += (taken - seconds[test.index]) / 4
      }
      means[problem.id] = seconds
    }
  }
}

extension CodeJudge {
  /// Seconds that a program is expected to take on all tests of a problem, by those before it: for who has to decide
  /// whom to start first.
  public func expectedSeconds(of problem: Problem) -> Double { costs.expected(of: problem).reduce(0, +) }
}
