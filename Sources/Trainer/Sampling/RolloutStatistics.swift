/// What a run of rollouts did, and how fast.
public struct RolloutStatistics: Sendable, Hashable {
  /// Tokens of prompts that were read; a prompt of several rollouts is read once.
  public internal(set) var promptTokens = 0
  /// Tokens that were drawn.
  public internal(set) var newTokens = 0
  public internal(set) var steps = 0
  /// Live rows of all steps.
  public internal(set) var rowSteps = 0
  /// Reading prompts and drawing the first token behind them.
  public internal(set) var promptSeconds = 0.0
  public internal(set) var decodingSeconds = 0.0

  public init() {}

  public var seconds: Double { promptSeconds + decodingSeconds }
  /// New tokens over all of the time.
  public var tokensPerSecond: Double { seconds > 0 ? Double(newTokens) / seconds : 0 }
  public var meanLiveRows: Double { steps > 0 ? Double(rowSteps) / Double(steps) : 0 }
}
