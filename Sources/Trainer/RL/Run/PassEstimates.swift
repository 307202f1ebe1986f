#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif
internal import TrainingRuns

/// Estimates over problems that were answered several times each.
public enum PassEstimates {
  /// The chance that at least one of k answers, drawn without repetition from n of which c are right, is right:
  /// 1 − C(n − c, k) / C(n, k), without bias for pass@k (Chen et al., arXiv 2107.03374).
  ///
  /// - Returns: `nil` where k answers cannot be drawn.
  public static func passAtK(answers n: Int, right c: Int, k: Int) -> Double? {
    guard k >= 1, k <= n, c >= 0, c <= n else { return nil }
    if n - c < k { return 1 }
    // Π over i of (n − c − i) / (n − i), which is C(n − c, k) / C(n, k) without large numbers.
    return 1 - (0..<k).reduce(1.0) { $0 * Double(n - c - $1) / Double(n - $1) }
  }

  /// A mean over problems with its 95 % interval.
  public struct Mean: Sendable, Hashable {
    public var value: Double
    public var low: Double
    public var high: Double
  }

  /// Resamples of the bootstrap.
  public static let resamples = 2_000

  /// The mean, and between which values those of 95 of 100 resamplings of the problems lie. The same numbers give the same
  /// interval.
  ///
  /// - Returns: `nil` without values.
  public static func mean(_ values: [Double]) -> Mean? {
    guard !values.isEmpty else { return nil }
    let count = values.count
    let mean = values.reduce(0, +) / Double(count)
    var random = CounterRandom(seed: 0, stream: 0x626F_6F74, UInt64(count))
    var means: [Double] = []
    means.reserveCapacity(resamples)
    for _ in 0..<resamples {
      var sum = 0.0
      for _ in 0..<count { sum += values[Int(random.below(UInt64(count)))] }
      means.append(sum / Double(count))
    }
    means.sort()
    func quantile(_ share: Double) -> Double { means[min(resamples - 1, Int(share * Double(resamples)))] }
    return Mean(value: mean, low: min(mean, quantile(0.025)), high: max(mean, quantile(0.975)))
  }
}
