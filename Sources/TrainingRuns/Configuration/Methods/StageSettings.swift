/// A part of a run: which prompts, how long their answers may be. The last one lasts until the run's end.
public struct StageSettings: Sendable, Hashable {
  public var steps = 0
  /// Tokens an answer; `nil` for `sampling.max_new_tokens`.
  public var maximumNewTokens: Int?
  /// Of `data.train`, counted from 1; none for all.
  public var files: [Int] = []
  /// Whether answers that are cut are left out; `nil` for what `rl.overlong` says.
  public var filtersOverlong: Bool?

  public init() {}
}

extension StageSettings: SettingsTable {
  static var settings: [Setting<StageSettings>] {
    [
      Setting("steps", \.steps, .integer(atLeast: 0), "How long it lasts; the last stage lasts until the end."),
      Setting(
        "max_new_tokens", optional: \.maximumNewTokens, .integer(1...16_777_216), default: "`sampling.max_new_tokens`",
        "Tokens an answer, at most `sampling.max_new_tokens`."),
      Setting(
        "files", \.files, .integers(1...10_000),
        "Files of `data.train` that prompts come from, counted from 1; none: all."),
      Setting(
        "filter_overlong", optional: \.filtersOverlong, .flag, default: "as `rl.overlong`",
        "Whether answers that are cut are left out."),
    ]
  }
}
