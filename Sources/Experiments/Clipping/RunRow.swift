import Foundation

/// A row of an experiment's `metrics.jsonl`: what a comparison may want of a step, rounded, so that hundreds of runs stay
/// small. Step 0 is the model before it learns.
public struct RunRow: Codable, Sendable, Hashable {
  public var step: Int
  public var rewardMean: Double?
  public var passRate: Double?
  public var entropy: Double?
  /// Of all four cells together, and by cell: A > 0 above and below, A < 0 above and below.
  public var clipped: Double?
  public var clippedBySide: [Double]?
  /// The gradient that tokens out of range carry, all four together.
  public var clipGradientShare: Double?
  public var gradientNorm: Double?
  public var divergence: Double?
  public var zeroAdvantageGroups: Int?
  public var keptGroups: Int?
  public var meanLength: Double?
  public var tokens: Int?
  public var faults: Int?
  public var skipped: Int?
  /// Measured on the held-out problems.
  public var passAt1: Double?
  public var samples: Int?
  /// Seconds of the step, its measurement left out, and of that.
  public var seconds: Double?
  public var measureSeconds: Double?
  /// Answers that were judged before, and all that were asked for, up to here.
  public var cacheHits: Int?
  public var judged: Int?
  /// Of the last row: a checksum of the weights that the run ended with.
  public var weights: String?
  public var rate: Double?

  public init(step: Int) { self.step = step }

  /// Six digits.
  public static func rounded(_ value: Double?) -> Double? {
    guard let value, value.isFinite, value != 0 else { return value.flatMap { $0.isFinite ? $0 : nil } }
    return Double(String(format: "%.6g", value))
  }
}

/// A finished run.
public struct RunCurve: Sendable, Hashable {
  public var rows: [RunRow]

  public init(rows: [RunRow]) { self.rows = rows }

  /// Held-out pass@1 by step.
  public var measured: [(step: Int, value: Double)] { rows.compactMap { row in row.passAt1.map { (row.step, $0) } } }

  /// The primary endpoint: the mean of what was measured behind three quarters of the steps.
  public func endpoint(_ settings: ClippingPlan.Settings) -> Double? {
    let last = measured.filter { settings.isInLastQuarter($0.step) }.map(\.value)
    return last.isEmpty ? nil : last.reduce(0, +) / Double(last.count)
  }

  /// The secondary one: the area under the curve of held-out pass@1 over all steps, as a mean; `nil` where the beginning
  /// was not measured.
  public func area(_ settings: ClippingPlan.Settings) -> Double? {
    let points = measured
    guard let first = points.first, let last = points.last, first.step == 0, last.step == settings.steps,
      points.count > 1
    else { return nil }
    let sum = zip(points, points.dropFirst()).reduce(0.0) {
      $0 + Double($1.1.step - $1.0.step) * ($1.0.value + $1.1.value) / 2
    }
    return sum / Double(settings.steps)
  }

  /// What two runs that learned the same have in common: all but times and the cache.
  public var learned: [RunRow] {
    rows.map { row in
      var row = row
      (row.seconds, row.measureSeconds, row.cacheHits, row.judged) = (nil, nil, nil, nil)
      return row
    }
  }
}
