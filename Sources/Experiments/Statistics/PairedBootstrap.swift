internal import TrainingRuns

/// The mean of paired differences and the interval that resampling the pairs gives.
public enum PairedBootstrap {
  public struct Interval: Sendable, Hashable, Codable {
    public var low: Double
    public var high: Double

    public init(low: Double, high: Double) {
      self.low = low
      self.high = high
    }
  }

  public static let resamples = 10_000

  /// The percentile interval of the mean over resamplings with replacement. The same differences give the same interval.
  ///
  /// - Parameter level: 0.95 leaves 2.5 % on each side.
  /// - Returns: `nil` for fewer than two differences.
  public static func interval(_ differences: [Double], level: Double = 0.95, seed: UInt64 = 0) -> Interval? {
    guard differences.count > 1, differences.allSatisfy(\.isFinite) else { return nil }
    let count = differences.count
    var random = CounterRandom(seed: seed, stream: 0x7061_6972, UInt64(count))
    var means: [Double] = []
    means.reserveCapacity(resamples)
    for _ in 0..<resamples {
      var sum = 0.0
      for _ in 0..<count { sum += differences[Int(random.below(UInt64(count)))] }
      means.append(sum / Double(count))
    }
    means.sort()
    let tail = (1 - level) / 2
    return Interval(low: quantile(means, tail), high: quantile(means, 1 - tail))
  }

  /// Linear between neighbours, as numpy's default.
  static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    let place = share * Double(sorted.count - 1)
    let low = Int(place)
    guard low + 1 < sorted.count else { return sorted[sorted.count - 1] }
    return sorted[low] + (place - Double(low)) * (sorted[low + 1] - sorted[low])
  }
}
