/// Archer: tokens that reason have a range and a pull towards the reference of their own; those that know have
/// `objective.eps_low`, `objective.eps_high` and `kl`.
public struct ArcherSettings: Sendable, Hashable {
  /// Tokens above this quantile of their answer's entropies reason.
  public var quantile = 0.8
  public var reasoningEpsilonLow = 0.5
  public var reasoningEpsilonHigh = 0.5
  public var reasoningDivergence = 0.0

  public init() {}
}

extension ArcherSettings: SettingsTable {
  static var settings: [Setting<ArcherSettings>] {
    [
      Setting(
        "quantile", \.quantile, .number(in: 0...1),
        "Tokens whose entropy is above this quantile of their answer's reason; the others know."),
      Setting(
        "reasoning_eps_low", \.reasoningEpsilonLow, .number(in: 0...1),
        "`objective.eps_low` of tokens that reason (for aspo, where the advantage is negative)."),
      Setting(
        "reasoning_eps_high", \.reasoningEpsilonHigh, .number(atLeast: 0),
        "`objective.eps_high` of tokens that reason (for aspo, where the advantage is positive)."),
      Setting("reasoning_kl_coef", \.reasoningDivergence, .number(atLeast: 0), "`kl.coef` of tokens that reason."),
    ]
  }
}
