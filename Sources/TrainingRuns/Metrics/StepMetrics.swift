/// What is measured at one step: a row of `metrics.jsonl`.
///
/// `nil` stands for what does not apply or was not finite; it is written as `null`.
public struct StepMetrics: Sendable, Hashable {
  public enum Phase: String, Sendable, Hashable, CaseIterable {
    case sft, rl
  }

  /// Shares by the sign of the advantage and the side of the ratio.
  public struct BySide: Sendable, Hashable {
    public var positiveHigh: Double?
    public var positiveLow: Double?
    public var negativeHigh: Double?
    public var negativeLow: Double?

    public init(
      positiveHigh: Double? = nil, positiveLow: Double? = nil, negativeHigh: Double? = nil, negativeLow: Double? = nil
    ) {
      self.positiveHigh = positiveHigh
      self.positiveLow = positiveLow
      self.negativeHigh = negativeHigh
      self.negativeLow = negativeLow
    }
  }

  /// Tokens an answer.
  public struct ResponseLength: Sendable, Hashable {
    public var mean: Double?
    public var maximum: Int?
    /// Share of the answers that reached the limit.
    public var truncated: Double?

    public init(mean: Double? = nil, maximum: Int? = nil, truncated: Double? = nil) {
      self.mean = mean
      self.maximum = maximum
      self.truncated = truncated
    }
  }

  /// Answers to one prompt are a group.
  public struct Groups: Sendable, Hashable {
    public var total: Int?
    public var zeroAdvantage: Int?
    public var kept: Int?

    public init(total: Int? = nil, zeroAdvantage: Int? = nil, kept: Int? = nil) {
      self.total = total
      self.zeroAdvantage = zeroAdvantage
      self.kept = kept
    }
  }

  /// Of methods that remember or write in windows.
  public struct MethodNumbers: Sendable, Hashable {
    /// That of the step's answers.
    public var temperature: Double?
    /// Prompts whose answers began with a part of a solution.
    public var guided: Int?
    /// Answers that wait for the next step.
    public var unfinished: Int?

    public init(temperature: Double? = nil, guided: Int? = nil, unfinished: Int? = nil) {
      self.temperature = temperature
      self.guided = guided
      self.unfinished = unfinished
    }
  }

  /// Tokens a second.
  public struct TokenRates: Sendable, Hashable {
    public var rollout: Double?
    public var score: Double?
    public var train: Double?

    public init(rollout: Double? = nil, score: Double? = nil, train: Double? = nil) {
      self.rollout = rollout
      self.score = score
      self.train = train
    }
  }

  /// Seconds.
  public struct Times: Sendable, Hashable {
    public var rollout: Double?
    public var reward: Double?
    public var score: Double?
    public var train: Double?
    public var other: Double?

    public init(
      rollout: Double? = nil, reward: Double? = nil, score: Double? = nil, train: Double? = nil, other: Double? = nil
    ) {
      self.rollout = rollout
      self.reward = reward
      self.score = score
      self.train = train
      self.other = other
    }

    public var total: Double { [rollout, reward, score, train, other].compactMap { $0 }.reduce(0, +) }
  }

  /// Updates (SFT) or rollout batches (RL) done, this one among them.
  public var step: Int
  public var phase: Phase
  public var loss: Double?
  /// On `data.eval`, at the steps where it was measured.
  public var evalLoss: Double?
  public var rewardMean: Double?
  public var rewardStandardDeviation: Double?
  /// Share of the answers that are fully correct.
  public var passRate: Double?
  /// Nats a token.
  public var entropy: Double?
  public var klOld: Double?
  public var klReference: Double?
  /// Share of the tokens whose ratio is out of bounds.
  public var clipFraction = BySide()
  /// Share of Σ|dL/dlogp| that those tokens carry.
  public var clipGradientShare = BySide()
  public var gradientNorm: Double?
  public var learningRate: Double?
  public var responseLength = ResponseLength()
  public var groups = Groups()
  public var method = MethodNumbers()
  /// Answers that the judge failed on.
  public var faults: Int?
  /// Updates that were left out since their gradient was not finite.
  public var skipped: Int?
  /// Mean |log-prob of sampling − log-prob of the training pass|.
  public var logProbMismatch: Double?
  /// Tokens learned from.
  public var tokens: Int?
  public var tokensPerSecond = TokenRates()
  public var timeSeconds = Times()
  public var peakResidentBytes: Int?

  public init(step: Int, phase: Phase) {
    self.step = step
    self.phase = phase
  }
}
