#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Counts of positive values on a logarithmic scale, in memory that depends on their spread and not on their number.
///
/// A hundred steps a decade: quantiles are within 1.2 % of the exact ones, and exact where a step holds equal values.
struct LogHistogram: Sendable, Hashable {
  static let stepsPerDecade = 100

  private struct Step: Sendable, Hashable {
    var count = 0
    var sum = 0.0
  }

  private var steps: [Int32: Step] = [:]
  private(set) var count = 0
  /// Values that have no place on a logarithmic scale: zero, negative, not a number.
  private(set) var leftOut = 0
  private(set) var maximum = 0.0

  mutating func add(_ value: Double) {
    guard value.isFinite, value > 0 else {
      leftOut += 1
      return
    }
    steps[Self.step(of: value), default: Step()].count += 1
    steps[Self.step(of: value), default: Step()].sum += value
    count += 1
    maximum = max(maximum, value)
  }

  /// The value below which a share of `fraction` lies; `nil` without values.
  func quantile(_ fraction: Double) -> Double? {
    guard count > 0 else { return nil }
    let rank = min(count, max(1, Int((fraction * Double(count)).rounded(.up))))
    var seen = 0
    for (_, step) in steps.sorted(by: { $0.key < $1.key }) {
      seen += step.count
      if seen >= rank { return step.sum / Double(step.count) }
    }
    return maximum
  }

  var median: Double? { quantile(0.5) }

  /// First and last step that hold values.
  var range: ClosedRange<Int>? {
    guard let low = steps.keys.min(), let high = steps.keys.max() else { return nil }
    return Int(low)...Int(high)
  }

  /// Counts of the steps from `start` on, `width` steps to a bin, `bins` bins.
  func counts(from start: Int, width: Int, bins: Int) -> [Int] {
    var result = [Int](repeating: 0, count: bins)
    for (key, step) in steps {
      let bin = (Int(key) - start) / max(1, width)
      if Int(key) >= start, bin < bins { result[bin] += step.count }
    }
    return result
  }

  /// The lower edge of a step.
  static func edge(of step: Int) -> Double { pow(10, Double(step) / Double(stepsPerDecade)) }

  private static func step(of value: Double) -> Int32 {
    // The small shift keeps 0.001, 0.01, … in the step that begins there.
    Int32((log10(value) * Double(stepsPerDecade) + 1e-9).rounded(.down))
  }
}

/// Counts of rewards around the multiples of 0.05: soft rewards are shares, and 0 and 1 stand out.
struct RewardHistogram: Sendable, Hashable {
  static let width = 0.05
  /// Rewards beyond ±50 count in the outermost bar.
  private static let outermost = 1_000

  private(set) var bars: [Int: Int] = [:]
  private(set) var count = 0

  mutating func add(_ reward: Double) {
    guard reward.isFinite else { return }
    let position = (reward / Self.width).rounded()
    let bar = Int(max(-Double(Self.outermost), min(Double(Self.outermost), position)))
    bars[bar, default: 0] += 1
    count += 1
  }
}
