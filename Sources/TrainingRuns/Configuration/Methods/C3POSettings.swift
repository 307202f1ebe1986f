/// C3PO: as many tokens in each update.
public struct C3POSettings: Sendable, Hashable {
  /// What becomes of the answer in which the budget ends.
  public enum Ending: String, Sendable, Hashable, CaseIterable {
    /// All of it counts.
    case overshoot
    /// Its first tokens count.
    case cut
  }

  /// Φ; `nil` where none was given.
  public var tokenBudget: Int?
  public var ending = Ending.overshoot

  public init() {}
}

extension C3POSettings: SettingsTable {
  static var settings: [Setting<C3POSettings>] {
    [
      Setting(
        "token_budget", optional: \.tokenBudget, .integer(1...1_073_741_824), default: "none; must be given for c3po",
        "Tokens an update learns from, and the constant by which its loss is divided."),
      Setting(
        "ending", \.ending, .choice,
        "The answer in which the budget ends: `overshoot` takes all of it, `cut` its first tokens."),
    ]
  }
}
