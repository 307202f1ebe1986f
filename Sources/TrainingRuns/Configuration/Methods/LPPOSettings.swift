/// LPPO: prompts weigh by their progress, and stuck ones are helped.
public struct LPPOSettings: Sendable, Hashable {
  /// κ
  public var steepness = 8.0
  /// What is added to the sigmoid.
  public var offset = 0.5
  /// Share of the moving average that a visit keeps.
  public var keep = 0.8
  /// Whether prompts that are stuck get a part of their solution.
  public var guides = true
  /// A stuck prompt: at most this pass rate,
  public var stuckRate = 0.05
  /// visited so often,
  public var stuckVisits = 2
  /// and with no more progress than this.
  public var stuckGain = 0.01

  public init() {}
}

extension LPPOSettings: SettingsTable {
  static var settings: [Setting<LPPOSettings>] {
    [
      Setting(
        "steepness", \.steepness, .number(atLeast: 0), "κ in w = sigmoid(κ·Δ) + offset, Δ the pass rate's progress."),
      Setting("offset", \.offset, .number(atLeast: 0), "With 0.5 a prompt without progress weighs 1."),
      Setting("keep", \.keep, .number(in: 0..<1), "Share of a prompt's average pass rate that each visit keeps."),
      Setting(
        "guide", \.guides, .flag, "Answers to prompts that are stuck begin with a part of the row's `solution`."),
      Setting("stuck_rate", \.stuckRate, .number(in: 0...1), "The average pass rate of a stuck prompt, at most."),
      Setting("stuck_visits", \.stuckVisits, .integer(atLeast: 1), "Visits after which a prompt can be stuck."),
      Setting("stuck_gain", \.stuckGain, .number(in: 0...1), "The last progress of a stuck prompt, at most."),
    ]
  }
}
