/// What `--require-format think` asks of a response, and what it costs not to have it.
public struct FormatPenalty: Sendable, Hashable {
  /// The reward of a malformed response; `nil` is the low end of the range.
  public let reward: Double?

  /// - Parameter reward: any finite number, also outside of the range; `init` is `nil` for others, since no trainer can
  ///   use them.
  public init?(reward: Double?) {
    if let reward, !reward.isFinite { return nil }
    self.reward = reward
  }

  /// The low end of the range.
  public static let lowEnd = FormatPenalty(lowEnd: ())

  private init(lowEnd: Void) { reward = nil }

  /// `score` with the penalty as its reward if the response is malformed. The verdict stays: the program was judged. A
  /// score without a reward keeps none, since nothing may be learned from it either way.
  public func applied(to score: Score, response: String, range: RewardRange) -> Score {
    guard score.reward != nil, let flaw = ThinkFormat.flaw(of: response) else { return score }
    var score = score
    score.reward = reward ?? range.low
    score.message = score.message.map { "\(flaw.rawValue); \($0)" } ?? flaw.rawValue
    return score
  }
}
