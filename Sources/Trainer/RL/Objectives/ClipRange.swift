/// The trust region of the ratio: 1 − low … 1 + high. Equal for PPO and GRPO, higher above for DAPO's clip-higher.
public struct ClipRange: Sendable, Hashable {
  /// ε_l
  public var low: Double
  /// ε_h
  public var high: Double

  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// 1 − ε_l
  public var lowerBound: Double { 1 - low }
  /// 1 + ε_h
  public var upperBound: Double { 1 + high }

  public func clip(_ ratio: Double) -> Double { min(max(ratio, lowerBound), upperBound) }

  func check() throws(RLMathError) {
    try RLMathError.require("eps_low", low, "0 to 1", low >= 0 && low <= 1)
    try RLMathError.require("eps_high", high, "at least 0", high >= 0)
  }

  func region(_ ratio: Double, advantage: Double) -> ClipRegion {
    ClipRegion(isBelow: ratio < lowerBound, isAbove: ratio > upperBound, advantage: advantage)
  }
}

/// PPO's second bound where the advantage is negative: the loss is at most −A · c, without gradient where r > c
/// (arXiv 1912.09729).
func checkDualClip(_ bound: Double?) throws(RLMathError) {
  guard let bound else { return }
  try RLMathError.require("dual_clip", bound, "above 1", bound > 1)
}
