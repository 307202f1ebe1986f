/// UloRL: answers are written in segments, and tokens that are learned already are left out.
public struct UloRLSettings: Sendable, Hashable {
  /// Tokens of an answer a step; `nil` for all at once.
  public var segmentTokens: Int?
  /// τ
  public var sureness = 0.99
  /// σ, in nats.
  public var entropyTarget = 0.2

  public init() {}
}

extension UloRLSettings: SettingsTable {
  static var settings: [Setting<UloRLSettings>] {
    [
      Setting(
        "segment_tokens", optional: \.segmentTokens, .integer(1...16_777_216), default: "none: all at once",
        "Tokens of an answer a step; what is unfinished goes on in the next."),
      Setting(
        "sureness", \.sureness, .number(atLeast: 0),
        "τ: tokens of right answers that are as likely as this are left out while the entropy is low; above 1: none."),
      Setting(
        "entropy_target", \.entropyTarget, .number(atLeast: 0), "σ: below this mean entropy of an answer, in nats."),
    ]
  }
}

/// T-PPO: answers are written in windows, and each window is learned from at once.
public struct TPPOSettings: Sendable, Hashable {
  /// Tokens of an answer a step; `nil` for all at once.
  public var windowTokens: Int?
  /// λ of the policy's advantages; values learn the return itself.
  public var lambda = 0.95
  /// Steps in which only the value head learns.
  public var valueWarmupSteps = 0

  public init() {}
}

extension TPPOSettings: SettingsTable {
  static var settings: [Setting<TPPOSettings>] {
    [
      Setting(
        "window_tokens", optional: \.windowTokens, .integer(1...16_777_216), default: "none: all at once",
        "Tokens of an answer a step; all of them are learned from at once."),
      Setting("lambda", \.lambda, .number(in: 0...1), "λ of the policy's advantages; values learn the return itself."),
      Setting(
        "value_warmup_steps", \.valueWarmupSteps, .integer(atLeast: 0), "Steps in which only the value head learns."),
    ]
  }
}
