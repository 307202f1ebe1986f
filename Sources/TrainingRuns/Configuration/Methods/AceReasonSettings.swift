/// AceReason: a temperature that follows the entropy, and solved prompts that leave; its stages are those of `rl.stages`.
public struct AceReasonSettings: Sendable, Hashable {
  /// Nats a token, at the temperature; 0 leaves the temperature alone.
  public var entropyTarget = 0.3
  /// How far the temperature's logarithm moves for an entropy that is off by as much as the target.
  public var gain = 0.2
  public var minimumTemperature = 0.3
  public var maximumTemperature = 2.0
  /// Whether prompts that were solved by all their answers are left out from the next epoch on.
  public var dropsSolved = true

  public init() {}
}

extension AceReasonSettings: SettingsTable {
  static var settings: [Setting<AceReasonSettings>] {
    [
      Setting(
        "entropy_target", \.entropyTarget, .number(atLeast: 0),
        "Nats a token at the temperature, which follows; 0: the temperature stays."),
      Setting(
        "gain", \.gain, .number(atLeast: 0),
        "How far log T moves in a step whose entropy is off by as much as the target."),
      Setting("min_temperature", \.minimumTemperature, .number(above: 0), "The lowest temperature."),
      Setting("max_temperature", \.maximumTemperature, .number(above: 0), "The highest temperature."),
      Setting(
        "drop_solved", \.dropsSolved, .flag,
        "Prompts that all their answers solved are not asked in later epochs; when none is left, all are again."),
    ]
  }

  func check(_ place: ConfigurationValue) throws {
    if minimumTemperature > maximumTemperature {
      throw place.place("min_temperature").error(.conflict, "is above max_temperature, \(maximumTemperature)")
    }
  }
}
