/// How answers are sampled.
public struct SamplingSettings: Sendable, Hashable {
  /// Tokens an answer.
  public var maximumNewTokens = 256
  public var temperature = 1.0
  /// 0 for no limit.
  public var topK = 0
  /// 1 for no limit.
  public var topP = 1.0
  /// 0 for no limit.
  public var minP = 0.0
  /// Texts that end an answer, beside the model's own end token.
  public var stop: [String] = []
  /// An answer depends only on weights, prompt, these settings and its place, whatever else is in the batch.
  public var deterministic = true
  /// RL refuses top-k, top-p and min-p without this: its log-probs are those of the whole vocabulary.
  public var allowsTruncatedSampling = false

  public init() {}

  /// Whether some tokens can never be drawn.
  public var isTruncated: Bool { topK > 0 || topP < 1 || minP > 0 }
}

extension SamplingSettings: SettingsTable {
  static var settings: [Setting<SamplingSettings>] {
    [
      Setting("max_new_tokens", \.maximumNewTokens, .integer(1...16_777_216), "Tokens an answer."),
      Setting("temperature", \.temperature, .number(atLeast: 0), "0 takes the likeliest token (not for RL)."),
      Setting("top_k", \.topK, .integer(0...1_048_576), "Draw from this many likeliest tokens; 0: from all."),
      Setting("top_p", \.topP, .topP, "Draw from the likeliest tokens of this share; 1: from all."),
      Setting(
        "min_p", \.minP, .number(in: 0..<1), "Leave out what is less likely than this share of the best; 0: none."),
      Setting("stop", \.stop, .list(.text, atMost: 64), "Texts that end an answer."),
      Setting("deterministic", \.deterministic, .flag, "An answer does not depend on what else is in its batch."),
      Setting(
        "allow_truncated_sampling", \.allowsTruncatedSampling, .flag,
        "Let RL use `top_k`, `top_p` and `min_p`, though its log-probs are those of the whole vocabulary."),
    ]
  }
}

extension SettingType where Value == Double {
  /// A share that is not 0.
  fileprivate static var topP: Self {
    let number = SettingType.number(in: 0...1)
    return SettingType(
      name: "number in (0, 1]",
      decode: { value in
        let share = try number.decode(value)
        guard share > 0 else { throw value.error(.invalidValue, "0 leaves no token: 1 draws from all") }
        return share
      }, encode: number.encode)
  }
}
