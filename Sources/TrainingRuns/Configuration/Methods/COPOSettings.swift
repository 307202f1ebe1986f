/// COPO: how much of a prompt's gradient compares answers, and how much compares prompts.
public struct COPOSettings: Sendable, Hashable {
  /// What the share of the local loss is made of; the names are those of the authors' code, with hyphens.
  public enum Mode: String, Sendable, Hashable, CaseIterable {
    /// The entropy's share.
    case onlySoft = "only-soft"
    /// The entropy's share, and 0 for an answer that is worth nothing.
    case softWithZero = "soft-with-zero"
    /// The entropy's share, and 0 for an answer without a local advantage.
    case softWithForced = "soft-with-forced"
    /// 1, and 0 for an answer that is worth nothing.
    case onlyZero = "only-zero"
    /// 1, and 0 for an answer without a local advantage.
    case onlyForced = "only-forced"
    /// 0: prompts are compared, never answers.
    case onlyGlobal = "only-global"
    /// 1: GRPO.
    case noGlobal = "no-global"
  }

  public var mode = Mode.softWithZero
  /// k: how sharply the share turns.
  public var steepness = 5.0
  /// b over log₂ G: the entropy at which both losses have the same share. 1 bit of log₂ 6 in the authors' script.
  public var midpoint = 0.387
  /// Whether a prompt's reward is less where its answers differ.
  public var scalesReward = false

  public init() {}
}

extension COPOSettings: SettingsTable {
  static var settings: [Setting<COPOSettings>] {
    [
      Setting("mode", \.mode, .choice, "What the local loss's share w is made of."),
      Setting("steepness", \.steepness, .number(atLeast: 0), "k in w = sigmoid(k·(H − b)), H in bits."),
      Setting("midpoint", \.midpoint, .number(in: 0...1), "b, as a share of log2(rollouts)."),
      Setting(
        "scales_reward", \.scalesReward, .flag, "A prompt's reward is lowered where its answers differ (1 − λH)."),
    ]
  }
}
