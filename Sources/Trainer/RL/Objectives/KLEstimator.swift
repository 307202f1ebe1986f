#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Estimators of KL(π ‖ π_ref) from the sampled token alone (Schulman, "Approximating KL divergence"; verl,
/// `kl_penalty`). With d = log π − log π_ref:
///
/// | | value | d value / d log π |
/// |---|---|---|
/// | k1 | d | 1 |
/// | abs | \|d\| | sign(d) |
/// | k2 | d²/2 | d |
/// | k3 | exp(−d) + d − 1 | 1 − exp(−d) |
///
/// In the loss, k1's gradient is 0 in expectation; k2's is that of the divergence. d is held within ±20 and k3's value
/// within ±10, without gradient beyond (verl holds the d of k3 alone).
public enum KLEstimator: String, Sendable, Hashable, CaseIterable {
  case k1, k2, k3
  case absolute = "abs"

  private static let largestDifference = 20.0
  private static let largestValue = 10.0

  /// - Parameters:
  ///   - logProbability: log π
  ///   - reference: log π_ref
  public func estimate(_ logProbability: Double, reference: Double) -> (value: Double, slope: Double) {
    let difference = logProbability - reference
    let d = min(max(difference, -Self.largestDifference), Self.largestDifference)
    var found: (value: Double, slope: Double)
    switch self {
    case .k1: found = (d, 1)
    case .absolute: found = (d.magnitude, d == 0 ? 0 : d > 0 ? 1 : -1)
    case .k2: found = (0.5 * d * d, d)
    case .k3:
      let ratio = exp(-d)
      found = (ratio + d - 1, 1 - ratio)
      if found.value > Self.largestValue { found = (Self.largestValue, 0) }
    }
    if Self.holds(difference) { found.slope = 0 }
    return found
  }

  /// Whether d is beyond what is looked at.
  static func holds(_ difference: Double) -> Bool { difference.magnitude > largestDifference }
}
