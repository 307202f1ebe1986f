/// The numbers that rewards lie between: `low` for no test passed, `high` for all.
public struct RewardRange: Sendable, Hashable, CustomStringConvertible {
  public let low: Double
  public let high: Double

  /// `0..1`
  public static let zeroToOne = RewardRange(unchecked: 0, 1)
  /// `-1..1`
  public static let minusOneToOne = RewardRange(unchecked: -1, 1)

  private init(unchecked low: Double, _ high: Double) {
    self.low = low
    self.high = high
  }

  /// The range as `--reward-range` takes it; `nil` for anything but `0..1` and `-1..1`.
  public init?(_ text: String) {
    switch text {
    case Self.zeroToOne.description: self = .zeroToOne
    case Self.minusOneToOne.description: self = .minusOneToOne
    default: return nil
    }
  }

  public var description: String { "\(Int(low))..\(Int(high))" }

  /// The reward for `passed` of `total` tests, `total` positive: the mean of one end or the other for each test.
  func reward(passed: Int, of total: Int) -> Double {
    (low * Double(total - passed) + high * Double(passed)) / Double(total)
  }
}
