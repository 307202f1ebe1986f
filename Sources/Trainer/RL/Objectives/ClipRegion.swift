/// Where a token's ratio lies: in its range, or beyond which side of it with which sign of the advantage.
///
/// PPO's clip stops the gradient in `positiveHigh` and `negativeLow`. The other two are beyond the range as well, but
/// on the side from which the gradient leads back.
public enum ClipRegion: UInt8, Sendable, Hashable, CaseIterable {
  /// In range, or without advantage.
  case within
  case positiveHigh, positiveLow, negativeHigh, negativeLow

  init(isBelow: Bool, isAbove: Bool, advantage: Double) {
    if advantage > 0 {
      self = isAbove ? .positiveHigh : isBelow ? .positiveLow : .within
    } else if advantage < 0 {
      self = isAbove ? .negativeHigh : isBelow ? .negativeLow : .within
    } else {
      self = .within
    }
  }
}
