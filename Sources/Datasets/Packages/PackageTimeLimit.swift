/// How a package says its time limit.
public enum PackageTimeLimit: Sendable, Hashable {
  /// Seconds of CPU, from problem.yaml, domjudge-problem.ini or `.timelimit`.
  case explicit(seconds: Double)
  /// To be found by running the accepted submissions.
  case inferred(TimeLimitInference)
}

/// The rule of the package format for a time limit that is not written down.
public struct TimeLimitInference: Sendable, Hashable {
  /// What the accepted submissions may take while the limit is being found.
  public static let measuringLimitSeconds = 60.0

  /// Slowest accepted run → limit (`ac_to_time_limit`, legacy `time_multiplier`).
  public var acceptedToLimit: Double
  /// Limit → what a slow submission must exceed (`time_limit_to_tle`, legacy `time_safety_margin`).
  public var limitToExceeded: Double
  /// The limit is a multiple of this.
  public var resolutionSeconds: Double

  public init(acceptedToLimit: Double = 2, limitToExceeded: Double = 1.5, resolutionSeconds: Double = 1) {
    self.acceptedToLimit = acceptedToLimit
    self.limitToExceeded = limitToExceeded
    self.resolutionSeconds = resolutionSeconds
  }

  /// What the limit is when the accepted runs take no time at all.
  public var smallestSeconds: Double { limitSeconds(slowestAcceptedSeconds: 0) }

  /// The smallest multiple of the resolution (at least one) that leaves the slowest accepted run its margin.
  public func limitSeconds(slowestAcceptedSeconds: Double) -> Double {
    let steps = (slowestAcceptedSeconds * acceptedToLimit / resolutionSeconds).rounded(.up)
    return max(1, steps) * resolutionSeconds
  }
}
