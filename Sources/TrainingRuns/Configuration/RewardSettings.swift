/// Where rewards come from.
public struct RewardSettings: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Programs run in the sandbox of this process.
    case judge
    /// Answers compared as mathematics.
    case math
    /// A reward server.
    case http
  }

  public enum Mode: String, Sendable, Hashable, CaseIterable {
    /// The share of tests that passed.
    case soft
    /// All or nothing.
    case hard
  }

  /// The form that an answer must have.
  public enum Format: String, Sendable, Hashable, CaseIterable {
    case none
    /// `<think>…</think>`, then the answer.
    case think
  }

  public var kind = Kind.judge
  /// Of the reward server; only with `http`.
  public var url: String?
  public var mode = Mode.soft
  public var format = Format.none
  /// For one answer, its waiting included.
  public var timeoutSeconds = 60.0
  /// Share of a step's answers that the judge may fail on before the run stops.
  public var maximumFaultShare = 0.05

  public init() {}
}

extension RewardSettings: SettingsTable {
  static var settings: [Setting<RewardSettings>] {
    [
      Setting("kind", \.kind, .choice, "`judge` runs programs, `math` compares answers, `http` asks a reward server."),
      Setting(
        "url", optional: \.url, .text, default: "none", "The reward server, for instance `http://127.0.0.1:8080`."),
      Setting("mode", \.mode, .choice, "`soft`: the share of tests that passed; `hard`: all or nothing."),
      Setting(
        "format", \.format, .choice,
        "`think`: an answer without `<think>` gets −2, one without `</think>` −0.5, one malformed in another way −1."),
      Setting("timeout_s", \.timeoutSeconds, .number(above: 0), "Seconds for one answer, waiting included."),
      Setting(
        "max_fault_share", \.maximumFaultShare, .number(in: 0...1),
        "Share of a step's answers that the judge may fail on before the run stops with exit code 3."),
    ]
  }

  func check(_ place: ConfigurationValue) throws {
    switch (kind, url) {
    case (.http, nil):
      throw place.place("url").error(.missingKey, "reward.kind http needs the address of the reward server")
    case (.http, let url?) where !url.hasPrefix("http://") && !url.hasPrefix("https://"):
      throw place.place("url").error(.invalidValue, "\"\(ConfigurationValue.shown(url))\" does not begin with http://")
    case (.judge, _?), (.math, _?):
      throw place.place("url").error(.conflict, "only reward.kind http has one; the kind here is \(kind.rawValue)")
    default: break
    }
  }
}
