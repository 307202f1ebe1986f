/// What a run reads.
public struct DataSettings: Sendable, Hashable {
  /// Rows to train on.
  public var train: [String] = []
  /// Rows that are only measured.
  public var eval: [String] = []
  /// Problems that RL rows name by `problem_id`.
  public var problems: [String] = []

  public init() {}
}

extension DataSettings: SettingsTable {
  static var settings: [Setting<DataSettings>] {
    [
      Setting("train", \.train, .list(.path), "JSONL files to train on, in this order."),
      Setting("eval", \.eval, .list(.path), "JSONL files that are only measured."),
      Setting("problems", \.problems, .list(.path), "Problem files for RL rows that name a `problem_id`."),
    ]
  }
}
